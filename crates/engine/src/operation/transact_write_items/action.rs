//! The operations of a transaction: reading them, and checking what can be checked without their tables.

use crate::json::Json;

use crate::error::Failure;
use crate::expression::{Refusal, Update};
use crate::operation::guard::{Guard, check_used};
use crate::operation::put_item::check_size;
use crate::operation::transaction;
use crate::operation::update_item::read_update;
use crate::request::{Members, Wording, lower_first, missing, referred};
use crate::value::{Item, size};

/// What an operation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::operation) enum Kind {
    ConditionCheck,
    Delete,
    Put,
    Update,
}

impl Kind {
    const ALL: [Self; 4] = [Self::ConditionCheck, Self::Put, Self::Delete, Self::Update];

    /// The member that holds such an operation.
    fn member(self) -> &'static str {
        match self {
            Self::ConditionCheck => "ConditionCheck",
            Self::Delete => "Delete",
            Self::Put => "Put",
            Self::Update => "Update",
        }
    }

    /// The members that such an operation must have beside its table.
    fn required(self) -> &'static [&'static str] {
        match self {
            Self::ConditionCheck => &["Key", "ConditionExpression"],
            Self::Delete => &["Key"],
            Self::Put => &["Item"],
            Self::Update => &["Key", "UpdateExpression"],
        }
    }
}

/// One operation.
pub(super) struct Action {
    pub(super) kind: Kind,
    pub(super) table: String,
    /// The item that is put, or the key of another operation.
    pub(super) item: Item,
    pub(super) guard: Guard,
    /// Of an update; or what is wrong with the types of its operands, for which the transaction is cancelled.
    pub(super) update: Result<Update, Refusal>,
    /// What it counts for in the size of the transaction.
    bytes: usize,
}

impl Action {
    /// The bytes that the operation counts for in the size of the transaction.
    pub(super) fn size(&self) -> usize {
        self.bytes
    }
}

/// Reads the operations, once no constraint is broken that can be seen without reading their values.
pub(super) fn read_all(items: &[Json<'_>], mut broken: Vec<String>) -> Result<Vec<Action>, Failure> {
    let mut shapes = Vec::with_capacity(items.len());
    let mut is_ambiguous = false;
    for (index, item) in items.iter().enumerate() {
        let item = Members::of(item)?;
        let mut present = Vec::new();
        for kind in Kind::ALL {
            present.extend(item.object(kind.member())?.map(|action| (kind, action)));
        }
        is_ambiguous |= present.len() > 1;
        let Some((kind, action)) = present.into_iter().next() else {
            broken.push(
                "Value '' at 'transactItems' failed to satisfy constraint: TransactWriteRequest should contain Delete or \
                 Put or Update or ConditionCheck"
                    .to_owned(),
            );
            continue;
        };
        let path = format!(
            "transactItems.{}.member.{}",
            index + 1,
            lower_first(kind.member())
        );
        check_members(kind, action, &path, &mut broken)?;
        shapes.push((kind, action));
    }
    Failure::constraints(&broken)?;
    if is_ambiguous {
        return Err(Failure::validation(
            "TransactItems can only contain one of Check, Put, Update or Delete",
        ));
    }
    shapes
        .into_iter()
        .map(|(kind, action)| read(kind, action))
        .collect()
}

/// The broken constraints of an operation's members.
fn check_members(
    kind: Kind,
    action: Members<'_>,
    path: &str,
    broken: &mut Vec<String>,
) -> Result<(), Failure> {
    let shown = action.text("ReturnValuesOnConditionCheckFailure")?;
    if let Some(word) = shown.filter(|word| !["ALL_OLD", "NONE"].contains(word)) {
        broken.push(format!(
            "Value '{word}' at '{path}.returnValuesOnConditionCheckFailure' failed to satisfy constraint: Member must \
             satisfy enum value set: [ALL_OLD, NONE]"
        ));
    }
    let table = format!("{path}.tableName");
    match action.text("TableName")? {
        None => broken.push(missing(&table)),
        Some(name) => broken.extend(transaction::check_table(name, &table)),
    }
    for member in kind.required() {
        if action.get(member).is_none() {
            broken.push(missing(&format!("{path}.{}", lower_first(member))));
        }
    }
    Ok(())
}

/// Reads one operation, whose members are there.
fn read(kind: Kind, action: Members<'_>) -> Result<Action, Failure> {
    let is_update = kind == Kind::Update;
    let expressions: &[&str] = if is_update {
        &["UpdateExpression", "ConditionExpression"]
    } else {
        &["ConditionExpression"]
    };
    let placeholders = action.placeholders(expressions, Wording::Newer)?;
    let update = if is_update {
        read_update(action, &placeholders)?
    } else {
        Ok(Update::default())
    };
    // The type of an operand is the one fault of an update's text that cancels the transaction instead of being said of the
    // request.
    if let Err(refusal) = &update
        && !refusal.fault.is_of_operand_type()
    {
        return Err(refusal.clone().into());
    }
    let shows_item = action.text("ReturnValuesOnConditionCheckFailure")? == Some("ALL_OLD");
    let mut guard = Guard::new(shows_item);
    guard.read_condition(action, &placeholders, Wording::Newer)?;
    if update.is_ok() {
        check_used(&placeholders)?;
    }
    let member = if kind == Kind::Put { "Item" } else { "Key" };
    let item = action.item(member)?.unwrap_or_default();
    check_size(&item)?;
    let mut bytes = size::of_item(&item);
    if is_update {
        bytes += placeholders
            .values
            .values()
            .map(crate::value::Value::size)
            .sum::<usize>();
    }
    Ok(Action {
        kind,
        table: referred(action.text("TableName")?.unwrap_or_default()).to_owned(),
        item,
        guard,
        update,
        bytes,
    })
}
