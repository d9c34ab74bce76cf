//! The list of all persons: searched, sorted, and windowed, so that its length does not matter.

mod header;
mod keyboard;
mod query;
mod row;
mod search;
mod state;

use leptos::html;
use leptos::prelude::*;
use lockstep_store::Status;

use crate::app::App;
use crate::form;
use crate::format;
use crate::icon::Icon;
use crate::notice::Notice;
use header::Header;
use row::PersonRow;
pub(crate) use row::row_selector;
use search::SearchField;
use state::ListState;

/// The pane with the list.
#[component]
pub(crate) fn PersonList(app: App) -> impl IntoView {
    let grid = NodeRef::<html::Div>::new();
    let list = ListState::new(app, grid);
    let is_ready = Memo::new(move |_| app.loads.persons.with(Status::is_ready));
    let is_empty = Memo::new(move |_| list.people.is_empty());
    let contents = move || {
        if !is_ready.get() {
            view! { <Loading app /> }.into_any()
        } else if !is_empty.get() {
            view! { <Grid list /> }.into_any()
        } else if list.is_searching() {
            view! { <NoMatch list /> }.into_any()
        } else {
            view! { <NobodyYet app /> }.into_any()
        }
    };
    let count = move || {
        if !is_ready.get() {
            String::new()
        } else if list.is_searching() {
            format!(
                "{} of {}",
                format::number(list.people.len()),
                format::persons(list.total.get())
            )
        } else {
            format::persons(list.total.get())
        }
    };
    view! {
        <section class="pane list" aria-label="Persons">
            <div class="toolbar">
                <SearchField list />
            </div>
            {contents}
            <div class="count" role="status" data-testid="person-count">
                {count}
            </div>
        </section>
    }
}

#[component]
fn Grid(list: ListState) -> impl IntoView {
    view! {
        <div
            id="persons"
            class="grid"
            role="grid"
            aria-label="Persons"
            aria-rowcount=move || list.people.len() + 1
            tabindex="-1"
            node_ref=list.grid
            on:scroll=move |_| list.scrolled()
            on:keydown=move |event| keyboard::on_key(list, &event)
        >
            <Header list />
            <div class="rows" role="rowgroup" style:height=move || format!("{}px", list.viewport().total_height())>
                <For each=move || list.people.rows() key=|row| row.key() let(row)>
                    <PersonRow list row />
                </For>
            </div>
        </div>
    }
}

#[component]
fn Loading(app: App) -> impl IntoView {
    let failed = Memo::new(move |_| {
        app.loads
            .persons
            .with(|status| status.error().map(ToOwned::to_owned))
    });
    let progress = move || {
        app.loads.persons.with(|status| match status {
            Status::Loading { loaded, .. } if *loaded > 0 => format!("{} so far", format::number(*loaded)),
            _ => String::new(),
        })
    };
    move || {
        match failed.get() {
        Some(reason) => view! {
            <div class="filling" role="alert" data-testid="load-error">
                <Notice picture=Icon::Alert title="The persons could not be loaded".to_owned() text=reason>
                    <button type="button" class="button" on:click=move |_| app.loads.load_missing()>
                        "Retry"
                    </button>
                </Notice>
            </div>
        }
        .into_any(),
        None => view! {
            <div class="filling" role="status" data-testid="loading">
                <Notice picture=Icon::People title="Loading persons…".to_owned() text=Signal::derive(progress)>
                    <progress aria-label="Loading persons"></progress>
                </Notice>
            </div>
        }
        .into_any(),
    }
    }
}

#[component]
fn NoMatch(list: ListState) -> impl IntoView {
    let text = Signal::derive(move || {
        format!(
            "No name contains “{}”.",
            list.search.with(|text| text.trim().to_owned())
        )
    });
    view! {
        <div class="filling" data-testid="no-match">
            <Notice picture=Icon::Search title="No persons found".to_owned() text=text>
                <button type="button" class="button" on:click=move |_| list.clear_search()>
                    "Clear search"
                </button>
            </Notice>
        </div>
    }
}

#[component]
fn NobodyYet(app: App) -> impl IntoView {
    view! {
        <div class="filling" data-testid="empty">
            <Notice
                picture=Icon::People
                title="No persons yet".to_owned()
                text="Create the first one, or fill the table with “persons seed”.".to_owned()
            >
                <button type="button" class="button" on:click=move |_| form::create_person(app)>
                    "Create a person"
                </button>
            </Notice>
        </div>
    }
}
