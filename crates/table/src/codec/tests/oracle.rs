//! Values and expressions as the SDK has them.

use std::collections::HashMap;

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use lockstep_entity::{Expressions, Item, Number, Value};

pub(super) type Attributes = HashMap<String, AttributeValue>;

pub(super) fn attributes(item: &Item) -> Attributes {
    item.iter()
        .map(|(name, value)| (name.to_owned(), attribute(value)))
        .collect()
}

fn attribute(value: &Value) -> AttributeValue {
    match value {
        Value::String(text) => AttributeValue::S(text.clone()),
        Value::Number(number) => AttributeValue::N(number.to_string()),
        Value::Bool(value) => AttributeValue::Bool(*value),
        Value::Null => AttributeValue::Null(true),
        Value::Binary(bytes) => AttributeValue::B(Blob::new(bytes.clone())),
        Value::List(values) => AttributeValue::L(values.iter().map(attribute).collect()),
        Value::Map(item) => AttributeValue::M(attributes(item)),
        Value::StringSet(texts) => AttributeValue::Ss(texts.clone()),
        Value::NumberSet(numbers) => AttributeValue::Ns(numbers.iter().map(Number::to_string).collect()),
        Value::BinarySet(set) => {
            AttributeValue::Bs(set.iter().map(|bytes| Blob::new(bytes.clone())).collect())
        }
    }
}

pub(super) fn item(attributes: Attributes) -> Item {
    attributes
        .into_iter()
        .map(|(name, attribute)| (name, value(attribute)))
        .collect()
}

fn value(attribute: AttributeValue) -> Value {
    let number = |text: String| text.parse::<Number>().expect("a number");
    match attribute {
        AttributeValue::S(text) => Value::String(text),
        AttributeValue::N(text) => Value::Number(number(text)),
        AttributeValue::Bool(value) => Value::Bool(value),
        AttributeValue::Null(_) => Value::Null,
        AttributeValue::B(bytes) => Value::Binary(bytes.into_inner()),
        AttributeValue::L(values) => Value::List(values.into_iter().map(value).collect()),
        AttributeValue::M(attributes) => Value::Map(item(attributes)),
        AttributeValue::Ss(texts) => Value::StringSet(texts),
        AttributeValue::Ns(numbers) => Value::NumberSet(numbers.into_iter().map(number).collect()),
        AttributeValue::Bs(set) => Value::BinarySet(set.into_iter().map(Blob::into_inner).collect()),
        other => panic!("{other:?} is no value that was sent"),
    }
}

pub(super) fn names(expressions: &Expressions) -> Option<HashMap<String, String>> {
    let names = expressions.names.iter();
    let names: HashMap<_, _> = names
        .map(|(placeholder, name)| (placeholder.clone().into_owned(), name.clone().into_owned()))
        .collect();
    Some(names).filter(|names| !names.is_empty())
}

pub(super) fn values(expressions: &Expressions) -> Option<Attributes> {
    let values = expressions.values.iter();
    let values: HashMap<_, _> = values
        .map(|(placeholder, value)| (placeholder.clone().into_owned(), attribute(value)))
        .collect();
    Some(values).filter(|values| !values.is_empty())
}
