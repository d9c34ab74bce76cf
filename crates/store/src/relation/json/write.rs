//! Writing relations as JSON.

use serde_json::{Map, Value, json};

use lockstep_entity::Scalar;

use super::{AGGREGATES, functions};
use crate::relation::derived::{Derivation, Union};
use crate::relation::exists::Exists;
use crate::relation::explain;
use crate::relation::node::{ColumnOf, Node};
use crate::relation::relation::{Relation, Sort};
use crate::relation::source::{Rows, Source};
use crate::{Direction, Error, Nulls};

impl Relation {
    /// The relation as JSON, for a log, a cache or a server; [`Catalog::read`](crate::Catalog::read) reads it. Live relations among its
    /// sources are written as what they ask, with their windows as they are now.
    ///
    /// ```
    /// # mod notes { include!("../../../tests/doc/notes.rs"); }
    /// # use notes::Note;
    /// use lockstep_store::{Catalog, ColumnExt, Relation, Store};
    ///
    /// let store = Store::new();
    /// let notes = store.collection::<Note>("notes");
    /// let note = notes.alias("note");
    /// let query = Relation::from(&note).filter(note.col(Note::TEXT).eq("milk")).limit(1);
    /// let sent = query.to_json()?.to_string();
    /// assert_eq!(
    ///     sent,
    ///     r#"{"from":{"as":"note","collection":"notes"},"limit":1,"where":["eq",["column","note","text"],["value","milk"]]}"#
    /// );
    ///
    /// let catalog = Catalog::new().collection(&notes, [Note::ID.untyped(), Note::TEXT.untyped()]);
    /// assert_eq!(catalog.read(&sent)?, query);
    /// # Ok::<(), lockstep_store::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::is_invalid_query`], if there is a [closure](crate::Alias::compute) in it: a function of the program cannot be
    /// sent. So it is with a collation, but for its name, which the reader must know.
    pub fn to_json(&self) -> Result<Value, Error> {
        relation(self).map_err(|problem| Error::invalid_query(self.from.collection(), problem))
    }
}

type Written = Result<Value, String>;

fn relation(relation: &Relation) -> Written {
    let mut object = Map::new();
    let mut put = |name: &str, value: Value| {
        object.insert(name.to_owned(), value);
    };
    put("from", source(&relation.from)?);
    if !relation.joins.is_empty() {
        let joins = relation.joins.iter().map(|join| {
            let (kind, source, on) = (explain::name(join.kind), source(&join.source)?, pairs(&join.on)?);
            Ok(json!({ "kind": kind, "source": source, "on": on }))
        });
        put("joins", joins.collect::<Written>()?);
    }
    if let Some(filter) = &relation.filter {
        put("where", expression(filter)?);
    }
    if !relation.keys.is_empty() {
        put("group_by", expressions(&relation.keys)?);
    }
    if let Some(having) = &relation.having {
        put("having", expression(having)?);
    }
    if !relation.fields.is_empty() {
        let fields = relation.fields.iter();
        let fields = fields.map(|(name, node)| Ok(json!([name, expression(node)?])));
        put("select", fields.collect::<Written>()?);
    }
    if relation.distinct {
        put("distinct", Value::Bool(true));
    }
    if !relation.includes.is_empty() {
        let includes = relation.includes.iter().map(|included| {
            let (list, on) = (self::relation(&included.relation)?, pairs(&included.on)?);
            Ok(json!({ "name": included.name, "relation": list, "on": on }))
        });
        put("include", includes.collect::<Written>()?);
    }
    if !relation.order.is_empty() {
        put("order_by", relation.order.iter().map(sort).collect::<Written>()?);
    }
    if let Some(limit) = relation.window.limit {
        put("limit", json!(limit));
    }
    if relation.window.offset > 0 {
        put("offset", json!(relation.window.offset));
    }
    Ok(Value::Object(object))
}

