//! How many addresses there are in each country.

use lockstep_entity::Scalar;
use lockstep_store::{Collection, LiveRelation, Relation, ServerCommit, Store, count};
use persons_model::{Address, AddressPatch, Id};

use super::{Scenario, loaded, pick};
use crate::data::{self, COUNTRIES};
use crate::digest::Digest;

pub(crate) struct Count {
    store: Store,
    addresses: Collection<Address>,
    ids: Vec<Id>,
    counts: Option<LiveRelation>,
}

impl Count {
    pub(crate) fn new(persons: u32) -> Self {
        let store = Store::new();
        let addresses = store.collection("addresses");
        let rows: Vec<Address> = (0..persons).flat_map(data::addresses).collect();
        let ids = rows.iter().map(|row| row.id).collect();
        loaded(&addresses, rows);
        Self {
            store,
            addresses,
            ids,
            counts: None,
        }
    }

    fn build(&mut self) {
        let address = self.addresses.alias("address");
        let counts = Relation::from(&address)
            .group_by(address.col(Address::COUNTRY))
            .select("country", address.col(Address::COUNTRY))
            .select("addresses", count())
            .live()
            .expect("the query has a meaning");
        counts
            .subscribe(|batch| {
                for (_, record) in &batch.edits().inserted {
                    std::hint::black_box(record.value("addresses"));
                }
            })
            .forget();
        std::hint::black_box(counts.first());
        self.counts = Some(counts);
    }
}

impl Scenario for Count {
    fn prepare(&mut self, line: &str, _step: u32) {
        if line == "count/build" {
            self.counts = None;
        }
    }

    fn step(&mut self, line: &str, step: u32) {
        if line == "count/build" {
            self.build();
            return;
        }
        let count = u32::try_from(self.ids.len()).expect("fewer than 2³² rows");
        let patch = AddressPatch {
            country: Some(COUNTRIES[step as usize % COUNTRIES.len()].to_owned()),
            ..AddressPatch::default()
        };
        let id = self.ids[pick(step + 1, count) as usize];
        let commit = ServerCommit::new().patch(&self.addresses, &id, patch);
        self.store.apply(commit).expect("the address is there");
    }

    fn answer(&self, _line: &str) -> String {
        let mut digest = Digest::default();
        if let Some(counts) = &self.counts {
            for record in counts.records().iter() {
                if let (Some(Scalar::Text(country)), Some(Scalar::Integer(count))) =
                    (record.value("country"), record.value("addresses"))
                {
                    digest.add(&[&country, &count]);
                }
            }
        }
        digest.text()
    }
}
