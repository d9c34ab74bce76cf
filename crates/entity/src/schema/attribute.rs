//! Attributes of a schema: what values they take, and how these are stored.

use std::borrow::Cow;
use std::fmt;

use regress::Regex;
use rustc_hash::FxHashMap;

use super::failure::{Invalid, invalid, invalid_attribute, quoted};
use super::functions::{DefaultValue, Mutation, Validation};
use crate::key::{KeyKind, Padding};
use crate::{Error, Item, KeyField as _, Name, Number, Value};

/// The attributes of an item or of a map, in the order of the schema.
#[derive(Debug, Default)]
pub(super) struct Members {
    pub(super) list: Vec<Attribute>,
    by_name: FxHashMap<Name, usize>,
    by_field: FxHashMap<Name, usize>,
}

pub(super) struct Attribute {
    pub(super) name: Name,
    /// The name under which it is stored.
    pub(super) field: Name,
    /// Where it stands in the schema: `address.lines[*]`.
    pub(super) path: String,
    pub(super) kind: Kind,
    pub(super) required: bool,
    pub(super) hidden: bool,
    pub(super) read_only: bool,
    pub(super) default: Option<DefaultTo>,
    pub(super) validate: Option<Validate>,
    pub(super) set: Option<Mutation>,
    pub(super) get: Option<Mutation>,
    pub(super) label: Option<String>,
    pub(super) padding: Option<Padding>,
    pub(super) watch: Watch,
    /// It is stored in the key attribute of this name, with text around it.
    pub(super) affixes: Option<Affixes>,
}

#[derive(Debug)]
pub(super) enum Kind {
    String,
    Number,
    Boolean,
    Enum(Vec<Value>),
    Any,
    Map(Members),
    List(Box<Attribute>),
    Set(Box<Attribute>),
}

impl Kind {
    /// What its values are in a key, where they are of one type.
    pub(super) fn in_key(&self) -> Option<KeyKind> {
        match self {
            Self::String => Some(KeyKind::Text),
            Self::Number => Some(KeyKind::Number),
            Self::Boolean => Some(KeyKind::Bool),
            Self::Enum(values) => values.first().and_then(KeyKind::of),
            _ => None,
        }
    }
}

pub(super) enum DefaultTo {
    Value(Value),
    Function(DefaultValue),
}

pub(super) enum Validate {
    Pattern(Regex),
    Function(Validation),
}

#[derive(Debug)]
pub(super) enum Watch {
    Nothing,
    Everything,
    Attributes(Vec<String>),
}

#[derive(Debug)]
pub(super) struct Affixes {
    pub(super) prefix: String,
    pub(super) postfix: String,
    pub(super) casing: super::key::Casing,
}

impl Members {
    pub(super) fn push(&mut self, attribute: Attribute) {
        let position = self.list.len();
        self.by_name.insert(attribute.name.clone(), position);
        self.by_field.insert(attribute.field.clone(), position);
        self.list.push(attribute);
    }

    pub(super) fn position(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    pub(super) fn stored_position(&self, field: &str) -> Option<usize> {
        self.by_field.get(field).copied()
    }

    pub(super) fn get(&self, name: &str) -> Option<&Attribute> {
        self.position(name).map(|position| &self.list[position])
    }
}

impl Attribute {
    /// Whether what is given is stored as it is, so that nothing has to be looked at but its type.
    fn is_scalar(&self) -> bool {
        !matches!(self.kind, Kind::Map(_) | Kind::List(_) | Kind::Set(_))
    }

    /// What a new item gets: the value given, brought into form and checked, or the default.
    ///
    /// # Errors
    /// When a value is missing or is not one of the attribute.
    pub(super) fn create(&self, given: Option<Value>) -> Result<Option<Value>, Error> {
        let value = self.complete(given)?;
        self.expect(value.as_ref())?;
        Ok(value)
    }

