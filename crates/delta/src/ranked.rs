//! The order-statistic tree: an ordered set that knows positions.
//!
//! A counted B+ tree: elements lie in leaves of up to [`LEAF`](node::LEAF) elements, branches know how many elements are
//! under each child. So a look-up by order, by position, an insertion and a removal are `O(log n)` with few cache
//! misses, and a sorted list is turned into a tree in `O(n)`.
//!
//! Nodes are shared: a clone is a snapshot in `O(1)`, and a change copies only the nodes on its path that a snapshot
//! still holds.

use alloc::rc::Rc;
use alloc::vec::Vec;
use core::cmp::Ordering;
use core::fmt;
use core::ops::Range;

mod iter;
mod node;

pub use iter::Iter;
use node::Node;

/// An ordered set with positions: element at position, position of element, both in `O(log n)`.
///
/// The order is handed in with each operation and must be the same each time.
///
/// ```
/// use lockstep_delta::RankedSet;
///
/// let mut names = RankedSet::from_sorted(vec!["Ada", "Grace"]);
/// names.insert("Edsger", str_cmp);
/// assert_eq!(names.get(1), Some(&"Edsger"));
/// assert_eq!(names.search(|name| (*name).cmp("Grace")), Ok(2));
///
/// let snapshot = names.clone(); // shares everything
/// names.remove(&"Ada", str_cmp);
/// assert!(snapshot.iter().eq(&["Ada", "Edsger", "Grace"]));
/// assert!(names.iter().eq(&["Edsger", "Grace"]));
///
/// fn str_cmp(left: &&str, right: &&str) -> std::cmp::Ordering {
///     left.cmp(right)
/// }
/// ```
pub struct RankedSet<T> {
    root: Rc<Node<T>>,
    len: usize,
}

impl<T> RankedSet<T> {
    /// The empty set.
    #[must_use]
    pub fn new() -> Self {
        Self {
            root: Rc::new(Node::Leaf(Vec::new())),
            len: 0,
        }
    }

    /// How many elements there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The element at a position, counted from 0: `O(log n)`.
    pub fn get(&self, position: usize) -> Option<&T> {
        let (leaf, index) = self.leaf(position)?;
        leaf.get(index)
    }

    /// The first element in order.
    pub fn first(&self) -> Option<&T> {
        self.get(0)
    }

    /// The last element in order.
    pub fn last(&self) -> Option<&T> {
        self.get(self.len.checked_sub(1)?)
    }

    /// Searches by a probe that says how an element compares with what is sought: `O(log n)`.
    ///
    /// # Errors
    /// If there is no such element: the position where it would be.
    pub fn search(&self, probe: impl Fn(&T) -> Ordering) -> Result<usize, usize> {
        self.root.search(&probe)
    }

    /// The elements in order.
    pub fn iter(&self) -> Iter<'_, T> {
        self.range(0..self.len)
    }

    /// The elements at some positions, in order. Positions beyond the end are left out.
    pub fn range(&self, positions: Range<usize>) -> Iter<'_, T> {
        Iter::new(self, positions)
    }

    /// The leaf that holds a position, and the index in it.
    fn leaf(&self, position: usize) -> Option<(&[T], usize)> {
        (position < self.len).then(|| self.root.leaf(position))
    }
}

impl<T: Clone> RankedSet<T> {
    /// Builds a set from elements in ascending order without duplicates: `O(n)`.
    #[must_use]
    pub fn from_sorted(elements: Vec<T>) -> Self {
        let len = elements.len();
        Self {
            root: node::build(elements),
            len,
        }
    }

    /// Adds an element: `O(log n)`. Returns its position and the element that it replaced, if an equal one was there.
    pub fn insert(&mut self, element: T, compare: impl Fn(&T, &T) -> Ordering) -> (usize, Option<T>) {
        let inserted = Rc::make_mut(&mut self.root).insert(element, &compare);
        if let Some(right) = inserted.split {
            node::grow(&mut self.root, right);
        }
        self.len += usize::from(inserted.replaced.is_none());
        (inserted.position, inserted.replaced)
    }

    /// Removes the element that is equal to `element`: `O(log n)`. Returns the position that it had, and the element.
    pub fn remove(&mut self, element: &T, compare: impl Fn(&T, &T) -> Ordering) -> Option<(usize, T)> {
        let removed = Rc::make_mut(&mut self.root).remove(&|other| compare(other, element))?;
        self.len -= 1;
        node::shrink(&mut self.root);
        Some(removed)
    }
}

impl<T> Clone for RankedSet<T> {
    fn clone(&self) -> Self {
        Self {
            root: Rc::clone(&self.root),
            len: self.len,
        }
    }
}

impl<T> Default for RankedSet<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: fmt::Debug> fmt::Debug for RankedSet<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.iter()).finish()
    }
}

impl<'a, T> IntoIterator for &'a RankedSet<T> {
    type Item = &'a T;
    type IntoIter = Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests;
