//! Light, dark, or as the system says: kept in the browser.

use leptos::prelude::*;

use crate::icon::{Icon, icon};

const KEY: &str = "persons:theme";

/// What the visitor chose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Theme {
    System,
    Light,
    Dark,
}

impl Theme {
    fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    fn next(self) -> Self {
        match self {
            Self::System => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::System,
        }
    }

    fn stored() -> Self {
        let stored = storage().and_then(|storage| storage.get_item(KEY).ok().flatten());
        match stored.as_deref() {
            Some("light") => Self::Light,
            Some("dark") => Self::Dark,
            _ => Self::System,
        }
    }
}

/// A button that goes from the system's colours to light to dark.
#[component]
pub(crate) fn ThemeButton() -> impl IntoView {
    let theme = RwSignal::new(Theme::stored());
    Effect::new(move || {
        let theme = theme.get();
        if let Some(root) = document().document_element() {
            // A browser that refuses to set an attribute or to store shows the system's colours.
            let _ = root.set_attribute("data-theme", theme.name());
        }
        if let Some(storage) = storage() {
            let _ = storage.set_item(KEY, theme.name());
        }
    });
    let label = move || format!("Colours: {}", theme.get().name());
    view! {
        <button
            type="button"
            class="icon-button"
            title=label
            aria-label=label
            on:click=move |_| theme.update(|theme| *theme = theme.next())
        >
            {icon(Icon::Contrast)}
        </button>
    }
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}
