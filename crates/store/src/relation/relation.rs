//! Relations: queries over several sources, as values.

use std::fmt;
use std::rc::Rc;

use lockstep_delta::{JoinKind, Window};
use lockstep_entity::Name;

use super::collation::Collation;
use super::core::Core;
use super::derived::{Derivation, Derived, Union};
use super::exists::Exists;
use super::expr::{Expr, Operand};
use super::node::Node;
use super::source::{AsSource, Source};
use crate::{Direction, Error, LiveRelation, Nulls, Record};

/// A query over one or more sources: joins, conditions, groups, computed fields, an order and a window.
///
/// It is a value: it can be kept, cloned, compared, hashed and printed. [`Relation::live`] makes an answer that stays
/// current; live relations that ask the same share their work, whatever their windows. Its rows are [`Record`]s, which
/// lend the rows of the sources and compute the fields that were selected. A [`Query`](crate::Query) over one collection says
/// the same with less, and gives typed rows.
///
/// The meaning is SQL's, and the order of the clauses too, in whatever order the methods are called: sources and joins,
/// [`filter`](Self::filter), [`group_by`](Self::group_by), [`having`](Self::having), [`select`](Self::select),
/// [`distinct`](Self::distinct), [`order_by`](Self::order_by), [`offset`](Self::offset) and [`limit`](Self::limit).
///
/// ```
/// # mod notes { include!("../../tests/doc/notes.rs"); }
/// # use notes::Note;
/// use lockstep_store::{Relation, Store, count};
///
/// let store = Store::new();
/// let notes = store.collection::<Note>("notes");
/// let folders = store.collection::<Note>("folders");
/// let in_folder = |id, text, folder: &str| Note { folder: Some(folder.to_owned()), ..Note::new(id, text) };
/// folders.load([Note::new(1, "food"), Note::new(2, "work")]);
/// notes.load([in_folder(1, "milk", "food"), in_folder(2, "bread", "food"), in_folder(3, "mail", "work")]);
///
/// let (note, folder) = (notes.alias("note"), folders.alias("folder"));
/// let query = Relation::from(&folder)
///     .inner_join(&note, folder.col(Note::TEXT).on(note.col(Note::FOLDER)))
///     .group_by(folder.col(Note::TEXT))
///     .select("folder", folder.col(Note::TEXT))
///     .select("notes", count())
///     .order_by(count().desc());
/// assert_eq!(query.to_string(), "select folder.text as folder, count(*) as notes from folders as folder \
///     inner join notes as note on folder.text = note.folder group by folder.text order by count(*) desc nulls first");
///
/// let live = query.live()?;
/// assert_eq!(live.get(0).unwrap().to_string(), "folder: 'food', notes: 2");
/// let pending = notes.insert(in_folder(4, "post", "work"))?;
/// let pending = (pending, notes.insert(in_folder(5, "report", "work"))?);
/// assert_eq!(live.get(0).unwrap().to_string(), "folder: 'work', notes: 3");
/// # drop(pending);
/// # Ok::<(), lockstep_store::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Relation {
    pub(crate) from: Source,
    pub(crate) joins: Vec<JoinedSource>,
    pub(crate) filter: Option<Node>,
    pub(crate) keys: Vec<Node>,
    pub(crate) having: Option<Node>,
    pub(crate) fields: Vec<(Name, Node)>,
    pub(crate) distinct: bool,
    pub(crate) order: Vec<Sort>,
    pub(crate) includes: Vec<Included>,
    pub(crate) window: Window,
}

#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Included {
    pub(crate) name: Name,
    pub(crate) relation: Box<Relation>,
    pub(crate) on: Vec<(Node, Node)>,
}

#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct JoinedSource {
    pub(crate) kind: JoinKind,
    pub(crate) source: Source,
    pub(crate) on: Vec<(Node, Node)>,
}

/// What must be equal in a join: one pair of expressions, or several.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[must_use = "a condition does nothing until it is given to a join"]
pub struct On(Vec<(Node, Node)>);

impl On {
    /// And this pair, too: a composite key.
    pub fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }
}

impl<T> Expr<T> {
    /// The two are equal: what a join is made on. One side names columns of the joined source, the other one columns of
    /// the sources before it. What is null equals nothing.
    pub fn on(self, other: impl Operand<T>) -> On {
        On(vec![(self.node, other.into_expr().node)])
    }
}

