//! Generated persons with what belongs to them.
//!
//! Every row is drawn from its own stream of numbers, which its kind and its person's number begin. The fake data of the
//! model would do, but for what a benchmark groups by: all its addresses are in one country.

use persons_model::{
    AccountType, Address, AddressType, BankAccount, CivilDate, ContactInfo, ContactType, Employment, Gender,
    Id, Instant, Person, Record, Salary,
};

/// Which rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Persons.
    Persons,
    /// Addresses, 1 to 3 a person.
    Addresses,
    /// Bank accounts, 1 or 2 a person.
    BankAccounts,
    /// Contacts, 2 to 5 a person.
    Contacts,
    /// Employments, 1 to 4 a person.
    Employments,
}

impl Kind {
    /// The kind with a name, as the collections are called; none if there is no such kind.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "persons" => Self::Persons,
            "addresses" => Self::Addresses,
            "bankAccounts" => Self::BankAccounts,
            "contacts" => Self::Contacts,
            "employments" => Self::Employments,
            _ => return None,
        })
    }
}

/// The rows of one kind that belong to the persons with these numbers, as a JSON array.
///
/// # Panics
/// Not: rows of the model are always JSON.
pub fn json(kind: Kind, persons: std::ops::Range<u32>) -> String {
    fn text<R: Record>(rows: impl Iterator<Item = R>) -> String {
        serde_json::to_string(&rows.collect::<Vec<_>>()).expect("rows of the model are JSON")
    }
    match kind {
        Kind::Persons => text(persons.map(person)),
        Kind::Addresses => text(persons.flat_map(addresses)),
        Kind::BankAccounts => text(persons.flat_map(bank_accounts)),
        Kind::Contacts => text(persons.flat_map(contacts)),
        Kind::Employments => text(persons.flat_map(employments)),
    }
}

/// The countries that addresses are in.
pub(crate) const COUNTRIES: [&str; 24] = [
    "Argentina",
    "Australia",
    "Austria",
    "Belgium",
    "Brazil",
    "Canada",
    "Chile",
    "Denmark",
    "Finland",
    "France",
    "Germany",
    "India",
    "Ireland",
    "Italy",
    "Japan",
    "Kenya",
    "Mexico",
    "Norway",
    "Poland",
    "Portugal",
    "Spain",
    "Sweden",
    "Switzerland",
    "USA",
];

const DEPARTMENTS: [&str; 12] = [
    "Accounting",
    "Design",
    "Engineering",
    "Facilities",
    "Legal",
    "Logistics",
    "Marketing",
    "Operations",
    "Personnel",
    "Research",
    "Sales",
    "Support",
];

const FIRST_NAMES: [&str; 24] = [
    "Ada",
    "Alan",
    "Barbara",
    "Claude",
    "Dana",
    "Dennis",
    "Edsger",
    "Frances",
    "Grace",
    "Hedy",
    "Ida",
    "Jean",
    "John",
    "Kathleen",
    "Ken",
    "Leslie",
    "Margaret",
    "Niklaus",
    "Radia",
    "Robin",
    "Shafi",
    "Tim",
    "Tony",
    "Whitfield",
];

const SYLLABLES: [&str; 16] = [
    "an", "ber", "chri", "dor", "el", "fran", "ga", "hel", "in", "jo", "ka", "lu", "ma", "ni", "os", "ra",
];

/// Numbers that look random and are the same in every run (`SplitMix64`).
struct Draw(u64);

impl Draw {
    fn of(kind: Kind, person: u32) -> Self {
        Self(((kind as u64) << 40) | u64::from(person))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: u32) -> u32 {
        u32::try_from(self.next() % u64::from(bound)).expect("less than the bound")
    }

