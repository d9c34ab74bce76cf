//! The person's own data, and what can be done with the person.

use std::rc::Rc;

use leptos::prelude::*;
use persons_model::{Choice, Person};

use crate::app::App;
use crate::confirm::confirm_delete;
use crate::form;
use crate::format;
use crate::icon::{Icon, icon};
use crate::list::row_selector;
use crate::write;

/// Name, id, dates, gender; Edit, Delete, Close.
#[component]
pub(super) fn Header(app: App) -> impl IntoView {
    let facts = move || {
        let row = app.selection.person.nth(0)?;
        Some(row.with(facts))
    };
    let with_person = move |act: fn(App, Rc<Person>)| {
        if let Some(row) = untrack(|| app.selection.person.nth(0)) {
            act(app, row.get_untracked());
        }
    };
    view! {
        <header class="person">
            <button
                type="button"
                class="icon-button back"
                title="Back to the list"
                aria-label="Back to the list"
                on:click=move |_| app.close_person()
            >
                {icon(Icon::Back)}
            </button>
            {facts}
            <div class="actions">
                <button
                    type="button"
                    id="edit-person"
                    class="icon-button"
                    title="Edit person"
                    aria-label="Edit person"
                    on:click=move |_| with_person(|app, person| form::edit(app, &*person))
                >
                    {icon(Icon::Edit)}
                </button>
                <button
                    type="button"
                    class="icon-button danger"
                    title="Delete person"
                    aria-label="Delete person"
                    on:click=move |_| with_person(delete)
                >
                    {icon(Icon::Trash)}
                </button>
                <button
                    type="button"
                    class="icon-button close"
                    title="Close"
                    aria-label="Close"
                    on:click=move |_| app.close_person()
                >
                    {icon(Icon::Close)}
                </button>
            </div>
        </header>
    }
}

fn facts(person: &Person) -> impl IntoView + use<> {
    let fact = |term: &'static str, value: String| {
        view! {
            <div>
                <dt>{term}</dt>
                <dd>{value}</dd>
            </div>
        }
    };
    view! {
        <div class="avatar" aria-hidden="true">
            {format::initials(&person.first_name, &person.last_name)}
        </div>
        <div>
            <h2 id="person-name" tabindex="-1">
                {person.full_name()}
            </h2>
            <p class="id">"ID: " <code>{person.id.to_string()}</code></p>
        </div>
        <dl class="facts">
            {fact("Date of birth", person.date_of_birth.map_or_else(|| format::NONE.to_owned(), format::date))}
            {fact("Gender", person.gender.map_or(format::NONE, Choice::label).to_owned())}
            {fact("Created", format::instant(person.created_at))}
            {fact("Updated", format::instant(person.updated_at))}
        </dl>
    }
}

fn delete(app: App, person: Rc<Person>) {
    let question = format!(
        "Are you sure you want to delete this person? This cannot be undone. With {} go all addresses, contacts, \
         employments and bank accounts.",
        person.full_name()
    );
    // The row goes; the list stays.
    let fallback = format!("{}, #persons", row_selector(person.id));
    confirm_delete(app, "Delete Person", question, &fallback, move || {
        app.selection.select(None);
        write::delete_person(app, &person);
    });
}
