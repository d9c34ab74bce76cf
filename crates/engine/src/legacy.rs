//! The parameters from before expressions (Amazon `DynamoDB` Developer Guide, *Legacy conditional parameters*).
//!
//! Each is read into what the expression in its place would be read into: a condition, a key condition, a projection or an
//! update. So all of them are evaluated by [`expression`](crate::expression); what is here is their form, and the service's
//! words for what is wrong with it. They are understood in [`Dialect::Full`] alone.

mod attributes;
mod comparison;
mod expected;
mod filter;
mod key_conditions;
mod operator;
mod updates;

#[cfg(test)]
mod tests;

pub(crate) use attributes::projection;
pub(crate) use expected::condition;
pub(crate) use filter::filter;
pub(crate) use key_conditions::key_condition;
pub(crate) use updates::update;

use crate::Dialect;
use crate::error::Failure;
use crate::request::Members;

/// Refuses parameters from before expressions: beside expressions as the service does, and otherwise in a dialect that does
/// not have them.
pub(crate) fn check(
    dialect: Dialect,
    members: Members<'_>,
    names: &[&str],
    expressions: &[&str],
) -> Result<(), Failure> {
    let given = |names: &[&str]| -> Vec<String> {
        let given = names.iter().filter(|name| members.get(name).is_some());
        given.map(|name| (*name).to_owned()).collect()
    };
    let (legacy, expressions) = (given(names), given(expressions));
    Err(Failure::validation(match legacy.as_slice() {
        [] => return Ok(()),
        [name, ..] if expressions.is_empty() => match dialect {
            Dialect::Full => return Ok(()),
            Dialect::Current => {
                format!("The legacy parameter {name} is not supported: use an expression instead")
            }
        },
        legacy => format!(
            "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: \
             {{{}}} Expression parameters: {{{}}}",
            legacy.join(", "),
            expressions.join(", ")
        ),
    }))
}

/// What is wrong with a parameter, as the service introduces it.
fn invalid(what: impl std::fmt::Display) -> String {
    format!("One or more parameter values were invalid: {what}")
}
