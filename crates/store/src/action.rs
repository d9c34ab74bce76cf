//! Actions: named mutation functions.

use std::fmt;

use crate::{Error, Store, Transaction, TransactionBuilder};

type Optimistic<I> = Box<dyn Fn(&I, TransactionBuilder) -> TransactionBuilder>;
type Send<I> = Box<dyn Fn(I, Transaction)>;

/// A named mutation function: what shows at once, and how it is sent.
///
/// The store sends nothing itself: the second function hands the input to whoever does, with the transaction, which
/// that one settles: [`confirm`](Transaction::confirm), [`fail`](Transaction::fail), …
///
/// ```
/// # mod notes { include!("../tests/doc/notes.rs"); }
/// # use notes::{Note, NotePatch};
/// use std::cell::RefCell;
/// use std::rc::Rc;
/// use lockstep_store::{Action, ServerCommit, Store};
///
/// let store = Store::new();
/// let notes = store.collection::<Note>("notes");
/// notes.load([Note::new(1, "milk")]);
///
/// let outbox = Rc::new(RefCell::new(Vec::new()));
/// let check_off = Action::new(
///     &store,
///     "check off",
///     { let notes = notes.clone(); move |id: &u32, transaction| {
///         transaction.update(&notes, id, NotePatch { done: Some(true), ..NotePatch::default() })
///     } },
///     { let outbox = Rc::clone(&outbox); move |id, transaction| outbox.borrow_mut().push((id, transaction)) },
/// );
/// check_off.call(1)?;
/// assert!(notes.get(&1).unwrap().done);
/// assert_eq!(store.pending()[0].action, Some("check off"));
///
/// let (id, transaction) = outbox.borrow_mut().pop().unwrap();
/// transaction.confirm(ServerCommit::new().upsert(&notes, Note { done: true, ..Note::new(id, "milk") }))?;
/// # Ok::<(), lockstep_store::Error>(())
/// ```
pub struct Action<I> {
    store: Store,
    name: &'static str,
    optimistic: Optimistic<I>,
    send: Send<I>,
}

impl<I> Action<I> {
    /// Names a mutation function. `optimistic` adds what shows; `send` sees to the rest.
    pub fn new(
        store: &Store,
        name: &'static str,
        optimistic: impl Fn(&I, TransactionBuilder) -> TransactionBuilder + 'static,
        send: impl Fn(I, Transaction) + 'static,
    ) -> Self {
        Self {
            store: store.clone(),
            name,
            optimistic: Box::new(optimistic),
            send: Box::new(send),
        }
    }

    /// Shows the mutation and sends it. Returns the number of its transaction.
    ///
    /// # Errors
    /// As [`TransactionBuilder::apply`]; then nothing shows and nothing is sent.
    pub fn call(&self, input: I) -> Result<u64, Error> {
        let transaction = self.store.transaction().named(self.name);
        let transaction = (self.optimistic)(&input, transaction).apply()?;
        let id = transaction.id();
        transaction.mark_sent();
        (self.send)(input, transaction);
        Ok(id)
    }

    /// The name, as [`Mutation::action`](crate::Mutation::action) has it.
    pub fn name(&self) -> &'static str {
        self.name
    }
}

impl<I> fmt::Debug for Action<I> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Action").field(&self.name).finish()
    }
}
