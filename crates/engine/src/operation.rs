//! The operations: each reads its request, checks what can be checked without the table, and does its work.

pub(crate) mod absent;
mod account;
mod backups;
mod batch;
mod batch_execute_statement;
mod batch_get_item;
mod batch_write_item;
mod capacity;
mod delete_item;
mod echo;
mod execute_statement;
mod execute_transaction;
mod get_item;
mod guard;
mod metrics;
mod page;
mod put_item;
mod query;
mod scan;
mod statement;
mod stream_specification;
mod streams;
mod tables;
mod tags;
mod time_to_live;
mod transact_get_items;
mod transact_write_items;
pub(crate) mod transaction;
mod update_item;
mod update_table;

use crate::error::Failure;
use crate::request::Members;
use crate::{Dialect, Engine};

/// Answers a request with JSON.
type Operation = fn(&Engine, Members<'_>) -> Result<Vec<u8>, Failure>;

/// The operation of a name, in a dialect that has it.
pub(crate) fn find(name: &str, dialect: Dialect) -> Option<Operation> {
    let has_statements = dialect == Dialect::Full;
    Some(match name {
        "BatchExecuteStatement" if has_statements => batch_execute_statement::run,
        "ExecuteStatement" if has_statements => execute_statement::run,
        "ExecuteTransaction" if has_statements => execute_transaction::run,
        "BatchGetItem" => batch_get_item::run,
        "BatchWriteItem" => batch_write_item::run,
        "CreateTable" => tables::create,
        "DeleteItem" => delete_item::run,
        "DeleteTable" => tables::delete,
        "DescribeContinuousBackups" => backups::describe,
        "DescribeEndpoints" => account::endpoints,
        "DescribeLimits" => account::limits,
        "DescribeStream" => streams::describe,
        "DescribeTable" => tables::describe,
        "DescribeTimeToLive" => time_to_live::describe,
        "GetItem" => get_item::run,
        "GetRecords" => streams::records,
        "GetShardIterator" => streams::iterator,
        "ListStreams" => streams::list,
        "ListTables" => tables::list,
        "PutItem" => put_item::run,
        "ListTagsOfResource" => tags::list,
        "Query" => query::run,
        "Scan" => scan::run,
        "TransactGetItems" => transact_get_items::run,
        "TransactWriteItems" => transact_write_items::run,
        "TagResource" => tags::tag,
        "UntagResource" => tags::untag,
        "UpdateContinuousBackups" => backups::update,
        "UpdateItem" => update_item::run,
        "UpdateTable" => update_table::run,
        "UpdateTimeToLive" => time_to_live::update,
        _ => return None,
    })
}
