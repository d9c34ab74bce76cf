//! Typed expressions: a thin skin over the nodes that are evaluated.

use std::marker::PhantomData;
use std::rc::Rc;

use lockstep_entity::{AsScalar, Scalar};

use super::exists::Exists;
use super::instant::DatePart;
use super::node::{AggregateKind, Function, Node};
use super::relation::{Relation, Sort};
use crate::Literal;
use crate::like::Pattern;

/// An expression over the rows of a [`Relation`](crate::Relation), with values of type `T` (or null).
///
/// It begins with a column of an [`Alias`](crate::Alias); the methods make larger ones. Comparisons with null are
/// *unknown*, as everywhere in the store; an expression that has no sensible value (half of a text, a division by zero) is null.
///
/// ```
/// # mod notes { include!("../../tests/doc/notes.rs"); }
/// # use notes::Note;
/// use lockstep_store::Store;
///
/// let store = Store::new();
/// let note = store.collection::<Note>("notes").alias("note");
/// let urgent = note.col(Note::PRIORITY).gte(2).and(note.col(Note::TEXT).upper().starts_with("A"));
/// assert_eq!(urgent.to_string(), "note.priority >= 2 and upper(note.text) starts with 'A'");
/// ```
pub struct Expr<T> {
    pub(crate) node: Node,
    values: PhantomData<fn() -> T>,
}

/// What an expression of type `T` can be compared or combined with: another expression, or a value.
pub trait Operand<T> {
    /// The operand, as an expression.
    fn into_expr(self) -> Expr<T>;
}

// The same values as for `Literal`, one by one: a rule for all of them would exclude expressions.
impl<T: AsScalar> Operand<T> for T {
    fn into_expr(self) -> Expr<T> {
        literal(self)
    }
}

impl<T: AsScalar> Operand<T> for &T {
    fn into_expr(self) -> Expr<T> {
        literal(self)
    }
}

impl<T: AsScalar> Operand<Option<T>> for T {
    fn into_expr(self) -> Expr<Option<T>> {
        literal(self)
    }
}

impl<T: AsScalar> Operand<Option<T>> for &T {
    fn into_expr(self) -> Expr<Option<T>> {
        literal(self)
    }
}

impl Operand<String> for &str {
    fn into_expr(self) -> Expr<String> {
        literal(self)
    }
}

impl Operand<Option<String>> for &str {
    fn into_expr(self) -> Expr<Option<String>> {
        literal(self)
    }
}

impl<T> Operand<T> for Expr<T> {
    fn into_expr(self) -> Self {
        self
    }
}

impl<T> Operand<Option<T>> for Expr<T> {
    fn into_expr(self) -> Expr<Option<T>> {
        Expr::new(self.node)
    }
}

impl<T> Operand<T> for Expr<Option<T>> {
    fn into_expr(self) -> Expr<T> {
        Expr::new(self.node)
    }
}

/// How many rows there are in the group.
#[must_use]
pub fn count() -> Expr<i64> {
    Expr::new(Node::Aggregate(AggregateKind::Count, None))
}

/// Whether an expression is in a list of values.
pub(crate) fn in_list(node: Node, mut values: Vec<Scalar>) -> Node {
    let count = values.len();
    values.retain(|value| !value.is_null());
    let has_null = values.len() < count;
    values.sort_unstable();
    values.dedup();
    Node::In(Box::new(node), values.into(), has_null)
}

/// A value as an expression.
pub fn literal<T>(value: impl Literal<T>) -> Expr<T> {
    Expr::new(Node::Literal(value.into_scalar()))
}

impl<T> Expr<T> {
    pub(crate) const fn new(node: Node) -> Self {
        Self {
            node,
            values: PhantomData,
        }
    }

    fn call<U>(self, function: Function) -> Expr<U> {
        Expr::new(Node::call(function, [self.node]))
    }

    fn with<U, V>(self, function: Function, other: impl Operand<V>) -> Expr<U> {
        Expr::new(Node::call(function, [self.node, other.into_expr().node]))
    }

    fn aggregate<U>(self, kind: AggregateKind) -> Expr<U> {
        Expr::new(Node::Aggregate(kind, Some(Box::new(self.node))))
    }

    /// The same values, under another type. Nothing is converted: numbers of all types compare by value, so that a
    /// column of `u32` can be compared with one of `i64`; values of different kinds are never equal.
    #[must_use]
    pub fn cast<U>(self) -> Expr<U> {
        Expr::new(self.node)
    }

    /// `self = other`
    #[must_use]
    pub fn eq(self, other: impl Operand<T>) -> Expr<bool> {
        self.with(Function::Eq, other)
    }

    /// `self <> other`
    #[must_use]
    pub fn ne(self, other: impl Operand<T>) -> Expr<bool> {
        self.with(Function::Ne, other)
    }

