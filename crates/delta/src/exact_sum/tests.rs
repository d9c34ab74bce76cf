extern crate std;

use std::vec::Vec;

use proptest::prelude::*;

use super::*;

fn sum(values: &[f64]) -> ExactSum {
    let mut sum = ExactSum::default();
    for value in values {
        sum.add_float(*value, 1);
    }
    sum
}

#[track_caller]
fn check(values: &[f64], expected: f64) {
    let Total::Float(total) = sum(values).total() else {
        panic!("floats have a float's sum");
    };
    assert_eq!(total.to_bits(), expected.to_bits(), "{total} is not {expected}");
}

#[test]
fn the_edges_of_floats_are_exact() {
    check(&[f64::MAX], f64::MAX);
    check(&[f64::MIN], f64::MIN);
    check(&[5e-324], 5e-324);
    check(&[5e-324, 5e-324, -5e-324], 5e-324);
    check(&[f64::MIN_POSITIVE, -5e-324], f64::MIN_POSITIVE - 5e-324);
    check(&[f64::MAX, f64::MAX, f64::MIN], f64::MAX);
    check(&[f64::MAX, f64::MAX], f64::INFINITY);
    check(&[f64::MAX, 5e-324, f64::MIN], 5e-324);
    check(&[0.0, -0.0], 0.0);
    check(&[1.0, -1.0], 0.0);
}

#[test]
fn ties_go_to_even_and_what_lies_below_breaks_them() {
    let ulp = f64::EPSILON; // of 1.0
    check(&[1.0, ulp / 2.0], 1.0);
    check(&[1.0 + ulp, ulp / 2.0], 1.0 + 2.0 * ulp);
    check(&[1.0, ulp / 2.0, 5e-324], 1.0 + ulp);
    check(&[1.0, ulp / 2.0, -5e-324], 1.0);
    check(&[-1.0, -ulp / 2.0, -5e-324], -1.0 - ulp);
}

#[test]
fn what_is_not_finite_leaves_again() {
    let mut total = sum(&[1.5, f64::INFINITY]);
    assert_eq!(total.total(), Total::Float(f64::INFINITY));
    total.add_float(f64::NEG_INFINITY, 1);
    assert!(matches!(total.total(), Total::Float(value) if value.is_nan()));
    total.add_float(f64::INFINITY, -1);
    assert_eq!(total.total(), Total::Float(f64::NEG_INFINITY));
    total.add_float(f64::NEG_INFINITY, -1);
    total.add_float(f64::NAN, 1);
    assert!(matches!(total.total(), Total::Float(value) if value.is_nan()));
    total.add_float(f64::NAN, -1);
    assert_eq!(total.total(), Total::Float(1.5));
    total.add_float(1.5, -1);
    assert_eq!(total.total(), Total::Integer(0));
}

#[test]
fn integers_are_exact_beyond_what_floats_hold() {
    let mut sum = ExactSum::default();
    for _ in 0..3 {
        sum.add_integer(i64::MAX, 1);
    }
    assert_eq!(sum.total(), Total::Integer(3 * i128::from(i64::MAX)));
    sum.add_float(0.5, 1);
    sum.add_integer(i64::MAX, -3);
    sum.add_integer(-7, 1);
    assert_eq!(sum.total(), Total::Float(-6.5));
}

#[test]
fn carries_are_brought_up_in_time() {
    let mut fixed = Fixed {
        additions: CARRIES - 1,
        ..Fixed::default()
    };
    fixed.limbs[5] = i64::from(u32::MAX) << 30;
    let before = fixed.clone().nearest();
    fixed.add(0, 0, false);
    assert_eq!(fixed.additions, 0);
    assert!(fixed.limbs[5] <= MASK);
    assert_eq!(fixed.nearest().to_bits(), before.to_bits());
}

/// `mantissa · 2^exponent`, small enough that a sum of many fits 128 bits in fixed point at 2⁻⁴⁰.
fn numbers() -> impl Strategy<Value = (i32, i32)> {
    (any::<i32>(), -40..40_i32)
}

proptest! {
    #[test]
    fn equals_the_sum_in_wide_integers(numbers in prop::collection::vec(numbers(), 0..20), taken in prop::collection::vec(numbers(), 0..6), whole in any::<i64>()) {
        let float = |(mantissa, exponent): &(i32, i32)| f64::from(*mantissa) * 2_f64.powi(*exponent);
        let fixed = |(mantissa, exponent): &(i32, i32)| i128::from(*mantissa) << (exponent + 40);

        let values: Vec<f64> = numbers.iter().chain(&taken).map(float).collect();
        let mut exact = sum(&values);
        exact.add_integer(whole, 1);
        for number in &taken {
            exact.add_float(float(number), -1);
        }
        let wide = numbers.iter().map(fixed).sum::<i128>() + (i128::from(whole) << 40);
        #[expect(clippy::cast_precision_loss, reason = "rounds as the sum does")]
        let expected = match numbers.len() {
            0 => Total::Integer(whole.into()),
            _ => Total::Float(wide as f64 * 2_f64.powi(-40)),
        };
        prop_assert_eq!(exact.total(), expected);
    }

    #[test]
    fn one_float_is_its_own_sum(value in any::<f64>(), others in prop::collection::vec(any::<f64>(), 0..5)) {
        let mut exact = sum(&others);
        exact.add_float(value, 1);
        for other in others {
            exact.add_float(other, -1);
        }
        let Total::Float(total) = exact.total() else { panic!("a float's sum") };
        // A sum has one zero and one NaN.
        prop_assert!((total.is_nan() && value.is_nan()) || total.total_cmp(&(value + 0.0)).is_eq());
    }
}
