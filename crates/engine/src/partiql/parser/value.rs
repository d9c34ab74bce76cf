//! Values: literals and parameters.

use std::collections::BTreeSet;

use super::{NO_TERM, Parser};
use crate::partiql::refusal::Refusal;
use crate::partiql::token::Kind;
use crate::value::{Item, MAX_NESTING, Number, Value};

impl Parser<'_> {
    /// A value that must be next.
    pub(super) fn value(&mut self) -> Result<Value, Refusal> {
        self.value_at("root", 1)
    }

    /// Whether a value begins here.
    pub(super) fn is_at_value(&self) -> bool {
        let token = self.at(0);
        match token.kind {
            Kind::Text | Kind::Number => true,
            Kind::Mark if ["-", "+"].contains(&&*token.text) => self.at(1).kind == Kind::Number,
            Kind::Mark => ["?", "{", "[", "<<"].contains(&&*token.text),
            Kind::Word => ["TRUE", "FALSE", "NULL"]
                .iter()
                .any(|word| token.text.eq_ignore_ascii_case(word)),
            Kind::Quoted | Kind::End => false,
        }
    }

    /// A value; `place` says where it is within the outermost one, which is at level 1.
    fn value_at(&mut self, place: &str, level: usize) -> Result<Value, Refusal> {
        if level > MAX_NESTING {
            return Err(Refusal::new(format!(
                "Nesting Levels have exceeded supported limits under {place}"
            )));
        }
        if self.is_word(0, "TRUE") || self.is_word(0, "FALSE") {
            return Ok(Value::Bool(self.take().text.eq_ignore_ascii_case("TRUE")));
        }
        if self.take_word("NULL") {
            return Ok(Value::Null);
        }
        if self.take_mark("?") {
            let parameter = self.parameters.next().cloned();
            return parameter
                .ok_or_else(|| Refusal::new("Number of parameters in request and statement don't match."));
        }
        for sign in ["-", "+"] {
            if self.at(1).kind == Kind::Number && self.take_mark(sign) {
                return self.number(sign.trim_start_matches('+'), place);
            }
        }
        if self.take_mark("{") {
            return self.map(place, level);
        }
        if self.take_mark("[") {
            return self.list(place, level);
        }
        if self.take_mark("<<") {
            return self.bag(place, level);
        }
        match self.at(0).kind {
            Kind::Text => Ok(Value::String(self.take().text.into_owned())),
            Kind::Number => self.number("", place),
            Kind::Word if self.is_mark(1, "(") => {
                let (token, at) = (self.at(0), self.place(self.at(0)));
                Err(Refusal::new(format!(
                    "Unsupported data type: {} under key root at {at}",
                    token.text.to_lowercase()
                )))
            }
            _ => Err(self.no_term()),
        }
    }

    /// The elements of a list and what closes it.
    fn list(&mut self, place: &str, level: usize) -> Result<Value, Refusal> {
        let mut list = Vec::new();
        while !self.take_mark("]") {
            if !list.is_empty() {
                self.expect_mark(",")?;
            }
            let place = format!("{place}[{}]", list.len());
            list.push(self.value_at(&place, level + 1)?);
        }
        Ok(Value::List(list))
    }

    fn number(&mut self, sign: &str, place: &str) -> Result<Value, Refusal> {
        let text = format!("{sign}{}", self.take().text);
        let number: Result<Number, _> = text.parse();
        number
            .map(Value::Number)
            .map_err(|error| Refusal::new(format!("{error} under {place}")))
    }

    /// The attributes of an item, each of which is an outermost value.
    pub(super) fn item(&mut self) -> Result<Item, Refusal> {
        self.members(|parser, _| parser.value())
    }

    /// The members of a map and what closes it.
    fn map(&mut self, place: &str, level: usize) -> Result<Value, Refusal> {
        let map = self.members(|parser, name| parser.value_at(&format!("{place}.{name}"), level + 1))?;
        Ok(Value::Map(map))
    }

    fn members(
        &mut self,
        value: impl Fn(&mut Self, &str) -> Result<Value, Refusal>,
    ) -> Result<Item, Refusal> {
        let mut map = Item::new();
        while !self.take_mark("}") {
            if !map.is_empty() {
                self.expect_mark(",")?;
            }
            let key = self.take();
            if key.kind != Kind::Text {
                return Err(Refusal::malformed(NO_TERM));
            }
            if key.text.is_empty() {
                return Err(Refusal::new("Path component cannot be an empty string"));
            }
            self.expect_mark(":")?;
            let value = value(self, &key.text)?;
            map.insert(key.text.into_owned(), value);
        }
        Ok(map)
    }

    /// The members of a set and what closes it: texts or numbers, all of the first one's type.
    fn bag(&mut self, place: &str, level: usize) -> Result<Value, Refusal> {
        const MIXED: &str =
            "Unsupported data type in Bag. DynamoDB only supports either numbers or strings in bags";
        let mut members: Vec<Value> = Vec::new();
        while !self.take_mark(">>") {
            if !members.is_empty() {
                self.expect_mark(",")?;
            }
            let at = self.place(self.at(0));
            if self.is_mark(0, "?") {
                return Err(Refusal::new(format!(
                    "Unsupported data type: Parameter under key {place} at {at}"
                )));
            }
            let member = self.value_at(place, level + 1)?;
            match (members.first(), &member) {
                (None | Some(Value::String(_)), Value::String(_))
                | (None | Some(Value::Number(_)), Value::Number(_)) => members.push(member),
                (Some(Value::Number(_)), _) => return Err(Refusal::new(MIXED)),
                _ => return Err(Refusal::new(format!("{MIXED} at {at}"))),
            }
        }
        set(&members, place)
    }
}

/// The set of some members, which are of one type.
fn set(members: &[Value], place: &str) -> Result<Value, Refusal> {
    let (mut texts, mut numbers) = (BTreeSet::new(), BTreeSet::new());
    for member in members {
        let is_new = match member {
            Value::String(text) => texts.insert(text.clone()),
            Value::Number(number) => numbers.insert(*number),
            _ => true,
        };
        if !is_new {
            let shown: Vec<String> = members.iter().map(shown).collect();
            return Err(Refusal::new(format!(
                "One or more parameter values were invalid: Input collection [{}] contains duplicates{}",
                shown.join(", "),
                if texts.is_empty() {
                    format!("! under {place}")
                } else {
                    ".".to_owned()
                }
            )));
        }
    }
    match (texts.is_empty(), numbers.is_empty()) {
        (true, true) => Err(Refusal::new("Empty bags are not supported")),
        (false, _) => Ok(Value::StringSet(texts.into_iter().collect())),
        (true, false) => Ok(Value::NumberSet(numbers.into_iter().collect())),
    }
}

/// A member without the name of its type.
fn shown(member: &Value) -> String {
    let text = member.to_string();
    text.split_once(':')
        .map_or(text.clone(), |(_, value)| value.to_owned())
}
