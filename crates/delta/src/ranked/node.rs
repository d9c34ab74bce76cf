//! The nodes of the tree: search, insertion with splits, removal with merges, bulk building.

use alloc::rc::Rc;
use alloc::vec::Vec;
use core::cmp::Ordering;

/// The most elements in a leaf.
pub(super) const LEAF: usize = 64;
/// The most children of a branch.
pub(super) const BRANCH: usize = 32;

/// A node of a counted B+ tree. Every leaf has the same depth; every node but the root is at least a quarter full.
#[derive(Clone)]
pub(super) enum Node<T> {
    Leaf(Vec<T>),
    Branch(Vec<Child<T>>),
}

/// A child, how many elements are under it, and the first of them: a search reads no node that is not on its path.
#[derive(Clone)]
pub(super) struct Child<T> {
    len: usize,
    first: T,
    node: Rc<Node<T>>,
}

impl<T: Clone> Child<T> {
    /// A node that has elements.
    fn new(node: Rc<Node<T>>) -> Self {
        Self {
            len: node.len(),
            first: node
                .first()
                .expect("nodes without elements become no children")
                .clone(),
            node,
        }
    }

    /// Takes note that its element at a position has changed.
    fn begin(&mut self, position: usize) {
        if position == 0
            && let Some(first) = self.node.first()
        {
            self.first = first.clone();
        }
    }
}

impl<T> Node<T> {
    /// How many elements are in or under this node.
    fn len(&self) -> usize {
        match self {
            Self::Leaf(elements) => elements.len(),
            Self::Branch(children) => total(children),
        }
    }

    /// How many elements or children it has itself.
    fn width(&self) -> usize {
        match self {
            Self::Leaf(elements) => elements.len(),
            Self::Branch(children) => children.len(),
        }
    }

    fn capacity(&self) -> usize {
        match self {
            Self::Leaf(_) => LEAF,
            Self::Branch(_) => BRANCH,
        }
    }

    /// The first element under this node; only the root of an empty tree has none.
    fn first(&self) -> Option<&T> {
        match self {
            Self::Leaf(elements) => elements.first(),
            Self::Branch(children) => children.first().map(|child| &child.first),
        }
    }

    /// The leaf that holds `position`, and the index in it. The position must be under this node.
    pub(super) fn leaf(&self, mut position: usize) -> (&[T], usize) {
        let mut node = self;
        loop {
            match node {
                Self::Leaf(elements) => return (elements, position),
                Self::Branch(children) => {
                    let mut index = 0;
                    while position >= children[index].len {
                        position -= children[index].len;
                        index += 1;
                    }
                    node = &children[index].node;
                }
            }
        }
    }

    /// The position of the element for which `probe` says `Equal`, or where it would be.
    pub(super) fn search(&self, probe: &impl Fn(&T) -> Ordering) -> Result<usize, usize> {
        let mut node = self;
        let mut before = 0;
        loop {
            match node {
                Self::Leaf(elements) => {
                    return elements
                        .binary_search_by(probe)
                        .map(|index| before + index)
                        .map_err(|index| before + index);
                }
                Self::Branch(children) => {
                    let index = child_index(children, probe);
                    before += total(&children[..index]);
                    node = &children[index].node;
                }
            }
        }
    }
}

/// The child under which an element is or would be: the last one that does not begin after it.
fn child_index<T>(children: &[Child<T>], probe: &impl Fn(&T) -> Ordering) -> usize {
    children[1..].partition_point(|child| probe(&child.first).is_le())
}

/// What an insertion did.
pub(super) struct Inserted<T> {
    /// The position of the new element.
    pub(super) position: usize,
    /// The equal element that was there.
    pub(super) replaced: Option<T>,
    /// The right half of the node, if it had to be split.
    pub(super) split: Option<Node<T>>,
}

/// How many elements are under some children.
fn total<T>(children: &[Child<T>]) -> usize {
    children.iter().map(|child| child.len).sum()
}

impl<T: Clone> Node<T> {
    /// Inserts an element; its position counts under this node.
    pub(super) fn insert(&mut self, element: T, compare: &impl Fn(&T, &T) -> Ordering) -> Inserted<T> {
        match self {
            Self::Leaf(elements) => match elements.binary_search_by(|other| compare(other, &element)) {
                Ok(position) => {
                    let replaced = core::mem::replace(&mut elements[position], element);
                    Inserted {
                        position,
                        replaced: Some(replaced),
                        split: None,
                    }
                }
                Err(position) => {
                    elements.insert(position, element);
                    Inserted {
                        position,
                        replaced: None,
                        split: split(elements, LEAF).map(Self::Leaf),
                    }
                }
            },
            Self::Branch(children) => {
                let index = child_index(children, &|other| compare(other, &element));
                let before = total(&children[..index]);
                let child = &mut children[index];
                let inserted = Rc::make_mut(&mut child.node).insert(element, compare);
                child.len += usize::from(inserted.replaced.is_none());
                child.begin(inserted.position);
                if let Some(right) = inserted.split {
                    let right = Child::new(Rc::new(right));
                    child.len -= right.len;
                    children.insert(index + 1, right);
                }
                Inserted {
                    position: before + inserted.position,
                    replaced: inserted.replaced,
                    split: split(children, BRANCH).map(Self::Branch),
                }
            }
        }
    }

