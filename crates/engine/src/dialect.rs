//! Which of the service's ways to ask are understood.

/// Which of the service's ways to ask an engine understands.
///
/// Before there were expressions, requests had parameters in their place (Amazon `DynamoDB` Developer Guide, *Legacy
/// conditional parameters*), and there are statements in `PartiQL` beside the operations on items. An application that is
/// written today needs neither, and what is refused by name is found in its first test; tools that open any table use both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Dialect {
    /// Operations on items, with expressions. The parameters from before expressions and the operations that take statements
    /// are refused by name.
    #[default]
    Current,
    /// All of it: legacy parameters and `PartiQL` too, as the service understands them.
    Full,
}
