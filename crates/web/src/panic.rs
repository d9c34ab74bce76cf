//! When the program itself fails: a panic must be seen, not leave a page that looks alive and is dead.

use leptos::prelude::document;
use wasm_bindgen::JsValue;

/// Shows the element with this id (by taking its `hidden` attribute away) when the program panics, and writes the panic
/// to the browser's console.
///
/// The element is part of the page from the start: after a panic nothing can be relied on that builds one.
pub fn show_on_panic(element_id: &'static str) {
    std::panic::set_hook(Box::new(move |panic| {
        web_sys::console::error_1(&JsValue::from_str(&panic.to_string()));
        if let Some(element) = document().get_element_by_id(element_id) {
            // The attribute is there, or was taken away by a panic before.
            let _ = element.remove_attribute("hidden");
        }
    }));
}
