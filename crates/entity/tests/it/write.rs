//! Items and the requests that write them.

use expect_test::{Expect, expect};
use lockstep_entity::request::{ConditionCheck, DeleteItem, PutItem, UpdateItem};
use lockstep_entity::{Condition, Entity, Error, Expression, Expressions, Item, Number, Patch, Row, Value};

use crate::entities::{Line, Order, OrderKey, OrderPatch, Status, Stock, StockKey, line, order, stock};

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => format!("{text:?}"),
        Value::Number(number) => number.to_string(),
        other => format!("{other:?}"),
    }
}

fn item_text(item: &Item) -> String {
    let lines: Vec<_> = item
        .iter()
        .map(|(name, value)| format!("{name} = {}\n", text(value)))
        .collect();
    lines.concat()
}

/// An expression with its placeholders filled in.
fn filled(text_with_placeholders: Option<String>, expressions: &Expressions) -> String {
    let mut filled = text_with_placeholders.unwrap_or_else(|| "-".to_owned());
    for (placeholder, name) in expressions.names.iter().rev() {
        filled = filled.replace(&**placeholder, name);
    }
    for (placeholder, value) in expressions.values.iter().rev() {
        filled = filled.replace(&**placeholder, &text(value));
    }
    filled
}

fn condition_text(condition: Option<Condition>) -> String {
    let expressions = Expressions::new().with_condition(condition);
    filled(expressions.condition.clone(), &expressions)
}

fn check_put(put: PutItem, expected: &Expect) {
    expected.assert_eq(&format!(
        "{}if {}\n",
        item_text(&put.item),
        condition_text(put.condition)
    ));
}

fn check_update(update: Result<UpdateItem, Error>, expected: &Expect) {
    let text = match update {
        Ok(UpdateItem {
            key,
            update,
            condition,
            ..
        }) => {
            let expressions = Expressions::new().with_update(update).with_condition(condition);
            let update = filled(expressions.update.clone(), &expressions).replace(", ", "\n    ");
            let condition = filled(expressions.condition.clone(), &expressions);
            format!("{}{update}\nif {condition}\n", item_text(&key))
        }
        Err(error) => format!("{error}\n"),
    };
    expected.assert_eq(&text);
}

