//! Fake contacts that fit the person's name and reach nobody.

use rand::RngExt;

use super::Draw;
use crate::{ContactInfo, ContactType, Person};

/// RFC 2606 reserves them.
const DOMAINS: &[&str] = &["example.com", "example.net", "example.org"];

/// Area codes of large cities; the rest of the number is `555-01xx`, which no one has.
const AREA_CODES: &[&str] = &[
    "202", "206", "212", "303", "305", "312", "404", "415", "512", "602", "617", "713",
];

/// The most characters that a handle on Twitter has.
const MAX_HANDLE: usize = 15;

impl Draw {
    /// The first is an e-mail address and the primary one.
    pub(super) fn contact(&mut self, person: &Person, first: bool) -> ContactInfo {
        let kind = if first { ContactType::Email } else { self.choice() };
        ContactInfo {
            id: self.id(),
            person_id: person.id,
            kind,
            value: self.contact_value(kind, person),
            is_primary: first,
            is_verified: self.random.random_bool(0.7),
        }
    }

    fn contact_value(&mut self, kind: ContactType, person: &Person) -> String {
        let (first, last) = (word(&person.first_name), word(&person.last_name));
        let number = self.random.random_range(1..100);
        match kind {
            ContactType::Email => format!("{first}.{last}{number}@{}", self.one_of(DOMAINS)),
            ContactType::Phone => format!("+1 ({}) 555-01{}", self.one_of(AREA_CODES), self.digits(2)),
            ContactType::Mobile => format!("+1 {} 555 01{}", self.one_of(AREA_CODES), self.digits(2)),
            ContactType::Linkedin => format!("linkedin.com/in/{first}-{last}-{number}"),
            ContactType::Twitter => {
                let number = number.to_string();
                let name: String = first
                    .chars()
                    .chain(last.chars())
                    .take(MAX_HANDLE - number.len())
                    .collect();
                format!("@{name}{number}")
            }
        }
    }
}

/// A name as it stands in an address: lower case, letters and digits only.
fn word(name: &str) -> String {
    name.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|character| character.to_ascii_lowercase())
        .collect()
}
