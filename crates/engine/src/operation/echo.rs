//! Members of a request as the service shows them in the message that refuses them.
//!
//! Batches of writes and transactions are shown as the service's own program writes its values out: each with the name of
//! its type and all its fields. In that form a request is many times as long as it came, so what is shown is cut.

use std::fmt::{self, Write};

use crate::json::Json;

use crate::request::Members;

/// The most bytes that are shown.
const MAX_BYTES: usize = 1 << 16;

/// The fields of an attribute value, by the name of its type where it has one.
const FIELDS: [(&str, &str); 16] = [
    ("s", "S"),
    ("n", "N"),
    ("b", "B"),
    ("iNT", ""),
    ("dECIMAL", ""),
    ("dOUBLE", ""),
    ("sS", "SS"),
    ("nS", "NS"),
    ("bS", "BS"),
    ("iNTSET", ""),
    ("dECIMALSET", ""),
    ("dOUBLESET", ""),
    ("m", "M"),
    ("l", "L"),
    ("nULL", "NULL"),
    ("bOOL", "BOOL"),
];

/// Text up to a length.
#[derive(Default)]
struct Cut(String);

impl Write for Cut {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let room = MAX_BYTES - self.0.len();
        self.0.push_str(&text[..text.floor_char_boundary(room)]);
        if text.len() <= room {
            Ok(())
        } else {
            Err(fmt::Error)
        }
    }
}

fn cut(write: impl FnOnce(&mut Cut) -> fmt::Result) -> String {
    let mut out = Cut::default();
    if write(&mut out).is_err() {
        out.0.push_str("...");
    }
    out.0
}

/// The tables of a batch, as JSON.
pub(super) fn json(tables: Members<'_>) -> String {
    cut(|out| {
        for (index, (name, json)) in tables.iter().enumerate() {
            out.write_str(if index == 0 { "{" } else { "," })?;
            write!(out, "{}:{json}", serde_json::Value::from(name))?;
        }
        out.write_str("}")
    })
}

/// The tables of a batch of writes.
pub(super) fn batch_write(tables: Members<'_>) -> String {
    cut(|out| {
        let tables = tables.iter();
        list(out, "{}", tables, |out, (name, writes)| {
            write!(out, "{name}=")?;
            list(out, "[]", elements(writes), |out, write| {
                out.write_str("WriteRequest(putRequest=")?;
                request(out, "PutRequest", "item", &write["PutRequest"]["Item"])?;
                out.write_str(", deleteRequest=")?;
                request(out, "DeleteRequest", "key", &write["DeleteRequest"]["Key"])?;
                out.write_str(")")
            })
        })
    })
}

fn request(out: &mut Cut, name: &str, member: &str, item: &Json<'_>) -> fmt::Result {
    if item.is_null() {
        return out.write_str("null");
    }
    write!(out, "{name}({member}=")?;
    attributes(out, item)?;
    out.write_str(", workloadProfileName=null)")
}