    /// `self < other`
    #[must_use]
    pub fn lt(self, other: impl Operand<T>) -> Expr<bool> {
        self.with(Function::Lt, other)
    }

    /// `self <= other`
    #[must_use]
    pub fn lte(self, other: impl Operand<T>) -> Expr<bool> {
        self.with(Function::Lte, other)
    }

    /// `self > other`
    #[must_use]
    pub fn gt(self, other: impl Operand<T>) -> Expr<bool> {
        self.with(Function::Gt, other)
    }

    /// `self >= other`
    #[must_use]
    pub fn gte(self, other: impl Operand<T>) -> Expr<bool> {
        self.with(Function::Gte, other)
    }

    /// `self >= low and self <= high`
    #[must_use]
    pub fn between(self, low: impl Operand<T>, high: impl Operand<T>) -> Expr<bool> {
        self.clone().gte(low).and(self.lte(high))
    }

    /// `self in (values)`. Nothing is in an empty list; a null in the list makes a miss unknown, as in SQL.
    #[must_use]
    pub fn is_in<V: Literal<T>>(self, values: impl IntoIterator<Item = V>) -> Expr<bool> {
        Expr::new(in_list(
            self.node,
            values.into_iter().map(Literal::into_scalar).collect(),
        ))
    }

    /// Whether it is one of the values of the only field that a relation selects: `self in (select …)`. A null among them makes a
    /// miss unknown, as in [`is_in`](Self::is_in). The relation has no offset and no limit; it may be of one that has
    /// ([`Relation::alias`](crate::Relation::alias)).
    ///
    /// ```
    /// # mod notes { include!("../../tests/doc/notes.rs"); }
    /// # use notes::Note;
    /// use lockstep_store::{Relation, Store};
    ///
    /// let store = Store::new();
    /// let notes = store.collection::<Note>("notes");
    /// notes.load([Note::new(1, "milk"), Note { done: true, ..Note::new(2, "milk") }, Note::new(3, "bread")]);
    ///
    /// let (note, other) = (notes.alias("note"), notes.alias("other"));
    /// let done = Relation::from(&other).filter(other.col(Note::DONE)).select("text", other.col(Note::TEXT));
    /// let again = Relation::from(&note)
    ///     .filter(note.col(Note::DONE).not().and(note.col(Note::TEXT).is_in_query(done)))
    ///     .live()?;
    /// assert_eq!(again.first().unwrap().row(&note).unwrap().id, 1);
    /// assert_eq!(again.len(), 1);
    /// # Ok::<(), lockstep_store::Error>(())
    /// ```
    #[must_use]
    pub fn is_in_query(self, relation: Relation) -> Expr<bool> {
        Expr::new(Node::Exists(Rc::new(Exists {
            relation,
            on: Vec::new(),
            operand: Some(self.node),
        })))
    }

    /// `self is null`: true or false, never unknown. Of a row that an outer join did not find, every column is null.
    #[must_use]
    pub fn is_null(self) -> Expr<bool> {
        self.call(Function::IsNull)
    }

    /// `self is not null`: true or false, never unknown.
    #[must_use]
    pub fn is_not_null(self) -> Expr<bool> {
        self.is_null().not()
    }

    /// `self like pattern`: see [`ColumnExt::like`](crate::ColumnExt::like).
    #[must_use]
    pub fn like(self, pattern: &str) -> Expr<bool> {
        Expr::new(Node::Like(Box::new(self.node), Pattern::new(pattern, false)))
    }

    /// As [`Expr::like`], upper and lower case alike.
    #[must_use]
    pub fn ilike(self, pattern: &str) -> Expr<bool> {
        Expr::new(Node::Like(Box::new(self.node), Pattern::new(pattern, true)))
    }

    /// Whether a text starts with another one, by code points.
    #[must_use]
    pub fn starts_with(self, start: impl Operand<String>) -> Expr<bool> {
        self.with(Function::StartsWith, start)
    }

    /// The first of the two that is not null.
    #[must_use]
    pub fn coalesce(self, otherwise: impl Operand<T>) -> Self {
        self.with(Function::Coalesce, otherwise)
    }

    /// The sum of two numbers: of integers an integer, where it fits; null, if one is no number.
    #[must_use]
    #[expect(clippy::should_implement_trait, reason = "the other operand may be a literal")]
    pub fn add(self, other: impl Operand<T>) -> Self {
        self.with(Function::Add, other)
    }

    /// The difference of two numbers, as [`Expr::add`].
    #[must_use]
    pub fn subtract(self, other: impl Operand<T>) -> Self {
        self.with(Function::Subtract, other)
    }

