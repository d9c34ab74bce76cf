//! Exact sums of integers and floats, from which values can be taken away again.

use alloc::boxed::Box;

use crate::Weight;

/// A sum that depends on what is in it alone: not on the order in which values came, nor on what came and went.
///
/// Floats that are added and taken away one by one drift (`0.1 + 0.2 - 0.2 ≠ 0.1`), and an infinity or a NaN would stay for
/// good. Here every bit of every float is kept, in fixed point wide enough for all of them (Kulisch's accumulator), so the
/// result is the float nearest to the true sum. A change costs `O(1)`. Integers alone are summed as integers; the fixed point (560 bytes) is made when the
/// first float comes.
///
/// ```
/// use lockstep_delta::{ExactSum, Total};
///
/// let mut sum = ExactSum::default();
/// sum.add_integer(2, 1);
/// assert_eq!(sum.total(), Total::Integer(2));
/// for value in [1e300, 0.1, -1e300] {
///     sum.add_float(value, 1);
/// }
/// assert_eq!(sum.total(), Total::Float(2.1)); // floats, one after the other, would give 0
/// ```
#[derive(Clone, Debug, Default)]
pub struct ExactSum {
    integers: i128,
    floats: usize,
    fixed: Option<Box<Fixed>>,
    not_a_number: usize,
    infinite: usize,
    negative_infinite: usize,
}

/// What a sum is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Total {
    /// The sum of integers.
    Integer(i128),
    /// The float nearest to the sum of numbers of which at least one is a float.
    Float(f64),
}

impl ExactSum {
    /// Adds an integer (`weight` > 0), or takes one away that was added.
    pub fn add_integer(&mut self, value: i64, weight: Weight) {
        self.integers += i128::from(value) * weight as i128;
    }

    /// Adds a float (`weight` > 0), or takes one away that was added.
    pub fn add_float(&mut self, value: f64, weight: Weight) {
        self.floats = self.floats.saturating_add_signed(weight);
        let special = if value.is_nan() {
            Some(&mut self.not_a_number)
        } else if value == f64::INFINITY {
            Some(&mut self.infinite)
        } else if value == f64::NEG_INFINITY {
            Some(&mut self.negative_infinite)
        } else {
            None
        };
        if let Some(count) = special {
            *count = count.saturating_add_signed(weight);
        } else {
            let fixed = self.fixed.get_or_insert_with(Box::default);
            let (mantissa, position) = decode(value);
            for _ in 0..weight.unsigned_abs() {
                fixed.add(mantissa, position, value.is_sign_negative() != (weight < 0));
            }
        }
        if self.floats == 0 {
            self.fixed = None;
        }
    }

    /// The sum.
    pub fn total(&self) -> Total {
        if self.floats == 0 {
            return Total::Integer(self.integers);
        }
        Total::Float(
            if self.not_a_number > 0 || (self.infinite > 0 && self.negative_infinite > 0) {
                f64::NAN
            } else if self.infinite > 0 {
                f64::INFINITY
            } else if self.negative_infinite > 0 {
                f64::NEG_INFINITY
            } else {
                let mut fixed = self.fixed.as_deref().cloned().unwrap_or_default();
                fixed.add(self.integers.unsigned_abs(), UNIT, self.integers < 0);
                fixed.nearest()
            },
        )
    }
}

/// Bits of a limb; the rest of its 64 is room for carries.
const LIMB: usize = 32;
const MASK: i64 = (1 << LIMB) - 1;
/// Two limbs below the least bit of the least float, so that the three limbs that make a result are always there; above
/// the greatest float, room for 2⁶⁴ of them.
const LIMBS: usize = 70;
/// The position of the bit that is worth 1: 1074 bits of floats' fractions and two limbs lie below.
const UNIT: usize = 1074 + 2 * LIMB;
/// So many additions fit into the room for carries.
const CARRIES: u32 = 1 << 30;

