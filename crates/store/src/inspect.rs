//! Looking into a running store: what there is, how it is found, and what changes cost.
//!
//! For people who write a program, and for the panel that shows it to them. Counting work is switched on by
//! [`Store::count_work`]; without it, a commit pays for one look at a switch.

use std::cell::Cell;

use crate::{CollectionInfo, Mutation, Store};

/// What is in a store at one moment. Made by [`Store::inspect`].
#[derive(Clone, Debug)]
pub struct Inspection {
    /// The collections, in the order in which they were created.
    pub collections: Vec<CollectionInfo>,
    /// The live queries and live counts, by collection, in the order in which they were made.
    pub queries: Vec<QueryInfo>,
    /// The maintained relations; those that ask the same are one.
    pub relations: Vec<RelationInfo>,
    /// What failed, then what is pending; each oldest first.
    pub mutations: Vec<Mutation>,
}

/// A live query or a live count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryInfo {
    /// The name of the collection.
    pub collection: &'static str,
    /// How its rows were found, as [`Plan`](crate::Plan) prints it.
    pub plan: String,
    /// How many rows it has, whatever its window; of a count, the count.
    pub rows: usize,
    /// How many subscribers it has.
    pub subscribers: usize,
    /// What keeping it current has cost.
    pub work: Work,
}

/// A relation that is kept current.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelationInfo {
    /// What is asked, as SQL would write it.
    pub relation: String,
    /// How many records it has, whatever its windows.
    pub rows: usize,
    /// How many windows there are on it.
    pub views: usize,
    /// What keeping it current has cost.
    pub work: Work,
}

/// What keeping a query current has cost, since counting was switched on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// How many commits reached it.
    pub commits: u64,
    /// How many rows these commits brought and took; an update is two.
    pub taken_in: u64,
    /// How many rows of the result came and went for that; an update is two.
    pub put_out: u64,
}

impl Work {
    /// How many rows of the result a commit changes, on average.
    #[expect(clippy::cast_precision_loss, reason = "a figure to look at")]
    pub fn per_commit(&self) -> f64 {
        if self.commits == 0 {
            return 0.0;
        }
        self.put_out as f64 / self.commits as f64
    }
}

/// The work of one query, where counting is switched on.
#[derive(Default)]
pub(crate) struct WorkCell(Cell<Work>);

impl WorkCell {
    pub(crate) fn count(&self, store: &Store, taken_in: usize, put_out: usize) {
        if store.counts_work() {
            let mut work = self.0.get();
            work.commits += 1;
            work.taken_in += taken_in as u64;
            work.put_out += put_out as u64;
            self.0.set(work);
        }
    }

    pub(crate) fn get(&self) -> Work {
        self.0.get()
    }
}

impl Store {
    /// Counts from now on what changes cost, or stops to.
    pub fn count_work(&self, counting: bool) {
        self.set_counting(counting);
    }

    /// What there is at this moment. Costs a step for each thing that there is, none for a row.
    pub fn inspect(&self) -> Inspection {
        let mut mutations = self.failed();
        mutations.extend(self.pending());
        Inspection {
            collections: self.collections(),
            queries: self.queries(),
            relations: self.registry().describe(),
            mutations,
        }
    }
}
