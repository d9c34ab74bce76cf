//! From a form to a write, and back to the form when the write is refused.

use std::rc::Rc;

use leptos::prelude::*;
use persons_model::{FieldError, Id, Stamp, create, update};

use super::view::FormDialog;
use super::{Draft, Form};
use crate::app::App;
use crate::data::{now, today};
use crate::toast::{Action, Toast};
use crate::write::{self, FieldMessages};

/// What a form is opened with.
#[derive(Clone)]
pub(super) struct Request<R> {
    target: Target<R>,
    /// What stands in it at first.
    draft: Draft,
    /// What the server said about it.
    messages: FieldMessages,
}

/// What a form leads to.
#[derive(Clone)]
pub(super) enum Target<R> {
    /// A new row. Its id is drawn when the form opens and kept over all attempts, so that an attempt whose answer was lost
    /// does not become a second row.
    New { id: Id, person: Option<Id> },
    /// A change of a row, as it was when the form opened: what the visitor did not touch is not changed.
    Existing { before: Box<R> },
}

impl<R: Form> Request<R> {
    pub(super) fn new(target: Target<R>) -> Self {
        let draft = match &target {
            Target::New { .. } => Draft::new::<R>(),
            Target::Existing { before } => Draft::of::<R>(before),
        };
        Self {
            target,
            draft,
            messages: FieldMessages::new(),
        }
    }

    /// The same form with other contents.
    fn with(&self, draft: Draft, messages: FieldMessages) -> Self {
        Self {
            target: self.target.clone(),
            draft,
            messages,
        }
    }
}

impl<R: Form> Target<R> {
    /// The row that a draft makes.
    fn read(&self, draft: &Draft) -> Result<R, Vec<FieldError>> {
        let input = input::<R>(draft);
        match self {
            Self::New { id, person } => create(
                &input,
                Stamp {
                    id: *id,
                    person_id: *person,
                    now: now(),
                },
                today(),
            ),
            Self::Existing { before } => update(&**before, &input, today()).map(|(after, _)| after),
        }
    }
}

/// What the model reads: fields that cannot be used count as empty.
fn input<R: Form>(draft: &Draft) -> serde_json::Value {
    let mut used = draft.clone();
    for input in R::INPUTS.iter().filter(|input| R::is_disabled(input.name, draft)) {
        used.set(input.name, "");
    }
    used.to_input()
}

/// Opens a form.
pub(super) fn open<R: Form>(app: App, request: Request<R>) {
    let request = Rc::new(request);
    app.dialogs.open(R::FALLBACK_FOCUS, move || {
        let existing = usize::from(matches!(request.target, Target::Existing { .. }));
        let check = {
            let request = Rc::clone(&request);
            move |draft: &Draft| request.target.read(draft).err().unwrap_or_default()
        };
        let submit = {
            let request = Rc::clone(&request);
            move |draft: Draft| {
                let Ok(row) = request.target.read(&draft) else {
                    return;
                };
                app.dialogs.close();
                write_row(app, &request, &row, draft);
            }
        };
        let dismiss = {
            let request = Rc::clone(&request);
            move |draft: Draft| {
                app.dialogs.close();
                put_aside(app, &request, draft);
            }
        };
        FormDialog {
            title: R::TITLES[existing],
            submit: R::SUBMIT[existing],
            inputs: R::INPUTS,
            fields: R::FIELDS,
            initial: request.draft.clone(),
            messages: request.messages.clone(),
            is_disabled: R::is_disabled,
            check: Rc::new(check),
            on_submit: Box::new(submit),
            on_cancel: Box::new(move || app.dialogs.close()),
            on_dismiss: Box::new(dismiss),
        }
        .view()
        .into_any()
    });
}

fn write_row<R: Form>(app: App, request: &Rc<Request<R>>, row: &R, draft: Draft) {
    let reopen = {
        let request = Rc::clone(request);
        move |messages| open(app, request.with(draft.clone(), messages))
    };
    match &request.target {
        Target::New { .. } => {
            let undo = {
                let row = row.clone();
                move || R::taken_back(app, &row)
            };
            write::create(app, row.clone(), undo, reopen);
            R::created(app, row);
        }
        Target::Existing { before } => write::change(app, &**before, row, reopen),
    }
}

/// A form that was left by Escape or a click beside it: what was typed can be had again.
fn put_aside<R: Form>(app: App, request: &Rc<Request<R>>, draft: Draft) {
    if draft == request.draft {
        return;
    }
    let request = Rc::clone(request);
    app.toasts.show(Toast {
        title: "Not saved".to_owned(),
        text: "The form was closed with changes in it.".to_owned(),
        error: false,
        actions: vec![Action::new("Reopen", move || {
            open(app, request.with(draft.clone(), FieldMessages::new()));
        })],
    });
}