    /// Checks a value as it was given.
    ///
    /// # Errors
    /// When it is not one of the attribute.
    pub(super) fn expect_given(&self, value: &Value) -> Result<(), Error> {
        if self.is_scalar() {
            return self.expect(Some(value));
        }
        self.create(Some(value.clone())).map(drop)
    }

    /// Brings a value into form: defaults at every depth, sets as sets, nothing that the schema does not know.
    pub(super) fn complete(&self, given: Option<Value>) -> Result<Option<Value>, Error> {
        let Some(value) = given.or_else(|| self.default_value()) else {
            return Ok(None);
        };
        match (&self.kind, value) {
            (Kind::Map(members), Value::Map(mut given)) => {
                let mut map = Item::with_capacity(given.len());
                for member in &members.list {
                    if let Some(value) = member.complete(given.remove(&member.name))? {
                        map.push(member.name.clone(), value);
                    }
                }
                Ok(Some(Value::Map(map)))
            }
            (Kind::Map(_), value) => Err(invalid_attribute(
                &self.path,
                format_args!("expected a map, found {}", value.kind()),
            )),
            (Kind::List(element), Value::List(given)) => {
                let mut list = Vec::with_capacity(given.len());
                for value in given {
                    list.extend(element.complete(Some(value))?);
                }
                Ok(Some(Value::List(list)))
            }
            (Kind::List(_), value) => Err(invalid_attribute(
                &self.path,
                format_args!("expected a list, found {}", value.kind()),
            )),
            (Kind::Set(element), value) => self.to_set(element, value).map(Some),
            (_, value) => Ok(Some(value)),
        }
    }

    fn default_value(&self) -> Option<Value> {
        match self.default.as_ref()? {
            DefaultTo::Value(value) => Some(value.clone()),
            DefaultTo::Function(function) => function(),
        }
    }

    /// Makes a set of a list; doubles are dropped, the order stays. A mixture stays a list, for the check to find.
    fn to_set(&self, element: &Self, value: Value) -> Result<Value, Error> {
        let elements = match value {
            Value::List(elements) => elements,
            Value::String(_) | Value::Number(_) => {
                element.create(Some(value.clone()))?;
                vec![value]
            }
            set @ (Value::StringSet(_) | Value::NumberSet(_) | Value::BinarySet(_)) => return Ok(set),
            other => {
                let reason = format_args!("expected a set or a list of its members, found {}", other.kind());
                return Err(invalid_attribute(&self.path, reason));
            }
        };
        let numbers = match elements.first() {
            Some(first) => matches!(first, Value::Number(_)),
            None => matches!(element.kind, Kind::Number),
        };
        let mut texts: Vec<String> = Vec::new();
        let mut decimals: Vec<Number> = Vec::new();
        for element in &elements {
            match element {
                Value::String(text) if !numbers => {
                    if !texts.contains(text) {
                        texts.push(text.clone());
                    }
                }
                Value::Number(number) if numbers => {
                    if !decimals.contains(number) {
                        decimals.push(number.clone());
                    }
                }
                _ => return Ok(Value::List(elements)),
            }
        }
        Ok(if numbers {
            Value::NumberSet(decimals)
        } else {
            Value::StringSet(texts)
        })
    }

    /// Checks a value that is in form.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub(super) fn expect(&self, value: Option<&Value>) -> Result<(), Error> {
        if self.is_scalar() && self.validate.is_none() && value.is_some_and(|value| self.is_of_type(value)) {
            return Ok(());
        }
        let mut problems = Vec::new();
        self.check(value, &mut problems);
        if problems.is_empty() {
            Ok(())
        } else {
            Err(invalid(problems))
        }
    }

    fn is_of_type(&self, value: &Value) -> bool {
        match (&self.kind, value) {
            (Kind::Any, _)
            | (Kind::String, Value::String(_))
            | (Kind::Number, Value::Number(_))
            | (Kind::Boolean, Value::Bool(_)) => true,
            (Kind::Enum(values), value) => values.contains(value),
            _ => false,
        }
    }

