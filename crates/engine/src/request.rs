//! The members of a request: reading them, with `DynamoDB`'s words for what has another JSON type.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use crate::error::{Exception, Failure};
use crate::expression::Placeholders;
use crate::value::json::{self, Fault};
use crate::value::{Item, Value};

/// A JSON object of a request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Members<'a>(&'a Map<String, Json>);

impl<'a> Members<'a> {
    /// The members of an object.
    pub(crate) fn of(json: &'a Json) -> Result<Self, Failure> {
        match json {
            Json::Object(members) => Ok(Self(members)),
            other => Err(json::wrong_shape(other, "Map").into()),
        }
    }

    /// A member. One that is null counts as absent.
    pub(crate) fn get(self, name: &str) -> Option<&'a Json> {
        self.0.get(name).filter(|json| !json.is_null())
    }

    fn read<T>(self, name: &str, read: impl Fn(&'a Json) -> Result<T, Fault>) -> Result<Option<T>, Failure> {
        Ok(self.get(name).map(read).transpose()?)
    }

    pub(crate) fn text(self, name: &str) -> Result<Option<&'a str>, Failure> {
        self.read(name, json::string)
    }

    pub(crate) fn flag(self, name: &str) -> Result<bool, Failure> {
        Ok(self.read(name, json::flag)?.unwrap_or_default())
    }

    pub(crate) fn integer(self, name: &str) -> Result<Option<i64>, Failure> {
        self.read(name, |json| match json {
            Json::Number(number) => number
                .as_i64()
                .ok_or_else(|| Fault::Shape("DECIMAL_VALUE cannot be converted to Integer".to_owned())),
            other => Err(json::wrong_shape(other, "Integer")),
        })
    }

    pub(crate) fn list(self, name: &str) -> Result<Option<&'a [Json]>, Failure> {
        self.read(name, |json| {
            json.as_array()
                .map(Vec::as_slice)
                .ok_or_else(|| json::wrong_shape(json, "List"))
        })
    }

    pub(crate) fn object(self, name: &str) -> Result<Option<Members<'a>>, Failure> {
        self.get(name).map(Self::of).transpose()
    }

    pub(crate) fn item(self, name: &str) -> Result<Option<Item>, Failure> {
        self.read(name, json::item)
    }

    /// Names and values of all members.
    pub(crate) fn iter(self) -> impl Iterator<Item = (&'a String, &'a Json)> {
        self.0.iter()
    }

    /// Refuses parameters that came before expressions.
    pub(crate) fn refuse_legacy(self, names: &[&str]) -> Result<(), Failure> {
        match names.iter().find(|name| self.get(name).is_some()) {
            None => Ok(()),
            Some(name) => Err(Failure::validation(format!(
                "The legacy parameter {name} is not supported: use an expression instead"
            ))),
        }
    }

    /// One of a member's allowed words, `None` if it is absent; a broken constraint is added to a list.
    pub(crate) fn one_of(
        self,
        name: &str,
        allowed: &[&'static str],
        broken: &mut Vec<String>,
    ) -> Result<Option<&'static str>, Failure> {
        let Some(text) = self.text(name)? else {
            return Ok(None);
        };
        let found = allowed.iter().copied().find(|word| *word == text);
        if found.is_none() {
            broken.push(format!(
                "Value '{text}' at '{}' failed to satisfy constraint: Member must satisfy enum value set: [{}]",
                lower_first(name),
                allowed.join(", ")
            ));
        }
        Ok(found)
    }

    /// The name of a table; what is wrong with it is added to a list.
    pub(crate) fn table_name(self, shortest: usize, broken: &mut Vec<String>) -> Result<String, Failure> {
        let Some(name) = self.text("TableName")? else {
            broken.push(missing("tableName"));
            return Ok(String::new());
        };
        broken.extend(check_table_name(name, "tableName", shortest));
        Ok(name.to_owned())
    }

    /// `ExpressionAttributeNames` and `ExpressionAttributeValues`, which need one of some expressions beside them.
    pub(crate) fn placeholders(self, expressions: &[&str]) -> Result<Placeholders, Failure> {
        const NAMES: &str = "ExpressionAttributeNames";
        const VALUES: &str = "ExpressionAttributeValues";
        let used = expressions.iter().any(|name| self.get(name).is_some());
        let entries = |parameter: &str, mark: char| -> Result<Vec<(&String, &Json)>, Failure> {
            let Some(members) = self.object(parameter)? else {
                return Ok(Vec::new());
            };
            if !used {
                return Err(Failure::validation(format!(
                    "{parameter} can only be specified when using expressions"
                )));
            }
            let entries: Vec<_> = members.iter().collect();
            if entries.is_empty() {
                return Err(Failure::validation(format!("{parameter} must not be empty")));
            }
            let sound = |key: &str| {
                let word = key.strip_prefix(mark).unwrap_or_default();
                !word.is_empty()
                    && word
                        .bytes()
                        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
            };
            match entries.iter().find(|(key, _)| !sound(key)) {
                None => Ok(entries),
                Some((key, _)) => Err(Failure::validation(format!(
                    "{parameter} contains invalid key: Syntax error; key: \"{key}\""
                ))),
            }
        };
        let mut names = BTreeMap::new();
        for (key, name) in entries(NAMES, '#')? {
            names.insert(key.clone(), json::string(name)?.to_owned());
        }
        let mut values: BTreeMap<String, Value> = BTreeMap::new();
        for (key, value) in entries(VALUES, ':')? {
            let value = json::value(value).map_err(|fault| match fault {
                Fault::Value(message) => Failure::validation(format!(
                    "{VALUES} contains invalid value: {message} for key {key}"
                )),
                shape @ Fault::Shape(_) => shape.into(),
            })?;
            values.insert(key.clone(), value);
        }
        Ok(Placeholders::new(names, values))
    }
}

/// Parses a request's body.
pub(crate) fn parse(body: &[u8]) -> Result<Json, Failure> {
    serde_json::from_slice(body).map_err(|error| {
        // The parser follows more levels than any value may have.
        if error.to_string().starts_with("recursion limit exceeded") {
            return Failure::validation(crate::value::TOO_DEEP);
        }
        Failure::new(Exception::Serialization, "")
    })
}

/// The broken constraint of a member that must be there.
pub(crate) fn missing(member: &str) -> String {
    format!("Value null at '{member}' failed to satisfy constraint: Member must not be null")
}

/// The broken constraints of a table's name.
pub(crate) fn check_table_name(name: &str, member: &str, shortest: usize) -> Option<String> {
    let constraint = if name.len() < shortest {
        format!("Member must have length greater than or equal to {shortest}")
    } else if name.len() > 255 {
        "Member must have length less than or equal to 255".to_owned()
    } else if !name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte))
    {
        "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+".to_owned()
    } else {
        return None;
    };
    Some(format!(
        "Value '{name}' at '{member}' failed to satisfy constraint: {constraint}"
    ))
}

/// A parameter's name as constraints spell it.
pub(crate) fn lower_first(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_ascii_lowercase().to_string() + letters.as_str()
    })
}
