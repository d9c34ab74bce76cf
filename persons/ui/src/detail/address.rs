//! Addresses.

use leptos::prelude::*;
use persons_model::{Address, Choice};

use super::entry::{Kind, pill, primary_mark};
use super::section::section;
use crate::app::App;
use crate::icon::Icon;

/// The person's addresses.
#[component]
pub(super) fn Addresses(app: App) -> impl IntoView {
    section(app, app.selection.addresses, app.loads.addresses)
}

impl Kind for Address {
    const ICON: Icon = Icon::Pin;
    const HEADING: &'static str = "Addresses";
    const HEADING_ID: &'static str = "addresses";
    const TEST_ID: &'static str = "section-addresses";
    const NONE: &'static str = "No addresses";
    const ADD: &'static str = "Add addresses";
    const ADD_ID: &'static str = "add-addresses";
    const EDIT: &'static str = "Edit address";
    const DELETE: &'static str = "Delete address";
    const DELETE_TITLE: &'static str = "Delete Address";
    const DELETE_QUESTION: &'static str =
        "Are you sure you want to delete this address? This action cannot be undone.";

    fn title(&self) -> AnyView {
        view! {
            {pill(self.kind.label())}
            {primary_mark(self.is_primary)}
        }
        .into_any()
    }

    fn lines(&self) -> AnyView {
        view! {
            <div>
                <strong>{self.street.clone()}</strong>
            </div>
            <div>{format!("{}, {} {}", self.city, self.state, self.postal_code)}</div>
            <div>{self.country.clone()}</div>
        }
        .into_any()
    }
}
