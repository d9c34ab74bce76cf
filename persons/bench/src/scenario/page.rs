//! The page of one person: five queries, one over each collection.

use lockstep_entity::{Column, Row};
use lockstep_store::{Collection, ColumnExt, LiveQuery, Query, Store};
use persons_model::{Address, BankAccount, ContactInfo, Employment, Id, Person};

use super::{Scenario, loaded, pick};
use crate::data;
use crate::digest::Digest;

pub(crate) struct Page {
    count: u32,
    collections: Option<Collections>,
    shown: Option<Shown>,
    digest: Digest,
}

struct Collections {
    persons: Collection<Person>,
    addresses: Collection<Address>,
    bank_accounts: Collection<BankAccount>,
    contacts: Collection<ContactInfo>,
    employments: Collection<Employment>,
}

struct Shown {
    person: LiveQuery<Person>,
    addresses: LiveQuery<Address>,
    bank_accounts: LiveQuery<BankAccount>,
    contacts: LiveQuery<ContactInfo>,
    employments: LiveQuery<Employment>,
}

impl Page {
    pub(crate) fn new(count: u32) -> Self {
        Self {
            count,
            collections: None,
            shown: None,
            digest: Digest::default(),
        }
    }

    fn load(&mut self) {
        let store = Store::new();
        let numbers = 0..self.count;
        let collections = Collections {
            persons: store.collection("persons"),
            addresses: store.collection("addresses"),
            bank_accounts: store.collection("bankAccounts"),
            contacts: store.collection("contacts"),
            employments: store.collection("employments"),
        };
        loaded(&collections.persons, numbers.clone().map(data::person).collect());
        loaded(
            &collections.addresses,
            numbers.clone().flat_map(data::addresses).collect(),
        );
        loaded(
            &collections.bank_accounts,
            numbers.clone().flat_map(data::bank_accounts).collect(),
        );
        loaded(
            &collections.contacts,
            numbers.clone().flat_map(data::contacts).collect(),
        );
        loaded(
            &collections.employments,
            numbers.flat_map(data::employments).collect(),
        );
        self.collections = Some(collections);
    }
}

fn of<R: Row>(collection: &Collection<R>, column: Column<R, Id>, person: Id) -> LiveQuery<R> {
    let live = Query::from(collection).filter(column.eq(person)).live();
    live.subscribe(|_| {}).forget();
    std::hint::black_box(live.first());
    live
}

impl Scenario for Page {
    fn prepare(&mut self, line: &str, step: u32) {
        if line == "page/first" {
            self.load();
        }
        if step == 0 {
            self.digest = Digest::default();
        }
    }

    fn step(&mut self, _line: &str, step: u32) {
        let person = data::person_id(pick(step + 1, self.count));
        let Some(collections) = &self.collections else {
            return;
        };
        self.shown = Some(Shown {
            person: of(&collections.persons, Person::ID, person),
            addresses: of(&collections.addresses, Address::PERSON_ID, person),
            bank_accounts: of(&collections.bank_accounts, BankAccount::PERSON_ID, person),
            contacts: of(&collections.contacts, ContactInfo::PERSON_ID, person),
            employments: of(&collections.employments, Employment::PERSON_ID, person),
        });
    }

    fn restore(&mut self, _line: &str) {
        let Some(shown) = self.shown.take() else { return };
        for row in &shown.person.rows() {
            self.digest.add(&[&row.id, &row.last_name]);
        }
        for row in &shown.addresses.rows() {
            self.digest.add(&[&row.id, &row.city]);
        }
        for row in &shown.bank_accounts.rows() {
            self.digest.add(&[&row.id, &row.bank_name]);
        }
        for row in &shown.contacts.rows() {
            self.digest.add(&[&row.id, &row.value]);
        }
        for row in &shown.employments.rows() {
            self.digest.add(&[&row.id, &row.position]);
        }
    }

    fn answer(&self, _line: &str) -> String {
        self.digest.text()
    }
}
