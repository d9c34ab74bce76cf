//! The browser client of the persons application: five collections, loaded once, and everything else from memory.
//!
//! The page is a list of all persons and, beside it, one person with its addresses, contacts, employments and bank
//! accounts. What it shows are live queries of the store; what it writes shows at once and is confirmed or taken back
//! when the server answers.
//!
//! - [`start`] is the entry point; `app` holds what every component needs.
//! - `data` and `load` are the collections and how they fill, `write` is how they change.
//! - `inspector` shows what is in the store, in development.
//! - `list`, `detail`, `form` are what is seen; `dialog`, `confirm`, `toast`, `banner`, `notice` are their parts.
//!
//! Rows, rules and labels of values are the model's; requests, signals and the arithmetic of the windowed list are
//! `lockstep-web`'s; how it looks is in `style/`.

#![allow(
    unreachable_pub,
    reason = "`#[component]` writes `pub` items of its own beside each component"
)]

mod app;
mod banner;
mod confirm;
mod data;
mod detail;
mod dialog;
mod focus;
mod form;
mod format;
mod icon;
#[cfg(any(debug_assertions, feature = "inspector"))]
mod inspector;
mod list;
mod load;
mod notice;
mod selection;
mod theme;
mod toast;
mod write;

use leptos::mount::mount_to_body;
use wasm_bindgen::prelude::wasm_bindgen;

/// Starts the client in the page that loaded it.
#[wasm_bindgen(start)]
pub fn start() {
    lockstep_web::show_on_panic("crashed");
    if let Some(starting) = leptos::prelude::document().get_element_by_id("starting") {
        starting.remove();
    }
    mount_to_body(app::Root);
}
