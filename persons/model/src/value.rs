//! The types of single values: each parses what people and programs send, and writes one canonical form.
//!
//! Ids, dates and instants are held parsed, so a row without them cannot exist. Currencies, IBANs, BICs and the values of
//! contacts are held as text in the rows and checked on write with the parsers here: a table may hold what another
//! application stored under laxer rules, and such a row must load and be shown like any other.

mod attribute;
mod bic;
mod calendar;
mod choice;
mod civil_date;
mod contact;
mod currency;
mod iban;
mod id;
mod instant;
mod salary;
mod text;

pub use bic::Bic;
pub use choice::{AccountType, AddressType, Choice, ContactType, Gender};
pub use civil_date::CivilDate;
pub use contact::check_contact;
pub use currency::Currency;
pub use iban::Iban;
pub use id::Id;
pub use instant::Instant;
pub use salary::Salary;