/// One expression of an order, with its direction and the place of nulls.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Sort {
    pub(crate) node: Node,
    pub(crate) direction: Direction,
    pub(crate) nulls: Nulls,
    pub(crate) collation: Option<Collation>,
}

impl Sort {
    pub(crate) fn new(node: Node) -> Self {
        Self {
            node,
            direction: Direction::Ascending,
            nulls: Nulls::First,
            collation: None,
        }
    }

    pub(crate) fn descending(mut self) -> Self {
        self.direction = Direction::Descending;
        self
    }

    /// Texts are compared as the collation says, and not by code points.
    #[must_use]
    pub fn collate(mut self, collation: &Collation) -> Self {
        self.collation = Some(collation.clone());
        self
    }

    /// Rows without a value come last, whatever the direction; otherwise they come first.
    #[must_use]
    pub fn nulls_last(mut self) -> Self {
        self.nulls = Nulls::Last;
        self
    }
}

impl<T> From<Expr<T>> for Sort {
    fn from(expression: Expr<T>) -> Self {
        expression.asc()
    }
}

impl Relation {
    /// All rows of a source.
    pub fn from(source: &impl AsSource) -> Self {
        Self::from_source(source.source())
    }

    pub(crate) fn from_source(source: Source) -> Self {
        Self {
            from: source,
            joins: Vec::new(),
            filter: None,
            keys: Vec::new(),
            having: None,
            fields: Vec::new(),
            distinct: false,
            order: Vec::new(),
            includes: Vec::new(),
            window: Window::default(),
        }
    }

    /// Joins another source to what there is so far.
    #[must_use]
    pub fn join(mut self, kind: JoinKind, source: &impl AsSource, on: On) -> Self {
        self.joins.push(JoinedSource {
            kind,
            source: source.source(),
            on: on.0,
        });
        self
    }

    /// Pairs with equal keys.
    #[must_use]
    pub fn inner_join(self, source: &impl AsSource, on: On) -> Self {
        self.join(JoinKind::Inner, source, on)
    }

    /// Pairs with equal keys, and what has no match in `source`.
    #[must_use]
    pub fn left_join(self, source: &impl AsSource, on: On) -> Self {
        self.join(JoinKind::Left, source, on)
    }

    /// Pairs with equal keys, and what of `source` has no match.
    #[must_use]
    pub fn right_join(self, source: &impl AsSource, on: On) -> Self {
        self.join(JoinKind::Right, source, on)
    }

    /// Pairs with equal keys, and what has no match on either side.
    #[must_use]
    pub fn full_join(self, source: &impl AsSource, on: On) -> Self {
        self.join(JoinKind::Full, source, on)
    }

    /// What has a match in `source`, once: `where exists (…)`. The source cannot be named after it; filter the
    /// [`Alias`](crate::Alias) itself.
    #[must_use]
    pub fn semi_join(self, source: &impl AsSource, on: On) -> Self {
        self.join(JoinKind::Semi, source, on)
    }

    /// What has no match in `source`: `where not exists (…)`.
    #[must_use]
    pub fn anti_join(self, source: &impl AsSource, on: On) -> Self {
        self.join(JoinKind::Anti, source, on)
    }

    /// Keeps what makes `condition` true, after the joins. A second filter narrows the first.
    #[must_use]
    pub fn filter(mut self, condition: Expr<bool>) -> Self {
        self.filter = Some(Node::and(self.filter.take(), condition.node));
        self
    }

    /// Groups by a value, and by a further one if called again.
    #[must_use]
    pub fn group_by<T>(mut self, key: Expr<T>) -> Self {
        self.keys.push(key.node);
        self
    }

    /// Keeps the groups that make `condition` true.
    #[must_use]
    pub fn having(mut self, condition: Expr<bool>) -> Self {
        self.having = Some(Node::and(self.having.take(), condition.node));
        self
    }

    /// Adds a field to the records. A dot in its name puts it into a shape of its own: `author.name` and `author.id` are
    /// the two fields of `author`.
    ///
    /// ```
    /// # mod notes { include!("../../tests/doc/notes.rs"); }
    /// # use notes::Note;
    /// use lockstep_store::{Relation, Store};
    ///
    /// let store = Store::new();
    /// let notes = store.collection::<Note>("notes");
    /// notes.load([Note::new(1, "milk")]);
    /// let note = notes.alias("note");
    /// let live = Relation::from(&note)
    ///     .select("id", note.col(Note::ID))
    ///     .select("body.text", note.col(Note::TEXT))
    ///     .select("body.length", note.col(Note::TEXT).length())
    ///     .live()?;
    /// let first = live.first().unwrap();
    /// assert_eq!(first.to_string(), "id: 1, body: {text: 'milk', length: 4}");
    /// # Ok::<(), lockstep_store::Error>(())
    /// ```
    #[must_use]
    pub fn select<T>(mut self, name: impl Into<Name>, value: Expr<T>) -> Self {
        self.fields.push((name.into(), value.node));
        self
    }

