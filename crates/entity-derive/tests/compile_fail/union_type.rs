use lockstep_entity::{AttributeUnion, Entity};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, AttributeUnion)]
#[serde(tag = "kind")]
enum Payment {
    Card { number: String },
    Cash,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = [id], sk = [])]
struct NoUnion {
    id: u32,
    #[serde(flatten)]
    note: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = [id], sk = [])]
struct Order {
    id: u32,
    #[serde(flatten)]
    payment: Payment,
}

fn no_column() {
    Order::matching([Order::PAYMENT.is(Payment::Cash)]);
}

fn main() {}
