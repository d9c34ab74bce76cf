//! The weather: what the service does worse than a program on the same machine.
//!
//! An application that was only ever run against an engine in its own process meets throttling, unprocessed items,
//! conflicts of transactions, indexes that lag behind and slow answers for the first time in production. Here they can be
//! had at home, and again in the same order: everything is drawn from a seed, and time is the engine's clock.

mod draws;
mod past;
mod strike;

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use draws::Draws;
pub(crate) use past::Past;
pub(crate) use strike::{delay, strike};

/// How bad the weather is. There is none unless it is asked for, with
/// [`Engine::with_weather`](crate::Engine::with_weather).
///
/// Operations that take statements in `PartiQL` are left alone, but for indexes that lag.
///
/// A share is between 0 (never, the default of each) and 1 (always); what lies outside counts as the nearest of the two.
/// The same seed and the same requests, one after the other, make the same weather. With requests that come at the same
/// time it is the order of their arrival that decides which of them is struck.
///
/// ```
/// use std::time::Duration;
///
/// use lockstep_engine::{Engine, Weather};
///
/// # fn main() -> Result<(), lockstep_engine::Error> {
/// let weather = Weather::seeded(7)
///     .throttle(0.05)
///     .unprocessed(0.1)
///     .conflicts(0.02)
///     .index_lag(Duration::from_millis(200))
///     .slow_replies(0.1, Duration::from_millis(300));
/// let engine = Engine::memory()?.with_weather(weather);
/// # drop(engine);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Weather {
    seed: u64,
    throttle: f64,
    unprocessed: f64,
    conflicts: f64,
    index_lag: Duration,
    slow: f64,
    slowest: Duration,
}

impl Weather {
    /// Fine weather, from which each kind of bad weather can be asked for.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self {
            seed,
            throttle: 0.0,
            unprocessed: 0.0,
            conflicts: 0.0,
            index_lag: Duration::ZERO,
            slow: 0.0,
            slowest: Duration::ZERO,
        }
    }

    /// The share of requests for items that are throttled.
    ///
    /// They are refused before anything is looked at but the table's name: with `ThrottlingException` if the table is on
    /// demand, with `ProvisionedThroughputExceededException` if it is not, each with its `ThrottlingReasons`. A transaction
    /// is cancelled with the reason `ThrottlingError` or `ProvisionedThroughputExceeded`.
    #[must_use]
    pub fn throttle(mut self, share: f64) -> Self {
        self.throttle = share;
        self
    }

    /// The share of a batch's items that are left for another request: `UnprocessedItems` and `UnprocessedKeys`.
    ///
    /// One item of each batch is always processed, for the service refuses a batch of which it can do nothing at all.
    #[must_use]
    pub fn unprocessed(mut self, share: f64) -> Self {
        self.unprocessed = share;
        self
    }

    /// The share of requests that another one's transaction is in the way of.
    ///
    /// A transaction is cancelled with the reason `TransactionConflict` for one of its items. A put, an update or a delete
    /// is refused with `TransactionConflictException`.
    #[must_use]
    pub fn conflicts(mut self, share: f64) -> Self {
        self.conflicts = share;
        self
    }

    /// How far global secondary indexes lag behind their table, by the engine's clock.
    ///
    /// A page of such an index shows what was there so long ago: an item that was written since is missing, one that was
    /// deleted is still there. Writes that come close together may take longer to be seen, never less long.
    #[must_use]
    pub fn index_lag(mut self, lag: Duration) -> Self {
        self.index_lag = lag;
        self
    }

    /// The share of replies that come late, and the longest that one takes.
    ///
    /// The engine does not wait, for it has no timer and may be called under a lock: it says in
    /// [`Reply::delay`](crate::Reply::delay) how long whoever carries the reply is to hold it back.
    #[must_use]
    pub fn slow_replies(mut self, share: f64, slowest: Duration) -> Self {
        self.slow = share;
        self.slowest = slowest;
        self
    }
}

/// The weather over an engine.
pub(crate) struct Sky {
    weather: Weather,
    /// How often it was drawn from.
    drawn: AtomicU64,
    pub(crate) past: Past,
}

impl Sky {
    pub(crate) fn new(weather: Weather) -> Self {
        Self {
            weather,
            drawn: AtomicU64::new(0),
            past: Past::default(),
        }
    }

    /// The draws for one request, or for one batch. How many of them are taken has no influence on others.
    fn draws(&self) -> Draws {
        Draws::new(self.weather.seed, self.drawn.fetch_add(1, Ordering::Relaxed))
    }

    /// How far global indexes lag behind, in milliseconds.
    pub(crate) fn index_lag(&self) -> u64 {
        u64::try_from(self.weather.index_lag.as_millis()).unwrap_or(u64::MAX)
    }

    /// Which of so many items of a batch are processed; one at least.
    pub(crate) fn processed(&self, count: usize) -> Vec<bool> {
        let mut draws = self.draws();
        let mut processed: Vec<bool> = (0..count)
            .map(|_| !draws.strikes(self.weather.unprocessed))
            .collect();
        if count > 0 && !processed.contains(&true) {
            processed[draws.below(count)] = true;
        }
        processed
    }
}
