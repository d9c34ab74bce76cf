//! Searches by any attributes: the derive and the schema read from JSON choose the same index and ask it for the same.

use lockstep_entity::request::Query;
use lockstep_entity::schema;
use lockstep_entity::{AttributeValue, Condition, Entity, Expressions, Item, Search};
use proptest::prelude::*;

use crate::same_keys::{Task, attributes, schema, task};

/// Those of a task's attributes of which a bit is set: typed, and by name.
fn given(task: &Task, mask: u16) -> (Vec<AttributeValue<Task>>, Item) {
    let typed = [
        Task::NUMBER.is(task.number.as_str()),
        Task::TEAM.is(task.team.as_str()),
        Task::REGION.is(task.region.as_str()),
        Task::OWNER.is(task.owner.clone()),
        Task::PRIORITY.is(task.priority),
        Task::RANK.is(task.rank),
        Task::DONE.is(task.done),
        Task::DUE_ON.is(task.due_on.clone()),
    ];
    let names = [
        "number", "team", "region", "owner", "priority", "rank", "done", "dueOn",
    ];
    let all = attributes(&task.to_item(), &schema());
    let is_given = |position: usize| mask & (1 << position) != 0;
    let by_name = names
        .into_iter()
        .enumerate()
        .filter(|(position, _)| is_given(*position))
        .filter_map(|(_, name)| Some((name, all.get(name)?.clone())));
    let typed = typed.into_iter().enumerate();
    let typed = typed.filter(|(position, _)| is_given(*position));
    (typed.map(|(_, value)| value).collect(), by_name.collect())
}

/// What a query asks for, but for the filter on the entity: this layer has it wherever other entities may stand.
fn asked(query: &Query) -> (Option<String>, String) {
    (
        query.index.as_deref().map(str::to_owned),
        format!("{:?}", query.key_condition),
    )
}

/// The names that a filter compares with a value.
fn filtered(filter: Option<Condition>) -> Vec<String> {
    let expressions = Expressions::new().with_filter(filter);
    let mut names: Vec<String> = expressions
        .names
        .iter()
        .map(|(_, name)| name.to_string())
        .collect();
    names.retain(|name| !["__e", "__v", "pk", "sk"].contains(&name.as_str()));
    names.sort();
    names
}

proptest! {
    #[test]
    fn the_same_index_is_asked_for_the_same(task in task(), mask: u16) {
        let schema = schema();
        let (typed, named) = given(&task, mask);
        match (Task::find(typed), schema.find(&named).unwrap()) {
            (Search::Query(ours), schema::Search::Query(theirs)) => {
                prop_assert_eq!(asked(ours.as_query()), asked(&theirs.build().unwrap()));
            }
            (Search::Scan(_), schema::Search::Scan(_)) => {}
            (ours, theirs) => prop_assert!(false, "{ours:?} and {theirs:?}"),
        }
    }

    #[test]
    fn a_match_filters_by_all_that_is_given(task in task(), mask: u16) {
        let task = Task { owner: Some("o".into()), due_on: Some("d".into()), ..task };
        let (typed, named) = given(&task, mask);
        let ours = match Task::matching(typed) {
            Search::Query(query) => query.as_query().filter.clone(),
            Search::Scan(scan) => scan.filter,
        };
        let theirs = match schema().matching(&named).unwrap() {
            schema::Search::Query(query) => query.build().unwrap().filter,
            schema::Search::Scan(scan) => scan.filter,
        };
        prop_assert_eq!(filtered(ours), filtered(theirs));
    }

    #[test]
    fn a_row_is_found_by_its_key(task in task()) {
        let known = [Task::TEAM.is(&*task.team), Task::REGION.is(&*task.region), Task::NUMBER.is(&*task.number)];
        let Search::Query(query) = Task::find(known) else { panic!("the table fits") };
        let key = Task::get(&task).key;
        let (name, partition) = &query.as_query().key_condition.partition;
        prop_assert_eq!(key.get(name), Some(partition));
        prop_assert_eq!(query.as_query().index.as_deref(), None);
    }
}

#[test]
fn what_is_said_to_be_absent_is_no_part_of_a_key() {
    let known = [Task::OWNER.is("Ada"), Task::DUE_ON.is(None)];
    let Search::Query(query) = Task::matching(known) else {
        panic!("an index fits")
    };
    assert_eq!(query.as_query().index.as_deref(), Some("GSI1"));
    let expressions = Expressions::new().with_filter(query.as_query().filter.clone());
    let filter = expressions.filter.expect("there is one");
    assert!(filter.contains("attribute_not_exists"), "{filter}");
}

#[test]
fn a_search_goes_on_behind_a_cursor_of_its_own() -> Result<(), lockstep_entity::Error> {
    let task = Task {
        number: "1".into(),
        team: "t".into(),
        region: "r".into(),
        owner: Some("Ada".into()),
        priority: crate::same_keys::Priority::Low,
        rank: 1,
        done: false,
        due_on: None,
    };
    let search = || Task::find([Task::OWNER.is("Ada")]).limit(2).consistent();
    let Search::Query(query) = search().after(Task::index_by_owner().cursor(&task)?)? else {
        panic!("an index fits")
    };
    assert_eq!(
        (query.as_query().limit, query.as_query().consistent),
        (Some(2), true)
    );
    let other = Task::index_primary().cursor(&task)?;
    assert!(search().after(other).unwrap_err().is_invalid_cursor());
    Ok(())
}
