//! What stands in a form's fields: texts and ticks, right or wrong.

use serde::Serialize;
use serde_json::{Map, Value};

use super::{Control, Form, Input};

/// The contents of a form, in the shape that the model's `create` and `update` read.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Draft(Map<String, Value>);

impl Draft {
    /// The contents of a form that has not been touched.
    pub(crate) fn new<R: Form>() -> Self {
        Self::untouched(R::INPUTS)
    }

    /// A row's present values.
    pub(crate) fn of<R: Form + Serialize>(row: &R) -> Self {
        // A row that cannot be written as JSON does not exist: each came as JSON. Empty fields would be the answer.
        Self::filled(R::INPUTS, &serde_json::to_value(row).unwrap_or_default())
    }

    // These two are apart from the rows' types, each of which would get a copy of them.

    fn untouched(inputs: &[Input]) -> Self {
        let initial = |input: &Input| match input.control {
            Control::Flag => Value::Bool(false),
            _ => Value::from(input.initial),
        };
        Self(
            inputs
                .iter()
                .map(|input| (input.name.to_owned(), initial(input)))
                .collect(),
        )
    }

    fn filled(inputs: &[Input], row: &Value) -> Self {
        let present = |input: &Input| {
            let value = row.get(input.name);
            match (input.control, value) {
                (Control::Flag, value) => value.cloned().unwrap_or(Value::Bool(false)),
                // Of `1990-05-06T00:00:00.000Z` a date field wants the date.
                (Control::Date, Some(Value::String(date))) => Value::from(date.get(..10).unwrap_or(date)),
                (_, Some(Value::String(text))) => Value::from(text.as_str()),
                (_, Some(Value::Null) | None) => Value::from(""),
                (_, Some(other)) => Value::from(other.to_string()),
            }
        };
        Self(
            inputs
                .iter()
                .map(|input| (input.name.to_owned(), present(input)))
                .collect(),
        )
    }

    /// The text of a field; empty if it has none.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.0.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// Whether a field is ticked.
    pub(crate) fn flag(&self, name: &str) -> bool {
        self.0.get(name).and_then(Value::as_bool).unwrap_or_default()
    }

    /// Sets a field.
    pub(crate) fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.0.insert(name.to_owned(), value.into());
    }

    /// What is handed to the model.
    pub(crate) fn to_input(&self) -> Value {
        Value::Object(self.0.clone())
    }
}
