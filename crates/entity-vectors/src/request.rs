//! The calls of a case, as requests.

use anyhow::{Context as _, Result, bail};
use lockstep_entity::request::{DeleteItem, GetItem, PutItem, Query, Scan, TransactOp, UpdateItem};
use lockstep_entity::schema::{
    Input, Operation, Schema, SchemaQuery, SchemaUpdate, SchemaUpsert, Search, Service,
};
use lockstep_entity::{Condition, Item, Name, Value};
use serde_json::{Value as Json, json};

use crate::condition::{self, Names};
use crate::options::Options;
use crate::{Refusal, native, wire};

/// What a chain of calls comes down to.
#[derive(Debug)]
pub(crate) enum Request {
    Get(GetItem),
    Put(PutItem),
    /// An update, and the attributes with which it answers.
    Update(UpdateItem, Item),
    Delete(DeleteItem, Item),
    Check(lockstep_entity::request::ConditionCheck),
    Query(Query, bool),
    Scan(Scan, bool),
    Collection(String, Query),
    BatchGet(Vec<Item>, Vec<Name>),
    /// Operations in `DynamoDB`'s JSON.
    BatchWrite(Vec<Json>),
}

/// One call: its name and its arguments.
struct Call<'c> {
    name: &'c str,
    arguments: &'c [Json],
}

impl Call<'_> {
    fn item(&self, position: usize) -> Result<Item> {
        match self.arguments.get(position) {
            None => Ok(Item::new()),
            Some(json) => native::item(json),
        }
    }
}

fn calls(chain: &[Vec<Json>]) -> Result<Vec<Call<'_>>> {
    chain
        .iter()
        .map(|call| {
            let (name, arguments) = call.split_first().context("a call has a name")?;
            let name = name.as_str().context("a call's name is text")?;
            Ok(Call { name, arguments })
        })
        .collect()
}

fn condition(call: &Call<'_>, names: &Names<'_>) -> Result<Condition> {
    let argument = call.arguments.first().context("`where` has a condition")?;
    match argument.get("$where") {
        Some(ast) => condition::read(ast, names),
        None => Err(Refusal::function("`where`").into()),
    }
}

/// Makes the request of an entity's chain.
pub(crate) fn of_schema(
    schema: &Schema,
    chain: &[Vec<Json>],
    options: &Options,
    sent: bool,
) -> Result<Request> {
    let calls = calls(chain)?;
    let (first, rest) = calls.split_first().context("a chain has a call")?;
    let condition = |call: &Call<'_>| match call.name {
        "where" => condition(call, &Names::Schema(schema)),
        other => bail!("there is no `{other}` here"),
    };
    let many = first.arguments.first().and_then(Json::as_array);
    Ok(match (first.name, many) {
        ("get" | "put" | "delete", Some(many)) => of_batch(schema, first.name, many, options, sent)?,
        ("get", None) => {
            let mut request = schema.get(&first.item(0)?)?;
            request.consistent = options.consistent;
            request.projection = projection(schema, options, sent);
            Request::Get(request)
        }
        ("put" | "create", None) => {
            let mut request = match first.name {
                "put" => schema.put(first.item(0)?)?,
                _ => schema.create(first.item(0)?)?,
            };
            for call in rest {
                request = request.condition(condition(call)?);
            }
            Request::Put(request.returning(options.returned))
        }
        ("delete" | "remove", None) => {
            let key = first.item(0)?;
            let mut request = match first.name {
                "delete" => schema.delete(&key)?,
                _ => schema.remove(&key)?,
            };
            for call in rest {
                request = request.condition(condition(call)?);
            }
            Request::Delete(request.returning(options.returned), key)
        }
        ("check", _) => {
            let conditions = rest.iter().map(condition).collect::<Result<Vec<_>>>()?;
            let condition = conditions
                .into_iter()
                .reduce(Condition::and)
                .context("a check has a condition")?;
            Request::Check(schema.check(&first.item(0)?, condition)?)
        }
        ("update" | "patch", _) => {
            let key = first.item(0)?;
            let update = match first.name {
                "update" => schema.update(key.clone()),
                _ => schema.patch(key.clone()),
            };
            let update = rest
                .iter()
                .try_fold(update, |update, call| change(schema, update, call))?;
            Request::Update(update.returning(options.returned).build()?, key)
        }
        ("upsert", _) => {
            let item = first.item(0)?;
            let key = item.clone();
            let upsert = rest
                .iter()
                .try_fold(schema.upsert(item), |upsert, call| grow(schema, upsert, call))?;
            Request::Update(upsert.returning(options.returned).build()?, key)
        }
        ("scan", _) => of_scan(schema, schema.scan()?, None, rest, options)?,
        (name, _) if name.starts_with("scan.") => of_scan(
            schema,
            schema.scan_index(&name["scan.".len()..])?,
            None,
            rest,
            options,
        )?,
        ("match" | "find", _) => {
            let attributes = first.item(0)?;
            let search = match first.name {
                "match" => schema.matching(&attributes)?,
                _ => schema.find(&attributes)?,
            };
            match search {
                Search::Query(query) => of_query(schema, query, rest, options, sent)?,
                Search::Scan(scan) => {
                    let compared = (first.name == "match").then_some(&attributes);
                    of_scan(schema, scan, compared, rest, options)?
                }
            }
        }
        (name, _) if name.starts_with("query.") => {
            let query = schema.query(&name["query.".len()..], &first.item(0)?)?;
            of_query(schema, query, rest, options, sent)?
        }
        (other, _) => bail!("there is no operation `{other}`"),
    })
}

