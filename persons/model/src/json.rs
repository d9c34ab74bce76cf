//! Conversions between rows and JSON objects.
//!
//! Through bytes, although `serde_json` can do without: reading bytes is what the client does with every page of rows, so
//! no second copy of each entity's reader and writer has to be downloaded for the sake of a form.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::FieldError;

pub(crate) fn from_object<T: DeserializeOwned>(object: Map<String, Value>) -> Result<T, Vec<FieldError>> {
    serde_json::from_slice(Value::Object(object).to_string().as_bytes()).map_err(|error| whole(&error))
}

pub(crate) fn to_value<T: Serialize>(value: &T) -> Result<Value, Vec<FieldError>> {
    serde_json::to_string(value)
        .and_then(|text| serde_json::from_slice(text.as_bytes()))
        .map_err(|error| whole(&error))
}

fn whole(error: &serde_json::Error) -> Vec<FieldError> {
    vec![FieldError::whole(error.to_string())]
}
