//! Reading items.

use expect_test::{Expect, expect};
use lockstep_entity::{Entity, Item, Number, Partition, Value};
use proptest::prelude::*;

use crate::entities::{Line, Order, Status, Stock, line, order, stock};

fn changed(name: &'static str, value: impl Into<Value>) -> Item {
    let mut item = order().to_item();
    item.insert(name, value);
    item
}

fn without(name: &str) -> Item {
    let mut item = order().to_item();
    item.remove(name);
    item
}

#[test]
fn unknown_attributes_are_ignored() {
    assert_eq!(Order::from_item(changed("newer", "value")).unwrap(), order());
}

#[test]
fn a_null_reads_as_absent_where_the_field_is_optional() {
    assert_eq!(Order::from_item(changed("note", Value::Null)).unwrap(), order());
}

#[test]
fn an_absent_attribute_has_serdes_default() {
    let mut item = line().to_item();
    item.remove("weight");
    item.remove("gift");
    assert_eq!(
        Line::from_item(item.clone()).unwrap(),
        Line {
            weight: 1.0,
            gift: false,
            ..line()
        }
    );
    item.insert("gift", Value::Null);
    assert!(Line::from_item(item).unwrap_err().is_invalid_attribute());
}

#[test]
fn errors_say_entity_and_attribute() {
    fn check(item: Item, expected: &Expect) {
        expected.assert_eq(&Order::from_item(item).unwrap_err().to_string());
    }
    check(
        without("status"),
        &expect!["Order: attribute `status`: it is missing"],
    );
    check(
        changed("status", 5),
        &expect!["Order: attribute `status`: expected a string, found a number"],
    );
    check(
        changed("status", "lost"),
        &expect!["Order: attribute `status`: \"lost\": expected one of `open`, `partly_paid`, `done`"],
    );
    check(
        changed("customerName", Value::Null),
        &expect!["Order: attribute `customerName`: expected a string, found null"],
    );
    check(
        changed("id", "9223372036854775808".parse::<Number>().unwrap()),
        &expect![
            "Order: attribute `id`: expected a whole number from -9223372036854775808 to 9223372036854775807, found 9223372036854775808"
        ],
    );
    check(
        changed("tags", Value::List(vec![Value::from("a"), Value::Bool(true)])),
        &expect!["Order: attribute `tags`: element 1: expected a string, found a boolean"],
    );
    assert_eq!(
        Order::from_item(without("status")).unwrap_err().attribute(),
        Some("status")
    );
    assert!(
        Order::from_item(without("status"))
            .unwrap_err()
            .is_invalid_attribute()
    );
}

#[test]
fn foreign_items_are_refused() {
    let error = Order::from_item(line().to_item()).unwrap_err();
    assert!(error.is_foreign_entity());
    assert_eq!(
        error.to_string(),
        "expected an item of entity Order, found one of entity Line"
    );

    let error = Order::from_item(without("__edb_e__")).unwrap_err();
    assert!(error.is_foreign_entity());
    assert!(
        error.to_string().contains("without the attribute `__edb_e__`"),
        "{error}"
    );

    let error = Order::from_item(changed("__edb_v__", "2")).unwrap_err();
    assert!(error.is_foreign_entity());
    assert_eq!(
        error.to_string(),
        "expected an item of Order version 1, found one of version 2"
    );
}

#[test]
fn a_partition_is_taken_apart_by_entity() {
    let second = Line { id: 2, ..line() };
    let items = [
        line().to_item(),
        second.to_item(),
        order().to_item(),
        stock().to_item(),
    ];
    let mut partition = Partition::from_items(items).unwrap();
    assert_eq!(partition.take::<Line>().unwrap(), [line(), second]);
    assert_eq!(partition.take::<Order>().unwrap(), [order()]);
    assert_eq!(partition.take::<Order>().unwrap(), []);
    assert_eq!(partition.entities().collect::<Vec<_>>(), ["Stock"]);
    assert!(!partition.is_empty());
    assert!(
        Partition::from_items([Item::from([("pk", "x")])])
            .unwrap_err()
            .is_foreign_entity()
    );
}

fn orders() -> impl Strategy<Value = Order> {
    let texts = (any::<String>(), any::<String>(), any::<String>());
    let status = prop::sample::select(&Status::ALL[..]);
    let optional = (any::<Option<String>>(), any::<Option<String>>());
    (any::<i64>(), texts, status, optional, any::<Vec<String>>()).prop_map(
        |(id, texts, status, optional, tags)| Order {
            id,
            customer_name: texts.0,
            placed_on: texts.1,
            status,
            due_on: optional.0,
            note: optional.1,
            tags,
            r#type: texts.2,
        },
    )
}

proptest! {
    #[test]
    fn every_order_comes_back(order in orders()) {
        prop_assert_eq!(Order::from_item(order.to_item()).unwrap(), order);
    }

    #[test]
    fn every_line_comes_back(
        id: i64, order_id: i64, article: String, pieces: u32, gift: bool,
        weight in prop_oneof![Just(0.0), -1e100..1e100_f64, 1e-100..1.0_f64],
    ) {
        let line = Line { id, order_id, article, pieces, weight, gift };
        prop_assert_eq!(Line::from_item(line.to_item()).unwrap(), line);
    }

    #[test]
    fn every_stock_comes_back(article: String, warehouse: String, batch: u32, pieces: i64) {
        let stock = Stock { article, warehouse, batch, pieces };
        prop_assert_eq!(Stock::from_item(stock.to_item()).unwrap(), stock);
    }
}
