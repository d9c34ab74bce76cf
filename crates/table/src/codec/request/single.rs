//! Requests about one item. Operations of a transaction have the same members.

use lockstep_entity::request::{
    ConditionCheck, DeleteItem, GetItem, PutItem, ReturnValues, TransactOp, UpdateItem,
};
use lockstep_entity::{Expressions, Item, Name};
use serde::Serialize;

use super::super::write::Attributes;
use super::{Body, Target, Texts, body};

/// What a write does with its item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) enum Verb {
    Put,
    Update,
    Delete,
    ConditionCheck,
}

/// A write of one item, or a check of it, with its expressions rendered.
#[derive(Debug)]
pub(crate) struct Single {
    pub(crate) verb: Verb,
    /// The whole item of a put, the key of anything else.
    pub(crate) item: Item,
    /// The entity that it is of, where the request says so.
    pub(crate) entity: Option<Name>,
    expressions: Expressions,
    return_values: ReturnValues,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Members<'a> {
    table_name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    item: Option<Attributes<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<Attributes<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    return_values: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    return_values_on_condition_check_failure: Option<&'static str>,
    /// Not a member in transactions, which say it once.
    #[serde(skip_serializing_if = "Option::is_none")]
    return_consumed_capacity: Option<&'static str>,
    #[serde(flatten)]
    texts: Texts<'a>,
}

impl Single {
    fn new(
        verb: Verb,
        (item, entity): (Item, Option<Name>),
        expressions: Expressions,
        return_values: ReturnValues,
    ) -> Self {
        Self {
            verb,
            item,
            entity,
            expressions,
            return_values,
        }
    }

    pub(crate) fn body(&self, target: Target<'_>) -> Body {
        body(&Members {
            return_consumed_capacity: target.consumed(),
            ..self.members(target.table)
        })
    }

    pub(super) fn members<'a>(&'a self, table: &'a str) -> Members<'a> {
        let subject = Some(Attributes(&self.item));
        let (item, key) = match self.verb {
            Verb::Put => (subject, None),
            _ => (None, subject),
        };
        // A conditional write always asks for the item that stood in its way: with it the caller can tell a missing item
        // from one in another state, and it costs no read units.
        let on_failure = self.expressions.condition.as_ref().map(|_| "ALL_OLD");
        Members {
            table_name: table,
            item,
            key,
            return_values: return_values(self.return_values),
            return_values_on_condition_check_failure: on_failure,
            return_consumed_capacity: None,
            texts: Texts::from(&self.expressions),
        }
    }
}

impl From<PutItem> for Single {
    fn from(put: PutItem) -> Self {
        let expressions = Expressions::new().with_condition(put.condition);
        Self::new(Verb::Put, (put.item, put.entity), expressions, put.return_values)
    }
}

impl From<UpdateItem> for Single {
    fn from(update: UpdateItem) -> Self {
        let expressions = Expressions::new()
            .with_update(update.update)
            .with_condition(update.condition);
        Self::new(
            Verb::Update,
            (update.key, update.entity),
            expressions,
            update.return_values,
        )
    }
}

impl From<DeleteItem> for Single {
    fn from(delete: DeleteItem) -> Self {
        let expressions = Expressions::new().with_condition(delete.condition);
        Self::new(
            Verb::Delete,
            (delete.key, delete.entity),
            expressions,
            delete.return_values,
        )
    }
}

impl From<ConditionCheck> for Single {
    fn from(check: ConditionCheck) -> Self {
        let expressions = Expressions::new().with_condition(Some(check.condition));
        Self::new(
            Verb::ConditionCheck,
            (check.key, check.entity),
            expressions,
            ReturnValues::None,
        )
    }
}

/// An operation as a transaction has it, where writes return nothing.
impl From<TransactOp> for Single {
    fn from(operation: TransactOp) -> Self {
        let single = match operation {
            TransactOp::Put(put) => Self::from(put),
            // An update that changes nothing has no expression, which a transaction does not allow; what is left of it is
            // its condition.
            TransactOp::Update(UpdateItem {
                key,
                update,
                condition: Some(condition),
                entity,
                ..
            }) if update.is_empty() => Self::from(ConditionCheck {
                entity,
                ..ConditionCheck::new(key, condition)
            }),
            TransactOp::Update(update) => Self::from(update),
            TransactOp::Delete(delete) => Self::from(delete),
            TransactOp::Check(check) => Self::from(check),
        };
        Self {
            return_values: ReturnValues::None,
            ..single
        }
    }
}

fn return_values(return_values: ReturnValues) -> Option<&'static str> {
    match return_values {
        ReturnValues::None => None,
        ReturnValues::AllOld => Some("ALL_OLD"),
        ReturnValues::AllNew => Some("ALL_NEW"),
        ReturnValues::UpdatedOld => Some("UPDATED_OLD"),
        ReturnValues::UpdatedNew => Some("UPDATED_NEW"),
    }
}

/// A read of one item.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Get<'a> {
    table_name: &'a str,
    key: Attributes<'a>,
    /// Not a member in transactions, which are always consistent.
    #[serde(skip_serializing_if = "Option::is_none")]
    consistent_read: Option<bool>,
    /// Not a member in transactions, which say it once.
    #[serde(skip_serializing_if = "Option::is_none")]
    return_consumed_capacity: Option<&'static str>,
    #[serde(flatten)]
    texts: Texts<'a>,
}

impl<'a> Get<'a> {
    pub(super) fn new(table: &'a str, key: &'a Item, expressions: &'a Expressions) -> Self {
        Self {
            table_name: table,
            key: Attributes(key),
            consistent_read: None,
            return_consumed_capacity: None,
            texts: Texts::from(expressions),
        }
    }
}

/// The body of `GetItem`.
pub(crate) fn get(target: Target<'_>, request: GetItem) -> Body {
    let expressions = Expressions::new().with_projection(request.projection);
    body(&Get {
        consistent_read: Some(request.consistent),
        return_consumed_capacity: target.consumed(),
        ..Get::new(target.table, &request.key, &expressions)
    })
}
