//! Key conditions: which part of a partition a query reads.

use crate::{Name, Value};

/// The partition that a query reads, and which part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyCondition {
    /// The name and value of the partition key.
    pub partition: (Name, Value),
    /// The name of the sort key and what must hold of it; `None` reads the whole partition.
    pub sort: Option<(Name, SortCondition)>,
}

/// What must hold of a sort key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SortCondition {
    /// It equals the value.
    Eq(Value),
    /// It is less than the value.
    Lt(Value),
    /// It is less than or equal to the value.
    Lte(Value),
    /// It is greater than the value.
    Gt(Value),
    /// It is greater than or equal to the value.
    Gte(Value),
    /// It lies between two values, both included.
    Between(Value, Value),
    /// It is text that begins with the prefix.
    BeginsWith(Value),
    /// It equals the value, and so on with the next attribute of the index's key: for indexes whose keys are several
    /// attributes. The order is that of the index, and all but the last are equal.
    EqAnd(Value, Name, Box<SortCondition>),
}