    /// Whether the relation has a record that is equal to the one asked about in what `on` says: `exists (…)`. It stands wherever a
    /// truth value can: in filters, of sources and groups as well, in keys, fields and orders, and in
    /// [`Query::filter_by`](crate::Query::filter_by). The relation's order does not matter, and it has no offset and no limit.
    ///
    /// ```
    /// # mod notes { include!("../../tests/doc/notes.rs"); }
    /// # use notes::Note;
    /// use lockstep_store::{Relation, Store};
    ///
    /// let store = Store::new();
    /// let (notes, folders) = (store.collection::<Note>("notes"), store.collection::<Note>("folders"));
    /// folders.load([Note::new(1, "food"), Note::new(2, "work"), Note { done: true, ..Note::new(3, "old") }]);
    /// notes.load([Note { folder: Some("food".to_owned()), ..Note::new(1, "milk") }]);
    ///
    /// let (note, folder) = (notes.alias("note"), folders.alias("folder"));
    /// let used = Relation::from(&note).exists(folder.col(Note::TEXT).on(note.col(Note::FOLDER)));
    /// let unused = Relation::from(&folder).filter(used.or(folder.col(Note::DONE)).not()).live()?;
    /// assert_eq!(unused.len(), 1);
    /// assert_eq!(unused.first().unwrap().row(&folder).unwrap().text, "work");
    /// # Ok::<(), lockstep_store::Error>(())
    /// ```
    #[must_use]
    pub fn exists(self, on: On) -> Expr<bool> {
        Expr::new(Node::Exists(Rc::new(Exists {
            relation: self,
            on: on.0,
            operand: None,
        })))
    }

    /// Whether the relation has a record at all: [`exists`](Self::exists) without a condition.
    #[must_use]
    pub fn is_not_empty(self) -> Expr<bool> {
        self.exists(On(Vec::new()))
    }

    /// The relation under a name, as a source of others: a sub-query.
    pub fn alias(self, name: impl Into<Name>) -> Derived {
        let parts = vec![self];
        let union = Union {
            parts,
            distinct: false,
        };
        Derived::new(Derivation::Relations(union), name.into())
    }

    /// The records of both, each as often as it comes. Both select the same fields.
    pub fn union_all(self, other: Self) -> Union {
        Union {
            parts: vec![self, other],
            distinct: false,
        }
    }

    /// The records of both, those with equal fields once. Both select the same fields.
    pub fn union(self, other: Self) -> Union {
        Union {
            parts: vec![self, other],
            distinct: true,
        }
    }

    /// Keeps one record for each combination of the fields' values.
    #[must_use]
    pub fn distinct(mut self) -> Self {
        self.distinct = true;
        self
    }

    /// Gives each record a list of its own: those of `relation`, in its order and within its offset and limit, that are
    /// equal to the record in what `on` says. A list may be of groups, and its records may have lists, to any depth.
    ///
    /// A change in a list is a change of the records that have it. It costs `O(log n)`, and one step for each of them.
    ///
    /// ```
    /// # mod notes { include!("../../tests/doc/notes.rs"); }
    /// # use notes::Note;
    /// use lockstep_store::{Relation, Store};
    ///
    /// let store = Store::new();
    /// let notes = store.collection::<Note>("notes");
    /// let folders = store.collection::<Note>("folders");
    /// let in_food = |id, text| Note { folder: Some("food".to_owned()), ..Note::new(id, text) };
    /// folders.load([Note::new(1, "food"), Note::new(2, "work")]);
    /// notes.load([in_food(1, "milk"), in_food(2, "bread")]);
    ///
    /// let (note, folder) = (notes.alias("note"), folders.alias("folder"));
    /// let by_text = Relation::from(&note).order_by(note.col(Note::TEXT));
    /// let live = Relation::from(&folder)
    ///     .include("notes", by_text, folder.col(Note::TEXT).on(note.col(Note::FOLDER)))
    ///     .live()?;
    /// let food = live.first().unwrap();
    /// let first = food.included("notes").unwrap().get(0).unwrap();
    /// assert_eq!(first.row(&note).unwrap().text, "bread");
    /// assert!(live.get(1).unwrap().included("notes").unwrap().is_empty());
    /// # Ok::<(), lockstep_store::Error>(())
    /// ```
    #[must_use]
    pub fn include(mut self, name: impl Into<Name>, relation: Self, on: On) -> Self {
        self.includes.push(Included {
            name: name.into(),
            relation: Box::new(relation),
            on: on.0,
        });
        self
    }