/// Makes the request of many reads, puts or deletes.
fn of_batch(schema: &Schema, name: &str, many: &[Json], options: &Options, sent: bool) -> Result<Request> {
    if name == "get" {
        let keys = many
            .iter()
            .map(|key| Ok(schema.get(&native::item(key)?)?.key))
            .collect::<Result<_>>()?;
        return Ok(Request::BatchGet(keys, projection(schema, options, sent)));
    }
    let operation = |one: &Json| -> Result<Json> {
        let one = native::item(one)?;
        Ok(if name == "put" {
            json!({ "PutRequest": { "Item": wire::from_item(&schema.put(one)?.item) } })
        } else {
            json!({ "DeleteRequest": { "Key": wire::from_item(&schema.delete(&one)?.key) } })
        })
    };
    let (made, mut errors): (Vec<_>, Vec<_>) = many.iter().map(operation).partition(Result::is_ok);
    // All items are checked before the keys of the first are made.
    let is_invalid = |made: &Result<Json>| {
        made.as_ref().is_err_and(|error| {
            let error = error.downcast_ref::<lockstep_entity::Error>();
            error.is_some_and(lockstep_entity::Error::is_invalid_attribute)
        })
    };
    if !errors.is_empty() {
        let first = errors.iter().position(is_invalid).unwrap_or(0);
        errors.swap_remove(first)?;
    }
    Ok(Request::BatchWrite(made.into_iter().collect::<Result<_>>()?))
}

fn projection(schema: &Schema, options: &Options, sent: bool) -> Vec<Name> {
    schema.projection(
        &options.attributes,
        sent && !options.raw && options.ignore_ownership != Some(true),
    )
}

