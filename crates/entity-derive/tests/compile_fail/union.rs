use lockstep_entity::{AttributeUnion, Entity};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, AttributeUnion)]
#[serde(tag = "kind")]
enum Payment {
    Card { number: String },
    Cash,
}

#[derive(Serialize, Deserialize, AttributeUnion)]
enum WithoutTag {
    Card { number: String },
}

#[derive(Serialize, Deserialize, AttributeUnion)]
#[serde(tag = "kind", content = "data")]
enum WithContent {
    Card { number: String },
}

#[derive(AttributeUnion)]
#[serde(tag = "kind")]
enum Unnamed {
    Card(String),
}

#[derive(AttributeUnion)]
#[serde(tag = "kind")]
enum TagTwice {
    Card { kind: String },
}

#[derive(AttributeUnion)]
#[serde(tag = "kind")]
struct NoUnion {
    number: String,
}

#[derive(AttributeUnion)]
#[serde(tag = "kind")]
enum Nested {
    Card {
        #[serde(flatten)]
        payment: Payment,
    },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = [id], sk = [])]
struct ReadOnly {
    id: u32,
    #[serde(flatten)]
    #[entity(read_only)]
    payment: Payment,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = [id], sk = [])]
struct SameName {
    id: u32,
    number: u32,
    #[serde(flatten)]
    payment: Payment,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
#[entity(service = "shop", name = "Order", version = "1", row_key = "payment")]
#[index(primary, pk = [id], sk = [])]
struct Row {
    id: u32,
    #[serde(flatten)]
    payment: Payment,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = [id], sk = [])]
enum Whole {
    Open { id: u32 },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = [id], sk = [])]
#[index(by_payment, name = "GSI1", pk = [payment], sk = [id])]
struct InKey {
    id: u32,
    #[serde(flatten)]
    payment: Payment,
}

fn main() {}
