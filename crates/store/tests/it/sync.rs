//! The sync contract: adapters, subsets, and what becomes of data that nobody uses.

use std::cell::{Cell, RefCell};
use std::future::Future as _;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use expect_test::expect;
use lockstep_store::conformance::{Harness, check};
use lockstep_store::{
    Adapter, Collection, ColumnExt, Coverage, LocalOnly, Predicate, Query, Status, Store, Subset, SubsetSink,
    SyncMode, SyncSink,
};

use crate::notes::Note;
use crate::watch::{Log, done, text, texts};

/// A source in memory whose answers wait until they are let go.
#[derive(Clone, Default)]
pub(crate) struct Source(Rc<Parts>);

#[derive(Default)]
struct Parts {
    rows: RefCell<Vec<Note>>,
    is_failing: Cell<bool>,
    waiting: RefCell<Vec<Box<dyn FnOnce()>>>,
    /// What was asked for and let go, in words.
    log: RefCell<Vec<String>>,
    sink: RefCell<Option<SyncSink<Note>>>,
}

impl Source {
    fn of(ids: std::ops::RangeInclusive<u32>) -> Self {
        let source = Self::default();
        source
            .0
            .rows
            .replace(ids.map(|id| Note::new(id, &id.to_string())).collect());
        source
    }

    pub(crate) fn collection(&self, mode: SyncMode) -> Collection<Note> {
        Store::new().synced("notes", self.adapter(mode))
    }

    pub(crate) fn take_log(&self) -> Vec<String> {
        self.0.log.take()
    }

    fn later(&self, answer: impl FnOnce() + 'static) {
        self.0.waiting.borrow_mut().push(Box::new(answer));
    }
}

impl Harness for Source {
    type Row = Note;
    type Adapter = Remote;

    fn row(&self, number: u32, version: u32) -> Note {
        Note::new(number, &format!("version {version}"))
    }

    fn set_source(&self, rows: Vec<Note>) {
        self.0.rows.replace(rows);
    }

    fn adapter(&self, mode: SyncMode) -> Remote {
        Remote {
            source: self.clone(),
            mode,
        }
    }

    fn settle(&self) {
        loop {
            let waiting = self.0.waiting.take();
            if waiting.is_empty() {
                return;
            }
            for answer in waiting {
                answer();
            }
        }
    }

    fn modes(&self) -> Vec<SyncMode> {
        vec![SyncMode::Eager, SyncMode::Progressive, SyncMode::OnDemand]
    }

    fn set_failing(&self, failing: bool) -> bool {
        self.0.is_failing.set(failing);
        true
    }

    fn subset_requests(&self) -> usize {
        self.0
            .log
            .borrow()
            .iter()
            .filter(|line| line.starts_with("load"))
            .count()
    }
}

pub(crate) struct Remote {
    source: Source,
    mode: SyncMode,
}

impl Adapter<Note> for Remote {
    fn mode(&self) -> SyncMode {
        self.mode
    }

    fn start(&self, sink: SyncSink<Note>) {
        self.source.0.sink.replace(Some(sink.clone()));
        if self.mode == SyncMode::OnDemand {
            return;
        }
        let source = self.source.clone();
        self.source.later(move || {
            let rows = source.0.rows.borrow().clone();
            page(&source, sink, rows);
        });
    }

    fn stop(&self) {
        self.source.0.log.borrow_mut().push("stop".to_owned());
    }

    fn load_subset(&self, subset: &Subset<Note>, sink: SubsetSink<Note>) {
        self.source.0.log.borrow_mut().push(format!("load {subset}"));
        let (source, subset) = (self.source.clone(), subset.clone());
        self.source.later(move || {
            if source.0.is_failing.get() {
                sink.error("the source is away");
                return;
            }
            let rows = source.0.rows.borrow().clone();
            let rows = rows.into_iter().filter(|row| subset.matches(row));
            sink.load(rows.take(subset.first().unwrap_or(usize::MAX)));
            sink.ready();
        });
    }

    fn unload_subset(&self, subset: &Subset<Note>) {
        self.source.0.log.borrow_mut().push(format!("unload {subset}"));
    }
}

/// One page after the other, two rows each.
fn page(source: &Source, sink: SyncSink<Note>, rest: Vec<Note>) {
    if source.0.is_failing.get() {
        sink.error("the source is away");
        return;
    }
    let mut rest = rest.into_iter();
    let rows: Vec<Note> = rest.by_ref().take(2).collect();
    sink.load(rows);
    if rest.len() == 0 {
        sink.ready();
        return;
    }
    let (next, rest) = (source.clone(), rest.collect());
    source.later(move || page(&next, sink, rest));
}

#[derive(Default)]
struct Local(RefCell<Vec<Note>>);

impl Harness for Local {
    type Row = Note;
    type Adapter = LocalOnly<Note>;

