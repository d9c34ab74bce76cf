//! What must be known of the whole source before a row of it can be judged: who is there, and who is first.

use std::collections::{HashMap, HashSet};

use lockstep_entity::Item;
use persons_model::{Id, Today};

use super::convert::{self, Kind};

/// What the first pass learns, of rows that can be read and break no rule. It grows with the source: about 150 bytes a row.
#[derive(Debug, Default)]
pub(super) struct Facts {
    persons: HashSet<Id>,
    /// Of each row that belongs to a person: the persons that it stands under. One, unless the source is wrong.
    owners: HashMap<(Kind, Id), Vec<Id>>,
    /// Of each person and kind: the rows that are the primary one. At most one, unless the source is wrong.
    primaries: HashMap<(Kind, Id), Vec<Id>>,
}

impl Facts {
    pub(super) fn learn(&mut self, item: &Item, today: Today) {
        let Some((kind, row)) = convert::identify(item, today) else {
            return;
        };
        let Some(person) = row.person else {
            self.persons.insert(row.id);
            return;
        };
        self.owners.entry((kind, row.id)).or_default().push(person);
        if row.is_primary {
            self.primaries.entry((kind, person)).or_default().push(row.id);
        }
    }

    pub(super) fn has_person(&self, person: Id) -> bool {
        self.persons.contains(&person)
    }

    /// The person whose row it is: where it stands under several that are there, the first by id.
    pub(super) fn owner(&self, kind: Kind, row: Id) -> Option<Id> {
        let owners = self.owners.get(&(kind, row))?.iter();
        owners.filter(|owner| self.has_person(**owner)).min().copied()
    }

    /// Whether it is the first primary one of its person and kind, by id.
    pub(super) fn is_first_primary(&self, kind: Kind, person: Id, row: Id) -> bool {
        let candidates = self.primaries.get(&(kind, person)).into_iter().flatten();
        let first = candidates
            .filter(|candidate| self.owner(kind, **candidate) == Some(person))
            .min();
        first == Some(&row)
    }
}
