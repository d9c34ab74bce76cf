//! Requests as `DynamoDB` takes them, in JSON.

use anyhow::{Context as _, Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lockstep_entity::request::{
    ConditionCheck, DeleteItem, GetItem, PutItem, Query, ReturnValues, Scan, TransactOp, UpdateItem,
};
use lockstep_entity::{Expressions, Item, Name, Number, Value};
use serde_json::{Map, Value as Json, json};

use crate::case::Ordered;

/// A request: which operation, and its body.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Wire {
    pub(crate) target: &'static str,
    pub(crate) body: Json,
}

pub(crate) fn get(request: GetItem, table: &str) -> Wire {
    let mut body = Body::new(table);
    body.set("Key", from_item(&request.key));
    body.flag("ConsistentRead", request.consistent);
    body.expressions(Expressions::new().with_projection(request.projection));
    body.wire("GetItem")
}

pub(crate) fn put(request: PutItem, table: &str) -> Wire {
    let mut body = Body::new(table);
    body.set("Item", from_item(&request.item));
    body.returns(request.return_values);
    body.expressions(Expressions::new().with_condition(request.condition));
    body.wire("PutItem")
}

pub(crate) fn update(request: UpdateItem, table: &str) -> Wire {
    let mut body = Body::new(table);
    body.set("Key", from_item(&request.key));
    body.returns(request.return_values);
    body.expressions(
        Expressions::new()
            .with_update(request.update)
            .with_condition(request.condition),
    );
    body.wire("UpdateItem")
}

pub(crate) fn delete(request: DeleteItem, table: &str) -> Wire {
    let mut body = Body::new(table);
    body.set("Key", from_item(&request.key));
    body.returns(request.return_values);
    body.expressions(Expressions::new().with_condition(request.condition));
    body.wire("DeleteItem")
}

pub(crate) fn query(request: Query, table: &str) -> Wire {
    let mut body = Body::new(table);
    body.text("IndexName", request.index.as_deref());
    body.limit(request.limit);
    body.flag("ConsistentRead", request.consistent);
    if request.descending {
        body.set("ScanIndexForward", json!(false));
    }
    if let Some(cursor) = &request.cursor {
        body.set("ExclusiveStartKey", from_item(cursor.key()));
    }
    body.expressions(
        Expressions::new()
            .with_key_condition(request.key_condition)
            .with_filter(request.filter)
            .with_projection(request.projection),
    );
    body.wire("Query")
}

pub(crate) fn scan(request: Scan, table: &str) -> Wire {
    let mut body = Body::new(table);
    body.text("IndexName", request.index.as_deref());
    body.limit(request.limit);
    body.flag("ConsistentRead", request.consistent);
    if let Some(cursor) = &request.cursor {
        body.set("ExclusiveStartKey", from_item(cursor.key()));
    }
    if let Some((segment, total)) = request.segment {
        body.set("Segment", json!(segment));
        body.set("TotalSegments", json!(total));
    }
    body.expressions(
        Expressions::new()
            .with_filter(request.filter)
            .with_projection(request.projection),
    );
    body.wire("Scan")
}

pub(crate) fn batch_get(keys: &[Item], consistent: bool, projection: Vec<Name>, table: &str) -> Wire {
    let mut request = Body(Map::new());
    request.set("Keys", keys.iter().map(from_item).collect());
    request.flag("ConsistentRead", consistent);
    request.expressions(Expressions::new().with_projection(projection));
    let mut tables = Map::new();
    tables.insert(table.to_owned(), Json::Object(request.0));
    Wire {
        target: "BatchGetItem",
        body: json!({ "RequestItems": tables }),
    }
}

pub(crate) fn batch_write(operations: Vec<Json>, table: &str) -> Wire {
    let mut tables = Map::new();
    tables.insert(table.to_owned(), Json::Array(operations));
    Wire {
        target: "BatchWriteItem",
        body: json!({ "RequestItems": tables }),
    }
}

/// An operation of a transaction. What it returns, it returns if its condition fails.
pub(crate) fn transact(operation: TransactOp, table: &str) -> Json {
    let (name, Wire { body, .. }) = match operation {
        TransactOp::Put(request) => ("Put", put(request, table)),
        TransactOp::Update(request) => ("Update", update(request, table)),
        TransactOp::Delete(request) => ("Delete", delete(request, table)),
        TransactOp::Check(ConditionCheck { key, condition, .. }) => {
            let request = DeleteItem::new(key).condition(condition);
            ("ConditionCheck", delete(request, table))
        }
    };
    let Json::Object(mut body) = body else {
        return body;
    };
    if let Some(returned) = body.remove("ReturnValues") {
        body.insert("ReturnValuesOnConditionCheckFailure".to_owned(), returned);
    }
    let mut operation = Map::new();
    operation.insert(name.to_owned(), Json::Object(body));
    Json::Object(operation)
}

struct Body(Map<String, Json>);

impl Body {
    fn new(table: &str) -> Self {
        let mut body = Self(Map::new());
        body.set("TableName", json!(table));
        body
    }

