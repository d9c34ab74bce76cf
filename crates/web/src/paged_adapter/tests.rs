//! The adapter runs the store's conformance suite, over pages that the test hands out.

use std::cell::{Cell, RefCell};
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use lockstep_entity::{Patch, Row};
use lockstep_store::SyncMode;
use lockstep_store::conformance::{Harness, check};

use super::{NextPage, PagedAdapter, Pages};

#[derive(Clone, Debug, PartialEq)]
struct Task {
    id: u32,
    version: u32,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct TaskPatch {
    version: Option<u32>,
}

impl Row for Task {
    type Key = u32;
    type Patch = TaskPatch;

    fn key(&self) -> u32 {
        self.id
    }
}

impl Patch<Task> for TaskPatch {
    fn between(before: &Task, after: &Task) -> Self {
        Self {
            version: (before.version != after.version).then_some(after.version),
        }
    }

    fn apply(&self, task: &mut Task) {
        task.version = self.version.unwrap_or(task.version);
    }

    fn merge(&mut self, later: Self) {
        self.version = later.version.or(self.version);
    }

    fn is_empty(&self) -> bool {
        self.version.is_none()
    }
}

type Running = Rc<RefCell<Vec<Pin<Box<dyn Future<Output = ()>>>>>>;

/// Pages of two tasks each, and a task runner that the test drives.
#[derive(Clone, Default)]
struct Source {
    tasks: Rc<RefCell<Vec<Task>>>,
    is_failing: Rc<Cell<bool>>,
    running: Running,
}

struct TaskPages {
    source: Source,
    read: usize,
}

impl Pages<Task> for TaskPages {
    fn next_page(&mut self) -> NextPage<'_, Task> {
        Box::pin(async {
            let mut is_first = true;
            // An answer takes a while.
            poll_fn(|_| {
                if std::mem::take(&mut is_first) {
                    Poll::Pending
                } else {
                    Poll::Ready(())
                }
            })
            .await;
            if self.source.is_failing.get() {
                return Err("the server is away".to_owned());
            }
            let page: Vec<Task> = self
                .source
                .tasks
                .borrow()
                .iter()
                .skip(self.read)
                .take(2)
                .cloned()
                .collect();
            self.read += page.len();
            Ok((!page.is_empty()).then_some(page))
        })
    }
}

impl Harness for Source {
    type Row = Task;
    type Adapter = PagedAdapter<Task>;

    fn row(&self, number: u32, version: u32) -> Task {
        Task { id: number, version }
    }

    fn set_source(&self, rows: Vec<Task>) {
        self.tasks.replace(rows);
    }

    fn adapter(&self, _: SyncMode) -> PagedAdapter<Task> {
        let (source, running) = (self.clone(), Rc::clone(&self.running));
        let open = move || TaskPages {
            source: source.clone(),
            read: 0,
        };
        PagedAdapter::new(open, move |task| running.borrow_mut().push(task))
    }

    fn settle(&self) {
        let mut context = Context::from_waker(Waker::noop());
        while !self.running.borrow().is_empty() {
            let mut running = self.running.take();
            running.retain_mut(|task| task.as_mut().poll(&mut context).is_pending());
            self.running.borrow_mut().append(&mut running);
        }
    }

    fn set_failing(&self, failing: bool) -> bool {
        self.is_failing.set(failing);
        true
    }
}

#[test]
fn it_conforms() {
    check(Source::default);
}
