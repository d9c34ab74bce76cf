//! Reads statements. Each clause is read by itself; values are in [`value`], conditions in [`condition`], what `UPDATE` sets in
//! [`set`].

mod condition;
mod set;
mod value;

use super::refusal::Refusal;
use super::statement::{Order, Returning, Select, Statement};
use super::token::{self, Kind, Token};
use crate::expression::path::Element;
use crate::expression::{Condition, Path};
use crate::value::Value;

/// How deep parentheses and values may lie in each other.
const MAX_DEPTH: usize = 64;

/// Words that are no names.
const KEYWORDS: [&str; 25] = [
    "SELECT",
    "FROM",
    "WHERE",
    "AND",
    "OR",
    "NOT",
    "IN",
    "IS",
    "BETWEEN",
    "LIKE",
    "INSERT",
    "INTO",
    "UPDATE",
    "SET",
    "REMOVE",
    "DELETE",
    "RETURNING",
    "ORDER",
    "AS",
    "EXISTS",
    "INNER",
    "NULL",
    "MISSING",
    "TRUE",
    "FALSE",
];

const LEFT_OVER: &str = "Unexpected token after expression";
const NO_TERM: &str = "Unexpected term";
const NO_TABLE: &str = "Expected identifier for simple path";

/// Reads a statement and puts its parameters in their places.
pub(crate) fn parse(source: &str, parameters: &[Value]) -> Result<Statement, Refusal> {
    let mut parser = Parser {
        source,
        tokens: token::split(source)?,
        position: 0,
        parameters: parameters.iter(),
        operators: 0,
        depth: 0,
    };
    let statement = parser.statement()?;
    parser.check_operators()?;
    Ok(statement)
}

