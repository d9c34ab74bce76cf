//! Updates of single fields, and queries by the attributes of a sort key.

use std::collections::BTreeSet;

use expect_test::{Expect, expect};
use lockstep_entity::request::{Query, UpdateItem};
use lockstep_entity::{Condition, Entity, Expressions, Value};
use serde::{Deserialize, Serialize};

/// A task on a board.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
#[entity(service = "desk", name = "Task", version = "1")]
#[index(primary, pk = [board], sk = [number])]
#[index(by_owner, name = "GSI1", pk = [owner], sk = [state, due_on])]
#[index(ranked, name = "GSI3", composite, pk = [owner, state], sk = [rank, due_on])]
#[index(open, name = "GSI2", pk = "OPEN#{state}", sk = "{rank}#{number}", condition = is_open)]
struct Task {
    board: String,
    number: u32,
    owner: String,
    state: String,
    due_on: String,
    #[entity(pad(length = 4, fill = "0"))]
    rank: u32,
    pieces: u32,
    note: Option<String>,
    tags: BTreeSet<String>,
    log: Vec<String>,
    #[entity(read_only)]
    created_on: String,
}

fn is_open(task: &Task) -> bool {
    task.state == "open"
}

fn task() -> Task {
    Task {
        board: "b".to_owned(),
        number: 7,
        owner: "Ada".to_owned(),
        state: "open".to_owned(),
        due_on: "2024-05-01".to_owned(),
        rank: 12,
        pieces: 1,
        note: None,
        tags: BTreeSet::new(),
        log: Vec::new(),
        created_on: "2024-01-01".to_owned(),
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        other => format!("{other:?}"),
    }
}

fn filled(expressions: &Expressions, text_of: Option<&String>) -> String {
    let mut filled = text_of.cloned().unwrap_or_else(|| "-".to_owned());
    for (placeholder, name) in expressions.names.iter().rev() {
        filled = filled.replace(&**placeholder, name);
    }
    for (placeholder, value) in expressions.values.iter().rev() {
        filled = filled.replace(&**placeholder, &text(value));
    }
    filled
}

fn check_update(update: UpdateItem, expected: &Expect) {
    let expressions = Expressions::new()
        .with_update(update.update)
        .with_condition(update.condition);
    let (update, condition) = (
        filled(&expressions, expressions.update.as_ref()),
        filled(&expressions, expressions.condition.as_ref()),
    );
    expected.assert_eq(&format!("{update}\nif {condition}"));
}

fn check_query(query: impl Into<Query>, expected: &Expect) {
    let query = query.into();
    let expressions = Expressions::new()
        .with_key_condition(query.key_condition)
        .with_filter(query.filter);
    let (key, filter) = (
        filled(&expressions, expressions.key_condition.as_ref()),
        filled(&expressions, expressions.filter.as_ref()),
    );
    expected.assert_eq(
        &format!("{key}\nfilter {filter}")
            .replace('\u{10FFFF}', "~")
            .replace('\0', "0"),
    );
}

