//! Loading a collection.

use lockstep_store::{Collection, Store};
use persons_model::Person;

use super::{Scenario, loaded};
use crate::data;
use crate::digest::Digest;

pub(crate) struct Load {
    count: u32,
    rows: Vec<Person>,
    persons: Collection<Person>,
}

impl Load {
    pub(crate) fn new(count: u32) -> Self {
        Self {
            count,
            rows: Vec::new(),
            persons: Store::new().collection("persons"),
        }
    }
}

impl Scenario for Load {
    fn prepare(&mut self, _line: &str, _step: u32) {
        self.persons = Store::new().collection("persons");
        self.rows = (0..self.count).map(data::person).collect();
    }

    fn step(&mut self, _line: &str, _step: u32) {
        loaded(&self.persons, std::mem::take(&mut self.rows));
    }

    fn answer(&self, _line: &str) -> String {
        let mut digest = Digest::default();
        for number in 0..self.count {
            if let Some(row) = self.persons.get(&data::person_id(number)) {
                digest.add(&[&row.id, &row.last_name, &row.first_name]);
            }
        }
        digest.text()
    }
}