    fn check(&self, value: Option<&Value>, problems: &mut Vec<Invalid>) {
        let before = problems.len();
        match value {
            None if self.required => self.report(problems, "a value is required"),
            None => {}
            Some(value) => self.check_type(value, problems),
        }
        if problems.len() > before {
            return;
        }
        let valid = match (&self.validate, value) {
            (None, _) | (Some(Validate::Pattern(_)), None) => true,
            (Some(Validate::Function(function)), value) => function(value),
            (Some(Validate::Pattern(pattern)), Some(value)) => pattern.find(&text_of(value)).is_some(),
        };
        if !valid {
            self.report(problems, "the schema's validation refuses the value");
        }
    }

    fn check_type(&self, value: &Value, problems: &mut Vec<Invalid>) {
        match (&self.kind, value) {
            (Kind::Map(members), Value::Map(map)) => {
                for member in &members.list {
                    member.check(map.get(&member.name), problems);
                }
            }
            (Kind::List(element), Value::List(list)) => {
                for value in list {
                    element.check(Some(value), problems);
                }
            }
            (Kind::Set(element), Value::List(members)) => {
                for member in members {
                    element.check(Some(member), problems);
                }
                self.report(
                    problems,
                    "DynamoDB has sets of texts, of numbers and of binaries only",
                );
            }
            (Kind::Set(element), Value::StringSet(members)) => {
                for member in members {
                    element.check(Some(&Value::String(member.clone())), problems);
                }
            }
            (Kind::Set(element), Value::NumberSet(members)) => {
                for member in members {
                    element.check(Some(&Value::Number(member.clone())), problems);
                }
            }
            (Kind::Enum(values), value) if !values.contains(value) => {
                let reason = format!("expected one of {}", quoted(values.iter().map(text_of)));
                self.report(problems, &reason);
            }
            (kind, value) if !self.is_of_type(value) => {
                let reason = format!("expected {}, found {}", kind.name(), value.kind());
                self.report(problems, &reason);
            }
            _ => {}
        }
    }

    fn report(&self, problems: &mut Vec<Invalid>, reason: &str) {
        problems.push(Invalid {
            path: self.path.clone(),
            reason: reason.to_owned(),
        });
    }

    /// The value as it is stored: members of maps under their stored names, after the schema's own functions.
    pub(super) fn store(&self, value: Option<Value>, item: &Item) -> Option<Value> {
        let value = match (&self.kind, value) {
            (Kind::Map(members), Some(Value::Map(mut map))) => {
                let siblings = map.clone();
                let mut stored = Item::with_capacity(map.len());
                for member in &members.list {
                    if let Some(value) = map.remove(&member.name)
                        && let Some(value) = member.store(Some(value), &siblings)
                    {
                        stored.push(member.field.clone(), value);
                    }
                }
                Some(Value::Map(stored))
            }
            (Kind::List(element), Some(Value::List(list))) => {
                let stored = list
                    .into_iter()
                    .filter_map(|value| element.store(Some(value), item));
                Some(Value::List(stored.collect()))
            }
            (Kind::Set(element), Some(value)) => match self.to_set(element, value.clone()) {
                Ok(set) => Some(set),
                Err(_) => Some(value),
            },
            (_, value) => value,
        };
        match &self.set {
            Some(function) => function(value, item),
            None => value,
        }
    }

