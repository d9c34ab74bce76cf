//! From JSON to a query.
//!
//! A query is an object: `from`, `join` (`source`, `kind`, `on`: pairs of columns), `where`, `groupBy` (columns), `having`,
//! `select` (pairs of a name and an expression), `distinct`, `orderBy` (expression, `asc` or `desc`, and where nulls are: `first` or `last`),
//! `limit`, `offset`, `findOne`. A source is the name of a collection, or an object with its name (`as`) and one of `of` (a collection),
//! `query`, `live` (a query that is asked for itself, too) and `union` (queries). A column is `"source.name"`; an expression a column,
//! `{"value": V}`, or `[function, argument…]`. A selected field may also be a list, `{"include": QUERY, "on": [COLUMN, COLUMN]}`: what
//! is equal of a row and of what is listed. `fnWhere` (a function and a source) and fields with `fn` and `of` are functions of
//! the program ([`functions`]).

use anyhow::{Context as _, bail};
use lockstep_store::{Alias, Derived, Expr, JoinKind, On, Relation, Union, literal};
use serde_json::Value;

use crate::item::{self, Item};
use crate::{Collections, functions};

/// A source under its name.
enum Named {
    Collection(Alias<Item>),
    Query(Derived),
}

/// The sources that can be named.
struct Scope(Vec<Named>);

/// The query that a JSON object describes.
pub(crate) fn relation(query: &Value, collections: &Collections) -> anyhow::Result<Relation> {
    let mut scope = Scope(Vec::new());
    let from = scope.add(&query["from"], collections)?;
    let mut relation = match from {
        Named::Collection(alias) => Relation::from(alias),
        Named::Query(derived) => Relation::from(derived),
    };
    if let Some(join) = query.get("join") {
        let kind = match text(&join["kind"])? {
            "inner" => JoinKind::Inner,
            "left" => JoinKind::Left,
            "right" => JoinKind::Right,
            "full" => JoinKind::Full,
            kind => bail!("there is no join {kind}"),
        };
        scope.add(&join["source"], collections)?;
        let mut on: Option<On> = None;
        for pair in list(&join["on"])? {
            let pair = scope.expression(&pair[0])?.on(scope.expression(&pair[1])?);
            on = Some(match on {
                Some(first) => first.and(pair),
                None => pair,
            });
        }
        let on = on.context("a join on nothing")?;
        relation = match scope.0.last().context("a source was added")? {
            Named::Collection(alias) => relation.join(kind, alias, on),
            Named::Query(derived) => relation.join(kind, derived, on),
        };
    }
    if let Some(condition) = query.get("where") {
        relation = relation.filter(scope.expression(condition)?.cast());
    }
    if let Some(function) = query.get("fnWhere") {
        relation = relation.filter(scope.function(&function[0], &function[1])?.cast());
    }
    for key in optional_list(query, "groupBy")? {
        relation = relation.group_by(scope.expression(key)?);
    }
    if let Some(condition) = query.get("having") {
        relation = relation.having(scope.expression(condition)?.cast());
    }
    for field in list(&query["select"])? {
        let (name, value) = (text(&field[0])?.to_owned(), &field[1]);
        relation = if let Some(included) = value.get("include") {
            let listed = self::relation(included, collections)?;
            let on = scope.correlated(included, &value["on"], collections)?;
            relation.include(name, listed, on)
        } else if let Some(function) = value.get("fn") {
            relation.select(name, scope.function(function, &value["of"])?)
        } else {
            relation.select(name, scope.expression(value)?)
        };
    }
    if query["distinct"] == true {
        relation = relation.distinct();
    }
    for term in optional_list(query, "orderBy")? {
        let expression = scope.expression(&term[0])?;
        let order = match text(&term[1])? {
            "desc" => expression.desc(),
            _ => expression.asc(),
        };
        relation = relation.order_by(if term[2] == "last" {
            order.nulls_last()
        } else {
            order
        });
    }
    if let Some(limit) = query.get("limit").and_then(Value::as_u64) {
        relation = relation.limit(usize::try_from(limit)?);
    }
    if query["findOne"] == true {
        relation = relation.limit(1);
    }
    if let Some(offset) = query.get("offset").and_then(Value::as_u64) {
        relation = relation.offset(usize::try_from(offset)?);
    }
    Ok(relation)
}

impl Named {
    fn of(source: &Value, collections: &Collections) -> anyhow::Result<Self> {
        if source.is_string() {
            return Ok(Self::Collection(
                collections.named(text(source)?)?.alias(text(source)?.to_owned()),
            ));
        }
        let name = text(&source["as"])?.to_owned();
        if let Some(collection) = source.get("of") {
            return Ok(Self::Collection(
                collections.named(text(collection)?)?.alias(name),
            ));
        }
        if let Some(query) = source.get("query") {
            return Ok(Self::Query(relation(query, collections)?.alias(name)));
        }
        if let Some(query) = source.get("live") {
            return Ok(Self::Query(relation(query, collections)?.live()?.alias(name)));
        }
        let mut parts = list(&source["union"])?
            .iter()
            .map(|part| relation(part, collections));
        let (Some(one), Some(other)) = (parts.next(), parts.next()) else {
            bail!("a union is of two queries at least");
        };
        let union = parts.try_fold(one?.union_all(other?), |union, part| {
            anyhow::Ok(Union::with(union, part?))
        })?;
        Ok(Self::Query(union.alias(name)))
    }

