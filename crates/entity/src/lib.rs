//! Single-table modelling for `DynamoDB`: attributes, keys, items, requests, pages. No IO.
//!
//! An entity is declared once, as a struct. Its rows' place in the table, its typed columns, its patches and its requests
//! follow from the declaration:
//!
//! ```
//! use lockstep_entity::request::Query;
//! use lockstep_entity::{AttributeEnum, Condition, Entity, Patch};
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Clone, Copy, Debug, PartialEq, AttributeEnum)]
//! #[serde(rename_all = "snake_case")]
//! enum Status {
//!     Open,
//!     PartlyPaid,
//!     Paid,
//! }
//!
//! #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
//! #[serde(rename_all = "camelCase")]
//! #[entity(service = "shop", name = "Order", version = "1")]
//! #[index(primary, pk = "ORDER#{id}", sk = "ORDER")]
//! #[index(all, name = "GSI1", pk = "ORDERS", sk = "{customer}#{placed_on}#{id}")]
//! struct Order {
//!     id: u32,
//!     customer: String,
//!     placed_on: String,
//!     status: Status,
//!     note: Option<String>,
//! }
//!
//! let order = Order {
//!     id: 7,
//!     customer: "Ada".to_owned(),
//!     placed_on: "2024-05-01".to_owned(),
//!     status: Status::Open,
//!     note: None,
//! };
//!
//! // Writing: requests are plain values, sent by whoever has a client.
//! let create = order.create();
//! assert_eq!(create.item.get("gsi1sk"), Some(&"Ada#2024-05-01#7".into()));
//! assert_eq!(create.item.get("__edb_e__"), Some(&"Order".into()));
//!
//! // Changing: only the fields that differ, and every index key that they are part of.
//! let patch = OrderPatch { customer: Some("Bob".to_owned()), ..OrderPatch::default() };
//! let update = Order::patch_from(&order, &patch).condition(Condition::eq(Order::STATUS, Status::Open));
//! assert_eq!(update.update.iter().next().map(|(name, _)| name), Some("customer"));
//! assert!(Order::patch(OrderKey::new(7), &patch).unwrap_err().is_incomplete_key());
//!
//! // Reading.
//! assert_eq!(Order::from_item(order.to_item())?, order);
//! let query: Query = Order::query_all().begins_with("Ada#2024").limit(100).into();
//! assert_eq!(query.index.as_deref(), Some("GSI1"));
//! # Ok::<(), lockstep_entity::Error>(())
//! ```
//!
//! [`guide`] shows how to model a table, how to choose keys, and how to move from `ElectroDB`.
//!
//! What is here:
//!
//! - [`Attribute`]: how Rust types are stored; [`Value`], [`Number`] and [`Item`]: what is stored.
//! - [`Entity`], its [`Model`], and the derive that writes both; [`Row`], [`Patch`] and [`Column`], which are all that a
//!   store of rows needs to know.
//! - [`request`]: what the table is asked to do, with [`Condition`] and [`Update`] as data and [`Expressions`] as their
//!   text.
//! - [`EntityQuery`], [`trait@Collection`], [`PartitionQuery`], [`Page`] and [`Cursor`]: listings, and where they go on.
//! - [`RowChange`] and [`Rows`]: what stream records and transactions of reads say, as rows.
//!
//! What is elsewhere: sending requests (`lockstep-table`), keeping rows (`lockstep-store`), validating them (the
//! application).
//!
//! # `ElectroDB`
//!
//! Items carry `ElectroDB`'s identifiers, `__edb_e__` and `__edb_v__`, and cursors have its form. Keys are those that it
//! generates, or templates with their case kept: an `ElectroDB` schema for the same table states the same templates with
//! `casing: 'none'`. Three of its defects are not repeated: constant index keys are written by every operation, conditions
//! are always parenthesised, and no update leaves a stale or half-written index key.

mod attribute;
#[doc(hidden)]
pub mod collection;
mod column;
mod cursor;
mod entity;
mod entity_index;
mod error;
mod expression;
mod fields;
pub mod guide;
mod key;
mod known;
pub mod model;
mod outcome;
mod page;
mod partition;
mod query;
pub mod request;
mod row;
mod row_change;
#[doc(hidden)]
pub mod row_update;
mod rows;
mod scalar;
#[cfg(feature = "schema")]
pub mod schema;
mod search;
mod value;

pub use attribute::{Attribute, AttributeError, FlatAttribute, KeyAttribute};
pub use collection::{Collection, CollectionOf, CollectionQuery};
pub use column::Column;
pub use cursor::Cursor;
pub use entity::Entity;
pub use entity_index::EntityIndex;
pub use error::Error;
pub use expression::{
    Assignment, Comparison, Condition, Expression, Expressions, KeyCondition, Operand, Path, SortCondition,
    Update, UpdateAction,
};
pub use fields::{Field, Fields, KeyField};
pub use known::{AttributeValue, ColumnValue, Known};

