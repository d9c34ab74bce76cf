//! Bank accounts.

use garde::Validate;
use lockstep_entity::Entity;
use serde::{Deserialize, Serialize};

use crate::{AccountType, Child, Choice, Field, FieldKind, Id, Presence, Record, Today, rules};

/// A bank account of a person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Validate, Entity)]
#[serde(rename_all = "camelCase")]
#[garde(context(Today))]
#[entity(service = "persons", name = "BankAccount", version = "1")]
#[index(primary, pk = "PERSON#{person_id}", sk = "BANK#{id}")]
#[index(all, name = "GSI1", pk = "BANKACCOUNTS", sk = "{person_id}#{id}")]
pub struct BankAccount {
    /// Identifies the account in this system.
    #[garde(skip)]
    pub id: Id,
    /// Whose account it is.
    #[garde(skip)]
    pub person_id: Id,
    /// The name of the bank.
    #[garde(custom(rules::text(1, 100)))]
    pub bank_name: String,
    /// What kind of account it is.
    #[garde(skip)]
    pub account_type: AccountType,
    /// The last four characters of the account number. Digits as a rule, but there are countries with letters in them.
    #[garde(custom(rules::last4))]
    pub account_number_last4: String,
    /// The IBAN; checked on write, see [`Iban`](crate::Iban).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(custom(rules::iban)))]
    pub iban: Option<String>,
    /// The BIC of the bank; checked on write, see [`Bic`](crate::Bic).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(custom(rules::bic)))]
    pub bic: Option<String>,
    /// Whether it is the person's main account; at most one is.
    #[serde(default)]
    #[garde(skip)]
    pub is_primary: bool,
}

impl Record for BankAccount {
    const FIELDS: &'static [Field] = &[
        Field::new("id", "Id", Presence::Key, FieldKind::Id),
        Field::new("personId", "Person", Presence::Key, FieldKind::Id),
        Field::new(
            "bankName",
            "Bank name",
            Presence::Required,
            FieldKind::Text { max: 100 },
        ),
        Field::new(
            "accountType",
            "Account type",
            Presence::Required,
            FieldKind::Choice(AccountType::TEXTS),
        ),
        Field::new(
            "accountNumberLast4",
            "Last 4 digits",
            Presence::Required,
            FieldKind::Last4,
        ),
        Field::new("iban", "IBAN", Presence::Optional, FieldKind::Iban),
        Field::new("bic", "BIC", Presence::Optional, FieldKind::Bic),
        Field::new(
            "isPrimary",
            "Primary account",
            Presence::Defaulted,
            FieldKind::Flag,
        ),
    ];
    const NOUN: &'static str = "bank account";
    const PATH: &'static str = "bank-accounts";

    fn person_id(&self) -> Id {
        self.person_id
    }
}

impl Child for BankAccount {
    const HAS_PRIMARY: bool = true;

    fn is_primary(&self) -> bool {
        self.is_primary
    }

    fn primary_patch(is_primary: bool) -> BankAccountPatch {
        BankAccountPatch {
            is_primary: Some(is_primary),
            ..BankAccountPatch::default()
        }
    }
}
