//! What the store's operations cost: `cargo bench -p lockstep-store`. Beside another store: `cargo xtask bench store`.

#[path = "../tests/doc/notes.rs"]
#[expect(dead_code, reason = "examples and tests use more of it")]
mod notes;

use divan::{Bencher, black_box};
use lockstep_store::{Collection, ColumnExt, Query, Relation, ServerCommit, Store};

use crate::notes::{Note, NotePatch};

/// How many rows there are.
const SIZES: [u32; 2] = [1_000, 100_000];

fn main() {
    divan::main();
}

fn notes(size: u32) -> Vec<Note> {
    let note = |id| Note {
        priority: Some(i64::from(id % 97)),
        folder: Some(format!("folder {}", id / 3)),
        ..Note::new(id, &format!("note {}", id.wrapping_mul(7_919) % size))
    };
    (0..size).map(note).collect()
}

fn loaded(size: u32) -> (Store, Collection<Note>) {
    let store = Store::new();
    let collection = store.collection("notes");
    collection.load(notes(size));
    (store, collection)
}

/// Changes the text of one row, another one in each step.
fn change(store: &Store, collection: &Collection<Note>, step: &mut u32, size: u32) {
    *step = step.wrapping_add(7_919);
    let patch = NotePatch {
        text: Some(format!("note {step}")),
        ..NotePatch::default()
    };
    let commit = ServerCommit::new().patch(collection, &(*step % size), patch);
    store.apply(commit).expect("the row is there");
}

#[divan::bench(args = SIZES)]
fn load(bencher: Bencher<'_, '_>, size: u32) {
    bencher.with_inputs(|| notes(size)).bench_local_values(|rows| {
        let collection = Store::new().collection::<Note>("notes");
        collection.load(rows);
        collection
    });
}

#[divan::bench(args = SIZES)]
fn look_up_by_index(bencher: Bencher<'_, '_>, size: u32) {
    let (_, collection) = loaded(size);
    let mut step = 0_u32;
    bencher.bench_local(|| {
        step = step.wrapping_add(7_919);
        let folder = format!("folder {}", step % (size / 3));
        black_box(
            Query::from(&collection)
                .filter(Note::FOLDER.eq(folder))
                .live()
                .len(),
        )
    });
}

#[divan::bench(args = SIZES)]
fn change_under_an_ordered_window(bencher: Bencher<'_, '_>, size: u32) {
    let (store, collection) = loaded(size);
    let window = Query::from(&collection).order_by(Note::TEXT).limit(100).live();
    let _subscription = window.subscribe(|batch| {
        black_box(batch.changes().len());
    });
    let mut step = 0;
    bencher.bench_local(|| change(&store, &collection, &mut step, size));
}

#[divan::bench(args = SIZES)]
fn build_a_join(bencher: Bencher<'_, '_>, size: u32) {
    let (_store, collection) = loaded(size);
    let (one, other) = (collection.alias("one"), collection.alias("other"));
    let pairs = Relation::from(&one).inner_join(&other, one.col(Note::ID).on(other.col(Note::ID)));
    bencher.bench_local(|| pairs.live().expect("the query has a meaning").len());
}

#[divan::bench(args = SIZES)]
fn change_under_a_join(bencher: Bencher<'_, '_>, size: u32) {
    let (store, collection) = loaded(size);
    let (one, other) = (collection.alias("one"), collection.alias("other"));
    let pairs = Relation::from(&one).inner_join(&other, one.col(Note::FOLDER).on(other.col(Note::FOLDER)));
    let live = pairs.live().expect("the query has a meaning");
    let _subscription = live.subscribe(|batch| {
        black_box(batch.edits().inserted.len());
    });
    let mut step = 0;
    bencher.bench_local(|| change(&store, &collection, &mut step, size));
}

#[divan::bench(args = SIZES)]
fn change_under_groups(bencher: Bencher<'_, '_>, size: u32) {
    let (store, collection) = loaded(size);
    let note = collection.alias("note");
    let counts = Relation::from(&note)
        .group_by(note.col(Note::TEXT))
        .select("text", note.col(Note::TEXT))
        .select("notes", lockstep_store::count());
    let live = counts.live().expect("the query has a meaning");
    let _subscription = live.subscribe(|batch| {
        black_box(batch.edits().inserted.len());
    });
    let mut step = 0;
    bencher.bench_local(|| change(&store, &collection, &mut step, size));
}

#[divan::bench(args = SIZES)]
fn insert_optimistically_and_take_back(bencher: Bencher<'_, '_>, size: u32) {
    let (_, collection) = loaded(size);
    let live = Query::from(&collection).live();
    let _subscription = live.subscribe(|_| {});
    let mut id = size;
    bencher.bench_local(|| {
        id += 1;
        let pending = collection.insert(Note::new(id, "new")).expect("a new row");
        pending.rollback();
    });
}