/// The items of a reading transaction.
pub(super) fn transact_get(items: &[Json<'_>]) -> String {
    cut(|out| {
        list(out, "[]", items.iter(), |out, item| {
            let get = &item["Get"];
            out.write_str("TransactGetItem(get=Get(key=")?;
            attributes(out, &get["Key"])?;
            texts(
                out,
                get,
                &[
                    ("tableName", "TableName"),
                    ("projectionExpression", "ProjectionExpression"),
                ],
            )?;
            names(out, get)?;
            out.write_str(", workloadProfileName=null))")
        })
    })
}

/// The items of a writing transaction.
pub(super) fn transact_write(items: &[Json<'_>]) -> String {
    cut(|out| {
        list(out, "[]", items.iter(), |out, item| {
            out.write_str("TransactWriteItem(")?;
            for (index, (member, kind)) in [
                ("conditionCheck", "ConditionCheck"),
                ("put", "Put"),
                ("delete", "Delete"),
                ("update", "Update"),
            ]
            .into_iter()
            .enumerate()
            {
                out.write_str(if index == 0 { "" } else { ", " })?;
                write!(out, "{member}=")?;
                action(out, kind, &item[kind])?;
            }
            out.write_str(")")
        })
    })
}

/// The statements of a batch.
pub(super) fn batch_statements(list: &[Json<'_>]) -> String {
    cut(|out| {
        self::list(out, "[]", list.iter(), |out, statement| {
            out.write_str("BatchStatementRequest(")?;
            text_and_parameters(out, statement)?;
            let consistent = &statement["ConsistentRead"];
            write!(out, ", consistentRead={consistent}")?;
            shown(out, statement)
        })
    })
}

/// The statements of a transaction.
pub(super) fn statements(list: &[Json<'_>]) -> String {
    cut(|out| {
        self::list(out, "[]", list.iter(), |out, statement| {
            out.write_str("ParameterizedStatement(")?;
            text_and_parameters(out, statement)?;
            shown(out, statement)
        })
    })
}

fn text_and_parameters(out: &mut Cut, statement: &Json<'_>) -> fmt::Result {
    let text = statement["Statement"].as_str().unwrap_or("null");
    write!(out, "statement={text}, parameters=")?;
    match statement["Parameters"].as_array() {
        None => out.write_str("null"),
        Some(values) => list(out, "[]", values.iter(), attribute),
    }
}

/// Whether a failed condition shows the item, and what ends a statement.
fn shown(out: &mut Cut, statement: &Json<'_>) -> fmt::Result {
    texts(
        out,
        statement,
        &[(
            "returnValuesOnConditionCheckFailure",
            "ReturnValuesOnConditionCheckFailure",
        )],
    )?;
    out.write_str(")")
}

fn action(out: &mut Cut, kind: &str, action: &Json<'_>) -> fmt::Result {
    if action.is_null() {
        return out.write_str("null");
    }
    let (member, item) = if kind == "Put" {
        ("item", "Item")
    } else {
        ("key", "Key")
    };
    write!(out, "{kind}({member}=")?;
    attributes(out, &action[item])?;
    if kind == "Update" {
        texts(out, action, &[("updateExpression", "UpdateExpression")])?;
    }
    texts(
        out,
        action,
        &[
            ("tableName", "TableName"),
            ("conditionExpression", "ConditionExpression"),
        ],
    )?;
    names(out, action)?;
    out.write_str(", expressionAttributeValues=")?;
    attributes(out, &action["ExpressionAttributeValues"])?;
    texts(
        out,
        action,
        &[(
            "returnValuesOnConditionCheckFailure",
            "ReturnValuesOnConditionCheckFailure",
        )],
    )?;
    out.write_str(", workloadProfileName=null)")
}

/// Members that are text.
fn texts(out: &mut Cut, of: &Json<'_>, members: &[(&str, &str)]) -> fmt::Result {
    for (shown, member) in members {
        write!(out, ", {shown}={}", of[*member].as_str().unwrap_or("null"))?;
    }
    Ok(())
}

fn names(out: &mut Cut, of: &Json<'_>) -> fmt::Result {
    out.write_str(", expressionAttributeNames=")?;
    match of["ExpressionAttributeNames"].as_object() {
        None => out.write_str("null"),
        Some(names) => list(out, "{}", names.iter(), |out, (name, attribute)| {
            write!(out, "{name}={}", attribute.as_str().unwrap_or("null"))
        }),
    }
}

/// A map of attribute values. The service shows them in an order of its own; here they are by name.
fn attributes(out: &mut Cut, item: &Json<'_>) -> fmt::Result {
    match item.as_object() {
        None => out.write_str("null"),
        Some(item) => list(out, "{}", item.iter(), |out, (name, value)| {
            write!(out, "{name}=")?;
            attribute(out, value)
        }),
    }
}

fn attribute(out: &mut Cut, value: &Json<'_>) -> fmt::Result {
    out.write_str("AttributeValue(")?;
    for (index, (field, name)) in FIELDS.into_iter().enumerate() {
        out.write_str(if index == 0 { "" } else { ", " })?;
        write!(out, "{field}=")?;
        match (name, &value[name]) {
            ("B", Json::String(text)) => bytes(out, text)?,
            ("BS", Json::Array(set)) => list(out, "[]", set.iter(), |out, member| {
                bytes(out, member.as_str().unwrap_or_default())
            })?,
            ("M", map @ Json::Object(_)) => attributes(out, map)?,
            ("L", Json::Array(values)) => list(out, "[]", values.iter(), attribute)?,
            (_, Json::Array(set)) => list(out, "[]", set.iter(), |out, member| {
                out.write_str(member.as_str().unwrap_or("null"))
            })?,
            (_, Json::String(text)) => out.write_str(text)?,
            (_, other) => write!(out, "{other}")?,
        }
    }
    out.write_str(")")
}

/// Binary, of which only the length is shown.
fn bytes(out: &mut Cut, base64: &str) -> fmt::Result {
    let length = base64.trim_end_matches('=').len() * 3 / 4;
    write!(out, "java.nio.HeapByteBuffer[pos=0 lim={length} cap={length}]")
}

fn elements<'a>(json: &'a Json<'a>) -> std::slice::Iter<'a, Json<'a>> {
    json.as_array().unwrap_or_default().iter()
}

fn list<T>(
    out: &mut Cut,
    brackets: &str,
    members: impl Iterator<Item = T>,
    show: impl Fn(&mut Cut, T) -> fmt::Result,
) -> fmt::Result {
    let (open, close) = brackets.split_at(1);
    out.write_str(open)?;
    for (index, member) in members.enumerate() {
        if index > 0 {
            out.write_str(", ")?;
        }
        show(out, member)?;
    }
    out.write_str(close)
}
