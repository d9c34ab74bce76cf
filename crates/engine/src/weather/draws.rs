//! Random numbers from a seed: `SplitMix64` (Steele, Lea and Flood, *Fast splittable pseudorandom number generators*,
//! OOPSLA 2014).

use std::time::Duration;

/// What is added from one state to the next: 2⁶⁴ divided by the golden ratio.
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

/// A row of random numbers.
pub(super) struct Draws(u64);

impl Draws {
    /// The row of a number: each seed has one for every number, and they have nothing to do with each other.
    pub(super) fn new(seed: u64, number: u64) -> Self {
        Self(mix(mix(seed) ^ number.wrapping_mul(STEP)))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        mix(self.0)
    }

    /// A number from 0 to below 1, by thousand millionths.
    fn unit(&mut self) -> f64 {
        const PARTS: u32 = 1_000_000_000;
        let part = u32::try_from(self.next() % u64::from(PARTS)).expect("it is below a number of 32 bits");
        f64::from(part) / f64::from(PARTS)
    }

    /// Whether something happens that has this share.
    pub(super) fn strikes(&mut self, share: f64) -> bool {
        self.unit() < share
    }

    /// A number below another one, which is not zero.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.next() % bound).expect("it is below a number of the same size")
    }

    /// A duration up to a longest one.
    pub(super) fn up_to(&mut self, longest: Duration) -> Duration {
        longest.mul_f64(1.0 - self.unit())
    }
}

fn mix(mut state: u64) -> u64 {
    state = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    state = (state ^ (state >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    state ^ (state >> 31)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Draws, STEP, mix};

    #[test]
    fn numbers_are_those_of_the_paper() {
        // The first numbers of the seed 1234567, as the reference implementation of the authors gives them.
        let mut state = 1_234_567_u64;
        let mut next = || {
            state = state.wrapping_add(STEP);
            mix(state)
        };
        let numbers = [next(), next(), next()];
        assert_eq!(
            numbers,
            [
                6_457_827_717_110_365_317,
                3_203_168_211_198_807_973,
                9_817_491_932_198_370_423
            ]
        );
    }

    #[test]
    fn shares_are_kept() {
        let mut struck = 0;
        for number in 0..10_000 {
            let mut draws = Draws::new(7, number);
            struck += u32::from(draws.strikes(0.3));
            assert!(!draws.strikes(0.0));
            assert!(draws.strikes(1.0));
            assert!(draws.below(3) < 3);
            let delay = draws.up_to(Duration::from_millis(5));
            assert!(!delay.is_zero() && delay <= Duration::from_millis(5), "{delay:?}");
        }
        assert!((2_800..3_200).contains(&struck), "{struck}");
    }
}
