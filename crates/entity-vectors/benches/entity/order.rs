//! What is asked of both sides: two models of an order, an order, and changes to it.
//!
//! The models differ in their keys alone: those that `ElectroDB` generates, and templates. The derived entity has the
//! templates.

use lockstep_entity::schema::Schema;
use lockstep_entity::{AttributeEnum, Entity, Item, Value};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The models, as both sides read them.
pub(crate) const MODELS: &str = include_str!("models.json");
/// The access pattern that is queried.
pub(crate) const ACCESS: &str = "byCustomer";
/// How many items are read at once.
pub(crate) const ITEMS: usize = 1_000;

const ID: &str = "01H9XZ7QK4T2V8N6B3M5C1D0EF";
const CUSTOMER: &str = "Ada Lovelace";
const PLACED_ON: &str = "2024-05-01";

#[derive(Clone, Copy, Debug, PartialEq, AttributeEnum)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Status {
    Open,
    Paid,
    Sent,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
#[serde(rename_all = "camelCase")]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = "ORDER#{id}", sk = "ORDER")]
#[index(
    by_customer,
    name = "GSI1",
    pk = "CUSTOMER#{customer}",
    sk = "{placed_on}#{id}"
)]
#[index(by_status, name = "GSI2", pk = "STATUS#{status}", sk = "{customer}#{id}")]
pub(crate) struct Order {
    id: String,
    customer: String,
    placed_on: String,
    status: Status,
    total: f64,
    gift: bool,
    note: Option<String>,
    tags: Vec<String>,
}

impl Order {
    pub(crate) fn example() -> Self {
        Self {
            id: ID.to_owned(),
            customer: CUSTOMER.to_owned(),
            placed_on: PLACED_ON.to_owned(),
            status: Status::Open,
            total: 129.9,
            gift: false,
            note: Some("Ring twice, then leave it with the neighbours.".to_owned()),
            tags: vec!["fragile".to_owned(), "express".to_owned()],
        }
    }

    pub(crate) fn example_key() -> OrderKey {
        OrderKey::new(ID.to_owned())
    }

    pub(crate) fn example_patch() -> OrderPatch {
        OrderPatch {
            customer: Some("Grace Hopper".to_owned()),
            placed_on: Some("2024-05-02".to_owned()),
            status: Some(Status::Paid),
            total: Some(119.9),
            ..OrderPatch::default()
        }
    }

    pub(crate) fn example_query() -> lockstep_entity::request::Query {
        Self::query_by_customer(CUSTOMER).begins_with("2024").into()
    }
}

/// What a model at run time is asked.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) order: Item,
    pub(crate) key: Item,
    pub(crate) changes: Item,
    pub(crate) partition: Item,
    pub(crate) begins: Item,
}

impl Asked {
    pub(crate) fn new() -> Self {
        let Order {
            id,
            customer,
            placed_on,
            status,
            total,
            gift,
            note,
            tags,
        } = Order::example();
        let total = Value::Number(total.to_string().parse().expect("it is a number"));
        let new_total = Value::Number("119.9".parse().expect("it is a number"));
        let key = Item::from([("id", id.clone())]);
        let order = Item::from([
            ("id", Value::from(id)),
            ("customer", customer.clone().into()),
            ("placedOn", placed_on.into()),
            ("status", status.as_str().into()),
            ("total", total),
            ("gift", gift.into()),
            ("note", note.unwrap_or_default().into()),
            ("tags", Value::List(tags.into_iter().map(Value::from).collect())),
        ]);
        let changes = Item::from([
            ("customer", Value::from("Grace Hopper")),
            ("placedOn", "2024-05-02".into()),
            ("status", Status::Paid.as_str().into()),
            ("total", new_total),
        ]);
        Self {
            order,
            key,
            changes,
            partition: [("customer", customer)].into(),
            begins: [("placedOn", "2024")].into(),
        }
    }
}

/// What the other side is told.
pub(crate) fn message() -> anyhow::Result<serde_json::Value> {
    let models: serde_json::Value = serde_json::from_str(MODELS)?;
    Ok(json!({
        "models": models,
        "access": ACCESS,
        "items": ITEMS,
        "order": Order::example(),
        "key": { "id": ID },
        "changes": Order::example_patch(),
        "partition": { "customer": CUSTOMER },
        "begins": { "placedOn": "2024" },
    }))
}

/// The model of that name.
pub(crate) fn schema(name: &str) -> anyhow::Result<Schema> {
    let models: serde_json::Value = serde_json::from_str(MODELS)?;
    Ok(Schema::parse(&models[name].to_string())?)
}