/// Stores an enum without data as text, under one name in the table, on the wire and in columns.
///
/// Names follow `#[serde(rename_all = "…")]` and `#[serde(rename = "…")]`. The derive writes serde's `Serialize` and
/// `Deserialize` itself (do not derive them too), [`Attribute`], [`KeyAttribute`] and [`AsScalar`], `Display` and
/// `FromStr`, the conversion into a [`Value`], and two items: `ALL`, every variant in the order of the declaration, and
/// `as_str`, the text of a variant.
///
/// ```
/// use lockstep_entity::{Attribute, AttributeEnum, Value};
///
/// #[derive(Clone, Copy, Debug, PartialEq, AttributeEnum)]
/// #[serde(rename_all = "snake_case")]
/// enum Size {
///     Small,
///     ExtraLarge,
/// }
///
/// assert_eq!(Size::ExtraLarge.as_str(), "extra_large");
/// assert_eq!("small".parse(), Ok(Size::Small));
/// assert_eq!(Size::ALL, [Size::Small, Size::ExtraLarge]);
/// let error = Size::from_value(Some(Value::from("Small"))).unwrap_err();
/// assert_eq!(error.to_string(), r#""Small": expected one of `small`, `extra_large`"#);
/// ```
pub use lockstep_entity_derive::AttributeEnum;

/// Stores an enum with data as a discriminated union: `#[serde(tag = "…")]` names the attribute that says which variant it
/// is.
///
/// Serde's `Serialize` and `Deserialize` say the union's form; this derive writes [`Attribute`] from them, and
/// [`FlatAttribute`]. As a field with `#[serde(flatten)]` the union's attributes stand among those of the row, in the table
/// and on the wire, where other queries and other languages find them. Without it the union is one attribute, a map.
///
/// An update replaces a union as a whole: it sets the attributes of the new variant and removes those that only others have.
/// In the JSON of a patch it is one member under the field's name.
///
/// ```
/// use lockstep_entity::{AttributeUnion, Entity};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, AttributeUnion)]
/// #[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
/// enum Payment {
///     Card { last_four: String },
///     Invoice { days: u32 },
///     Cash,
/// }
///
/// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
/// #[entity(service = "shop", name = "Order", version = "1")]
/// #[index(primary, pk = [id], sk = [])]
/// struct Order {
///     id: u32,
///     #[serde(flatten)]
///     payment: Payment,
/// }
///
/// let order = Order { id: 7, payment: Payment::Card { last_four: "4242".into() } };
/// let item = order.to_item();
/// assert_eq!((item.get("kind"), item.get("lastFour")), (Some(&"card".into()), Some(&"4242".into())));
/// assert_eq!(Order::from_item(item)?, order);
///
/// let update = Order::update(OrderKey::new(7)).set_payment(Payment::Invoice { days: 30 }).request().update;
/// assert_eq!(update.get("kind"), Some(&lockstep_entity::UpdateAction::Set("invoice".into())));
/// assert_eq!(update.get("lastFour"), Some(&lockstep_entity::UpdateAction::Remove));
/// # Ok::<(), lockstep_entity::Error>(())
/// ```
pub use lockstep_entity_derive::AttributeUnion;

/// Makes a struct a [collection](trait@Collection): a `Vec` for each of its entities.
///
/// `#[collection("name")]` names it, as the entities do with `collection = "name"` on the index that they share. That they
/// share it is checked when the program is compiled: an entity that is not in the collection, another index, another
/// partition key are errors. The struct implements `Default`.
///
/// `Order::query_access(…).collection::<Account>()` reads it; there is an example at [`trait@Collection`].
pub use lockstep_entity_derive::Collection;

