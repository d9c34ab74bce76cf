//! The members of a request: reading them, with `DynamoDB`'s words for what has another JSON type.

use std::collections::BTreeMap;

use crate::error::{Exception, Failure};
use crate::expression::Placeholders;
use crate::json::{Json, Object};
use crate::table::arn;
use crate::value::json::{self, Fault};
use crate::value::{Item, Value};

/// The most bytes of the name of a table or an index.
const MAX_NAME: usize = 255;

/// The most bytes of a table's Amazon resource name.
const MAX_ARN_BYTES: usize = 1024;

/// How an operation words what is wrong with values and placeholders. The service validates some operations with a newer
/// layer than others (`tests/differences.md`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wording {
    /// `ExpressionAttributeValues contains invalid value: … for key :a`.
    Older,
    /// `…`.
    Newer,
    /// `1 validation error detected: …`: writes of one item.
    Counted,
}

/// A JSON object of a request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Members<'a>(&'a Object<'a>);

impl<'a> Members<'a> {
    /// The members of an object.
    pub(crate) fn of(json: &'a Json<'a>) -> Result<Self, Failure> {
        match json {
            Json::Object(members) => Ok(Self(members)),
            Json::Array(_) => Err(shape_fault("Start of list found where not expected")),
            _ => Err(shape_fault("Unexpected field type")),
        }
    }

    /// A member. One that is null counts as absent.
    pub(crate) fn get(self, name: &str) -> Option<&'a Json<'a>> {
        self.0.get(name).filter(|json| !json.is_null())
    }

    fn read<T>(
        self,
        name: &str,
        read: impl Fn(&'a Json<'a>) -> Result<T, Fault>,
    ) -> Result<Option<T>, Failure> {
        Ok(self.get(name).map(read).transpose()?)
    }

    pub(crate) fn text(self, name: &str) -> Result<Option<&'a str>, Failure> {
        self.read(name, json::string)
    }

    pub(crate) fn flag(self, name: &str) -> Result<bool, Failure> {
        Ok(self.read(name, json::flag)?.unwrap_or_default())
    }

    /// A whole number. A fraction is dropped, and what is too large for 32 bits is the greatest of them.
    pub(crate) fn integer(self, name: &str) -> Result<Option<i64>, Failure> {
        self.read(name, |json| match json {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "the service drops a fraction and stops at the bounds, as the cast does"
            )]
            Json::Number(number) => Ok(i64::from(number.as_f64().unwrap_or_default() as i32)),
            other => Err(Fault::Shape(json::not_a("Integer", other))),
        })
    }

    /// A whole number of 64 bits.
    pub(crate) fn long(self, name: &str) -> Result<Option<i64>, Failure> {
        self.read(name, |json| match json {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "the service drops a fraction and stops at the bounds, as the cast does"
            )]
            Json::Number(number) => Ok(number
                .as_i64()
                .unwrap_or_else(|| number.as_f64().unwrap_or_default() as i64)),
            other => Err(Fault::Shape(json::not_a("Long", other))),
        })
    }

    /// A whole number, which must lie within bounds; a broken constraint is added to a list.
    pub(crate) fn integer_within(
        self,
        name: &str,
        least: i64,
        greatest: i64,
        broken: &mut Vec<String>,
    ) -> Result<Option<i64>, Failure> {
        let number = self.integer(name)?;
        let bound = match number {
            Some(number) if number < least => format!("greater than or equal to {least}"),
            Some(number) if number > greatest => format!("less than or equal to {greatest}"),
            _ => return Ok(number),
        };
        let (number, member) = (number.unwrap_or_default(), lower_first(name));
        broken.push(format!(
            "Value '{number}' at '{member}' failed to satisfy constraint: Member must have value {bound}"
        ));
        Ok(None)
    }

    pub(crate) fn list(self, name: &str) -> Result<Option<&'a [Json<'a>]>, Failure> {
        self.read(name, json::list)
    }

    pub(crate) fn object(self, name: &str) -> Result<Option<Members<'a>>, Failure> {
        self.get(name).map(Self::of).transpose()
    }

    pub(crate) fn item(self, name: &str) -> Result<Option<Item>, Failure> {
        self.read(name, json::item)
    }

    /// The item or the key of a write of one item.
    pub(crate) fn written_item(self, name: &str) -> Result<Option<Item>, Failure> {
        let read = self.get(name).map(json::item).transpose();
        read.map_err(|fault| match fault {
            Fault::Contents { newer, .. } => Failure::counted(newer),
            fault => fault.into(),
        })
    }

    /// Names and values of all members.
    pub(crate) fn iter(self) -> impl Iterator<Item = (&'a str, &'a Json<'a>)> {
        self.0.iter()
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

    /// The name of a table, which may be given as its Amazon resource name; what is wrong with it is added to a list.
    pub(crate) fn table_name(self, shortest: usize, broken: &mut Vec<String>) -> Result<String, Failure> {
        let Some(name) = self.text("TableName")? else {
            broken.push(missing("tableName"));
            return Ok(String::new());
        };
        broken.extend(check_reference(name, "tableName", shortest));
        Ok(referred(name).to_owned())
    }

    /// `ExpressionAttributeNames` and `ExpressionAttributeValues`, which need one of some expressions beside them.
    pub(crate) fn placeholders(
        self,
        expressions: &[&str],
        wording: Wording,
    ) -> Result<Placeholders, Failure> {
        const NAMES: &str = "ExpressionAttributeNames";
        const VALUES: &str = "ExpressionAttributeValues";
        let used = expressions.iter().any(|name| self.get(name).is_some());
        // Reads say which of the expressions that can have values they miss.
        let missing: Vec<String> = expressions
            .iter()
            .filter(|name| ["FilterExpression", "KeyConditionExpression"].contains(name))
            .map(|name| format!("{name} is null"))
            .collect();
        let refused = |message: String| match wording {
            Wording::Older | Wording::Newer => Failure::validation(message),
            Wording::Counted => Failure::counted(message),
        };
        let entries = |parameter: &str, mark: char| -> Result<Vec<(&str, &Json<'_>)>, Failure> {
            let Some(members) = self.object(parameter)? else {
                return Ok(Vec::new());
            };
            if !used {
                let missing = if parameter == VALUES && !missing.is_empty() {
                    format!(": {}", missing.join(" and "))
                } else {
                    String::new()
                };
                return Err(refused(format!(
                    "{parameter} can only be specified when using expressions{missing}"
                )));
            }
            let entries: Vec<_> = members.iter().collect();
            if entries.is_empty() {
                return Err(refused(format!("{parameter} must not be empty")));
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
            let name = json::string(name)?;
            if name.is_empty() {
                return Err(Failure::validation(format!(
                    "{NAMES} contains invalid value: {} for key {key}",
                    json::EMPTY_NAME
                )));
            }
            names.insert(key.to_owned(), name.to_owned());
        }
        let mut values: BTreeMap<String, Value> = BTreeMap::new();
        for (key, value) in entries(VALUES, ':')? {
            let value = json::value(value).map_err(|fault| match (fault, wording) {
                (Fault::Contents { newer, .. }, Wording::Newer | Wording::Counted) => refused(newer),
                (Fault::Value(message) | Fault::Contents { older: message, .. }, _) => Failure::validation(
                    format!("{VALUES} contains invalid value: {message} for key {key}"),
                ),
                (shape @ Fault::Shape(_), _) => shape.into(),
            })?;
            values.insert(key.to_owned(), value);
        }
        Ok(Placeholders::new(names, values))
    }
}

fn shape_fault(message: &str) -> Failure {
    Failure::new(Exception::Serialization, message)
}

/// Parses a request's body.
pub(crate) fn parse(body: &[u8]) -> Result<Json<'_>, Failure> {
    let unreadable = || Failure::new(Exception::Serialization, "");
    let body = std::str::from_utf8(body).map_err(|_| unreadable())?;
    serde_json::from_str(body).map_err(|error| {
        // The parser follows more levels than any value may have.
        if error.to_string().starts_with("recursion limit exceeded") {
            return Failure::validation(crate::value::TOO_DEEP);
        }
        unreadable()
    })
}

