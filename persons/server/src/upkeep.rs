//! What an embedded table needs from time to time while a server has it: items whose time to live is over go, and records
//! of its stream that are too old.

use std::sync::Arc;
use std::time::Duration;

use lockstep_table::{Engine, Table};
use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::{MissedTickBehavior, interval};

/// How often.
const EVERY: Duration = Duration::from_mins(1);

/// Looks after a table as long as this value lives.
#[derive(Debug)]
pub(crate) struct Upkeep(JoinHandle<()>);

impl Upkeep {
    /// Begins to look after a table; one that is elsewhere looks after itself.
    pub(crate) fn of(table: &Table) -> Option<Self> {
        table.engine().map(Self::of_engine)
    }

    fn of_engine(engine: Arc<dyn Engine>) -> Self {
        Self(tokio::spawn(async move {
            let mut ticks = interval(EVERY);
            ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
            loop {
                ticks.tick().await;
                let engine = Arc::clone(&engine);
                match spawn_blocking(move || engine.sweep()).await {
                    Ok(Ok(())) => {}
                    Ok(Err(error)) => tracing::warn!(%error, "expired items were not removed"),
                    Err(error) => tracing::error!(%error, "expired items were not removed"),
                }
            }
        }))
    }
}

impl Drop for Upkeep {
    fn drop(&mut self) {
        self.0.abort();
    }
}

#[cfg(test)]
mod tests {
    use lockstep_table::Reply;
    use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

    use super::*;

    /// Says when it is swept, and fails at it.
    struct Swept(UnboundedSender<()>);

    impl Engine for Swept {
        fn call(&self, operation: &str, _body: &[u8]) -> Reply {
            Reply::error(400, "UnknownOperationException", operation)
        }

        fn sweep(&self) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
            self.0.send(())?;
            Err("the disk is full".into())
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_table_is_swept_again_and_again_also_after_a_failure_until_nobody_needs_it() {
        let (sender, mut swept) = unbounded_channel();
        let upkeep = Upkeep::of_engine(Arc::new(Swept(sender)));
        for _ in 0..3 {
            assert_eq!(swept.recv().await, Some(()));
        }
        drop(upkeep);
        // The engine is gone with its sender.
        while swept.recv().await.is_some() {}
    }
}
