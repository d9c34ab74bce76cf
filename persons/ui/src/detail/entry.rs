//! One row in a section, and what can be done with it.

use leptos::prelude::*;
use lockstep_web::LiveRow;

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

/// An entry; it stays the same element while its row changes or moves.
pub(super) fn entry<R: Kind + Form>(app: App, row: LiveRow<R>) -> impl IntoView {
    let id = format!("entry-{}", row.key());
    let edit = {
        let row = row.clone();
        move |_| form::edit(app, &*row.get_untracked())
    };
    let delete = {
        let row = row.clone();
        move |_| {
            let row = row.get_untracked();
            let question = R::DELETE_QUESTION.to_owned();
            confirm_delete(app, R::DELETE_TITLE, question, R::FALLBACK_FOCUS, move || {
                write::delete_child(app, &*row);
            });
        }
    };
    let set_primary = {
        let (row, edit_button) = (row.clone(), format!("#{id} [data-action=edit]"));
        move || {
            let (row, edit_button) = (row.clone(), edit_button.clone());
            let act = move |_| {
                write::set_primary(app, &*row.get_untracked());
                // The button goes with what it did.
                focus_soon(edit_button.clone());
            };
            view! {
                <button
                    type="button"
                    class="icon-button small star"
                    title="Set as primary"
                    aria-label="Set as primary"
                    on:click=act
                >
                    {icon(Icon::Star)}
                </button>
            }
        }
    };
    let can_be_primary = {
        let row = row.clone();
        Memo::new(move |_| R::HAS_PRIMARY && row.with(|row| !row.is_primary()))
    };
    let title = {
        let row = row.clone();
        move || row.with(R::title)
    };
    let lines = move || row.with(R::lines);
    view! {
        <li class="entry" id=id data-testid="entry">
            <div class="title">{title}</div>
            <div class="buttons">
                {move || can_be_primary.get().then(&set_primary)}
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
            <div class="lines">{lines}</div>
        </li>
    }
}

/// A word in a coloured field.
pub(super) fn pill(text: &'static str) -> impl IntoView {
    view! { <span class="pill">{text}</span> }
}

/// The mark of the primary row of a kind.
pub(super) fn primary_mark(is_primary: bool) -> Option<impl IntoView> {
    is_primary.then(|| view! { <span class="mark-primary">{icon(Icon::StarFilled)}"Primary"</span> })
}
