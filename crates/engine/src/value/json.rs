//! Values as `DynamoDB` JSON: `{"S":"text"}`, `{"N":"1"}`, `{"M":{…}}`…
//!
//! Reading refuses what `DynamoDB` refuses, in its words. A wrong JSON type is another kind of fault than a wrong value:
//! the first makes the whole request unreadable.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Map, Value as Answer};

use super::number::NumberError;
use super::{Item, MAX_NESTING, Number, TOO_DEEP, Value};
use crate::json::Json;

#[cfg(test)]
mod tests;

/// What is wrong with a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The JSON has another shape: `SerializationException`.
    Shape(String),
    /// The shape is right and the value is not: `ValidationException`.
    Value(String),
    /// The same of a number, of the members of a set or of the depth, for which the service has two wordings
    /// ([`Wording`](crate::request::Wording)).
    Contents { older: String, newer: String },
}

impl Fault {
    /// Contents that both wordings name alike.
    fn contents(message: impl Into<String>) -> Self {
        let older = message.into();
        let newer = older.clone();
        Self::Contents { older, newer }
    }
}

/// The members of an attribute value.
const TYPES: [&str; 10] = ["S", "N", "B", "SS", "NS", "BS", "M", "L", "NULL", "BOOL"];

/// The service's type of them.
const ATTRIBUTE_VALUE: &str = "com.amazonaws.dynamodb.v20120810.AttributeValue";

const EMPTY: &str = "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes";
const AMBIGUOUS: &str = "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes";
const NULL_NOT_TRUE: &str =
    "One or more parameter values were invalid: Null attribute value types must have the value of true";

/// What is said of an attribute without a name.
pub(crate) const EMPTY_NAME: &str = "Empty attribute name";

/// Reads an item, a key, or the members of a map.
pub(crate) fn item(json: &Json<'_>) -> Result<Item, Fault> {
    members(json, 0)
}

/// Reads one attribute value.
pub(crate) fn value(json: &Json<'_>) -> Result<Value, Fault> {
    at_depth(json, 0)
}

fn members(json: &Json<'_>, depth: usize) -> Result<Item, Fault> {
    let members = json.as_object().ok_or_else(|| wrong_shape(json))?;
    if members.get("").is_some() {
        return Err(Fault::Value(EMPTY_NAME.to_owned()));
    }
    let mut all = Vec::with_capacity(members.len());
    for (name, json) in members.iter() {
        all.push((name.to_owned(), at_depth(json, depth)?));
    }
    Ok(all.into_iter().collect())
}

fn at_depth(json: &Json<'_>, depth: usize) -> Result<Value, Fault> {
    if depth >= MAX_NESTING {
        return Err(Fault::contents(TOO_DEEP));
    }
    let members = match json {
        Json::Object(members) => members,
        Json::Null => return Err(Fault::Value(EMPTY.to_owned())),
        Json::Array(_) => {
            return Err(Fault::Shape(format!(
                "Unrecognized collection type class {ATTRIBUTE_VALUE}"
            )));
        }
        _ => return Err(Fault::Shape("Unexpected value type in payload".to_owned())),
    };
    if let Some((name, json)) = members.only()
        && let Some(name) = TYPES.into_iter().find(|known| *known == name)
        && !json.is_null()
    {
        return of_type(name, json, depth);
    }
    // A member that is null counts as absent.
    let mut present = TYPES
        .into_iter()
        .filter_map(|name| Some((name, members.get(name).filter(|json| !json.is_null())?)));
    let Some((name, json)) = present.next() else {
        return Err(Fault::Value(EMPTY.to_owned()));
    };
    let value = of_type(name, json, depth)?;
    // What is wrong with another member is said before that there are two.
    let mut ambiguous = false;
    for (name, json) in present {
        of_type(name, json, depth)?;
        ambiguous = true;
    }
    if ambiguous {
        return Err(Fault::Value(AMBIGUOUS.to_owned()));
    }
    Ok(value)
}

fn of_type(name: &str, json: &Json<'_>, depth: usize) -> Result<Value, Fault> {
    Ok(match name {
        "S" => Value::String(string(json)?.to_owned()),
        "N" => Value::Number(number(string(json)?)?),
        "B" => Value::Binary(binary(string(json)?)?),
        "BOOL" => Value::Bool(flag(json)?),
        "NULL" if flag(json)? => Value::Null,
        "NULL" => return Err(Fault::Value(NULL_NOT_TRUE.to_owned())),
        "SS" => Value::StringSet(set(
            json,
            "An string set  may not be empty",
            SetKind::String,
            |text| Ok(text.to_owned()),
        )?),
        "NS" => Value::NumberSet(set(
            json,
            "An number set  may not be empty",
            SetKind::Number,
            number,
        )?),
        "BS" => Value::BinarySet(set(
            json,
            "Binary sets should not be empty",
            SetKind::Binary,
            binary,
        )?),
        "L" => Value::List(
            list(json)?
                .iter()
                .map(|json| at_depth(json, depth + 1))
                .collect::<Result<_, _>>()?,
        ),
        _ => Value::Map(members(json, depth + 1)?),
    })
}

