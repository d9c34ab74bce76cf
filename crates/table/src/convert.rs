//! Values between the entity layer and the SDK: moved, never copied.

use std::collections::HashMap;

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use lockstep_entity::{Item, Name, Number, NumberError, Value};

/// An item as the SDK holds it.
pub(crate) type Attributes = HashMap<String, AttributeValue>;

/// What a reply holds that cannot be a value.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConversionError {
    /// The number is none.
    #[error(transparent)]
    Number(#[from] NumberError),
    /// The SDK knows a kind of value that this crate does not.
    #[error("a value of a kind that is not known here")]
    UnknownKind,
}

pub(crate) fn to_attributes(item: Item) -> Attributes {
    item.into_iter()
        .map(|(name, value)| (name.into_owned(), to_attribute(value)))
        .collect()
}

pub(crate) fn to_attribute(value: Value) -> AttributeValue {
    match value {
        Value::String(text) => AttributeValue::S(text),
        Value::Number(number) => AttributeValue::N(number.into_string()),
        Value::Bool(value) => AttributeValue::Bool(value),
        Value::Null => AttributeValue::Null(true),
        Value::Binary(bytes) => AttributeValue::B(Blob::new(bytes)),
        Value::List(values) => AttributeValue::L(values.into_iter().map(to_attribute).collect()),
        Value::Map(item) => AttributeValue::M(to_attributes(item)),
        Value::StringSet(texts) => AttributeValue::Ss(texts),
        Value::NumberSet(numbers) => {
            AttributeValue::Ns(numbers.into_iter().map(Number::into_string).collect())
        }
        Value::BinarySet(set) => AttributeValue::Bs(set.into_iter().map(Blob::new).collect()),
    }
}

/// What the name placeholders of a request stand for; `None` where there are none, as the service demands.
pub(crate) fn names(names: Vec<(String, Name)>) -> Option<HashMap<String, String>> {
    let names: HashMap<_, _> = names
        .into_iter()
        .map(|(placeholder, name)| (placeholder, name.into_owned()))
        .collect();
    Some(names).filter(|names| !names.is_empty())
}

/// What the value placeholders of a request stand for; `None` where there are none, as the service demands.
pub(crate) fn values(values: Vec<(String, Value)>) -> Option<Attributes> {
    let values: HashMap<_, _> = values
        .into_iter()
        .map(|(placeholder, value)| (placeholder, to_attribute(value)))
        .collect();
    Some(values).filter(|values| !values.is_empty())
}

pub(crate) fn to_item(attributes: Attributes) -> Result<Item, ConversionError> {
    // A map has no name twice, so nothing has to look for one.
    Item::of_distinct(
        attributes
            .into_iter()
            .map(|(name, value)| Ok((name, to_value(value)?))),
    )
}

fn to_value(value: AttributeValue) -> Result<Value, ConversionError> {
    Ok(match value {
        AttributeValue::S(text) => Value::String(text),
        AttributeValue::N(number) => Value::Number(number.try_into()?),
        AttributeValue::Bool(value) => Value::Bool(value),
        AttributeValue::Null(_) => Value::Null,
        AttributeValue::B(bytes) => Value::Binary(bytes.into_inner()),
        AttributeValue::L(values) => Value::List(values.into_iter().map(to_value).collect::<Result<_, _>>()?),
        AttributeValue::M(attributes) => Value::Map(to_item(attributes)?),
        AttributeValue::Ss(texts) => Value::StringSet(texts),
        AttributeValue::Ns(numbers) => Value::NumberSet(
            numbers
                .into_iter()
                .map(Number::try_from)
                .collect::<Result<_, _>>()?,
        ),
        AttributeValue::Bs(set) => Value::BinarySet(set.into_iter().map(Blob::into_inner).collect()),
        _ => return Err(ConversionError::UnknownKind),
    })
}

#[cfg(test)]
mod tests {
    use super::{to_attributes, to_item};
    use aws_sdk_dynamodb::types::AttributeValue;
    use lockstep_entity::{Item, Number, Value};
    use std::collections::HashMap;

    #[test]
    fn every_kind_of_value_comes_back() {
        let number = |text: &str| text.parse::<Number>().expect("a number");
        let item = Item::from([
            ("text", Value::from("Ω")),
            ("number", Value::Number(number("12345678901234567890.123456789"))),
            ("yes", Value::Bool(true)),
            ("null", Value::Null),
            ("bytes", Value::Binary(vec![0, 255])),
            (
                "list",
                Value::List(vec![Value::from("a"), Value::List(Vec::new())]),
            ),
            (
                "map",
                Value::Map(Item::from([("inner", Value::Map(Item::new()))])),
            ),
            ("texts", Value::StringSet(vec!["a".into(), "b".into()])),
            ("numbers", Value::NumberSet(vec![number("1"), number("-2.5")])),
            ("blobs", Value::BinarySet(vec![vec![1], vec![]])),
        ]);
        assert_eq!(
            to_item(to_attributes(item.clone())).expect("it was an item"),
            item
        );
    }

    #[test]
    fn numbers_that_are_none_are_refused() {
        let attributes = HashMap::from([("count".to_owned(), AttributeValue::N("many".to_owned()))]);
        assert!(to_item(attributes).is_err());
    }
}
