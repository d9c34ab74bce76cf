//! One of the four sections: a heading with a count and a button, and the entries in their order.

use leptos::prelude::*;
use lockstep_store::Status;
use lockstep_web::LiveRows;

use super::entry::{Kind, entry};
use crate::app::App;
use crate::form::{self, Form};
use crate::icon::icon;

/// The rows of one kind that belong to the person.
pub(super) fn section<R: Kind + Form>(app: App, rows: LiveRows<R>, status: Signal<Status>) -> impl IntoView {
    let add = move |_| {
        if let Some(person) = app.selection.person_id_untracked() {
            form::add::<R>(app, person);
        }
    };
    let count = move || {
        if status.with(Status::is_ready) {
            rows.len().to_string()
        } else {
            "…".to_owned()
        }
    };
    let none = move || {
        rows.is_empty().then(|| {
            let text = status.with(|status| match status {
                Status::Ready => R::NONE,
                Status::Error { .. } => "Could not be loaded",
                Status::Idle | Status::Loading { .. } => "Loading…",
            });
            view! { <p class="none">{text}</p> }
        })
    };
    view! {
        <section class="section" aria-labelledby=R::HEADING_ID data-testid=R::TEST_ID>
            <header>
                {icon(R::ICON)}
                <h3 id=R::HEADING_ID>{R::HEADING}</h3>
                <span class="number" data-testid="count">
                    {count}
                </span>
                <button
                    type="button"
                    id=R::ADD_ID
                    class="icon-button small"
                    title=R::ADD
                    aria-label=R::ADD
                    on:click=add
                >
                    {icon(crate::icon::Icon::Plus)}
                </button>
            </header>
            {none}
            <ul>
                <For each=move || 0..rows.len() key=|place| *place let(place)>
                    {entry(app, rows, place)}
                </For>
            </ul>
        </section>
    }
}
