//! Patches: their form on the wire, and the laws of between, apply and merge.

use lockstep_entity::request::UpdateItem;
use lockstep_entity::{Entity, Item, Patch, Row, UpdateAction};
use proptest::prelude::*;
use serde_json::json;

use crate::entities::{Order, OrderPatch, Status, order};

#[test]
fn absent_leaves_and_null_clears() {
    let patch: OrderPatch = serde_json::from_value(json!({ "note": null, "customerName": "Bob" })).unwrap();
    let expected = OrderPatch {
        note: Some(None),
        customer_name: Some("Bob".to_owned()),
        ..OrderPatch::default()
    };
    assert_eq!(patch, expected);
    assert_eq!(
        serde_json::to_value(&patch).unwrap(),
        json!({ "note": null, "customerName": "Bob" })
    );
    assert_eq!(serde_json::to_value(OrderPatch::default()).unwrap(), json!({}));
}

#[test]
fn what_cannot_be_patched_is_refused() {
    fn refused(patch: serde_json::Value, expected: &str) {
        let error = serde_json::from_value::<OrderPatch>(patch)
            .unwrap_err()
            .to_string();
        assert!(error.contains(expected), "{error}");
    }
    refused(
        json!({ "customerName": null }),
        "invalid type: null, expected a string",
    );
    refused(json!({ "customer_name": "Bob" }), "unknown field `customer_name`");
    refused(json!({ "id": 8 }), "unknown field `id`");
    refused(json!({ "type": "shop" }), "unknown field `type`");
    refused(
        json!({ "status": "lost" }),
        "expected one of `open`, `partly_paid`, `done`",
    );
}

fn rows() -> impl Strategy<Value = Order> {
    let texts = ("[ab]", "[ab]", prop::option::of("[ab]"), prop::option::of("[ab]"));
    (
        texts,
        prop::sample::select(&Status::ALL[..]),
        prop::collection::vec("[ab]", 0..2),
    )
        .prop_map(|((customer_name, placed_on, due_on, note), status, tags)| Order {
            customer_name,
            placed_on,
            status,
            due_on,
            note,
            tags,
            ..order()
        })
}

fn applied(patch: &OrderPatch, mut row: Order) -> Order {
    patch.apply(&mut row);
    row
}

fn merged(mut patch: OrderPatch, later: &OrderPatch) -> OrderPatch {
    patch.merge(later.clone());
    patch
}

/// What a table makes of an update of the attributes that an entity has.
fn updated(mut item: Item, request: &UpdateItem) -> Item {
    for (name, value) in request.key.iter() {
        assert_eq!(
            item.get(name),
            Some(value),
            "an update is sent to the item's own key"
        );
    }
    for (name, action) in request.update.iter() {
        match action {
            UpdateAction::Set(value) => drop(item.insert(name.to_owned(), value.clone())),
            UpdateAction::Remove => drop(item.remove(name)),
            other => panic!("{name}: {other:?}"),
        }
    }
    item
}

proptest! {
    /// No stale index key: an updated item is the item that a put of the patched row would have written.
    #[test]
    fn an_update_leaves_what_a_put_would_write(current in rows(), after in rows()) {
        let patch = OrderPatch::between(&current, &after);
        let request = Order::patch_from(&current, &patch);
        prop_assert_eq!(updated(current.to_item(), &request), after.to_item());
        match Order::patch(&current, &patch) {
            Ok(request) => prop_assert_eq!(updated(current.to_item(), &request), after.to_item()),
            Err(error) => prop_assert!(error.is_incomplete_key()),
        }
    }

    /// An item that lacks its constant index key, as some writers leave it, gains it with the next change of any field.
    #[test]
    fn an_update_heals_a_constant_key(current in rows(), after in rows()) {
        let mut item = current.to_item();
        item.remove("gsi1pk");
        let request = Order::patch_from(&current, &OrderPatch::between(&current, &after));
        prop_assert_eq!(updated(item, &request), after.to_item());
    }

    #[test]
    fn between_leads_from_before_to_after(before in rows(), after in rows()) {
        let patch = OrderPatch::between(&before, &after);
        prop_assert_eq!(applied(&patch, before.clone()), after.clone());
        prop_assert_eq!(patch.is_empty(), before == after);
        prop_assert_eq!(before.key(), after.key());
    }

    #[test]
    fn merging_is_applying_one_after_the_other(a in rows(), b in rows(), c in rows(), row in rows()) {
        let (first, second) = (OrderPatch::between(&a, &b), OrderPatch::between(&b, &c));
        let both = merged(first.clone(), &second);
        prop_assert_eq!(applied(&both, row.clone()), applied(&second, applied(&first, row)));
    }

    #[test]
    fn merging_is_associative_and_has_a_neutral_patch(rows in prop::array::uniform4(rows())) {
        let [a, b, c] = [0, 1, 2].map(|at| OrderPatch::between(&rows[at], &rows[at + 1]));
        prop_assert_eq!(merged(merged(a.clone(), &b), &c), merged(a.clone(), &merged(b, &c)));
        prop_assert_eq!(merged(a.clone(), &OrderPatch::default()), a.clone());
        prop_assert_eq!(merged(OrderPatch::default(), &a), a);
    }

    #[test]
    fn a_patch_survives_the_wire(before in rows(), after in rows()) {
        let patch = OrderPatch::between(&before, &after);
        let json = serde_json::to_string(&patch).unwrap();
        prop_assert_eq!(serde_json::from_str::<OrderPatch>(&json).unwrap(), patch);
    }
}
