//! What requests, keys, cursors and the reading of items cost: `cargo bench -p lockstep-entity --all-features`.
//!
//! Without the feature `schema` the derived entity is measured alone. `cargo xtask bench entity` sets the same beside
//! `ElectroDB`.

use divan::{Bencher, black_box};
use lockstep_entity::request::Query;
use lockstep_entity::{Cursor, Entity, Expressions, Item, Value};
use serde::{Deserialize, Serialize};

/// How many items are read at once.
const ITEMS: usize = 1_000;

const ID: &str = "01H9XZ7QK4T2V8N6B3M5C1D0EF";
const CUSTOMER: &str = "Ada Lovelace";
const PLACED_ON: &str = "2024-05-01";

fn main() {
    divan::main();
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
struct Order {
    id: String,
    customer: String,
    placed_on: String,
    status: String,
    total: f64,
    gift: bool,
    note: Option<String>,
    tags: Vec<String>,
}

fn order() -> Order {
    Order {
        id: ID.to_owned(),
        customer: CUSTOMER.to_owned(),
        placed_on: PLACED_ON.to_owned(),
        status: "open".to_owned(),
        total: 129.9,
        gift: false,
        note: Some("Ring twice, then leave it with the neighbours.".to_owned()),
        tags: vec!["fragile".to_owned(), "express".to_owned()],
    }
}

fn order_key() -> OrderKey {
    OrderKey::new(ID.to_owned())
}

/// A page ends with this key, of the table and of an index.
fn last_key() -> Item {
    Item::from([
        ("pk", format!("ORDER#{ID}")),
        ("sk", "ORDER".to_owned()),
        ("gsi1pk", format!("CUSTOMER#{CUSTOMER}")),
        ("gsi1sk", format!("{PLACED_ON}#{ID}")),
    ])
}

#[divan::bench]
fn derived_put(bencher: Bencher<'_, '_>) {
    let order = order();
    bencher.bench_local(|| order.put());
}

#[divan::bench]
fn derived_get() -> Item {
    Order::get(order_key()).key
}

#[divan::bench]
fn derived_patch(bencher: Bencher<'_, '_>) {
    let changes = OrderPatch {
        customer: Some("Grace Hopper".to_owned()),
        placed_on: Some("2024-05-02".to_owned()),
        status: Some("paid".to_owned()),
        total: Some(119.9),
        ..OrderPatch::default()
    };
    bencher.bench_local(|| {
        let request = Order::patch(order_key(), &changes).expect("all of each key changes");
        Expressions::new()
            .with_update(request.update)
            .with_condition(request.condition)
    });
}

#[divan::bench]
fn derived_query() -> Expressions {
    let query: Query = Order::query_by_customer(CUSTOMER).begins_with("2024").into();
    Expressions::new().with_key_condition(query.key_condition)
}

#[divan::bench]
fn derived_read(bencher: Bencher<'_, '_>) {
    let item = order().to_item();
    bencher
        .with_inputs(|| vec![item.clone(); ITEMS])
        .bench_local_values(|items| items.into_iter().map(Order::from_item).collect::<Vec<_>>());
}

#[divan::bench]
fn derived_keys(bencher: Bencher<'_, '_>) {
    let key = order_key();
    bencher.bench_local(|| Order::model().key(black_box(&key)));
}

#[divan::bench]
fn cursor_write(bencher: Bencher<'_, '_>) {
    let cursor = Cursor::new(last_key()).expect("it is a key");
    bencher.bench_local(|| cursor.to_string());
}

#[divan::bench]
fn cursor_read(bencher: Bencher<'_, '_>) {
    let text = Cursor::new(last_key()).expect("it is a key").to_string();
    bencher.bench_local(|| black_box(&text).parse::<Cursor>());
}

#[divan::bench]
fn value_clone(bencher: Bencher<'_, '_>) {
    let item = order().to_item();
    bencher.bench_local(|| Value::Map(black_box(&item).clone()));
}

/// The same by a model at run time, with the keys that `ElectroDB` makes.
#[cfg(feature = "schema")]
mod schema {
    use divan::{Bencher, black_box};
    use lockstep_entity::schema::{ReadOptions, Schema};
    use lockstep_entity::{Expressions, Item, Value};

    use super::{CUSTOMER, ID, ITEMS, PLACED_ON};

    const SCHEMA: &str = r#"{
        "model": { "service": "shop", "entity": "Order", "version": "1" },
        "attributes": {
            "id": { "type": "string", "required": true },
            "customer": { "type": "string", "required": true },
            "placedOn": { "type": "string", "required": true },
            "status": { "type": ["open", "paid", "sent"], "required": true },
            "total": { "type": "number", "required": true },
            "gift": { "type": "boolean", "required": true },
            "note": { "type": "string" },
            "tags": { "type": "list", "items": { "type": "string" }, "required": true }
        },
        "indexes": {
            "primary": { "pk": { "field": "pk", "composite": ["id"] }, "sk": { "field": "sk", "composite": [] } },
            "byCustomer": {
                "index": "GSI1",
                "pk": { "field": "gsi1pk", "composite": ["customer"] },
                "sk": { "field": "gsi1sk", "composite": ["placedOn", "id"] }
            },
            "byStatus": {
                "index": "GSI2",
                "pk": { "field": "gsi2pk", "composite": ["status"] },
                "sk": { "field": "gsi2sk", "composite": ["customer", "id"] }
            }
        }
    }"#;

    fn schema() -> Schema {
        Schema::parse(SCHEMA).expect("it is a schema")
    }

    fn number(text: &str) -> Value {
        Value::Number(text.parse().expect("it is a number"))
    }

    fn order() -> Item {
        let tags = ["fragile", "express"].map(Value::from);
        Item::from([
            ("id", Value::from(ID)),
            ("customer", CUSTOMER.into()),
            ("placedOn", PLACED_ON.into()),
            ("status", "open".into()),
            ("total", number("129.9")),
            ("gift", false.into()),
            ("note", "Ring twice, then leave it with the neighbours.".into()),
            ("tags", Value::List(tags.into())),
        ])
    }

    fn key() -> Item {
        [("id", ID)].into()
    }

    #[divan::bench]
    fn parse() -> Schema {
        schema()
    }

    #[divan::bench]
    fn put(bencher: Bencher<'_, '_>) {
        let (schema, order) = (schema(), order());
        bencher.bench_local(|| schema.put(order.clone()));
    }

    #[divan::bench]
    fn get(bencher: Bencher<'_, '_>) {
        let (schema, key) = (schema(), key());
        bencher.bench_local(|| schema.get(black_box(&key)));
    }

    #[divan::bench]
    fn patch(bencher: Bencher<'_, '_>) {
        let (schema, key) = (schema(), key());
        let changes = Item::from([
            ("customer", Value::from("Grace Hopper")),
            ("placedOn", "2024-05-02".into()),
            ("status", "paid".into()),
            ("total", number("119.9")),
        ]);
        bencher.bench_local(|| {
            let patch = schema.patch(key.clone()).set(changes.clone());
            let request = patch.build().expect("all of each key changes");
            Expressions::new()
                .with_update(request.update)
                .with_condition(request.condition)
        });
    }

    #[divan::bench]
    fn query(bencher: Bencher<'_, '_>) {
        let schema = schema();
        let (partition, begins) = ([("customer", CUSTOMER)].into(), [("placedOn", "2024")].into());
        bencher.bench_local(|| {
            let query = schema
                .query("byCustomer", &partition)
                .expect("it has its partition");
            let request = query.begins(&begins).build().expect("it is a query");
            Expressions::new()
                .with_key_condition(request.key_condition)
                .with_filter(request.filter)
        });
    }

    #[divan::bench]
    fn read(bencher: Bencher<'_, '_>) {
        let schema = schema();
        let item = schema.put(order()).expect("it is an order").item;
        let options = ReadOptions::default();
        bencher
            .with_inputs(|| vec![item.clone(); ITEMS])
            .bench_local_values(|items| {
                items
                    .into_iter()
                    .map(|item| schema.read(item, &options))
                    .collect::<Vec<_>>()
            });
    }

    #[divan::bench]
    fn keys_to_composites(bencher: Bencher<'_, '_>) {
        let schema = schema();
        let key = schema.get(&key()).expect("it is a key").key;
        bencher.bench_local(|| schema.composites_from(black_box(&key)));
    }

    #[divan::bench]
    fn cursor_of_composites(bencher: Bencher<'_, '_>) {
        let (schema, order) = (schema(), order());
        bencher.bench_local(|| schema.index_cursor_from("byCustomer", black_box(&order)));
    }
}
