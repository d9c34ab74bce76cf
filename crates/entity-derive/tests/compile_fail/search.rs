use lockstep_entity::{AttributeEnum, Entity, Known};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, AttributeEnum)]
enum State {
    Open,
    Done,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
#[entity(service = "desk", name = "Task", version = "1")]
#[index(primary, pk = [board], sk = [number])]
struct Task {
    board: String,
    number: u32,
    state: State,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
#[entity(service = "desk", name = "Board", version = "1")]
#[index(primary, pk = [id], sk = [])]
struct Board {
    id: String,
}

fn value_of_another_type() {
    Task::find([Task::STATE.is("open")]);
    Task::find([Task::NUMBER.is("7")]);
}

fn column_of_another_entity() {
    Task::matching([Board::ID.is("b")]);
}

fn attribute_that_is_not_there() {
    Task::matching([Task::OWNER.is("Ada")]);
}

fn missing_index() {
    Task::index_by_state();
}

fn keys_of_another_entity(board: &Board, known: Known<Board>) {
    let _ = Task::index_primary().keys(board);
    let _ = Task::index_primary().cursor(known);
}

fn main() {}
