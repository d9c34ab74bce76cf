//! The column headers, which sort.

use leptos::prelude::*;

use super::query::{ListColumn, Sort};
use super::state::ListState;
use crate::icon::{Icon, icon};

/// The first row of the grid; it stays in sight.
#[component]
pub(super) fn Header(list: ListState) -> impl IntoView {
    view! {
        <div class="head" role="rowgroup">
            <div role="row" aria-rowindex="1">
                {ListColumn::ALL.map(|column| view! { <ColumnHeader list column /> }).collect_view()}
            </div>
        </div>
    }
}

#[component]
fn ColumnHeader(list: ListState, column: ListColumn) -> impl IntoView {
    let direction = move || match list.sort.get() {
        Some(sort) if sort.column == column && sort.descending => "descending",
        Some(sort) if sort.column == column => "ascending",
        _ => "none",
    };
    let sort = move |_| list.sort.update(|sort| *sort = Sort::after_click(*sort, column));
    view! {
        <div role="columnheader" aria-sort=direction>
            <button type="button" on:click=sort>
                {column.label()}
                {icon(Icon::Ascending)}
            </button>
        </div>
    }
}
