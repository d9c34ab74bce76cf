//! Attributes to keys and cursors and back: as the schema read from JSON has it, and losslessly where keys are unique.

use lockstep_entity::schema::Strict;
use lockstep_entity::{Cursor, Entity, Item, Known};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};

use crate::same_keys::{Priority, Task, TaskKey, attributes, schema, sorted, task};

/// What the schema calls the indexes.
const ACCESS_PATTERNS: [&str; 6] = ["primary", "byOwner", "all", "ranked", "solo", "timeline"];

fn index(position: usize) -> lockstep_entity::EntityIndex<Task> {
    [
        Task::index_primary(),
        Task::index_by_owner(),
        Task::index_all(),
        Task::index_ranked(),
        Task::index_solo(),
        Task::index_timeline(),
    ][position]
}

proptest! {
    #[test]
    fn keys_and_cursors_are_the_same(task in task(), position in 0..6_usize) {
        let schema = schema();
        let task = Task { owner: Some("o".into()), due_on: Some("d".into()), ..task };
        let given = attributes(&task.to_item(), &schema);
        let pattern = ACCESS_PATTERNS[position];
        let ours = index(position).keys(&task).unwrap();
        let theirs = schema.index_keys_from(pattern, &given, Strict::All).unwrap();
        prop_assert_eq!(sorted(&ours), sorted(&theirs));
        let cursor = index(position).cursor(&task).unwrap();
        prop_assert_eq!(sorted(cursor.key()), sorted(schema.index_cursor_from(pattern, &given).unwrap().key()));
        prop_assert_eq!(&index(position).cursor_of_keys(&task.to_item()).unwrap(), &cursor);
        prop_assert_eq!(cursor.to_string().parse::<Cursor>().unwrap(), cursor);

        // All keys at once, and from them the same keys again.
        let all = Known::from(&task).keys().unwrap();
        prop_assert_eq!(sorted(&all), sorted(&schema.keys_from(&given, Strict::All).unwrap()));
    }

    #[test]
    fn attributes_come_back_as_they_stand_in_the_keys(task in task(), position in 0..6_usize) {
        let schema = schema();
        let task = Task { owner: Some("o".into()), due_on: Some("d".into()), ..task };
        let keys = index(position).keys(&task).unwrap();
        let ours = index(position).read(&keys).unwrap();
        let theirs = schema.index_composites_from(ACCESS_PATTERNS[position], &keys).unwrap();
        let text = |name: &str| theirs.get(name).map(|value| value.as_str().unwrap_or_default().to_owned());
        prop_assert_eq!(ours.get(Task::NUMBER).unwrap(), text("number"));
        prop_assert_eq!(ours.get(Task::TEAM).unwrap(), text("team"));
        prop_assert_eq!(ours.get(Task::REGION).unwrap(), text("region"));
        // Numbers and booleans come back whole, whatever filled them up.
        prop_assert_eq!(ours.get(Task::RANK).unwrap(), [1, 3].contains(&position).then_some(task.rank));
        prop_assert_eq!(ours.get(Task::DONE).unwrap(), (position == 4).then_some(task.done));
        // What was read makes the same keys, unless an attribute stands in two of them in different case.
        if position < 5 {
            prop_assert_eq!(sorted(&index(position).keys(ours).unwrap()), sorted(&keys));
        }
    }

    #[test]
    fn unique_keys_come_back_as_they_were(team in "[a-c#_]{1,5}", rank: i32, done: bool, name in "[a-c#_0-2]{0,6}") {
        let seat = Seat { team, rank, done, name };
        if let Ok(request) = Seat::get(&seat) {
            let known = Known::<Seat>::from_keys(&request.key).unwrap();
            prop_assert_eq!(known.primary_key().unwrap(), SeatKey::from(&seat));
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
#[entity(service = "desk", name = "Seat", version = "1", unique_keys)]
#[index(primary, pk = [team, rank], sk = "{done}#a{name}!", sk_casing = "lower")]
struct Seat {
    team: String,
    #[entity(pad(length = 6))]
    rank: i32,
    done: bool,
    #[entity(pad(length = 4, fill = "ab"))]
    name: String,
}

#[test]
fn what_is_no_key_of_the_index_is_named() {
    let key = Task::get(TaskKey::new("t".into(), "r".into(), "1".into())).key;
    let check = |keys: Item, expected: &str| {
        let error = Known::<Task>::from_keys(&keys).unwrap_err();
        assert!(error.is_foreign_entity());
        assert_eq!(error.to_string(), expected);
    };
    check(
        Item::new(),
        "Task: these are no keys of index `primary`: `pk` is missing",
    );
    let mut other = key.clone();
    other.insert("sk", "$work#order_1#number_1");
    check(
        other,
        "Task: these are no keys of index `primary`: `sk` is made otherwise",
    );
    let mut other = key.clone();
    other.insert("sk", 7);
    check(
        other,
        "Task: these are no keys of index `primary`: `sk` has another type",
    );
    let error = Task::index_by_owner().read(&key).unwrap_err();
    assert_eq!(
        error.to_string(),
        "Task: these are no keys of index `by_owner`: `gsi1pk` is missing"
    );
}

#[test]
fn what_is_not_known_makes_no_key() {
    let known = [Task::OWNER.is("Ada"), Task::PRIORITY.is(Priority::Low)];
    let error = Task::index_by_owner().keys(known).unwrap_err();
    assert!(error.is_incomplete_key());
    assert!(error.to_string().contains("`rank`"), "{error}");
    let known = Known::from([Task::TEAM.is("t")]);
    assert!(known.keys().unwrap_err().is_incomplete_key());
    let error = known.primary_key().unwrap_err();
    assert_eq!(error.to_string(), "Task: attribute `region`: it is missing");
    assert_eq!(known.get(Task::REGION).unwrap(), None);
    assert!(
        Task::index_primary()
            .cursor_of_keys(&Item::from([("pk", "x")]))
            .unwrap_err()
            .is_invalid_cursor()
    );
}
