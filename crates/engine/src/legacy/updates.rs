//! `AttributeUpdates`: what a write changes.

use super::comparison::{entries, worded};
use super::invalid;
use crate::error::Failure;
use crate::expression::Update;
use crate::expression::update::Action;
use crate::request::Members;
use crate::value::{Value, json};

/// The update of a request, if it has one of this form.
pub(crate) fn update(members: Members<'_>) -> Result<Option<Update>, Failure> {
    const PARAMETER: &str = "AttributeUpdates";
    if members.get(PARAMETER).is_none() {
        return Ok(None);
    }
    let mut read = Vec::new();
    for (name, entry) in entries(members, PARAMETER)? {
        let value = entry.get("Value").map(json::value).transpose();
        let value = value.map_err(|fault| worded(fault, Failure::counted))?;
        read.push((name, entry.text("Action")?.unwrap_or("PUT"), value));
    }
    // All words are looked at before any value.
    if read
        .iter()
        .any(|(_, word, _)| !["ADD", "DELETE", "PUT"].contains(word))
    {
        return Err(Failure::counted(
            "Member must satisfy enum value set: [ADD, DELETE, PUT]' for Action",
        ));
    }
    let actions = read.into_iter().map(|(name, word, value)| {
        let action = action(word, value).map_err(|what| Failure::validation(invalid(what)))?;
        Ok((name.to_owned(), action))
    });
    Ok(Some(Update::of_attributes(
        actions.collect::<Result<Vec<_>, Failure>>()?,
    )))
}

/// What is done with an attribute, or what is wrong with that.
fn action(word: &str, value: Option<Value>) -> Result<Action, String> {
    let Some(value) = value else {
        return if word == "DELETE" {
            Ok(Action::Remove)
        } else {
            Err("Only DELETE action is allowed when no attribute value is specified".to_owned())
        };
    };
    let is_set = matches!(
        value,
        Value::StringSet(_) | Value::NumberSet(_) | Value::BinarySet(_)
    );
    match word {
        "DELETE" if is_set => Ok(Action::Delete(value)),
        "DELETE" => Err(format!(
            "DELETE action with value is not supported for the type {}",
            value.type_name()
        )),
        "ADD" if is_set || matches!(value, Value::Number(_) | Value::List(_)) => Ok(Action::Add(value)),
        "ADD" => Err(format!(
            "ADD action is not supported for the type {}",
            value.type_name()
        )),
        _ => Ok(Action::Put(value)),
    }
}