/// The broken constraint of a member that must be there.
pub(crate) fn missing(member: &str) -> String {
    format!("Value null at '{member}' failed to satisfy constraint: Member must not be null")
}

/// Whether a table is given by its Amazon resource name.
fn is_arn(name: &str) -> bool {
    name.starts_with("arn:") && name.len() <= MAX_ARN_BYTES
}

/// The table that a name, or an Amazon resource name, refers to. One that is none of a table here is not found.
pub(crate) fn referred(name: &str) -> &str {
    arn::table(name).filter(|_| is_arn(name)).unwrap_or(name)
}

/// The broken constraints of a table's name where an Amazon resource name may stand for it.
pub(crate) fn check_reference(name: &str, member: &str, shortest: usize) -> Option<String> {
    check_table_name(name, member, shortest).filter(|_| !is_arn(name))
}

/// The broken constraints of a table's name, as operations on items report them: the first one.
pub(crate) fn check_table_name(name: &str, member: &str, shortest: usize) -> Option<String> {
    check_name(name, member, shortest).pop()
}

/// The broken constraints of the name of a table or an index.
pub(crate) fn check_name(name: &str, member: &str, shortest: usize) -> Vec<String> {
    let mut constraints = Vec::new();
    let is_sound = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte);
    if name.is_empty() && shortest > 1 || !name.bytes().all(is_sound) {
        constraints.push("Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+".to_owned());
    }
    if name.len() < shortest {
        constraints.push(format!(
            "Member must have length greater than or equal to {shortest}"
        ));
    } else if name.len() > MAX_NAME {
        constraints.push(format!(
            "Member must have length less than or equal to {MAX_NAME}"
        ));
    }
    let broken =
        |constraint| format!("Value '{name}' at '{member}' failed to satisfy constraint: {constraint}");
    constraints.into_iter().map(broken).collect()
}

/// A parameter's name as constraints spell it.
pub(crate) fn lower_first(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_ascii_lowercase().to_string() + letters.as_str()
    })
}
