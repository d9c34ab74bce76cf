//! What a typed column can be asked: comparisons make predicates, directions make orders.

use lockstep_entity::{AsScalar, Column, Row};

use crate::predicate::Comparison;
use crate::{Literal, OrderBy, Predicate};

/// Predicates and orders from typed columns.
///
/// Logic is SQL's three-valued one: a comparison with null, on either side, is *unknown*; `not` of unknown is
/// unknown; a query keeps the rows for which its predicate is true. So `not(a = 1)` drops rows without an `a`.
///
/// ```
/// # mod notes { include!("../tests/doc/notes.rs"); }
/// # use notes::Note;
/// use lockstep_store::ColumnExt;
///
/// let open_and_urgent = Note::DONE.eq(false).and(Note::PRIORITY.gte(2));
/// assert_eq!(open_and_urgent.to_string(), "done = false and priority >= 2");
/// assert!(!open_and_urgent.matches(&Note::new(1, "milk"))); // it has no priority
/// ```
pub trait ColumnExt<R: Row, T: AsScalar>: Copy {
    /// The column, whatever its type.
    #[doc(hidden)]
    fn untyped(self) -> Column<R, ()>;

    /// `column = value`
    fn eq(self, value: impl Literal<T>) -> Predicate<R> {
        Predicate::compare(self.untyped(), Comparison::Eq, value.into_scalar())
    }

    /// `column <> value`
    fn ne(self, value: impl Literal<T>) -> Predicate<R> {
        Predicate::compare(self.untyped(), Comparison::Ne, value.into_scalar())
    }

    /// `column < value`
    fn lt(self, value: impl Literal<T>) -> Predicate<R> {
        Predicate::compare(self.untyped(), Comparison::Lt, value.into_scalar())
    }

    /// `column <= value`
    fn lte(self, value: impl Literal<T>) -> Predicate<R> {
        Predicate::compare(self.untyped(), Comparison::Lte, value.into_scalar())
    }

    /// `column > value`
    fn gt(self, value: impl Literal<T>) -> Predicate<R> {
        Predicate::compare(self.untyped(), Comparison::Gt, value.into_scalar())
    }

    /// `column >= value`
    fn gte(self, value: impl Literal<T>) -> Predicate<R> {
        Predicate::compare(self.untyped(), Comparison::Gte, value.into_scalar())
    }

    /// `column >= low and column <= high`
    fn between(self, low: impl Literal<T>, high: impl Literal<T>) -> Predicate<R> {
        let column = self.untyped();
        let low = Predicate::compare(column, Comparison::Gte, low.into_scalar());
        low.and(Predicate::compare(column, Comparison::Lte, high.into_scalar()))
    }

    /// `column in (values)`. Nothing is in an empty list; a null in the list makes a miss unknown, as in SQL.
    fn is_in<V: Literal<T>>(self, values: impl IntoIterator<Item = V>) -> Predicate<R> {
        Predicate::is_in(self.untyped(), values.into_iter().map(Literal::into_scalar))
    }

    /// `column is null`: true or false, never unknown.
    fn is_null(self) -> Predicate<R> {
        Predicate::is_null(self.untyped())
    }

    /// `column is not null`: true or false, never unknown.
    fn is_not_null(self) -> Predicate<R> {
        !self.is_null()
    }

    /// `column like pattern`: `%` stands for any text, `_` for one character, and `\` takes the meaning from the
    /// character after it. The whole text must match, upper and lower case apart. What is not text matches no pattern.
    ///
    /// Use [`escape_like`](crate::escape_like) for text that a user typed.
    fn like(self, pattern: &str) -> Predicate<R> {
        Predicate::like(self.untyped(), pattern, false)
    }

    /// As [`ColumnExt::like`], upper and lower case alike (Unicode's simple case folding, character by character).
    fn ilike(self, pattern: &str) -> Predicate<R> {
        Predicate::like(self.untyped(), pattern, true)
    }

    /// Orders by this column, the smallest value first.
    fn asc(self) -> OrderBy<R> {
        OrderBy::new(self.untyped())
    }

    /// Orders by this column, the greatest value first.
    fn desc(self) -> OrderBy<R> {
        OrderBy::new(self.untyped()).descending()
    }
}

impl<R: Row, T: AsScalar> ColumnExt<R, T> for Column<R, T> {
    fn untyped(self) -> Column<R, ()> {
        Column::new(self.name(), self.reader())
    }
}
