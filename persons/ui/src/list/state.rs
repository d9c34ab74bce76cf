//! What the list is at: its query, its window, its scroll position, and the row that the keyboard is on.

use leptos::html;
use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use lockstep_entity::Row;
use lockstep_store::{Query, Status};
use lockstep_web::{LiveRows, Viewport, use_count, use_height};
use persons_model::{Id, Person};

use super::query::{Sort, query};
use super::row::row_selector;
use crate::app::App;
use crate::focus::{focus, focus_first, focus_soon, focused, is_narrow};
use crate::selection::Selected;

/// The heights of a row and of the header, in pixels; the style sheet has the same.
const ROW_HEIGHT: f64 = 44.0;
const HEADER_HEIGHT: f64 = 38.0;
/// Rows kept above and below what is in sight.
const OVERSCAN: usize = 8;

/// The list's state; it can be copied into closures.
#[derive(Clone, Copy)]
pub(super) struct ListState {
    pub(super) app: App,
    pub(super) grid: NodeRef<html::Div>,
    /// The persons found, with signals for those in the window.
    pub(super) people: LiveRows<Person>,
    /// How many persons there are in all.
    pub(super) total: Signal<usize>,
    /// What is searched for; follows the search field once a frame.
    pub(super) search: RwSignal<String>,
    pub(super) sort: RwSignal<Option<Sort>>,
    scroll: RwSignal<f64>,
    height: Signal<f64>,
    /// The row that the keyboard is on.
    active: RwSignal<Option<Id>>,
    /// The row that Tab goes to: always one that is in the document.
    tab_stop: Memo<Option<Id>>,
}

impl ListState {
    pub(super) fn new(app: App, grid: NodeRef<html::Div>) -> Self {
        let people = LiveRows::<Person>::new();
        people.set_window(0..0);
        let active = RwSignal::new(None);
        let tab_stop = Memo::new(move |_| {
            let rows = people.rows();
            let shown = |id: Id| rows.iter().any(|row| row.key() == id).then_some(id);
            let selected = match app.selection.get() {
                Some(Selected::Person(id)) => Some(id),
                _ => None,
            };
            active
                .get()
                .and_then(shown)
                .or_else(|| selected.and_then(shown))
                .or_else(|| Some(rows.first()?.key()))
        });
        let list = Self {
            app,
            grid,
            people,
            total: use_count(&Query::from(&app.data().persons)),
            search: RwSignal::new(String::new()),
            sort: RwSignal::new(None),
            scroll: RwSignal::new(0.0),
            height: use_height(grid),
            active,
            tab_stop,
        };
        list.follow_query();
        list.follow_window();
        list.follow_reveal();
        list
    }

    /// Whether anything is searched for. Reactive.
    pub(super) fn is_searching(&self) -> bool {
        self.search.with(|search| !search.trim().is_empty())
    }

    pub(super) fn clear_search(&self) {
        self.search.set(String::new());
        focus_first("#search");
    }

    /// The arithmetic of the window. Reactive.
    pub(super) fn viewport(&self) -> Viewport {
        Viewport {
            rows: self.people.len(),
            row_height: ROW_HEIGHT,
            height: (self.height.get() - HEADER_HEIGHT).max(0.0),
            overscan: OVERSCAN,
        }
    }

    /// Where a row stands, in pixels. Reactive.
    pub(super) fn top(&self, position: usize) -> f64 {
        let viewport = self.viewport();
        let scroll = if viewport.is_squeezed() {
            self.scroll.get()
        } else {
            0.0
        };
        viewport.top(position, scroll)
    }

    /// The row that Tab goes to. Reactive.
    pub(super) fn is_tab_stop(&self, person: Id) -> bool {
        self.tab_stop.get() == Some(person)
    }

    /// The keyboard is on this row now.
    pub(super) fn set_active(&self, person: Id) {
        if self.active.get_untracked() != Some(person) {
            self.active.set(Some(person));
        }
    }