    fn row(&self, number: u32, version: u32) -> Note {
        Note::new(number, &version.to_string())
    }

    fn set_source(&self, rows: Vec<Note>) {
        self.0.replace(rows);
    }

    fn adapter(&self, _: SyncMode) -> LocalOnly<Note> {
        LocalOnly::new(self.0.borrow().clone())
    }

    fn settle(&self) {}
}

#[test]
fn an_adapter_in_all_modes_conforms() {
    check(Source::default);
}

#[test]
fn the_local_adapter_conforms() {
    check(Local::default);
}

#[test]
fn a_local_collection_keeps_what_is_written_to_it() {
    let store = Store::new();
    let notes = store.synced("notes", LocalOnly::new([Note::new(1, "one")]));
    let live = Query::from(&notes).live();
    assert_eq!(texts(&live.rows()), "one", "its rows are there at once");
    let log = Log::of(&live);
    let insert = notes.insert(Note::new(2, "two")).unwrap();
    assert!(!insert.is_open() && !notes.is_pending(&2));
    drop(insert);
    drop(notes.update(&1, text("uno")).unwrap());
    assert_eq!(log.take(), ["+two@1", "one@0→uno@0"]);
    drop(live);
    notes.cleanup();
    notes.refresh();
    store.collect_garbage(Duration::ZERO, Duration::ZERO);
    assert_eq!(
        texts(&Query::from(&notes).rows()),
        "uno two",
        "nobody else knows them"
    );
}

#[test]
fn a_preload_is_a_future() {
    let source = Source::of(1..=3);
    let notes = source.collection(SyncMode::Eager);
    let mut context = Context::from_waker(Waker::noop());
    let mut preload = pin!(notes.preload());
    assert_eq!(preload.as_mut().poll(&mut context), Poll::Pending);
    source.settle();
    assert_eq!(preload.as_mut().poll(&mut context), Poll::Ready(Ok(())));
    source.set_failing(true);
    notes.refresh();
    source.settle();
    let Poll::Ready(Err(error)) = preload.as_mut().poll(&mut context) else {
        panic!("the refresh failed");
    };
    assert!(error.is_not_loaded());
    expect!["notes could not be loaded: the source is away"].assert_eq(&error.to_string());
}

#[test]
fn a_source_says_what_it_changes() {
    let source = Source::of(1..=3);
    let notes = source.collection(SyncMode::Eager);
    let live = Query::from(&notes).live();
    source.settle();
    let log = Log::of(&live);
    let sink = source.0.sink.borrow().clone().unwrap();
    sink.begin()
        .upsert(Note::new(4, "four"))
        .patch(&1, text("uno"))
        .delete(&2)
        .commit()
        .unwrap();
    sink.begin()
        .truncate()
        .upsert(Note::new(3, "3"))
        .commit()
        .unwrap();
    assert_eq!(log.take(), ["-2@1 1@0→uno@0 +four@2", "-uno@0 -four@2"]);
    notes.cleanup();
    assert!(!sink.is_live());
    sink.begin().upsert(Note::new(5, "five")).commit().unwrap();
    assert!(notes.is_empty());
}

#[test]
fn ranges_and_conditions_are_not_asked_for_twice() {
    let source = Source::of(1..=5);
    let notes = source.collection(SyncMode::OnDemand);
    let all_open = Query::from(&notes).filter(Note::DONE.eq(false)).live();
    source.settle();
    assert_eq!(source.take_log(), ["load where done = false"]);
    let _some = Query::from(&notes)
        .filter(Note::DONE.eq(false).and(Note::TEXT.gt("2")))
        .live();
    let _other = Query::from(&notes)
        .filter(Note::DONE.is_in([false]))
        .order_by(Note::TEXT)
        .limit(2)
        .live();
    let more = Query::from(&notes).filter(Note::TEXT.gt("2")).live();
    assert_eq!(more.coverage(), Coverage::Loading);
    assert_eq!(source.take_log(), ["load where text > '2'"]);
    source.settle();
    assert_eq!((all_open.len(), more.len()), (5, 3));
}

#[test]
fn the_first_rows_of_an_order_are_a_subset() {
    let source = Source::of(1..=5);
    let notes = source.collection(SyncMode::OnDemand);
    let first = |count| Query::from(&notes).order_by(Note::TEXT).limit(count);
    let three = first(3).live();
    source.settle();
    assert_eq!(texts(&three.rows()), "1 2 3");
    let _two = first(2).live();
    assert_eq!(Query::from(&notes).coverage(), Coverage::Partial);
    let _four = first(4).live();
    assert_eq!(
        source.take_log(),
        [
            "load all rows order by text asc nulls first, key limit 3",
            "load all rows order by text asc nulls first, key limit 4"
        ]
    );
}

