//! What a field is filled in with.

use leptos::ev::{Event, Targeted};
use leptos::prelude::*;
use web_sys::HtmlInputElement;

use super::state::State;
use super::{Control, Input};

/// What connects a control with the rest of its field.
#[derive(Clone, Copy)]
pub(super) struct Wiring {
    pub(super) input: &'static Input,
    pub(super) state: State,
    pub(super) is_required: bool,
    /// The ids of help and error, as far as they are there.
    pub(super) described_by: Memo<Option<String>>,
    pub(super) is_invalid: Memo<bool>,
}

impl Wiring {
    /// The control itself.
    pub(super) fn view(self) -> AnyView {
        match self.input.control {
            Control::Flag => self.flag().into_any(),
            Control::Choice(options) => self.choice(options).into_any(),
            Control::Text | Control::Capitals | Control::Amount | Control::Date => {
                self.text_field().into_any()
            }
        }
    }

    /// The text that stands in the control. A field that cannot be used shows none, and has its own again when it can.
    fn text(self) -> String {
        let state = self.state;
        if state.is_disabled(self.input.name) {
            String::new()
        } else {
            state.draft.with(|draft| draft.text(self.input.name).to_owned())
        }
    }

    fn invalid(self) -> Option<&'static str> {
        self.is_invalid.get().then_some("true")
    }

    fn flag(self) -> impl IntoView {
        let Self { input, state, .. } = self;
        view! {
            <input
                type="checkbox"
                id=input.element_id()
                name=input.name
                aria-describedby=self.described_by
                aria-invalid=move || self.invalid()
                prop:checked=move || state.draft.with(|draft| draft.flag(input.name))
                on:change:target=move |event| state.set(input.name, event.target().checked())
            />
        }
    }

    fn choice(self, options: fn() -> Vec<(&'static str, &'static str)>) -> impl IntoView {
        let Self { input, state, .. } = self;
        let present = state
            .draft
            .with_untracked(|draft| draft.text(input.name).to_owned());
        let option = |(value, label): (&'static str, &'static str)| {
            view! {
                <option value=value selected=present == value>
                    {label}
                </option>
            }
        };
        view! {
            <select
                id=input.element_id()
                name=input.name
                aria-describedby=self.described_by
                aria-invalid=move || self.invalid()
                aria-required=self.is_required.then_some("true")
                prop:value=move || self.text()
                on:change:target=move |event| state.set(input.name, event.target().value())
            >
                {options().into_iter().map(option).collect_view()}
            </select>
        }
    }

    fn text_field(self) -> impl IntoView {
        let Self { input, state, .. } = self;
        let on_input = move |event: Targeted<Event, HtmlInputElement>| {
            if matches!(input.control, Control::Capitals) {
                capitalize(&event.target());
            }
            state.set(input.name, event.target().value());
        };
        view! {
            <input
                type=if matches!(input.control, Control::Date) { "date" } else { "text" }
                inputmode=matches!(input.control, Control::Amount).then_some("decimal")
                id=input.element_id()
                name=input.name
                placeholder=input.placeholder
                autocomplete="off"
                aria-describedby=self.described_by
                aria-invalid=move || self.invalid()
                aria-required=self.is_required.then_some("true")
                disabled=move || state.is_disabled(input.name)
                prop:value=move || self.text()
                on:input:target=on_input
            />
        }
    }
}

/// Makes the text capitals and leaves the caret where it is.
fn capitalize(element: &HtmlInputElement) {
    let typed = element.value();
    let capitals = typed.to_ascii_uppercase();
    if capitals != typed {
        let (start, end) = (element.selection_start(), element.selection_end());
        element.set_value(&capitals);
        if let (Ok(Some(start)), Ok(Some(end))) = (start, end) {
            // A text field always has a selection, so this is never refused.
            let _ = element.set_selection_range(start, end);
        }
    }
}
