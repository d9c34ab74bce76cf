use lockstep_entity::{Condition, Entity};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
#[entity(service = "desk", name = "Task", version = "1")]
#[index(primary, pk = [board], sk = [number])]
#[index(by_owner, name = "GSI1", pk = [owner], sk = [state, due_on])]
struct Task {
    board: String,
    number: u32,
    owner: String,
    state: String,
    due_on: String,
}

fn missing_access_pattern() {
    Task::query_by_state("open");
}

fn missing_partition() {
    Task::query_by_owner();
}

fn attribute_that_is_not_the_next() {
    Task::query_by_owner("Ada").due_on("2024-05-01");
}

fn attribute_twice() {
    Task::query_by_owner("Ada").state("open").state_begins_with("o");
}

fn attribute_behind_a_comparison() {
    Task::query_by_owner("Ada").state_gt("open").due_on("2024-05-01");
}

fn attribute_of_another_index() {
    Task::query_by_owner("Ada").number(7);
}

fn unknown_column() {
    Task::query_primary("b").filter(Condition::eq(Task::COLOUR, "red"));
}

fn main() {}
