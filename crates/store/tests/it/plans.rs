//! Which rows a relation looks at.

use expect_test::{Expect, expect};
use lockstep_store::{Alias, Collection, ColumnExt as _, Query, Relation, ServerCommit, Store, count};

use crate::notes::{Note, NotePatch};

struct Fixture {
    notes: Collection<Note>,
    note: Alias<Note>,
    folder: Alias<Note>,
}

/// Folders, and a hundred times as many notes in them.
fn fixture() -> Fixture {
    let store = Store::new();
    let (notes, folders) = (store.collection("notes"), store.collection("folders"));
    folders.load((0..10).map(|id| Note::new(id, &format!("folder {id}"))));
    notes.load((0..1_000).map(|id| Note {
        folder: Some(format!("folder {}", id % 10)),
        priority: Some(i64::from(id)),
        ..Note::new(id, "note")
    }));
    Fixture {
        note: notes.alias("note"),
        folder: folders.alias("folder"),
        notes,
    }
}

fn check(relation: &Relation, expected: &Expect) {
    let plan = relation.explain().expect("what is asked here means something");
    expected.assert_eq(&plan.to_string());
}

impl Fixture {
    fn in_folder(&self) -> lockstep_store::On {
        self.folder.col(Note::TEXT).on(self.note.col(Note::FOLDER))
    }
}

