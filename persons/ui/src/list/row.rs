//! One person in the list.

use leptos::prelude::*;
use lockstep_web::LiveRow;
use persons_model::{Choice, Id, Person};

use super::state::ListState;
use crate::format;

/// A row of the grid. It stands where its position says, whatever else is in the document.
#[component]
pub(super) fn PersonRow(list: ListState, row: LiveRow<Person>) -> impl IntoView {
    let id = row.key();
    let selection = list.app.selection;
    let (index, top) = (row.clone(), row.clone());
    let cells = move || {
        row.with(|person| {
            [
                person.first_name.clone(),
                person.last_name.clone(),
                person.gender.map_or(format::NONE, Choice::label).to_owned(),
                person
                    .date_of_birth
                    .map_or_else(|| format::NONE.to_owned(), format::date),
            ]
            .map(|text| view! { <div role="gridcell">{text}</div> })
        })
    };
    view! {
        <div
            role="row"
            id=row_id(id)
            aria-rowindex=move || index.position() + 2
            aria-selected=move || if selection.is(id) { "true" } else { "false" }
            tabindex=move || if list.is_tab_stop(id) { "0" } else { "-1" }
            style:transform=move || format!("translateY({}px)", list.top(top.position()))
            on:click=move |_| list.choose(id)
            on:focus=move |_| list.set_active(id)
        >
            {cells}
        </div>
    }
}

fn row_id(person: Id) -> String {
    format!("person-{person}")
}

/// Finds a person's row in the document.
pub(crate) fn row_selector(person: Id) -> String {
    format!("#{}", row_id(person))
}
