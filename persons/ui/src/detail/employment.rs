//! Employments.

use leptos::prelude::*;
use persons_model::Employment;

use super::entry::{Kind, pill};
use super::section::section;
use crate::app::App;
use crate::format;
use crate::icon::Icon;

/// The person's employments.
#[component]
pub(super) fn Employments(app: App) -> impl IntoView {
    section(app, app.selection.employments, app.loads.employments)
}

impl Kind for Employment {
    const ICON: Icon = Icon::Briefcase;
    const HEADING: &'static str = "Employment";
    const HEADING_ID: &'static str = "employment";
    const TEST_ID: &'static str = "section-employment";
    const NONE: &'static str = "No employment records";
    const ADD: &'static str = "Add employment";
    const ADD_ID: &'static str = "add-employment";
    const EDIT: &'static str = "Edit employment";
    const DELETE: &'static str = "Delete employment";
    const DELETE_TITLE: &'static str = "Delete Employment";
    const DELETE_QUESTION: &'static str =
        "Are you sure you want to delete this employment record? This action cannot be undone.";

    fn title(&self) -> AnyView {
        view! {
            <span class="name">{self.position.clone()}</span>
            {self.is_current.then(|| pill("Current"))}
        }
        .into_any()
    }

    fn lines(&self) -> AnyView {
        let department = self
            .department
            .as_deref()
            .filter(|department| !department.is_empty());
        let salary = self.salary.map(|salary| {
            view! { <div>{format::salary(salary, &self.currency)}</div> }
        });
        view! {
            <div>
                <strong>{self.company_name.clone()}</strong>
                {department.map(|department| format!(" • {department}"))}
            </div>
            <div>{format::period(self.start_date, self.end_date)}</div>
            {salary}
        }
        .into_any()
    }
}
