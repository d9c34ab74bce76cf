//! Paced mutations: when they are sent, by a clock that the test sets.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use lockstep_store::{Action, Collection, Next, Paced, Pacing, Store, Transaction};

use crate::notes::Note;
use crate::watch::{store, text};

/// What has been sent: the inputs, and the transaction to settle.
type Sent = Rc<RefCell<Vec<(Vec<&'static str>, Transaction)>>>;

struct Scene {
    store: Store,
    notes: Collection<Note>,
    paced: Paced<&'static str>,
    sent: Sent,
}

impl Scene {
    fn new(pacing: Pacing) -> Self {
        let (store, notes) = store();
        let sent = Sent::default();
        let paced = Paced::new(
            &store,
            "type",
            pacing,
            {
                let notes = notes.clone();
                move |input: &&str, transaction| transaction.update(&notes, &1, text(input))
            },
            {
                let sent = Rc::clone(&sent);
                move |inputs, transaction| sent.borrow_mut().push((inputs, transaction))
            },
        );
        Self {
            store,
            notes,
            paced,
            sent,
        }
    }

    fn call(&self, at: u64, input: &'static str) -> bool {
        match self.paced.call(Duration::from_millis(at), input) {
            Ok(_) => true,
            Err(error) => {
                assert!(error.is_paced_out(), "{error}");
                false
            }
        }
    }

    fn poll(&self, at: u64) -> Option<Duration> {
        self.paced.poll(Duration::from_millis(at))
    }

    /// What has been sent since the last time; it is confirmed.
    fn take(&self) -> Vec<Vec<&'static str>> {
        let sent = self.sent.take();
        let settle = |(inputs, transaction): (_, Transaction)| {
            transaction.accept();
            inputs
        };
        sent.into_iter().map(settle).collect()
    }

    fn shown(&self) -> String {
        self.notes.get(&1).expect("the note is there").text.clone()
    }
}

const WAIT: Duration = Duration::from_millis(100);

