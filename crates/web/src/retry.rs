//! How often and when a failed request is sent again.

use std::time::Duration;

/// A bounded exponential backoff with full jitter.
///
/// It draws no random number and reads no clock: the caller hands in a number from 0 to 1 and waits by itself.
///
/// ```
/// use std::time::Duration;
/// use lockstep_web::Backoff;
///
/// let mut backoff = Backoff::new(Duration::from_millis(200), Duration::from_secs(5), 3);
/// assert_eq!(backoff.next_delay(1.0), Some(Duration::from_millis(200)));
/// assert_eq!(backoff.next_delay(1.0), Some(Duration::from_millis(400)));
/// assert_eq!(backoff.next_delay(0.0), Some(Duration::ZERO));
/// assert_eq!(backoff.next_delay(1.0), None, "three attempts were allowed");
/// ```
#[derive(Clone, Debug)]
pub struct Backoff {
    base: Duration,
    ceiling: Duration,
    attempts: u32,
    used: u32,
}

impl Backoff {
    /// A backoff that starts at `base`, doubles up to `ceiling`, and allows `attempts` repetitions.
    pub const fn new(base: Duration, ceiling: Duration, attempts: u32) -> Self {
        Self {
            base,
            ceiling,
            attempts,
            used: 0,
        }
    }

    /// How long to wait before the next repetition, or `None` when all are used up.
    ///
    /// `random` is between 0 and 1; the wait is that share of the exponential step, so that many clients that failed
    /// together do not come back together.
    pub fn next_delay(&mut self, random: f64) -> Option<Duration> {
        if self.used == self.attempts {
            return None;
        }
        let step = self
            .base
            .saturating_mul(2_u32.saturating_pow(self.used))
            .min(self.ceiling);
        self.used += 1;
        Some(step.mul_f64(random.clamp(0.0, 1.0)))
    }

    /// Starts anew, after a success.
    pub fn reset(&mut self) {
        self.used = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_never_exceeds_the_ceiling() {
        let mut backoff = Backoff::new(Duration::from_millis(100), Duration::from_secs(1), 40);
        let waits: Vec<_> = std::iter::from_fn(|| backoff.next_delay(1.0)).collect();
        assert_eq!(waits.len(), 40);
        assert_eq!(waits[3], Duration::from_millis(800));
        assert!(waits[4..].iter().all(|wait| *wait == Duration::from_secs(1)));
    }

    #[test]
    fn a_success_starts_anew() {
        let mut backoff = Backoff::new(Duration::from_millis(100), Duration::from_secs(1), 1);
        assert!(backoff.next_delay(0.5).is_some());
        assert!(backoff.next_delay(0.5).is_none());
        backoff.reset();
        assert_eq!(backoff.next_delay(0.5), Some(Duration::from_millis(50)));
    }

    #[test]
    fn a_random_number_out_of_range_is_clamped() {
        let mut backoff = Backoff::new(Duration::from_millis(100), Duration::from_secs(1), 2);
        assert_eq!(backoff.next_delay(-3.0), Some(Duration::ZERO));
        assert_eq!(backoff.next_delay(7.0), Some(Duration::from_millis(200)));
    }
}