    /// Removes the element for which `probe` says `Equal`; its position counts under this node.
    pub(super) fn remove(&mut self, probe: &impl Fn(&T) -> Ordering) -> Option<(usize, T)> {
        match self {
            Self::Leaf(elements) => {
                let position = elements.binary_search_by(probe).ok()?;
                Some((position, elements.remove(position)))
            }
            Self::Branch(children) => {
                let index = child_index(children, probe);
                let before = total(&children[..index]);
                let child = &mut children[index];
                let (position, removed) = Rc::make_mut(&mut child.node).remove(probe)?;
                child.len -= 1;
                child.begin(position);
                if child.node.width() < child.node.capacity() / 4 {
                    mend(children, index);
                }
                Some((before + position, removed))
            }
        }
    }

    /// Appends the content of a node of the same kind.
    fn append(&mut self, right: Self) {
        match (self, right) {
            (Self::Leaf(left), Self::Leaf(right)) => left.extend(right),
            (Self::Branch(left), Self::Branch(right)) => left.extend(right),
            _ => unreachable!("siblings have the same depth, and every leaf has the same depth"),
        }
    }

    /// Takes the right half off, whatever the width.
    fn halve(&mut self) -> Self {
        match self {
            Self::Leaf(elements) => Self::Leaf(elements.split_off(elements.len() / 2)),
            Self::Branch(children) => Self::Branch(children.split_off(children.len() / 2)),
        }
    }
}

/// Takes the right half of a list off if it is longer than allowed.
fn split<E>(list: &mut Vec<E>, most: usize) -> Option<Vec<E>> {
    (list.len() > most).then(|| list.split_off(list.len() / 2))
}

/// Joins a child that has become too narrow with a neighbour, and halves the result if that is too wide.
fn mend<T: Clone>(children: &mut Vec<Child<T>>, index: usize) {
    if children.len() < 2 {
        return; // a root with one child; it is taken away by `shrink`
    }
    let left = index.saturating_sub(1);
    let right = children.remove(left + 1);
    let joined = &mut children[left];
    joined.len += right.len;
    let node = Rc::make_mut(&mut joined.node);
    node.append(Rc::unwrap_or_clone(right.node));
    if node.width() > node.capacity() {
        let right = Child::new(Rc::new(node.halve()));
        joined.len -= right.len;
        children.insert(left + 1, right);
    }
}

/// Puts a new root above a root that was split.
pub(super) fn grow<T: Clone>(root: &mut Rc<Node<T>>, right: Node<T>) {
    let left = core::mem::replace(root, Rc::new(Node::Leaf(Vec::new())));
    *root = Rc::new(Node::Branch(alloc::vec![
        Child::new(left),
        Child::new(Rc::new(right))
    ]));
}

/// Takes a root with a single child away.
pub(super) fn shrink<T>(root: &mut Rc<Node<T>>) {
    while let Node::Branch(children) = &**root
        && let [only] = children.as_slice()
    {
        *root = Rc::clone(&only.node);
    }
}

/// Builds a tree from sorted elements, its nodes three quarters full so that the next insertions do not split them.
pub(super) fn build<T: Clone>(elements: Vec<T>) -> Rc<Node<T>> {
    if elements.len() <= LEAF {
        return Rc::new(Node::Leaf(elements));
    }
    let mut level: Vec<Child<T>> = chunks(elements, LEAF)
        .into_iter()
        .map(|chunk| Child::new(Rc::new(Node::Leaf(chunk))))
        .collect();
    while level.len() > 1 {
        level = chunks(level, BRANCH)
            .into_iter()
            .map(|chunk| Child::new(Rc::new(Node::Branch(chunk))))
            .collect();
    }
    level
        .pop()
        .map_or_else(|| Rc::new(Node::Leaf(Vec::new())), |child| child.node)
}

/// Cuts a list into pieces of nearly the same length, at most three quarters of `most`.
fn chunks<E>(list: Vec<E>, most: usize) -> Vec<Vec<E>> {
    let count = list.len().div_ceil(most * 3 / 4);
    let mut rest = list.len();
    let mut list = list.into_iter();
    (0..count)
        .map(|done| {
            let len = rest.div_ceil(count - done);
            rest -= len;
            let mut chunk = Vec::with_capacity(len);
            chunk.extend(list.by_ref().take(len));
            chunk
        })
        .collect()
}

#[cfg(test)]
impl<T: PartialEq> Node<T> {
    /// Checks what the tree promises about its shape; returns its depth.
    pub(super) fn check(&self, is_root: bool) -> usize {
        assert!(self.width() <= self.capacity(), "no node is too wide");
        match self {
            Self::Leaf(elements) => {
                assert!(
                    is_root || elements.len() >= LEAF / 4,
                    "no leaf is too narrow: {}",
                    elements.len()
                );
                0
            }
            Self::Branch(children) => {
                assert!(
                    children.len() >= if is_root { 2 } else { BRANCH / 4 },
                    "no branch is too narrow"
                );
                let depths: Vec<usize> = children
                    .iter()
                    .map(|child| {
                        assert_eq!(child.len, child.node.len(), "counts are right");
                        assert!(
                            Some(&child.first) == child.node.first(),
                            "children begin as noted"
                        );
                        child.node.check(false)
                    })
                    .collect();
                assert!(
                    depths.iter().all(|depth| *depth == depths[0]),
                    "every leaf has the same depth"
                );
                depths[0] + 1
            }
        }
    }
}
