//! Inserting a person optimistically, until a subscriber has seen it.

use std::cell::Cell;
use std::rc::Rc;

use lockstep_store::{Collection, LiveQuery, Query, Store, Transaction};
use persons_model::Person;

use super::{Scenario, loaded};
use crate::data;
use crate::digest::Digest;

/// How many transactions are unsettled in the second line.
const UNSETTLED: u32 = 1_000;

pub(crate) struct Insert {
    count: u32,
    persons: Collection<Person>,
    _all: LiveQuery<Person>,
    seen: Rc<Cell<u32>>,
    unsettled: Vec<Transaction>,
    row: Option<Person>,
    inserted: Option<Transaction>,
}

impl Insert {
    pub(crate) fn new(count: u32) -> Self {
        let persons = Store::new().collection("persons");
        loaded(&persons, (0..count).map(data::person).collect());
        let all = Query::from(&persons).live();
        let seen = Rc::new(Cell::new(0));
        let seeing = Rc::clone(&seen);
        all.subscribe(move |batch| {
            let inserted = u32::try_from(batch.inserts().count()).expect("one commit has few rows");
            seeing.set(seeing.get() + inserted);
        })
        .forget();
        Self {
            count,
            persons,
            _all: all,
            seen,
            unsettled: Vec::new(),
            row: None,
            inserted: None,
        }
    }
}

impl Scenario for Insert {
    fn prepare(&mut self, line: &str, step: u32) {
        if line == "insert/after" && self.unsettled.is_empty() {
            for number in 0..UNSETTLED {
                let row = data::person(self.count + number);
                self.unsettled
                    .push(self.persons.insert(row).expect("a new person"));
            }
        }
        if step == 0 {
            self.seen.set(0);
        }
        self.row = Some(data::person(self.count + UNSETTLED + step));
    }

    fn step(&mut self, _line: &str, _step: u32) {
        let row = self.row.take().expect("prepared");
        self.inserted = Some(self.persons.insert(row).expect("a new person"));
    }

    fn restore(&mut self, _line: &str) {
        self.inserted = None;
    }

    fn answer(&self, _line: &str) -> String {
        let mut digest = Digest::default();
        digest.add(&[&self.persons.len(), &self.seen.get()]);
        digest.text()
    }
}
