//! Attributes that stand among those of their row, rather than in one of their own.

use super::Attribute;

/// A value that is stored as several attributes of its row's item: a field with `#[serde(flatten)]`.
///
/// `#[derive(AttributeUnion)]` implements it. The value of such an attribute is a map, and the item gets the map's members.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be flattened among the attributes of an entity",
    label = "the type of a field with `#[serde(flatten)]`",
    note = "it is an enum with `#[derive(Serialize, Deserialize, AttributeUnion)]` and `#[serde(tag = \"…\")]`, or an `Option` of \
            one; take `flatten` away to store the value as one attribute"
)]
pub trait FlatAttribute: Attribute {
    /// The names of all attributes that a value can have.
    const NAMES: &'static [&'static str];
}

/// Without a value the item has none of the attributes.
impl<T: FlatAttribute> FlatAttribute for Option<T> {
    const NAMES: &'static [&'static str] = T::NAMES;
}
