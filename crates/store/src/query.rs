//! Queries, as values.

use std::fmt;
use std::rc::Rc;

use lockstep_delta::Window;
use lockstep_entity::Row;

use crate::entry::Entry;
use crate::order::{Ranked, RowOrder};
use crate::plan::Path;
use crate::relation::{Selected, Selection};
use crate::{
    Alias, Collection, Coverage, Error, Expr, LiveCount, LiveQuery, OrderBy, Plan, Predicate, Subset,
};

/// A question to a collection: which rows, in which order, how many.
///
/// It is a value: it can be kept, cloned, printed and asked again. [`Query::live`] makes an answer that stays current;
/// [`Query::rows`], [`Query::first`] and [`Query::count`] answer once.
///
/// ```
/// # mod notes { include!("../tests/doc/notes.rs"); }
/// # use notes::Note;
/// use lockstep_store::{ColumnExt, Query, Store};
///
/// let store = Store::new();
/// let notes = store.collection::<Note>("notes");
/// notes.load([Note::new(1, "milk"), Note::new(2, "bread"), Note::new(3, "butter")]);
///
/// let query = Query::from(&notes).filter(Note::TEXT.ilike("B%")).order_by(Note::TEXT.desc()).limit(10);
/// let texts: Vec<_> = query.rows().iter().map(|note| note.text.clone()).collect();
/// assert_eq!(texts, ["butter", "bread"]);
/// assert_eq!(query.explain().to_string(), "from notes: scan (3 rows); where text ilike 'B%'; \
///     order by text desc nulls first, key; limit 10");
/// ```
pub struct Query<R: Row> {
    source: Collection<R>,
    predicate: Option<Predicate<R>>,
    /// What else must hold, where it takes more than a row to tell.
    selection: Option<Selection<R>>,
    order: RowOrder<R>,
    window: Window,
}

impl<R: Row> Query<R> {
    /// All rows of a collection, ordered by their keys.
    pub fn from(source: &Collection<R>) -> Self {
        Self {
            source: source.clone(),
            predicate: None,
            selection: None,
            order: RowOrder::default(),
            window: Window::default(),
        }
    }

    /// Keeps the rows for which `predicate` is true. A second filter narrows the first.
    #[must_use]
    pub fn filter(mut self, predicate: Predicate<R>) -> Self {
        self.predicate = Some(match self.predicate.take() {
            Some(first) => first.and(predicate),
            None => predicate,
        });
        self
    }

    /// Keeps the rows for which an expression is true: one that compares columns with each other, calls functions, or asks other
    /// relations ([`Relation::exists`](crate::Relation::exists), [`Expr::is_in_query`]). `alias` is the collection's name in it. A second one
    /// narrows the first.
    ///
    /// ```
    /// # mod notes { include!("../tests/doc/notes.rs"); }
    /// # use notes::Note;
    /// use lockstep_store::{ColumnExt, Query, Relation, Store};
    ///
    /// let store = Store::new();
    /// let (notes, folders) = (store.collection::<Note>("notes"), store.collection::<Note>("folders"));
    /// folders.load([Note::new(1, "food"), Note::new(2, "work")]);
    ///
    /// let (note, folder) = (notes.alias("note"), folders.alias("folder"));
    /// let used = Relation::from(&note).exists(folder.col(Note::TEXT).on(note.col(Note::FOLDER)));
    /// let empty = Query::from(&folders).filter_by(&folder, used.not())?.order_by(Note::TEXT.desc()).live();
    /// assert_eq!(empty.len(), 2);
    /// notes.load([Note { folder: Some("food".to_owned()), ..Note::new(1, "milk") }]);
    /// assert_eq!(empty.len(), 1);
    /// assert_eq!(empty.first().unwrap().text, "work");
    /// # Ok::<(), lockstep_store::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::is_invalid_query`], if `alias` is one of another collection, and for what is wrong with the condition.
    pub fn filter_by(mut self, alias: &Alias<R>, condition: Expr<bool>) -> Result<Self, Error> {
        self.selection = Some(Selection::of(self.selection, &self.source, alias, condition)?);
        Ok(self)
    }

    /// Orders by a column; a second call orders what the first leaves equal, and the key what all leave equal.
    #[must_use]
    pub fn order_by(mut self, order: impl Into<OrderBy<R>>) -> Self {
        self.order.push(order.into());
        self
    }

    /// Keeps at most this many rows, after the offset.
    #[must_use]
    pub fn limit(mut self, limit: usize) -> Self {
        self.window.limit = Some(limit);
        self
    }

    /// Leaves out this many rows at the beginning.
    #[must_use]
    pub fn offset(mut self, offset: usize) -> Self {
        self.window.offset = offset;
        self
    }

    /// The rows now, and from now on as commits change them.
    pub fn live(&self) -> LiveQuery<R> {
        LiveQuery::new(self.clone())
    }

    /// How many rows satisfy the predicate, now and from now on, whatever the offset and limit. Costs less than
    /// [`Query::live`]: no rows are kept.
    pub fn live_count(&self) -> LiveCount<R> {
        LiveCount::new(self.clone())
    }

