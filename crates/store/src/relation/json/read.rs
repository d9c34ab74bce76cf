//! Reading relations from JSON, which somebody else may have written.

use std::rc::Rc;

use lockstep_entity::{Column, Name, Row, Scalar};
use serde_json::{Map, Value};

use super::{AGGREGATES, functions};
use crate::like::Pattern;
use crate::relation::collation::Collation;
use crate::relation::derived::{Derivation, Derived, Union};
use crate::relation::exists::Exists;
use crate::relation::explain;
use crate::relation::expr::in_list;
use crate::relation::node::{AggregateKind, ColumnOf, Node};
use crate::relation::relation::{Included, JoinedSource, Relation, Sort};
use crate::relation::source::{AnyRows, Rows, Sealed as _, Source};
use crate::{Collection, Direction, Error, JoinKind, Nulls};

mod form;

use form::{flag, known, list, number, object, pair, scalar, shortened, text};

/// The collections and columns that a relation read from JSON may name, and how large it may be.
///
/// What is not in the catalog cannot be asked: a server that reads queries of its clients offers them what they may see. The
/// JSON's form is that of [`Relation::to_json`].
///
/// ```
/// # mod notes { include!("../../../tests/doc/notes.rs"); }
/// # use notes::Note;
/// use lockstep_store::{Catalog, ColumnExt, Store};
///
/// let store = Store::new();
/// let notes = store.collection::<Note>("notes");
/// let catalog = Catalog::new().collection(&notes, [Note::ID.untyped()]);
/// let query = |column| format!(
///     r#"{{"from": {{"collection": "notes", "as": "note"}}, "select": [["it", ["column", "note", "{column}"]]]}}"#
/// );
/// assert!(catalog.read(&query("id")).is_ok());
/// let error = catalog.read(&query("text")).unwrap_err();
/// assert_eq!(error.to_string(), "cannot read the query: notes has no column text to offer; it has id");
/// ```
#[derive(Clone, Default)]
pub struct Catalog {
    collections: Vec<Offered>,
    collations: Vec<Collation>,
    /// Whether those of Unicode are offered, for every language.
    #[cfg(feature = "unicode")]
    unicode: bool,
    limits: Limits,
}

#[derive(Clone)]
struct Offered {
    rows: Rc<dyn AnyRows>,
    columns: Rc<dyn Columns>,
}

/// Makes columns by name.
trait Columns {
    fn column(&self, alias: &Name, name: &str) -> Option<ColumnOf>;
    fn names(&self) -> Vec<&'static str>;
}

impl<R: Row> Columns for Vec<Column<R, ()>> {
    fn column(&self, alias: &Name, name: &str) -> Option<ColumnOf> {
        let column = self.iter().find(|column| column.name() == name)?;
        Some(ColumnOf::new(alias.clone(), *column))
    }

    fn names(&self) -> Vec<&'static str> {
        self.iter().map(Column::name).collect()
    }
}

#[derive(Clone, Copy)]
struct Limits {
    bytes: usize,
    depth: usize,
    parts: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: Catalog::BYTES,
            depth: Catalog::DEPTH,
            parts: Catalog::PARTS,
        }
    }
}

impl Catalog {
    /// The most bytes that JSON may have, unless [`max_bytes`](Self::max_bytes) says otherwise.
    pub const BYTES: usize = 256 * 1024;
    /// How deep relations and expressions may lie within each other, unless [`max_depth`](Self::max_depth) says otherwise.
    pub const DEPTH: usize = 32;
    /// The most relations, sources, expressions and values that there may be, unless [`max_parts`](Self::max_parts) says otherwise.
    pub const PARTS: usize = 10_000;

    /// Nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Offers a collection, by its name, with some of its columns.
    #[must_use]
    pub fn collection<R: Row>(
        mut self,
        collection: &Collection<R>,
        columns: impl IntoIterator<Item = Column<R, ()>>,
    ) -> Self {
        let columns: Vec<Column<R, ()>> = columns.into_iter().collect();
        self.collections.push(Offered {
            rows: Rc::new(collection.clone()),
            columns: Rc::new(columns),
        });
        self
    }

    /// Offers a collation, by its name.
    #[must_use]
    pub fn collation(mut self, collation: &Collation) -> Self {
        self.collations.push(collation.clone());
        self
    }

    /// Offers [Unicode's collations](Collation::unicode), for every language.
    #[cfg(feature = "unicode")]
    #[must_use]
    pub fn unicode_collations(mut self) -> Self {
        self.unicode = true;
        self
    }

