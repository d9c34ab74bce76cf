//! Paced mutations: what shows at once and is sent not quite as often.
//!
//! A state machine without a clock: each call says what time it is, and the answer says when to ask again. Time is what has
//! passed since any fixed moment.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::fmt;
use std::rc::Rc;
use std::time::Duration;

use crate::{Error, Store, Transaction, TransactionBuilder};

/// When paced mutations are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pacing {
    /// Calls are merged into one transaction, which is sent when none has come for `wait`: typing in a field.
    Debounce {
        /// How long it must be quiet.
        wait: Duration,
        /// Whether the first call after a quiet time is sent at once.
        leading: bool,
        /// Whether calls while it is not quiet are sent at the end; if not, they are refused.
        trailing: bool,
    },
    /// Calls are merged into one transaction, and at most one is sent in `wait`: a slider.
    Throttle {
        /// The time between two sends.
        wait: Duration,
        /// Whether the first call is sent at once, or after `wait`.
        leading: bool,
        /// Whether calls in between are sent at the end of `wait`; if not, they are refused.
        trailing: bool,
    },
    /// Each call is a transaction of its own; they are sent one after the other, with `wait` between them. One that fails
    /// does not hold up the next.
    Queue {
        /// The time between two sends.
        wait: Duration,
        /// The most calls that wait; more are refused.
        capacity: usize,
        /// Which of those that wait is sent next.
        next: Next,
    },
}

/// Which of the calls that wait in a queue is sent next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Next {
    /// The first one that came.
    #[default]
    Oldest,
    /// The last one that came.
    Newest,
}

type Optimistic<I> = Box<dyn Fn(&I, TransactionBuilder) -> TransactionBuilder>;
type Send<I> = Box<dyn Fn(Vec<I>, Transaction)>;

/// An [`Action`](crate::Action) that shows each call at once and is sent at a pace; one transaction is on its way at a time.
///
/// ```
/// # mod notes { include!("../tests/doc/notes.rs"); }
/// # use notes::{Note, NotePatch};
/// use std::time::Duration;
/// use lockstep_store::{Paced, Pacing, Store};
///
/// let store = Store::new();
/// let notes = store.collection::<Note>("notes");
/// notes.load([Note::new(1, "")]);
///
/// let wait = Duration::from_millis(300);
/// let typing = Paced::new(
///     &store,
///     "type",
///     Pacing::Debounce { wait, leading: false, trailing: true },
///     { let notes = notes.clone(); move |text: &&str, transaction| {
///         transaction.update(&notes, &1, NotePatch { text: Some(text.to_string()), ..NotePatch::default() })
///     } },
///     |texts, transaction| {
///         assert_eq!(texts, ["m", "mi", "milk"]); // to be sent as one
///         transaction.accept();
///     },
/// );
/// for (text, milliseconds) in [("m", 0), ("mi", 200), ("milk", 400)] {
///     typing.call(Duration::from_millis(milliseconds), text)?;
/// }
/// assert_eq!(notes.get(&1).unwrap().text, "milk");
/// assert_eq!(typing.poll(Duration::from_millis(500)), Some(Duration::from_millis(700)));
/// assert_eq!(typing.poll(Duration::from_millis(700)), None);
/// assert_eq!(notes.confirmed(&1).unwrap().text, "milk");
/// # Ok::<(), lockstep_store::Error>(())
/// ```
pub struct Paced<I> {
    store: Store,
    name: &'static str,
    pacing: Pacing,
    optimistic: Optimistic<I>,
    send: Send<I>,
    waiting: RefCell<VecDeque<Waiting<I>>>,
    called: Cell<Option<Duration>>,
    sent: Cell<Option<Duration>>,
    flight: Rc<Flight>,
}

/// Calls that show and are not sent.
struct Waiting<I> {
    since: Duration,
    inputs: Vec<I>,
    transaction: Transaction,
}

/// Whether a transaction is on its way, and who wants to know when it is not any more.
#[derive(Default)]
struct Flight {
    is_busy: Cell<bool>,
    on_free: RefCell<Option<Rc<dyn Fn()>>>,
}

impl<I> Paced<I> {
    /// A paced mutation function. `optimistic` adds what a call shows; `send` gets the inputs of the calls that were merged, in their order, and
    /// their transaction, which it has settled sooner or later.
    pub fn new(
        store: &Store,
        name: &'static str,
        pacing: Pacing,
        optimistic: impl Fn(&I, TransactionBuilder) -> TransactionBuilder + 'static,
        send: impl Fn(Vec<I>, Transaction) + 'static,
    ) -> Self {
        Self {
            store: store.clone(),
            name,
            pacing,
            optimistic: Box::new(optimistic),
            send: Box::new(send),
            waiting: RefCell::default(),
            called: Cell::new(None),
            sent: Cell::new(None),
            flight: Rc::default(),
        }
    }

    /// Calls `callback` when the transaction on its way has been settled: time to [`poll`](Self::poll).
    pub fn on_free(&self, callback: impl Fn() + 'static) {
        self.flight.on_free.replace(Some(Rc::new(callback)));
    }

