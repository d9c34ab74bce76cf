//! The maintained result of a relation, which every live relation that asks the same shares.

use std::any::Any;
use std::cell::{Cell, OnceCell, RefCell};
use std::cmp::Ordering;
use std::hash::BuildHasher as _;
use std::rc::{Rc, Weak};

use lockstep_delta::{Order, RankedSet, Weight, Window, ZSet};
use lockstep_entity::ScalarRef;
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::compile::{Sources, compile};
use super::fetch::{AnyDemand, Fetch, worse};
use super::input::{Feed, Opened};
use super::live::View;
use super::pipeline::Pipeline;
use super::record::Shape;
use super::relation::{Relation, Sort};
use super::selection::Listener;
use super::tuple::Tuple;
use crate::inspect::{RelationInfo, WorkCell};
use crate::store::Delivery;
use crate::{Coverage, Direction, Error, Nulls, Store};

/// The result of a relation, in its order, without its window.
pub(crate) struct Core {
    /// The relation, without its window: what another one must be equal to in order to share this.
    relation: Relation,
    hash: u64,
    shape: Rc<Shape>,
    pipeline: RefCell<Pipeline>,
    /// How many queries lie between it and the collections: what is asked of others is brought up to date after them.
    depth: usize,
    /// What has changed in the inputs and is not taken in yet.
    pending: RefCell<Vec<ZSet<Tuple>>>,
    waiting: Cell<bool>,
    order: RefCell<Order<Tuple, Comparator>>,
    views: RefCell<Vec<Weak<View>>>,
    listeners: RefCell<Vec<Weak<dyn Listener>>>,
    work: WorkCell,
    /// Keeps the changes of the sources coming.
    attached: OnceCell<Vec<Box<dyn Any>>>,
    opened: Box<[Opened]>,
    /// What it asks of collections that bring only what is asked for.
    fetches: Box<[Rc<Fetch>]>,
    weak: Weak<Self>,
}

pub(crate) type Comparator = Box<dyn Fn(&Tuple, &Tuple) -> Ordering>;

/// The results that are maintained in a store, by the hash of what they answer.
#[derive(Default)]
pub(crate) struct Registry {
    cores: RefCell<FxHashMap<u64, Vec<Weak<Core>>>>,
    /// Those whose sources the commit under way has changed, by their depth and the order in which they came.
    waiting: RefCell<Vec<(Turn, Weak<dyn Waiting>)>>,
}

/// When something that waits is brought up to date: by its depth, and the order in which it came.
type Turn = (usize, u64);

/// What waits for a commit to be complete. Behind a trait, so that a program that asks for no relation does not carry
/// the code that maintains them.
trait Waiting {
    /// Takes in what the commit has changed, and adds what subscribers are to be told.
    fn advance(&self, deliveries: &mut Vec<Delivery>);
}

impl Registry {
    fn find(&self, hash: u64, relation: &Relation) -> Option<Rc<Core>> {
        let cores = self.cores.borrow();
        let mut same = cores.get(&hash)?.iter().filter_map(Weak::upgrade);
        same.find(|core| core.relation == *relation)
    }

    fn add(&self, core: &Rc<Core>) {
        let mut cores = self.cores.borrow_mut();
        cores.entry(core.hash).or_default().push(Rc::downgrade(core));
    }

    /// Forgets those with this hash that are gone.
    fn sweep(&self, hash: u64) {
        let mut cores = self.cores.borrow_mut();
        if let Some(same) = cores.get_mut(&hash) {
            same.retain(|core| core.strong_count() > 0);
            if same.is_empty() {
                cores.remove(&hash);
            }
        }
    }

    /// Whether the commit under way has changed the sources of one.
    pub(crate) fn is_waiting(&self) -> bool {
        !self.waiting.borrow().is_empty()
    }

    pub(crate) fn len(&self) -> usize {
        self.cores.borrow().values().map(Vec::len).sum()
    }

    /// What is maintained, for people.
    pub(crate) fn describe(&self) -> Vec<RelationInfo> {
        let cores = self.cores.borrow();
        let cores = cores.values().flatten().filter_map(Weak::upgrade);
        let mut described: Vec<RelationInfo> = cores.map(|core| core.describe()).collect();
        described.sort_by(|left, right| left.relation.cmp(&right.relation));
        described
    }

