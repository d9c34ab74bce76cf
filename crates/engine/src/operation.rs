//! The operations: each reads its request, checks what can be checked without the table, and does its work.

mod capacity;
mod delete_item;
mod get_item;
mod guard;
mod page;
mod put_item;
mod query;
mod scan;
mod tables;
mod update_item;

use crate::Engine;
use crate::error::Failure;
use crate::request::Members;

/// Answers a request with JSON.
type Operation = fn(&Engine, Members<'_>) -> Result<Vec<u8>, Failure>;

/// The operation of a name.
pub(crate) fn find(name: &str) -> Option<Operation> {
    Some(match name {
        "CreateTable" => tables::create,
        "DeleteItem" => delete_item::run,
        "DeleteTable" => tables::delete,
        "DescribeTable" => tables::describe,
        "GetItem" => get_item::run,
        "ListTables" => tables::list,
        "PutItem" => put_item::run,
        "Query" => query::run,
        "Scan" => scan::run,
        "UpdateItem" => update_item::run,
        _ => return None,
    })
}