#[test]
fn a_put_writes_every_key_and_overwrites() {
    check_put(
        order().put(),
        &expect![[r#"
        id = 7
        customerName = "Ada"
        placedOn = "2024-05-01"
        status = "partly_paid"
        dueOn = "2024-06-01"
        tags = List([String("new")])
        type = "web"
        pk = "ORDER#7"
        sk = "ORDER"
        gsi1pk = "ORDERS"
        gsi1sk = "Ada#2024-05-01#7"
        gsi2pk = "DUE#partly_paid"
        dueKey = "2024-06-01"
        __edb_e__ = "Order"
        __edb_v__ = "1"
        if -
    "#]],
    );
    check_put(
        Line::put(&line()),
        &expect![[r#"
        id = 1
        orderId = 7
        article = "tea"
        pieces = 2
        weight = 0.25
        gift = Bool(false)
        pk = "ORDER#7"
        sk = "LINE#1"
        gsi1pk = "ARTICLE#tea"
        gsi1sk = "7#1"
        __edb_e__ = "Line"
        __edb_v__ = "1"
        if -
    "#]],
    );
}

#[test]
fn a_create_refuses_to_overwrite() {
    check_put(
        stock().create().set("expires", 5),
        &expect![[r#"
        article = "tea"
        warehouse = "north"
        batch = 3
        pieces = -4
        pk = "STOCK#north"
        sk = "tea#3"
        __edb_e__ = "Stock"
        __edb_v__ = "2"
        expires = 5
        if attribute_not_exists(pk)
    "#]],
    );
}

#[test]
fn an_absent_value_leaves_its_key_out() {
    let item = Order {
        due_on: None,
        ..order()
    }
    .to_item();
    assert_eq!(item.get("dueOn"), None);
    assert_eq!(item.get("dueKey"), None);
    assert_eq!(item.get("gsi2pk"), None, "half a key is none");
    let item = Order {
        due_on: Some(String::new()),
        ..order()
    }
    .to_item();
    assert_eq!(item.get("dueKey"), None, "a key cannot be empty text");
}

#[test]
fn a_patch_writes_what_changes_and_constant_keys() {
    let patch = OrderPatch {
        note: Some(Some("soon".to_owned())),
        ..OrderPatch::default()
    };
    check_update(
        Order::patch(OrderKey { id: 7 }, &patch),
        &expect![[r#"
        pk = "ORDER#7"
        sk = "ORDER"
        SET note = "soon"
            gsi1pk = "ORDERS"
            __edb_e__ = "Order"
            __edb_v__ = "1"
        if attribute_exists(pk)
    "#]],
    );
}

#[test]
fn an_empty_patch_changes_nothing_but_heals_the_item() {
    check_update(
        Order::patch(&order(), &OrderPatch::default()),
        &expect![[r#"
        pk = "ORDER#7"
        sk = "ORDER"
        SET gsi1pk = "ORDERS"
            __edb_e__ = "Order"
            __edb_v__ = "1"
        if attribute_exists(pk)
    "#]],
    );
}

#[test]
fn clearing_removes_the_attribute_and_the_keys_made_of_it() {
    let patch = OrderPatch {
        due_on: Some(None),
        note: Some(None),
        ..OrderPatch::default()
    };
    check_update(
        Order::patch(&order(), &patch),
        &expect![[r#"
            pk = "ORDER#7"
            sk = "ORDER"
            SET gsi1pk = "ORDERS"
                __edb_e__ = "Order"
                __edb_v__ = "1" REMOVE dueOn
                note
                gsi2pk
                dueKey
            if attribute_exists(pk)
        "#]],
    );
}

#[test]
fn a_whole_index_key_can_be_patched() {
    let patch = OrderPatch {
        customer_name: Some("Bob".to_owned()),
        placed_on: Some("2024-05-02".to_owned()),
        status: Some(Status::Paid),
        due_on: Some(Some("2024-06-02".to_owned())),
        ..OrderPatch::default()
    };
    check_update(
        Order::patch(&order(), &patch),
        &expect![[r#"
            pk = "ORDER#7"
            sk = "ORDER"
            SET customerName = "Bob"
                placedOn = "2024-05-02"
                status = "done"
                dueOn = "2024-06-02"
                gsi1pk = "ORDERS"
                gsi1sk = "Bob#2024-05-02#7"
                gsi2pk = "DUE#done"
                dueKey = "2024-06-02"
                __edb_e__ = "Order"
                __edb_v__ = "1"
            if attribute_exists(pk)
        "#]],
    );
}

#[test]
fn a_part_of_an_index_key_needs_the_rest() {
    let patch = OrderPatch {
        customer_name: Some("Bob".to_owned()),
        ..OrderPatch::default()
    };
    let error = Order::patch(&order(), &patch).unwrap_err();
    assert!(error.is_incomplete_key());
    check_update(
        Err(error),
        &expect![[r"
        Order: the key attribute `gsi1sk` ({customerName}#{placedOn}#{id}) needs `placedOn`: change all attributes of the key together, or give the current row, which has the rest (`patch_from`)
    "]],
    );
    check_update(
        Ok(Order::patch_from(&order(), &patch)),
        &expect![[r#"
        pk = "ORDER#7"
        sk = "ORDER"
        SET customerName = "Bob"
            gsi1pk = "ORDERS"
            gsi1sk = "Bob#2024-05-01#7"
            __edb_e__ = "Order"
            __edb_v__ = "1"
        if (attribute_exists(pk) AND placedOn = "2024-05-01")
    "#]],
    );
}

#[test]
fn more_conditions_and_foreign_attributes_can_be_added() {
    let update = Order::patch(&order(), &OrderPatch::default()).map(|update| {
        update
            .condition(Condition::eq(Order::STATUS, Status::Open).or(Condition::not_exists("lockedBy")))
            .add("revision", 1)
            .set("seenBy", "me")
            .remove("draft")
    });
    check_update(
        update,
        &expect![[r#"
        pk = "ORDER#7"
        sk = "ORDER"
        SET gsi1pk = "ORDERS"
            __edb_e__ = "Order"
            __edb_v__ = "1"
            seenBy = "me" REMOVE draft ADD revision 1
        if (attribute_exists(pk) AND (status = "open" OR attribute_not_exists(lockedBy)))
    "#]],
    );
}

#[test]
fn deletes_and_checks() {
    fn check(key: &Item, condition: Option<Condition>, expected: &Expect) {
        expected.assert_eq(&format!("{}if {}\n", item_text(key), condition_text(condition)));
    }
    let DeleteItem { key, condition, .. } = Stock::delete(StockKey::new("tea".into(), "north".into(), 3));
    check(
        &key,
        condition,
        &expect![[r#"
        pk = "STOCK#tea"
        sk = "north#3"
        if -
    "#]],
    );
    let DeleteItem { key, condition, .. } = Line::remove(&line());
    check(
        &key,
        condition,
        &expect![[r#"
        pk = "ORDER#7"
        sk = "LINE#1"
        if attribute_exists(pk)
    "#]],
    );
    let ConditionCheck { key, condition, .. } =
        Order::exists(OrderKey::new(7)).condition(Condition::lt("lines", Number::from(100)));
    check(
        &key,
        Some(condition),
        &expect![[r#"
        pk = "ORDER#7"
        sk = "ORDER"
        if (attribute_exists(pk) AND lines < 100)
    "#]],
    );
}

#[test]
fn a_condition_alone_is_an_expression() {
    let expression = Expression::from(!Condition::eq("a", 1).and(Condition::is_in("b", ["x", "y"])));
    assert_eq!(expression.text, "(NOT (#n0 = :v0 AND (#n1 IN (:v1, :v2))))");
    assert_eq!(expression.names.len(), 2);
    assert_eq!(expression.values.len(), 3);
}

#[test]
fn rows_have_keys() {
    assert_eq!(order().key(), 7);
    assert_eq!(stock().key(), stock().primary_key());
    assert!(OrderPatch::between(&order(), &order()).is_empty());
}
