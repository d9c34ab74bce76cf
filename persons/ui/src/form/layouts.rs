//! The five forms.

use leptos::prelude::Set;
use persons_model::{
    AccountType, Address, AddressType, BankAccount, Choice, ContactInfo, ContactType, Employment, Gender,
    Person,
};

use super::{Control, Draft, Form, Input};
use crate::app::App;

/// The values of a choice with their labels.
fn options<C: Choice>() -> Vec<(&'static str, &'static str)> {
    C::ALL
        .iter()
        .map(|choice| (choice.as_str(), choice.label()))
        .collect()
}

fn genders() -> Vec<(&'static str, &'static str)> {
    let mut genders = options::<Gender>();
    genders.insert(0, ("", "Select gender"));
    genders
}

impl Form for Person {
    const INPUTS: &'static [Input] = &[
        Input::new("firstName", "First Name", Control::Text)
            .half()
            .placeholder("John"),
        Input::new("lastName", "Last Name", Control::Text)
            .half()
            .placeholder("Doe"),
        Input::new("dateOfBirth", "Date of Birth", Control::Date).help("Optional. Your date of birth."),
        Input::new("gender", "Gender", Control::Choice(genders)).help("Optional. How you identify."),
    ];
    const TITLES: [&'static str; 2] = ["Create Person", "Edit Person"];
    const SUBMIT: [&'static str; 2] = ["Create Person", "Update Person"];
    const FALLBACK_FOCUS: &'static str = "#create-person";

    fn created(app: App, row: &Self) {
        app.selection.select(Some(row.id));
        app.reveal.set(Some(row.id));
    }

    fn taken_back(app: App, row: &Self) {
        app.selection.forget(row.id);
    }
}

impl Form for Address {
    const INPUTS: &'static [Input] = &[
        Input::new("type", "Address Type", Control::Choice(options::<AddressType>)).initial("home"),
        Input::new("street", "Street Address", Control::Text).placeholder("123 Main St"),
        Input::new("city", "City", Control::Text)
            .half()
            .placeholder("New York"),
        Input::new("state", "State/Province", Control::Text)
            .half()
            .placeholder("NY"),
        Input::new("postalCode", "Postal Code", Control::Text)
            .half()
            .placeholder("10001"),
        Input::new("country", "Country", Control::Text)
            .half()
            .initial("USA"),
        Input::new("isPrimary", "Primary Address", Control::Flag).help("This is your main address."),
    ];
    const TITLES: [&'static str; 2] = ["Add Address", "Edit Address"];
    const SUBMIT: [&'static str; 2] = ["Add Address", "Update Address"];
    const FALLBACK_FOCUS: &'static str = "#add-addresses";
}

impl Form for BankAccount {
    const INPUTS: &'static [Input] = &[
        Input::new("bankName", "Bank Name", Control::Text).placeholder("Bank name"),
        Input::new(
            "accountType",
            "Account Type",
            Control::Choice(options::<AccountType>),
        )
        .half()
        .initial("checking"),
        Input::new("accountNumberLast4", "Last 4 digits", Control::Text)
            .half()
            .placeholder("1234"),
        Input::new("iban", "IBAN", Control::Capitals).placeholder("Optional"),
        Input::new("bic", "BIC", Control::Capitals).placeholder("Optional"),
        Input::new("isPrimary", "Primary", Control::Flag),
    ];
    const TITLES: [&'static str; 2] = ["Add Bank Account", "Edit Bank Account"];
    const SUBMIT: [&'static str; 2] = ["Save", "Save"];
    const FALLBACK_FOCUS: &'static str = "#add-bank-accounts";
}

impl Form for ContactInfo {
    const INPUTS: &'static [Input] = &[
        Input::new("type", "Type", Control::Choice(options::<ContactType>)).initial("email"),
        Input::new("value", "Value", Control::Text).placeholder("Enter value"),
        Input::new("isPrimary", "Primary", Control::Flag).half(),
        Input::new("isVerified", "Verified", Control::Flag).half(),
    ];
    const TITLES: [&'static str; 2] = ["Add Contact", "Edit Contact"];
    const SUBMIT: [&'static str; 2] = ["Save", "Save"];
    const FALLBACK_FOCUS: &'static str = "#add-contact-info";
}

impl Form for Employment {
    const INPUTS: &'static [Input] = &[
        Input::new("companyName", "Company Name", Control::Text).placeholder("Company"),
        Input::new("position", "Position", Control::Text).half(),
        Input::new("department", "Department", Control::Text)
            .half()
            .placeholder("Optional"),
        Input::new("startDate", "Start Date", Control::Date).half(),
        Input::new("endDate", "End Date", Control::Date).half(),
        Input::new("isCurrent", "Current Role", Control::Flag),
        Input::new("salary", "Salary", Control::Amount)
            .half()
            .placeholder("Optional"),
        Input::new("currency", "Currency", Control::Capitals)
            .half()
            .initial("USD"),
    ];
    const TITLES: [&'static str; 2] = ["Add Employment", "Edit Employment"];
    const SUBMIT: [&'static str; 2] = ["Save", "Save"];
    const FALLBACK_FOCUS: &'static str = "#add-employment";

    /// A role that is current has no end.
    fn is_disabled(name: &str, draft: &Draft) -> bool {
        name == "endDate" && draft.flag("isCurrent")
    }
}