    /// The value as the application sees it; `None` where it is hidden.
    pub(super) fn retrieve(&self, value: Option<Value>, item: &Item) -> Option<Value> {
        if self.hidden {
            return None;
        }
        let value = match (&self.kind, value) {
            (Kind::Map(members), Some(Value::Map(mut map))) => {
                let siblings = map.clone();
                let mut seen = Item::with_capacity(map.len());
                for member in &members.list {
                    if let Some(value) = map.remove(&member.field)
                        && let Some(value) = member.retrieve(Some(value), &siblings)
                    {
                        seen.push(member.name.clone(), value);
                    }
                }
                Some(Value::Map(seen))
            }
            (Kind::List(element), Some(Value::List(list))) => {
                let seen = list
                    .into_iter()
                    .filter_map(|value| element.retrieve(Some(value), item));
                Some(Value::List(seen.collect()))
            }
            (_, Some(Value::String(text))) => {
                let text = match &self.affixes {
                    Some(affixes) => affixes.strip(&text).to_owned(),
                    None => text,
                };
                Some(Value::String(text))
            }
            (_, value) => value,
        };
        match &self.get {
            Some(function) => function(value, item),
            None => value,
        }
    }

    /// Puts the text around a value that an attribute in a key's place has there, for comparisons with what is stored.
    pub(super) fn fix(&self, value: Value) -> Value {
        match (&self.affixes, value) {
            (Some(affixes), Value::String(text)) => {
                let mut text = [&affixes.prefix, &*text, &affixes.postfix].concat();
                affixes.casing.apply(&mut text);
                Value::String(text)
            }
            (_, value) => value,
        }
    }

    /// A value as conditions compare it with the attribute: with a text, it is one.
    pub(super) fn operand(&self, value: Value) -> Value {
        match (&self.kind, value) {
            (_, Value::String(text)) => self.fix(Value::String(text)),
            (Kind::String | Kind::Enum(_), value) => {
                let mut text = String::new();
                value.write(&mut text);
                self.fix(Value::String(text))
            }
            (_, value) => value,
        }
    }

    /// Whether an update with this value changes anything: an empty list of members does not.
    pub(super) fn accepts(&self, value: &Value) -> bool {
        match (&self.kind, value) {
            (Kind::Set(_), Value::List(members)) => !members.is_empty(),
            _ => true,
        }
    }

    /// What is below a step of a path, and the name under which it is stored.
    pub(super) fn child(&self, step: &str) -> Option<(&Self, Name)> {
        match &self.kind {
            Kind::Any => Some((self, Name::Owned(step.to_owned()))),
            Kind::List(element) | Kind::Set(element) if step.parse::<u32>().is_ok() => {
                Some((element, Name::Owned(step.to_owned())))
            }
            Kind::Map(members) => members.get(step).map(|member| (member, member.field.clone())),
            _ => None,
        }
    }
}

impl Affixes {
    fn strip<'t>(&self, text: &'t str) -> &'t str {
        let lower = |text: &str| text.to_lowercase();
        let mut rest = text;
        if lower(rest).starts_with(&lower(&self.prefix)) {
            rest = rest.get(self.prefix.len()..).unwrap_or(rest);
        }
        if lower(rest).ends_with(&lower(&self.postfix)) {
            let end = rest.len().saturating_sub(self.postfix.len());
            rest = rest.get(..end).unwrap_or(rest);
        }
        rest
    }
}

impl Kind {
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::String => "a string",
            Self::Number => "a number",
            Self::Boolean => "a boolean",
            Self::Enum(_) => "one of its values",
            Self::Any => "anything",
            Self::Map(_) => "a map",
            Self::List(_) => "a list",
            Self::Set(_) => "a set",
        }
    }
}

/// A value as text, for regular expressions and messages.
fn text_of(value: &Value) -> Cow<'_, str> {
    match value {
        Value::String(text) => Cow::Borrowed(text),
        Value::Number(number) => {
            let mut text = String::new();
            number.write_javascript(&mut text);
            Cow::Owned(text)
        }
        Value::Bool(value) => Cow::Borrowed(if *value { "true" } else { "false" }),
        Value::Null => Cow::Borrowed("null"),
        other => Cow::Borrowed(other.kind()),
    }
}

impl fmt::Debug for Attribute {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Attribute")
            .field("path", &self.path)
            .field("field", &self.field)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}
