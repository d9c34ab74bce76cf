//! How often, and after what wait, a request is tried again.
//!
//! Two loops retry, never one inside the other. The SDK repeats single requests (get, put, query…) after throttling, a
//! lost connection or a failure of the service. What the SDK cannot judge is repeated here: batches, of which only the
//! unprocessed part is sent again, and transactions, whose cancellation has to be read reason by reason. For those two
//! the SDK's own retries are off.

use std::time::Duration;

/// The bound on attempts and the waits between them: exponential, with full jitter.
///
/// The wait before attempt `n + 1` is drawn evenly between zero and `base × 2ⁿ⁻¹`, at most `cap`. Drawing from zero
/// spreads clients that failed together ("Exponential Backoff And Jitter", AWS Architecture Blog, 2015).
///
/// ```
/// use std::time::Duration;
/// use lockstep_table::RetryPolicy;
///
/// let policy = RetryPolicy::default();
/// assert_eq!(policy.longest_wait(1), Duration::from_millis(50));
/// assert_eq!(policy.longest_wait(3), Duration::from_millis(200));
/// assert_eq!(policy.longest_wait(60), policy.cap);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// How often a request is sent at most, the first time included; 0 counts as 1. A batch that makes progress starts
    /// to count again: every round that counts as progress wrote or read at least one of its items.
    pub attempts: u32,
    /// The longest wait after the first attempt; it doubles with each further one.
    pub base: Duration,
    /// What no wait exceeds.
    pub cap: Duration,
}

impl Default for RetryPolicy {
    /// Eight attempts, 50 ms, 5 s: at most 6.4 s of waiting, half of that on average.
    fn default() -> Self {
        Self {
            attempts: 8,
            base: Duration::from_millis(50),
            cap: Duration::from_secs(5),
        }
    }
}

impl RetryPolicy {
    /// The longest wait after `attempt` attempts (counted from 1).
    #[must_use]
    pub fn longest_wait(&self, attempt: u32) -> Duration {
        let doublings = attempt.saturating_sub(1).min(31);
        self.base.saturating_mul(1 << doublings).min(self.cap)
    }

    /// The wait after `attempt` attempts, for a random `fraction` of at least 0 and below 1.
    fn wait(&self, attempt: u32, fraction: f64) -> Duration {
        self.longest_wait(attempt).mul_f64(fraction)
    }
}

/// Counts the attempts of one request and waits between them.
#[derive(Debug)]
pub(crate) struct Attempts {
    policy: RetryPolicy,
    made: u32,
}

impl Attempts {
    pub(crate) fn new(policy: RetryPolicy) -> Self {
        Self { policy, made: 0 }
    }

    /// Something was achieved: the count begins again.
    pub(crate) fn progress(&mut self) {
        self.made = 0;
    }

    /// Notes a failed attempt and waits before the next one. `false`, at once, where there must be no other.
    ///
    /// Waits with Tokio's clock, which tests can pause.
    pub(crate) async fn again(&mut self) -> bool {
        self.made += 1;
        if self.made >= self.policy.attempts {
            return false;
        }
        let wait = self.policy.wait(self.made, fastrand::f64());
        tracing::debug!(
            attempt = self.made,
            wait_ms = wait.as_millis(),
            "waiting before another attempt"
        );
        tokio::time::sleep(wait).await;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::{Attempts, RetryPolicy};
    use std::time::Duration;
    use tokio::time::Instant;

    #[test]
    fn waits_double_up_to_the_cap() {
        let policy = RetryPolicy {
            attempts: 9,
            base: Duration::from_millis(10),
            cap: Duration::from_millis(65),
        };
        let longest: Vec<_> = (0..6)
            .map(|attempt| policy.longest_wait(attempt).as_millis())
            .collect();
        assert_eq!(longest, [10, 10, 20, 40, 65, 65]);
        assert_eq!(policy.longest_wait(u32::MAX), policy.cap);
        assert_eq!(policy.wait(3, 0.5), Duration::from_millis(20));
        assert_eq!(policy.wait(3, 0.0), Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn attempts_are_bounded_and_progress_renews_them() {
        let policy = RetryPolicy {
            attempts: 3,
            base: Duration::from_secs(1),
            cap: Duration::from_secs(2),
        };
        let begin = Instant::now();
        let mut attempts = Attempts::new(policy);
        assert!(attempts.again().await);
        assert!(attempts.again().await);
        attempts.progress();
        assert!(attempts.again().await);
        assert!(attempts.again().await);
        assert!(!attempts.again().await);
        assert!(begin.elapsed() <= Duration::from_secs(6));
    }

    #[tokio::test]
    async fn no_attempts_means_one() {
        let policy = RetryPolicy {
            attempts: 0,
            ..RetryPolicy::default()
        };
        assert!(!Attempts::new(policy).again().await);
    }
}
