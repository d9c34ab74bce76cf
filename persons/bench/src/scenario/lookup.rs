//! The addresses of one person, among all addresses.

use lockstep_store::{Collection, ColumnExt, LiveQuery, Query, Store};
use persons_model::{Address, Id};

use super::{Scenario, loaded, pick};
use crate::data;
use crate::digest::Digest;

pub(crate) struct Lookup {
    rows: Vec<Address>,
    persons: Vec<Id>,
    addresses: Collection<Address>,
    found: Option<LiveQuery<Address>>,
    digest: Digest,
}

impl Lookup {
    pub(crate) fn new(count: u32) -> Self {
        Self {
            rows: (0..count).flat_map(data::addresses).collect(),
            persons: (0..count).map(data::person_id).collect(),
            addresses: Store::new().collection("addresses"),
            found: None,
            digest: Digest::default(),
        }
    }
}

impl Scenario for Lookup {
    fn prepare(&mut self, line: &str, step: u32) {
        if line == "where/first" {
            self.addresses = Store::new().collection("addresses");
            loaded(&self.addresses, self.rows.clone());
        }
        if step == 0 {
            self.digest = Digest::default();
        }
    }

    fn step(&mut self, _line: &str, step: u32) {
        let count = u32::try_from(self.persons.len()).expect("made from a u32");
        let person = self.persons[pick(step + 1, count) as usize];
        let found = Query::from(&self.addresses)
            .filter(Address::PERSON_ID.eq(person))
            .live();
        found.subscribe(|_| {}).forget();
        std::hint::black_box(found.first());
        self.found = Some(found);
    }

    fn restore(&mut self, _line: &str) {
        if let Some(found) = self.found.take() {
            for row in &found.rows() {
                self.digest.add(&[&row.id, &row.person_id, &row.city]);
            }
        }
    }

    fn answer(&self, _line: &str) -> String {
        self.digest.text()
    }
}
