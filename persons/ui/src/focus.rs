//! Where the keyboard is.

use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use wasm_bindgen::JsCast;
use web_sys::{FocusOptions, HtmlElement};

/// The element that has the focus; none if it is the page itself.
pub(crate) fn focused() -> Option<HtmlElement> {
    let element = document().active_element()?;
    let body = document()
        .body()
        .is_some_and(|body| body.is_same_node(Some(&element)));
    if body { None } else { element.dyn_into().ok() }
}

/// Focuses the first element that a selector finds once the page is up to date. Returns at once.
pub(crate) fn focus_soon(selector: impl Into<String>) {
    let selector = selector.into();
    spawn_local(async move {
        tick().await;
        focus_first(&selector);
    });
}

/// Focuses the first element that a selector finds, without scrolling to it; whether there was one.
pub(crate) fn focus_first(selector: &str) -> bool {
    let Ok(Some(element)) = document().query_selector(selector) else {
        return false;
    };
    element
        .dyn_into()
        .is_ok_and(|element: HtmlElement| focus(&element))
}

/// Focuses an element without scrolling to it.
pub(crate) fn focus(element: &HtmlElement) -> bool {
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    element.focus_with_options(&options).is_ok()
}

/// Whether the screen is so narrow that the list and the person take turns; the style sheet has the same limit.
pub(crate) fn is_narrow() -> bool {
    // Asked of the media query rather than of the layout, which would have to be computed for the answer.
    window()
        .match_media("(width < 900px)")
        .ok()
        .flatten()
        .is_some_and(|query| query.matches())
}
