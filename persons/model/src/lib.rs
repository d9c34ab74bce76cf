//! The five entities of the persons application: their fields, their place in the table, their rules, and fake data.
//!
//! A [`Person`] has any number of [`Address`]es, [`BankAccount`]s, [`ContactInfo`]s and [`Employment`]s. Each is declared
//! once, and from the declaration follow its keys in the table, its JSON on the wire, its columns for live queries and its
//! checks, the same in the browser and on the server. This crate does no IO, reads no clock and draws no random number.
//!
//! - [`create`] and [`update`] read what a form or a request sends, and answer with a checked row or patch, or with a
//!   [`FieldError`] for every field that is wrong;
//! - [`Record`] and [`Child`] are what the entities share;
//! - the types of single values ([`Id`], [`CivilDate`], [`Salary`], …) parse and write one canonical form each.
//!
//! # Checked on write
//! Rules are applied to what is written. What is already in the table was perhaps written by another application under
//! laxer rules: a currency `12$`, an IBAN with a wrong check digit. Such a row loads and is shown like any other, which
//! is why those fields are text in the rows. When it is changed, only what the change breaks is refused.
//!
//! # What is left to others
//! That ids are unique, that a child's person exists and that at most one child of a kind is primary needs the table, so
//! the server sees to it.

mod address;
mod bank_account;
mod contact_info;
mod employment;
#[cfg(feature = "fake")]
pub mod fake;
mod field;
mod field_error;
mod input;
mod invalid;
mod json;
mod person;
mod record;
mod relations;
mod rules;
#[cfg(feature = "openapi")]
mod schema;
mod value;

pub use address::{Address, AddressKey, AddressPatch};
pub use bank_account::{BankAccount, BankAccountKey, BankAccountPatch};
pub use contact_info::{ContactInfo, ContactInfoKey, ContactInfoPatch};
pub use employment::{Employment, EmploymentKey, EmploymentPatch};
pub use field::{Field, FieldKind, Presence};
pub use field_error::FieldError;
pub use input::{Stamp, create, update};
pub use invalid::{Code, Invalid};
pub use person::{Person, PersonKey, PersonPatch};
pub use record::{Child, Record, Today};
pub use relations::PersonWithRelations;
#[cfg(feature = "openapi")]
pub use schema::schemas;
pub use value::{
    AccountType, AddressType, Bic, Choice, CivilDate, ContactType, Currency, Gender, Iban, Id, Instant,
    Salary, check_contact,
};