fn change<'s>(schema: &Schema, update: SchemaUpdate<'s>, call: &Call<'_>) -> Result<SchemaUpdate<'s>> {
    Ok(match call.name {
        "set" => {
            expect_required(schema, call)?;
            update.set(call.item(0)?)
        }
        "add" => update.add(call.item(0)?),
        "subtract" => update.subtract(call.item(0)?),
        "append" => update.append(call.item(0)?),
        "delete" => update.delete(call.item(0)?),
        "ifNotExists" => update.set_if_absent(call.item(0)?),
        "composite" => update.composite(call.item(0)?),
        "remove" => {
            let paths = call
                .arguments
                .first()
                .and_then(Json::as_array)
                .context("`remove` takes a list")?;
            update.remove(paths.iter().filter_map(Json::as_str))
        }
        "where" => update.condition(condition(call, &Names::Schema(schema))?),
        "data" => {
            let operations = call.arguments.first().and_then(|argument| argument.get("$data"));
            let Some(operations) = operations.and_then(Json::as_array) else {
                return Err(Refusal::function("`data`").into());
            };
            operations.iter().try_fold(update, |update, json| {
                anyhow::Ok(update.operation(operation(json)?))
            })?
        }
        other => bail!("there is no `{other}` here"),
    })
}

/// Refuses `undefined` for what is required: an update in Rust has no value for it.
fn expect_required(schema: &Schema, call: &Call<'_>) -> Result<()> {
    let values = call.arguments.first().and_then(Json::as_object);
    for (name, value) in values.into_iter().flatten() {
        if value.get("$undefined").is_some() && schema.is_required(name) {
            return Err(Refusal::new(3001, format!("`{name}` is required")).into());
        }
    }
    Ok(())
}

/// Reads `["add", "total", 1, 10]` or `["set", "total", {"$name": "sum"}]`.
fn operation(json: &Json) -> Result<Operation> {
    let parts = json.as_array().context("an operation is a list")?;
    let text = |position: usize| {
        let part = parts
            .get(position)
            .and_then(Json::as_str)
            .context("text in an operation");
        part.map(str::to_owned)
    };
    let value = |position: usize| -> Result<Option<Value>> {
        Ok(parts.get(position).map(native::value).transpose()?.flatten())
    };
    let given = || value(2)?.context("an operation has a value");
    let input = || -> Result<Input> {
        let name = parts
            .get(2)
            .and_then(|part| part.get("$name"))
            .and_then(Json::as_str);
        match name {
            Some(name) => Ok(Input::Attribute(name.to_owned())),
            None => given().map(Input::Value),
        }
    };
    let path = text(1)?;
    Ok(match text(0)?.as_str() {
        "set" => Operation::Set(path, input()?),
        "add" => Operation::Add(path, input()?, value(3)?),
        "subtract" => Operation::Subtract(path, input()?, value(3)?),
        "append" => Operation::Append(path, given()?),
        "delete" | "del" => Operation::Delete(path, given()?),
        "remove" => Operation::Remove(path),
        "ifNotExists" => Operation::SetIfAbsent(path, given()?),
        other => bail!("there is no operation `{other}`"),
    })
}

fn grow<'s>(schema: &Schema, upsert: SchemaUpsert<'s>, call: &Call<'_>) -> Result<SchemaUpsert<'s>> {
    Ok(match call.name {
        "set" => upsert.set(call.item(0)?),
        "add" => upsert.add(call.item(0)?),
        "subtract" => upsert.subtract(call.item(0)?),
        "append" => upsert.append(call.item(0)?),
        "ifNotExists" => upsert.set_if_absent(call.item(0)?),
        "where" => upsert.condition(condition(call, &Names::Schema(schema))?),
        other => bail!("there is no `{other}` here"),
    })
}

macro_rules! compare {
    ($query:expr, $call:expr, $otherwise:expr) => {
        match $call.name {
            "begins" => $query.begins(&$call.item(0)?),
            "gt" => $query.gt(&$call.item(0)?),
            "gte" => $query.gte(&$call.item(0)?),
            "lt" => $query.lt(&$call.item(0)?),
            "lte" => $query.lte(&$call.item(0)?),
            "between" => $query.between(&$call.item(0)?, &$call.item(1)?),
            "where" => $otherwise,
            other => bail!("there is no `{other}` here"),
        }
    };
}