    /// Orders by a value; a second call orders what the first leaves equal, and the keys what all leave equal.
    #[must_use]
    pub fn order_by(mut self, order: impl Into<Sort>) -> Self {
        self.order.push(order.into());
        self
    }

    /// Keeps at most this many records, after the offset.
    #[must_use]
    pub fn limit(mut self, limit: usize) -> Self {
        self.window.limit = Some(limit);
        self
    }

    /// Leaves out this many records at the beginning.
    #[must_use]
    pub fn offset(mut self, offset: usize) -> Self {
        self.window.offset = offset;
        self
    }

    /// The records now, and from now on as commits change them.
    ///
    /// # Errors
    /// [`Error::is_invalid_query`], [`Error::is_foreign_collection`].
    pub fn live(&self) -> Result<LiveRelation, Error> {
        Ok(LiveRelation::new(Core::of(self)?, self.window))
    }

    /// The records now.
    ///
    /// # Errors
    /// As [`Relation::live`].
    pub fn records(&self) -> Result<Vec<Record>, Error> {
        Ok(self.live()?.records().iter().collect())
    }

    pub(crate) fn sources(&self) -> impl Iterator<Item = &Source> {
        std::iter::once(&self.from).chain(self.joins.iter().map(|join| &join.source))
    }

    /// The same, without its window: what may be shared.
    pub(crate) fn unwindowed(&self) -> Self {
        Self {
            window: Window::default(),
            ..self.clone()
        }
    }
}

impl fmt::Display for Relation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        use crate::predicate::display::joined;
        formatter.write_str(if self.distinct {
            "select distinct "
        } else {
            "select "
        })?;
        if self.fields.is_empty() {
            formatter.write_str("*")?;
        }
        let fields = self.fields.iter().map(|(name, node)| Written(node, " as ", name));
        joined(formatter, ", ", fields)?;
        write!(formatter, " from {}", self.from)?;
        for join in &self.joins {
            let kind = super::explain::name(join.kind);
            write!(formatter, " {kind} join {} on ", join.source)?;
            let pairs = join.on.iter().map(|(left, right)| Written(left, " = ", right));
            joined(formatter, " and ", pairs)?;
        }
        if let Some(filter) = &self.filter {
            write!(formatter, " where {filter}")?;
        }
        if !self.keys.is_empty() {
            formatter.write_str(" group by ")?;
            joined(formatter, ", ", self.keys.iter())?;
        }
        if let Some(having) = &self.having {
            write!(formatter, " having {having}")?;
        }
        for included in &self.includes {
            write!(
                formatter,
                " with {} as ({}) on ",
                included.name, included.relation
            )?;
            let pairs = included
                .on
                .iter()
                .map(|(left, right)| Written(left, " = ", right));
            joined(formatter, " and ", pairs)?;
        }
        if !self.order.is_empty() {
            formatter.write_str(" order by ")?;
            joined(formatter, ", ", self.order.iter())?;
        }
        if let Some(limit) = self.window.limit {
            write!(formatter, " limit {limit}")?;
        }
        if self.window.offset > 0 {
            write!(formatter, " offset {}", self.window.offset)?;
        }
        Ok(())
    }
}

/// Two things with a sign between them.
struct Written<'a, T: ?Sized>(&'a Node, &'static str, &'a T);

impl<T: fmt::Display + ?Sized> fmt::Display for Written<'_, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}{}{}", self.0, self.1, self.2)
    }
}

impl fmt::Display for Sort {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.node)?;
        if let Some(collation) = &self.collation {
            write!(formatter, " collate {}", collation.name())?;
        }
        write!(formatter, " {} nulls {}", self.direction, self.nulls)
    }
}

impl fmt::Debug for Sort {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Sort({self})")
    }
}

impl fmt::Debug for Node {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{self}")
    }
}

impl fmt::Debug for Relation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Relation({self})")
    }
}
