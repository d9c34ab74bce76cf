//! Relations as JSON: to be kept, compared in a log, and sent to a server.
//!
//! The form is a promise, held by a golden test. A relation is an object with `from` and, where they say something, `joins`, `where`,
//! `group_by`, `having`, `select`, `distinct`, `include`, `order_by`, `limit` and `offset`. A source is an object with `as`, `where` and one of
//! `collection` (its name), `union` and `union_all` (relations). An expression is an array that begins with what it is:
//!
//! | expression | JSON |
//! | --- | --- |
//! | a column, a field of a derived source, a column within one | `["column", "note", "text"]`, `["field", "both", "text"]`, `["within", "top", "note", "text"]` |
//! | a value | `["value", 1]`; an identifier `["id", "00…2a"]`, a float that JSON lacks `["float", "NaN"]` |
//! | a function | `["eq", a, b]`, `["and", a, b, c]`, `["case", condition, value, otherwise]` … |
//! | in a list, like a pattern | `["in", a, [value, …]]`, `["like", a, "pattern"]`, `["ilike", a, "pattern"]` |
//! | an aggregate | `["count"]`, `["sum", a]`, `["count_distinct", a]` … |
//! | a question to another relation | `["exists", relation, [[a, b], …]]`, `["in_query", a, relation]` |

use super::instant::DatePart;
use super::node::{AggregateKind, Function};

mod read;
mod write;

pub use read::Catalog;

/// What functions are called, and how many arguments they take.
fn functions() -> impl Iterator<Item = (&'static str, Function, usize, usize)> {
    use Function as F;
    const MANY: usize = usize::MAX;
    let functions = [
        ("eq", F::Eq, 2, 2),
        ("ne", F::Ne, 2, 2),
        ("lt", F::Lt, 2, 2),
        ("lte", F::Lte, 2, 2),
        ("gt", F::Gt, 2, 2),
        ("gte", F::Gte, 2, 2),
        ("and", F::And, 0, MANY),
        ("or", F::Or, 0, MANY),
        ("not", F::Not, 1, 1),
        ("is_null", F::IsNull, 1, 1),
        ("add", F::Add, 2, 2),
        ("subtract", F::Subtract, 2, 2),
        ("multiply", F::Multiply, 2, 2),
        ("divide", F::Divide, 2, 2),
        ("remainder", F::Remainder, 2, 2),
        ("abs", F::Abs, 1, 1),
        ("floor", F::Floor, 1, 1),
        ("ceil", F::Ceil, 1, 1),
        ("round", F::Round, 1, 1),
        ("upper", F::Upper, 1, 1),
        ("lower", F::Lower, 1, 1),
        ("length", F::Length, 1, 1),
        ("trim", F::Trim, 1, 1),
        ("substring", F::Substring, 2, 3),
        ("concat", F::Concat, 0, MANY),
        ("starts_with", F::StartsWith, 2, 2),
        ("coalesce", F::Coalesce, 1, MANY),
        ("case", F::Case, 2, MANY),
    ];
    let parts = DatePart::ALL.map(|part| (part.name(), F::Part(part), 1, 1));
    functions.into_iter().chain(parts)
}

const AGGREGATES: [(&str, AggregateKind); 7] = [
    ("count", AggregateKind::Count),
    ("count_distinct", AggregateKind::CountDistinct),
    ("sum", AggregateKind::Sum),
    ("avg", AggregateKind::Avg),
    ("min", AggregateKind::Min),
    ("max", AggregateKind::Max),
    ("collect", AggregateKind::Collect),
];