    /// The product of two numbers, as [`Expr::add`].
    #[must_use]
    pub fn multiply(self, other: impl Operand<T>) -> Self {
        self.with(Function::Multiply, other)
    }

    /// The quotient of two numbers: an integer where integers divide exactly, else a float; null, if the divisor is zero.
    #[must_use]
    pub fn divide(self, other: impl Operand<T>) -> Self {
        self.with(Function::Divide, other)
    }

    /// The text in upper case (Unicode's full mapping).
    #[must_use]
    pub fn upper(self) -> Self {
        self.call(Function::Upper)
    }

    /// The text in lower case (Unicode's full mapping).
    #[must_use]
    pub fn lower(self) -> Self {
        self.call(Function::Lower)
    }

    /// How many characters (code points) the text has; null of what is no text.
    #[must_use]
    pub fn length(self) -> Expr<i64> {
        self.call(Function::Length)
    }

    /// The text without white space at its ends.
    #[must_use]
    pub fn trim(self) -> Self {
        self.call(Function::Trim)
    }

    /// `length` characters (code points) of the text from the one number `from`, counted from 1; null of what is no text.
    #[must_use]
    pub fn substring(self, from: i64, length: i64) -> Self {
        let arguments = [self.node, literal::<i64>(from).node, literal::<i64>(length).node];
        Expr::new(Node::call(Function::Substring, arguments))
    }

    /// The remainder of a division, with the sign of the first number; null, if the divisor is zero.
    #[must_use]
    pub fn remainder(self, other: impl Operand<T>) -> Self {
        self.with(Function::Remainder, other)
    }

    /// The number without its sign.
    #[must_use]
    pub fn abs(self) -> Self {
        self.call(Function::Abs)
    }

    /// The greatest whole number that is not greater.
    #[must_use]
    pub fn floor(self) -> Expr<i64> {
        self.call(Function::Floor)
    }

    /// The least whole number that is not less.
    #[must_use]
    pub fn ceil(self) -> Expr<i64> {
        self.call(Function::Ceil)
    }

    /// The nearest whole number; halves away from zero.
    #[must_use]
    pub fn round(self) -> Expr<i64> {
        self.call(Function::Round)
    }

    /// A part of a date or an instant, in UTC. A text is one in ISO 8601 (`2026-11-22`, `2026-11-22T13:45:30.5+01:00`), a whole number
    /// an instant in milliseconds since 1970; for days since 1970, see [`from_days`](Self::from_days). Null of what is neither.
    ///
    /// ```
    /// use lockstep_store::{DatePart, Operand, Expr};
    ///
    /// let text: Expr<String> = "2026-11-22T13:45:30Z".into_expr();
    /// assert_eq!(text.date_part(DatePart::Month).to_string(), "month('2026-11-22T13:45:30Z')");
    /// ```
    #[must_use]
    pub fn date_part(self, part: DatePart) -> Expr<i64> {
        self.call(Function::Part(part))
    }

    /// The year: see [`Expr::date_part`], as of the next ones.
    #[must_use]
    pub fn year(self) -> Expr<i64> {
        self.date_part(DatePart::Year)
    }

    /// The month, 1 to 12.
    #[must_use]
    pub fn month(self) -> Expr<i64> {
        self.date_part(DatePart::Month)
    }

    /// The day of the month, 1 to 31.
    #[must_use]
    pub fn day(self) -> Expr<i64> {
        self.date_part(DatePart::Day)
    }

    /// The hour, 0 to 23.
    #[must_use]
    pub fn hour(self) -> Expr<i64> {
        self.date_part(DatePart::Hour)
    }

    /// Days since 1970 as the instant at which the day begins, for [`date_part`](Self::date_part).
    #[must_use]
    pub fn from_days(self) -> Expr<i64> {
        let day = literal::<i64>(86_400_000).node;
        Expr::new(Node::call(Function::Multiply, [self.node, day]))
    }

    /// This as text, followed by the other as text. Null is the empty text.
    #[must_use]
    pub fn concat<U>(self, other: impl Operand<U>) -> Expr<String> {
        self.with(Function::Concat, other)
    }

    /// How many values that are not null there are in the group.
    #[must_use]
    pub fn count(self) -> Expr<i64> {
        self.aggregate(AggregateKind::Count)
    }

    /// How many different values that are not null there are in the group.
    #[must_use]
    pub fn count_distinct(self) -> Expr<i64> {
        self.aggregate(AggregateKind::CountDistinct)
    }

    /// The sum of the group's numbers, exact (see [`ExactSum`](lockstep_delta::ExactSum)); null if there are none.
    #[must_use]
    pub fn sum(self) -> Self {
        self.aggregate(AggregateKind::Sum)
    }

