//! The overlay: what is pending, on top of what the server said.
//!
//! A layer holds the pending operations of one row in their order. What is seen of the row is the server's row with
//! these operations played over it, so that:
//!
//! - two transactions that change different fields of a row do not hide each other, and rolling one back leaves the other;
//! - a row from the server shows at once, under the pending fields;
//! - the cost is that of the operations on this one row, however many transactions are unsettled.
//!
//! Each operation does what the server would do: an insert of a row that is there, or an update of one that is not, has
//! no effect.

use std::rc::Rc;

use lockstep_entity::{Patch, Row};

use crate::MutationKind;

/// What a transaction does to a row.
#[derive(Clone)]
pub(crate) enum Operation<R: Row> {
    Insert(Rc<R>),
    Update(R::Patch),
    Delete,
}

/// An operation, of which transaction, and its place among all operations.
pub(crate) struct Pending<R: Row> {
    pub(crate) transaction: u64,
    pub(crate) sequence: u64,
    pub(crate) operation: Operation<R>,
}

/// The pending operations of one row, and what is seen of it.
pub(crate) struct Layer<R: Row> {
    pending: Vec<Pending<R>>,
    visible: Option<Rc<R>>,
}

impl<R: Row> Layer<R> {
    /// A layer without operations over the server's row.
    pub(crate) fn over(base: Option<&Rc<R>>) -> Self {
        Self {
            pending: Vec::new(),
            visible: base.cloned(),
        }
    }

    pub(crate) fn visible(&self) -> Option<&Rc<R>> {
        self.visible.as_ref()
    }

    pub(crate) fn pending(&self) -> &[Pending<R>] {
        &self.pending
    }

    /// Adds an operation: constant cost, whatever is pending below it.
    pub(crate) fn push(&mut self, pending: Pending<R>) {
        self.visible = pending.operation.play(self.visible.take());
        let same_transaction = |last: &&mut Pending<R>| last.transaction == pending.transaction;
        let Some(last) = self.pending.last_mut().filter(same_transaction) else {
            self.pending.push(pending);
            return;
        };
        match (&mut last.operation, pending.operation) {
            (Operation::Insert(row), Operation::Update(patch)) => patch.apply(Rc::make_mut(row)),
            (Operation::Update(first), Operation::Update(later)) => first.merge(later),
            (Operation::Update(_), Operation::Delete) => last.operation = Operation::Delete,
            (Operation::Insert(_), Operation::Delete) => {
                self.pending.pop();
            }
            (_, operation) => self.pending.push(Pending { operation, ..pending }),
        }
    }

    /// Whether a transaction has operations here.
    pub(crate) fn is_touched_by(&self, transaction: u64) -> bool {
        self.pending
            .iter()
            .any(|pending| pending.transaction == transaction)
    }

    /// What the operations of one transaction make of the server's row.
    pub(crate) fn accepted(&self, base: Option<&Rc<R>>, transaction: u64) -> Option<Rc<R>> {
        let own = self
            .pending
            .iter()
            .filter(|pending| pending.transaction == transaction);
        own.fold(base.cloned(), |row, pending| pending.operation.play(row))
    }

    /// Takes the operations of a transaction out. What is seen must be played again.
    pub(crate) fn retract(&mut self, transaction: u64) {
        self.pending.retain(|pending| pending.transaction != transaction);
    }

    /// Plays the operations over the server's row; how many there are.
    pub(crate) fn replay(&mut self, base: Option<&Rc<R>>) -> u64 {
        let played = self
            .pending
            .iter()
            .fold(base.cloned(), |row, pending| pending.operation.play(row));
        // Where the result is the same, the row itself stays the same one: what shares it goes on sharing it.
        if !same(played.as_ref(), self.visible.as_ref()) {
            self.visible = played;
        }
        self.pending.len() as u64
    }
}

impl<R: Row> Operation<R> {
    pub(crate) fn kind(&self) -> MutationKind {
        match self {
            Self::Insert(_) => MutationKind::Insert,
            Self::Update(_) => MutationKind::Update,
            Self::Delete => MutationKind::Delete,
        }
    }

    /// Whether a row is there after the operation.
    pub(crate) fn leaves_row(&self) -> bool {
        !matches!(self, Self::Delete)
    }

    /// Whether the operation does nothing at all.
    pub(crate) fn is_empty(&self) -> bool {
        matches!(self, Self::Update(patch) if patch.is_empty())
    }

    fn play(&self, row: Option<Rc<R>>) -> Option<Rc<R>> {
        match (self, row) {
            (Self::Insert(_), Some(there)) => Some(there),
            (Self::Insert(row), None) => Some(Rc::clone(row)),
            (Self::Update(patch), Some(mut row)) => {
                patch.apply(Rc::make_mut(&mut row));
                Some(row)
            }
            (Self::Update(_), None) | (Self::Delete, _) => None,
        }
    }
}

/// Whether two rows are the same to a reader.
pub(crate) fn same<R: Row>(left: Option<&Rc<R>>, right: Option<&Rc<R>>) -> bool {
    match (left, right) {
        (Some(left), Some(right)) => Rc::ptr_eq(left, right) || left == right,
        (None, None) => true,
        _ => false,
    }
}
