//! Addresses with their persons.

use lockstep_store::{Collection, LiveRelation, Relation, ServerCommit, Store};
use persons_model::{Address, AddressPatch, Id, Person, PersonPatch};

use super::{Scenario, loaded, pick};
use crate::data;
use crate::digest::Digest;

pub(crate) struct Join {
    store: Store,
    persons: Collection<Person>,
    addresses: Collection<Address>,
    person_ids: Vec<Id>,
    address_ids: Vec<Id>,
    joined: Option<LiveRelation>,
}

impl Join {
    pub(crate) fn new(count: u32) -> Self {
        let store = Store::new();
        let (persons, addresses) = (store.collection("persons"), store.collection("addresses"));
        let rows: Vec<Address> = (0..count).flat_map(data::addresses).collect();
        let address_ids = rows.iter().map(|row| row.id).collect();
        loaded(&persons, (0..count).map(data::person).collect());
        loaded(&addresses, rows);
        Self {
            store,
            persons,
            addresses,
            person_ids: (0..count).map(data::person_id).collect(),
            address_ids,
            joined: None,
        }
    }

    fn build(&mut self) {
        let (address, person) = (self.addresses.alias("address"), self.persons.alias("person"));
        let joined = Relation::from(&address)
            .inner_join(
                &person,
                address.col(Address::PERSON_ID).on(person.col(Person::ID)),
            )
            .select("id", address.col(Address::ID))
            .select("city", address.col(Address::CITY))
            .select("lastName", person.col(Person::LAST_NAME))
            .live()
            .expect("the query has a meaning");
        joined
            .subscribe(|batch| {
                for (_, record) in &batch.edits().inserted {
                    record.values().for_each(|value| {
                        std::hint::black_box(value);
                    });
                }
            })
            .forget();
        std::hint::black_box(joined.first());
        self.joined = Some(joined);
    }
}

/// One of some ids, another one in each step.
fn one_of(ids: &[Id], step: u32) -> Id {
    let count = u32::try_from(ids.len()).expect("fewer than 2³² rows");
    ids[pick(step + 1, count) as usize]
}

impl Scenario for Join {
    fn prepare(&mut self, line: &str, _step: u32) {
        if line == "join/build" {
            self.joined = None;
        }
    }

    fn step(&mut self, line: &str, step: u32) {
        let commit = match line {
            "join/build" => {
                self.build();
                return;
            }
            "join/address" => {
                let patch = AddressPatch {
                    city: Some(format!("City {step}")),
                    ..AddressPatch::default()
                };
                ServerCommit::new().patch(&self.addresses, &one_of(&self.address_ids, step), patch)
            }
            _ => {
                let patch = PersonPatch {
                    last_name: Some(format!("Name {step}")),
                    ..PersonPatch::default()
                };
                ServerCommit::new().patch(&self.persons, &one_of(&self.person_ids, step), patch)
            }
        };
        self.store.apply(commit).expect("the row is there");
    }

    fn answer(&self, _line: &str) -> String {
        let mut digest = Digest::default();
        if let Some(joined) = &self.joined {
            let (address, person) = (self.addresses.alias("address"), self.persons.alias("person"));
            for record in joined.records().iter() {
                if let (Some(address), Some(person)) = (record.row(&address), record.row(&person)) {
                    digest.add(&[&address.id, &address.city, &person.last_name]);
                }
            }
        }
        digest.text()
    }
}
