//! Items: named values in the order in which they were written.

use std::borrow::Borrow;
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::{Name, Value};

/// The attributes of an item, a key or a map value.
///
/// Attributes keep the order in which they were inserted, so the same write always looks the same; two items are equal
/// whatever their order. Lookup is linear: items have tens of attributes, and the derive reads them in one pass.
///
/// ```
/// use lockstep_entity::{Item, Value};
///
/// let mut item = Item::new();
/// item.insert("title", "Milk");
/// item.insert("pieces", 2);
/// assert_eq!(item.get("title").and_then(Value::as_str), Some("Milk"));
/// assert_eq!(item.len(), 2);
/// ```
#[derive(Clone, Default, Eq)]
pub struct Item {
    attributes: Vec<(Name, Value)>,
}

impl Item {
    /// An item without attributes.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            attributes: Vec::new(),
        }
    }

    /// An item without attributes and with room for `capacity` of them.
    #[must_use]
    pub fn with_capacity(capacity: usize) -> Self {
        Self {
            attributes: Vec::with_capacity(capacity),
        }
    }

    /// The attributes of an item as something else read them: each name once, which is for the caller to see to
    /// (checked in debug builds).
    ///
    /// # Errors
    /// The first error among the attributes.
    ///
    /// ```
    /// use lockstep_entity::{Item, Value};
    ///
    /// let read = [("title", "1"), ("pieces", "two")].map(|(name, text)| {
    ///     text.parse::<u64>().map(|number| (name.to_owned(), Value::from(number)))
    /// });
    /// assert!(Item::of_distinct(read).is_err());
    /// ```
    pub fn of_distinct<E>(
        attributes: impl IntoIterator<Item = Result<(String, Value), E>>,
    ) -> Result<Self, E> {
        let attributes = attributes.into_iter();
        let mut item = Self::with_capacity(attributes.size_hint().0);
        for attribute in attributes {
            let (name, value) = attribute?;
            item.push(Name::Owned(name), value);
        }
        Ok(item)
    }

    /// Sets an attribute and returns the value that it had.
    pub fn insert(&mut self, name: impl Into<Name>, value: impl Into<Value>) -> Option<Value> {
        let (name, value) = (name.into(), value.into());
        if let Some((_, old)) = self.attributes.iter_mut().find(|(known, _)| *known == name) {
            return Some(std::mem::replace(old, value));
        }
        self.attributes.push((name, value));
        None
    }

    /// Adds an attribute whose name the caller knows to be new (checked in debug builds).
    pub(crate) fn push(&mut self, name: Name, value: Value) {
        debug_assert!(self.get(&name).is_none(), "attribute {name} written twice");
        self.attributes.push((name, value));
    }

    /// Turns each attribute into another one or into none, in the place where it stands; no two become one (checked in
    /// debug builds). `change` says the new attribute's rank too; if they do not come in the order of their ranks they are
    /// sorted by `rank`, which says the same of a name.
    #[cfg(feature = "schema")]
    pub(crate) fn filter_map(
        self,
        mut change: impl FnMut(Name, Value) -> Option<(usize, Name, Value)>,
        rank: impl Fn(&str) -> usize,
    ) -> Self {
        let (mut sorted, mut last) = (true, 0);
        let attributes = self.attributes.into_iter();
        let mut attributes: Vec<_> = attributes
            .filter_map(|(name, value)| {
                let (rank, name, value) = change(name, value)?;
                sorted &= last <= rank;
                last = rank;
                Some((name, value))
            })
            .collect();
        if !sorted {
            attributes.sort_by_cached_key(|(name, _)| rank(name));
        }
        let item = Self { attributes };
        debug_assert!(
            item.iter().enumerate().all(|(position, (name, _))| {
                item.iter().skip(position + 1).all(|(other, _)| other != name)
            }),
            "two attributes became one"
        );
        item
    }

    /// The value of an attribute.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.attributes
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value)
    }

    /// Whether the attribute is there.
    pub fn contains(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Takes an attribute out; the others keep their order.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        let position = self.attributes.iter().position(|(known, _)| known == name)?;
        Some(self.attributes.remove(position).1)
    }

    /// How many attributes there are.
    pub fn len(&self) -> usize {
        self.attributes.len()
    }

    /// Whether there is no attribute.
    pub fn is_empty(&self) -> bool {
        self.attributes.is_empty()
    }

    /// The attributes in their order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Value)> {
        self.attributes.iter().map(|(name, value)| (name.borrow(), value))
    }
}

impl fmt::Debug for Item {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_map().entries(self.iter()).finish()
    }
}

impl PartialEq for Item {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().all(|(name, value)| other.get(name) == Some(value))
    }
}

/// Equal items hash alike whatever their order: the hashes of the attributes are added up.
impl Hash for Item {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let hashes = self.attributes.iter().map(|attribute| {
            let mut hasher = DefaultHasher::new();
            attribute.hash(&mut hasher);
            hasher.finish()
        });
        state.write_u64(hashes.fold(0, u64::wrapping_add));
    }
}

impl IntoIterator for Item {
    type Item = (Name, Value);
    type IntoIter = std::vec::IntoIter<(Name, Value)>;

    fn into_iter(self) -> Self::IntoIter {
        self.attributes.into_iter()
    }
}

/// Of several attributes with one name, the last one stays.
impl<N: Into<Name>, V: Into<Value>> FromIterator<(N, V)> for Item {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(attributes: I) -> Self {
        let mut item = Self::new();
        item.extend(attributes);
        item
    }
}

impl<N: Into<Name>, V: Into<Value>> Extend<(N, V)> for Item {
    fn extend<I: IntoIterator<Item = (N, V)>>(&mut self, attributes: I) {
        for (name, value) in attributes {
            self.insert(name, value);
        }
    }
}

impl<N: Into<Name>, V: Into<Value>, const LENGTH: usize> From<[(N, V); LENGTH]> for Item {
    fn from(attributes: [(N, V); LENGTH]) -> Self {
        attributes.into_iter().collect()
    }
}

/// Takes a map's attributes without looking for doubles: a map has none.
impl<V: Into<Value>, S> From<HashMap<String, V, S>> for Item {
    fn from(attributes: HashMap<String, V, S>) -> Self {
        let attributes = attributes
            .into_iter()
            .map(|(name, value)| (Name::Owned(name), value.into()))
            .collect();
        Self { attributes }
    }
}

/// Takes a map's attributes without looking for doubles: a map has none.
impl<V: Into<Value>> From<BTreeMap<String, V>> for Item {
    fn from(attributes: BTreeMap<String, V>) -> Self {
        let attributes = attributes
            .into_iter()
            .map(|(name, value)| (Name::Owned(name), value.into()))
            .collect();
        Self { attributes }
    }
}

#[cfg(test)]
mod tests;
