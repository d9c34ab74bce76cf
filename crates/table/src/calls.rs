//! Calls an [`Engine`] from tasks: what may wait does so on a thread that may, and readers never behind writers.

use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task::JoinError;

use crate::{Engine, Reply};

/// How many reads may be inside the engine at once; the others wait their turn without holding a thread.
const MAX_READS: usize = 16;

/// The same for writes. They wait for the disk most of the time, and an engine may commit together what comes together.
const MAX_WRITES: usize = 64;

/// Those that do not write. Whatever else there is counts as a write.
const READS: [&str; 12] = [
    "BatchGetItem",
    "DescribeStream",
    "DescribeTable",
    "DescribeTimeToLive",
    "GetItem",
    "GetRecords",
    "GetShardIterator",
    "ListStreams",
    "ListTables",
    "Query",
    "Scan",
    "TransactGetItems",
];

/// An engine that tasks may call.
#[derive(Clone)]
pub(crate) struct Calls {
    engine: Arc<dyn Engine>,
    reads: Arc<Semaphore>,
    writes: Arc<Semaphore>,
}

impl Calls {
    pub(crate) fn new(engine: Arc<dyn Engine>) -> Self {
        Self {
            engine,
            reads: Arc::new(Semaphore::new(MAX_READS)),
            writes: Arc::new(Semaphore::new(MAX_WRITES)),
        }
    }

    /// The answer to one request.
    ///
    /// # Errors
    /// The engine panicked.
    pub(crate) async fn call(
        &self,
        operation: String,
        body: impl AsRef<[u8]> + Send + 'static,
    ) -> Result<Reply, JoinError> {
        let reply = if self.engine.is_quick(&operation) {
            self.engine.call(&operation, body.as_ref())
        } else {
            self.call_elsewhere(operation, body).await?
        };
        if !reply.delay.is_zero() {
            tokio::time::sleep(reply.delay).await;
        }
        Ok(reply)
    }

    /// Calls the engine on a thread that may wait.
    async fn call_elsewhere(
        &self,
        operation: String,
        body: impl AsRef<[u8]> + Send + 'static,
    ) -> Result<Reply, JoinError> {
        let turns = if READS.contains(&operation.as_str()) {
            &self.reads
        } else {
            &self.writes
        };
        // Nobody closes it; without a turn the call would only wait elsewhere.
        let turn = Arc::clone(turns).acquire_owned().await.ok();
        let engine = Arc::clone(&self.engine);
        tokio::task::spawn_blocking(move || {
            // A caller that went away does not end its turn: the call goes on.
            let _turn = turn;
            engine.call(&operation, body.as_ref())
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, channel};
    use std::sync::{Arc, Mutex};

    use super::{Calls, MAX_WRITES};
    use crate::{Engine, Reply};

    /// Writes wait until the test lets them go on.
    struct Held(Mutex<Receiver<()>>);

    impl Engine for Held {
        fn call(&self, operation: &str, _: &[u8]) -> Reply {
            if operation == "PutItem" {
                // The sender is gone at the end of the test.
                let _ = self.0.lock().expect("nobody panics here").recv();
            }
            Reply::ok("{}")
        }
    }

    #[tokio::test]
    async fn readers_do_not_wait_behind_writers() {
        let (go_on, wait) = channel();
        let calls = Calls::new(Arc::new(Held(Mutex::new(wait))));
        let writers: Vec<_> = (0..2 * MAX_WRITES)
            .map(|_| {
                let calls = calls.clone();
                tokio::spawn(async move { calls.call("PutItem".to_owned(), []).await })
            })
            .collect();
        while calls.writes.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        for _ in 0..100 {
            assert!(calls.call("Query".to_owned(), []).await.is_ok());
        }
        drop(go_on);
        for writer in writers {
            assert!(writer.await.is_ok_and(|reply| reply.is_ok()));
        }
    }
}