    /// The mean of the group's numbers; null if there are none.
    #[must_use]
    pub fn avg(self) -> Expr<f64> {
        self.aggregate(AggregateKind::Avg)
    }

    /// The least value in the group; null if there is none.
    #[must_use]
    pub fn min(self) -> Self {
        self.aggregate(AggregateKind::Min)
    }

    /// The greatest value in the group; null if there is none.
    #[must_use]
    pub fn max(self) -> Self {
        self.aggregate(AggregateKind::Max)
    }

    /// The group's values that are not null, as a list in ascending order, each as often as it comes: see
    /// [`Record::collected`](crate::Record::collected). It may stand as a selected field of its own; a change in a group costs as
    /// many steps as its list is long. A list of records is what [`Relation::include`](crate::Relation::include) makes.
    ///
    /// ```
    /// # mod notes { include!("../../tests/doc/notes.rs"); }
    /// # use notes::Note;
    /// use lockstep_store::{Relation, Store};
    ///
    /// let store = Store::new();
    /// let notes = store.collection::<Note>("notes");
    /// notes.load([Note::new(1, "milk"), Note::new(2, "bread")]);
    /// let note = notes.alias("note");
    /// let live = Relation::from(&note)
    ///     .group_by(note.col(Note::DONE))
    ///     .select("texts", note.col(Note::TEXT).collect())
    ///     .live()?;
    /// assert_eq!(live.first().unwrap().to_string(), "texts: ['bread', 'milk']");
    /// # Ok::<(), lockstep_store::Error>(())
    /// ```
    #[must_use]
    pub fn collect(self) -> Expr<Vec<T>> {
        self.aggregate(AggregateKind::Collect)
    }

    /// The smallest value first.
    pub fn asc(self) -> Sort {
        Sort::new(self.node)
    }

    /// The greatest value first.
    pub fn desc(self) -> Sort {
        Sort::new(self.node).descending()
    }
}

impl Expr<bool> {
    /// Both hold.
    #[must_use]
    pub fn and(self, other: impl Operand<bool>) -> Self {
        Self::new(Node::and(Some(self.node), other.into_expr().node))
    }

    /// At least one holds.
    #[must_use]
    pub fn or(self, other: impl Operand<bool>) -> Self {
        self.with(Function::Or, other)
    }

    /// It does not hold; unknown stays unknown.
    #[must_use]
    #[expect(clippy::should_implement_trait, reason = "reads in a chain like the others")]
    pub fn not(self) -> Self {
        self.call(Function::Not)
    }

    /// A first case: one value where it holds. Others may follow, and [`Case::otherwise`] ends it.
    ///
    /// ```
    /// # mod notes { include!("../../tests/doc/notes.rs"); }
    /// # use notes::Note;
    /// use lockstep_store::{Expr, Store};
    ///
    /// let note = Store::new().collection::<Note>("notes").alias("note");
    /// let priority = || note.col(Note::PRIORITY);
    /// let word: Expr<String> = priority().gt(5).then("urgent").when(priority().gt(2), "soon").otherwise("later");
    /// assert_eq!(
    ///     word.to_string(),
    ///     "case when note.priority > 5 then 'urgent' when note.priority > 2 then 'soon' else 'later' end"
    /// );
    /// ```
    pub fn then<T>(self, value: impl Operand<T>) -> Case<T> {
        Case {
            arguments: vec![self.node, value.into_expr().node],
            values: PhantomData,
        }
    }

    /// One value where it holds, another one where it does not or is unknown.
    #[must_use]
    pub fn then_else<T>(self, then: impl Operand<T>, otherwise: impl Operand<T>) -> Expr<T> {
        let (then, otherwise) = (then.into_expr(), otherwise.into_expr());
        Expr::new(Node::call(Function::Case, [self.node, then.node, otherwise.node]))
    }
}

/// Cases of which the first that holds gives the value: made by [`Expr::then`].
#[must_use = "cases are an expression once they are ended"]
pub struct Case<T> {
    arguments: Vec<Node>,
    values: PhantomData<fn() -> T>,
}

impl<T> Case<T> {
    /// Another case, if none before it holds.
    pub fn when(mut self, condition: Expr<bool>, value: impl Operand<T>) -> Self {
        self.arguments.extend([condition.node, value.into_expr().node]);
        self
    }

    /// The value if no case holds.
    pub fn otherwise(mut self, value: impl Operand<T>) -> Expr<T> {
        self.arguments.push(value.into_expr().node);
        Expr::new(Node::call(Function::Case, self.arguments))
    }

    /// Null, if no case holds.
    pub fn or_null(self) -> Expr<T> {
        Expr::new(Node::call(Function::Case, self.arguments))
    }
}

impl<T> Clone for Expr<T> {
    fn clone(&self) -> Self {
        Self::new(self.node.clone())
    }
}
