//! The JavaScript functions that the models of the vectors carry, in Rust.
//!
//! A model with any other function is refused.

use lockstep_entity::schema::Functions;
use lockstep_entity::{Item, Number, Value};

pub(crate) fn known() -> Functions {
    Functions::new()
        .mutation("(v) => v === undefined ? v : v.toUpperCase()", |value, _| match value {
            Some(Value::String(text)) => Some(text.to_uppercase().into()),
            value => value,
        })
        .mutation("(v) => v === undefined ? undefined : v / 100", |value, _| {
            number(value, |cents| cents / 100.0)
        })
        .mutation("(v) => v === undefined ? undefined : Math.round(v * 100)", |value, _| {
            number(value, |euros| (euros * 100.0 + 0.5).floor())
        })
        .mutation(
            "(val, item) => item.first === undefined && item.last === undefined ? val : `${item.first} ${item.last}`",
            |value, item| {
                if item.contains("first") || item.contains("last") {
                    Some(format!("{} {}", text(item, "first"), text(item, "last")).into())
                } else {
                    value
                }
            },
        )
        .validation("(v) => v === undefined || v.includes(\"@\")", |value| {
            value.is_none_or(|value| value.as_str().is_some_and(|text| text.contains('@')))
        })
        .default_value("() => 1000", || Some(Value::from(1000)))
        .default_value("() => 2000", || Some(Value::from(2000)))
        .mutation("() => 2000", |_, _| Some(Value::from(2000)))
        .mutation("() => 1000", |_, _| Some(Value::from(1000)))
        .condition("(attr) => attr.status === \"active\"", |item| {
            item.get("status").and_then(Value::as_str) == Some("active")
        })
}

fn number(value: Option<Value>, change: impl Fn(f64) -> f64) -> Option<Value> {
    let number: f64 = value?.as_number()?.as_str().parse().ok()?;
    Number::from_finite(change(number)).map(Value::Number)
}

fn text<'i>(item: &'i Item, name: &str) -> &'i str {
    item.get(name).and_then(Value::as_str).unwrap_or("undefined")
}
