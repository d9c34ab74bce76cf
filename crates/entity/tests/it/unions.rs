//! Enums with data among the attributes of their rows, and fields that watch all others.

use lockstep_entity::{
    AttributeUnion, Condition, Entity, Expressions, FlatAttribute, Known, Patch, Update, UpdateAction, Value,
};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, AttributeUnion)]
#[serde(tag = "paidBy", rename_all = "snake_case", rename_all_fields = "camelCase")]
enum Payment {
    Card {
        last_four: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        holder: Option<String>,
    },
    #[serde(rename = "bill")]
    Invoice {
        days: u32,
        holder: String,
        #[serde(rename = "to")]
        lines: Vec<String>,
    },
    #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
    Voucher {
        voucher_code: i64,
    },
    Cash,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
#[serde(rename_all = "camelCase")]
#[entity(service = "shop", name = "Order", version = "1")]
#[index(primary, pk = [id], sk = [])]
#[index(open, name = "GSI1", pk = "OPEN", sk = [id], condition = is_open, condition_fields(payment))]
struct Order {
    id: u32,
    #[serde(flatten)]
    payment: Payment,
    #[serde(flatten)]
    delivery: Option<Delivery>,
    placed_on: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, AttributeUnion)]
#[serde(tag = "delivery")]
enum Delivery {
    Post { street: String },
    Pickup { shelf: u8 },
}

fn is_open(order: &Order) -> bool {
    matches!(order.payment, Payment::Invoice { .. })
}

fn order(payment: Payment, delivery: Option<Delivery>) -> Order {
    Order {
        id: 7,
        payment,
        delivery,
        placed_on: "2024-05-01".to_owned(),
    }
}

fn payment() -> impl Strategy<Value = Payment> {
    prop_oneof![
        ("[0-9]{4}", prop::option::of("[a-z]{0,4}"))
            .prop_map(|(last_four, holder)| Payment::Card { last_four, holder }),
        (
            any::<u32>(),
            "[a-z]{0,4}",
            prop::collection::vec("[a-z]{0,3}", 0..3)
        )
            .prop_map(|(days, holder, lines)| Payment::Invoice { days, holder, lines }),
        any::<i64>().prop_map(|voucher_code| Payment::Voucher { voucher_code }),
        Just(Payment::Cash),
    ]
}

fn delivery() -> impl Strategy<Value = Option<Delivery>> {
    prop::option::of(prop_oneof![
        "[a-z]{0,4}".prop_map(|street| Delivery::Post { street }),
        any::<u8>().prop_map(|shelf| Delivery::Pickup { shelf }),
    ])
}

/// The item after an update.
fn updated(mut item: lockstep_entity::Item, update: &Update) -> lockstep_entity::Item {
    for (name, action) in update.iter() {
        match action {
            UpdateAction::Set(value) => {
                item.insert(name.to_owned(), value.clone());
            }
            _ => {
                item.remove(name);
            }
        }
    }
    item
}

proptest! {
    #[test]
    fn unions_come_back_and_no_variant_leaves_anything(
        before in (payment(), delivery()), after in (payment(), delivery()),
    ) {
        let (before, after) = (order(before.0, before.1), order(after.0, after.1));
        prop_assert_eq!(Order::from_item(before.to_item()).unwrap(), before.clone());
        let patch = OrderPatch::between(&before, &after);
        let patched = Order::patch_from(&before, &patch);
        prop_assert_eq!(updated(before.to_item(), &patched.update), after.to_item());
        let upserted = after.upsert();
        prop_assert_eq!(updated(before.to_item(), &upserted.update), after.to_item());
        // The same in JSON, where the union stands among the others too.
        let json = serde_json::to_string(&after).unwrap();
        prop_assert_eq!(serde_json::from_str::<Order>(&json).unwrap(), after);
        let json = serde_json::to_string(&patch).unwrap();
        prop_assert_eq!(serde_json::from_str::<OrderPatch>(&json).unwrap(), patch);
    }
}

