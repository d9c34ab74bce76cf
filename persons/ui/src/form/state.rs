//! What a form is at: what stands in it and what is wrong with it.

use std::rc::Rc;

use leptos::prelude::*;
use persons_model::FieldError;

use super::{Draft, Input};
use crate::write::FieldMessages;

/// What finds everything that is wrong with a draft.
pub(super) type Check = Rc<dyn Fn(&Draft) -> Vec<FieldError>>;

/// A form's state; it can be copied into closures.
#[derive(Clone, Copy)]
pub(super) struct State {
    pub(super) draft: RwSignal<Draft>,
    check: StoredValue<Check, LocalStorage>,
    is_disabled: fn(&str, &Draft) -> bool,
    /// Whether it was tried to submit the form.
    tried: RwSignal<bool>,
    /// What the server said; a message goes when its field is changed.
    messages: RwSignal<FieldMessages>,
    /// What the model says: nothing before the first attempt to submit, then as one types.
    errors: Memo<FieldMessages>,
}

impl State {
    pub(super) fn new(
        initial: Draft,
        messages: FieldMessages,
        check: Check,
        is_disabled: fn(&str, &Draft) -> bool,
    ) -> Self {
        let draft = RwSignal::new(initial);
        let tried = RwSignal::new(false);
        let check = StoredValue::new_local(check);
        let errors = Memo::new(move |_| {
            if tried.get() {
                draft.with(|draft| find_errors(&check.get_value(), draft))
            } else {
                FieldMessages::new()
            }
        });
        Self {
            draft,
            check,
            is_disabled,
            tried,
            messages: RwSignal::new(messages),
            errors,
        }
    }

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

    /// What is wrong and belongs to none of the form's fields. Reactive.
    pub(super) fn error_of_whole(&self, inputs: &[Input]) -> Option<String> {
        let of = |messages: &FieldMessages| {
            let other = |(field, _): &&(String, String)| inputs.iter().all(|input| input.name != field);
            messages.iter().find(other).map(|(_, message)| message.clone())
        };
        self.errors.with(of).or_else(|| self.messages.with(of))
    }

    /// Whether a field cannot be used, given the others. Reactive.
    pub(super) fn is_disabled(&self, name: &str) -> bool {
        self.draft.with(|draft| (self.is_disabled)(name, draft))
    }

    /// Takes in what was typed.
    pub(super) fn set(&self, name: &str, value: impl Into<serde_json::Value>) {
        self.draft.update(|draft| draft.set(name, value));
        if self.messages.with_untracked(|messages| !messages.is_empty()) {
            self.messages
                .update(|messages| messages.retain(|(field, _)| field != name && !field.is_empty()));
        }
    }

    /// Tries to submit: what stands in the form if nothing is wrong with it, otherwise the first field that is wrong, if
    /// one is to blame.
    pub(super) fn submit(&self, inputs: &'static [Input]) -> Result<Draft, Option<&'static Input>> {
        self.tried.set(true);
        let draft = self.draft.get_untracked();
        let errors = find_errors(&self.check.get_value(), &draft);
        if errors.is_empty() {
            Ok(draft)
        } else {
            Err(first_of(inputs, &errors))
        }
    }
}

/// The first field that messages are about.
pub(super) fn first_of(inputs: &'static [Input], messages: &FieldMessages) -> Option<&'static Input> {
    inputs
        .iter()
        .find(|input| messages.iter().any(|(field, _)| field == input.name))
}

fn find_errors(check: &Check, draft: &Draft) -> FieldMessages {
    check(draft)
        .into_iter()
        .map(|error| (error.field().to_owned(), error.message))
        .collect()
}
