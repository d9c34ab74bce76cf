//! The same questions over collections that bring only what is asked for: when what was asked for has come, they are answered as
//! over all rows, whatever the source changes, whoever stops asking, and however often unused rows are freed.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use lockstep_store::{Adapter, Collection, Coverage, Store, Subset, SubsetSink, SyncMode, SyncSink};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::FileFailurePersistence;

use super::ask::Ask;
use super::asked::Asked;
use super::{generate, world};
use crate::notes::Note;

/// A source that answers when it is let, or at once.
#[derive(Clone, Default)]
struct Source(Rc<Parts>);

#[derive(Default)]
struct Parts {
    rows: RefCell<Vec<Note>>,
    waiting: RefCell<Vec<Box<dyn FnOnce()>>>,
    sink: RefCell<Option<SyncSink<Note>>>,
    at_once: bool,
}

impl Adapter<Note> for Source {
    fn mode(&self) -> SyncMode {
        SyncMode::OnDemand
    }

    fn start(&self, sink: SyncSink<Note>) {
        self.0.sink.replace(Some(sink));
    }

    fn load_subset(&self, subset: &Subset<Note>, sink: SubsetSink<Note>) {
        let (parts, subset) = (Rc::clone(&self.0), subset.clone());
        let answer = move || {
            let rows = parts.rows.borrow().clone();
            sink.load(rows.into_iter().filter(|row| subset.matches(row)));
            sink.ready();
        };
        if self.0.at_once {
            answer();
        } else {
            self.0.waiting.borrow_mut().push(Box::new(answer));
        }
    }
}

impl Source {
    fn of(rows: Vec<Note>, at_once: bool) -> Self {
        Self(Rc::new(Parts {
            rows: RefCell::new(rows),
            at_once,
            ..Parts::default()
        }))
    }

    /// Answers what was asked; whether anything was.
    fn answer(&self) -> bool {
        let waiting = self.0.waiting.take();
        let any = !waiting.is_empty();
        for answer in waiting {
            answer();
        }
        any
    }

    /// The source has this row from now on, or none with this key, and says so.
    fn change(&self, id: u32, note: Option<Note>) {
        let mut rows = self.0.rows.borrow_mut();
        rows.retain(|row| row.id != id);
        rows.extend(note.clone());
        rows.sort_by_key(|row| row.id);
        drop(rows);
        let sink = self.0.sink.borrow().clone();
        if let Some(sink) = sink {
            let commit = match note {
                Some(note) => sink.begin().upsert(note),
                None => sink.begin().delete(&id),
            };
            commit.commit().expect("nothing is patched");
        }
    }
}

#[derive(Clone, Debug)]
enum Step {
    Ask(Box<Ask>),
    Forget(Index),
    Change(usize, u32, Option<Note>),
    Turn(Index, usize, Option<usize>),
    Collect,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => generate::asks::asks().prop_map(|ask| Step::Ask(Box::new(ask))),
        1 => any::<Index>().prop_map(Step::Forget),
        5 => (0..2_usize, generate::note()).prop_map(|(collection, note)| Step::Change(collection, note.id, Some(note))),
        2 => (0..2_usize, 0..generate::IDS).prop_map(|(collection, id)| Step::Change(collection, id, None)),
        1 => (any::<Index>(), 0..4_usize, prop::option::of(0..4_usize))
            .prop_map(|(choice, offset, limit)| Step::Turn(choice, offset, limit)),
        2 => Just(Step::Collect),
    ];
    prop::collection::vec(step, 1..12)
}

fn rows() -> impl Strategy<Value = Vec<Note>> {
    prop::collection::vec(generate::note(), 0..10).prop_map(|mut notes| {
        notes.sort_by_key(|note| note.id);
        notes.dedup_by_key(|note| note.id);
        notes
    })
}

fn run(rows: [Vec<Note>; 2], at_once: bool, steps: Vec<Step>) -> Result<(), TestCaseError> {
    let store = Store::new();
    let sources = rows.map(|rows| Source::of(rows, at_once));
    let collections: Vec<Collection<Note>> = ["notes", "archive"]
        .into_iter()
        .zip(&sources)
        .map(|(name, source)| store.synced(name, source.clone()))
        .collect();
    world::set_collections(&collections);
    let mut asked: Vec<Asked> = Vec::new();
    let mut now = Duration::ZERO;
    for step in steps {
        match step {
            Step::Ask(ask) => asked.push(Asked::new(&collections, *ask)),
            Step::Forget(choice) if !asked.is_empty() => drop(asked.remove(choice.index(asked.len()))),
            Step::Change(collection, id, note) => sources[collection].change(id, note),
            Step::Turn(choice, offset, limit) if !asked.is_empty() => {
                let choice = choice.index(asked.len());
                asked[choice].turn(offset, limit);
            }
            Step::Collect => {
                now += Duration::from_secs(1);
                store.collect_garbage(now, Duration::from_millis(1));
            }
            Step::Forget(_) | Step::Turn(..) => {}
        }
        // What comes may make more wanted.
        loop {
            let answered = sources.each_ref().map(Source::answer);
            if !answered.contains(&true) {
                break;
            }
        }
        let there = [
            sources[0].0.rows.borrow().clone(),
            sources[1].0.rows.borrow().clone(),
        ];
        world::set_notes(&there);
        for asked in &asked {
            prop_assert_eq!(asked.coverage(), Coverage::Complete);
            asked.check_answer([&there[0], &there[1]])?;
        }
    }
    world::set_collections(&[]);
    asked.clear();
    store.collect_garbage(now + Duration::from_secs(1), Duration::ZERO);
    store.collect_garbage(now + Duration::from_secs(2), Duration::ZERO);
    prop_assert_eq!(
        collections[0].len() + collections[1].len(),
        0,
        "what nobody asks for is not kept"
    );
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: ProptestConfig::default().cases.max(400),
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct("tests/it/regressions/fetched.txt"))),
        ..ProptestConfig::default()
    })]

    #[test]
    fn what_is_asked_for_is_enough(notes in rows(), archive in rows(), at_once: bool, steps in steps()) {
        run([notes, archive], at_once, steps)?;
    }
}