fn number(text: &str) -> Result<Number, Fault> {
    text.parse().map_err(|error| match error {
        NumberError::Empty => Fault::Contents {
            older: error.to_string(),
            newer: format!("{error}: "),
        },
        _ => Fault::contents(error.to_string()),
    })
}

fn binary(text: &str) -> Result<Vec<u8>, Fault> {
    if !text.len().is_multiple_of(4) {
        let length = text.len();
        return Err(Fault::Shape(format!(
            "Base64 encoded length is expected a multiple of 4 bytes but found: {length}"
        )));
    }
    BASE64
        .decode(text)
        .map_err(|_| Fault::Shape("Invalid Base64 character found in the encoded data".to_owned()))
}

/// What a set has.
#[derive(Clone, Copy)]
enum SetKind {
    Binary,
    Number,
    String,
}

/// Reads and sorts a set.
fn set<T: Ord>(
    json: &Json<'_>,
    empty: &str,
    kind: SetKind,
    member: impl Fn(&str) -> Result<T, Fault>,
) -> Result<Vec<T>, Fault> {
    let invalid =
        |reason: &dyn Display| Fault::Value(format!("One or more parameter values were invalid: {reason}"));
    let texts: Vec<&str> = list(json)?.iter().map(string).collect::<Result<_, _>>()?;
    if texts.is_empty() {
        return Err(invalid(&empty));
    }
    let members: BTreeSet<T> = texts.iter().map(|text| member(text)).collect::<Result<_, _>>()?;
    if members.len() < texts.len() {
        return Err(duplicates(&texts, kind));
    }
    Ok(members.into_iter().collect())
}

/// A set has a member twice. The newer wording lists each member once, in order, and then those that came again; numbers it
/// does not list at all.
fn duplicates(texts: &[&str], kind: SetKind) -> Fault {
    let invalid =
        |reason: &str| format!("One or more parameter values were invalid: Input collection{reason}");
    let listed = texts.join(", ");
    let older = match kind {
        SetKind::Binary => invalid(&format!(" [{listed}]of type BS contains duplicates.")),
        SetKind::Number | SetKind::String => invalid(&format!(" [{listed}] contains duplicates.")),
    };
    let mut distinct = BTreeSet::new();
    let again: Vec<&str> = texts
        .iter()
        .filter(|text| !distinct.insert(**text))
        .copied()
        .collect();
    let listed: Vec<&str> = distinct.into_iter().chain(again).collect();
    let newer = match kind {
        SetKind::Number => invalid(" contains duplicates."),
        SetKind::Binary => invalid(&format!(
            " [\"{}\"]of type BS contains duplicates.",
            listed.join("\",\"")
        )),
        SetKind::String => invalid(&format!(" [\"{}\"] contains duplicates.", listed.join("\", \""))),
    };
    Fault::Contents { older, newer }
}

/// A JSON string.
pub(crate) fn string<'a>(json: &'a Json<'_>) -> Result<&'a str, Fault> {
    json.as_str().ok_or_else(|| Fault::Shape(not_a("String", json)))
}

/// A JSON list.
pub(crate) fn list<'a>(json: &'a Json<'a>) -> Result<&'a [Json<'a>], Fault> {
    json.as_array().ok_or_else(|| wrong_shape(json))
}

/// A boolean, or one of the words that `DynamoDB` takes for one.
pub(crate) fn flag(json: &Json<'_>) -> Result<bool, Fault> {
    match json {
        Json::Bool(flag) => Ok(*flag),
        Json::String(text) => match text.to_ascii_lowercase().as_str() {
            "true" | "t" | "yes" | "y" | "1" => Ok(true),
            "false" | "f" | "no" | "n" | "0" => Ok(false),
            _ => Err(Fault::Shape("Unexpected token received from parser".to_owned())),
        },
        _ => Err(Fault::Shape(not_a("Boolean", json))),
    }
}

/// What is said of JSON where a list, or a map of attribute values, was expected.
fn wrong_shape(json: &Json<'_>) -> Fault {
    Fault::Shape(match json {
        Json::Object(_) => "Start of structure or map found where not expected".to_owned(),
        Json::Array(_) => {
            format!("Unrecognized collection type java.util.Map<java.lang.String, {ATTRIBUTE_VALUE}>")
        }
        _ => "Unexpected field type".to_owned(),
    })
}

