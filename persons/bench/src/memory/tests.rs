//! What is dropped is freed, to the byte. One test: another one beside it would allocate, too.

use lockstep_store::{Collection, ColumnExt, Query, Relation, ServerCommit, Store, count};
use persons_model::{Address, AddressPatch, Person, PersonPatch};

use super::ALLOCATOR;
use crate::data;
use crate::scenario::loaded;

const PERSONS: u32 = 200;

struct World {
    store: Store,
    persons: Collection<Person>,
    addresses: Collection<Address>,
}

impl World {
    fn new() -> Self {
        let store = Store::new();
        let (persons, addresses) = (store.collection("persons"), store.collection("addresses"));
        loaded(&persons, (0..PERSONS).map(data::person).collect());
        loaded(&addresses, (0..PERSONS).flat_map(data::addresses).collect());
        Self {
            store,
            persons,
            addresses,
        }
    }

    /// Changes rows, and changes them back: what is kept current takes both in.
    fn change(&self) {
        let person = data::person(7);
        let address = data::addresses(7).remove(0);
        let patch = PersonPatch {
            last_name: Some("Zz".to_owned()),
            ..PersonPatch::default()
        };
        let country = AddressPatch {
            country: Some("Nowhere".to_owned()),
            ..AddressPatch::default()
        };
        let commit = ServerCommit::new().patch(&self.persons, &person.id, patch).patch(
            &self.addresses,
            &address.id,
            country,
        );
        self.store.apply(commit).expect("both rows are there");
        let back = ServerCommit::new()
            .upsert(&self.persons, person)
            .upsert(&self.addresses, address);
        self.store.apply(back).expect("the collections are the store's");
    }

    fn relations(&self) -> [Relation; 3] {
        let (person, address) = (self.persons.alias("person"), self.addresses.alias("address"));
        let on = || address.col(Address::PERSON_ID).on(person.col(Person::ID));
        let joined = Relation::from(&address).inner_join(&person, on());
        let counted = joined
            .clone()
            .group_by(address.col(Address::COUNTRY))
            .select("country", address.col(Address::COUNTRY))
            .select("addresses", count());
        let included = Relation::from(&person)
            .order_by(person.col(Person::LAST_NAME))
            .limit(10)
            .include("addresses", Relation::from(&address), on());
        [joined, counted, included]
    }
}

/// How often what is left is looked at: the thread that runs the tests may allocate at the same time, but not each time,
/// and what leaks does so each time.
const LOOKS: usize = 5;

/// Does something until what it makes for good (room in lists, an index) is there, then sees that it leaves nothing.
fn leaves_nothing(what: &str, mut run: impl FnMut()) {
    let mut left = || {
        let before = ALLOCATOR.allocated();
        for _ in 0..5 {
            run();
        }
        ALLOCATOR.allocated().abs_diff(before)
    };
    left();
    let looks: Vec<_> = std::iter::repeat_with(left).take(LOOKS).collect();
    assert!(
        looks.contains(&0),
        "bytes that are left of {what}, look for look: {looks:?}"
    );
}

#[test]
fn what_is_dropped_is_freed() {
    let world = World::new();
    leaves_nothing("a change", || world.change());
    leaves_nothing("a live query with a subscriber", || {
        let person = data::person_id(3);
        let live = Query::from(&world.addresses)
            .filter(Address::PERSON_ID.eq(person))
            .order_by(Address::CITY)
            .live();
        live.subscribe(|_| {}).forget();
        world.change();
    });
    leaves_nothing("a subscription", || {
        let live = Query::from(&world.persons).live();
        let subscription = live.subscribe(|_| {});
        world.change();
        drop(subscription);
        world.change();
    });
    leaves_nothing("a live count", || {
        let women = Query::from(&world.persons).filter(Person::LAST_NAME.gt("M"));
        women.live_count().subscribe(|_| {}).forget();
    });
    leaves_nothing("live relations", || {
        for relation in world.relations() {
            let live = relation.live().expect("the query has a meaning");
            live.subscribe(|_| {}).forget();
            let records = live.records();
            world.change();
            drop(records);
        }
        assert_eq!(world.store.relations(), 0);
    });
    leaves_nothing("transactions", || {
        let row = data::person(PERSONS + 1);
        let pending = world.persons.insert(row).expect("a new person");
        drop(world.persons.delete(&data::person_id(1)));
        pending.rollback();
    });
    leaves_nothing("a store", || {
        let world = World::new();
        let live = world.relations().map(|relation| relation.live());
        world.change();
        drop(live);
    });
}
