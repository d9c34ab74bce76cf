//! The one view of all forms.

use std::rc::Rc;

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use persons_model::Field;

use super::field::FieldView;
use super::state::{Check, State, first_of};
use super::{Draft, Input};
use crate::dialog::Frame;
use crate::focus::focus_soon;
use crate::write::FieldMessages;

/// What a form is made of and what it leads to.
pub(super) struct FormDialog {
    pub(super) title: &'static str,
    /// What the button says that submits it.
    pub(super) submit: &'static str,
    pub(super) inputs: &'static [Input],
    pub(super) fields: &'static [Field],
    pub(super) initial: Draft,
    /// What the server said about it.
    pub(super) messages: FieldMessages,
    pub(super) is_disabled: fn(&str, &Draft) -> bool,
    pub(super) check: Check,
    pub(super) on_submit: Box<dyn Fn(Draft)>,
    pub(super) on_cancel: Box<dyn Fn()>,
    /// Left by Escape, a click beside it or the close button.
    pub(super) on_dismiss: Box<dyn Fn(Draft)>,
}

impl FormDialog {
    /// A dialog with the form in it.
    pub(super) fn view(self) -> impl IntoView {
        let Self {
            inputs,
            fields,
            on_submit,
            on_cancel,
            on_dismiss,
            ..
        } = self;
        let first = first_of(inputs, &self.messages).or(inputs.first());
        let first_focus = first
            .map(|input| format!("#{}", input.element_id()))
            .unwrap_or_default();
        let state = State::new(self.initial, self.messages, self.check, self.is_disabled);
        let submit = move |event: SubmitEvent| {
            event.prevent_default();
            match state.submit(inputs) {
                Ok(draft) => on_submit(draft),
                Err(Some(wrong)) => focus_soon(format!("#{}", wrong.element_id())),
                Err(None) => {}
            }
        };
        let field = |input: &'static Input| {
            let field = fields.iter().find(|field| field.name == input.name);
            view! { <FieldView input field state /> }
        };
        let contents = view! {
            <form novalidate=true on:submit=submit>
                <div class="body">
                    {move || whole_error(state, inputs)} <div class="fields">{inputs.iter().map(field).collect_view()}</div>
                </div>
                <footer>
                    <button type="button" class="button" on:click=move |_| on_cancel()>
                        "Cancel"
                    </button>
                    <button type="submit" class="button primary">
                        {self.submit}
                    </button>
                </footer>
            </form>
        };
        let frame = Frame {
            title: self.title,
            small: false,
            first_focus,
            on_dismiss: Rc::new(move || on_dismiss(state.draft.get_untracked())),
        };
        frame.view(contents)
    }
}

/// What is wrong and belongs to no field.
fn whole_error(state: State, inputs: &[Input]) -> Option<impl IntoView + use<>> {
    state.error_of_whole(inputs).map(|message| {
        view! {
            <p class="form-error" role="alert">
                {message}
            </p>
        }
    })
}
