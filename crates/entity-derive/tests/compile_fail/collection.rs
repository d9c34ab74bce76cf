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

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
#[entity(service = "desk", name = "Task", version = "1")]
#[index(primary, pk = [id], sk = [])]
#[index(work, name = "GSI1", pk = [owner], sk = [due, rank], clustered, collection = "work")]
struct Task {
    id: u32,
    owner: String,
    due: String,
    rank: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
#[entity(service = "desk", name = "Call", version = "1")]
#[index(primary, pk = [id], sk = [])]
#[index(work, name = "GSI1", pk = [owner], sk = [due, number], clustered, collection = "work")]
struct Call {
    id: u32,
    owner: String,
    due: String,
    number: String,
}

#[derive(Default, Collection)]
#[collection("work")]
struct Work {
    tasks: Vec<Task>,
    calls: Vec<Call>,
}

fn attribute_that_is_not_shared() {
    Task::query_work("Ada").due("Mon").collection::<Work>();
    Task::query_work("Ada").due("Mon").rank(7).collection::<Work>();
}

fn attributes_of_an_isolated_index() {
    Order::query_listed(7).order(7).collection::<Orders>();
}

#[derive(Default, Collection)]
#[collection("orders")]
struct Orders {
    orders: Vec<Order>,
}

fn collection_of_another_index() {
    Order::query_primary(7).collection::<History>();
}

fn main() {}
