//! Fake bank accounts: of no bank, but with IBANs and BICs of the right form and with right check digits.

use ::fake::Fake;
use ::fake::faker::company::en::CompanyName;
use rand::RngExt;

use super::Draw;
use crate::{AccountType, BankAccount, Iban, Person};

/// Countries with the letters of the bank and the digits that follow them in an IBAN.
const FORMATS: [(&str, usize, usize); 6] = [
    ("AT", 0, 16),
    ("BE", 0, 12),
    ("DE", 0, 18),
    ("ES", 0, 20),
    ("GB", 4, 14),
    ("NL", 4, 10),
];

impl Draw {
    pub(super) fn bank_account(&mut self, person: &Person, first: bool) -> BankAccount {
        let (country, letters, digits) = FORMATS[self.random.random_range(0..FORMATS.len())];
        let bank = self.capitals(4);
        let number = self.digits(digits);
        let iban = Iban::from_parts(country, &format!("{}{number}", &bank[..letters]))
            .expect("the formats are those of their countries");
        let place = self.capitals(2);
        let branch = if self.random.random() {
            self.digits(3)
        } else {
            String::new()
        };
        let company: String = CompanyName().fake_with_rng(&mut self.random);
        BankAccount {
            id: self.id(),
            person_id: person.id,
            bank_name: format!("{company} Bank"),
            account_type: self.choice::<AccountType>(),
            account_number_last4: number[number.len() - 4..].to_owned(),
            iban: Some(iban.as_str().to_owned()),
            bic: Some(format!("{bank}{country}{place}{branch}")),
            is_primary: first,
        }
    }
}
