//! State in the page's address: one query parameter as a signal, with the history's back and forward.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use web_sys::UrlSearchParams;

/// A query parameter of the page's URL, for example the `order` of `/?order=17`.
///
/// Reading is reactive. [`push`](UrlParameter::push) makes an entry in the history; the browser's back and forward
/// change the signal. Other parameters, the path and the hash are left alone.
#[derive(Clone, Copy, Debug)]
pub struct UrlParameter {
    name: &'static str,
    value: RwSignal<Option<String>>,
}

impl UrlParameter {
    /// Reads the parameter and follows the history. The listener lives as long as the current reactive owner.
    pub fn new(name: &'static str) -> Self {
        let value = RwSignal::new(read(name));
        let listener = window_event_listener(ev::popstate, move |_| value.set(read(name)));
        on_cleanup(move || listener.remove());
        Self { name, value }
    }

    /// The decoded value; `None` when the parameter is absent. Reactive.
    pub fn get(&self) -> Option<String> {
        self.value.get()
    }

    /// The decoded value, without subscribing to it.
    pub fn get_untracked(&self) -> Option<String> {
        self.value.get_untracked()
    }

    /// Sets or removes the parameter and makes an entry in the history, unless it has that value already.
    pub fn push(&self, value: Option<&str>) {
        if self.value.with_untracked(|present| present.as_deref() == value) {
            return;
        }
        if let Ok(history) = window().history() {
            // A browser refuses only when a page makes hundreds of entries a minute; the signal is right all the same.
            let _ = history.push_state_with_url(&JsValue::NULL, "", Some(&self.url(value)));
        }
        self.value.set(value.map(ToOwned::to_owned));
    }

    /// Sets or removes the parameter in the current entry of the history.
    pub fn replace(&self, value: Option<&str>) {
        if let Ok(history) = window().history() {
            let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&self.url(value)));
        }
        self.value.set(value.map(ToOwned::to_owned));
    }

    fn url(self, value: Option<&str>) -> String {
        let location = window().location();
        let path = location.pathname().unwrap_or_else(|_| "/".to_owned());
        let hash = location.hash().unwrap_or_default();
        let Some(parameters) = parameters() else {
            return path;
        };
        match value {
            Some(value) => parameters.set(self.name, value),
            None => parameters.delete(self.name),
        }
        let query = String::from(parameters.to_string());
        if query.is_empty() {
            format!("{path}{hash}")
        } else {
            format!("{path}?{query}{hash}")
        }
    }
}

fn parameters() -> Option<UrlSearchParams> {
    let query = window().location().search().unwrap_or_default();
    UrlSearchParams::new_with_str(&query).ok()
}

fn read(name: &str) -> Option<String> {
    parameters()?.get(name)
}