const fn at(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

#[test]
fn a_debounce_sends_what_was_merged_when_it_is_quiet() {
    let scene = Scene::new(Pacing::Debounce {
        wait: WAIT,
        leading: false,
        trailing: true,
    });
    for (now, input) in [(0, "a"), (60, "ab"), (120, "abc")] {
        assert!(scene.call(now, input));
        assert_eq!(scene.shown(), input, "each call shows at once");
    }
    assert_eq!(scene.store.pending().len(), 1, "all are one transaction");
    assert_eq!(scene.poll(219), Some(at(220)));
    assert_eq!(scene.poll(220), None);
    // While it is on its way, the next ones wait, however quiet it is.
    assert!(scene.call(300, "x"));
    assert_eq!(scene.poll(900), None);
    assert_eq!(scene.take(), [["a", "ab", "abc"]]);
    assert_eq!(scene.poll(900), None);
    assert_eq!(scene.take(), [["x"]]);
    assert!(scene.store.pending().is_empty());
}

#[test]
fn a_debounce_may_begin_at_once_and_end_late() {
    let scene = Scene::new(Pacing::Debounce {
        wait: WAIT,
        leading: true,
        trailing: true,
    });
    scene.call(0, "a");
    assert_eq!(scene.take(), [["a"]]);
    scene.call(50, "b");
    scene.call(120, "c");
    assert_eq!(scene.poll(200), Some(at(220)));
    scene.poll(220);
    assert_eq!(scene.take(), [["b", "c"]]);
}

#[test]
fn a_debounce_without_an_end_leaves_calls_out() {
    let scene = Scene::new(Pacing::Debounce {
        wait: WAIT,
        leading: true,
        trailing: false,
    });
    assert!(scene.call(0, "a"));
    assert_eq!(scene.take(), [["a"]]);
    assert!(!scene.call(90, "b"));
    assert!(!scene.call(180, "c"), "it has not been quiet");
    assert_eq!(scene.shown(), "a", "what is left out does not show");
    assert!(scene.call(280, "d"));
}

#[test]
fn a_throttle_sends_once_in_a_while() {
    let scene = Scene::new(Pacing::Throttle {
        wait: WAIT,
        leading: true,
        trailing: true,
    });
    scene.call(0, "a");
    assert_eq!(scene.take(), [["a"]]);
    scene.call(40, "b");
    scene.call(80, "c");
    assert_eq!(scene.poll(80), Some(at(100)));
    scene.poll(100);
    assert_eq!(scene.take(), [["b", "c"]]);
    scene.call(300, "d");
    assert_eq!(scene.take(), [["d"]]);
}

#[test]
fn a_throttle_may_begin_late() {
    let scene = Scene::new(Pacing::Throttle {
        wait: WAIT,
        leading: false,
        trailing: true,
    });
    scene.call(10, "a");
    assert_eq!(scene.poll(109), Some(at(110)));
    scene.poll(110);
    assert_eq!(scene.take(), [["a"]]);
}

#[test]
fn a_queue_sends_one_after_the_other() {
    for (next, order) in [(Next::Oldest, ["a", "b", "c"]), (Next::Newest, ["a", "c", "b"])] {
        let scene = Scene::new(Pacing::Queue {
            wait: WAIT,
            capacity: 2,
            next,
        });
        assert!(scene.call(0, "a") && scene.call(1, "b") && scene.call(2, "c"));
        assert!(!scene.call(3, "d"), "only so many wait");
        assert_eq!(scene.store.pending().len(), 3);
        let first = scene.sent.take();
        assert_eq!(first[0].0, [order[0]]);
        for (_, transaction) in first {
            transaction.fail("no");
        }
        assert_eq!(
            scene.poll(50),
            Some(at(100)),
            "a failure does not hold up the next"
        );
        scene.poll(100);
        assert_eq!(scene.take(), [[order[1]]]);
        scene.poll(200);
        assert_eq!(scene.take(), [[order[2]]]);
    }
}

#[test]
fn what_was_taken_back_is_not_sent() {
    let scene = Scene::new(Pacing::Debounce {
        wait: WAIT,
        leading: false,
        trailing: true,
    });
    let before = scene.notes.update(&1, text("before")).unwrap();
    scene.call(0, "a");
    assert_eq!(before.rollback_with_dependents().len(), 1);
    scene.call(10, "b");
    scene.poll(500);
    assert_eq!(scene.take(), [["b"]]);
}

#[test]
fn whoever_keeps_time_is_told_when_the_way_is_free() {
    let scene = Scene::new(Pacing::Queue {
        wait: Duration::ZERO,
        capacity: 9,
        next: Next::Oldest,
    });
    let told = Rc::new(RefCell::new(0));
    let counter = Rc::clone(&told);
    scene.paced.on_free(move || *counter.borrow_mut() += 1);
    scene.call(0, "a");
    scene.call(0, "b");
    assert_eq!(scene.take(), [["a"]]);
    assert_eq!(*told.borrow(), 1);
    scene.poll(0);
    assert_eq!(scene.take(), [["b"]]);
}

#[test]
fn what_waits_is_rolled_back_with_its_pacing() {
    let scene = Scene::new(Pacing::Debounce {
        wait: WAIT,
        leading: false,
        trailing: true,
    });
    scene.call(0, "a");
    let Scene { notes, paced, .. } = scene;
    drop(paced);
    assert_eq!(notes.get(&1).unwrap().text, "one");
}

#[test]
fn an_action_that_cannot_show_is_not_sent() {
    let (store, notes) = store();
    let action = Action::new(
        &store,
        "clear",
        move |id: &u32, transaction| transaction.delete(&notes, id),
        |_, transaction| transaction.accept(),
    );
    assert!(action.call(1).is_ok());
    assert!(action.call(1).unwrap_err().is_missing_key());
}