/// A number in fixed point: limb `i` is worth `2^(32 i − UNIT)`. Limbs are signed, and carries are put off.
#[derive(Clone, Debug)]
struct Fixed {
    limbs: [i64; LIMBS],
    additions: u32,
}

impl Default for Fixed {
    fn default() -> Self {
        Self {
            limbs: [0; LIMBS],
            additions: 0,
        }
    }
}

impl Fixed {
    /// Adds `magnitude · 2^(position − UNIT)`.
    fn add(&mut self, magnitude: u128, position: usize, negative: bool) {
        let shift = position % LIMB;
        // The low bits first, so that the rest can be shifted without losing any.
        let low = (magnitude & u128::from(u32::MAX)) << shift;
        let mut rest = ((magnitude >> LIMB) << shift) + (low >> LIMB);
        let mut piece = low & u128::from(u32::MAX);
        for limb in &mut self.limbs[position / LIMB..] {
            let part = i64::try_from(piece).expect("a piece has 32 bits");
            *limb += if negative { -part } else { part };
            if rest == 0 {
                break;
            }
            piece = rest & u128::from(u32::MAX);
            rest >>= LIMB;
        }
        self.additions += 1;
        if self.additions == CARRIES {
            self.carry();
        }
    }

    /// Brings every limb but the last into 0..2³².
    fn carry(&mut self) {
        let mut carry = 0;
        let last = LIMBS - 1;
        for limb in &mut self.limbs[..last] {
            let value = *limb + carry;
            *limb = value & MASK;
            carry = value >> LIMB;
        }
        self.limbs[last] += carry;
        self.additions = 0;
    }

    /// The nearest float; of two equally near ones, the even one.
    fn nearest(mut self) -> f64 {
        self.carry();
        let negative = self.limbs[LIMBS - 1] < 0;
        if negative {
            self.limbs.iter_mut().for_each(|limb| *limb = -*limb);
            self.carry();
        }
        let Some(top) = self.limbs.iter().rposition(|limb| *limb != 0) else {
            return 0.0;
        };
        let lowest = top.saturating_sub(2);
        let mut bits = self.limbs[lowest..=top].iter().rev().fold(0_u128, |bits, limb| {
            (bits << LIMB) | u128::from(limb.unsigned_abs())
        });
        // Whatever lies below counts only in so far as there is something: it decides between two equally near floats.
        bits |= u128::from(self.limbs[..lowest].iter().any(|limb| *limb != 0));
        #[expect(
            clippy::cast_precision_loss,
            reason = "this is where the sum is rounded, once: the cast goes to the nearest, ties to even"
        )]
        let rounded = bits as f64;
        // In two steps, for one factor alone might not be a float. Neither rounds: what is too small for a float of full
        // precision has no bits below the least float.
        let exponent = LIMB * lowest;
        let (half, other) = (exponent / 2, exponent - exponent / 2);
        let magnitude = rounded * power_of_two(half, UNIT / 2) * power_of_two(other, UNIT - UNIT / 2);
        if negative { -magnitude } else { magnitude }
    }
}

/// `2^(up − down)`, for exponents that a float of full precision can have.
fn power_of_two(up: usize, down: usize) -> f64 {
    const BIAS: usize = 1023;
    f64::from_bits(((BIAS + up - down) as u64) << 52)
}

/// The magnitude of a finite float as an integer, and the position of its lowest bit.
fn decode(value: f64) -> (u128, usize) {
    const FRACTION: u64 = (1 << 52) - 1;
    let bits = value.to_bits();
    let exponent = usize::try_from((bits >> 52) & 0x7ff).expect("11 bits");
    let fraction = bits & FRACTION;
    // Position 0 of floats is 2^−1074, two limbs above that of the fixed point.
    if exponent == 0 {
        (fraction.into(), 2 * LIMB)
    } else {
        ((fraction | (FRACTION + 1)).into(), exponent - 1 + 2 * LIMB)
    }
}

#[cfg(test)]
mod tests;