/// What is said of JSON where a scalar was expected: `String`, `Boolean`, `Integer` or `Long`.
pub(crate) fn not_a(expected: &str, json: &Json<'_>) -> String {
    match json {
        Json::Object(_) => "Start of structure or map found where not expected".to_owned(),
        Json::Array(_) => format!("Unrecognized collection type class java.lang.{expected}"),
        Json::Bool(true) => format!("TRUE_VALUE cannot be converted to {expected}"),
        Json::Bool(false) => format!("FALSE_VALUE cannot be converted to {expected}"),
        Json::Number(number) if number.is_f64() => format!("DECIMAL_VALUE cannot be converted to {expected}"),
        Json::Number(_) => format!("NUMBER_VALUE cannot be converted to {expected}"),
        Json::String(_) => format!("STRING_VALUE cannot be converted to {expected}"),
        Json::Null => format!("NULL_VALUE cannot be converted to {expected}"),
    }
}

/// Binary as text.
pub(crate) fn to_base64(bytes: &[u8]) -> String {
    BASE64.encode(bytes)
}

/// Writes an item, a key, or the members of a map.
pub(crate) fn write_item(item: &Item, out: &mut Vec<u8>) {
    out.push(b'{');
    for (index, (name, value)) in item.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        write_text(name, out);
        out.push(b':');
        write_value(value, out);
    }
    out.push(b'}');
}

/// Writes one attribute value.
pub(crate) fn write_value(value: &Value, out: &mut Vec<u8>) {
    out.extend_from_slice(b"{\"");
    out.extend_from_slice(value.type_name().as_bytes());
    out.extend_from_slice(b"\":");
    match value {
        Value::String(text) => write_text(text, out),
        Value::Number(number) => write_quoted(number, out),
        Value::Binary(bytes) => write_binary(bytes, out),
        Value::Bool(flag) => out.extend_from_slice(if *flag { b"true" } else { b"false" }),
        Value::Null => out.extend_from_slice(b"true"),
        Value::StringSet(set) => write_list(set, out, |text, out| write_text(text, out)),
        Value::NumberSet(set) => write_list(set, out, write_quoted),
        Value::BinarySet(set) => write_list(set, out, |bytes, out| write_binary(bytes, out)),
        Value::List(list) => write_list(list, out, write_value),
        Value::Map(map) => write_item(map, out),
    }
    out.push(b'}');
}

/// Writes binary in base 64, as a JSON string.
pub(crate) fn write_binary(bytes: &[u8], out: &mut Vec<u8>) {
    write_quoted(&to_base64(bytes), out);
}

fn write_list<T>(members: &[T], out: &mut Vec<u8>, write: impl Fn(&T, &mut Vec<u8>)) {
    out.push(b'[');
    for (index, member) in members.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        write(member, out);
    }
    out.push(b']');
}

/// Writes a JSON string.
pub(crate) fn write_text(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    escape(text, out);
    out.push(b'"');
}

/// Writes what stands between the quotes of a JSON string (RFC 8259, section 7).
pub(crate) fn escape(text: &str, out: &mut Vec<u8>) {
    let mut rest = text.as_bytes();
    let is_special = |byte: &u8| *byte < 0x20 || *byte == b'"' || *byte == b'\\';
    // Nearly no text has one. This looks at all bytes, many at a time.
    if !rest.iter().fold(false, |found, byte| found | is_special(byte)) {
        out.extend_from_slice(rest);
        return;
    }
    while let Some(at) = rest.iter().position(is_special) {
        out.extend_from_slice(&rest[..at]);
        let byte = rest[at];
        let short = match byte {
            b'"' | b'\\' => byte,
            b'\n' => b'n',
            b'\r' => b'r',
            b'\t' => b't',
            0x08 => b'b',
            0x0C => b'f',
            _ => 0,
        };
        if short == 0 {
            write!(out, "\\u{byte:04x}").expect("it is written to memory");
        } else {
            out.extend_from_slice(&[b'\\', short]);
        }
        rest = &rest[at + 1..];
    }
    out.extend_from_slice(rest);
}

/// Writes what needs no escape as a JSON string.
pub(crate) fn write_quoted(text: &impl Display, out: &mut Vec<u8>) {
    write!(out, "\"{text}\"").expect("it is written to memory");
}

/// The JSON of an item, for answers that are put together as [`serde_json::Value`].
pub(crate) fn from_item(item: &Item) -> Answer {
    Answer::Object(
        item.iter()
            .map(|(name, value)| (name.clone(), from_value(value)))
            .collect(),
    )
}

fn from_value(value: &Value) -> Answer {
    let content = match value {
        Value::String(text) => Answer::from(text.as_str()),
        Value::Number(number) => Answer::from(number.to_string()),
        Value::Binary(bytes) => Answer::from(to_base64(bytes)),
        Value::Bool(flag) => Answer::from(*flag),
        Value::Null => Answer::from(true),
        Value::StringSet(set) => Answer::from(set.as_slice()),
        Value::NumberSet(set) => set.iter().map(ToString::to_string).collect(),
        Value::BinarySet(set) => set.iter().map(|bytes| to_base64(bytes)).collect(),
        Value::List(list) => list.iter().map(from_value).collect(),
        Value::Map(map) => from_item(map),
    };
    Answer::Object(Map::from_iter([(value.type_name().to_owned(), content)]))
}
