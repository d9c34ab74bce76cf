//! The selected person with everything that belongs to it.

mod address;
mod bank_account;
mod contact;
mod employment;
mod entry;
mod header;
mod section;

use leptos::prelude::*;
use lockstep_store::Status;

use crate::app::App;
use crate::icon::{Icon, icon};
use crate::notice::Notice;
use crate::selection::Selected;
use address::Addresses;
use bank_account::BankAccounts;
use contact::Contacts;
use employment::Employments;
use header::Header;

/// The pane with the person; it stays in the document while one person follows another.
#[component]
pub(crate) fn DetailPanel(app: App) -> impl IntoView {
    let is_there = Memo::new(move |_| !app.selection.person.is_empty());
    let contents = move || {
        if is_there.get() {
            view! {
                <Header app />
                <div class="sections">
                    <div class="column">
                        <Addresses app />
                        <Employments app />
                    </div>
                    <div class="column">
                        <Contacts app />
                        <BankAccounts app />
                    </div>
                </div>
            }
            .into_any()
        } else {
            view! { <NotThere app /> }.into_any()
        }
    };
    view! {
        <section class="pane detail" aria-label="Person details" data-testid="person-detail">
            {contents}
        </section>
    }
}

/// In place of a person: not loaded yet, or there is none with this id.
#[component]
fn NotThere(app: App) -> impl IntoView {
    let title = move || {
        app.loads.persons.with(|status| match status {
            Status::Ready => "Person not found",
            Status::Error { .. } => "The person could not be loaded",
            Status::Idle | Status::Loading { .. } => "Loading person details…",
        })
    };
    let text = move || {
        if !app.loads.persons.with(Status::is_ready) {
            return String::new();
        }
        match app.selection.get() {
            Some(Selected::Person(id)) => {
                format!("There is no person with the id {id}. It may have been deleted.")
            }
            Some(Selected::NoId(text)) => format!("“{text}” is not the id of a person."),
            None => String::new(),
        }
    };
    view! {
        <div class="filling" data-testid="person-not-there">
            <Notice
                picture=Icon::People
                title=Signal::derive(move || title().to_owned())
                text=Signal::derive(text)
            >
                <button type="button" class="button" on:click=move |_| app.close_person()>
                    {icon(Icon::Back)}
                    "All persons"
                </button>
            </Notice>
        </div>
    }
}
