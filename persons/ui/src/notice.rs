//! A text in the middle of a pane: why there is nothing to see.

use leptos::prelude::*;

use crate::icon::{Icon, icon};

/// What happened, and below it what it means or what to do.
#[component]
pub(crate) fn Notice(
    picture: Icon,
    #[prop(into)] title: Signal<String>,
    #[prop(into)] text: Signal<String>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="notice">
            <div class="emblem">{icon(picture)}</div>
            <h2>{title}</h2>
            <p>{text}</p>
            {children.map(|children| children())}
        </div>
    }
}