#[test]
fn rows_that_belong_to_few_are_looked_up() {
    let fixture = fixture();
    let (note, folder) = (&fixture.note, &fixture.folder);
    let one = folder.clone().filter(folder.col(Note::ID).eq(3));
    check(
        &Relation::from(&one).left_join(note, fixture.in_folder()),
        &expect![[r"
            from folder: index on id (1 value, 1 candidate)
            left join note: index on folder, for the keys that are wanted
            order by key"]],
    );
    check(
        &Relation::from(note).inner_join(&one, fixture.in_folder()),
        &expect![[r"
            from note: index on folder, for the keys that are wanted
            inner join folder: index on id (1 value, 1 candidate)
            order by key"]],
    );
    check(
        &Relation::from(&one).include("notes", Relation::from(note).limit(5), fixture.in_folder()),
        &expect![[r"
            from folder: index on id (1 value, 1 candidate)
            with notes for each
              from note: index on folder, for the keys that are wanted
              order by key
              limit 5
            order by key"]],
    );
    let used = Relation::from(note).exists(fixture.in_folder());
    check(
        &Relation::from(&one).filter(used.not()),
        &expect![[r"
            from folder: index on id (1 value, 1 candidate)
            where not (#1), asking
              from note: index on folder, for the keys that are wanted
              order by key
            order by key"]],
    );
    let page = Relation::from(folder).limit(2).alias("page");
    check(
        &Relation::from(&page).left_join(note, page.col(folder, Note::TEXT).on(note.col(Note::FOLDER))),
        &expect![[r"
            from page: its own records (2)
              from folder: scan (10 rows)
              order by key
              limit 2
            left join note: index on folder, for the keys that are wanted
            order by key"]],
    );
}

#[test]
fn what_belongs_to_many_is_read_in_a_pass() {
    let fixture = fixture();
    check(
        &Relation::from(&fixture.folder)
            .left_join(&fixture.note, fixture.in_folder())
            .filter(fixture.note.col(Note::ID).is_null())
            .group_by(fixture.folder.col(Note::ID))
            .having(count().gt(1))
            .select("n", count())
            .distinct(),
        &expect![[r"
            from folder: scan (10 rows)
            left join note: scan (1000 rows)
            where note.id is null
            group by folder.id
            having count(*) > 1
            distinct
            order by key"]],
    );
}

#[test]
fn what_is_looked_up_follows_what_wants_it() {
    let fixture = fixture();
    let (note, folder) = (&fixture.note, &fixture.folder);
    let one = folder.clone().filter(folder.col(Note::ID).eq(3));
    let live = Relation::from(&one)
        .inner_join(note, fixture.in_folder())
        .live()
        .unwrap();
    assert_eq!(live.len(), 100);
    let moved = Note {
        folder: Some("folder 3".to_owned()),
        ..Note::new(4, "moved")
    };
    fixture.notes.load([moved]);
    assert_eq!(live.len(), 101);
    assert_eq!(live.get(1).unwrap().row(note).unwrap().text, "moved");
    let row = fixture.notes.get(&3).unwrap();
    let held = std::rc::Rc::strong_count(&row);
    drop(live);
    assert!(std::rc::Rc::strong_count(&row) < held);
}

#[test]
fn a_range_that_is_asked_for_again_has_an_index() {
    let fixture = fixture();
    let urgent = || Query::from(&fixture.notes).filter(Note::PRIORITY.between(10, 12));
    assert_eq!(urgent().explain().access().to_string(), "scan (1000 rows)");
    assert_eq!(
        urgent().explain().access().to_string(),
        "range of the index on priority (3 candidates)"
    );
    assert_eq!(urgent().count(), 3);
    assert_eq!(
        Query::from(&fixture.notes)
            .filter(Note::PRIORITY.gt(2))
            .explain()
            .access()
            .to_string(),
        "scan (1000 rows)"
    );
    let note = &fixture.note;
    check(
        &Relation::from(note).filter(note.col(Note::PRIORITY).lt(2)),
        &expect![[r"
            from note: range of the index on priority (2 candidates)
            order by key"]],
    );
    // Looking at a relation several times, as asking it does, is asking once.
    let long = || Relation::from(note).filter(note.col(Note::ID).lt(3));
    assert_eq!(long().records().unwrap().len(), 3);
    let indexes = || fixture.notes.store().collections()[0].indexes.clone();
    assert!(!indexes().contains(&"id"));
    assert_eq!(long().records().unwrap().len(), 3);
    assert!(indexes().contains(&"id"));
    fixture.notes.create_range_index(Note::TEXT);
    let start = Query::from(&fixture.notes).filter(Note::TEXT.like("nota%"));
    assert_eq!(
        start.explain().access().to_string(),
        "range of the index on text (0 candidates)"
    );
    fixture.notes.load([Note::new(5, "notable")]);
    assert_eq!(start.rows().len(), 1);
}

#[test]
fn a_composite_index_serves_conditions_and_joins() {
    let fixture = fixture();
    let (note, folder) = (&fixture.note, &fixture.folder);
    fixture
        .notes
        .create_composite_index([Note::FOLDER.untyped(), Note::PRIORITY.untyped()]);
    let both = Query::from(&fixture.notes).filter(Note::PRIORITY.eq(13).and(Note::FOLDER.eq("folder 3")));
    assert_eq!(
        both.explain().access().to_string(),
        "index on (folder, priority) (1 candidate)"
    );
    assert_eq!(both.rows()[0].id, 13);
    let one = folder.clone().filter(folder.col(Note::ID).eq(3));
    let by_both = fixture.in_folder().and(
        folder
            .col(Note::ID)
            .cast::<Option<i64>>()
            .on(note.col(Note::PRIORITY)),
    );
    let joined = Relation::from(&one).inner_join(note, by_both);
    check(
        &joined,
        &expect![[r"
            from folder: index on id (1 value, 1 candidate)
            inner join note: index on folder, priority, for the keys that are wanted
            order by key"]],
    );
    let live = joined.live().unwrap();
    assert_eq!(live.first().unwrap().row(note).unwrap().id, 3);
    fixture.notes.load([Note {
        folder: Some("folder 3".to_owned()),
        priority: Some(3),
        ..Note::new(4, "moved")
    }]);
    assert_eq!(live.len(), 2);
    assert_eq!(both.rows().len(), 1);
}

#[test]
fn a_unique_index_refuses_what_would_be_equal() {
    let fixture = fixture();
    let notes = &fixture.notes;
    let unique = [Note::TEXT.untyped(), Note::DONE.untyped()];
    let error = notes.create_unique_index(unique).unwrap_err();
    assert!(error.is_duplicate_value());
    let unique = [Note::PRIORITY.untyped(), Note::FOLDER.untyped()];
    notes.create_unique_index(unique).unwrap();
    let patch = |priority| NotePatch {
        priority: Some(priority),
        ..NotePatch::default()
    };
    // 3 and 13 are in one folder.
    assert!(
        notes
            .update(&13, patch(Some(3)))
            .unwrap_err()
            .is_duplicate_value()
    );
    let none = notes.update(&13, patch(None)).unwrap();
    none.rollback();
    // Two may change places in one transaction.
    let store = notes.store();
    let swapped = store
        .transaction()
        .update(notes, &3, patch(Some(13)))
        .update(notes, &13, patch(Some(3)));
    swapped.apply().unwrap().rollback();
    let twice = Note {
        folder: Some("new".to_owned()),
        priority: Some(1),
        ..Note::new(2_000, "new")
    };
    let other = Note {
        id: 2_001,
        ..twice.clone()
    };
    let both = store
        .transaction()
        .insert(notes, twice)
        .insert(notes, other.clone());
    assert!(both.apply().unwrap_err().is_duplicate_value());
    notes.load([
        Note {
            id: 2_000,
            ..other.clone()
        },
        other,
    ]); // what the server says is so
    assert_eq!(notes.len(), 1_002);
}

#[test]
fn an_index_finds_rows_that_are_elsewhere_by_now() {
    let store = Store::new();
    let notes = store.collection::<Note>("notes");
    let in_folder = |id, folder: &str| Note {
        folder: Some(folder.to_owned()),
        ..Note::new(id, "text")
    };
    notes.load((1..=6).map(|id| in_folder(id, if id % 2 == 0 { "even" } else { "odd" })));
    let ids = |folder: &str| {
        let rows = Query::from(&notes).filter(Note::FOLDER.eq(folder)).rows();
        rows.iter().map(|note| note.id).collect::<Vec<_>>()
    };
    assert_eq!((ids("even"), ids("odd")), (vec![2, 4, 6], vec![1, 3, 5]));

    // The last row takes the place of one that goes; another one comes to its own.
    store.apply(ServerCommit::new().delete(&notes, &1)).unwrap();
    store
        .apply(ServerCommit::new().upsert(&notes, in_folder(7, "odd")))
        .unwrap();
    assert_eq!((ids("even"), ids("odd")), (vec![2, 4, 6], vec![3, 5, 7]));

    let pending = notes.delete(&4).unwrap();
    assert_eq!(ids("even"), [2, 6]);
    pending.rollback();
    assert_eq!(ids("even"), [2, 4, 6]);
}