#[test]
fn an_update_does_what_its_methods_say() {
    let update = Task::update(&task())
        .add_pieces(3)
        .set_note("soon")
        .add_tags(BTreeSet::from(["new".to_owned()]))
        .append_log(vec!["moved".to_owned()])
        .request();
    check_update(
        update,
        &expect![[r#"
        SET note = soon, __edb_e__ = Task, __edb_v__ = 1, board = b, number = 7, log = list_append(if_not_exists(log, List([])), List([String("moved")])) ADD pieces 3, tags StringSet(["new"])
        if -"#]],
    );
    let update = Task::update(TaskKey::new("b".to_owned(), 7))
        .existing()
        .remove_note()
        .subtract_pieces(1)
        .condition(Condition::gt(Task::PIECES, 0))
        .request();
    check_update(
        update,
        &expect![[r"
        SET __edb_e__ = Task, __edb_v__ = 1 REMOVE note ADD pieces -1
        if (attribute_exists(pk) AND pieces > 0)"]],
    );
}

#[test]
fn an_update_writes_whole_keys() {
    let update = Task::update(&task()).set_owner("Bob").request();
    check_update(
        update,
        &expect![[r"
        SET owner = Bob, gsi1pk = $desk#owner_bob, __edb_e__ = Task, __edb_v__ = 1, board = b, number = 7
        if -"]],
    );
}

#[test]
fn a_condition_is_asked_about_the_row_as_it_will_be() {
    let patch = TaskPatch {
        state: Some("done".to_owned()),
        ..TaskPatch::default()
    };
    check_update(
        Task::patch_from(&task(), &patch),
        &expect![[r"
        SET state = done, gsi1sk = $task_1#state_done#due_on_2024-05-01, __edb_e__ = Task, __edb_v__ = 1 REMOVE gsi2pk, gsi2sk
        if (attribute_exists(pk) AND due_on = 2024-05-01 AND rank = 12)"]],
    );
    assert!(Task::patch(&task(), &patch).unwrap_err().is_incomplete_key());
    let closed = Task {
        state: "done".to_owned(),
        ..task()
    };
    assert_eq!(closed.to_item().get("gsi2pk"), None);
    assert_eq!(task().to_item().get("gsi2sk"), Some(&Value::from("0012#7")));
    check_update(
        closed.upsert(),
        &expect![[r"
        SET board = b, number = 7, owner = Ada, state = done, due_on = 2024-05-01, rank = 12, pieces = 1, log = List([]), created_on = if_not_exists(created_on, 2024-01-01), gsi1pk = $desk#owner_ada, gsi1sk = $task_1#state_done#due_on_2024-05-01, __edb_e__ = Task, __edb_v__ = 1 REMOVE note, tags, gsi2pk, gsi2sk
        if -"]],
    );
}

#[test]
fn the_attributes_of_a_sort_key_are_given_in_its_order() {
    check_query(
        Task::query_by_owner("Ada"),
        &expect![[r"
        gsi1pk = $desk#owner_ada AND begins_with(gsi1sk, $task_1#state_)
        filter -"]],
    );
    check_query(
        Task::query_by_owner("Ada").state("open"),
        &expect![[r"
        gsi1pk = $desk#owner_ada AND begins_with(gsi1sk, $task_1#state_open#due_on_)
        filter -"]],
    );
    check_query(
        Task::query_by_owner("Ada").state("open").due_on("2024-05-01"),
        &expect![[r"
            gsi1pk = $desk#owner_ada AND gsi1sk = $task_1#state_open#due_on_2024-05-01
            filter -"]],
    );
    check_query(
        Task::query_by_owner("Ada")
            .state("open")
            .due_on_begins_with("2024-"),
        &expect![[r"
            gsi1pk = $desk#owner_ada AND begins_with(gsi1sk, $task_1#state_open#due_on_2024-)
            filter -"]],
    );
    check_query(
        Task::query_by_owner("Ada")
            .state("open")
            .due_on_between("2024-05-01", "2024-05-31"),
        &expect![[r"
            gsi1pk = $desk#owner_ada AND gsi1sk BETWEEN $task_1#state_open#due_on_2024-05-01 AND $task_1#state_open#due_on_2024-05-31
            filter -"]],
    );
    check_query(
        Task::query_by_owner("Ada").state_between("done", "open"),
        &expect![[r"
            gsi1pk = $desk#owner_ada AND gsi1sk BETWEEN $task_1#state_done AND $task_1#state_open#due_on_~
            filter -"]],
    );
    check_query(
        Task::query_by_owner("Ada").state("open").due_on_lt("2024-06-01"),
        &expect![[r"
            gsi1pk = $desk#owner_ada AND gsi1sk BETWEEN $task_1#state_open#due_on_ AND $task_1#state_open#due_on_2024-06-01
            filter due_on <> 2024-06-01"]],
    );
    check_query(
        Task::query_by_owner("Ada").state_gt("done"),
        &expect![[r"
        gsi1pk = $desk#owner_ada AND gsi1sk BETWEEN $task_1#state_done#due_on_~ AND $task_1#state_~
        filter -"]],
    );
    check_query(
        Task::query_by_owner("Ada").state_lte("done"),
        &expect![[r"
        gsi1pk = $desk#owner_ada AND gsi1sk BETWEEN $task_1#state_ AND $task_1#state_done#due_on_~
        filter -"]],
    );
    check_query(
        Task::query_open("open").rank_gte(5),
        &expect![[r"
        gsi2pk = OPEN#open AND gsi2sk >= 0005
        filter (__edb_e__ = Task AND __edb_v__ = 1)"]],
    );
}

#[test]
fn attributes_can_be_the_key_themselves() {
    check_query(
        Task::query_ranked("Ada", "open"),
        &expect![[r"
            owner = Ada AND state = open
            filter (__edb_e__ = Task AND __edb_v__ = 1)"]],
    );
    check_query(
        Task::query_ranked("Ada", "open").rank(3),
        &expect![[r"
            owner = Ada AND state = open AND rank = 3
            filter (__edb_e__ = Task AND __edb_v__ = 1)"]],
    );
    check_query(
        Task::query_ranked("Ada", "open").rank_gt(3),
        &expect![[r"
            owner = Ada AND state = open AND rank > 3
            filter (__edb_e__ = Task AND __edb_v__ = 1)"]],
    );
    check_query(
        Task::query_ranked("Ada", "open")
            .rank(3)
            .due_on_begins_with("2024"),
        &expect![[r"
            owner = Ada AND state = open AND rank = 3 AND begins_with(due_on, 2024)
            filter (__edb_e__ = Task AND __edb_v__ = 1)"]],
    );
    assert!(!task().to_item().contains("gsi3pk"));
}

/// What the conditions find among keys as they are stored, against what the values say.
#[test]
fn comparisons_include_and_exclude_what_they_say() {
    let states = ["a", "b", "ba", "c"];
    let found = |query: Query| -> String {
        let condition = query.key_condition.sort.expect("a condition").1;
        let matches = |state: &&str| {
            let row = Task {
                state: (*state).to_owned(),
                ..task()
            };
            let key = text(row.to_item().get("gsi1sk").expect("every row has one"));
            match &condition {
                lockstep_entity::SortCondition::Between(low, high) => text(low) <= key && key <= text(high),
                lockstep_entity::SortCondition::BeginsWith(prefix) => key.starts_with(&text(prefix)),
                other => panic!("{other:?}"),
            }
        };
        states
            .iter()
            .filter(|state| matches(state))
            .copied()
            .collect::<Vec<_>>()
            .join(" ")
    };
    let query = || Task::query_by_owner("Ada");
    assert_eq!(found(query().state("b").into()), "b");
    assert_eq!(found(query().state_begins_with("b").into()), "b ba");
    assert_eq!(found(query().state_lt("b").into()), "a");
    assert_eq!(found(query().state_lte("b").into()), "a b");
    assert_eq!(found(query().state_gt("b").into()), "ba c");
    assert_eq!(found(query().state_gte("b").into()), "b ba c");
    assert_eq!(found(query().state_between("b", "ba").into()), "b ba");
}
