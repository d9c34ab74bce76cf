//! The page as a whole: what all components share, and how they are laid out.

use std::ops::Deref;
use std::rc::Rc;

use leptos::ev;
use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use persons_model::{Id, Person};

use crate::banner::Banners;
use crate::data::Data;
use crate::detail::DetailPanel;
use crate::dialog::Dialogs;
use crate::focus::focus_first;
use crate::form;
use crate::icon::{Icon, icon};
use crate::list::{PersonList, row_selector};
use crate::load::Loads;
use crate::selection::Selection;
use crate::theme::ThemeButton;
use crate::toast::Toasts;

/// What every component works with: a handle that can be copied into closures.
#[derive(Clone, Copy)]
pub(crate) struct App(&'static Parts);

/// What the handle leads to.
pub(crate) struct Parts {
    data: StoredValue<Rc<Data>, LocalStorage>,
    pub(crate) loads: Loads,
    pub(crate) selection: Selection,
    pub(crate) dialogs: Dialogs,
    pub(crate) toasts: Toasts,
    /// A person that the list is to bring into sight.
    pub(crate) reveal: RwSignal<Option<Id>>,
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        self.0
    }
}

impl App {
    /// Starts what lives as long as the page does, which is why it is never freed.
    fn start() -> Self {
        let data = Data::new();
        Self(Box::leak(Box::new(Parts {
            loads: Loads::start(&data),
            selection: Selection::new(&data),
            dialogs: Dialogs::new(),
            toasts: Toasts::new(),
            reveal: RwSignal::new(None),
            data: StoredValue::new_local(data),
        })))
    }

    /// The collections and the way to the server.
    pub(crate) fn data(self) -> Rc<Data> {
        self.data.get_value()
    }

    /// Leaves the selected person; the keyboard goes back to its row.
    pub(crate) fn close_person(self) {
        let row = self
            .selection
            .person_id_untracked()
            .map(row_selector)
            .unwrap_or_default();
        self.selection.select(None);
        spawn_local(async move {
            tick().await;
            if row.is_empty() || !focus_first(&row) {
                focus_first("#persons");
            }
        });
    }
}

/// The page.
#[component]
pub(crate) fn Root() -> impl IntoView {
    let app = App::start();
    let with_detail = Memo::new(move |_| app.selection.get().is_some());
    Effect::new(move || {
        let person = app.selection.person.nth(0).map(|row| row.with(Person::full_name));
        let title = person.map_or_else(|| "DB Persons".to_owned(), |name| format!("{name} – DB Persons"));
        // A new title takes a browser longer than a new name in the page, which comes first.
        request_animation_frame(move || document().set_title(&title));
    });
    Effect::new(move || {
        if app.loads.have_ended() {
            spawn_local(async move {
                app.selection.warm_up().await;
                if let Some(root) = document().document_element() {
                    // Says to whoever drives the page from outside that it shows what there is.
                    let _ = root.set_attribute("data-client", "ready");
                }
            });
        }
    });
    let close_on_escape = window_event_listener(ev::keydown, move |event| {
        let free = !event.default_prevented() && app.dialogs.is_closed();
        if free && event.key() == "Escape" && app.selection.is_any() {
            app.close_person();
        }
    });
    on_cleanup(move || close_on_escape.remove());
    view! {
        <div class="app" class:with-detail=with_detail prop:inert=move || app.dialogs.is_open()>
            <header class="masthead">
                <Mark />
                <div>
                    <h1>"DB Persons"</h1>
                    <p>"Browse and manage persons with multi-entity support"</p>
                </div>
                <div class="actions">
                    {inspector(app)}
                    <ThemeButton />
                    <button
                        type="button"
                        id="create-person"
                        class="button primary"
                        on:click=move |_| form::create_person(app)
                    >
                        {icon(Icon::Plus)}
                        "Create Person"
                    </button>
                </div>
            </header>
            <Banners app />
            <main class="panes">
                <PersonList app />
                <Show when=move || with_detail.get()>
                    <DetailPanel app />
                </Show>
            </main>
        </div>
        {app.dialogs.view()}
        {app.toasts.view()}
    }
}

/// What developers look into the store with, in builds that are for them.
#[cfg(any(debug_assertions, feature = "inspector"))]
fn inspector(app: App) -> impl IntoView {
    view! { <crate::inspector::Inspector app /> }
}

#[cfg(not(any(debug_assertions, feature = "inspector")))]
fn inspector(_: App) {}

/// The application's sign: two brackets that lock into each other.
#[component]
fn Mark() -> impl IntoView {
    let strokes = "<rect width=\"32\" height=\"32\" rx=\"8\" fill=\"currentColor\"/>\
        <g fill=\"none\" stroke=\"var(--accent-ink)\" stroke-width=\"2.6\" stroke-linecap=\"round\" stroke-linejoin=\"round\">\
        <path d=\"M9 8.5v15h6.5\"/><path d=\"M14.5 13.5H23v10h-2.5\"/></g>";
    view! { <svg class="mark" viewBox="0 0 32 32" aria-hidden="true" inner_html=strokes></svg> }
}
