//! The conformance suite: what every [`Adapter`] must do, as a test that an adapter's author runs.
//!
//! Feature `conformance`; for tests alone. Implement [`Harness`] for a source that the test controls, and call [`check`]:
//!
//! ```
//! # mod notes { include!("../tests/doc/notes.rs"); }
//! # use notes::Note;
//! use lockstep_store::conformance::{Harness, check};
//! use lockstep_store::{LocalOnly, SyncMode};
//!
//! #[derive(Default)]
//! struct Local(std::cell::RefCell<Vec<Note>>);
//!
//! impl Harness for Local {
//!     type Row = Note;
//!     type Adapter = LocalOnly<Note>;
//!
//!     fn row(&self, number: u32, version: u32) -> Note {
//!         Note::new(number, &format!("version {version}"))
//!     }
//!
//!     fn set_source(&self, rows: Vec<Note>) {
//!         self.0.replace(rows);
//!     }
//!
//!     fn adapter(&self, _: SyncMode) -> LocalOnly<Note> {
//!         LocalOnly::new(self.0.borrow().clone())
//!     }
//!
//!     fn settle(&self) {}
//! }
//!
//! check(Local::default);
//! ```

use std::cell::{Cell, RefCell};
use std::fmt::Debug;
use std::rc::Rc;
use std::time::Duration;

use lockstep_entity::Row;

use crate::{
    Adapter, Collection, Coverage, LiveQuery, Predicate, Query, RowChange, Status, Store, Subscription,
    Subset, SyncMode,
};

/// A source that the suite controls, and adapters of it.
pub trait Harness {
    /// The rows.
    type Row: Row + Debug;
    /// The adapter under test.
    type Adapter: Adapter<Self::Row>;

    /// A row: another number is another key, another version are other values of the same row.
    fn row(&self, number: u32, version: u32) -> Self::Row;

    /// From now on the source holds these rows.
    fn set_source(&self, rows: Vec<Self::Row>);

    /// A new adapter of the source.
    fn adapter(&self, mode: SyncMode) -> Self::Adapter;

    /// Lets everything arrive that is on its way.
    fn settle(&self);

    /// The modes in which the adapter works.
    fn modes(&self) -> Vec<SyncMode> {
        vec![SyncMode::Eager]
    }

    /// Makes what is asked of the source from now on fail, or work again. Returns whether it can be made to fail; if not, what
    /// follows failures is not checked.
    fn set_failing(&self, failing: bool) -> bool {
        let _ = failing;
        false
    }

    /// How many subsets the source was asked for.
    fn subset_requests(&self) -> usize {
        0
    }
}

/// Checks an adapter, with a new harness for each rule.
///
/// # Panics
/// If the adapter breaks a rule; the message says which.
pub fn check<H: Harness>(make: impl Fn() -> H) {
    for mode in make().modes() {
        let rules: &[fn(&Setup<H>)] = match mode {
            SyncMode::Eager | SyncMode::Progressive => &[
                nothing_is_asked_for_before_it_is_needed,
                all_rows_come,
                a_live_query_asks,
                a_refresh_leaves_no_gap,
                what_is_pending_stays_on_top,
                a_failure_keeps_the_rows_and_can_be_repeated,
                what_comes_after_the_end_is_ignored,
                progressive_rows_show_in_one_step,
            ],
            SyncMode::OnDemand => &[
                nothing_is_asked_for_before_it_is_needed,
                subsets_come_once,
                a_subset_that_failed_is_asked_for_again,
                unused_subsets_are_freed,
            ],
        };
        for rule in rules {
            rule(&Setup::new(make(), mode));
        }
    }
}

struct Setup<H: Harness> {
    harness: H,
    mode: SyncMode,
    collection: Collection<H::Row>,
}

impl<H: Harness> Setup<H> {
    fn new(harness: H, mode: SyncMode) -> Self {
        harness.set_source((1..=5).map(|number| harness.row(number, 1)).collect());
        let collection = Store::new().synced("checked", harness.adapter(mode));
        Self {
            harness,
            mode,
            collection,
        }
    }

    fn is_local(&self) -> bool {
        let adapter = self.collection.sync().adapter.as_ref();
        adapter.is_some_and(|adapter| adapter.is_local())
    }

    fn loaded(&self) {
        drop(self.collection.preload());
        self.harness.settle();
        assert!(
            self.collection.status().is_ready(),
            "{:?}: when all has arrived, the collection is ready, but it is {:?}",
            self.mode,
            self.collection.status()
        );
    }

    fn key(&self, number: u32) -> <H::Row as Row>::Key {
        self.harness.row(number, 1).key()
    }