#[test]
fn what_is_missing_of_a_list_is_asked_for() {
    let source = Source::of(1..=5);
    let notes = source.collection(SyncMode::OnDemand);
    let _two = Query::from(&notes)
        .filter(Note::TEXT.is_in(["1", "2"]).and(Note::DONE.eq(false)))
        .live();
    let _three = Query::from(&notes)
        .filter(Note::TEXT.is_in(["2", "3", "4"]).and(Note::DONE.eq(false)))
        .live();
    assert_eq!(
        source.take_log(),
        [
            "load where text in ('1', '2') and done = false",
            "load where text in ('3', '4') and done = false"
        ]
    );
    assert_eq!(notes.subsets().len(), 2);
}

#[test]
fn a_commit_is_newer_than_a_subset_on_its_way() {
    let source = Source::of(1..=3);
    let notes = source.collection(SyncMode::OnDemand);
    let live = Query::from(&notes).live();
    let sink = source.0.sink.borrow().clone().unwrap();
    sink.begin()
        .upsert(Note::new(1, "newer"))
        .delete(&2)
        .commit()
        .unwrap();
    source.settle();
    assert_eq!(texts(&live.rows()), "newer 3");
}

#[test]
fn a_pending_row_keeps_its_subset() {
    let source = Source::of(1..=3);
    let notes = source.collection(SyncMode::OnDemand);
    let demand = notes.demand(&Subset::of(Predicate::keys([1, 2])));
    source.settle();
    source.take_log();
    drop(demand);
    let pending = notes.update(&1, done()).unwrap();
    let (second, minute) = (Duration::from_secs(1), Duration::from_mins(1));
    notes.collect_garbage(second, second);
    notes.collect_garbage(minute, second);
    assert_eq!(notes.len(), 2);
    pending.rollback();
    notes.collect_garbage(minute, second);
    notes.collect_garbage(minute * 2, second);
    assert!(notes.is_empty());
    assert_eq!(notes.status(), Status::Idle);
    assert_eq!(source.take_log(), ["unload where key in (1, 2)", "stop"]);
}

#[test]
fn a_predicate_tells_what_it_implies() {
    let implied: [(Predicate<Note>, Predicate<Note>); 12] = [
        (Note::ID.eq(3), Note::ID.lte(3)),
        (Note::ID.is_in([1, 2]), Note::ID.is_in([1, 2, 3])),
        (Note::ID.gt(3), Note::ID.gte(3)),
        (Note::ID.gte(4), Note::ID.gt(3)),
        (Note::ID.lt(3), Note::ID.ne(3)),
        (Note::ID.gt(3), !Note::ID.is_null()),
        (Note::TEXT.eq("ab"), Note::TEXT.like("a%")),
        (Note::TEXT.like("a%"), Note::TEXT.like("a%")),
        (Note::ID.eq(1).or(Note::ID.eq(2)), Note::ID.lt(3)),
        (Note::ID.eq(1), Note::ID.eq(1).or(Note::DONE.eq(true))),
        (Note::ID.eq(1).and(Note::DONE.eq(true)), Predicate::all([])),
        (Predicate::key(1), Predicate::keys([1, 2])),
    ];
    for (this, other) in &implied {
        assert!(this.implies(other), "{this:?} implies {other:?}");
    }
    let not_seen: [(Predicate<Note>, Predicate<Note>); 8] = [
        (Note::ID.gte(3), Note::ID.gt(3)),
        (Note::ID.lt(3), Note::ID.gt(1)),
        (Note::ID.is_in([1, 4]), Note::ID.is_in([1, 2, 3])),
        (Note::PRIORITY.ne(3), Note::PRIORITY.is_null()),
        (Predicate::all([]), Note::ID.gt(0)),
        (Note::TEXT.like("a%"), Note::TEXT.like("b%")),
        (Note::ID.eq(1).or(Note::ID.eq(5)), Note::ID.lt(3)),
        (Predicate::keys([1, 3]), Predicate::keys([1, 2])),
    ];
    for (this, other) in &not_seen {
        assert!(!this.implies(other), "{this:?} does not imply {other:?}");
    }
}

#[test]
fn what_nobody_uses_is_freed() {
    let source = Source::of(1..=3);
    let notes = source.collection(SyncMode::Eager);
    let (second, minute) = (Duration::from_secs(1), Duration::from_mins(1));
    let live = Query::from(&notes).live();
    source.settle();
    notes.collect_garbage(second, minute);
    drop(live);
    notes.collect_garbage(minute, minute);
    let again = Query::from(&notes).live();
    notes.collect_garbage(minute * 2, minute);
    drop(again);
    notes.collect_garbage(minute * 3, minute);
    assert_eq!(notes.len(), 3, "it was in use in the meantime");
    notes.collect_garbage(minute * 4, minute);
    assert_eq!((notes.len(), notes.status()), (0, Status::Idle));
    assert_eq!(source.take_log(), ["stop"]);
}