/// A statement that is being read.
struct Parser<'a> {
    source: &'a str,
    tokens: Vec<Token<'a>>,
    position: usize,
    /// Those that are left.
    parameters: std::slice::Iter<'a, Value>,
    operators: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    /// The token so many after the next one; the end is always there.
    fn at(&self, offset: usize) -> &Token<'a> {
        let last = self.tokens.len() - 1;
        &self.tokens[(self.position + offset).min(last)]
    }

    fn take(&mut self) -> Token<'a> {
        let token = self.at(0).clone();
        self.position = (self.position + 1).min(self.tokens.len() - 1);
        token
    }

    fn is_mark(&self, offset: usize, mark: &str) -> bool {
        let token = self.at(offset);
        token.kind == Kind::Mark && token.text == mark
    }

    fn is_word(&self, offset: usize, word: &str) -> bool {
        let token = self.at(offset);
        token.kind == Kind::Word && token.text.eq_ignore_ascii_case(word)
    }

    fn take_mark(&mut self, mark: &str) -> bool {
        let next = self.is_mark(0, mark);
        self.position += usize::from(next);
        next
    }

    fn take_word(&mut self, word: &str) -> bool {
        let next = self.is_word(0, word);
        self.position += usize::from(next);
        next
    }

    fn expect_mark(&mut self, mark: &str) -> Result<(), Refusal> {
        self.take_mark(mark)
            .then_some(())
            .ok_or_else(|| Refusal::malformed(NO_TERM))
    }

    fn expect_word(&mut self, word: &str, otherwise: &str) -> Result<(), Refusal> {
        self.take_word(word)
            .then_some(())
            .ok_or_else(|| Refusal::malformed(otherwise))
    }

    fn is_at_end(&self) -> bool {
        self.at(0).kind == Kind::End || self.is_mark(0, ";")
    }

    /// Goes one level deeper; the caller comes up again.
    fn descend(&mut self) -> Result<(), Refusal> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Refusal::new("Nesting Levels have exceeded supported limits"));
        }
        Ok(())
    }

    /// Where a token is, as the service says it: line, column and length.
    fn place(&self, token: &Token<'_>) -> String {
        let before = &self.source[..token.start];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        let length = self.source[token.start..token.end].chars().count();
        format!("{line}:{column}:{length}")
    }

    fn statement(&mut self) -> Result<Statement, Refusal> {
        let statement = if self.take_word("SELECT") {
            Statement::Select(self.select(true)?)
        } else if self.take_word("INSERT") {
            self.insert()?
        } else if self.take_word("UPDATE") {
            let table = self.written_table(NO_TABLE)?;
            self.update(table, false)?
        } else if self.take_word("DELETE") {
            self.delete()?
        } else if self.take_word("FROM") {
            let table = self.written_table(NO_TERM)?;
            self.update(table, true)?
        } else if self.is_word(0, "EXISTS") && self.is_mark(1, "(") {
            self.position += 2;
            self.expect_word("SELECT", NO_TERM)?;
            let select = self.select(false)?;
            self.take_mark(")")
                .then_some(())
                .ok_or_else(|| Refusal::malformed(LEFT_OVER))?;
            Statement::Exists(select)
        } else {
            return Err(Refusal::malformed("Expected data manipulation"));
        };
        if self.take_mark(";") && self.at(0).kind != Kind::End {
            return Err(Refusal::malformed(
                "Unexpected token after semicolon. (Only one query is allowed.)",
            ));
        }
        if self.at(0).kind != Kind::End {
            return Err(Refusal::malformed(LEFT_OVER));
        }
        Ok(statement)
    }

    fn select(&mut self, may_order: bool) -> Result<Select, Refusal> {
        let columns = self.columns()?;
        self.expect_word("FROM", NO_TERM)?;
        let (table, index) = self.table(NO_TERM)?;
        self.refuse_alias()?;
        let condition = self.condition_clause()?;
        let mut order = Vec::new();
        if may_order && self.take_word("ORDER") {
            self.expect_word("BY", NO_TERM)?;
            loop {
                let path = self.path()?;
                let is_descending = self.take_word("DESC");
                if !is_descending {
                    self.take_word("ASC");
                }
                if self.take_word("NULLS") && !self.take_word("FIRST") {
                    self.expect_word("LAST", NO_TERM)?;
                }
                order.push(Order { path, is_descending });
                if !self.take_mark(",") {
                    break;
                }
            }
        }
        Ok(Select {
            table,
            index,
            columns,
            condition,
            order,
        })
    }

    fn columns(&mut self) -> Result<Option<Vec<Path>>, Refusal> {
        if self.take_mark("*") {
            return Ok(None);
        }
        let mut columns = Vec::new();
        loop {
            if self.at(0).kind == Kind::Word && self.is_mark(1, "(") {
                let place = self.place(self.at(0));
                return Err(Refusal::new(format!("Unexpected path component at {place}")));
            }
            columns.push(self.path()?);
            if !self.take_mark(",") {
                return Ok(Some(columns));
            }
        }
    }

    fn insert(&mut self) -> Result<Statement, Refusal> {
        self.expect_word("INTO", NO_TERM)?;
        let place = self.place(self.at(0));
        let (table, index) = self.table(NO_TERM)?;
        if index.is_some() {
            return Err(Refusal::new(format!(
                "FROM clause may only contain a single table name in data manipulation statements at {place}"
            )));
        }
        self.expect_word("VALUE", LEFT_OVER)?;
        if self.take_mark("{") {
            let item = self.item()?;
            return Ok(Statement::Insert { table, item });
        }
        if !self.is_mark(0, "?") {
            return Err(Refusal::malformed(NO_TERM));
        }
        match self.value()? {
            Value::Map(item) => Ok(Statement::Insert { table, item }),
            _ => Err(Refusal::malformed(NO_TERM)),
        }
    }

    /// An update. The condition stands before what changes if the table does.
    fn update(&mut self, table: String, is_table_first: bool) -> Result<Statement, Refusal> {
        let before = if is_table_first {
            self.condition_clause()?
        } else {
            None
        };
        let update = self.changes(is_table_first)?;
        let condition = if is_table_first {
            before
        } else {
            self.condition_clause()?
        };
        let returning = self.returning()?.map(|words| {
            variant(&words).ok_or_else(|| {
                Refusal::new(format!(
                    "Invalid returning clause: RETURNING {words} is not supported"
                ))
            })
        });
        Ok(Statement::Update {
            table,
            update,
            condition,
            returning: returning.transpose()?,
        })
    }

    fn delete(&mut self) -> Result<Statement, Refusal> {
        self.expect_word("FROM", NO_TABLE)?;
        let table = self.written_table(NO_TABLE)?;
        let condition = self.condition_clause()?;
        let returning = match self.returning()? {
            None => None,
            Some(words) if variant(&words) == Some(Returning::AllOld) => Some(Returning::AllOld),
            Some(words) => {
                return Err(Refusal::new(format!(
                    "Invalid returning clause: RETURNING {words}. Only RETURNING ALL OLD * is allowed in DELETE \
                     statements."
                )));
            }
        };
        Ok(Statement::Delete {
            table,
            condition,
            returning,
        })
    }

    /// The words after `RETURNING`.
    fn returning(&mut self) -> Result<Option<String>, Refusal> {
        if !self.take_word("RETURNING") {
            return Ok(None);
        }
        let mut words = Vec::new();
        while !self.is_at_end() {
            words.push(self.take().text.to_uppercase());
        }
        if words.is_empty() {
            return Err(Refusal::malformed(NO_TERM));
        }
        Ok(Some(words.join(" ")))
    }

    fn condition_clause(&mut self) -> Result<Option<Condition>, Refusal> {
        if self.take_word("WHERE") {
            return self.condition().map(Some);
        }
        Ok(None)
    }

    /// A table, and its index if it is read by one.
    fn table(&mut self, otherwise: &str) -> Result<(String, Option<String>), Refusal> {
        let mut names = Vec::new();
        let mut is_quoted = false;
        loop {
            let token = self.at(0);
            match token.kind {
                Kind::Quoted if token.text.is_empty() => {
                    return Err(Refusal::new("Path component cannot be an empty string"));
                }
                Kind::Quoted => is_quoted = true,
                Kind::Word if !is_keyword(&token.text) => {}
                _ => {
                    let otherwise = if names.is_empty() { otherwise } else { NO_TERM };
                    return Err(Refusal::malformed(otherwise));
                }
            }
            names.push(self.take().text.into_owned());
            if !self.take_mark(".") {
                break;
            }
        }
        // A name of a table may have points.
        if names.len() > 1 && !is_quoted {
            return Ok((names.join("."), None));
        }
        let mut names = names.into_iter();
        let (table, index) = (names.next().unwrap_or_default(), names.next());
        if names.next().is_some() {
            return Err(Refusal::new(
                "A path may contain at most 2 components in the FROM clause",
            ));
        }
        Ok((table, index))
    }

    /// The table of a write.
    fn written_table(&mut self, otherwise: &str) -> Result<String, Refusal> {
        let (table, index) = self.table(otherwise)?;
        if index.is_some() {
            return Err(Refusal::new("This operation is not supported on an index"));
        }
        self.refuse_alias()?;
        Ok(table)
    }

    fn refuse_alias(&self) -> Result<(), Refusal> {
        let token = self.at(0);
        if self.is_word(0, "AS") || token.kind == Kind::Word && !is_keyword(&token.text) {
            return Err(Refusal::new("Aliasing is not supported"));
        }
        Ok(())
    }

    /// A path that must be next.
    fn path(&mut self) -> Result<Path, Refusal> {
        let token = self.at(0);
        let is_name = match token.kind {
            Kind::Quoted => true,
            Kind::Word => !is_keyword(&token.text),
            _ => false,
        };
        if !is_name {
            return Err(self.no_term());
        }
        let mut path = Path::to(&self.take().text);
        loop {
            if self.take_mark(".") {
                let token = self.take();
                match token.kind {
                    Kind::Quoted => {}
                    Kind::Word if !is_keyword(&token.text) => {}
                    _ => return Err(Refusal::malformed("Invalid path dot component")),
                }
                path.steps.push(Element::Name(token.text.into_owned()));
            } else if self.take_mark("[") {
                let token = self.take();
                path.steps.push(match token.kind {
                    Kind::Number => {
                        let index = token.text.parse();
                        Element::Index(index.map_err(|_| Refusal::malformed(NO_TERM))?)
                    }
                    Kind::Text => Element::Name(token.text.into_owned()),
                    _ => return Err(Refusal::malformed(NO_TERM)),
                });
                self.expect_mark("]")?;
            } else {
                return Ok(path);
            }
        }
    }

    /// What is said where a term should stand.
    fn no_term(&self) -> Refusal {
        let token = self.at(0);
        let is_operator = ["AND", "OR", "IS", "LIKE", "BETWEEN", "IN"]
            .iter()
            .any(|word| token.text.eq_ignore_ascii_case(word));
        Refusal::malformed(match token.kind {
            Kind::Word if is_operator => "Unexpected operator",
            Kind::Word if is_keyword(&token.text) => "Unexpected keyword",
            _ => NO_TERM,
        })
    }
}

fn is_keyword(word: &str) -> bool {
    KEYWORDS.iter().any(|keyword| keyword.eq_ignore_ascii_case(word))
}

fn variant(words: &str) -> Option<Returning> {
    Some(match words {
        "ALL OLD *" => Returning::AllOld,
        "ALL NEW *" => Returning::AllNew,
        "MODIFIED OLD *" => Returning::ModifiedOld,
        "MODIFIED NEW *" => Returning::ModifiedNew,
        _ => return None,
    })
}