    fn find_collation(&self, name: &str) -> Read<Collation> {
        let mut collations = self.collations.iter();
        if let Some(collation) = collations.find(|collation| collation.name() == name) {
            return Ok(collation.clone());
        }
        #[cfg(feature = "unicode")]
        if self.unicode
            && let Some(locale) = name.strip_prefix(crate::relation::unicode::PREFIX)
        {
            return Collation::unicode(locale).map_err(|error| error.to_string());
        }
        Err(format!("no collation {name} is offered"))
    }

    /// Limits how many bytes the JSON may have.
    #[must_use]
    pub fn max_bytes(mut self, bytes: usize) -> Self {
        self.limits.bytes = bytes;
        self
    }

    /// Limits how deep relations and expressions may lie within each other. The JSON reader itself goes no deeper than 128 arrays and
    /// objects.
    #[must_use]
    pub fn max_depth(mut self, depth: usize) -> Self {
        self.limits.depth = depth;
        self
    }

    /// Limits how many relations, sources, expressions and values there may be.
    #[must_use]
    pub fn max_parts(mut self, parts: usize) -> Self {
        self.limits.parts = parts;
        self
    }

    /// Reads a relation. What it means is checked when it is asked.
    ///
    /// # Errors
    /// [`Error::is_invalid_query`]: what is no JSON, is too large or too deep, has another form, or names a collection, a column, a
    /// function or a collation that is not offered. The message says which.
    pub fn read(&self, json: &str) -> Result<Relation, Error> {
        let read = || {
            if json.len() > self.limits.bytes {
                return Err(format!(
                    "it has {} bytes; {} are allowed",
                    json.len(),
                    self.limits.bytes
                ));
            }
            let value: Value = serde_json::from_str(json).map_err(|error| error.to_string())?;
            let mut reader = Reader {
                catalog: self,
                scopes: Vec::new(),
                depth: 0,
                parts: 0,
            };
            reader.relation(&value)
        };
        read().map_err(Error::unreadable_query)
    }
}

type Read<T> = Result<T, String>;

struct Reader<'a> {
    catalog: &'a Catalog,
    /// The sources that can be named, those of the innermost relation last.
    scopes: Vec<Vec<Named>>,
    depth: usize,
    parts: usize,
}

/// A source, by its name.
#[derive(Clone)]
enum Named {
    Collection(Name, Offered),
    /// With the sources of its first part.
    Derived(Derived, Vec<Named>),
}

impl Named {
    fn name(&self) -> &str {
        match self {
            Self::Collection(name, _) => name,
            Self::Derived(derived, _) => derived.name(),
        }
    }
}

