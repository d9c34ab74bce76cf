//! Queries over several collections: what the oracle does not say.

use std::cell::RefCell;
use std::rc::Rc;

use expect_test::{Expect, expect};
use lockstep_entity::ScalarRef;
use lockstep_store::{
    Alias, Collection, Error, JoinKind, LiveRelation, Query, RecordBatch, Relation, ServerCommit, Store,
    Subscription, count,
};

use crate::notes::Note;

struct Fixture {
    store: Store,
    notes: Collection<Note>,
    folders: Collection<Note>,
    note: Alias<Note>,
    folder: Alias<Note>,
}

fn in_folder(id: u32, text: &str, folder: &str) -> Note {
    Note {
        folder: Some(folder.to_owned()),
        ..Note::new(id, text)
    }
}

fn fixture() -> Fixture {
    let store = Store::new();
    let (notes, folders) = (store.collection("notes"), store.collection("folders"));
    folders.load([Note::new(1, "food"), Note::new(2, "work"), Note::new(3, "none")]);
    notes.load([
        in_folder(1, "milk", "food"),
        in_folder(2, "bread", "food"),
        in_folder(3, "mail", "work"),
        Note::new(4, "loose"),
    ]);
    let (note, folder) = (notes.alias("note"), folders.alias("folder"));
    Fixture {
        store,
        notes,
        folders,
        note,
        folder,
    }
}

impl Fixture {
    fn joined(&self, kind: JoinKind) -> Relation {
        let on = self.folder.col(Note::TEXT).on(self.note.col(Note::FOLDER));
        let joined = Relation::from(&self.folder).join(kind, &self.note, on);
        match kind {
            JoinKind::Semi | JoinKind::Anti => joined,
            _ => joined.select("note", self.note.col(Note::TEXT)),
        }
        .select("folder", self.folder.col(Note::TEXT))
    }
}

fn check(live: &LiveRelation, expected: &Expect) {
    let lines: Vec<String> = live.records().iter().map(|record| record.to_string()).collect();
    expected.assert_eq(&lines.join("\n"));
}

fn log(live: &LiveRelation) -> (Rc<RefCell<Vec<String>>>, Subscription) {
    let log = Rc::new(RefCell::new(Vec::new()));
    let subscription = live.subscribe({
        let log = Rc::clone(&log);
        move |batch: &RecordBatch| {
            let edits = batch.edits();
            let removed = edits.removed.iter().map(|(at, record)| format!("-{at} {record}"));
            let inserted = edits
                .inserted
                .iter()
                .map(|(at, record)| format!("+{at} {record}"));
            let lines: Vec<String> = removed.chain(inserted).collect();
            log.borrow_mut().push(lines.join("; "));
        }
    });
    (log, subscription)
}

