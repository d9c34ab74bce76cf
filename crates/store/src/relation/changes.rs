//! Changes of records by what identifies them, and effects of them.

use std::cmp::Ordering;
use std::fmt;

use lockstep_delta::Edits;

use super::live::LiveRelation;
use super::record::{Record, RecordBatch};
use crate::Subscription;

/// What happened to one record of a live relation. A record is known by the keys of its rows, a group by what it is grouped by, a
/// distinct record by its fields.
#[derive(Clone, Debug)]
pub enum RecordChange {
    /// The record was not among the records and is now.
    Insert {
        /// The record.
        record: Record,
        /// Its position after the commit.
        position: usize,
    },
    /// The record was and is among the records, and changed or moved.
    Update {
        /// The record before the commit.
        before: Record,
        /// The record after the commit.
        after: Record,
        /// Its position before the commit.
        from: usize,
        /// Its position after the commit.
        to: usize,
    },
    /// The record was among the records and is not now.
    Remove {
        /// The record before the commit.
        record: Record,
        /// Its position before the commit.
        position: usize,
    },
}

impl RecordBatch {
    /// All changes, those of one record put together: removals by their positions before the commit, then insertions and updates
    /// by their positions after it. `O(m log m)` for `m` edits.
    pub fn changes(&self) -> Vec<RecordChange> {
        let Edits { removed, inserted } = self.edits();
        let by_identity = |left: &usize, right: &usize| removed[*left].1.compare_identity(&removed[*right].1);
        let mut sorted: Vec<usize> = (0..removed.len()).collect();
        sorted.sort_by(by_identity);
        let mut paired = vec![false; removed.len()];
        let mut later = Vec::with_capacity(inserted.len());
        for (position, record) in inserted {
            let found = sorted.binary_search_by(|index| removed[*index].1.compare_identity(record));
            later.push(match found {
                Ok(found) => {
                    let (from, before) = &removed[sorted[found]];
                    paired[sorted[found]] = true;
                    RecordChange::Update {
                        before: before.clone(),
                        after: record.clone(),
                        from: *from,
                        to: *position,
                    }
                }
                Err(_) => RecordChange::Insert {
                    record: record.clone(),
                    position: *position,
                },
            });
        }
        let gone = removed.iter().zip(paired).filter(|(_, paired)| !paired);
        let gone = gone.map(|((position, record), _)| RecordChange::Remove {
            record: record.clone(),
            position: *position,
        });
        gone.chain(later).collect()
    }
}

impl Record {
    fn compare_identity(&self, other: &Self) -> Ordering {
        self.identity().cmp(other.identity())
    }
}

/// What a program does when records come, change and go, and is not about showing them: see [`LiveRelation::effects`].
#[derive(Default)]
pub struct Effects {
    enter: Option<On>,
    update: Option<OnUpdate>,
    exit: Option<On>,
    skip_initial: bool,
}

type On = Box<dyn FnMut(&Record)>;
type OnUpdate = Box<dyn FnMut(&Record, &Record)>;

impl Effects {
    /// None.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// For each record that is there at first, and that comes later.
    #[must_use]
    pub fn on_enter(mut self, effect: impl FnMut(&Record) + 'static) -> Self {
        self.enter = Some(Box::new(effect));
        self
    }

    /// For each record that changes or moves, as it was and as it is.
    #[must_use]
    pub fn on_update(mut self, effect: impl FnMut(&Record, &Record) + 'static) -> Self {
        self.update = Some(Box::new(effect));
        self
    }

    /// For each record that goes, as it was.
    #[must_use]
    pub fn on_exit(mut self, effect: impl FnMut(&Record) + 'static) -> Self {
        self.exit = Some(Box::new(effect));
        self
    }

    /// Not for the records that are there at first.
    #[must_use]
    pub fn skip_initial(mut self) -> Self {
        self.skip_initial = true;
        self
    }
}

impl fmt::Debug for Effects {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Effects").finish_non_exhaustive()
    }
}

impl LiveRelation {
    /// Calls effects for the records that are there, and then for each commit that changes them: what went, then what came
    /// and changed, until the subscription or the live relation is dropped.
    ///
    /// ```
    /// # mod notes { include!("../../tests/doc/notes.rs"); }
    /// # use notes::{Note, NotePatch};
    /// use std::cell::RefCell;
    /// use std::rc::Rc;
    /// use lockstep_store::{Effects, Relation, Store};
    ///
    /// let store = Store::new();
    /// let notes = store.collection::<Note>("notes");
    /// notes.load([Note::new(1, "milk")]);
    /// let note = notes.alias("note");
    /// let open = Relation::from(&note).filter(note.col(Note::DONE).not()).select("text", note.col(Note::TEXT)).live()?;
    ///
    /// let log = Rc::new(RefCell::new(Vec::new()));
    /// let (entered, left) = (Rc::clone(&log), Rc::clone(&log));
    /// let subscription = open.effects(
    ///     Effects::new()
    ///         .on_enter(move |note| entered.borrow_mut().push(format!("new {note}")))
    ///         .on_exit(move |note| left.borrow_mut().push(format!("done {note}"))),
    /// );
    /// notes.load([Note::new(2, "bread")]);
    /// let pending = notes.update(&1, NotePatch { done: Some(true), ..NotePatch::default() })?;
    /// assert_eq!(*log.borrow(), ["new text: 'milk'", "new text: 'bread'", "done text: 'milk'"]);
    /// # drop((subscription, pending));
    /// # Ok::<(), lockstep_store::Error>(())
    /// ```
    pub fn effects(&self, mut effects: Effects) -> Subscription {
        if !effects.skip_initial
            && let Some(enter) = &mut effects.enter
        {
            self.records().iter().for_each(|record| enter(&record));
        }
        self.subscribe(move |batch| {
            for change in batch.changes() {
                match (change, &mut effects) {
                    (
                        RecordChange::Insert { record, .. },
                        Effects {
                            enter: Some(effect), ..
                        },
                    )
                    | (
                        RecordChange::Remove { record, .. },
                        Effects {
                            exit: Some(effect), ..
                        },
                    ) => effect(&record),
                    (
                        RecordChange::Update { before, after, .. },
                        Effects {
                            update: Some(effect), ..
                        },
                    ) => {
                        effect(&before, &after);
                    }
                    _ => {}
                }
            }
        })
    }
}
