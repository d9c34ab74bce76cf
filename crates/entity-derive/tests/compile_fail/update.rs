use lockstep_entity::Entity;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
#[entity(service = "desk", name = "Task", version = "1")]
#[index(primary, pk = [board], sk = [number])]
#[index(by_owner, name = "GSI1", pk = [owner], sk = [state, rank])]
#[index(open, name = "GSI2", pk = "OPEN", sk = "{due_on}", condition = is_open)]
struct Task {
    board: String,
    number: u32,
    owner: String,
    state: String,
    rank: u32,
    due_on: String,
    #[entity(read_only)]
    created_on: String,
}

fn is_open(task: &Task) -> bool {
    task.state == "open"
}

fn half_an_index_key(key: TaskKey) {
    Task::update(key).set_state("done").request();
}

fn whole_row_for_a_condition(key: TaskKey) {
    Task::update(key).set_due_on("2024-05-01").request();
}

fn adding_to_a_key(key: TaskKey) {
    Task::update(key).add_rank(1);
}

fn part_of_the_primary_key(key: TaskKey) {
    Task::update(key).set_number(8);
}

fn read_only(key: TaskKey) {
    Task::update(key).set_created_on("2024-05-01");
}

fn unknown_field(key: TaskKey) {
    Task::update(key).set_priority(1);
}

fn not_a_number(key: TaskKey) {
    Task::update(key).add_owner(1);
}

fn another_type(key: TaskKey) {
    Task::update(key).set_rank("first");
}

fn patched_primary_key() -> TaskPatch {
    TaskPatch {
        number: Some(8),
        ..TaskPatch::default()
    }
}

fn main() {}
