use lockstep_entity::{Collection, Entity};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = [order], sk = [], collection = "purchase")]
#[index(listed, name = "GSI1", pk = [customer], sk = [order], collection("history", "orders"))]
struct Order {
    order: u32,
    customer: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
#[entity(service = "shop", name = "Line", version = "1")]
#[index(primary, pk = [order_id], sk = [line], collection = "purchase")]
#[index(listed, name = "GSI2", pk = [customer], sk = [line], collection = "history")]
#[index(articles, name = "GSI1", pk = [article], sk = [line], collection = "orders")]
struct Line {
    order_id: u32,
    line: u32,
    customer: u32,
    article: u32,
}

#[derive(Default, Collection)]
#[collection("purchases")]
struct UnknownCollection {
    orders: Vec<Order>,
}

#[derive(Default, Collection)]
#[collection("purchase")]
struct DifferentPartitions {
    orders: Vec<Order>,
    lines: Vec<Line>,
}

#[derive(Default, Collection)]
#[collection("history")]
struct DifferentIndexes {
    orders: Vec<Order>,
    lines: Vec<Line>,
}

#[derive(Default, Collection)]
#[collection("purchase")]
struct NoList {
    order: Option<Order>,
}

#[derive(Default, Collection)]
struct WithoutName {
    orders: Vec<Order>,
}

#[derive(Default, Collection)]
#[collection("history")]
struct History {
    orders: Vec<Order>,
}

fn collection_of_another_index() {
    Order::query_primary(7).collection::<History>();
}

fn main() {}
