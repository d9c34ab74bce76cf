//! Expressions as trees, with their placeholders resolved.

use std::collections::BTreeSet;
use std::fmt;

use anyhow::{Context as _, Result, bail};
use serde_json::{Map, Value as Json};

use super::typed;

/// What the placeholders of a request stand for.
pub(super) struct Placeholders<'b> {
    names: Option<&'b Map<String, Json>>,
    values: Option<&'b Map<String, Json>>,
}

/// A condition.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Condition {
    And(Vec<Condition>),
    Or(Vec<Condition>),
    Not(Box<Condition>),
    Leaf(String),
}

impl<'b> Placeholders<'b> {
    pub(super) fn new(body: &'b Map<String, Json>) -> Result<Self> {
        let object = |name: &str| match body.get(name) {
            None => Ok(None),
            Some(Json::Object(members)) => Ok(Some(members)),
            Some(other) => bail!("`{name}` is {other}"),
        };
        Ok(Self {
            names: object("ExpressionAttributeNames")?,
            values: object("ExpressionAttributeValues")?,
        })
    }

    /// The names of a projection.
    pub(super) fn projection(&self, text: &str) -> Result<BTreeSet<String>> {
        text.split(',').map(|name| self.resolve(name.trim())).collect()
    }

    pub(super) fn condition(&self, text: &str) -> Result<Condition> {
        let mut parser = self.parser(text)?;
        let condition = parser.any()?;
        parser.end()?;
        Ok(condition)
    }

    /// The actions of an update, in order of their text.
    pub(super) fn update(&self, text: &str) -> Result<String> {
        let mut parser = self.parser(text)?;
        let mut actions = Vec::new();
        while let Some(token) = parser.next() {
            let clause = token.to_uppercase();
            loop {
                let mut action = format!("{clause} {}", parser.operand()?);
                match clause.as_str() {
                    "SET" => {
                        parser.expect("=")?;
                        action = format!("{action} = {}", parser.sum()?);
                    }
                    "ADD" | "DELETE" => action = format!("{action} {}", parser.operand()?),
                    "REMOVE" => {}
                    other => bail!("there is no clause `{other}`"),
                }
                actions.push(action);
                if !parser.accept(",") {
                    break;
                }
            }
        }
        actions.sort();
        Ok(actions.join("; "))
    }

    fn parser(&self, text: &str) -> Result<Parser> {
        let tokens = tokens(text)
            .into_iter()
            .map(|token| self.resolve(&token))
            .collect::<Result<Vec<_>>>()?;
        Ok(Parser { tokens, position: 0 })
    }

    fn resolve(&self, token: &str) -> Result<String> {
        let find = |members: Option<&'b Map<String, Json>>| {
            members
                .and_then(|members| members.get(token))
                .with_context(|| format!("`{token}` stands for nothing"))
        };
        match token.as_bytes().first() {
            Some(b'#') => Ok(format!("`{}`", find(self.names)?.as_str().context("a name")?)),
            Some(b':') => Ok(typed(find(self.values)?)?.to_string()),
            _ => Ok(token.to_owned()),
        }
    }
}

fn tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let is_word = |character: char| character.is_alphanumeric() || "_#:".contains(character);
        let length = if is_word(first) {
            rest.find(|character| !is_word(character)).unwrap_or(rest.len())
        } else if ["<=", ">=", "<>"]
            .iter()
            .any(|operator| rest.starts_with(operator))
        {
            2
        } else {
            first.len_utf8()
        };
        tokens.push(rest[..length].to_owned());
        rest = rest[length..].trim_start();
    }
    tokens
}

struct Parser {
    tokens: Vec<String>,
    position: usize,
}

impl Parser {
    fn peek(&self) -> Option<&str> {
        self.tokens.get(self.position).map(String::as_str)
    }

    fn next(&mut self) -> Option<String> {
        let token = self.tokens.get(self.position).cloned();
        self.position += 1;
        token
    }

    fn accept(&mut self, expected: &str) -> bool {
        let found = self
            .peek()
            .is_some_and(|token| token.eq_ignore_ascii_case(expected));
        self.position += usize::from(found);
        found
    }

    fn expect(&mut self, expected: &str) -> Result<()> {
        if self.accept(expected) {
            return Ok(());
        }
        bail!(
            "expected `{expected}`, found {:?} in {:?}",
            self.peek(),
            self.tokens
        )
    }

    fn end(&self) -> Result<()> {
        if self.position >= self.tokens.len() {
            return Ok(());
        }
        bail!("unexpected {:?} in {:?}", self.peek(), self.tokens)
    }

