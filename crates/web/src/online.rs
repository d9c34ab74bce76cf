//! Whether the browser believes that it has a network.

use leptos::ev;
use leptos::prelude::*;

/// A signal that is false while the browser says that it is offline. `true` promises nothing: the server may be down.
pub fn use_online() -> Signal<bool> {
    let online = RwSignal::new(window().navigator().on_line());
    let on = window_event_listener(ev::online, move |_| online.set(true));
    let off = window_event_listener(ev::offline, move |_| online.set(false));
    on_cleanup(move || {
        on.remove();
        off.remove();
    });
    online.into()
}
