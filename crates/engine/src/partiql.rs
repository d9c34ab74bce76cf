//! Statements in `PartiQL` (Amazon `DynamoDB` Developer Guide, *`PartiQL` — a SQL-compatible query language*).
//!
//! A text is split into tokens ([`token`]) and read with its parameters in their places ([`parser`]) into a [`Statement`],
//! whose conditions and updates are those of [`expression`](crate::expression): nothing is evaluated twice over. What a
//! statement reads is decided with the key of its table ([`select`], [`key`]): a partition, several, or all of it. What it
//! writes becomes a change like any other ([`write`]). How many statements a request has, and what it answers, is the
//! matter of the operations that take them. They are understood in [`Dialect::Full`](crate::Dialect::Full) alone.

mod key;
pub(crate) mod next_token;
mod parser;
mod refusal;
mod select;
mod statement;
mod token;
mod write;

#[cfg(test)]
mod tests;

pub(crate) use key::check_kinds;
pub(crate) use parser::parse;
pub(crate) use refusal::Refusal;
pub(crate) use select::{Reading, is_of_one_item, reading};
pub(crate) use statement::{Select, Statement};
pub(crate) use write::{returned, target};
