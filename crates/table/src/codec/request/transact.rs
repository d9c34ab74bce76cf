//! Requests about several items that succeed or fail together.

use lockstep_entity::request::GetItem;
use lockstep_entity::{Expressions, Item};
use serde::Serialize;
use serde::ser::Serializer;

use super::super::write::each;
use super::single::{Get, Single, Verb};
use super::{Body, Target, body};

/// An operation: an object whose one member is named after what it does.
struct Operation<'a>(&'a str, &'a Single);

impl Serialize for Operation<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(table, single) = self;
        let verb = match single.verb {
            Verb::Put => "Put",
            Verb::Update => "Update",
            Verb::Delete => "Delete",
            Verb::ConditionCheck => "ConditionCheck",
        };
        serializer.serialize_newtype_variant("Operation", 0, verb, &single.members(table))
    }
}

/// The body of `TransactWriteItems`.
pub(crate) fn transact_write(target: Target<'_>, operations: &[Single], token: &str) -> Body {
    #[derive(Serialize)]
    #[serde(rename_all = "PascalCase")]
    struct Request<'a, T> {
        transact_items: T,
        client_request_token: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        return_consumed_capacity: Option<&'static str>,
    }

    body(&Request {
        transact_items: each(operations, |single| Operation(target.table, single)),
        client_request_token: token,
        return_consumed_capacity: target.consumed(),
    })
}

/// The body of `TransactGetItems`.
pub(crate) fn transact_get(target: Target<'_>, items: Vec<GetItem>) -> Body {
    #[derive(Serialize)]
    #[serde(rename_all = "PascalCase")]
    struct Request<T> {
        transact_items: T,
        #[serde(skip_serializing_if = "Option::is_none")]
        return_consumed_capacity: Option<&'static str>,
    }

    #[derive(Serialize)]
    #[serde(rename_all = "PascalCase")]
    struct TransactGetItem<'a> {
        get: Get<'a>,
    }

    let items: Vec<(Item, Expressions)> = items
        .into_iter()
        .map(|get| (get.key, Expressions::new().with_projection(get.projection)))
        .collect();
    body(&Request {
        transact_items: each(&items, |(key, expressions)| TransactGetItem {
            get: Get::new(target.table, key, expressions),
        }),
        return_consumed_capacity: target.consumed(),
    })
}