impl Reader<'_> {
    /// Counts a part, and goes one step deeper for what is within it.
    fn part<T>(&mut self, read: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        let limits = self.catalog.limits;
        self.parts += 1;
        self.depth += 1;
        if self.parts > limits.parts {
            return Err(format!("it has more than {} parts", limits.parts));
        }
        if self.depth > limits.depth {
            return Err(format!("it is more than {} steps deep", limits.depth));
        }
        let read = read(self);
        self.depth -= 1;
        read
    }

    fn relation(&mut self, value: &Value) -> Read<Relation> {
        Ok(self.scoped(value)?.0)
    }

    /// A relation, and its sources.
    fn scoped(&mut self, value: &Value) -> Read<(Relation, Vec<Named>)> {
        self.part(|reader| {
            let object = object(value, "a relation")?;
            known(
                object,
                "a relation",
                &[
                    "from", "joins", "where", "group_by", "having", "select", "distinct", "include",
                    "order_by", "limit", "offset",
                ],
            )?;
            reader.scopes.push(Vec::new());
            let relation = reader.clauses(object);
            let scope = reader.scopes.pop().unwrap_or_default();
            Ok((relation?, scope))
        })
    }

    fn clauses(&mut self, object: &Map<String, Value>) -> Read<Relation> {
        let from = object.get("from").ok_or("a relation has no from")?;
        let mut relation = Relation::from_source(self.source(from)?);
        for join in list(object, "joins")? {
            let join = form::object(join, "a join")?;
            known(join, "a join", &["kind", "source", "on"])?;
            let kinds = [
                JoinKind::Inner,
                JoinKind::Left,
                JoinKind::Right,
                JoinKind::Full,
                JoinKind::Semi,
                JoinKind::Anti,
            ];
            let kind = text(join.get("kind"), "the kind of a join")?;
            let mut kinds = kinds.into_iter();
            let kind = kinds
                .find(|known| explain::name(*known) == kind)
                .ok_or_else(|| format!("there is no {kind} join"))?;
            let source = self.source(join.get("source").unwrap_or(&Value::Null))?;
            let on = self.pairs(list(join, "on")?)?;
            relation.joins.push(JoinedSource { kind, source, on });
        }
        relation.filter = self.optional(object, "where")?;
        relation.keys = self.expressions(list(object, "group_by")?)?;
        relation.having = self.optional(object, "having")?;
        for field in list(object, "select")? {
            let (name, value) = pair(field, "a field")?;
            let name = text(Some(name), "the name of a field")?.to_owned();
            relation.fields.push((name.into(), self.expression(value)?));
        }
        relation.distinct = flag(object, "distinct")?;
        for included in list(object, "include")? {
            let included = form::object(included, "an include")?;
            known(included, "an include", &["name", "relation", "on"])?;
            let name = text(included.get("name"), "the name of an include")?.to_owned();
            let (list_of, scope) = self.scoped(included.get("relation").unwrap_or(&Value::Null))?;
            let on = self.within(scope, |reader| reader.pairs(list(included, "on")?))?;
            relation.includes.push(Included {
                name: name.into(),
                relation: Box::new(list_of),
                on,
            });
        }
        for sort in list(object, "order_by")? {
            relation.order.push(self.sort(sort)?);
        }
        relation.window.limit = number(object, "limit")?;
        relation.window.offset = number(object, "offset")?.unwrap_or_default();
        Ok(relation)
    }

    /// Reads with the sources of another relation in sight.
    fn within<T>(&mut self, scope: Vec<Named>, read: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        self.scopes.push(scope);
        let read = read(self);
        self.scopes.pop();
        read
    }

    fn source(&mut self, value: &Value) -> Read<Source> {
        self.part(|reader| {
            let object = object(value, "a source")?;
            known(
                object,
                "a source",
                &["collection", "union", "union_all", "as", "where"],
            )?;
            let name: Name = text(object.get("as"), "the name of a source")?.to_owned().into();
            let named = match (
                object.get("collection"),
                object.get("union"),
                object.get("union_all"),
            ) {
                (Some(collection), None, None) => {
                    let collection = text(Some(collection), "a collection")?;
                    let mut offered = reader.catalog.collections.iter();
                    let offered = offered
                        .find(|offered| offered.rows.name() == collection)
                        .ok_or_else(|| format!("no collection {collection} is offered"))?;
                    Named::Collection(name, offered.clone())
                }
                (None, Some(_), None) => reader.union(object, "union", name)?,
                (None, None, Some(_)) => reader.union(object, "union_all", name)?,
                _ => return Err("a source has one of collection, union and union_all".to_owned()),
            };
            let mut source = match &named {
                Named::Collection(name, offered) => Source {
                    name: name.clone(),
                    filter: None,
                    rows: Rows::Collection(Rc::clone(&offered.rows)),
                },
                Named::Derived(derived, _) => derived.source(),
            };
            source.filter = reader.within(vec![named.clone()], |reader| reader.optional(object, "where"))?;
            if let Some(scope) = reader.scopes.last_mut() {
                scope.push(named);
            }
            Ok(source)
        })
    }

    fn union(&mut self, object: &Map<String, Value>, kind: &str, name: Name) -> Read<Named> {
        let mut parts = Vec::new();
        let mut scope = Vec::new();
        for part in list(object, kind)? {
            let (part, sources) = self.scoped(part)?;
            if parts.is_empty() {
                scope = sources;
            }
            parts.push(part);
        }
        if parts.is_empty() {
            return Err(format!("a {kind} of nothing has no rows"));
        }
        let distinct = kind == "union";
        let derivation = Derivation::Relations(Union { parts, distinct });
        Ok(Named::Derived(Derived::new(derivation, name), scope))
    }

    fn sort(&mut self, value: &Value) -> Read<Sort> {
        let object = object(value, "an order")?;
        known(object, "an order", &["by", "desc", "nulls_last", "collate"])?;
        let mut sort = Sort::new(self.expression(object.get("by").unwrap_or(&Value::Null))?);
        if flag(object, "desc")? {
            sort.direction = Direction::Descending;
        }
        if flag(object, "nulls_last")? {
            sort.nulls = Nulls::Last;
        }
        if let Some(name) = object.get("collate") {
            let name = text(Some(name), "a collation")?;
            sort.collation = Some(self.catalog.find_collation(name)?);
        }
        Ok(sort)
    }

    fn optional(&mut self, object: &Map<String, Value>, name: &str) -> Read<Option<Node>> {
        object.get(name).map(|value| self.expression(value)).transpose()
    }

    fn expressions(&mut self, values: &[Value]) -> Read<Vec<Node>> {
        values.iter().map(|value| self.expression(value)).collect()
    }

    fn pairs(&mut self, values: &[Value]) -> Read<Vec<(Node, Node)>> {
        let mut pairs = Vec::new();
        for value in values {
            let (left, right) = pair(value, "what must be equal")?;
            pairs.push((self.expression(left)?, self.expression(right)?));
        }
        Ok(pairs)
    }

    fn expression(&mut self, value: &Value) -> Read<Node> {
        self.part(|reader| reader.any_expression(value))
    }

    fn any_expression(&mut self, value: &Value) -> Read<Node> {
        let Some([Value::String(name), arguments @ ..]) = value.as_array().map(Vec::as_slice) else {
            return Err(format!("{} is no expression", shortened(value)));
        };
        match (&**name, arguments) {
            ("value" | "id" | "float", _) => Ok(Node::Literal(scalar(value)?)),
            ("column", [alias, column]) => {
                let alias = text(Some(alias), "the name of a source")?;
                match self.named(alias)? {
                    Named::Collection(alias, offered) => {
                        offered_column(&alias, &offered, text(Some(column), "a column")?)
                    }
                    Named::Derived(..) => Err(format!("{alias} is a query; it has fields")),
                }
            }
            ("field", [alias, field]) => {
                let alias = text(Some(alias), "the name of a source")?;
                match self.named(alias)? {
                    Named::Derived(derived, _) => {
                        let field = text(Some(field), "a field")?.to_owned();
                        Ok(derived.field::<()>(field).node)
                    }
                    Named::Collection(..) => Err(format!("{alias} is a collection; it has columns")),
                }
            }
            ("within", [alias, inner, column]) => {
                let alias = text(Some(alias), "the name of a source")?;
                let inner = text(Some(inner), "the name of a source")?;
                let Named::Derived(derived, scope) = self.named(alias)? else {
                    return Err(format!("{alias} is a collection; it has columns"));
                };
                let mut found = scope.iter();
                match found.find(|source| source.name() == inner) {
                    Some(Named::Collection(name, offered)) => {
                        match offered_column(name, offered, text(Some(column), "a column")?)? {
                            Node::Column(column) => Ok(derived.within(column)),
                            node => Ok(node),
                        }
                    }
                    _ => Err(format!("{alias} has no collection {inner} in it")),
                }
            }
            ("in", [node, Value::Array(values)]) => {
                let node = self.expression(node)?;
                let values: Vec<Scalar> = values
                    .iter()
                    .map(|value| self.part(|_| scalar(value)))
                    .collect::<Read<_>>()?;
                Ok(in_list(node, values))
            }
            ("like" | "ilike", [node, Value::String(pattern)]) => {
                let node = Box::new(self.expression(node)?);
                Ok(Node::Like(node, Pattern::new(pattern, name == "ilike")))
            }
            ("exists", [relation, Value::Array(on)]) => {
                let (relation, scope) = self.scoped(relation)?;
                let on = self.within(scope, |reader| reader.pairs(on))?;
                Ok(Node::Exists(Rc::new(Exists {
                    relation,
                    on,
                    operand: None,
                })))
            }
            ("in_query", [node, relation]) => Ok(Node::Exists(Rc::new(Exists {
                operand: Some(self.expression(node)?),
                relation: self.relation(relation)?,
                on: Vec::new(),
            }))),
            ("count", []) => Ok(Node::Aggregate(AggregateKind::Count, None)),
            (name, arguments) => {
                let mut aggregates = AGGREGATES.iter();
                if let Some((_, kind)) = aggregates.find(|(other, _)| *other == name) {
                    let [argument] = arguments else {
                        return Err(format!("{name} is of one expression"));
                    };
                    let argument = self.expression(argument)?;
                    return Ok(Node::Aggregate(*kind, Some(Box::new(argument))));
                }
                let mut functions = functions();
                let (_, function, least, most) = functions
                    .find(|(other, ..)| *other == name)
                    .ok_or_else(|| format!("there is no function {name} of such arguments"))?;
                if !(least..=most).contains(&arguments.len()) {
                    return Err(format!("{name} cannot have {} arguments", arguments.len()));
                }
                Ok(Node::call(function, self.expressions(arguments)?))
            }
        }
    }

    /// The source of a name: that of the innermost relation that has one.
    fn named(&self, name: &str) -> Read<Named> {
        let mut scopes = self.scopes.iter().rev().flatten();
        let named = scopes.find(|named| named.name() == name);
        named
            .cloned()
            .ok_or_else(|| format!("{name} names no source that can be seen there"))
    }
}

fn offered_column(alias: &Name, offered: &Offered, column: &str) -> Read<Node> {
    let found = offered.columns.column(alias, column);
    found.map(Node::Column).ok_or_else(|| {
        let names = offered.columns.names().join(", ");
        format!(
            "{} has no column {column} to offer; it has {names}",
            offered.rows.name()
        )
    })
}

impl std::fmt::Debug for Catalog {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names = self.collections.iter().map(|offered| offered.rows.name());
        formatter.debug_list().entries(names).finish()
    }
}
