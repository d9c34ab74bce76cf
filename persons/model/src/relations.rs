//! A person with everything that belongs to it.

use serde::{Deserialize, Serialize};

use crate::{Address, BankAccount, ContactInfo, Employment, Person};

/// A person with its children: the fields of the person, and a list of each kind of child beside them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PersonWithRelations {
    /// The person; its fields stand at the top level of the JSON object.
    #[serde(flatten)]
    pub person: Person,
    /// Where the person lives, works and receives things.
    pub addresses: Vec<Address>,
    /// The person's bank accounts.
    pub bank_accounts: Vec<BankAccount>,
    /// How the person is reached.
    pub contacts: Vec<ContactInfo>,
    /// Where the person works and worked.
    pub employments: Vec<Employment>,
}

impl PersonWithRelations {
    /// How many rows there are: the person and its children.
    pub fn row_count(&self) -> usize {
        1 + self.addresses.len() + self.bank_accounts.len() + self.contacts.len() + self.employments.len()
    }
}
