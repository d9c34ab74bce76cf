//! The inspector: what is in the store, how it is found, what changes cost, and which writes are pending or have failed.
//!
//! For those who work on the page. It is in development builds, and in others with the feature `inspector`; `?inspector` in the
//! address opens it at the start. It polls nothing: mutations and loads ask for a new look, at most one a frame.

use leptos::prelude::*;
use lockstep_entity::Row;
use lockstep_store::{
    Collection, CollectionInfo, Inspection, LiveQuery, Mutation, Query, QueryInfo, RelationInfo, Status,
    Store, Subscription, Work,
};
use lockstep_web::OncePerFrame;

use crate::app::App;
use crate::data::Data;
use crate::icon::{Icon, icon};

use Heading::{Number, Text};

/// The part of the address that opens it at the start.
const PARAMETER: &str = "inspector";
/// How many queries are listed; what else there is, is counted.
const MOST: usize = 100;

/// A button at the edge of the page, and the panel that it opens.
#[component]
pub(crate) fn Inspector(app: App) -> impl IntoView {
    let open = RwSignal::new(is_asked_for());
    view! {
        <button
            type="button"
            class="icon-button"
            id="inspector-toggle"
            title="Inspector"
            aria-label="Inspector"
            aria-controls="inspector"
            aria-expanded=move || open.get().to_string()
            on:click=move |_| open.update(|open| *open = !*open)
        >
            {icon(Icon::Search)}
        </button>
        <Show when=move || open.get()>
            <Panel app open />
        </Show>
    }
}

#[component]
fn Panel(app: App, open: RwSignal<bool>) -> impl IntoView {
    let data = app.data();
    let store = data.store.clone();
    store.count_work(true);
    StoredValue::new_local(Counting(store.clone()));
    let seen = RwSignal::new_local(store.inspect());
    let look = {
        let store = store.clone();
        OncePerFrame::new(move || {
            seen.try_set(store.inspect());
        })
    };
    StoredValue::new_local(watch(&data, &look));
    view! {
        <section id="inspector" class="inspector" aria-label="Inspector" data-testid="inspector">
            <header>
                <h2>"Inspector"</h2>
                <button type="button" class="button" on:click=move |_| look.request()>
                    "Look again"
                </button>
                <button
                    type="button"
                    class="icon-button small"
                    title="Close"
                    aria-label="Close the inspector"
                    on:click=move |_| open.set(false)
                >
                    {icon(Icon::Close)}
                </button>
            </header>
            <div class="inspected" tabindex="0" role="group" aria-label="What is in the store">
                {move || seen.with(collections)}
                {move || seen.with(queries)}
                {move || seen.with(|seen| relations(&seen.relations))}
                {move || seen.with(|seen| mutations(&seen.mutations, app))}
            </div>
        </section>
    }
}

/// Counts no more when it is dropped.
struct Counting(Store);

impl Drop for Counting {
    fn drop(&mut self) {
        self.0.count_work(false);
    }
}

/// Asks for another look whenever a mutation comes, goes on or ends, and whenever rows are loaded, for as long as what is returned lives.
fn watch(data: &Data, look: &OncePerFrame) -> (LiveQuery<Mutation>, [Subscription; 6]) {
    let mutations = Query::from(&data.store.mutations()).live();
    let of_mutations = {
        let look = look.clone();
        mutations.subscribe(move |_| look.request())
    };
    let subscriptions = [
        of_mutations,
        of_status(&data.persons, look),
        of_status(&data.addresses, look),
        of_status(&data.bank_accounts, look),
        of_status(&data.contacts, look),
        of_status(&data.employments, look),
    ];
    (mutations, subscriptions)
}

fn of_status<R: Row>(collection: &Collection<R>, look: &OncePerFrame) -> Subscription {
    let look = look.clone();
    collection.subscribe_status(move |_| look.request())
}

fn collections(seen: &Inspection) -> impl IntoView + use<> {
    let row = |collection: &CollectionInfo| {
        view! {
            <tr>
                <th scope="row">{collection.name}</th>
                <td>{status(&collection.status)}</td>
                <td class="number">{collection.rows}</td>
                <td class="number">{collection.pending}</td>
                <td class="number">{collection.queries}</td>
                <td>{collection.indexes.join(", ")}</td>
            </tr>
        }
    };
    let rows: Vec<_> = seen.collections.iter().map(row).collect();
    table(
        "Collections",
        &[
            Text("Name"),
            Text("Status"),
            Number("Rows"),
            Number("Pending"),
            Number("Queries"),
            Text("Indexes"),
        ],
        rows.into_any(),
    )
}

