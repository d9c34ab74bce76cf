//! Fake persons for `persons seed` and for tests.
//!
//! The same seed and the same moment give the same persons, each with the same ids, names and children; with another
//! moment only the dates move. Every person is drawn from its own stream of random numbers, so the first fifty of a
//! hundred thousand are the fifty of a run of fifty, and none has to be kept in memory.
//!
//! Each person has 1 to 3 addresses, 1 to 2 bank accounts, 2 to 5 contacts and 1 to 4 employments: about 10.5 rows
//! with its own. No optional field is left out. Nothing reaches anybody: e-mail addresses are of the example domains of
//! RFC 2606, telephone numbers of the block that is reserved for fiction, and accounts are of no bank.

mod bank;
mod contact;
mod names;
mod work;

use ::fake::Fake;
use ::fake::faker::address::en::{BuildingNumber, CityName, StateAbbr, StreetName, ZipCode};
use ::fake::faker::name::en::LastName;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::{Address, AddressType, Choice, CivilDate, Gender, Id, Instant, Person, PersonWithRelations};

/// The seed of a run that names none.
pub const DEFAULT_SEED: u64 = 12_345;

/// An endless supply of persons with their children; take as many as are needed.
///
/// ```
/// use persons_model::fake::{DEFAULT_SEED, Persons};
///
/// # fn main() -> Result<(), persons_model::Invalid> {
/// let now = "2026-01-01T00:00:00.000Z".parse()?;
/// let three: Vec<_> = Persons::new(DEFAULT_SEED, now).take(3).collect();
/// assert!(three.iter().all(|person| person.row_count() >= 6));
/// assert_eq!(three, Persons::new(DEFAULT_SEED, now).take(3).collect::<Vec<_>>());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Persons {
    seed: u64,
    index: u64,
    draw: Draw,
}

/// What one person is drawn from.
#[derive(Clone, Debug)]
struct Draw {
    random: ChaCha8Rng,
    now: Instant,
    today: CivilDate,
}

impl Persons {
    /// Persons as they would be created at `now`: their ages and employments end there.
    #[must_use]
    pub fn new(seed: u64, now: Instant) -> Self {
        let today = CivilDate::of_utc(now);
        Self {
            seed,
            index: 0,
            draw: Draw {
                random: ChaCha8Rng::seed_from_u64(seed),
                now,
                today,
            },
        }
    }
}

impl Iterator for Persons {
    type Item = PersonWithRelations;

    fn next(&mut self) -> Option<PersonWithRelations> {
        self.draw.random = ChaCha8Rng::seed_from_u64(self.seed);
        self.draw.random.set_stream(self.index);
        self.index += 1;
        Some(self.draw.person_with_relations())
    }

    /// Skips without drawing what is skipped.
    fn nth(&mut self, count: usize) -> Option<PersonWithRelations> {
        self.index = self
            .index
            .saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
        self.next()
    }
}

impl Draw {
    fn person_with_relations(&mut self) -> PersonWithRelations {
        let person = self.person();
        let addresses = self.times(1, 3, |draw, first| draw.address(&person, first));
        let bank_accounts = self.times(1, 2, |draw, first| draw.bank_account(&person, first));
        let contacts = self.times(2, 5, |draw, first| draw.contact(&person, first));
        let employments = self.times(1, 4, |draw, first| draw.employment(&person, first));
        PersonWithRelations {
            person,
            addresses,
            bank_accounts,
            contacts,
            employments,
        }
    }

    fn person(&mut self) -> Person {
        let gender = self.choice::<Gender>();
        let female = match gender {
            Gender::Female => true,
            Gender::Male => false,
            Gender::Other | Gender::PreferNotToSay => self.random.random(),
        };
        let first_names = if female { names::FEMALE } else { names::MALE };
        Person {
            id: self.id(),
            first_name: self.one_of(first_names).to_owned(),
            last_name: LastName().fake_with_rng(&mut self.random),
            date_of_birth: Some(
                self.day_between(years_before(self.today, 81, 1), years_before(self.today, 18, 0)),
            ),
            gender: Some(gender),
            created_at: self.now,
            updated_at: self.now,
        }
    }

    fn address(&mut self, person: &Person, first: bool) -> Address {
        let random = &mut self.random;
        let number: String = BuildingNumber().fake_with_rng(random);
        let street: String = StreetName().fake_with_rng(random);
        let zip: String = ZipCode().fake_with_rng(random);
        let city = CityName().fake_with_rng(random);
        let state = StateAbbr().fake_with_rng(random);
        Address {
            id: self.id(),
            person_id: person.id,
            kind: self.choice::<AddressType>(),
            street: format!("{number} {street}"),
            city,
            state,
            postal_code: zip,
            country: "USA".to_owned(),
            is_primary: first,
        }
    }

    /// `least` to `most` of something; the first one is told that it is.
    fn times<T>(&mut self, least: usize, most: usize, mut make: impl FnMut(&mut Self, bool) -> T) -> Vec<T> {
        let count = self.random.random_range(least..=most);
        (0..count).map(|index| make(self, index == 0)).collect()
    }

    fn id(&mut self) -> Id {
        Id::from_random_bytes(self.random.random())
    }

    fn choice<T: Choice>(&mut self) -> T {
        *T::ALL
            .choose(&mut self.random)
            .expect("a choice has at least one value")
    }

    fn one_of(&mut self, words: &[&'static str]) -> &'static str {
        words
            .choose(&mut self.random)
            .expect("a list of words has at least one")
    }

    /// A day from the first to the last, both included.
    fn day_between(&mut self, first: CivilDate, last: CivilDate) -> CivilDate {
        let days = last.days_since_epoch() - first.days_since_epoch();
        first
            .plus_days(self.random.random_range(0..=days.max(0)))
            .unwrap_or(first)
    }

    fn digits(&mut self, count: usize) -> String {
        (0..count)
            .map(|_| char::from(b'0' + self.random.random_range(0..10)))
            .collect()
    }

    fn capitals(&mut self, count: usize) -> String {
        (0..count)
            .map(|_| char::from(b'A' + self.random.random_range(0..26)))
            .collect()
    }
}

/// The day `years` back from `today`, and `days` forward from there.
fn years_before(today: CivilDate, years: i32, days: i32) -> CivilDate {
    let year = today.year() - years;
    let date = CivilDate::new(year, today.month(), today.day())
        // The 29th of February of a year that has none.
        .or_else(|| CivilDate::new(year, today.month(), 28));
    date.and_then(|date| date.plus_days(days)).unwrap_or(today)
}
