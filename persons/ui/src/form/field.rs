//! One field: label, control, help and what is wrong.

use leptos::prelude::*;
use persons_model::{Field, Presence};

use super::control::Wiring;
use super::state::State;
use super::{Control, Input, Width};

/// A field of a form.
#[component]
pub(super) fn FieldView(input: &'static Input, field: Option<&'static Field>, state: State) -> impl IntoView {
    let id = input.element_id();
    let (help_id, error_id) = (format!("{id}-help"), format!("{id}-error"));
    let error = Memo::new(move |_| state.error(input.name));
    let described_by = {
        let (help_id, error_id) = (help_id.clone(), error_id.clone());
        Memo::new(move |_| {
            let error = error.with(Option::is_some).then_some(error_id.as_str());
            let help = (!input.help.is_empty()).then_some(help_id.as_str());
            let both: Vec<_> = error.into_iter().chain(help).collect();
            (!both.is_empty()).then(|| both.join(" "))
        })
    };
    let wiring = Wiring {
        input,
        state,
        is_required: field.is_some_and(|field| field.presence == Presence::Required),
        described_by,
        is_invalid: Memo::new(move |_| error.with(Option::is_some)),
    };
    let class = match (input.control, input.width) {
        (Control::Flag, Width::Whole) => "field check",
        (Control::Flag, Width::Half) => "field check half",
        (_, Width::Whole) => "field",
        (_, Width::Half) => "field half",
    };
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
    let label = view! { <label for=id>{input.label}</label> };
    // A tick stands before its label, everything else below it.
    let is_flag = matches!(input.control, Control::Flag);
    let (before, after) = if is_flag {
        (None, Some(label))
    } else {
        (Some(label), None)
    };
    view! { <div class=class>{before}{wiring.view()}{after}{help}{error}</div> }
}
