//! Waking those who follow a stream in this process, so that they need not ask again and again.
//!
//! What is woken is a plain function, so that it fits whatever its owner waits with: a channel, a condition variable, the
//! waker of a task. It learns that there are records and of which table, no more; they are read with `GetRecords` as by
//! everyone else.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use crate::Engine;

/// What is called with the name of a table.
type Wake = dyn Fn(&str) + Send + Sync;

/// Those who want to be woken.
#[derive(Default)]
pub(crate) struct Subscribers(Mutex<Vec<Weak<Wake>>>);

impl Subscribers {
    fn add(&self, wake: &Arc<Wake>) {
        let mut subscribers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        subscribers.retain(|subscriber| subscriber.strong_count() > 0);
        subscribers.push(Arc::downgrade(wake));
    }

    /// Wakes them for each of some tables.
    pub(crate) fn wake(&self, tables: &BTreeSet<String>) {
        if tables.is_empty() {
            return;
        }
        let subscribers = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for subscriber in subscribers.iter().filter_map(Weak::upgrade) {
            for table in tables {
                subscriber(table);
            }
        }
    }
}

/// Keeps a function subscribed to the engine's commits; it ends when this is dropped.
#[must_use = "the subscription ends when this is dropped"]
pub struct Subscription {
    _wake: Arc<Wake>,
}

impl fmt::Debug for Subscription {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Subscription").finish_non_exhaustive()
    }
}

impl Engine {
    /// Has a function called after each commit that wrote stream records, once for each table that they are of, with the
    /// name of the table.
    ///
    /// When it is called the records can be read. One call may stand for many records, of several requests. It is called on
    /// the thread that committed, so it should do no more than wake somebody; it must not write to this engine. Whoever
    /// follows a stream subscribes first and reads then, so that no record falls between. Nobody is woken for what happened
    /// before, or because a shard was closed with nothing written after it.
    ///
    /// ```
    /// # fn main() -> Result<(), lockstep_engine::Error> {
    /// let engine = lockstep_engine::Engine::memory()?;
    /// let table = br#"{
    ///     "TableName": "notes", "BillingMode": "PAY_PER_REQUEST",
    ///     "KeySchema": [{ "AttributeName": "id", "KeyType": "HASH" }],
    ///     "AttributeDefinitions": [{ "AttributeName": "id", "AttributeType": "S" }],
    ///     "StreamSpecification": { "StreamEnabled": true, "StreamViewType": "NEW_IMAGE" }
    /// }"#;
    /// engine.call("CreateTable", table);
    /// let (sender, receiver) = std::sync::mpsc::channel();
    /// let subscription = engine.subscribe(move |table| drop(sender.send(table.to_owned())));
    /// engine.call("PutItem", br#"{ "TableName": "notes", "Item": { "id": { "S": "1" } } }"#);
    /// assert_eq!(receiver.recv().as_deref(), Ok("notes"));
    /// drop(subscription);
    /// # Ok(())
    /// # }
    /// ```
    pub fn subscribe(&self, wake: impl Fn(&str) + Send + Sync + 'static) -> Subscription {
        let wake: Arc<Wake> = Arc::new(wake);
        self.store.subscribers.add(&wake);
        Subscription { _wake: wake }
    }
}
