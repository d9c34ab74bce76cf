//! One field: label, control, help and what is wrong.

use leptos::ev::{Event, Targeted};
use leptos::prelude::*;
use persons_model::{Field, Presence};
use web_sys::HtmlInputElement;

use super::view::State;
use super::{Control, Input, Width};

/// A field of a form.
#[component]
pub(super) fn FieldView(input: &'static Input, field: Option<&'static Field>, state: State) -> impl IntoView {
    let name = input.name;
    let id = format!("field-{name}");
    let (help_id, error_id) = (format!("{id}-help"), format!("{id}-error"));
    let error = Memo::new(move |_| state.error(name));
    let described_by = {
        let (help_id, error_id) = (help_id.clone(), error_id.clone());
        move || {
            let error = error.with(Option::is_some).then_some(error_id.as_str());
            let help = (!input.help.is_empty()).then_some(help_id.as_str());
            let both: Vec<_> = error.into_iter().chain(help).collect();
            (!both.is_empty()).then(|| both.join(" "))
        }
    };
    let invalid = move || error.with(Option::is_some).then_some("true");
    let disabled = Memo::new(move |_| state.draft.with(|draft| (state.is_disabled)(name, draft)));
    let required = field
        .is_some_and(|field| field.presence == Presence::Required)
        .then_some("true");
    let text = move || {
        // A field that cannot be used shows nothing, and has its text again when it can.
        if disabled.get() {
            String::new()
        } else {
            state.draft.with(|draft| draft.text(name).to_owned())
        }
    };

    let control = match input.control {
        Control::Flag => view! {
            <input
                type="checkbox"
                id=id.clone()
                name=name
                aria-describedby=described_by
                aria-invalid=invalid
                prop:checked=move || state.draft.with(|draft| draft.flag(name))
                on:change:target=move |event| state.set(name, event.target().checked())
            />
        }
        .into_any(),
        Control::Choice(options) => view! {
            <select
                id=id.clone()
                name=name
                aria-describedby=described_by
                aria-invalid=invalid
                aria-required=required
                prop:value=text
                on:change:target=move |event| state.set(name, event.target().value())
            >
                {options()
                    .into_iter()
                    .map(|(value, label)| {
                        let selected = state.draft.with_untracked(|draft| draft.text(name) == value);
                        view! {
                            <option value=value selected=selected>
                                {label}
                            </option>
                        }
                    })
                    .collect_view()}
            </select>
        }
        .into_any(),
        Control::Text | Control::Capitals | Control::Amount | Control::Date => view! {
            <input
                type=if matches!(input.control, Control::Date) { "date" } else { "text" }
                inputmode=matches!(input.control, Control::Amount).then_some("decimal")
                id=id.clone()
                name=name
                placeholder=input.placeholder
                autocomplete="off"
                aria-describedby=described_by
                aria-invalid=invalid
                aria-required=required
                disabled=disabled
                prop:value=text
                on:input:target=move |event| {
                    if matches!(input.control, Control::Capitals) {
                        capitalize(&event);
                    }
                    state.set(name, event.target().value());
                }
            />
        }
        .into_any(),
    };
    let class = match (input.control, input.width) {
        (Control::Flag, Width::Whole) => "field check",
        (Control::Flag, Width::Half) => "field check half",
        (_, Width::Whole) => "field",
        (_, Width::Half) => "field half",
    };
    let label = view! { <label for=id>{input.label}</label> };
    let help = (!input.help.is_empty()).then(|| {
        view! {
            <p class="help" id=help_id>
                {input.help}
            </p>
        }
    });
    let error = move || {
        let id = error_id.clone();
        error.get().map(|message| {
            view! {
                <p class="error" id=id>
                    {message}
                </p>
            }
        })
    };
    let is_flag = matches!(input.control, Control::Flag);
    let (before, after) = if is_flag {
        (None, Some(label))
    } else {
        (Some(label), None)
    };
    view! { <div class=class>{before}{control}{after}{help}{error}</div> }
}

/// Makes the text capitals and leaves the caret where it is.
fn capitalize(event: &Targeted<Event, HtmlInputElement>) {
    let element = event.target();
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
