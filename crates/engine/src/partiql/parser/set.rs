//! What an update changes: `SET` and `REMOVE`.

use super::{LEFT_OVER, NO_TERM, Parser};
use crate::expression::update::Term;
use crate::expression::{Path, Update};
use crate::partiql::refusal::Refusal;
use crate::partiql::token::{Kind, Token};
use crate::value::Value;

/// Makes a term of two.
type Combine = fn(Box<Term>, Box<Term>) -> Term;

impl Parser<'_> {
    /// The clauses of an update, one at least.
    pub(super) fn changes(&mut self, is_table_first: bool) -> Result<Update, Refusal> {
        let mut update = Update::default();
        loop {
            if self.take_word("SET") {
                loop {
                    self.assignment(&mut update)?;
                    if !self.take_mark(",") {
                        break;
                    }
                }
            } else if self.take_word("REMOVE") {
                update.remove(self.path()?);
            } else {
                break;
            }
        }
        if update.targets().next().is_none() {
            let is_strange = is_table_first && !self.is_at_end();
            return Err(Refusal::malformed(if is_strange { LEFT_OVER } else { NO_TERM }));
        }
        Ok(update)
    }

    fn assignment(&mut self, update: &mut Update) -> Result<(), Refusal> {
        let target = self.path()?;
        self.expect_mark("=")?;
        if self.at(0).kind == Kind::Word && self.is_mark(1, "(") {
            let name = self.at(0).text.to_lowercase();
            if ["set_add", "set_delete"].contains(&name.as_str()) {
                return self.set_members(&name, target, update);
            }
        }
        let term = self.term()?;
        update.set(target, term);
        Ok(())
    }

    /// `set_add(target, <<…>>)` or `set_delete(target, <<…>>)`
    fn set_members(&mut self, name: &str, target: Path, update: &mut Update) -> Result<(), Refusal> {
        let token = self.take();
        let (place, shown) = (self.place(&token), name.to_uppercase());
        self.position += 1;
        let first = self.at(0).clone();
        let path = self.path()?;
        let last = self.tokens[self.position - 1].clone();
        if !self.take_mark(",") {
            self.expect_mark(")")?;
            return Err(Refusal::new(format!(
                "{shown} must have exactly two arguments at {place}"
            )));
        }
        if path != target {
            return Err(Refusal::new(format!(
                "The first argument to {shown} must equal the assignment value at {place}"
            )));
        }
        let whole = Token {
            end: last.end,
            ..first
        };
        let no_set = |parser: &Self| {
            let place = parser.place(&whole);
            Refusal::new(format!(
                "The second argument to {shown} must be a value with type SET at {place}"
            ))
        };
        let is_parameter = self.is_mark(0, "?");
        if !is_parameter && !self.is_mark(0, "<<") {
            return Err(no_set(self));
        }
        let value = self.value()?;
        if !matches!(
            value,
            Value::StringSet(_) | Value::NumberSet(_) | Value::BinarySet(_)
        ) {
            return Err(Refusal::new(
                "An operand in the update expression has an incorrect data type",
            ));
        }
        if self.take_mark(",") {
            return Err(Refusal::new(format!(
                "{shown} must have exactly two arguments at {place}"
            )));
        }
        self.expect_mark(")")?;
        if name == "set_add" {
            update.add(target, value);
        } else {
            update.delete(target, value);
        }
        Ok(())
    }

    fn term(&mut self) -> Result<Term, Refusal> {
        let mut term = self.term_operand()?;
        loop {
            let (symbol, combine): (_, Combine) = if self.take_mark("+") {
                ("+", Term::Plus)
            } else if self.take_mark("-") {
                ("-", Term::Minus)
            } else {
                return Ok(term);
            };
            if self.is_at_end() {
                return Err(Refusal::malformed(
                    "Missing right-hand side expression of infix operator",
                ));
            }
            let right = self.term_operand()?;
            for one in [&term, &right] {
                check(symbol, one, |value| matches!(value, Value::Number(_)))?;
            }
            term = combine(Box::new(term), Box::new(right));
        }
    }

    fn term_operand(&mut self) -> Result<Term, Refusal> {
        self.descend()?;
        let term = if self.take_mark("(") {
            let term = self.term()?;
            self.expect_mark(")")?;
            term
        } else if self.at(0).kind == Kind::Word && self.is_mark(1, "(") {
            self.function()?
        } else if self.is_at_value() {
            Term::Value(self.value()?)
        } else {
            Term::Path(self.path()?)
        };
        self.depth -= 1;
        Ok(term)
    }

    fn function(&mut self) -> Result<Term, Refusal> {
        let token = self.take();
        self.position += 1;
        let name = token.text.to_lowercase();
        if !["list_append", "if_not_exists"].contains(&name.as_str()) {
            let place = self.place(&token);
            return Err(Refusal::new(format!("Unrecognized function: {name} at {place}")));
        }
        let first = self.term()?;
        self.expect_mark(",")?;
        let second = self.term()?;
        self.expect_mark(")")?;
        if name == "list_append" {
            for one in [&first, &second] {
                check(&name, one, |value| matches!(value, Value::List(_)))?;
            }
            return Ok(Term::ListAppend(Box::new(first), Box::new(second)));
        }
        let Term::Path(path) = first else {
            return Err(Refusal::new(
                "Operator or function requires a document path; operator or function: if_not_exists",
            ));
        };
        Ok(Term::IfNotExists(path, Box::new(second)))
    }
}

fn check(operator: &str, term: &Term, accepts: impl Fn(&Value) -> bool) -> Result<(), Refusal> {
    match term {
        Term::Value(value) if !accepts(value) => Err(Refusal::operand_type(operator, value.type_name())),
        _ => Ok(()),
    }
}
