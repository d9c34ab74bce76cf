//! How the values are stored: a salary as a number, all others as the text that they are written as.

use lockstep_entity::{Attribute, AttributeError, Number, Value, text_attribute};

use super::{CivilDate, Id, Instant, Salary};

text_attribute!(Id, CivilDate, Instant);

impl Attribute for Salary {
    fn to_value(&self) -> Option<Value> {
        // A decimal number is written with at most 29 digits and without an exponent, of which DynamoDB takes 38.
        self.to_string().parse::<Number>().ok().map(Value::Number)
    }

    fn from_value(value: Option<Value>) -> Result<Self, AttributeError> {
        match value {
            Some(Value::Number(number)) => number.as_str().parse().map_err(AttributeError::invalid),
            Some(other) => Err(AttributeError::wrong_kind("a number", &other)),
            None => Err(AttributeError::missing()),
        }
    }
}