#[test]
fn a_full_join_shows_both_sides_alone() {
    let fixture = fixture();
    let live = fixture.joined(JoinKind::Full).live().unwrap();
    check(
        &live,
        &expect![[r"
            note: 'loose', folder: null
            note: 'milk', folder: 'food'
            note: 'bread', folder: 'food'
            note: 'mail', folder: 'work'
            note: null, folder: 'none'"]],
    );
    let alone = live.get(4).unwrap();
    assert_eq!(alone.row(&fixture.folder).unwrap().id, 3);
    assert!(alone.row(&fixture.note).is_none());
    assert!(alone.value("nothing").is_none());
}

#[test]
fn what_exists_and_what_does_not() {
    let fixture = fixture();
    check(
        &fixture.joined(JoinKind::Semi).live().unwrap(),
        &expect![[r"
            folder: 'food'
            folder: 'work'"]],
    );
    check(
        &fixture.joined(JoinKind::Anti).live().unwrap(),
        &expect!["folder: 'none'"],
    );
}

#[test]
fn what_exists_can_be_asked_wherever_a_value_can_stand() {
    let fixture = fixture();
    let Fixture { folder, note, .. } = &fixture;
    let on = || folder.col(Note::TEXT).on(note.col(Note::FOLDER));
    let used = || Relation::from(note).exists(on());
    let used_words = || used().then_else::<String>("used", "empty");

    // In a field, and in what orders.
    let marked = Relation::from(folder)
        .select("folder", folder.col(Note::TEXT))
        .select("is", used_words())
        .order_by(used_words());
    let marked = marked.live().unwrap();
    // In the filter of a source, before an outer join.
    let other = fixture.folders.alias("other");
    let in_source = Relation::from(&other).left_join(
        &folder.clone().filter(used()),
        other.col(Note::ID).on(folder.col(Note::ID)),
    );
    let in_source = in_source
        .select("other", other.col(Note::TEXT))
        .select("folder", folder.col(Note::TEXT));
    let in_source = in_source.live().unwrap();
    // In the key of a join, on either side: each folder with those that are used as it is.
    let alike = Relation::from(&other).inner_join(
        folder,
        Relation::from(note)
            .exists(other.col(Note::TEXT).on(note.col(Note::FOLDER)))
            .on(used()),
    );
    let alike = alike
        .group_by(other.col(Note::TEXT))
        .select("folder", other.col(Note::TEXT))
        .select("alike", count());
    let alike = alike.live().unwrap();
    // In a group's key, in an aggregate, and of groups.
    let times = || count();
    let numbers = || Relation::from(&other).select("id", other.col(Note::ID).cast::<i64>());
    let grouped = Relation::from(folder)
        .group_by(used_words())
        .select("is", used_words())
        .select("number", times())
        .select("used", used().then_else::<i64>(1, 0).sum())
        .select("an_id", times().is_in_query(numbers()));
    let having = grouped
        .clone()
        .having(times().is_in_query(numbers()).and(times().gt(1)));
    let (grouped, having) = (grouped.live().unwrap(), having.live().unwrap());

    check(
        &marked,
        &expect![[r"
            folder: 'none', is: 'empty'
            folder: 'food', is: 'used'
            folder: 'work', is: 'used'"]],
    );
    fixture.notes.load([in_folder(5, "nothing", "none")]);
    let gone = ServerCommit::new().delete(&fixture.notes, &3);
    fixture.store.apply(gone).unwrap();
    check(
        &marked,
        &expect![[r"
            folder: 'work', is: 'empty'
            folder: 'food', is: 'used'
            folder: 'none', is: 'used'"]],
    );
    check(
        &in_source,
        &expect![[r"
            other: 'food', folder: 'food'
            other: 'work', folder: null
            other: 'none', folder: 'none'"]],
    );
    check(
        &alike,
        &expect![[r"
            folder: 'food', alike: 2
            folder: 'none', alike: 2
            folder: 'work', alike: 1"]],
    );
    check(
        &grouped,
        &expect![[r"
            is: 'empty', number: 1, used: 0, an_id: true
            is: 'used', number: 2, used: 2, an_id: true"]],
    );
    check(&having, &expect!["is: 'used', number: 2, used: 2, an_id: true"]);
}

#[test]
fn a_function_of_the_program_may_have_any_values() {
    let fixture = fixture();
    let Fixture { folder, note, .. } = &fixture;
    let initials = |one: ScalarRef<'_>, other: ScalarRef<'_>| {
        let first = |value: ScalarRef<'_>| match value {
            ScalarRef::Text(text) => text.chars().take(1).collect(),
            _ => String::new(),
        };
        first(one) + &first(other)
    };
    let both = || {
        folder
            .col(Note::TEXT)
            .map_with(note.col(Note::TEXT), "initials", initials)
    };
    let joined = fixture.joined(JoinKind::Left).filter(both().ne("fb"));
    let joined = joined.select("initials", both()).order_by(both().desc());
    assert_eq!(
        joined.to_string(),
        "select note.text as note, folder.text as folder, initials(folder.text, note.text) as initials from folders as folder \
         left join notes as note on folder.text = note.folder where initials(folder.text, note.text) <> 'fb' \
         order by initials(folder.text, note.text) desc nulls first"
    );
    let live = joined.live().unwrap();
    let shares = joined.limit(1).live().unwrap();
    assert_eq!(fixture.store.relations(), 1);
    check(
        &live,
        &expect![[r"
            note: 'mail', folder: 'work', initials: 'wm'
            note: null, folder: 'none', initials: 'n'
            note: 'milk', folder: 'food', initials: 'fm'"]],
    );
    let refused = shares.relation().to_json().unwrap_err();
    assert!(
        refused
            .to_string()
            .contains("initials(…) is a function of the program"),
        "{refused}"
    );
}

#[test]
fn a_query_is_of_its_own_collection() {
    let fixture = fixture();
    let other = fixture.notes.alias("other");
    let error = Query::from(&fixture.folders).filter_by(&other, other.col(Note::DONE));
    expect!["cannot ask folders: other is no alias of the collection that the query is from"]
        .assert_eq(&error.unwrap_err().to_string());
    let foreign = Query::from(&fixture.folders).filter_by(&fixture.folder, other.col(Note::DONE));
    assert!(foreign.unwrap_err().is_invalid_query());
    let used = Relation::from(&fixture.note)
        .exists(fixture.folder.col(Note::TEXT).on(fixture.note.col(Note::FOLDER)));
    let one = fixture.folder.col(Note::ID).eq(1).and(used);
    let query = Query::from(&fixture.folders)
        .filter_by(&fixture.folder, one)
        .unwrap();
    expect!["from folders: index on id (1 value, 1 candidate); where folder.id = 1 and exists (select * from notes as note) on folder.text = note.folder; order by key"]
        .assert_eq(&query.explain().to_string());
    assert_eq!((query.count(), query.live_count().get()), (1, 1));
}

#[test]
fn a_commit_over_two_collections_is_one_batch() {
    let fixture = fixture();
    let live = fixture.joined(JoinKind::Inner).live().unwrap();
    let (log, _subscription) = log(&live);
    let commit = ServerCommit::new()
        .upsert(&fixture.folders, Note::new(4, "home"))
        .upsert(&fixture.notes, in_folder(3, "mail", "home"))
        .delete(&fixture.notes, &1);
    fixture.store.apply(commit).unwrap();
    // A note that moves and comes back within one commit was never away.
    let commit = ServerCommit::new()
        .upsert(&fixture.notes, in_folder(3, "mail", "work"))
        .upsert(&fixture.notes, in_folder(3, "mail", "home"));
    fixture.store.apply(commit).unwrap();
    expect![[r"
        -0 note: 'milk', folder: 'food'; -2 note: 'mail', folder: 'work'; +1 note: 'mail', folder: 'home'"]]
    .assert_eq(&log.borrow().join("\n"));
}

#[test]
fn an_aggregate_of_nothing_is_one_row() {
    let fixture = fixture();
    let query = Relation::from(&fixture.note)
        .filter(fixture.note.col(Note::TEXT).eq("absent"))
        .select("count", count())
        .select("sum", fixture.note.col(Note::PRIORITY).sum())
        .select("avg", fixture.note.col(Note::PRIORITY).avg());
    let live = query.live().unwrap();
    check(&live, &expect!["count: 0, sum: null, avg: null"]);
    let grouped = query.group_by(fixture.note.col(Note::FOLDER));
    assert!(grouped.live().unwrap().is_empty());
}

#[test]
fn a_group_can_have_a_list_and_a_change_in_it_is_its_change() {
    let fixture = fixture();
    let key = || fixture.note.col(Note::FOLDER);
    let other = fixture.notes.alias("other");
    let list = Relation::from(&other).order_by(other.col(Note::TEXT)).limit(1);
    let live = Relation::from(&fixture.note)
        .group_by(key())
        .select("folder", key())
        .select("notes", count())
        .include("first", list, other.col(Note::FOLDER).on(key()))
        .live()
        .unwrap();
    let first = |position: usize| {
        let record = live.get(position).unwrap();
        let list = record.included("first").unwrap();
        list.get(0).map(|note| note.row(&other).unwrap().text.clone())
    };
    assert_eq!((first(0), first(1).as_deref()), (None, Some("bread")));
    let (log, _subscription) = log(&live);
    // Nothing that the group shows, but what its list shows; and then neither.
    fixture
        .store
        .apply(ServerCommit::new().upsert(&fixture.notes, in_folder(2, "zwieback", "food")))
        .unwrap();
    assert_eq!(first(1).as_deref(), Some("milk"));
    fixture
        .store
        .apply(ServerCommit::new().upsert(&fixture.notes, in_folder(2, "zucchini", "food")))
        .unwrap();
    expect!["-1 folder: 'food', notes: 2; +1 folder: 'food', notes: 2"].assert_eq(&log.borrow().join("\n"));
}

#[test]
fn an_optimistic_write_that_is_rolled_back_leaves_no_trace_in_a_sum() {
    let fixture = fixture();
    let length = fixture.note.col(Note::TEXT).length();
    let tenth = length.cast::<f64>().multiply(0.1);
    let live = Relation::from(&fixture.note)
        .select("sum", tenth.sum())
        .live()
        .unwrap();
    let before = live.first().unwrap().to_string();
    for id in 10..20 {
        let pending = fixture
            .notes
            .insert(Note::new(id, &"x".repeat(id as usize)))
            .unwrap();
        assert_ne!(live.first().unwrap().to_string(), before);
        pending.rollback();
    }
    assert_eq!(live.first().unwrap().to_string(), before);
}

#[test]
fn relations_that_are_equal_share_their_work() {
    let fixture = fixture();
    let first = fixture.joined(JoinKind::Left).live().unwrap();
    let second = fixture.joined(JoinKind::Left).limit(1).live().unwrap();
    assert_eq!(fixture.store.relations(), 1);
    let other = fixture.joined(JoinKind::Inner).live().unwrap();
    assert_eq!(fixture.store.relations(), 2);
    drop((first, other));
    assert_eq!(fixture.store.relations(), 1);
    assert_eq!(second.relation(), fixture.joined(JoinKind::Left).limit(1));
    drop(second);
    assert_eq!(fixture.store.relations(), 0);
    let queries: usize = fixture.store.collections().iter().map(|info| info.queries).sum();
    assert_eq!(queries, 0);
}

#[test]
fn rows_are_freed_with_the_last_live_relation() {
    let fixture = fixture();
    let live = fixture.joined(JoinKind::Full).distinct().live().unwrap();
    let subscription = live.subscribe(|_| {});
    let row = fixture.notes.get(&1).unwrap();
    let held = Rc::strong_count(&row);
    assert!(held > 2);
    drop(live);
    assert_eq!(Rc::strong_count(&row), 2, "the collection's and ours");
    drop(subscription);
}

#[test]
fn a_subscriber_may_ask_and_write() {
    let fixture = fixture();
    let live = fixture.joined(JoinKind::Inner).live().unwrap();
    let totals = Rc::new(RefCell::new(Vec::new()));
    let _subscription = live.subscribe({
        let (totals, notes, query) = (
            Rc::clone(&totals),
            fixture.notes.clone(),
            fixture.joined(JoinKind::Inner),
        );
        move |batch| {
            let now = query.records().unwrap().len();
            totals.borrow_mut().push((batch.total(), now));
            if batch.total() == 4 {
                notes.load([in_folder(11, "stamps", "work")]);
            }
        }
    });
    fixture.notes.load([in_folder(10, "paper", "work")]);
    assert_eq!(*totals.borrow(), [(4, 4), (5, 5)]);
}

#[test]
fn a_query_that_means_nothing_says_why() {
    fn check(query: &Relation, expected: &Expect) {
        let error: Error = query.live().unwrap_err();
        assert!(error.is_invalid_query());
        expected.assert_eq(&error.to_string());
    }
    let fixture = fixture();
    let (note, folder) = (&fixture.note, &fixture.folder);
    let text = || note.col(Note::TEXT);
    check(
        &Relation::from(folder).filter(text().eq("x")),
        &expect!["cannot ask folders: note.text names no source that can be seen there; these can: folder"],
    );
    check(
        &fixture.joined(JoinKind::Semi).order_by(text()),
        &expect!["cannot ask folders: note.text names no source that can be seen there; these can: folder"],
    );
    check(
        &Relation::from(note).inner_join(note, text().on(text())),
        &expect!["cannot ask notes: two sources are called note; give each a name of its own"],
    );
    check(
        &Relation::from(note).select("a", text()).select("a", count()),
        &expect!["cannot ask notes: two fields are called a; give each a name of its own"],
    );
    check(
        &Relation::from(note)
            .select("text", text())
            .select("notes", count()),
        &expect![
            "cannot ask notes: note.text is neither grouped by nor in an aggregate; it may differ within a group"
        ],
    );
    check(
        &Relation::from(note).filter(count().gt(1)),
        &expect!["cannot ask notes: count(*) is an aggregate; it may stand in select, having and order by"],
    );
    check(
        &Relation::from(note).select("deep", text().length().sum().sum()),
        &expect![
            "cannot ask notes: sum(length(note.text)) is an aggregate; it may stand in select, having and order by"
        ],
    );
    check(
        &Relation::from(note).having(text().eq("x")),
        &expect![
            "cannot ask notes: having needs a group_by or an aggregate; a condition on rows is a filter"
        ],
    );
    check(
        &Relation::from(note).group_by(text()),
        &expect!["cannot ask notes: a query with groups has no rows to show; select keys or aggregates"],
    );
    check(
        &Relation::from(note).distinct(),
        &expect!["cannot ask notes: distinct is by the values selected; select some"],
    );
    check(
        &Relation::from(note)
            .select("text", text())
            .distinct()
            .order_by(note.col(Note::ID)),
        &expect![
            "cannot ask notes: note.id is not selected; what is distinct can be ordered by what is selected alone"
        ],
    );

    let include = |list: Relation, on| Relation::from(folder).include("notes", list, on);
    check(
        &include(
            Relation::from(note),
            folder.col(Note::TEXT).on(folder.col(Note::FOLDER)),
        ),
        &expect![
            "cannot ask folders: in notes: folder.folder names no source that can be seen there; these can: note"
        ],
    );
    check(
        &include(Relation::from(note).distinct(), folder.col(Note::TEXT).on(text())),
        &expect!["cannot ask folders: in notes: distinct is by the values selected; select some"],
    );

    let foreign = Store::new().collection::<Note>("elsewhere").alias("other");
    let on = text().on(foreign.col(Note::TEXT));
    let error = Relation::from(note).inner_join(&foreign, on).live().unwrap_err();
    assert!(error.is_foreign_collection());
    assert_eq!(error.collection(), "elsewhere");
}

#[test]
fn a_query_is_printed_as_sql_would_write_it() {
    let fixture = fixture();
    let (note, folder) = (&fixture.note, &fixture.folder);
    let urgent = note
        .col(Note::PRIORITY)
        .gt(3)
        .then_else::<String>("urgent", "later");
    let done = note.clone().filter(note.col(Note::DONE).not());
    let query = Relation::from(folder)
        .left_join(
            &done,
            folder
                .col(Note::TEXT)
                .on(note.col(Note::FOLDER))
                .and(folder.col(Note::ID).on(note.col(Note::ID))),
        )
        .filter(
            note.col(Note::TEXT)
                .is_not_null()
                .or(note.col(Note::PRIORITY).is_in([1, 2])),
        )
        .filter(note.col(Note::TEXT).ilike("%it's%"))
        .select("when", urgent)
        .select(
            "both",
            folder.col(Note::TEXT).concat::<String>(note.col(Note::TEXT)),
        )
        .distinct()
        .limit(3)
        .offset(1);
    expect!["select distinct case when note.priority > 3 then 'urgent' else 'later' end as when, concat(folder.text, note.text) as both from folders as folder left join (select from notes where not (note.done)) as note on folder.text = note.folder and folder.id = note.id where (note.text is not null or note.priority in (1, 2)) and note.text ilike '%it''s%' limit 3 offset 1"].assert_eq(&query.to_string());
}
