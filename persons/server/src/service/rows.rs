//! The keys of the five entities, said once so that the rules can be written for all of them.

use lockstep_entity::EntityQuery;
use persons_model::{Address, BankAccount, Child, ContactInfo, Employment, Id, Person, Record};

/// A row that can be listed over all persons.
pub trait ListedRow: Record + Send + Sync {
    /// All rows of the kind, in the order of the index.
    fn everywhere() -> EntityQuery<Self>;
}

/// A row that belongs to a person.
pub trait ChildRow: ListedRow + Child<Patch: Send + Sync> {
    /// All rows of the kind that belong to a person.
    fn of_person(person: Id) -> EntityQuery<Self>;

    /// The primary key of one of them.
    fn key_of(person: Id, id: Id) -> Self::PrimaryKey;
}

impl ListedRow for Person {
    fn everywhere() -> EntityQuery<Self> {
        Self::query_all().into()
    }
}

macro_rules! children {
    ($($child:ident, $key:ident;)*) => {$(
        impl ListedRow for $child {
            fn everywhere() -> EntityQuery<Self> {
                Self::query_all().into()
            }
        }

        impl ChildRow for $child {
            fn of_person(person: Id) -> EntityQuery<Self> {
                Self::query_primary(&person).into()
            }

            fn key_of(person: Id, id: Id) -> Self::PrimaryKey {
                persons_model::$key { person_id: person, id }
            }
        }
    )*};
}

children! {
    Address, AddressKey;
    BankAccount, BankAccountKey;
    ContactInfo, ContactInfoKey;
    Employment, EmploymentKey;
}