    fn id(&mut self) -> Id {
        let (high, low) = (self.next().to_be_bytes(), self.next().to_be_bytes());
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&high);
        bytes[8..].copy_from_slice(&low);
        Id::from_random_bytes(bytes)
    }

    fn one_of<T: Copy>(&mut self, values: &[T]) -> T {
        let count = u32::try_from(values.len()).expect("a short list");
        values[self.below(count) as usize]
    }

    /// One of 4,096 names.
    fn name(&mut self) -> String {
        let mut name = String::new();
        for _ in 0..3 {
            name.push_str(self.one_of(&SYLLABLES));
        }
        name[..1].make_ascii_uppercase();
        name
    }

    fn date(&mut self, first_year: i32, years: u32) -> CivilDate {
        let first = CivilDate::new(first_year, 1, 1).expect("the first day of a year");
        let days = i32::try_from(self.below(years * 365)).expect("some years");
        first.plus_days(days).expect("some years later")
    }

    fn instant(&mut self) -> Instant {
        let seconds = 1_700_000_000 + i64::from(self.below(60_000_000));
        Instant::from_millisecond(seconds * 1_000).expect("a time of our days")
    }
}

/// The person with a number.
pub(crate) fn person(number: u32) -> Person {
    let mut draw = Draw::of(Kind::Persons, number);
    let created_at = draw.instant();
    Person {
        id: draw.id(),
        first_name: draw.one_of(&FIRST_NAMES).to_owned(),
        last_name: draw.name(),
        date_of_birth: Some(draw.date(1940, 60)),
        gender: Some(draw.one_of(&Gender::ALL)),
        created_at,
        updated_at: created_at,
    }
}

/// The id of the person with a number.
pub(crate) fn person_id(number: u32) -> Id {
    person(number).id
}

/// `least` to `most` rows of a person.
fn of_person<R>(
    kind: Kind,
    number: u32,
    (least, most): (u32, u32),
    make: impl Fn(&mut Draw, Id, bool) -> R,
) -> Vec<R> {
    let mut draw = Draw::of(kind, number);
    let person = person_id(number);
    let count = least + draw.below(most - least + 1);
    (0..count)
        .map(|index| make(&mut draw, person, index == 0))
        .collect()
}

pub(crate) fn addresses(person: u32) -> Vec<Address> {
    of_person(Kind::Addresses, person, (1, 3), |draw, person_id, is_primary| {
        Address {
            id: draw.id(),
            person_id,
            kind: draw.one_of(&AddressType::ALL),
            street: format!("{} {} Street", 1 + draw.below(200), draw.name()),
            city: draw.name(),
            state: draw.name(),
            postal_code: format!("{:05}", draw.below(100_000)),
            country: draw.one_of(&COUNTRIES).to_owned(),
            is_primary,
        }
    })
}

pub(crate) fn bank_accounts(person: u32) -> Vec<BankAccount> {
    of_person(
        Kind::BankAccounts,
        person,
        (1, 2),
        |draw, person_id, is_primary| BankAccount {
            id: draw.id(),
            person_id,
            bank_name: format!("{} Bank", draw.name()),
            account_type: draw.one_of(&AccountType::ALL),
            account_number_last4: format!("{:04}", draw.below(10_000)),
            iban: Some(format!("DE{:020}", draw.next())),
            bic: None,
            is_primary,
        },
    )
}

pub(crate) fn contacts(person: u32) -> Vec<ContactInfo> {
    of_person(Kind::Contacts, person, (2, 5), |draw, person_id, is_primary| {
        ContactInfo {
            id: draw.id(),
            person_id,
            kind: ContactType::Email,
            value: format!("{}@example.org", draw.name()),
            is_primary,
            is_verified: draw.below(2) == 0,
        }
    })
}

pub(crate) fn employments(person: u32) -> Vec<Employment> {
    of_person(
        Kind::Employments,
        person,
        (1, 4),
        |draw, person_id, is_current| Employment {
            id: draw.id(),
            person_id,
            company_name: format!("{} Works", draw.name()),
            position: draw.name(),
            department: Some(draw.one_of(&DEPARTMENTS).to_owned()),
            start_date: draw.date(2000, 20),
            end_date: (!is_current).then(|| draw.date(2021, 3)),
            is_current,
            salary: Some(Salary::from(30_000 + draw.below(90_000))),
            currency: "USD".to_owned(),
        },
    )
}
