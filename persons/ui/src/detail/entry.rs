//! One row in a section, and what can be done with it.

use leptos::prelude::*;
use lockstep_web::LiveRows;
use persons_model::Id;

use crate::app::App;
use crate::confirm::confirm_delete;
use crate::data::OfPerson;
use crate::focus::focus_soon;
use crate::form::{self, Form};
use crate::icon::{Icon, icon};
use crate::write;

/// What a kind of row shows in the panel.
pub(super) trait Kind: OfPerson {
    const ICON: Icon;
    const HEADING: &'static str;
    const HEADING_ID: &'static str;
    /// The section's mark for tests.
    const TEST_ID: &'static str;
    /// What stands in an empty section.
    const NONE: &'static str;
    /// The label and the id of the button that adds one.
    const ADD: &'static str;
    const ADD_ID: &'static str;
    /// The labels of the buttons that edit and delete one.
    const EDIT: &'static str;
    const DELETE: &'static str;
    /// The title and the question before one is deleted.
    const DELETE_TITLE: &'static str;
    const DELETE_QUESTION: &'static str;

    /// The first line: what it is.
    fn title(&self) -> AnyView;

    /// The other lines.
    fn lines(&self) -> AnyView;
}

/// The entry at a place of its section. The element belongs to the place, not to the row: from one person to the next
/// only texts change, which is what makes that fast.
pub(super) fn entry<R: Kind + Form>(app: App, rows: LiveRows<R>, place: usize) -> impl IntoView {
    let row = move || untrack(|| rows.nth(place)).map(|row| row.get_untracked());
    let edit = move |_| {
        if let Some(row) = row() {
            form::edit(app, &*row);
        }
    };
    let delete = move |_| {
        if let Some(row) = row() {
            let question = R::DELETE_QUESTION.to_owned();
            confirm_delete(app, R::DELETE_TITLE, question, R::FALLBACK_FOCUS, move || {
                write::delete_child(app, &*row);
            });
        }
    };
    let set_primary = move |_| {
        if let Some(row) = row() {
            write::set_primary(app, &*row);
            // The button goes with what it did.
            focus_soon(format!("#{} [data-action=edit]", entry_id(row.key())));
        }
    };
    let can_be_primary = Memo::new(move |_| {
        R::HAS_PRIMARY
            && rows
                .nth(place)
                .is_some_and(|row| row.with(|row| !row.is_primary()))
    });
    let star = move || {
        can_be_primary.get().then(|| {
            view! {
                <button
                    type="button"
                    class="icon-button small star"
                    title="Set as primary"
                    aria-label="Set as primary"
                    on:click=set_primary
                >
                    {icon(Icon::Star)}
                </button>
            }
        })
    };
    let contents = move || {
        let row = rows.nth(place)?.get();
        Some(view! {
            <div class="title">{row.title()}</div>
            <div class="lines">{row.lines()}</div>
        })
    };
    view! {
        <li class="entry" id=move || rows.nth(place).map(|row| entry_id(row.key())) data-testid="entry">
            {contents}
            <div class="buttons">
                {star}
                <button
                    type="button"
                    class="icon-button small"
                    data-action="edit"
                    title=R::EDIT
                    aria-label=R::EDIT
                    on:click=edit
                >
                    {icon(Icon::Edit)}
                </button>
                <button
                    type="button"
                    class="icon-button small danger"
                    title=R::DELETE
                    aria-label=R::DELETE
                    on:click=delete
                >
                    {icon(Icon::Trash)}
                </button>
            </div>
        </li>
    }
}

fn entry_id(row: Id) -> String {
    format!("entry-{row}")
}

/// A word in a coloured field.
pub(super) fn pill(text: &'static str) -> impl IntoView {
    view! { <span class="pill">{text}</span> }
}

/// The mark of the primary row of a kind.
pub(super) fn primary_mark(is_primary: bool) -> Option<impl IntoView> {
    is_primary.then(|| view! { <span class="mark-primary">{icon(Icon::StarFilled)}"Primary"</span> })
}