    fn name(&self) -> &str {
        match self {
            Self::Collection(alias) => alias.name(),
            Self::Query(derived) => derived.name(),
        }
    }
}

impl Scope {
    fn add(&mut self, source: &Value, collections: &Collections) -> anyhow::Result<&Named> {
        self.0.push(Named::of(source, collections)?);
        self.0.last().context("it was added")
    }

    fn named(&self, name: &str) -> anyhow::Result<&Named> {
        let found = self.0.iter().find(|named| named.name() == name);
        found.with_context(|| format!("there is no source {name}"))
    }

    fn function(&self, name: &Value, source: &Value) -> anyhow::Result<Expr<i64>> {
        let Named::Collection(alias) = self.named(text(source)?)? else {
            bail!("functions are of the rows of a collection");
        };
        functions::of(alias, text(name)?).with_context(|| format!("there is no function {name}"))
    }

    /// What is equal of a row and of what is listed with it.
    fn correlated(&self, listed: &Value, on: &Value, collections: &Collections) -> anyhow::Result<On> {
        let own = Self(vec![Named::of(&listed["from"], collections)?]);
        Ok(self.expression(&on[0])?.on(own.expression(&on[1])?))
    }

    fn expression(&self, written: &Value) -> anyhow::Result<Expr<i64>> {
        match written {
            Value::String(column) => {
                let (source, name) = column.split_once('.').context("a column without its source")?;
                match self.named(source)? {
                    Named::Collection(alias) => {
                        item::column(alias, name).with_context(|| format!("there is no column {name}"))
                    }
                    Named::Query(derived) => Ok(derived.field(name.to_owned())),
                }
            }
            Value::Object(object) => constant(object.get("value").context("a constant without a value")?),
            Value::Array(call) => self.call(call),
            _ => bail!("{written} is no expression"),
        }
    }

    fn call(&self, call: &[Value]) -> anyhow::Result<Expr<i64>> {
        let (function, arguments) = call.split_first().context("a call of nothing")?;
        let argument = |index: usize| self.expression(arguments.get(index).unwrap_or(&Value::Null));
        let truth = |index: usize| argument(index).map(Expr::cast::<bool>);
        Ok(match text(function)? {
            "eq" => argument(0)?.eq(argument(1)?).cast(),
            "gt" => argument(0)?.gt(argument(1)?).cast(),
            "gte" => argument(0)?.gte(argument(1)?).cast(),
            "lt" => argument(0)?.lt(argument(1)?).cast(),
            "lte" => argument(0)?.lte(argument(1)?).cast(),
            "and" => truth(0)?.and(truth(1)?).cast(),
            "or" => truth(0)?.or(truth(1)?).cast(),
            "not" => truth(0)?.not().cast(),
            "isNull" => argument(0)?.is_null().cast(),
            "like" => argument(0)?.like(text(&arguments[1]["value"])?).cast(),
            "ilike" => argument(0)?.ilike(text(&arguments[1]["value"])?).cast(),
            "inArray" => {
                let values = list(&arguments[1]["value"])?;
                let numbers: Option<Vec<i64>> = values.iter().map(Value::as_i64).collect();
                if let Some(numbers) = numbers {
                    argument(0)?.is_in(numbers).cast()
                } else {
                    let texts = values.iter().map(text).collect::<anyhow::Result<Vec<&str>>>()?;
                    argument(0)?.cast::<String>().is_in(texts).cast()
                }
            }
            "upper" => argument(0)?.upper(),
            "lower" => argument(0)?.lower(),
            "length" => argument(0)?.length(),
            "concat" => argument(0)?.concat::<i64>(argument(1)?).cast(),
            "coalesce" => argument(0)?.coalesce(argument(1)?),
            "add" => argument(0)?.add(argument(1)?),
            "subtract" => argument(0)?.subtract(argument(1)?),
            "multiply" => argument(0)?.multiply(argument(1)?),
            "divide" => argument(0)?.divide(argument(1)?),
            "caseWhen" => truth(0)?.then_else(argument(1)?, argument(2)?),
            "count" => argument(0)?.count(),
            "sum" => argument(0)?.sum(),
            "avg" => argument(0)?.avg().cast(),
            "min" => argument(0)?.min(),
            "max" => argument(0)?.max(),
            function => bail!("there is no function {function}"),
        })
    }
}

fn constant(value: &Value) -> anyhow::Result<Expr<i64>> {
    Ok(match value {
        Value::Bool(value) => literal::<bool>(*value).cast(),
        Value::String(value) => literal::<String>(value.as_str()).cast(),
        Value::Number(value) => match value.as_i64() {
            Some(value) => literal(value),
            None => literal::<f64>(value.as_f64().context("a number that is none")?).cast(),
        },
        _ => bail!("{value} is no constant"),
    })
}

fn text(value: &Value) -> anyhow::Result<&str> {
    value.as_str().with_context(|| format!("{value} is no text"))
}

fn list(value: &Value) -> anyhow::Result<&Vec<Value>> {
    value.as_array().with_context(|| format!("{value} is no list"))
}

fn optional_list<'v>(query: &'v Value, name: &str) -> anyhow::Result<&'v [Value]> {
    query
        .get(name)
        .map_or(Ok(&[]), |value| Ok(list(value)?.as_slice()))
}
