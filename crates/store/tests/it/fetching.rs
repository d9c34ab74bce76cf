//! What relations ask of collections that bring only what is asked for. (That it is enough, a property says: `oracle/fetched.rs`.)

use std::time::Duration;

use expect_test::{Expect, expect};
use lockstep_store::conformance::Harness as _;
use lockstep_store::{Alias, Collection, ColumnExt as _, Coverage, Relation, Store, Subset, SyncMode, count};

use crate::notes::Note;
use crate::sync::Source;

struct Fixture {
    store: Store,
    sources: [Source; 2],
    notes: Collection<Note>,
    folders: Collection<Note>,
    note: Alias<Note>,
    folder: Alias<Note>,
}

fn in_folder(id: u32, folder: &str) -> Note {
    Note {
        folder: Some(folder.to_owned()),
        ..Note::new(id, &format!("note {id}"))
    }
}

/// Folders `a` to `d`, with two notes each, and nothing here.
fn fixture(folders_mode: SyncMode) -> Fixture {
    let store = Store::new();
    let sources = [Source::default(), Source::default()];
    let names = ["a", "b", "c", "d"];
    sources[0].set_source((1..).zip(names).map(|(id, name)| Note::new(id, name)).collect());
    sources[1].set_source((0..8).map(|id| in_folder(id, names[id as usize / 2])).collect());
    let folders = store.synced("folders", sources[0].adapter(folders_mode));
    let notes = store.synced("notes", sources[1].adapter(SyncMode::OnDemand));
    Fixture {
        store,
        note: notes.alias("note"),
        folder: folders.alias("folder"),
        sources,
        notes,
        folders,
    }
}

impl Fixture {
    fn settle(&self) {
        for _ in 0..3 {
            self.sources.iter().for_each(Source::settle);
        }
    }

    /// What was asked of either source since the last time.
    fn check_log(&self, expected: &Expect) {
        let mut lines = Vec::new();
        for (name, source) in ["folders", "notes"].iter().zip(&self.sources) {
            lines.extend(
                source
                    .take_log()
                    .into_iter()
                    .map(|line| format!("{name}: {line}")),
            );
        }
        expected.assert_eq(&lines.join("\n"));
    }

    fn collect(&self) {
        for second in 0..2 {
            self.store
                .collect_garbage(Duration::from_secs(second), Duration::ZERO);
        }
    }
}

#[test]
fn what_belongs_to_the_other_side_is_asked_for_together_and_let_go() {
    let fixture = fixture(SyncMode::OnDemand);
    let Fixture { note, folder, .. } = &fixture;
    let some = folder.clone().filter(folder.col(Note::ID).lte(3));
    let joined = Relation::from(&some).left_join(note, folder.col(Note::TEXT).on(note.col(Note::FOLDER)));
    let live = joined.live().unwrap();
    assert_eq!(live.coverage(), Coverage::Loading);
    fixture.check_log(&expect!["folders: load where id <= 3"]);
    fixture.settle();
    fixture.check_log(&expect!["notes: load where folder in ('a', 'b', 'c')"]);
    assert_eq!((live.len(), live.coverage()), (6, Coverage::Complete));
    // A change asks for what it makes wanted, and nothing else.
    let pending = fixture.folders.insert(Note::new(0, "d")).unwrap();
    fixture.settle();
    fixture.check_log(&expect!["notes: load where folder in ('d')"]);
    assert_eq!((live.len(), fixture.notes.len()), (8, 8));
    pending.rollback();
    fixture.collect();
    fixture.check_log(&expect!["notes: unload where folder in ('d')"]);
    assert_eq!((live.len(), fixture.notes.len()), (6, 6));
    // Another query that needs the same asks for nothing.
    let grouped = joined
        .group_by(folder.col(Note::TEXT))
        .select("notes", note.col(Note::ID).count());
    let grouped = grouped.live().unwrap();
    assert_eq!((grouped.len(), grouped.coverage()), (3, Coverage::Complete));
    fixture.check_log(&expect![""]);
    drop(live);
    fixture.collect();
    fixture.check_log(&expect![""]);
    drop(grouped);
    fixture.collect();
    assert_eq!(fixture.notes.len() + fixture.folders.len(), 0);
}

