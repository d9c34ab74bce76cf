//! From JSON to a query.
//!
//! A query is an object: `from`, `join` (`source`, `kind`, `on`: pairs of columns), `where`, `groupBy` (columns), `having`,
//! `select` (pairs of a name and an expression), `distinct`, `orderBy` (expression and `asc` or `desc`), `limit`, `offset`. A column
//! is `"source.name"`; an expression a column, `{"value": V}`, or `[function, argument…]`.

use anyhow::{Context as _, anyhow, bail};
use lockstep_store::{Alias, Expr, JoinKind, On, Relation, literal};
use serde_json::Value;

use crate::Collections;
use crate::item::{self, Item};

/// What the aliases of both collections are.
struct Scope {
    left: Alias<Item>,
    right: Alias<Item>,
}

/// The query that a JSON object describes.
pub(crate) fn relation(query: &Value, collections: &Collections) -> anyhow::Result<Relation> {
    let scope = Scope {
        left: collections.left.alias("left"),
        right: collections.right.alias("right"),
    };
    let mut relation = Relation::from(scope.source(&query["from"])?);
    if let Some(join) = query.get("join") {
        let kind = match text(&join["kind"])? {
            "inner" => JoinKind::Inner,
            "left" => JoinKind::Left,
            "right" => JoinKind::Right,
            "full" => JoinKind::Full,
            kind => bail!("there is no join {kind}"),
        };
        let mut on: Option<On> = None;
        for pair in list(&join["on"])? {
            let pair = scope.expression(&pair[0])?.on(scope.expression(&pair[1])?);
            on = Some(match on {
                Some(first) => first.and(pair),
                None => pair,
            });
        }
        relation = relation.join(
            kind,
            scope.source(&join["source"])?,
            on.context("a join on nothing")?,
        );
    }
    if let Some(condition) = query.get("where") {
        relation = relation.filter(scope.expression(condition)?.cast());
    }
    for key in optional_list(query, "groupBy")? {
        relation = relation.group_by(scope.expression(key)?);
    }
    if let Some(condition) = query.get("having") {
        relation = relation.having(scope.expression(condition)?.cast());
    }
    for field in list(&query["select"])? {
        relation = relation.select(text(&field[0])?.to_owned(), scope.expression(&field[1])?);
    }
    if query["distinct"] == true {
        relation = relation.distinct();
    }
    for term in optional_list(query, "orderBy")? {
        let expression = scope.expression(&term[0])?;
        relation = relation.order_by(match text(&term[1])? {
            "desc" => expression.desc(),
            _ => expression.asc(),
        });
    }
    if let Some(limit) = query.get("limit").and_then(Value::as_u64) {
        relation = relation.limit(usize::try_from(limit)?);
    }
    if let Some(offset) = query.get("offset").and_then(Value::as_u64) {
        relation = relation.offset(usize::try_from(offset)?);
    }
    Ok(relation)
}

impl Scope {
    fn source(&self, name: &Value) -> anyhow::Result<&Alias<Item>> {
        match text(name)? {
            "left" => Ok(&self.left),
            "right" => Ok(&self.right),
            name => Err(anyhow!("there is no source {name}")),
        }
    }

    fn expression(&self, written: &Value) -> anyhow::Result<Expr<i64>> {
        match written {
            Value::String(column) => {
                let (source, name) = column.split_once('.').context("a column without its source")?;
                let source = self.source(&Value::from(source))?;
                item::column(source, name).with_context(|| format!("there is no column {name}"))
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
