//! Lanes: work on one thing runs in the order in which it was asked for, work on different things side by side.

use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::future::Future;
use std::hash::Hash;
use std::pin::Pin;
use std::rc::Rc;

use leptos::task::spawn_local;

type Task = Pin<Box<dyn Future<Output = ()>>>;

/// A set of queues, one a key.
///
/// Writes to one row answered out of order would leave the client with the older row; a lane a row (or a lane a group
/// of rows that one write may change together) keeps them in order. A lane that is empty costs nothing.
///
/// The queues are not bounded here: each task stands for something that a person did.
pub struct Lanes<K> {
    waiting: Rc<RefCell<HashMap<K, VecDeque<Task>>>>,
}

impl<K: Clone + Eq + Hash + 'static> Lanes<K> {
    /// No lane is busy.
    pub fn new() -> Self {
        Self {
            waiting: Rc::default(),
        }
    }

    /// Runs a task after all tasks that were given with the same key before.
    pub fn run(&self, key: K, task: impl Future<Output = ()> + 'static) {
        if let Some(lane) = self.waiting.borrow_mut().get_mut(&key) {
            lane.push_back(Box::pin(task));
            return;
        }
        self.waiting.borrow_mut().insert(key.clone(), VecDeque::new());
        let waiting = Rc::clone(&self.waiting);
        spawn_local(async move {
            task.await;
            while let Some(next) = take_next(&waiting, &key) {
                next.await;
            }
        });
    }

    /// Whether any task runs or waits.
    pub fn is_busy(&self) -> bool {
        !self.waiting.borrow().is_empty()
    }
}

/// The lane's next task; an empty lane is removed.
fn take_next<K: Eq + Hash>(waiting: &RefCell<HashMap<K, VecDeque<Task>>>, key: &K) -> Option<Task> {
    let mut waiting = waiting.borrow_mut();
    let next = waiting.get_mut(key).and_then(VecDeque::pop_front);
    if next.is_none() {
        waiting.remove(key);
    }
    next
}

impl<K: Clone + Eq + Hash + 'static> Default for Lanes<K> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K> Clone for Lanes<K> {
    fn clone(&self) -> Self {
        Self {
            waiting: Rc::clone(&self.waiting),
        }
    }
}

impl<K: fmt::Debug> fmt::Debug for Lanes<K> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_list()
            .entries(self.waiting.borrow().keys())
            .finish()
    }
}
