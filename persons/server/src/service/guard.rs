//! The guard of a person's children: two attributes on the person's own item.
//!
//! `childrenVersion` is a number that grows with every child that is created and every change of which one is primary.
//! A transaction that relies on the set of children (which one is primary now, which ones to delete) reads the number
//! first, then the children, and writes on the condition that the number is still the same: nothing it did not see can
//! have been added in between. A create that relies on nothing only adds one, so creates do not exclude each other.
//!
//! `deletingSince` says that the person is being deleted in steps: from then on no child is created and nothing of the
//! person is changed, so the steps come to an end.
//!
//! Other applications of the same table ignore both attributes; the writes that *they* make are not guarded.

use lockstep_entity::request::UpdateItem;
use lockstep_entity::{Condition, Entity, Item, Number, Value};
use lockstep_protocol::ProblemKind;
use persons_model::{Id, Person, PersonKey};

use super::{Service, not_found};
use crate::refusal::{Refusal, Result};

/// The attribute that counts changes of the set of children.
const CHILDREN_VERSION: &str = "childrenVersion";
/// The attribute that holds when the deletion in steps began.
pub(super) const DELETING_SINCE: &str = "deletingSince";

/// The set of a person's children, at the moment at which the person was read.
#[derive(Clone, Debug)]
pub(super) struct Guard {
    person: Id,
    version: Option<Value>,
    deleting: bool,
}

impl Guard {
    /// The guard in a person's item.
    pub(super) fn of(person: Id, item: &Item) -> Self {
        Self {
            person,
            version: item.get(CHILDREN_VERSION).cloned(),
            deleting: item.get(DELETING_SINCE).is_some(),
        }
    }

    /// Whose children they are.
    pub(super) fn person(&self) -> Id {
        self.person
    }

    /// Whether the person is being deleted in steps.
    pub(super) fn is_deleting(&self) -> bool {
        self.deleting
    }

    /// The condition that no child was added and no other one became primary since.
    pub(super) fn unchanged(&self) -> Condition {
        match &self.version {
            Some(version) => Condition::eq(CHILDREN_VERSION, version.clone()),
            None => Condition::not_exists(CHILDREN_VERSION),
        }
    }

    /// Notes a change of the set of children, on the condition that it is the one that was read.
    pub(super) fn advance(&self) -> UpdateItem {
        advance(self.person).condition(self.unchanged())
    }
}

/// Notes a change of the set of children that relies on no other: the person exists and is not being deleted.
pub(super) fn advance(person: Id) -> UpdateItem {
    let exists = Person::exists(PersonKey { id: person });
    UpdateItem::new(exists.key)
        .add(CHILDREN_VERSION, Number::from(1_u32))
        .condition(exists.condition)
        .condition(not_deleting())
}

/// The condition that the person is not being deleted in steps.
pub(super) fn not_deleting() -> Condition {
    Condition::not_exists(DELETING_SINCE)
}

/// Why a write that needs a person was refused, from the person's item as it was then. `None`: the person is there and
/// is not being deleted, so the set of its children has changed and the write may be tried again.
pub(super) fn refusal(person: Id, item: Option<&Item>) -> Option<Refusal> {
    match item {
        None => Some(not_found::<Person>(person)),
        Some(item) => being_deleted(&Guard::of(person, item)),
    }
}

/// The refusal of a write to a person that is being deleted.
pub(super) fn being_deleted(guard: &Guard) -> Option<Refusal> {
    guard.deleting.then(|| {
        Refusal::new(
            ProblemKind::BeingDeleted,
            format!(
                "the person {} is being deleted; DELETE it again to finish that",
                guard.person
            ),
        )
    })
}

impl Service {
    /// Reads the guard of a person.
    ///
    /// # Errors
    /// 404 without the person.
    pub(super) async fn guard(&self, person: Id) -> Result<Guard> {
        let item = self
            .table
            .get(Person::get(PersonKey { id: person }).consistent())
            .await?;
        item.map(|item| Guard::of(person, &item))
            .ok_or_else(|| not_found::<Person>(person))
    }
}