    /// Shows a call, and sends what is due. Returns the number of the transaction that it became part of.
    ///
    /// # Errors
    /// As [`TransactionBuilder::apply`]; [`Error::is_paced_out`] if the pacing leaves the call out or the queue is full. Then
    /// nothing shows and nothing is sent.
    pub fn call(&self, now: Duration, input: I) -> Result<u64, Error> {
        self.poll(now);
        self.admit(now)?;
        let changes = (self.optimistic)(&input, self.store.transaction().named(self.name));
        let id = self.enter(now, input, changes)?;
        let is_first = self.is_leading(now);
        self.called.set(Some(now));
        if is_first && !self.flight.is_busy.get() {
            self.send_next(now);
        }
        self.poll(now);
        Ok(id)
    }

    /// Sends what is due. Returns when to call again: `None` if nothing waits, or something is on its way; then
    /// [`on_free`](Self::on_free) tells.
    pub fn poll(&self, now: Duration) -> Option<Duration> {
        loop {
            if self.flight.is_busy.get() {
                return None;
            }
            let due = self.due()?;
            if due > now {
                return Some(due);
            }
            self.send_next(now);
        }
    }

    /// How many transactions wait to be sent.
    pub fn waiting(&self) -> usize {
        self.waiting.borrow().len()
    }

    /// Whether the pacing takes another call now.
    fn admit(&self, now: Duration) -> Result<(), Error> {
        match self.pacing {
            Pacing::Queue { capacity, .. } if self.waiting() >= capacity => {
                let problem =
                    format!("{capacity} calls are waiting already; call again when some have been sent");
                Err(Error::paced_out(self.name, problem))
            }
            Pacing::Debounce { trailing: false, .. } | Pacing::Throttle { trailing: false, .. }
                if !self.is_leading(now) || self.flight.is_busy.get() =>
            {
                if matches!(self.pacing, Pacing::Debounce { .. }) {
                    self.called.set(Some(now)); // it is not quiet
                }
                let problem =
                    "it comes too soon after the call before, and no later one is sent in its place";
                Err(Error::paced_out(self.name, problem.to_owned()))
            }
            _ => Ok(()),
        }
    }

    /// Shows the changes of a call, in the transaction that waits or in a new one.
    fn enter(&self, now: Duration, input: I, changes: TransactionBuilder) -> Result<u64, Error> {
        // Subscribers are told in between, and may call again: nothing stays borrowed.
        let is_merged = !matches!(self.pacing, Pacing::Queue { .. });
        let last = self
            .waiting
            .borrow_mut()
            .pop_back_if(|last| is_merged && last.transaction.is_open());
        if let Some(mut last) = last {
            let id = last.transaction.id();
            let extended = last.transaction.extend(changes);
            if extended.is_ok() {
                last.inputs.push(input);
            }
            self.waiting.borrow_mut().push_back(last);
            return extended.map(|()| id);
        }
        let transaction = changes.apply()?;
        let id = transaction.id();
        self.waiting.borrow_mut().push_back(Waiting {
            since: now,
            inputs: vec![input],
            transaction,
        });
        Ok(id)
    }

    /// Whether a call now is sent at once because none came or was sent for long enough.
    fn is_leading(&self, now: Duration) -> bool {
        let quiet = |last: Option<Duration>, wait| last.is_none_or(|last| now.saturating_sub(last) >= wait);
        match self.pacing {
            Pacing::Debounce { wait, leading, .. } => leading && quiet(self.called.get(), wait),
            Pacing::Throttle { wait, leading, .. } => leading && quiet(self.sent.get(), wait),
            Pacing::Queue { wait, .. } => quiet(self.sent.get(), wait),
        }
    }

    /// When the next one that waits is due.
    fn due(&self) -> Option<Duration> {
        let waiting = self.waiting.borrow();
        let first = waiting.front()?;
        Some(match self.pacing {
            Pacing::Debounce { wait, .. } => self.called.get().unwrap_or(first.since) + wait,
            Pacing::Throttle { wait, leading, .. } => match self.sent.get() {
                Some(sent) => sent + wait,
                None if leading => first.since,
                None => first.since + wait,
            },
            Pacing::Queue { wait, .. } => self.sent.get().map_or(first.since, |sent| sent + wait),
        })
    }

    fn send_next(&self, now: Duration) {
        let next = match self.pacing {
            Pacing::Queue {
                next: Next::Newest, ..
            } => self.waiting.borrow_mut().pop_back(),
            _ => self.waiting.borrow_mut().pop_front(),
        };
        let Some(Waiting {
            inputs, transaction, ..
        }) = next
        else {
            return;
        };
        if !transaction.is_open() {
            return; // taken back with one that it builds on
        }
        self.sent.set(Some(now));
        self.flight.is_busy.set(true);
        let flight = Rc::clone(&self.flight);
        transaction.on_settled(move |_| {
            flight.is_busy.set(false);
            let on_free = flight.on_free.borrow().clone();
            if let Some(on_free) = on_free {
                on_free();
            }
        });
        transaction.mark_sent();
        (self.send)(inputs, transaction);
    }
}

impl<I> fmt::Debug for Paced<I> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Paced")
            .field("name", &self.name)
            .field("pacing", &self.pacing)
            .field("waiting", &self.waiting())
            .finish_non_exhaustive()
    }
}
