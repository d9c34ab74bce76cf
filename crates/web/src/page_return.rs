//! When the visitor comes back to the page.

use leptos::ev;
use leptos::prelude::*;

/// Calls `callback` each time the page is seen again after another tab or program was, comes out of the browser's
/// cache of pages, or gets its network back: the moments at which what it shows may have grown old. Ends with the
/// current reactive owner.
pub fn on_return(callback: impl Fn() + Clone + 'static) {
    let is_seen = || !document().hidden();
    let shown = window_event_listener_untyped("visibilitychange", {
        let callback = callback.clone();
        move |_| {
            if is_seen() {
                callback();
            }
        }
    });
    let restored = window_event_listener(ev::pageshow, {
        let callback = callback.clone();
        move |event| {
            if event.persisted() {
                callback();
            }
        }
    });
    let connected = window_event_listener(ev::online, move |_| callback());
    on_cleanup(move || {
        shown.remove();
        restored.remove();
        connected.remove();
    });
}