    /// Takes in what a commit has changed, over all of its collections at once; what subscribers are to be told then.
    pub(crate) fn advance(&self) -> Vec<Delivery> {
        let mut deliveries = Vec::new();
        loop {
            // One that is brought up to date may make others wait that lie deeper.
            let next = {
                let mut waiting = self.waiting.borrow_mut();
                let first = waiting.iter().enumerate().min_by_key(|(_, (turn, _))| *turn);
                first.map(|(at, _)| at).map(|at| waiting.swap_remove(at))
            };
            let Some((_, next)) = next else { break };
            if let Some(waiting) = next.upgrade() {
                waiting.advance(&mut deliveries);
            }
        }
        deliveries
    }
}

impl Core {
    /// The maintained result of a relation: the one that is there, or a new one, built in one pass over the sources.
    pub(crate) fn of(relation: &Relation) -> Result<Rc<Self>, Error> {
        let relation = relation.unwindowed();
        let store = relation.from.store().clone();
        let hash = FxBuildHasher.hash_one(&relation);
        if let Some(core) = store.registry().find(hash, &relation) {
            return Ok(core);
        }
        let (compiled, Sources { opened, fetches }) = compile(&relation)?;
        let mut pipeline = compiled.pipeline;
        let sorted_by = if compiled.order.is_empty() {
            pipeline.sorted_by()
        } else {
            None
        };
        if compiled.order.is_empty() && sorted_by.is_none() {
            pipeline.read_by_key();
        }
        let result = pipeline.advance(&mut Feed::Start, &[]);
        debug_assert!(
            result.iter().all(|(_, weight)| *weight == 1),
            "nothing is taken from nothing"
        );
        let tuples = result.into_iter().map(|(tuple, _)| tuple).collect();
        let order = match sorted_by {
            Some(rows) => Order::from_sorted(rows.sort(tuples), comparator(compiled.order)),
            None => Order::from_unsorted(tuples, comparator(compiled.order)),
        };
        let core = Rc::new_cyclic(|weak| Self {
            relation,
            hash,
            shape: Rc::new(compiled.shape),
            pipeline: RefCell::new(pipeline),
            depth: opened.iter().map(Opened::depth).max().unwrap_or_default(),
            pending: RefCell::new(vec![ZSet::new(); opened.len()]),
            waiting: Cell::new(false),
            order: RefCell::new(order),
            views: RefCell::default(),
            listeners: RefCell::default(),
            work: WorkCell::default(),
            attached: OnceCell::new(),
            opened,
            fetches,
            weak: weak.clone(),
        });
        let opened = core.opened.iter().enumerate();
        let attached = opened.flat_map(|(input, opened)| opened.attach(&core.weak, input));
        core.attached.get_or_init(|| attached.collect());
        store.registry().add(&core);
        for fetch in &core.fetches {
            fetch.settle();
        }
        Ok(core)
    }

    pub(crate) fn store(&self) -> &Store {
        self.relation.from.store()
    }

    pub(crate) fn relation(&self) -> &Relation {
        &self.relation
    }

    pub(crate) fn shape(&self) -> &Rc<Shape> {
        &self.shape
    }

    /// Asks for what a window shows, where that can be said; otherwise all is asked for already.
    pub(crate) fn fetch_window(&self, window: Window) -> Option<Box<dyn AnyDemand>> {
        self.fetches.iter().find_map(|fetch| fetch.window(window))
    }

    /// Whether all is here that the result is made of.
    pub(crate) fn coverage(&self) -> Coverage {
        let opened = self.opened.iter().map(Opened::coverage);
        let fetched = self.fetches.iter().map(|fetch| fetch.coverage());
        opened.chain(fetched).fold(Coverage::Complete, worse)
    }

    pub(crate) fn with_tuples<T>(&self, read: impl FnOnce(&RankedSet<Tuple>) -> T) -> T {
        read(self.order.borrow().rows())
    }

    fn describe(&self) -> RelationInfo {
        let views = self.views.borrow();
        RelationInfo {
            relation: self.relation.to_string(),
            rows: self.with_tuples(RankedSet::len),
            views: views.iter().filter(|view| view.strong_count() > 0).count(),
            work: self.work.get(),
        }
    }