    fn any(&mut self) -> Result<Condition> {
        let mut conditions = vec![self.all()?];
        while self.accept("OR") {
            conditions.push(self.all()?);
        }
        Ok(Condition::joined(conditions, Condition::Or))
    }

    fn all(&mut self) -> Result<Condition> {
        let mut conditions = vec![self.negation()?];
        while self.accept("AND") {
            conditions.push(self.negation()?);
        }
        Ok(Condition::joined(conditions, Condition::And))
    }

    fn negation(&mut self) -> Result<Condition> {
        if self.accept("NOT") {
            return Ok(Condition::Not(Box::new(self.negation()?)));
        }
        if self.accept("(") {
            let condition = self.any()?;
            self.expect(")")?;
            return Ok(condition);
        }
        let left = self.operand()?;
        if self.accept("BETWEEN") {
            let low = self.operand()?;
            self.expect("AND")?;
            let high = self.operand()?;
            return Ok(Condition::Leaf(format!("{left} between {low} and {high}")));
        }
        if self.accept("IN") {
            return Ok(Condition::Leaf(format!("{left} in {}", self.arguments()?)));
        }
        match self.peek() {
            Some(operator @ ("=" | "<>" | "<" | "<=" | ">" | ">=")) => {
                let operator = operator.to_owned();
                self.position += 1;
                Ok(Condition::Leaf(format!("{left} {operator} {}", self.operand()?)))
            }
            _ => Ok(Condition::Leaf(left)),
        }
    }

    /// What an update sets: operands with `+` and `-`, in parentheses or not.
    fn sum(&mut self) -> Result<String> {
        let mut sum = if self.accept("(") {
            let inner = self.sum()?;
            self.expect(")")?;
            inner
        } else {
            self.operand()?
        };
        while let Some(operator @ ("+" | "-")) = self.peek() {
            let operator = operator.to_owned();
            self.position += 1;
            sum = format!("{sum} {operator} {}", self.operand()?);
        }
        Ok(sum)
    }

    /// A path, a value or a function.
    fn operand(&mut self) -> Result<String> {
        let mut operand = self.next().context("the expression ends too early")?;
        loop {
            if self.accept(".") {
                operand = format!("{operand}.{}", self.next().context("a member")?);
            } else if self.accept("[") {
                operand = format!("{operand}[{}]", self.next().context("a position")?);
                self.expect("]")?;
            } else if self.peek() == Some("(") {
                operand = format!("{operand}{}", self.arguments()?);
            } else {
                return Ok(operand);
            }
        }
    }

    fn arguments(&mut self) -> Result<String> {
        self.expect("(")?;
        let mut arguments = vec![self.operand()?];
        while self.accept(",") {
            arguments.push(self.operand()?);
        }
        self.expect(")")?;
        Ok(format!("({})", arguments.join(", ")))
    }
}

impl Condition {
    /// Joins conditions; what is joined alike within is no level of its own, and the order says nothing.
    fn joined(conditions: Vec<Self>, join: fn(Vec<Self>) -> Self) -> Self {
        let kind = std::mem::discriminant(&join(Vec::new()));
        let mut flat = Vec::new();
        for condition in conditions {
            let alike = std::mem::discriminant(&condition) == kind;
            match condition {
                Self::And(inner) | Self::Or(inner) if alike => flat.extend(inner),
                other => flat.push(other),
            }
        }
        flat.sort();
        if flat.len() == 1 {
            flat.remove(0)
        } else {
            join(flat)
        }
    }

    /// What is compared, whatever joins it.
    pub(super) fn leaves(&self, leaves: &mut Vec<String>) {
        match self {
            Self::And(inner) | Self::Or(inner) => inner.iter().for_each(|condition| condition.leaves(leaves)),
            Self::Not(inner) => inner.leaves(leaves),
            Self::Leaf(leaf) => leaves.push(leaf.clone()),
        }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let joined = |formatter: &mut fmt::Formatter<'_>, conditions: &[Self], operator: &str| {
            formatter.write_str("(")?;
            for (position, condition) in conditions.iter().enumerate() {
                if position > 0 {
                    write!(formatter, " {operator} ")?;
                }
                write!(formatter, "{condition}")?;
            }
            formatter.write_str(")")
        };
        match self {
            Self::And(conditions) => joined(formatter, conditions, "AND"),
            Self::Or(conditions) => joined(formatter, conditions, "OR"),
            Self::Not(condition) => write!(formatter, "NOT {condition}"),
            Self::Leaf(leaf) => formatter.write_str(leaf),
        }
    }
}