#[test]
fn a_constant_is_asked_for_on_both_sides_at_once() {
    let fixture = fixture(SyncMode::OnDemand);
    let Fixture { note, folder, .. } = &fixture;
    let on = || folder.col(Note::TEXT).on(note.col(Note::FOLDER));
    let one = Relation::from(folder).filter(folder.col(Note::TEXT).eq("b"));
    let live = one.clone().inner_join(note, on()).live().unwrap();
    fixture.check_log(&expect![[r"
        folders: load where text = 'b'
        notes: load where folder = 'b'"]]);
    fixture.settle();
    assert_eq!((live.len(), live.coverage()), (2, Coverage::Complete));
    // So with lists and with what exists, which both are here by now.
    let listed = one
        .clone()
        .include("notes", Relation::from(note), on())
        .live()
        .unwrap();
    let used = one.filter(Relation::from(note).exists(on())).live().unwrap();
    fixture.check_log(&expect![""]);
    assert_eq!((listed.coverage(), used.len()), (Coverage::Complete, 1));
    // From the other end.
    let other = Relation::from(folder).inner_join(
        &note.clone().filter(note.col(Note::FOLDER).is_in(["c", "d"])),
        on(),
    );
    let other = other.live().unwrap();
    fixture.check_log(&expect![[r"
        folders: load where text in ('c', 'd')
        notes: load where folder in ('c', 'd')"]]);
    fixture.settle();
    assert_eq!(other.len(), 4);
}

#[test]
fn rather_what_belongs_to_some_than_all() {
    let fixture = fixture(SyncMode::Eager);
    let Fixture { note, folder, .. } = &fixture;
    let on = || folder.col(Note::TEXT).on(note.col(Note::FOLDER));
    drop(fixture.folders.preload());
    for _ in 0..4 {
        fixture.settle();
    }
    // The folders come by themselves; the notes would all have to be asked for.
    let live = Relation::from(note).inner_join(folder, on());
    assert_eq!(
        live.explain().unwrap().to_string(),
        "from note: index on folder, for the keys that are wanted, asked for\n\
         inner join folder: scan (4 rows)\norder by key"
    );
    let live = live.live().unwrap();
    let listed = Relation::from(folder).include("notes", Relation::from(note).limit(1), on());
    let listed = listed.live().unwrap();
    fixture.settle();
    fixture.check_log(&expect!["notes: load where folder in ('a', 'b', 'c', 'd')"]);
    assert_eq!((live.len(), listed.len()), (8, 4));
    assert_eq!(listed.coverage(), Coverage::Complete);
    // What is not in a sub-query, all of it must say.
    let ids = Relation::from(note)
        .filter(note.col(Note::ID).gt(3))
        .select("id", note.col(Note::ID));
    let missing = Relation::from(folder).filter(folder.col(Note::ID).is_in_query(ids).not());
    let missing = missing.live().unwrap();
    fixture.check_log(&expect!["notes: load where id > 3"]);
    fixture.settle();
    assert_eq!(missing.len(), 3);
}

#[test]
fn a_window_asks_for_the_first_rows() {
    let fixture = fixture(SyncMode::Eager);
    let Fixture { note, .. } = &fixture;
    let by_text = Relation::from(note)
        .filter(note.col(Note::TEXT).starts_with("note"))
        .order_by(note.col(Note::TEXT).desc());
    let live = by_text.clone().limit(2).live().unwrap();
    fixture.check_log(&expect![
        "notes: load where text like 'note%' order by text desc nulls first, key limit 2"
    ]);
    fixture.settle();
    live.set_window(2, Some(2));
    fixture.check_log(&expect![
        "notes: load where text like 'note%' order by text desc nulls first, key limit 4"
    ]);
    fixture.settle();
    assert_eq!(live.coverage(), Coverage::Complete);
    // As a source, it is what it shows.
    let counted = Relation::from(&by_text.limit(3).alias("page")).select("notes", count());
    let counted = counted.live().unwrap();
    fixture.check_log(&expect![""]);
    assert_eq!(counted.first().unwrap().to_string(), "notes: 3");
}

#[test]
fn many_keys_are_asked_for_in_lists() {
    let fixture = fixture(SyncMode::Eager);
    let Fixture { note, folder, .. } = &fixture;
    fixture.sources[0].set_source((1..=250).map(|id| Note::new(id, &format!("f{id}"))).collect());
    let on = folder.col(Note::TEXT).on(note.col(Note::FOLDER));
    let live = Relation::from(folder).left_join(note, on).live().unwrap();
    while live.coverage() == Coverage::Loading || live.len() < 250 {
        fixture.settle();
    }
    let lengths: Vec<usize> = fixture.sources[1]
        .take_log()
        .iter()
        .map(|line| line.matches('\'').count() / 2)
        .collect();
    assert_eq!(lengths.iter().sum::<usize>(), 250);
    assert!(lengths.iter().all(|length| *length <= 100), "{lengths:?}");
}

#[test]
fn what_was_provided_is_not_asked_for() {
    let fixture = fixture(SyncMode::OnDemand);
    let Fixture { note, folder, .. } = &fixture;
    let on = folder.col(Note::TEXT).on(note.col(Note::FOLDER));
    let some = folder.clone().filter(folder.col(Note::ID).lte(2));
    let live = Relation::from(&some)
        .include("notes", Relation::from(note), on)
        .live()
        .unwrap();
    // The answer to the one has the other, too.
    let both = Subset::of(Note::FOLDER.is_in(["a", "b"]));
    fixture
        .notes
        .provide(&both, (0..4).map(|id| in_folder(id, ["a", "b"][id as usize / 2])));
    fixture.settle();
    fixture.check_log(&expect!["folders: load where id <= 2"]);
    assert_eq!((live.len(), live.coverage()), (2, Coverage::Complete));
    assert_eq!(live.get(1).unwrap().included("notes").unwrap().len(), 2);
    fixture.collect();
    assert_eq!(fixture.notes.len(), 4);
    drop(live);
    fixture.collect();
    assert_eq!(fixture.notes.len(), 0);
}
