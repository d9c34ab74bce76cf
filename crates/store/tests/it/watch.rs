//! What the tests share: a store with notes, and a log of what a live query tells.

use std::cell::RefCell;
use std::rc::Rc;

use lockstep_store::{Batch, Collection, LiveQuery, RowChange, Store, Subscription};

use crate::notes::{Note, NotePatch};

/// A store with one collection that holds the notes 1 "one", 2 "two" and 3 "three".
pub(crate) fn store() -> (Store, Collection<Note>) {
    let store = Store::new();
    let notes = store.collection("notes");
    notes.load([Note::new(1, "one"), Note::new(2, "two"), Note::new(3, "three")]);
    notes.mark_ready();
    (store, notes)
}

/// A patch of the text.
pub(crate) fn text(text: &str) -> NotePatch {
    NotePatch {
        text: Some(text.to_owned()),
        ..NotePatch::default()
    }
}

/// A patch that marks a note as done.
pub(crate) fn done() -> NotePatch {
    NotePatch {
        done: Some(true),
        ..NotePatch::default()
    }
}

/// The texts of rows, joined.
pub(crate) fn texts<'r>(rows: impl IntoIterator<Item = &'r Rc<Note>>) -> String {
    rows.into_iter()
        .map(|note| note.text.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}

/// What a live query has told, one line a batch.
pub(crate) struct Log {
    lines: Rc<RefCell<Vec<String>>>,
    _subscription: Subscription,
}

impl Log {
    pub(crate) fn of(query: &LiveQuery<Note>) -> Self {
        let lines = Rc::new(RefCell::new(Vec::new()));
        let subscription = query.subscribe({
            let lines = Rc::clone(&lines);
            move |batch| lines.borrow_mut().push(line(batch))
        });
        Self {
            lines,
            _subscription: subscription,
        }
    }

    /// The lines since the last call.
    pub(crate) fn take(&self) -> Vec<String> {
        self.lines.take()
    }
}

/// A batch in one line: `+text@position`, `-text@position`, `before@position→after@position`.
pub(crate) fn line(batch: &Batch<Note>) -> String {
    let change = |change: &RowChange<Note>| match change {
        RowChange::Insert { row, position, .. } => format!("+{}@{position}", row.text),
        RowChange::Update {
            before,
            after,
            from,
            to,
            ..
        } => {
            format!("{}@{from}→{}@{to}", before.text, after.text)
        }
        RowChange::Remove { row, position, .. } => format!("-{}@{position}", row.text),
    };
    batch.changes().iter().map(change).collect::<Vec<_>>().join(" ")
}
