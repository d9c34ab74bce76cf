//! The entities of the tests: orders with lines, and notes.

use lockstep_entity::{AttributeEnum, Entity};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, AttributeEnum)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Status {
    Open,
    PartlyPaid,
    #[serde(rename = "done")]
    Paid,
}

/// An order: its key is `ORDER#7` / `ORDER`, and the index lists all orders by customer and date.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
#[serde(rename_all = "camelCase")]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = "ORDER#{id}", sk = "ORDER")]
#[index(all, name = "GSI1", pk = "ORDERS", sk = "{customer_name}#{placed_on}#{id}")]
#[index(due, name = "GSI2", pk = "DUE#{status}", sk = "{due_on}", sk_field = "dueKey")]
pub(crate) struct Order {
    pub(crate) id: i64,
    pub(crate) customer_name: String,
    pub(crate) placed_on: String,
    pub(crate) status: Status,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) due_on: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) note: Option<String>,
    pub(crate) tags: Vec<String>,
    #[entity(read_only)]
    pub(crate) r#type: String,
}

/// A line of an order, in the order's partition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
#[serde(rename_all = "camelCase")]
#[entity(service = "shop", name = "Line", version = "1")]
#[index(primary, pk = "ORDER#{order_id}", sk = "LINE#{id}")]
#[index(article, name = "GSI1", pk = "ARTICLE#{article}", sk = "{order_id}#{id}")]
pub(crate) struct Line {
    pub(crate) id: i64,
    pub(crate) order_id: i64,
    pub(crate) article: String,
    pub(crate) pieces: u32,
    #[serde(default = "one")]
    pub(crate) weight: f64,
    #[serde(default)]
    pub(crate) gift: bool,
}

fn one() -> f64 {
    1.0
}

/// Has no `id`: its key is its primary key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
#[entity(service = "shop", name = "Stock", version = "2")]
#[index(primary, pk = "STOCK#{warehouse}", sk = "{article}#{batch}")]
pub(crate) struct Stock {
    pub(crate) article: String,
    pub(crate) warehouse: String,
    pub(crate) batch: u32,
    pub(crate) pieces: i64,
}

pub(crate) fn order() -> Order {
    Order {
        id: 7,
        customer_name: "Ada".to_owned(),
        placed_on: "2024-05-01".to_owned(),
        status: Status::PartlyPaid,
        due_on: Some("2024-06-01".to_owned()),
        note: None,
        tags: vec!["new".to_owned()],
        r#type: "web".to_owned(),
    }
}

pub(crate) fn line() -> Line {
    Line {
        id: 1,
        order_id: 7,
        article: "tea".to_owned(),
        pieces: 2,
        weight: 0.25,
        gift: false,
    }
}

pub(crate) fn stock() -> Stock {
    Stock {
        article: "tea".to_owned(),
        warehouse: "north".to_owned(),
        batch: 3,
        pieces: -4,
    }
}