    /// The rows now.
    pub fn rows(&self) -> Vec<Rc<R>> {
        let rows = self.sorted();
        let window = self.window.range(rows.len());
        rows.into_iter()
            .skip(window.start)
            .take(window.len())
            .map(|ranked| ranked.entry.row)
            .collect()
    }

    /// The first row now: find-one.
    pub fn first(&self) -> Option<Rc<R>> {
        if self.window.offset > 0 || self.window.limit == Some(0) {
            return self.rows().into_iter().next();
        }
        let mut first: Option<Ranked<R>> = None;
        self.for_each(|key, row| {
            let row = self.rank(key, row);
            if first
                .as_ref()
                .is_none_or(|first| self.order.compare(&row, first).is_lt())
            {
                first = Some(row);
            }
        });
        first.map(|first| first.entry.row)
    }

    /// How many rows there are now, within the offset and limit.
    pub fn count(&self) -> usize {
        let mut total = 0;
        self.for_each(|_, _| total += 1);
        self.window.range(total).len()
    }

    /// How the rows are found. Makes the index that it names, as running the query would.
    pub fn explain(&self) -> Plan {
        let selected = self.selection.as_ref();
        let access = selected
            .and_then(Selection::access)
            .unwrap_or_else(|| Path::choose(&self.source, self.predicate.as_ref()).access(&self.source));
        let filters = self.predicate.as_ref().map(ToString::to_string).into_iter();
        let filters: Vec<String> = filters.chain(selected.map(ToString::to_string)).collect();
        Plan {
            collection: self.source.name(),
            access,
            filter: (!filters.is_empty()).then(|| filters.join(" and ")),
            order: self.order.terms().iter().map(ToString::to_string).collect(),
            limit: self.window.limit,
            offset: self.window.offset,
        }
    }

    /// The part of the collection that it needs: all rows that satisfy the predicate, or with a limit the first of them.
    pub fn subset(&self) -> Subset<R> {
        let first = self
            .window
            .limit
            // Which rows are the first of those that are selected, the collection cannot tell.
            .filter(|_| self.selection.is_none())
            .map(|limit| self.window.offset.saturating_add(limit));
        Subset::new(self.predicate.clone(), self.order.terms(), first)
    }

    /// Whether what the collection holds answers the query.
    pub fn coverage(&self) -> Coverage {
        self.source.coverage(&self.subset())
    }

    /// The collection asked.
    pub fn source(&self) -> &Collection<R> {
        &self.source
    }

    pub(crate) fn predicate(&self) -> Option<&Predicate<R>> {
        self.predicate.as_ref()
    }

    pub(crate) fn order(&self) -> &RowOrder<R> {
        &self.order
    }

    pub(crate) fn window(&self) -> Window {
        self.window
    }

    pub(crate) fn matches(&self, row: &R) -> bool {
        self.predicate
            .as_ref()
            .is_none_or(|predicate| predicate.matches(row))
    }

    /// The rows that satisfy the predicate, in the query's order, without offset and limit.
    pub(crate) fn sorted(&self) -> Vec<Ranked<R>> {
        let mut rows = Vec::new();
        if self.predicate.is_none() {
            rows.reserve(self.source.len());
        }
        self.for_each(|key, row| rows.push(self.rank(key, row)));
        rows.sort_unstable_by(|left, right| self.order.compare(left, right));
        rows
    }

    fn rank(&self, key: &R::Key, row: &Rc<R>) -> Ranked<R> {
        self.order.rank(Entry {
            key: key.clone(),
            row: Rc::clone(row),
        })
    }

    /// What has the rows, if it takes more than a row to tell which they are.
    pub(crate) fn selected(&self) -> Option<Rc<dyn Selected<R>>> {
        self.selection.as_ref().map(Selection::open)
    }

    /// Visits the rows that satisfy the predicate, in no particular order.
    pub(crate) fn for_each(&self, mut visit: impl FnMut(&R::Key, &Rc<R>)) {
        if let Some(selected) = self.selected() {
            selected.for_each(&mut |key, row| {
                if self.matches(row) {
                    visit(key, row);
                }
            });
            return;
        }
        Path::choose(&self.source, self.predicate.as_ref()).for_each(&self.source, |key, row| {
            if self.matches(row) {
                visit(key, row);
            }
        });
    }
}

impl<R: Row> Clone for Query<R> {
    fn clone(&self) -> Self {
        Self {
            source: self.source.clone(),
            predicate: self.predicate.clone(),
            selection: self.selection.clone(),
            order: self.order.clone(),
            window: self.window,
        }
    }
}

impl<R: Row> fmt::Debug for Query<R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Query")
            .field("source", &self.source.name())
            .field("predicate", &self.predicate)
            .field("selection", &self.selection.as_ref().map(ToString::to_string))
            .field("order", &self.order.terms())
            .field("window", &self.window)
            .finish()
    }
}