    /// The rows must be these, by number and version.
    fn expect(&self, rows: &[(u32, u32)], when: &str) {
        let mut expected: Vec<H::Row> = rows
            .iter()
            .map(|(number, version)| self.harness.row(*number, *version))
            .collect();
        expected.sort_by_key(Row::key);
        let rows: Vec<H::Row> = Query::from(&self.collection)
            .rows()
            .iter()
            .map(|row| H::Row::clone(row))
            .collect();
        assert_eq!(rows, expected, "{:?}: the rows {when}", self.mode);
    }

    fn subset(&self, numbers: &[u32]) -> Subset<H::Row> {
        Subset::of(Predicate::keys(numbers.iter().map(|number| self.key(*number))))
    }
}

const FIRST: [(u32, u32); 5] = [(1, 1), (2, 1), (3, 1), (4, 1), (5, 1)];

fn nothing_is_asked_for_before_it_is_needed<H: Harness>(setup: &Setup<H>) {
    setup.harness.settle();
    assert_eq!(setup.collection.status(), Status::Idle, "nobody has asked");
    setup.expect(&[], "before anybody asks");
}

fn all_rows_come<H: Harness>(setup: &Setup<H>) {
    drop(setup.collection.preload());
    setup.loaded();
    setup.expect(&FIRST, "after the first load");
    assert_eq!(setup.collection.coverage(&Subset::all()), Coverage::Complete);
}

fn a_live_query_asks<H: Harness>(setup: &Setup<H>) {
    let live = Query::from(&setup.collection).live();
    setup.harness.settle();
    assert_eq!(
        live.len(),
        FIRST.len(),
        "{:?}: a live query starts the load",
        setup.mode
    );
    assert!(setup.collection.status().is_ready());
}

fn a_refresh_leaves_no_gap<H: Harness>(setup: &Setup<H>) {
    if setup.is_local() {
        return;
    }
    setup.loaded();
    let live = Query::from(&setup.collection).live();
    let stays = setup.key(2);
    let _watch = live.subscribe(move |batch| {
        for change in batch.changes() {
            let is_gone = matches!(change, RowChange::Remove { key, .. } if *key == stays);
            assert!(!is_gone, "a row that the source has all the time is never gone");
        }
    });
    let now = [(2, 1), (3, 2), (6, 1)];
    setup.harness.set_source(
        now.iter()
            .map(|(number, version)| setup.harness.row(*number, *version))
            .collect(),
    );
    setup.collection.refresh();
    setup.expect(&FIRST, "while a refresh is on its way");
    setup.harness.settle();
    setup.expect(&now, "after a refresh");
}

fn what_is_pending_stays_on_top<H: Harness>(setup: &Setup<H>) {
    if setup.is_local() {
        return;
    }
    setup.loaded();
    let delete = setup.collection.delete(&setup.key(1)).expect("the row is there");
    let insert = setup
        .collection
        .insert(setup.harness.row(9, 1))
        .expect("the row is not there");
    setup.collection.refresh();
    setup.harness.settle();
    setup.expect(
        &[(2, 1), (3, 1), (4, 1), (5, 1), (9, 1)],
        "with pending writes, after a refresh",
    );
    delete.rollback();
    insert.rollback();
    setup.expect(&FIRST, "after the pending writes were taken back");
}

fn a_failure_keeps_the_rows_and_can_be_repeated<H: Harness>(setup: &Setup<H>) {
    if !setup.harness.set_failing(true) {
        return;
    }
    drop(setup.collection.preload());
    setup.harness.settle();
    assert!(
        setup.collection.status().error().is_some(),
        "{:?}: a load that fails says so",
        setup.mode
    );
    setup.harness.set_failing(false);
    setup.loaded();
    setup.expect(&FIRST, "after a failure and another attempt");
    setup.harness.set_failing(true);
    setup.collection.refresh();
    setup.harness.settle();
    assert!(
        setup.collection.status().error().is_some(),
        "{:?}: a refresh that fails says so",
        setup.mode
    );
    setup.expect(&FIRST, "after a refresh that failed");
}

fn what_comes_after_the_end_is_ignored<H: Harness>(setup: &Setup<H>) {
    if setup.is_local() {
        return;
    }
    drop(setup.collection.preload());
    setup.collection.cleanup();
    setup.harness.settle();
    assert_eq!(
        setup.collection.status(),
        Status::Idle,
        "nobody wants the rows any more"
    );
    setup.expect(&[], "after the end");
    setup.loaded();
    setup.expect(&FIRST, "after another beginning");
}

