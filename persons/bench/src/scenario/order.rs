//! The first hundred persons by last and first name.

use lockstep_store::{Collection, LiveQuery, Query, ServerCommit, Store};
use persons_model::{CivilDate, Person, PersonPatch};

use super::{Scenario, loaded, pick};
use crate::data;
use crate::digest::Digest;

pub(crate) struct Order {
    count: u32,
    store: Store,
    persons: Collection<Person>,
    window: Option<LiveQuery<Person>>,
}

impl Order {
    pub(crate) fn new(count: u32) -> Self {
        let store = Store::new();
        let persons = store.collection("persons");
        loaded(&persons, (0..count).map(data::person).collect());
        Self {
            count,
            store,
            persons,
            window: None,
        }
    }

    pub(super) fn build(&mut self) {
        let window = Query::from(&self.persons)
            .order_by(Person::LAST_NAME)
            .order_by(Person::FIRST_NAME)
            .limit(100)
            .live();
        window
            .subscribe(|batch| {
                std::hint::black_box(batch.changes().len());
            })
            .forget();
        std::hint::black_box(window.first());
        self.window = Some(window);
    }

    fn patch(&self, person: persons_model::Id, patch: PersonPatch) {
        let commit = ServerCommit::new().patch(&self.persons, &person, patch);
        self.store.apply(commit).expect("the person is there");
    }

    /// Takes the first person of the window out of it.
    pub(super) fn leave(&self, step: u32) {
        self.patch(self.shown(0), last_name(format!("~{step}")));
    }

    /// The person at a place of the window.
    fn shown(&self, position: u32) -> persons_model::Id {
        let window = self.window.as_ref().expect("built by the first line");
        window.get(position as usize).expect("the window is full").id
    }
}

fn last_name(name: String) -> PersonPatch {
    PersonPatch {
        last_name: Some(name),
        ..PersonPatch::default()
    }
}

impl Scenario for Order {
    fn prepare(&mut self, line: &str, _step: u32) {
        if line == "order/build" {
            self.window = None;
        }
    }

    fn step(&mut self, line: &str, step: u32) {
        match line {
            "order/build" => self.build(),
            "order/update" => {
                let year = 1900 + i32::try_from(step % 100).expect("less than 100");
                let patch = PersonPatch {
                    date_of_birth: Some(CivilDate::new(year, 1, 1)),
                    ..PersonPatch::default()
                };
                self.patch(self.shown(step * 7 % 100), patch);
            }
            // Digits come before letters.
            "order/top" => {
                let person = data::person_id(pick(step + 1, self.count));
                self.patch(person, last_name(format!("{:06}", 999_999 - step)));
            }
            _ => self.leave(step),
        }
    }

    fn answer(&self, _line: &str) -> String {
        let mut digest = Digest::default();
        if let Some(window) = &self.window {
            for (position, row) in window.rows().iter().enumerate() {
                let born = row.date_of_birth.map(CivilDate::date).unwrap_or_default();
                digest.add(&[&position, &row.id, &row.last_name, &row.first_name, &born]);
            }
        }
        digest.text()
    }
}