    fn set(&mut self, name: &str, value: Json) {
        self.0.insert(name.to_owned(), value);
    }

    fn text(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.set(name, json!(text));
        }
    }

    fn flag(&mut self, name: &str, value: bool) {
        if value {
            self.set(name, json!(true));
        }
    }

    fn limit(&mut self, limit: Option<u32>) {
        if let Some(limit) = limit {
            self.set("Limit", json!(limit));
        }
    }

    fn returns(&mut self, values: ReturnValues) {
        let name = match values {
            ReturnValues::None => return,
            ReturnValues::AllOld => "ALL_OLD",
            ReturnValues::AllNew => "ALL_NEW",
            ReturnValues::UpdatedOld => "UPDATED_OLD",
            ReturnValues::UpdatedNew => "UPDATED_NEW",
        };
        self.set("ReturnValues", json!(name));
    }

    fn expressions(&mut self, expressions: Expressions) {
        for (name, text) in [
            ("UpdateExpression", expressions.update),
            ("ConditionExpression", expressions.condition),
            ("KeyConditionExpression", expressions.key_condition),
            ("FilterExpression", expressions.filter),
            ("ProjectionExpression", expressions.projection),
        ] {
            self.text(name, text.as_deref());
        }
        if !expressions.names.is_empty() {
            let names = expressions
                .names
                .into_iter()
                .map(|(placeholder, name)| (placeholder.into_owned(), json!(name)));
            self.set("ExpressionAttributeNames", Json::Object(names.collect()));
        }
        if !expressions.values.is_empty() {
            let values = expressions
                .values
                .into_iter()
                .map(|(placeholder, value)| (placeholder.into_owned(), from_value(&value)));
            self.set("ExpressionAttributeValues", Json::Object(values.collect()));
        }
    }

    fn wire(self, target: &'static str) -> Wire {
        Wire {
            target,
            body: Json::Object(self.0),
        }
    }
}

/// An item in `DynamoDB`'s JSON.
pub(crate) fn from_item(item: &Item) -> Json {
    let members = item
        .iter()
        .map(|(name, value)| (name.to_owned(), from_value(value)));
    Json::Object(members.collect())
}

fn from_value(value: &Value) -> Json {
    match value {
        Value::String(text) => json!({ "S": text }),
        Value::Number(number) => json!({ "N": number.as_str() }),
        Value::Bool(value) => json!({ "BOOL": value }),
        Value::Null => json!({ "NULL": true }),
        Value::Binary(bytes) => json!({ "B": STANDARD.encode(bytes) }),
        Value::List(elements) => json!({ "L": elements.iter().map(from_value).collect::<Vec<_>>() }),
        Value::Map(members) => json!({ "M": from_item(members) }),
        Value::StringSet(members) => json!({ "SS": members }),
        Value::NumberSet(members) => {
            json!({ "NS": members.iter().map(Number::as_str).collect::<Vec<_>>() })
        }
        Value::BinarySet(members) => {
            json!({ "BS": members.iter().map(|bytes| STANDARD.encode(bytes)).collect::<Vec<_>>() })
        }
    }
}

/// Reads an item from `DynamoDB`'s JSON.
pub(crate) fn item(json: &Json) -> Result<Item> {
    let Json::Object(members) = json else {
        bail!("expected an item, found {json}");
    };
    members
        .iter()
        .map(|(name, value)| Ok((name.clone(), self::value(value)?)))
        .collect()
}

/// Reads an item from `DynamoDB`'s JSON, in its order.
pub(crate) fn ordered(Ordered(members): &Ordered<Json>) -> Result<Item> {
    let mut item = Item::new();
    for (name, value) in members {
        item.insert(name.clone(), self::value(value)?);
    }
    Ok(item)
}

fn value(json: &Json) -> Result<Value> {
    let (kind, value) = json
        .as_object()
        .and_then(|members| members.iter().next())
        .with_context(|| format!("expected a value with its type, found {json}"))?;
    let texts = || -> Result<Vec<String>> {
        serde_json::from_value(value.clone()).with_context(|| format!("expected texts, found {value}"))
    };
    let text = || {
        value
            .as_str()
            .with_context(|| format!("expected text, found {value}"))
    };
    Ok(match kind.as_str() {
        "S" => Value::from(text()?),
        "N" => Value::Number(text()?.parse()?),
        "BOOL" => Value::Bool(value.as_bool().context("a boolean")?),
        "NULL" => Value::Null,
        "B" => Value::Binary(STANDARD.decode(text()?)?),
        "L" => Value::List(
            value
                .as_array()
                .context("a list")?
                .iter()
                .map(self::value)
                .collect::<Result<_>>()?,
        ),
        "M" => Value::Map(item(value)?),
        "SS" => Value::StringSet(texts()?),
        "NS" => Value::NumberSet(
            texts()?
                .iter()
                .map(|text| text.parse())
                .collect::<Result<_, _>>()?,
        ),
        other => bail!("there is no type {other}"),
    })
}