fn status(status: &Status) -> String {
    match status {
        Status::Idle => "idle".to_owned(),
        Status::Loading { loaded, .. } => format!("loading, {loaded} so far"),
        Status::Ready => "ready".to_owned(),
        Status::Error { message } => format!("error: {message}"),
    }
}

fn queries(seen: &Inspection) -> impl IntoView + use<> {
    let row = |query: &QueryInfo| {
        view! {
            <tr>
                <td><code>{query.plan.clone()}</code></td>
                <td class="number">{query.rows}</td>
                <td class="number">{query.subscribers}</td>
                {cost(query.work)}
            </tr>
        }
    };
    // The list of mutations is there for the inspector itself.
    let of_page = seen
        .queries
        .iter()
        .filter(|query| query.collection != "mutations");
    let rows: Vec<_> = of_page.take(MOST).map(row).collect();
    let caption = format!("Live queries ({})", rows.len());
    table(
        &caption,
        &[
            Text("Plan"),
            Number("Rows"),
            Number("Subscribers"),
            Number("Commits"),
            Number("Rows a commit"),
        ],
        rows.into_any(),
    )
}

fn relations(relations: &[RelationInfo]) -> Option<impl IntoView + use<>> {
    let row = |relation: &RelationInfo| {
        view! {
            <tr>
                <td><code>{relation.relation.clone()}</code></td>
                <td class="number">{relation.rows}</td>
                <td class="number">{relation.views}</td>
                {cost(relation.work)}
            </tr>
        }
    };
    let rows: Vec<_> = relations.iter().take(MOST).map(row).collect();
    (!rows.is_empty()).then(|| {
        table(
            "Relations",
            &[
                Text("Relation"),
                Number("Rows"),
                Number("Windows"),
                Number("Commits"),
                Number("Rows a commit"),
            ],
            rows.into_any(),
        )
    })
}

fn cost(work: Work) -> impl IntoView + use<> {
    view! {
        <td class="number">{work.commits}</td>
        <td class="number">{format!("{:.1}", work.per_commit())}</td>
    }
}

fn mutations(mutations: &[Mutation], app: App) -> impl IntoView + use<> {
    let row = |mutation: &Mutation| {
        let state = match mutation.state.reason() {
            Some(reason) => format!("failed: {reason}"),
            None => mutation.state.name().to_owned(),
        };
        view! {
            <tr>
                <td class="number">{mutation.transaction}</td>
                <td>{mutation.kind.name()}</td>
                <td>{mutation.collection}</td>
                <td><code>{mutation.key.clone()}</code></td>
                <td>{state}</td>
            </tr>
        }
    };
    let rows: Vec<_> = mutations.iter().map(row).collect();
    if rows.is_empty() {
        return view! { <p data-testid="no-mutations">"No mutation is pending, and none has failed."</p> }
            .into_any();
    }
    let has_failed = mutations.iter().any(|mutation| mutation.state.reason().is_some());
    let forget = has_failed.then(|| {
        view! {
            <button type="button" class="button" on:click=move |_| app.data().store.forget_failed(None)>
                "Forget what has failed"
            </button>
        }
    });
    let table = table(
        "Mutations",
        &[
            Number("Transaction"),
            Text("Kind"),
            Text("Collection"),
            Text("Key"),
            Text("State"),
        ],
        rows.into_any(),
    );
    (table, forget).into_any()
}

/// A column's heading, which stands above what it heads.
#[derive(Clone, Copy)]
enum Heading {
    /// At the start of the column.
    Text(&'static str),
    /// At its end.
    Number(&'static str),
}

fn table(caption: &str, columns: &'static [Heading], rows: AnyView) -> impl IntoView + use<> {
    let head = |heading: &Heading| match *heading {
        Text(name) => view! { <th scope="col">{name}</th> }.into_any(),
        Number(name) => view! { <th scope="col" class="number">{name}</th> }.into_any(),
    };
    let heads: Vec<_> = columns.iter().map(head).collect();
    view! {
        <table>
            <caption>{caption.to_owned()}</caption>
            <thead>
                <tr>{heads}</tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

fn is_asked_for() -> bool {
    let search = window().location().search().unwrap_or_default();
    let mut parameters = search.trim_start_matches('?').split('&');
    parameters.any(|parameter| parameter.split('=').next() == Some(PARAMETER))
}