/// Makes a struct an [entity](trait@Entity).
///
/// # The struct
///
/// `#[entity(service = "…", name = "…", version = "…")]` names the entity; all three are required. More options:
///
/// - `unique_keys`: refuse values of which another row could have the same primary key: those that hold the text which
///   separates them from the next, or that the key's casing changes.
/// - `identifiers(entity = "…", version = "…")`: other names for `__edb_e__` and `__edb_v__`.
/// - `row_key = "field"`: what identifies a row in a collection ([`Row::Key`]). By default the field `id`, and without
///   one the primary key.
/// - `patch_derive(Trait, …)`: derives for the patch, besides those that it always has.
///
/// `#[index(primary, pk = …, sk = …)]` is the table's own key, and each `#[index(access, name = "…", pk = …, sk = …)]` a
/// secondary index: `access` is how the program calls it, `name` its name in the table. An index may have no `sk`. The key
/// attributes are `pk` and `sk`, those of index `GSI1` are `gsi1pk` and `gsi1sk`; `pk_field` and `sk_field` name others. A
/// local index has the table's partition key: `pk_field = "pk"` with the same `pk`.
///
/// A key is one of these:
///
/// - A template, `pk = "ORDER#{id}"`: text with fields in braces; `{{` and `}}` are the braces themselves. Its case is kept.
/// - Generated, `sk = [placed_on, id]`: what `ElectroDB` makes of these attributes, `$order_1#placedon_2024-05-01#id_7` in
///   lower case. `sk = []` is `$order_1`.
///
/// More options of an index:
///
/// - `casing = "lower"`, `"upper"` or `"none"` for both keys; `pk_casing` and `sk_casing` for one.
/// - `pk_cast = "number"`, `sk_cast = "number"`: the key is a number, of one field.
/// - `scope = "…"`: part of what generated partition keys start with.
/// - `collection = "…"`, or `collection("outer", "inner")`: the collections that the entity is part of in this index.
/// - `clustered`: the entities of the index are ordered together, and not one after the other.
/// - `composite`: the attributes themselves are the key (`DynamoDB`'s keys of several attributes), `pk = [a, b], sk = [c]`.
/// - `condition = function`, a `fn(&Self) -> bool`: only these rows are in the index. The fields that it looks at, besides
///   those of the keys, are given with `condition_fields(a, b)`.
///
/// An item without a value for one of an index's fields, or that the condition refuses, has none of its keys and is not in
/// the index (a sparse index). So an optional field can stand in a secondary index and not in the primary key.
///
/// # The fields
///
/// A field is stored under its name on the wire, by `#[serde(rename_all)]` and `#[serde(rename)]`, and an absent attribute
/// has the field's `#[serde(default)]`. Its type is an [`Attribute`] and implements `Clone`, `Debug`, `PartialEq`,
/// `Serialize` and `Deserialize`; in a key it is a [`KeyAttribute`], in the primary key `Eq`, `Ord` and `Hash` too.
///
/// - `#[entity(read_only)]`: no part of the patch.
/// - `#[entity(label = "…")]`: its name in generated keys.
/// - `#[entity(pad(length = 5, fill = "0"))]`: in keys it is filled up to this length.
/// - `#[entity(hidden)]`: written and never read; the field is an `Option` or has a `#[serde(default)]`.
/// - `#[entity(set = function)]`, `#[entity(get = function)]`, each a `fn(T) -> T`: what is stored in place of the value,
///   and what is read in place of the stored one.
/// - `#[entity(watch(a, b), set = function)]`, a `fn(Option<&A>, Option<&B>) -> Option<T>`: the value is made of other
///   fields whenever one of them is written, as far as they are known; `None` leaves it. `watch("*")` watches all fields that
///   watch none, and the function is a `fn(&Known<Self>) -> Option<T>`.
/// - `#[entity(validate = function)]`, a `fn(&T) -> Result<(), impl Display>`: values that it refuses are not written.
/// - `#[serde(flatten)]`: a [union](derive@AttributeUnion) whose attributes stand among those of the row.
/// - `#[entity(no_column)]`: without a column constant, for a type that is no [`AsScalar`]. `Vec`, `BTreeMap`, `BTreeSet`
///   and [`Value`] have none anyway.
///
/// # What is generated
///
/// For a struct `Order`, with its visibility:
///
/// - [`Row`], [`trait@Entity`] and [`Fields`] for it;
/// - a [`Column`] constant a field: `Order::PLACED_ON`;
/// - `OrderKey`, the fields of the primary key, with `new` and `From<&Order>`;
/// - `OrderPatch`, an `Option` for each field that can change, an `Option<Option<…>>` for an optional field. In JSON an
///   absent member leaves the field, `null` clears an optional one, and an unknown member is an error;
/// - `Order::query_primary(…)` and `Order::query_access(…)` for each index: the rows of one partition, from the fields of
///   its key. Where the sort key has attributes, a method for each narrows the query: `.placed_on("2024-05-01")` for equal
///   ones, in the order of the key, and then at most one of `.placed_on_between(…)`, `_begins_with`, `_lt`, `_lte`, `_gt`
///   and `_gte`. Each end of a comparison means what it says, whatever follows in the key;
/// - `Order::update(key)`: a change of single fields, `.set_note("new").add_pieces(3).remove_due_on().request()`. Where a field
///   of an index key is set and the rest of that key is not, it does not compile; `.keep_due_on("…")` says what stays;
/// - `Order::index_primary()` and `Order::index_access()` for each index: an [`EntityIndex`], which scans it and converts
///   its keys;
/// - `Order::partition(…)`: a [`PartitionQuery`] for all entities of a partition of the table.
///
/// There is an example at the [start of the crate's documentation](crate).
pub use lockstep_entity_derive::Entity;
pub use model::Model;
pub use outcome::{Checked, Checks, Outcome, Unchecked};
pub use page::Page;
pub use partition::{Partition, PartitionQuery};
pub use query::{ComparedQuery, EntityQuery};
#[doc(hidden)]
pub use query::{Given, SortComparison};
pub use row::{Patch, Row};
pub use row_change::RowChange;
pub use rows::Rows;
pub use scalar::{AsScalar, Scalar, ScalarRef};
pub use search::Search;
pub use value::{Item, Name, Number, NumberError, Value};

/// What the macros write calls into. No part of the interface.
#[doc(hidden)]
pub mod __private;
