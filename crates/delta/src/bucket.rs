//! Buckets: the elements under one key.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

/// From this many elements on, those of a bucket are a tree instead of a list.
pub(crate) const MANY: usize = 32;

/// Elements that share a key, by their order. Most keys have one or a few: a tree for each of those would be most of the
/// memory.
#[derive(Clone, Debug)]
pub(crate) enum Bucket<T> {
    One(T),
    /// In their order. Without any, nothing is allocated.
    Few(Vec<T>),
    Many(BTreeSet<T>),
}

impl<T> Bucket<T> {
    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        let (list, tree): (&[T], _) = match self {
            Self::One(element) => (core::slice::from_ref(element), None),
            Self::Few(elements) => (elements, None),
            Self::Many(elements) => (&[], Some(elements)),
        };
        list.iter().chain(tree.into_iter().flatten())
    }

    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Self::One(_) => false,
            Self::Few(elements) => elements.is_empty(),
            Self::Many(elements) => elements.is_empty(),
        }
    }
}

impl<T> Default for Bucket<T> {
    fn default() -> Self {
        Self::Few(Vec::new())
    }
}

impl<T: Ord> Bucket<T> {
    /// Adds an element; an equal one is replaced.
    pub(crate) fn insert(&mut self, element: T) {
        match self {
            Self::One(first) if *first == element => *first = element,
            Self::One(_) => {
                if let Self::One(first) = core::mem::take(self) {
                    *self = Self::Few(if first < element {
                        alloc::vec![first, element]
                    } else {
                        alloc::vec![element, first]
                    });
                }
            }
            Self::Few(elements) if elements.is_empty() => *self = Self::One(element),
            Self::Few(elements) => match elements.binary_search(&element) {
                Ok(position) => elements[position] = element,
                Err(position) if elements.len() < MANY => elements.insert(position, element),
                Err(_) => *self = Self::Many(elements.drain(..).chain([element]).collect()),
            },
            Self::Many(elements) => {
                elements.replace(element);
            }
        }
    }

    /// Takes an element away; whether there is none then.
    pub(crate) fn remove(&mut self, element: &T) -> bool {
        match self {
            Self::One(only) => {
                if only != element {
                    return false;
                }
                *self = Self::default();
                true
            }
            Self::Few(elements) => {
                if let Ok(position) = elements.binary_search(element) {
                    elements.remove(position);
                }
                elements.is_empty()
            }
            Self::Many(elements) => {
                elements.remove(element);
                elements.is_empty()
            }
        }
    }
}
