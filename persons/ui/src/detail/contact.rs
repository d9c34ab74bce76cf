//! Contacts.

use leptos::prelude::*;
use persons_model::{Choice, ContactInfo, ContactType};

use super::entry::{Kind, pill, primary_mark};
use super::section::section;
use crate::app::App;
use crate::icon::{Icon, icon};

/// The person's contacts.
#[component]
pub(super) fn Contacts(app: App) -> impl IntoView {
    section(app, app.selection.contacts, app.loads.contacts)
}

impl Kind for ContactInfo {
    const ICON: Icon = Icon::Mail;
    const HEADING: &'static str = "Contact Info";
    const HEADING_ID: &'static str = "contact-info";
    const TEST_ID: &'static str = "section-contact-info";
    const NONE: &'static str = "No contacts";
    const ADD: &'static str = "Add contact info";
    const ADD_ID: &'static str = "add-contact-info";
    const EDIT: &'static str = "Edit contact";
    const DELETE: &'static str = "Delete contact";
    const DELETE_TITLE: &'static str = "Delete Contact";
    const DELETE_QUESTION: &'static str =
        "Are you sure you want to delete this contact? This action cannot be undone.";

    fn title(&self) -> AnyView {
        let picture = match self.kind {
            ContactType::Email => Icon::Mail,
            ContactType::Phone | ContactType::Mobile => Icon::Phone,
            ContactType::Linkedin => Icon::Link,
            ContactType::Twitter => Icon::At,
        };
        let verified = self
            .is_verified
            .then(|| view! { <span class="pill plain">{icon(Icon::Check)}"Verified"</span> });
        view! {
            {icon(picture)}
            {pill(self.kind.label())}
            {primary_mark(self.is_primary)}
            {verified}
        }
        .into_any()
    }

    fn lines(&self) -> AnyView {
        view! { <strong>{self.value.clone()}</strong> }.into_any()
    }
}
