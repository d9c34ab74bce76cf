//! Rows and their patches: what the store needs to know of an entity.

use std::fmt::Debug;
use std::hash::Hash;

/// A row of a collection: it has a key, and changes are patches of named fields.
///
/// `#[derive(Entity)]` implements it for an entity; any other type can implement it by hand. Rows compare by all their
/// fields, so that a write that changes nothing is told from one that does.
pub trait Row: Clone + PartialEq + 'static {
    /// What identifies a row in its collection; it never changes while the row lives.
    type Key: Clone + Debug + Eq + Ord + Hash + 'static;
    /// A change of some of the row's fields.
    type Patch: Patch<Self>;

    /// The row's key.
    fn key(&self) -> Self::Key;
}

/// A change of named fields of an `R`: every field is either left as it is or set to a new value.
///
/// The empty patch ([`Default`]) leaves every field. Two patches of different fields commute, which is why the store
/// and the table work with patches and not with whole rows.
///
/// The laws: `between(a, b)` applied to `a` gives `b`; merging is associative; a merged patch does what its parts do one
/// after the other.
pub trait Patch<R>: Clone + Debug + Default + PartialEq + 'static {
    /// The patch that turns `before` into `after`. Fields that identify a row are not compared.
    fn between(before: &R, after: &R) -> Self;

    /// Sets the patched fields of `row`.
    fn apply(&self, row: &mut R);

    /// Adds a later patch on top of this one; where both set a field, the later one wins.
    fn merge(&mut self, later: Self);

    /// Whether no field is set.
    fn is_empty(&self) -> bool;
}