fn source(source: &Source) -> Written {
    let mut object = Map::new();
    let relations = |parts: &[Relation]| parts.iter().map(relation).collect::<Written>();
    let (kind, rows) = match &source.rows {
        Rows::Collection(rows) => ("collection", json!(rows.name())),
        Rows::Derived(derivation) => match &**derivation {
            Derivation::Live(live) => ("union_all", relations(&[live.relation()])?),
            Derivation::Relations(Union {
                parts,
                distinct: false,
            }) => ("union_all", relations(parts)?),
            Derivation::Relations(Union { parts, .. }) => ("union", relations(parts)?),
        },
    };
    object.insert(kind.to_owned(), rows);
    object.insert("as".to_owned(), json!(source.name));
    if let Some(filter) = &source.filter {
        object.insert("where".to_owned(), expression(filter)?);
    }
    Ok(Value::Object(object))
}

fn sort(sort: &Sort) -> Written {
    let mut object = Map::new();
    object.insert("by".to_owned(), expression(&sort.node)?);
    if sort.direction == Direction::Descending {
        object.insert("desc".to_owned(), Value::Bool(true));
    }
    if sort.nulls == Nulls::Last {
        object.insert("nulls_last".to_owned(), Value::Bool(true));
    }
    if let Some(collation) = &sort.collation {
        object.insert("collate".to_owned(), json!(collation.name()));
    }
    Ok(Value::Object(object))
}

fn pairs(on: &[(Node, Node)]) -> Written {
    let pair = |(left, right): &(Node, Node)| Ok(json!([expression(left)?, expression(right)?]));
    on.iter().map(pair).collect()
}

fn expressions(nodes: &[Node]) -> Written {
    nodes.iter().map(expression).collect()
}

fn expression(node: &Node) -> Written {
    Ok(match node {
        Node::Column(column) => return self::column(column),
        Node::Cell(_) => return Err(format!("{node} is a part of a compiled query")),
        Node::Literal(value) => scalar(value),
        Node::Call(function, arguments) => {
            let mut functions = functions();
            let (name, ..) = functions
                .find(|(_, other, ..)| other == function)
                .ok_or_else(|| format!("{node} has a function without a name"))?;
            let mut array = vec![json!(name)];
            for argument in arguments {
                array.push(expression(argument)?);
            }
            Value::Array(array)
        }
        Node::Opaque(function, _) => {
            return Err(format!(
                "{}(…) is a function of the program, which cannot be sent; say it in expressions, or apply it to the answer",
                function.name
            ));
        }
        Node::In(node, values, has_null) => {
            let null = has_null.then_some(&Scalar::Null);
            let values: Value = values.iter().chain(null).map(scalar).collect();
            json!(["in", expression(node)?, values])
        }
        Node::Like(node, pattern) => {
            let name = if pattern.folds() { "ilike" } else { "like" };
            json!([name, expression(node)?, pattern.source()])
        }
        Node::Aggregate(kind, argument) => {
            let mut names = AGGREGATES.iter();
            let name = names.find(|(_, other)| other == kind).map(|(name, _)| *name);
            match argument {
                Some(argument) => json!([name, expression(argument)?]),
                None => json!([name]),
            }
        }
        Node::Exists(exists) => {
            let Exists {
                relation: asked,
                on,
                operand,
            } = &**exists;
            match operand {
                Some(operand) => json!(["in_query", expression(operand)?, relation(asked)?]),
                None => json!(["exists", relation(asked)?, pairs(on)?]),
            }
        }
    })
}

fn column(column: &ColumnOf) -> Written {
    let reader = column.reader();
    if reader.is_closure() {
        return Err(format!(
            "{}.{}() is a function of the program, which cannot be sent; say it in expressions, or apply it to the answer",
            column.alias, column.name
        ));
    }
    Ok(match reader.within() {
        Some(within) => json!(["within", column.alias, within, column.name]),
        None if reader.is_field() => json!(["field", column.alias, column.name]),
        None => json!(["column", column.alias, column.name]),
    })
}

fn scalar(value: &Scalar) -> Value {
    match value {
        Scalar::Null => json!(["value", null]),
        Scalar::Bool(value) => json!(["value", value]),
        Scalar::Integer(value) => json!(["value", value]),
        Scalar::Float(value) if value.is_finite() => json!(["value", value]),
        Scalar::Float(value) => json!(["float", value.to_string()]),
        Scalar::Text(value) => json!(["value", value]),
        Scalar::Id(value) => json!(["id", format!("{value:032x}")]),
    }
}