    /// The position of the row that the keyboard is on.
    pub(super) fn active_position(&self) -> Option<usize> {
        let active = self
            .active
            .get_untracked()
            .or_else(|| self.tab_stop.get_untracked())?;
        self.people.query()?.position_of(&active)
    }

    /// The row that the keyboard is on.
    pub(super) fn active(&self) -> Option<Id> {
        self.active
            .get_untracked()
            .or_else(|| self.tab_stop.get_untracked())
    }

    /// Brings the row at a position into sight and the keyboard onto it.
    pub(super) fn go_to(&self, position: usize) {
        let Some(person) = self.people.query().and_then(|people| people.get(position)) else {
            return;
        };
        self.set_active(person.key());
        self.bring_into_sight(position);
        let selector = row_selector(person.key());
        spawn_local(async move {
            tick().await;
            focus_first(&selector);
        });
    }

    /// Selects a person. Where the list gives way to the person, the keyboard goes there.
    pub(super) fn choose(&self, person: Id) {
        self.set_active(person);
        self.app.selection.select(Some(person));
        if is_narrow() {
            focus_soon("#person-name");
        }
    }

    /// The visitor has scrolled.
    pub(super) fn scrolled(&self) {
        if let Some(grid) = self.grid.get_untracked() {
            self.scroll.set(f64::from(grid.scroll_top()));
        }
    }

    fn bring_into_sight(&self, position: usize) {
        let Some(grid) = self.grid.get_untracked() else {
            return;
        };
        let scroll = f64::from(grid.scroll_top());
        let wanted = untrack(|| self.viewport()).reveal(position, scroll);
        if (wanted - scroll).abs() >= 1.0 {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "at most the height of the tallest element, 15 million"
            )]
            grid.set_scroll_top(wanted.round() as i32);
            self.scrolled();
        }
    }

    /// Asks a new query when the search or the order changes, once all persons are there.
    fn follow_query(self) {
        Effect::new(move || {
            if self.app.loads.persons.with(Status::is_ready) {
                let data = self.app.data();
                self.people.follow(
                    &self
                        .search
                        .with(|search| query(&data.persons, search, self.sort.get())),
                );
            }
        });
        // What is found starts at the top, and so does what is sorted anew.
        Effect::new(move |before: Option<()>| {
            self.search.track();
            self.sort.track();
            if before.is_some()
                && let Some(grid) = self.grid.get_untracked()
            {
                grid.set_scroll_top(0);
                self.scroll.set(0.0);
            }
        });
    }

    /// Keeps signals for the rows in sight, and the keyboard in the list when the row that it is on leaves the document.
    fn follow_window(self) {
        Effect::new(move || {
            let window = self.viewport().window(self.scroll.get());
            let grid = self.grid.get_untracked();
            let inside = |grid: &web_sys::HtmlDivElement| {
                focused().is_some_and(|focused| grid.contains(Some(&focused)))
            };
            let had_focus = grid.filter(inside);
            self.people.set_window(window);
            if let Some(grid) = had_focus {
                spawn_local(async move {
                    tick().await;
                    if focused().is_none() {
                        focus(&grid);
                    }
                });
            }
        });
    }

    /// Brings persons into sight that others ask for: one that was just created, one that the URL names.
    fn follow_reveal(self) {
        Effect::new(move || {
            if self.app.loads.persons.with(Status::is_ready) {
                self.app.reveal.set(self.app.selection.person_id_untracked());
            }
        });
        Effect::new(move || {
            let Some(person) = self.app.reveal.get() else {
                return;
            };
            if self.people.is_empty() || self.height.get() <= 0.0 {
                return;
            }
            let position = self.people.query().and_then(|people| people.position_of(&person));
            match position {
                Some(position) => {
                    self.set_active(person);
                    spawn_local(async move {
                        // The list is as high as its rows only after the update.
                        tick().await;
                        self.bring_into_sight(position);
                    });
                }
                // The search hides it: it is shown all the same.
                None if self.search.with_untracked(|search| !search.is_empty()) => {
                    self.search.set(String::new());
                    return;
                }
                None => {}
            }
            self.app.reveal.set(None);
        });
    }
}
