//! The grammar of updates: clauses in any order, each once.

use super::{Term, Update};
use crate::expression::parser::Parser;
use crate::expression::{Fault, Path, Placeholders};
use crate::value::Value;

pub(super) fn parse(source: &str, placeholders: &Placeholders) -> Result<Update, Fault> {
    let mut parser = Parser::new(source, placeholders)?;
    let mut update = Update::default();
    let mut seen: Vec<&str> = Vec::new();
    loop {
        let clause = ["SET", "REMOVE", "ADD", "DELETE"]
            .into_iter()
            .find(|clause| parser.take_keyword(clause));
        let Some(clause) = clause else {
            // The end is none before the first clause.
            if !parser.is_at_end() || seen.is_empty() {
                return Err(parser.syntax_error());
            }
            break;
        };
        if seen.contains(&clause) {
            parser.note(Fault::ClauseTwice(clause));
        }
        seen.push(clause);
        loop {
            match clause {
                "SET" => {
                    let path = parser.path()?;
                    parser.expect_mark("=")?;
                    parser.count_operator();
                    let term = parser.term()?;
                    update.set.push((path, term));
                }
                "REMOVE" => {
                    parser.count_operator();
                    update.remove.push(parser.path()?);
                }
                "ADD" => update.add.push(parser.change(clause)?),
                _ => update.delete.push(parser.change(clause)?),
            }
            if !parser.take_mark(",") {
                break;
            }
        }
    }
    parser.finish()?;
    Ok(update)
}

/// Makes a term of two.
type Combine = fn(Box<Term>, Box<Term>) -> Term;

impl Parser<'_> {
    /// The path and the value of an `ADD` or a `DELETE`.
    fn change(&mut self, clause: &'static str) -> Result<(Path, Value), Fault> {
        self.count_operator();
        let path = self.path()?;
        let value = self.take_value().ok_or_else(|| self.syntax_error())?;
        let is_set = matches!(
            value,
            Value::StringSet(_) | Value::NumberSet(_) | Value::BinarySet(_)
        );
        let fits = is_set || clause == "ADD" && matches!(value, Value::Number(_));
        if !fits {
            self.note(Fault::ClauseOperandType {
                clause,
                kind: long_type_name(&value),
            });
        }
        Ok((path, value))
    }

    fn term(&mut self) -> Result<Term, Fault> {
        let left = self.term_operand()?;
        let (symbol, combine): (_, Combine) = if self.take_mark("+") {
            ("+", Term::Plus)
        } else if self.take_mark("-") {
            ("-", Term::Minus)
        } else {
            return Ok(left);
        };
        self.count_operator();
        let right = self.term_operand()?;
        for term in [&left, &right] {
            self.note_failed(check_type(symbol, term, |value| {
                matches!(value, Value::Number(_))
            }));
        }
        Ok(combine(Box::new(left), Box::new(right)))
    }

    fn term_operand(&mut self) -> Result<Term, Fault> {
        if self.take_mark("(") {
            let term = self.term()?;
            self.expect_mark(")")?;
            return Ok(term);
        }
        if let Some(name) = self.take_function() {
            return self.term_function(name);
        }
        if let Some(value) = self.take_value() {
            return Ok(Term::Value(value));
        }
        Ok(Term::Path(self.path()?))
    }

    /// The arguments of a function and what closes it.
    fn term_function(&mut self, name: &str) -> Result<Term, Fault> {
        match name {
            "if_not_exists" | "list_append" => {}
            "attribute_exists"
            | "attribute_not_exists"
            | "attribute_type"
            | "begins_with"
            | "contains"
            | "size" => {
                return Err(Fault::FunctionElsewhere {
                    expressions: "an update expression",
                    name: name.to_owned(),
                });
            }
            _ => return Err(Fault::UnknownFunction(name.to_owned())),
        }
        self.count_operator();
        let mut terms = vec![self.term_operand()?];
        while self.take_mark(",") {
            terms.push(self.term_operand()?);
        }
        self.expect_mark(")")?;
        let count = terms.len();
        let Ok([first, second]) = <[Term; 2]>::try_from(terms) else {
            self.note(Fault::OperandCount {
                operator: name.to_owned(),
                count,
            });
            return Ok(Term::Value(Value::Null));
        };
        if name == "list_append" {
            for term in [&first, &second] {
                self.note_failed(check_type(name, term, |value| matches!(value, Value::List(_))));
            }
            return Ok(Term::ListAppend(Box::new(first), Box::new(second)));
        }
        let Term::Path(path) = first else {
            self.note(Fault::NoPath(name.to_owned()));
            return Ok(Term::Value(Value::Null));
        };
        Ok(Term::IfNotExists(path, Box::new(second)))
    }
}

/// Refuses a value that an operator has no use for.
fn check_type(operator: &str, term: &Term, accepts: impl Fn(&Value) -> bool) -> Result<(), Fault> {
    match term {
        Term::Value(value) if !accepts(value) => Err(Fault::OperandType {
            operator: operator.to_owned(),
            kind: value.type_name(),
        }),
        _ => Ok(()),
    }
}

/// How `ADD` and `DELETE` call a type.
fn long_type_name(value: &Value) -> &'static str {
    match value {
        Value::String(_) => "STRING",
        Value::Number(_) => "NUMBER",
        Value::Binary(_) => "BINARY",
        Value::List(_) => "LIST",
        Value::Map(_) => "MAP",
        Value::Bool(_) => "BOOLEAN",
        other => other.type_name(),
    }
}
