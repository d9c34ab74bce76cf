//! The keyboard in the list: the keys of a grid, row by row.

use leptos::ev::KeyboardEvent;

use super::state::ListState;

/// Arrows, Home, End, Page Up and Page Down move; Enter and Space select.
pub(super) fn on_key(list: ListState, event: &KeyboardEvent) {
    if event.ctrl_key() || event.alt_key() || event.meta_key() || in_header(event) {
        return;
    }
    let Some(end) = leptos::prelude::untrack(|| list.people.len()).checked_sub(1) else {
        return;
    };
    let present = list.active_position();
    let page = leptos::prelude::untrack(|| list.viewport()).page();
    let target = match event.key().as_str() {
        "ArrowDown" => present.map_or(0, |position| position + 1),
        "ArrowUp" => present.map_or(0, |position| position.saturating_sub(1)),
        "PageDown" => present.map_or(0, |position| position + page),
        "PageUp" => present.map_or(0, |position| position.saturating_sub(page)),
        "Home" => 0,
        "End" => end,
        "Enter" | " " => {
            event.prevent_default();
            if let Some(person) = list.active() {
                list.choose(person);
            }
            return;
        }
        _ => return,
    };
    event.prevent_default();
    list.go_to(target.min(end));
}

/// The header's buttons have keys of their own.
fn in_header(event: &KeyboardEvent) -> bool {
    use wasm_bindgen::JsCast;

    let element = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    element.is_some_and(|element| element.closest(".head").ok().flatten().is_some())
}
