//! Functions of the program in expressions: the way out where expressions have no word for something.

use std::hash::{Hash, Hasher};
use std::rc::Rc;

use lockstep_entity::{AsScalar, Name, Scalar, ScalarRef};

use super::expr::Expr;
use super::node::Node;

/// A function of which nothing is known but its name.
#[derive(Clone)]
pub(crate) struct Opaque {
    pub(crate) name: Name,
    pub(crate) function: OfScalars,
}

type OfScalars = Rc<dyn Fn(&[ScalarRef<'_>]) -> Scalar>;

impl PartialEq for Opaque {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Opaque {}

impl Hash for Opaque {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl<T> Expr<T> {
    /// A function of the program, by a name, of this value: what expressions cannot say. Unlike [`Alias::compute`](crate::Alias::compute), which
    /// has a row, it has a value, of whatever is a value: a column, a key of a group, an aggregate. See there for what is known of it.
    ///
    /// ```
    /// # mod notes { include!("../../tests/doc/notes.rs"); }
    /// # use notes::Note;
    /// use lockstep_entity::ScalarRef;
    /// use lockstep_store::{Relation, Store, count};
    ///
    /// let store = Store::new();
    /// let notes = store.collection::<Note>("notes");
    /// notes.load([Note::new(1, "milk"), Note::new(2, "bread"), Note::new(3, "milk")]);
    /// let note = notes.alias("note");
    /// let is_even = |value: ScalarRef<'_>| matches!(value, ScalarRef::Integer(number) if number % 2 == 0);
    /// let live = Relation::from(&note)
    ///     .group_by(note.col(Note::TEXT))
    ///     .having(count().map("is_even", is_even))
    ///     .select("text", note.col(Note::TEXT))
    ///     .live()?;
    /// assert_eq!(live.first().unwrap().to_string(), "text: 'milk'");
    /// # Ok::<(), lockstep_store::Error>(())
    /// ```
    #[must_use]
    pub fn map<U: AsScalar>(
        self,
        name: impl Into<Name>,
        function: impl Fn(ScalarRef<'_>) -> U + 'static,
    ) -> Expr<U> {
        let function = move |values: &[ScalarRef<'_>]| {
            let value = values.first().copied().unwrap_or(ScalarRef::Null);
            function(value).as_scalar().to_owned()
        };
        Expr::opaque(name.into(), function, [self.node])
    }

    /// As [`Expr::map`], of two values: of two sources of a join, for instance.
    #[must_use]
    pub fn map_with<V, U: AsScalar>(
        self,
        other: Expr<V>,
        name: impl Into<Name>,
        function: impl Fn(ScalarRef<'_>, ScalarRef<'_>) -> U + 'static,
    ) -> Expr<U> {
        let function = move |values: &[ScalarRef<'_>]| match values {
            [one, other] => function(*one, *other).as_scalar().to_owned(),
            _ => Scalar::Null,
        };
        Expr::opaque(name.into(), function, [self.node, other.node])
    }

    fn opaque<const N: usize>(
        name: Name,
        function: impl Fn(&[ScalarRef<'_>]) -> Scalar + 'static,
        arguments: [Node; N],
    ) -> Self {
        let function = Rc::new(function);
        Self::new(Node::Opaque(Opaque { name, function }, arguments.into()))
    }
}
