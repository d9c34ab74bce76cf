//! Demand under random steps: whatever is asked for, let go, changed and freed, a demand that is met shows every row that the
//! source has of it, nothing is asked for that is held, and nothing is kept that nobody holds.

use std::time::Duration;

use lockstep_store::conformance::Harness as _;
use lockstep_store::{ColumnExt as _, Coverage, Demand, Predicate, Query, Subset, SyncMode};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::notes::Note;
use crate::sync::Source;

/// How many keys there are.
const IDS: u32 = 8;

#[derive(Clone, Debug)]
enum Step {
    Demand(Part),
    Drop(Index),
    /// The source holds these rows from now on, and the collection asks anew for what it holds.
    Change(Vec<Note>),
    Collect,
}

/// A predicate, as data.
#[derive(Clone, Debug)]
enum Part {
    Keys(Vec<u32>),
    Texts(Vec<&'static str>),
    From(u32),
    OpenFrom(u32),
    Either(u32, u32),
    All,
}

impl Part {
    fn predicate(&self) -> Predicate<Note> {
        match self {
            Self::Keys(keys) => Predicate::keys(keys.iter().copied()),
            Self::Texts(texts) => Note::TEXT.is_in(texts.iter().copied()),
            Self::From(id) => Note::ID.gte(*id),
            Self::OpenFrom(id) => Note::ID.gt(*id).and(Note::DONE.eq(false)),
            Self::Either(one, other) => Note::ID.eq(*one).or(Note::ID.eq(*other)),
            Self::All => Predicate::all([]),
        }
    }
}

fn notes() -> impl Strategy<Value = Vec<Note>> {
    let note = (0..IDS, prop::sample::select(vec!["a", "b", "c"]), any::<bool>());
    let note = note.prop_map(|(id, text, done)| Note {
        done,
        ..Note::new(id, text)
    });
    prop::collection::vec(note, 0..10).prop_map(|mut notes| {
        notes.sort_by_key(|note| note.id);
        notes.dedup_by_key(|note| note.id);
        notes
    })
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let texts = prop::collection::vec(prop::sample::select(vec!["a", "b", "c"]), 0..3);
    let part = prop_oneof![
        3 => prop::collection::vec(0..IDS, 0..4).prop_map(Part::Keys),
        3 => texts.prop_map(Part::Texts),
        2 => (0..IDS).prop_map(Part::From),
        2 => (0..IDS).prop_map(Part::OpenFrom),
        1 => (0..IDS, 0..IDS).prop_map(|(one, other)| Part::Either(one, other)),
        1 => Just(Part::All),
    ];
    let step = prop_oneof![
        5 => part.prop_map(Step::Demand),
        3 => any::<Index>().prop_map(Step::Drop),
        2 => notes().prop_map(Step::Change),
        2 => Just(Step::Collect),
    ];
    prop::collection::vec(step, 1..25)
}

fn of(rows: &[Note], predicate: &Predicate<Note>) -> Vec<Note> {
    rows.iter()
        .filter(|note| predicate.matches(note))
        .cloned()
        .collect()
}

proptest! {
    #[test]
    fn a_demand_that_is_met_is_complete(first in notes(), steps in steps()) {
        let source = Source::default();
        let mut rows = first;
        source.set_source(rows.clone());
        let collection = source.collection(SyncMode::OnDemand);
        let mut held: Vec<(Part, Demand<Note>)> = Vec::new();
        let mut now = Duration::ZERO;
        for step in steps {
            match step {
                Step::Demand(part) => {
                    let subset = Subset::of(part.predicate());
                    let was_covered = collection.coverage(&subset) == Coverage::Complete;
                    let asked = source.subset_requests();
                    let demand = collection.demand(&subset);
                    prop_assert_eq!(source.subset_requests() == asked, was_covered, "{:?}", &part);
                    held.push((part, demand));
                }
                Step::Drop(index) if !held.is_empty() => {
                    drop(held.swap_remove(index.index(held.len())));
                }
                Step::Change(changed) => {
                    rows = changed;
                    source.set_source(rows.clone());
                    collection.refresh();
                }
                Step::Collect => {
                    now += Duration::from_secs(1);
                    collection.collect_garbage(now, Duration::ZERO);
                    let loaded = Query::from(&collection).rows();
                    let is_held = |note: &Note| held.iter().any(|(part, _)| part.predicate().matches(note));
                    // A subset may be held for the sake of one within it.
                    let subsets = collection.subsets().len();
                    prop_assert!(subsets <= held.len() * 3);
                    prop_assert!(!held.is_empty() || loaded.is_empty(), "what nobody holds is gone");
                    prop_assert!(subsets > 0 || loaded.iter().all(|note| is_held(note)));
                }
                Step::Drop(_) => {}
            }
            source.settle();
            for (part, demand) in &held {
                let predicate = part.predicate();
                prop_assert!(demand.status().is_ready(), "{:?}: {:?}", part, demand.status());
                let loaded = Query::from(&collection).filter(predicate.clone()).rows();
                let loaded: Vec<Note> = loaded.iter().map(|note| Note::clone(note)).collect();
                prop_assert_eq!(loaded, of(&rows, &predicate), "{:?}", part);
                prop_assert_eq!(collection.coverage(&Subset::of(predicate)), Coverage::Complete);
            }
        }
    }
}
