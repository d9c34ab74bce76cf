//! What the grammars of all expressions share: a cursor over the tokens, paths, placeholders and limits.

use super::path::{Element, MAX_ELEMENTS, Path};
use super::reserved::is_reserved;
use super::token::{self, Kind, Token};
use super::{Fault, MAX_BYTES, MAX_OPERATORS, Placeholders};
use crate::value::Value;

/// Reads an expression.
pub(super) struct Parser<'a> {
    source: &'a str,
    tokens: Vec<Token<'a>>,
    position: usize,
    placeholders: &'a Placeholders,
    operators: usize,
    /// What is wrong with the meaning. A syntax error further on is reported before it.
    fault: Option<Fault>,
}

impl<'a> Parser<'a> {
    /// Begins to read.
    pub(super) fn new(source: &'a str, placeholders: &'a Placeholders) -> Result<Self, Fault> {
        if source.is_empty() {
            return Err(Fault::Empty);
        }
        if source.len() > MAX_BYTES {
            return Err(Fault::TooLong(source.len()));
        }
        Ok(Self {
            source,
            tokens: token::split(source)?,
            position: 0,
            placeholders,
            operators: 0,
            fault: None,
        })
    }

    /// Ends: there must be nothing left, and nothing wrong with the meaning.
    pub(super) fn finish(self) -> Result<(), Fault> {
        if self.position < self.tokens.len() {
            return Err(self.syntax_error());
        }
        self.fault.map_or(Ok(()), Err)
    }

    /// Notes what is wrong with the meaning, to be said if the syntax is right. The first one counts.
    pub(super) fn note(&mut self, fault: Fault) {
        self.fault.get_or_insert(fault);
    }

    /// As [`Self::note`], if a check found something.
    pub(super) fn note_failed(&mut self, check: Result<(), Fault>) {
        if let Err(fault) = check {
            self.note(fault);
        }
    }

    /// Counts an operator or a function.
    pub(super) fn count_operator(&mut self) {
        self.operators += 1;
        if self.operators > MAX_OPERATORS {
            // The message names the count as it is at the end of the expression.
            self.fault = Some(Fault::TooManyOperators(self.operators));
        }
    }

    /// What is said of the token that is next, where it cannot stand.
    pub(super) fn syntax_error(&self) -> Fault {
        token::syntax_error(self.source, &self.tokens, self.position)
    }

