//! What all operations that take statements have in common: their members, and carrying a statement out.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json};

use super::guard::Guard;
use super::put_item::check_size;
use super::update_item;
use crate::error::{Exception, Failure};
use crate::partiql::{self, Refusal, Statement, target};
use crate::request::{Members, missing, referred};
use crate::store::{Change, Session, Tables};
use crate::value::{Value, json};

/// The most characters of a statement.
const MAX_CHARACTERS: usize = 8192;

/// A statement as a request has it.
pub(super) struct Written<'a> {
    pub(super) text: &'a str,
    pub(super) parameters: Vec<Value>,
    /// A failed condition shows the item.
    pub(super) shows_item: bool,
    pub(super) consistent: bool,
}

impl<'a> Written<'a> {
    /// The broken constraints of a statement's members; `path` is what stands before their names.
    pub(super) fn check(members: Members<'a>, path: &str, broken: &mut Vec<String>) -> Result<(), Failure> {
        check_shown(members, path, broken)?;
        check_text(members, path, broken)?;
        check_parameters(members, path, broken)
    }

    /// The members of a statement, whose constraints hold.
    pub(super) fn read(members: Members<'a>) -> Result<Self, Failure> {
        let parameters = members.list("Parameters")?.unwrap_or_default();
        Ok(Self {
            text: members.text("Statement")?.unwrap_or_default(),
            parameters: parameters.iter().map(json::value).collect::<Result<_, _>>()?,
            shows_item: members.text("ReturnValuesOnConditionCheckFailure")? == Some("ALL_OLD"),
            consistent: members.flag("ConsistentRead")?,
        })
    }

    pub(super) fn parse(&self) -> Result<Statement, Refusal> {
        partiql::parse(self.text, &self.parameters)
    }
}

pub(super) fn check_shown(members: Members<'_>, path: &str, broken: &mut Vec<String>) -> Result<(), Failure> {
    let word = members.text("ReturnValuesOnConditionCheckFailure")?;
    if let Some(word) = word.filter(|word| !["ALL_OLD", "NONE"].contains(word)) {
        broken.push(format!(
            "Value '{word}' at '{path}returnValuesOnConditionCheckFailure' failed to satisfy constraint: Member must \
             satisfy enum value set: [ALL_OLD, NONE]"
        ));
    }
    Ok(())
}

pub(super) fn check_text(members: Members<'_>, path: &str, broken: &mut Vec<String>) -> Result<(), Failure> {
    let Some(text) = members.text("Statement")? else {
        broken.push(missing(&format!("{path}statement")));
        return Ok(());
    };
    let bound = match text.chars().count() {
        0 => "greater than or equal to 1".to_owned(),
        1..=MAX_CHARACTERS => return Ok(()),
        _ => format!("less than or equal to {MAX_CHARACTERS}"),
    };
    broken.push(format!(
        "Value '{text}' at '{path}statement' failed to satisfy constraint: Member must have length {bound}"
    ));
    Ok(())
}

pub(super) fn check_parameters(
    members: Members<'_>,
    path: &str,
    broken: &mut Vec<String>,
) -> Result<(), Failure> {
    if members.list("Parameters")?.is_some_and(<[_]>::is_empty) {
        broken.push(format!(
            "Value '[]' at '{path}parameters' failed to satisfy constraint: Member must have length greater than or equal \
             to 1"
        ));
    }
    Ok(())
}

/// As [`change`], of a statement that is no part of a transaction: what it inserts is held to the types of its key as what
/// it looks for is.
pub(super) fn change_alone(
    session: &Session<'_>,
    statement: &Statement,
    shows_item: bool,
) -> Result<Change, Failure> {
    if let Statement::Insert { table, item } = statement {
        let table = session.table(referred(table))?;
        partiql::check_kinds(&table, item)?;
    }
    change(session, statement, shows_item)
}

/// What a statement changes: what is to be applied, once it is known that it can be. `EXISTS` changes nothing.
pub(super) fn change(
    session: &Session<'_>,
    statement: &Statement,
    shows_item: bool,
) -> Result<Change, Failure> {
    let table = session.table(referred(statement.table()))?;
    let guarded = |condition: &Option<_>| Guard::of(condition.clone(), shows_item);
    if let Statement::Insert { item, .. } = statement {
        table.check_item(item)?;
        check_size(item)?;
        if session.item(&table.place(item))?.is_some() {
            return Err(Failure::new(
                Exception::DuplicateItem,
                "Duplicate primary key exists in table",
            ));
        }
        return Ok(Change {
            table,
            before: None,
            after: Some(item.clone()),
        });
    }
    let key = target(statement, &table)?.unwrap_or_default();
    table.check_key(&key)?;
    if let Statement::Update { update, .. } = statement {
        update_item::check(&table, &key, update)?;
        update
            .check_backward()
            .map_err(|fault| Failure::validation(fault.to_string()))?;
    }
    let before = session.item(&table.place(&key))?;
    let after = match (statement, &before) {
        // Where there is nothing, nothing is deleted, whatever else is asked of it.
        (Statement::Delete { .. }, None) => None,
        (Statement::Delete { condition, .. }, Some(_)) => {
            guarded(condition).check(before.as_ref())?;
            None
        }
        (
            Statement::Update {
                condition, update, ..
            },
            _,
        ) => {
            // The key is part of the condition: it never holds of nothing.
            guarded(condition).check(before.as_ref())?;
            Some(update_item::updated(&table, key, before.as_ref(), update)?)
        }
        (Statement::Exists(select), _) => {
            guarded(&select.condition).check(before.as_ref())?;
            before.clone()
        }
        (Statement::Select(_) | Statement::Insert { .. }, _) => before.clone(),
    };
    Ok(Change { table, before, after })
}

/// Whether no two statements are on one item, as far as they name one.
pub(super) fn are_distinct<'s>(statements: impl Iterator<Item = &'s Statement>, tables: &Tables) -> bool {
    let mut places = BTreeSet::new();
    for statement in statements {
        let Some(table) = tables.get(referred(statement.table())) else {
            continue;
        };
        if let Ok(Some(key)) = target(statement, table)
            && table.check_key(&key).is_ok()
            && !places.insert(table.place(&key))
        {
            return false;
        }
    }
    true
}

/// The answer to a request of several statements.
pub(super) fn answer(responses: Vec<Json>, consumed: Option<Json>) -> Vec<u8> {
    let mut answer = Map::new();
    answer.insert("Responses".to_owned(), Json::Array(responses));
    answer.extend(consumed.map(|consumed| ("ConsumedCapacity".to_owned(), consumed)));
    Json::Object(answer).to_string().into_bytes()
}