    pub(crate) fn watch(&self, view: Weak<View>) {
        let mut views = self.views.borrow_mut();
        views.retain(|view| view.strong_count() > 0);
        views.push(view);
    }

    /// Tells a listener what changes, until it is dropped.
    pub(crate) fn listen(&self, listener: Weak<dyn Listener>) {
        let mut listeners = self.listeners.borrow_mut();
        listeners.retain(|listener| listener.strong_count() > 0);
        listeners.push(listener);
    }

    pub(crate) fn depth(&self) -> usize {
        self.depth
    }

    /// Keeps what a commit changed in an input until the commit is complete: it may change others, too.
    pub(crate) fn feed(&self, input: usize, delta: impl IntoIterator<Item = (Tuple, Weight)>) {
        self.pending.borrow_mut()[input].extend(delta);
        if !self.waiting.replace(true) {
            let key = (self.depth, self.store().next_number());
            let mut waiting = self.store().registry().waiting.borrow_mut();
            waiting.push((key, self.weak.clone()));
        }
    }
}

impl Waiting for Core {
    fn advance(&self, deliveries: &mut Vec<Delivery>) {
        self.waiting.set(false);
        let mut deltas: Vec<_> = self.pending.borrow_mut().iter_mut().map(std::mem::take).collect();
        let taken_in = deltas.iter().map(ZSet::len).sum();
        let mut feed = Feed::Changes(&mut deltas);
        let delta = self.pipeline.borrow_mut().advance(&mut feed, &[]);
        self.work.count(self.store(), taken_in, delta.len());
        for fetch in self.fetches.iter().filter(|fetch| fetch.is_due()) {
            let fetch = Rc::downgrade(fetch);
            deliveries.push(Box::new(move || {
                if let Some(fetch) = fetch.upgrade() {
                    fetch.settle();
                }
            }));
        }
        if delta.is_empty() {
            return;
        }
        let listeners: Vec<Rc<dyn Listener>> =
            self.listeners.borrow().iter().filter_map(Weak::upgrade).collect();
        deliveries.extend(listeners.iter().filter_map(|listener| listener.advance(&delta)));
        let views = self.views.borrow();
        let views = views.iter().filter_map(Weak::upgrade);
        let mut watched = views.filter(|view| view.is_watched()).peekable();
        let mut order = self.order.borrow_mut();
        if watched.peek().is_none() {
            order.advance(&delta);
            return;
        }
        let before = order.rows().len();
        let mut edits = order.advance_with_edits(&delta);
        while let Some(view) = watched.next() {
            let seen = if view.window().is_whole() && watched.peek().is_none() {
                std::mem::take(&mut edits)
            } else {
                view.window().edits(&edits, before, order.rows())
            };
            deliveries.extend(view.deliver(seen, order.rows()));
        }
    }
}

impl Drop for Core {
    fn drop(&mut self) {
        self.store().registry().sweep(self.hash);
    }
}

/// Compares by the terms of an order, then by what identifies a tuple.
pub(crate) fn comparator(order: Box<[Sort]>) -> Comparator {
    Box::new(move |left, right| {
        let terms = order.iter().map(|sort| {
            let (left, right) = (sort.node.value(left.cells()), sort.node.value(right.cells()));
            let (left, right) = (left.as_ref(), right.as_ref());
            match (left.is_null(), right.is_null()) {
                (false, false) => {
                    let ordering = match (&sort.collation, left, right) {
                        (Some(collation), ScalarRef::Text(left), ScalarRef::Text(right)) => {
                            collation.compare(left, right)
                        }
                        _ => left.cmp(&right),
                    };
                    if sort.direction == Direction::Descending {
                        ordering.reverse()
                    } else {
                        ordering
                    }
                }
                (left_null, right_null) if sort.nulls == Nulls::First => right_null.cmp(&left_null),
                (left_null, right_null) => left_null.cmp(&right_null),
            }
        });
        let unequal = terms.into_iter().find(|ordering| ordering.is_ne());
        unequal.unwrap_or_else(|| left.cmp(right))
    })
}