fn of_query(
    schema: &Schema,
    mut query: SchemaQuery<'_>,
    rest: &[Call<'_>],
    options: &Options,
    sent: bool,
) -> Result<Request> {
    for call in rest {
        query = compare!(
            query,
            call,
            query.filter(condition(call, &Names::Schema(schema))?)
        );
    }
    if options.hydrate {
        query = query.ignore_ownership(true);
    } else if let Some(ignore) = options.ignore_ownership {
        query = query.ignore_ownership(ignore);
    }
    query = query.compare(options.compare);
    if !options.hydrate {
        query = query.attributes(options.attributes.iter().cloned());
    }
    if let Some(cursor) = &options.cursor {
        query = query.after(cursor.clone());
    }
    let ignores = query.is_ownership_ignored();
    let mut request = query.build()?;
    if !sent || options.raw {
        request.projection.retain(|name| !schema.is_identifier(name));
    }
    request.limit = options.limit;
    request.descending = options.descending == Some(true);
    request.consistent = options.consistent;
    Ok(Request::Query(request, ignores))
}

/// Makes the request of a scan; `compared` are attributes that the items must have.
fn of_scan(
    schema: &Schema,
    mut scan: Scan,
    compared: Option<&Item>,
    rest: &[Call<'_>],
    options: &Options,
) -> Result<Request> {
    let asked = options.ignore_ownership.or(options.hydrate.then_some(true));
    let ignores = schema.is_ownership_ignored_in(scan.index.as_deref(), asked);
    if ignores {
        scan.filter = schema.scan_filter(scan.index.as_deref())?;
        for (name, value) in compared.into_iter().flat_map(Item::iter) {
            let Ok(path) = schema.path(name) else { continue };
            let equal = Condition::eq(path, value.clone());
            scan.filter = Some(match scan.filter.take() {
                Some(filter) => filter.and(equal),
                None => equal,
            });
        }
    }
    for call in rest {
        let condition = match call.name {
            "where" => condition(call, &Names::Schema(schema))?,
            other => bail!("there is no `{other}` here"),
        };
        scan.filter = Some(match scan.filter.take() {
            Some(filter) => filter.and(condition),
            None => condition,
        });
    }
    if !options.hydrate {
        scan.projection = schema.projection(&options.attributes, !ignores && !options.raw);
    }
    scan.limit = options.limit;
    scan.consistent = options.consistent;
    scan.cursor.clone_from(&options.cursor);
    let number = |name: &str| {
        let number = options.params.get(name).and_then(Json::as_u64);
        number.and_then(|number| u32::try_from(number).ok())
    };
    scan.segment = number("Segment").zip(number("TotalSegments"));
    Ok(Request::Scan(scan, ignores))
}

/// Makes the request of a collection's chain.
pub(crate) fn of_service(service: &Service, chain: &[Vec<Json>], options: &Options) -> Result<Request> {
    let calls = calls(chain)?;
    let (first, rest) = calls.split_first().context("a chain has a call")?;
    let name = first.name.strip_prefix("collections.").context("a collection")?;
    let mut query = service
        .collection(name, &first.item(0)?)?
        .compare(options.compare);
    for call in rest {
        query = compare!(query, call, {
            let condition = condition(call, &Names::Collection(&query))?;
            query.filter(condition)
        });
    }
    query = query.attributes(options.attributes.iter().cloned());
    if options.ignore_ownership == Some(true) || options.hydrate {
        query = query.ignore_ownership();
    }
    if let Some(cursor) = &options.cursor {
        query = query.after(cursor.clone());
    }
    let mut request = query.build()?;
    request.limit = options.limit;
    request.descending = options.descending == Some(true);
    request.consistent = options.consistent;
    Ok(Request::Collection(name.to_owned(), request))
}

impl Request {
    pub(crate) fn into_operation(self) -> Result<TransactOp> {
        Ok(match self {
            Self::Put(request) => request.into(),
            Self::Update(request, _) => request.into(),
            Self::Delete(request, _) => request.into(),
            Self::Check(request) => request.into(),
            other => bail!("{other:?} is no operation of a transaction"),
        })
    }
}
