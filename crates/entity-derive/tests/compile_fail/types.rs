use lockstep_entity::{Condition, Entity};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = "ORDER#{id}", sk = "ORDER")]
struct Order {
    id: u32,
    placed_on: String,
    #[entity(read_only)]
    placed_by: String,
}

fn the_key_cannot_be_patched() -> OrderPatch {
    OrderPatch { id: Some(7), placed_on: None }
}

fn a_read_only_field_cannot_be_patched() -> OrderPatch {
    OrderPatch { placed_by: Some("me".to_owned()), placed_on: None }
}

fn a_column_must_exist() -> Condition {
    Condition::eq(Order::PLACED_AT, "2024-05-01")
}

fn main() {}