    fn at(&self, offset: usize) -> Option<Token<'a>> {
        self.tokens.get(self.position + offset).copied()
    }

    /// Whether the token at an offset from the next one is a certain mark.
    pub(super) fn is_mark(&self, offset: usize, mark: &str) -> bool {
        self.at(offset)
            .is_some_and(|token| token.kind == Kind::Mark && token.text == mark)
    }

    /// Takes a mark, if it is next.
    pub(super) fn take_mark(&mut self, mark: &str) -> bool {
        let next = self.is_mark(0, mark);
        self.position += usize::from(next);
        next
    }

    /// Takes one of some marks, if one is next.
    pub(super) fn take_one_of<T: Copy>(&mut self, marks: &[(&str, T)]) -> Option<T> {
        let (_, meaning) = marks.iter().find(|(mark, _)| self.take_mark(mark))?;
        Some(*meaning)
    }

    /// Takes a mark that must be next.
    pub(super) fn expect_mark(&mut self, mark: &str) -> Result<(), Fault> {
        self.take_mark(mark)
            .then_some(())
            .ok_or_else(|| self.syntax_error())
    }

    /// Takes a keyword, if it is next. Case does not matter.
    pub(super) fn take_keyword(&mut self, keyword: &str) -> bool {
        let next = self
            .at(0)
            .is_some_and(|token| token.kind == Kind::Word && token.text.eq_ignore_ascii_case(keyword));
        self.position += usize::from(next);
        next
    }

    /// Takes a keyword that must be next.
    pub(super) fn expect_keyword(&mut self, keyword: &str) -> Result<(), Fault> {
        self.take_keyword(keyword)
            .then_some(())
            .ok_or_else(|| self.syntax_error())
    }

    /// Whether nothing is left.
    pub(super) fn is_at_end(&self) -> bool {
        self.position == self.tokens.len()
    }

    /// Takes the name and the opening parenthesis of a function, if they are next.
    pub(super) fn take_function(&mut self) -> Option<&'a str> {
        let name = self
            .at(0)
            .filter(|token| token.kind == Kind::Word && self.is_mark(1, "("))?;
        if is_keyword(name.text) {
            return None;
        }
        self.position += 2;
        Some(name.text)
    }

    /// Takes a value placeholder, if one is next. An undefined one stands for null until it is reported.
    pub(super) fn take_value(&mut self) -> Option<Value> {
        let token = self.at(0).filter(|token| token.kind == Kind::Value)?;
        self.position += 1;
        match self.placeholders.value(token.text) {
            Ok(value) => Some(value.clone()),
            Err(fault) => {
                self.note(fault);
                Some(Value::Null)
            }
        }
    }

    /// Whether a path can begin here.
    pub(super) fn is_at_path(&self) -> bool {
        self.at(0).is_some_and(|token| match token.kind {
            Kind::Name => true,
            Kind::Word => !is_keyword(token.text),
            _ => false,
        })
    }

    /// Takes a path that must be next.
    pub(super) fn path(&mut self) -> Result<Path, Fault> {
        let attribute = self.name()?;
        let mut steps = Vec::new();
        loop {
            if self.take_mark(".") {
                steps.push(Element::Name(self.name()?));
            } else if self.take_mark("[") {
                let index = self.at(0).filter(|token| token.kind == Kind::Index);
                let index = index.ok_or_else(|| self.syntax_error())?;
                let index = index.text.parse().map_err(|_| self.syntax_error())?;
                self.position += 1;
                self.expect_mark("]")?;
                steps.push(Element::Index(index));
            } else {
                break;
            }
        }
        let levels = steps.len() + 1;
        if levels > MAX_ELEMENTS {
            self.note(Fault::TooManySteps(levels));
        }
        Ok(Path { attribute, steps })
    }

    /// Takes one name of a path.
    fn name(&mut self) -> Result<String, Fault> {
        let token = self
            .at(0)
            .filter(|_| self.is_at_path())
            .ok_or_else(|| self.syntax_error())?;
        self.position += 1;
        if token.kind == Kind::Word {
            if is_reserved(token.text) {
                self.note(Fault::ReservedWord(token.text.to_owned()));
            }
            return Ok(token.text.to_owned());
        }
        match self.placeholders.name(token.text) {
            Ok(name) => Ok(name.to_owned()),
            Err(fault) => {
                self.note(fault);
                Ok(token.text.to_owned())
            }
        }
    }

    /// Refuses a pair of parentheses directly within another one.
    pub(super) fn check_parentheses(&self) -> Result<(), Fault> {
        let mut open = Vec::new();
        // The group that was closed by the token before.
        let mut closed = None;
        for (index, token) in self.tokens.iter().enumerate() {
            closed = match (token.kind, token.text) {
                (Kind::Mark, "(") => {
                    open.push(index);
                    None
                }
                (Kind::Mark, ")") => {
                    let start = open.pop();
                    if let (Some(outer), Some(inner)) = (start, closed)
                        && outer + 1 == inner
                    {
                        return Err(Fault::RedundantParentheses);
                    }
                    start
                }
                _ => None,
            };
        }
        Ok(())
    }
}

/// Words of the grammar, which are no names even where a name could stand.
fn is_keyword(word: &str) -> bool {
    [
        "AND", "OR", "NOT", "BETWEEN", "IN", "SET", "REMOVE", "ADD", "DELETE",
    ]
    .iter()
    .any(|keyword| keyword.eq_ignore_ascii_case(word))
}
