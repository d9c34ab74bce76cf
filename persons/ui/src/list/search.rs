//! The search field: as you type, at most once a frame.

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use lockstep_web::OncePerFrame;

use super::state::ListState;
use crate::icon::{Icon, icon};

/// Searches names.
#[component]
pub(super) fn SearchField(list: ListState) -> impl IntoView {
    let field = NodeRef::<html::Input>::new();
    // A fast typist types several letters a frame on a slow machine; each search is a new query.
    let search = OncePerFrame::new(move || {
        if let Some(field) = field.get_untracked() {
            list.search.set(field.value());
        }
    });
    let on_key = move |event: KeyboardEvent| {
        // The field is asked, not the search, which what was typed in this frame has not reached.
        let Some(field) = field.get_untracked().filter(|field| !field.value().is_empty()) else {
            return;
        };
        if event.key() == "Escape" {
            event.prevent_default();
            field.set_value("");
            list.search.set(String::new());
        }
    };
    view! {
        <label class="search">
            <span class="visually-hidden">"Search by name"</span>
            {icon(Icon::Search)}
            <input
                type="search"
                id="search"
                placeholder="Search by name"
                autocomplete="off"
                spellcheck="false"
                node_ref=field
                prop:value=list.search
                on:input=move |_| search.request()
                on:keydown=on_key
            />
        </label>
    }
}
