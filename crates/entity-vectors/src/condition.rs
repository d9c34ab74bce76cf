//! The `where` of a case, as a condition.

use anyhow::{Context as _, Result, bail};
use lockstep_entity::schema::{CollectionQuery, Schema};
use lockstep_entity::{Comparison, Condition, Operand, Path, Value};
use serde_json::Value as Json;

use crate::native;

/// Who knows the attributes that a condition names.
pub(crate) enum Names<'s> {
    Schema(&'s Schema),
    Collection(&'s CollectionQuery<'s>),
}

impl Names<'_> {
    fn path(&self, name: &str) -> Result<Path> {
        Ok(match self {
            Self::Schema(schema) => schema.path(name)?,
            Self::Collection(query) => query.path(name)?,
        })
    }

    /// A condition on one attribute, in the table's names.
    fn condition(&self, name: &str, make: impl FnOnce(Path) -> Condition) -> Result<Condition> {
        match self {
            Self::Schema(schema) => {
                let path = Path::parse(name).with_context(|| format!("`{name}` is no path"))?;
                Ok(schema.condition(make(path))?)
            }
            Self::Collection(_) => Ok(make(self.path(name)?)),
        }
    }
}

/// Reads `["and", ["eq", "status", "open"], …]`; `None` if it says nothing.
pub(crate) fn read(ast: &Json, names: &Names<'_>) -> Result<Condition> {
    let Some((Json::String(operation), arguments)) = ast.as_array().and_then(|parts| parts.split_first())
    else {
        bail!("a condition is a list that starts with its operation, not {ast}");
    };
    let nested = || {
        arguments
            .iter()
            .map(|argument| read(argument, names))
            .collect::<Result<Vec<_>>>()
    };
    let joined = |join: fn(Condition, Condition) -> Condition| -> Result<Condition> {
        nested()?
            .into_iter()
            .reduce(join)
            .context("a condition without parts")
    };
    match operation.as_str() {
        "and" => return joined(Condition::and),
        "or" => return joined(Condition::or),
        "paren" => return joined(|one, _| one),
        "not" => return Ok(!joined(|one, _| one)?),
        "raw" => return raw(arguments, names),
        _ => {}
    }
    let name = arguments
        .first()
        .and_then(Json::as_str)
        .context("a condition names an attribute")?;
    let value = |position: usize| -> Result<Value> {
        let json = arguments.get(position).context("a condition has a value")?;
        native::value(json)?.context("a condition on `undefined`")
    };
    let condition = |make: fn(Path, Value) -> Condition| -> Result<Condition> {
        let value = value(1)?;
        names.condition(name, |path| make(path, value))
    };
    match operation.as_str() {
        "eq" => condition(Condition::eq),
        "ne" => condition(Condition::ne),
        "gt" => condition(Condition::gt),
        "gte" => condition(Condition::gte),
        "lt" => condition(Condition::lt),
        "lte" => condition(Condition::lte),
        "begins" => condition(Condition::begins_with),
        "contains" => condition(Condition::contains),
        "notContains" => condition(|path, value| !Condition::contains(path, value)),
        "type" => condition(Condition::is_type),
        "eqOrNotExists" => {
            condition(|path, value| Condition::eq(path.clone(), value).or(Condition::not_exists(path)))
        }
        "exists" => names.condition(name, Condition::exists),
        "notExists" => names.condition(name, Condition::not_exists),
        "between" => {
            let (low, high) = (value(1)?, value(2)?);
            names.condition(name, |path| Condition::between(path, low, high))
        }
        other => bail!("there is no operation `{other}`"),
    }
}

/// Reads `["raw", "{a} > {b}", {"a": ["size", "name"], "b": ["escape", 5]}]`.
fn raw(arguments: &[Json], names: &Names<'_>) -> Result<Condition> {
    let text = arguments
        .first()
        .and_then(Json::as_str)
        .context("a raw condition has a text")?;
    let parts: Vec<&str> = text.split_whitespace().collect();
    let [left, operator, right] = parts[..] else {
        bail!("a raw condition compares two operands, and this is `{text}`");
    };
    let operand = |placeholder: &str| -> Result<Operand> {
        let name = placeholder.trim_start_matches('{').trim_end_matches('}');
        let operand = arguments.get(1).and_then(|operands| operands.get(name));
        let parts = operand.and_then(Json::as_array).context("an operand")?;
        let argument = parts.get(1).context("an operand has an argument")?;
        let text = || argument.as_str().context("an operand names an attribute");
        let value = |json: &Json| native::value(json)?.context("a value");
        Ok(match parts.first().and_then(Json::as_str) {
            Some("size") => Operand::Size(names.path(text()?)?),
            Some("name") => Operand::Path(names.path(text()?)?),
            Some("field") => Operand::Path(Path::from(text()?.to_owned())),
            Some("escape") => Operand::Value(value(argument)?),
            Some("value") => Operand::Value(value(parts.get(2).context("a value")?)?),
            other => bail!("there is no operand {other:?}"),
        })
    };
    let comparison = match operator {
        "=" => Comparison::Eq,
        "<>" => Comparison::Ne,
        "<" => Comparison::Lt,
        "<=" => Comparison::Lte,
        ">" => Comparison::Gt,
        ">=" => Comparison::Gte,
        other => bail!("there is no operator `{other}`"),
    };
    Ok(Condition::compare(operand(left)?, comparison, operand(right)?))
}