/// How many batches have brought rows.
fn growth<R: Row>(live: &LiveQuery<R>) -> (Rc<Cell<usize>>, Subscription) {
    let batches = Rc::new(Cell::new(0));
    let counter = Rc::clone(&batches);
    let subscription = live.subscribe(move |_| counter.set(counter.get() + 1));
    (batches, subscription)
}

fn progressive_rows_show_in_one_step<H: Harness>(setup: &Setup<H>) {
    if setup.mode != SyncMode::Progressive {
        return;
    }
    let part = Query::from(&setup.collection)
        .filter(Predicate::keys([setup.key(2)]))
        .live();
    drop(setup.collection.preload());
    let live = setup.collection.clone();
    let partial = Rc::new(RefCell::new(Vec::new()));
    let seen = Rc::clone(&partial);
    let _status = setup
        .collection
        .subscribe_status(move |_| seen.borrow_mut().push(live.len()));
    setup.harness.settle();
    assert_eq!(part.len(), 1);
    assert!(
        partial
            .borrow()
            .iter()
            .all(|rows| *rows <= 1 || *rows == FIRST.len()),
        "what is asked for, and then everything at once, but there were {partial:?} rows"
    );
    setup.expect(&FIRST, "after a progressive load");
}

fn subsets_come_once<H: Harness>(setup: &Setup<H>) {
    let two = setup.collection.demand(&setup.subset(&[1, 2]));
    assert_eq!(setup.collection.coverage(&setup.subset(&[1])), Coverage::Loading);
    setup.harness.settle();
    assert_eq!(two.status(), Status::Ready, "a subset is ready when it has come");
    setup.expect(&[(1, 1), (2, 1)], "of a subset");
    let asked = setup.harness.subset_requests();

    let _within = setup.collection.demand(&setup.subset(&[2]));
    setup.harness.settle();
    assert_eq!(
        setup.harness.subset_requests(),
        asked,
        "a subset of what is held is not asked for"
    );
    assert_eq!(
        setup.collection.coverage(&setup.subset(&[2, 3])),
        Coverage::Partial
    );

    let live = Query::from(&setup.collection)
        .filter(Predicate::keys([setup.key(2), setup.key(3)]))
        .live();
    let (batches, _subscription) = growth(&live);
    setup.harness.settle();
    assert_eq!(
        setup.harness.subset_requests(),
        asked + 1,
        "only what is missing is asked for"
    );
    assert_eq!((live.len(), live.coverage()), (2, Coverage::Complete));
    assert!(batches.get() >= 1);
    setup.expect(&[(1, 1), (2, 1), (3, 1)], "of two subsets");

    setup
        .harness
        .set_source(vec![setup.harness.row(1, 2), setup.harness.row(3, 1)]);
    setup.collection.refresh();
    setup.harness.settle();
    setup.expect(&[(1, 2), (3, 1)], "of two subsets, after a refresh");
}

fn a_subset_that_failed_is_asked_for_again<H: Harness>(setup: &Setup<H>) {
    if !setup.harness.set_failing(true) {
        return;
    }
    let first = setup.collection.demand(&setup.subset(&[1]));
    setup.harness.settle();
    assert!(first.status().error().is_some(), "a subset that fails says so");
    assert_eq!(setup.collection.coverage(&setup.subset(&[1])), Coverage::Partial);
    setup.harness.set_failing(false);
    let second = setup.collection.demand(&setup.subset(&[1]));
    setup.harness.settle();
    assert_eq!((first.status(), second.status()), (Status::Ready, Status::Ready));
    setup.expect(&[(1, 1)], "of a subset that failed first");
}

fn unused_subsets_are_freed<H: Harness>(setup: &Setup<H>) {
    let (minute, hour) = (Duration::from_mins(1), Duration::from_hours(1));
    let one = setup.collection.demand(&setup.subset(&[1, 2]));
    let other = setup.collection.demand(&setup.subset(&[2, 3]));
    let keep = Query::from(&setup.collection)
        .filter(Predicate::keys([setup.key(3)]))
        .live();
    setup.harness.settle();
    drop((one, other));
    setup.collection.collect_garbage(hour, minute);
    setup.expect(&[(1, 1), (2, 1), (3, 1)], "right after nobody needs them");
    setup.collection.collect_garbage(hour + minute, minute);
    setup.expect(&[(3, 1)], "a while after nobody needs them");
    assert_eq!(setup.collection.coverage(&setup.subset(&[1])), Coverage::Partial);
    drop(keep);
    setup.collection.collect_garbage(hour * 2, minute);
    setup.collection.collect_garbage(hour * 3, minute);
    assert_eq!(
        (setup.collection.len(), setup.collection.status()),
        (0, Status::Idle)
    );
}
