//! Any item, condition, update and request.

use lockstep_entity::request::{ConditionCheck, DeleteItem, PutItem, ReturnValues, TransactOp, UpdateItem};
use lockstep_entity::{Condition, Cursor, Item, Name, Number, Update, UpdateAction, Value};
use proptest::prelude::*;

const TEXT: &str = "[a-c\u{e9}\u{1F600}\u{0}\"\\\\/\n\u{7f}\u{2028}]{0,4}";

fn number() -> impl Strategy<Value = Number> {
    prop_oneof![
        any::<i64>().prop_map(Number::from),
        "-?[1-9][0-9]{0,17}\\.[0-9]{0,18}[1-9]".prop_map(|text| text.parse().expect("a number")),
        Just("1E125".parse().expect("a number")),
    ]
}

pub(super) fn value() -> impl Strategy<Value = Value> {
    let bytes = || prop::collection::vec(any::<u8>(), 0..5);
    let scalar = prop_oneof![
        TEXT.prop_map(Value::String),
        number().prop_map(Value::Number),
        bytes().prop_map(Value::Binary),
        any::<bool>().prop_map(Value::Bool),
        Just(Value::Null),
        prop::collection::vec(TEXT, 0..4).prop_map(Value::StringSet),
        prop::collection::vec(number(), 0..4).prop_map(Value::NumberSet),
        prop::collection::vec(bytes(), 0..4).prop_map(Value::BinarySet),
    ];
    scalar.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::List),
            members(inner).prop_map(Value::Map),
        ]
    })
}

fn members(value: impl Strategy<Value = Value>) -> impl Strategy<Value = Item> {
    prop::collection::hash_map(TEXT, value, 0..6).prop_map(Item::from)
}

pub(super) fn item() -> impl Strategy<Value = Item> {
    members(value())
}

fn condition() -> impl Strategy<Value = Option<Condition>> {
    let leaf = prop_oneof![
        TEXT.prop_map(|name| Condition::exists(Name::Owned(name))),
        (TEXT, value()).prop_map(|(name, value)| Condition::eq(Name::Owned(name), value)),
        (TEXT, value(), value()).prop_map(|(name, low, high)| Condition::between(
            Name::Owned(name),
            low,
            high
        )),
    ];
    prop::option::of(prop::collection::vec(leaf, 1..3).prop_map(|leaves| {
        let mut leaves = leaves.into_iter();
        let first = leaves.next().expect("there is at least one");
        leaves.fold(first, Condition::and)
    }))
}

fn update() -> impl Strategy<Value = Update> {
    let action = prop_oneof![
        value().prop_map(UpdateAction::Set),
        Just(UpdateAction::Remove),
        number().prop_map(|number| UpdateAction::Add(Value::Number(number))),
        prop::collection::vec(value(), 0..3).prop_map(UpdateAction::Append),
    ];
    prop::collection::vec((TEXT, action), 0..4).prop_map(|actions| {
        let mut update = Update::new();
        for (name, action) in actions {
            update.insert(Name::Owned(name), action);
        }
        update
    })
}

fn return_values() -> impl Strategy<Value = ReturnValues> {
    prop_oneof![
        Just(ReturnValues::None),
        Just(ReturnValues::AllOld),
        Just(ReturnValues::AllNew),
        Just(ReturnValues::UpdatedOld),
        Just(ReturnValues::UpdatedNew),
    ]
}

pub(super) fn put() -> impl Strategy<Value = PutItem> {
    (item(), condition(), return_values()).prop_map(|(item, condition, return_values)| PutItem {
        item,
        condition,
        return_values,
        entity: None,
    })
}

pub(super) fn update_item() -> impl Strategy<Value = UpdateItem> {
    let parts = (item(), update(), condition(), return_values());
    parts.prop_map(|(key, update, condition, return_values)| UpdateItem {
        key,
        update,
        condition,
        return_values,
        entity: None,
    })
}

pub(super) fn delete() -> impl Strategy<Value = DeleteItem> {
    (item(), condition(), return_values()).prop_map(|(key, condition, return_values)| DeleteItem {
        key,
        condition,
        return_values,
        entity: None,
    })
}

pub(super) fn operation() -> impl Strategy<Value = TransactOp> {
    prop_oneof![
        put().prop_map(TransactOp::Put),
        update_item()
            .prop_filter("has an expression", |update| !update.update.is_empty())
            .prop_map(TransactOp::Update),
        delete().prop_map(TransactOp::Delete),
        (item(), condition()).prop_map(|(key, condition)| {
            let condition = condition.unwrap_or_else(|| Condition::exists("pk"));
            TransactOp::Check(ConditionCheck::new(key, condition))
        }),
    ]
}

pub(super) fn projection() -> impl Strategy<Value = Vec<Name>> {
    prop::collection::vec(TEXT.prop_map(Name::Owned), 0..3)
}

pub(super) fn filter() -> impl Strategy<Value = Option<Condition>> {
    condition()
}

pub(super) fn cursor() -> impl Strategy<Value = Option<Cursor>> {
    let part = prop_oneof![TEXT.prop_map(Value::String), number().prop_map(Value::Number)];
    let key = prop::collection::hash_map(TEXT, part, 1..4).prop_map(Item::from);
    prop::option::of(key.prop_map(|key| Cursor::new(key).expect("a key of text and numbers")))
}
