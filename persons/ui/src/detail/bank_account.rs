//! Bank accounts.

use leptos::prelude::*;
use persons_model::{BankAccount, Choice, Iban};

use super::entry::{Kind, primary_mark};
use super::section::section;
use crate::app::App;
use crate::icon::Icon;

/// The person's bank accounts.
#[component]
pub(super) fn BankAccounts(app: App) -> impl IntoView {
    section(app, app.selection.bank_accounts, app.loads.bank_accounts)
}

impl Kind for BankAccount {
    const ICON: Icon = Icon::Bank;
    const HEADING: &'static str = "Bank Accounts";
    const HEADING_ID: &'static str = "bank-accounts";
    const TEST_ID: &'static str = "section-bank-accounts";
    const NONE: &'static str = "No bank accounts";
    const ADD: &'static str = "Add bank accounts";
    const ADD_ID: &'static str = "add-bank-accounts";
    const EDIT: &'static str = "Edit bank account";
    const DELETE: &'static str = "Delete bank account";
    const DELETE_TITLE: &'static str = "Delete Bank Account";
    const DELETE_QUESTION: &'static str =
        "Are you sure you want to delete this bank account? This action cannot be undone.";

    fn title(&self) -> AnyView {
        view! {
            <span class="name">{self.bank_name.clone()}</span>
            {primary_mark(self.is_primary)}
        }
        .into_any()
    }

    fn lines(&self) -> AnyView {
        let code = |label: &'static str, code: String| {
            view! {
                <div class="quiet">
                    {label} ": " <span class="code">{code}</span>
                </div>
            }
        };
        view! {
            <div>
                <strong>{self.account_type.label()}</strong>
                " • "
                <span class="code">{format!("****{}", self.account_number_last4)}</span>
            </div>
            {self.iban.as_deref().map(|iban| code("IBAN", in_groups(iban)))}
            {self.bic.clone().map(|bic| code("BIC", bic))}
        }
        .into_any()
    }
}

/// An IBAN in groups of four, as it is printed; what is none is left as it is.
fn in_groups(iban: &str) -> String {
    iban.parse::<Iban>()
        .map_or_else(|_| iban.to_owned(), |iban| iban.to_string())
}