#[test]
fn a_union_stands_among_the_attributes() {
    assert_eq!(
        Payment::NAMES,
        ["paidBy", "lastFour", "holder", "days", "to", "VOUCHER_CODE"]
    );
    let card = Payment::Card {
        last_four: "4242".into(),
        holder: None,
    };
    let item = order(card, None).to_item();
    let names: Vec<&str> = item.iter().map(|(name, _)| name).collect();
    assert_eq!(
        names,
        [
            "id",
            "lastFour",
            "paidBy",
            "placedOn",
            "pk",
            "sk",
            "__edb_e__",
            "__edb_v__"
        ]
    );
    let column = Order::model()
        .attributes()
        .iter()
        .find(|known| known.flattened().is_some());
    assert_eq!(
        column.map(lockstep_entity::model::AttributeModel::name),
        Some("payment")
    );
}

#[test]
fn what_an_index_asks_of_a_union_must_still_be_so() {
    let bill = Payment::Invoice {
        days: 30,
        holder: "Ada".into(),
        lines: Vec::new(),
    };
    let open = order(bill, None);
    assert_eq!(open.to_item().get("gsi1pk"), Some(&"OPEN".into()));
    let patch = OrderPatch {
        payment: Some(Payment::Cash),
        ..OrderPatch::default()
    };
    let update = Order::patch_from(&open, &patch).update;
    assert_eq!(update.get("gsi1pk"), Some(&UpdateAction::Remove));
    assert_eq!(update.get("days"), Some(&UpdateAction::Remove));
}

#[test]
fn a_union_that_cannot_be_read_is_named() {
    let read = |name: &str, value: Option<Value>| {
        let mut item = order(Payment::Voucher { voucher_code: 1 }, None).to_item();
        match value {
            Some(value) => item.insert(name.to_owned(), value),
            None => item.remove(name),
        };
        Order::from_item(item).unwrap_err()
    };
    let error = read("paidBy", Some("barter".into()));
    assert!(error.is_invalid_attribute());
    assert_eq!(error.attribute(), Some("payment"));
    assert!(error.to_string().contains("barter"), "{error}");
    assert!(read("VOUCHER_CODE", None).to_string().contains("VOUCHER_CODE"));
    assert_eq!(read("paidBy", None).attribute(), Some("payment"));
}

#[test]
fn a_union_is_filtered_by_its_attributes() {
    let query = Order::query_open().filter(Condition::eq("paidBy", "bill"));
    let expressions = Expressions::new().with_filter(query.as_query().filter.clone());
    assert!(expressions.names.iter().any(|(_, name)| name == "paidBy"));
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
#[entity(service = "shop", name = "Article", version = "1")]
#[index(primary, pk = [id], sk = [])]
struct Article {
    id: u32,
    name: String,
    colour: Option<String>,
    #[entity(watch("*"), set = words)]
    words: String,
    #[entity(watch(name), set = length)]
    length: u32,
}

/// All that is known, as a text to search in.
fn words(known: &Known<Article>) -> Option<String> {
    let name = known.get(Article::NAME).ok()??;
    let colour = known.get(Article::COLOUR).ok()?.flatten();
    Some(
        [Some(name), colour]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" "),
    )
}

fn length(name: Option<&String>) -> Option<u32> {
    u32::try_from(name?.len()).ok()
}

#[test]
fn a_field_watches_all_others() -> Result<(), lockstep_entity::Error> {
    let article = Article {
        id: 1,
        name: "tea".into(),
        colour: Some("green".into()),
        words: String::new(),
        length: 0,
    };
    let item = article.to_item();
    assert_eq!(item.get("words"), Some(&"tea green".into()));
    assert_eq!(item.get("length"), Some(&3.into()));
    let stored = Article::from_item(item)?;

    let patch = ArticlePatch {
        colour: Some(None),
        ..ArticlePatch::default()
    };
    let update = Article::patch_from(&stored, &patch).update;
    assert_eq!(update.get("words"), Some(&UpdateAction::Set("tea".into())));
    // Of what is not known nothing can be made.
    let update = Article::patch(ArticleKey::new(1), &patch)?.update;
    assert_eq!(update.get("words"), None);
    let update = Article::update(ArticleKey::new(1))
        .set_name("mug")
        .request()
        .update;
    assert_eq!(update.get("words"), Some(&UpdateAction::Set("mug".into())));
    Ok(())
}
