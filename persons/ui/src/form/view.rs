//! The one view of all forms.

use std::rc::Rc;

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use persons_model::{Field, FieldError};

use super::field::FieldView;
use super::{Draft, Input};
use crate::dialog::Frame;
use crate::focus::focus_soon;
use crate::write::FieldMessages;

/// What a form says about itself.
#[derive(Clone, Copy)]
pub(super) struct Texts {
    pub(super) title: &'static str,
    pub(super) submit: &'static str,
}

/// A form's state, for its fields.
#[derive(Clone, Copy)]
pub(super) struct State {
    pub(super) draft: RwSignal<Draft>,
    /// What the server said; a message goes when its field is changed.
    messages: RwSignal<FieldMessages>,
    /// What the model says: nothing before the first attempt to submit, then as one types.
    errors: Memo<FieldMessages>,
    pub(super) is_disabled: fn(&str, &Draft) -> bool,
}

impl State {
    /// What is wrong with a field. Reactive.
    pub(super) fn error(&self, name: &str) -> Option<String> {
        let of = |messages: &FieldMessages| {
            messages
                .iter()
                .find(|(field, _)| field == name)
                .map(|(_, message)| message.clone())
        };
        self.errors.with(of).or_else(|| self.messages.with(of))
    }

    /// What is wrong with none of the form's own fields. Reactive.
    fn error_of_whole(&self, inputs: &[Input]) -> Option<String> {
        let of = |messages: &FieldMessages| {
            let other = |(field, _): &&(String, String)| inputs.iter().all(|input| input.name != field);
            messages.iter().find(other).map(|(_, message)| message.clone())
        };
        self.errors.with(of).or_else(|| self.messages.with(of))
    }

    /// Takes in what was typed.
    pub(super) fn set(&self, name: &str, value: impl Into<serde_json::Value>) {
        self.draft.update(|draft| draft.set(name, value));
        if self.messages.with_untracked(|messages| !messages.is_empty()) {
            self.messages
                .update(|messages| messages.retain(|(field, _)| field != name && !field.is_empty()));
        }
    }
}

/// What a form is made of and what it leads to.
pub(super) struct FormDialog {
    pub(super) texts: Texts,
    pub(super) inputs: &'static [Input],
    pub(super) fields: &'static [Field],
    pub(super) initial: Draft,
    pub(super) messages: FieldMessages,
    pub(super) is_disabled: fn(&str, &Draft) -> bool,
    /// What is wrong with a draft.
    pub(super) check: Rc<dyn Fn(&Draft) -> Vec<FieldError>>,
    pub(super) on_submit: Box<dyn Fn(Draft)>,
    pub(super) on_cancel: Box<dyn Fn()>,
    /// Left by Escape, a click beside it or the close button.
    pub(super) on_dismiss: Box<dyn Fn(Draft)>,
}

/// A dialog with a form in it.
pub(super) fn form_dialog(form: FormDialog) -> impl IntoView {
    let FormDialog {
        texts,
        inputs,
        fields,
        initial,
        messages,
        is_disabled,
        ..
    } = form;
    let FormDialog {
        check,
        on_submit,
        on_cancel,
        on_dismiss,
        ..
    } = form;
    let check = StoredValue::new_local(check);
    let draft = RwSignal::new(initial);
    let tried = RwSignal::new(false);
    let find_errors = move |draft: &Draft| -> FieldMessages {
        let errors = (check.get_value())(draft);
        errors
            .into_iter()
            .map(|error| (error.field().to_owned(), error.message))
            .collect()
    };
    let errors = Memo::new(move |_| {
        if tried.get() {
            draft.with(find_errors)
        } else {
            FieldMessages::new()
        }
    });
    let first_wrong = messages
        .iter()
        .find_map(|(field, _)| inputs.iter().find(|input| input.name == field));
    let first_focus = format!(
        "#field-{}",
        first_wrong.or(inputs.first()).map_or("", |input| input.name)
    );
    let state = State {
        draft,
        messages: RwSignal::new(messages),
        errors,
        is_disabled,
    };

    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        let present = draft.get_untracked();
        let errors = find_errors(&present);
        if errors.is_empty() {
            on_submit(present);
            return;
        }
        let wrong = inputs
            .iter()
            .find(|input| errors.iter().any(|(field, _)| field == input.name));
        if let Some(input) = wrong {
            focus_soon(format!("#field-{}", input.name));
        }
    };
    let whole = move || {
        state.error_of_whole(inputs).map(|message| {
            view! {
                <p class="form-error" role="alert">
                    {message}
                </p>
            }
        })
    };
    let contents = view! {
        <form novalidate=true on:submit=submit>
            <div class="body">
                {whole}
                <div class="fields">
                    {inputs
                        .iter()
                        .map(|input| {
                            let field = fields.iter().find(|field| field.name == input.name);
                            view! { <FieldView input field state /> }
                        })
                        .collect_view()}
                </div>
            </div>
            <footer>
                <button type="button" class="button" on:click=move |_| on_cancel()>
                    "Cancel"
                </button>
                <button type="submit" class="button primary">
                    {texts.submit}
                </button>
            </footer>
        </form>
    };
    let frame = Frame {
        title: texts.title,
        small: false,
        first_focus,
        on_dismiss: Rc::new(move || on_dismiss(draft.get_untracked())),
    };
    frame.view(contents)
}
