use std::collections::hash_map::DefaultHasher;

use proptest::prelude::*;

use super::*;

/// Values that are close to each other, and those where an order goes wrong.
fn scalars() -> impl Strategy<Value = Scalar> {
    let integers = prop_oneof![
        -3..3_i64,
        Just(i64::MIN),
        Just(i64::MAX),
        Just((1 << 53) + 1),
        any::<i64>(),
    ];
    let floats = prop_oneof![
        (-6..6_i32).prop_map(|half| f64::from(half) / 2.0),
        prop::sample::select(
            &[
                -0.0,
                f64::NAN,
                -f64::NAN,
                f64::INFINITY,
                f64::NEG_INFINITY,
                f64::MIN_POSITIVE,
                9_007_199_254_740_992.0
            ][..]
        ),
        prop::sample::select(&[9_223_372_036_854_775_808.0, -9_223_372_036_854_775_808.0][..]),
        prop::num::f64::ANY,
    ];
    prop_oneof![
        Just(Scalar::Null),
        any::<bool>().prop_map(Scalar::Bool),
        integers.prop_map(Scalar::Integer),
        floats.prop_map(Scalar::Float),
        "[a-c\u{e000}\u{10000}]{0,2}".prop_map(|text| Scalar::Text(text.into())),
        (0..3_u128).prop_map(Scalar::Id),
    ]
}

fn hash(scalar: &Scalar) -> u64 {
    let mut hasher = DefaultHasher::new();
    scalar.hash(&mut hasher);
    hasher.finish()
}

/// An integer against a float in 128 bits, where both are exact.
fn oracle(integer: i64, float: f64) -> Ordering {
    if float.is_nan() || float > 1e30 {
        return Ordering::Less;
    }
    if float < -1e30 {
        return Ordering::Greater;
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a whole number below 1e30 fits in 128 bits"
    )]
    let floor = float.floor() as i128;
    let fraction = if float > float.floor() {
        Ordering::Less
    } else {
        Ordering::Equal
    };
    i128::from(integer).cmp(&floor).then(fraction)
}

#[test]
fn kinds_have_their_order() {
    let ascending = [
        Scalar::Null,
        Scalar::Bool(false),
        Scalar::Bool(true),
        Scalar::Float(f64::NEG_INFINITY),
        Scalar::Integer(i64::MIN),
        Scalar::Float(-0.5),
        Scalar::Integer(0),
        Scalar::Float(0.5),
        Scalar::Float(9_007_199_254_740_992.0),
        Scalar::Integer(9_007_199_254_740_993),
        Scalar::Integer(i64::MAX),
        Scalar::Float(9_223_372_036_854_775_808.0),
        Scalar::Float(f64::INFINITY),
        Scalar::Float(f64::NAN),
        Scalar::Text("".into()),
        Scalar::Text("Z".into()),
        Scalar::Text("a".into()),
        Scalar::Text("\u{ffff}".into()),
        Scalar::Text("\u{10000}".into()),
        Scalar::Id(0),
    ];
    assert!(ascending.is_sorted_by(|left, right| left < right));
}

#[test]
fn what_is_equal_by_value_is_equal() {
    assert_eq!(Scalar::Integer(2), Scalar::Float(2.0));
    assert_eq!(Scalar::Float(0.0), Scalar::Float(-0.0));
    assert_eq!(Scalar::Float(f64::NAN), Scalar::Float(-f64::NAN));
    assert_ne!(Scalar::Null, Scalar::Bool(false));
    assert!(None::<bool>.as_scalar().is_null());
    assert_eq!(Some(3_u8).as_scalar(), ScalarRef::Integer(3));
    assert_eq!((&"a").as_scalar().to_owned(), Scalar::Text("a".into()));
}

#[cfg(feature = "uuid")]
#[test]
fn ids_order_like_their_text() {
    let ids = [
        uuid::Uuid::from_u128(0x0a << 120),
        uuid::Uuid::from_u128(0xf0 << 120),
    ];
    assert!(ids[0].as_scalar() < ids[1].as_scalar());
    assert!(ids[0].to_string() < ids[1].to_string());
}

proptest! {
    #[test]
    fn the_order_is_total(a in scalars(), b in scalars(), c in scalars()) {
        prop_assert_eq!(a.cmp(&b), b.cmp(&a).reverse());
        prop_assert_eq!(a.cmp(&a), Ordering::Equal);
        if a <= b && b <= c {
            prop_assert!(a <= c);
        }
        if a == b {
            prop_assert_eq!(a.cmp(&c), b.cmp(&c));
        }
    }

    #[test]
    fn equal_values_hash_alike(a in scalars(), b in scalars()) {
        if a == b {
            prop_assert_eq!(hash(&a), hash(&b));
        }
        prop_assert_eq!(a.borrow().to_owned(), a);
    }

    #[test]
    fn integers_and_floats_compare_exactly(integer: i64, offset in -2000.0..2000.0_f64, float in prop::num::f64::ANY) {
        #[expect(clippy::cast_precision_loss, reason = "any float near the integer will do")]
        let near = integer as f64 + offset;
        for float in [near, float] {
            let ordering = Scalar::Integer(integer).cmp(&Scalar::Float(float));
            prop_assert_eq!(ordering, oracle(integer, float), "{} {}", integer, float);
        }
    }

    #[test]
    fn text_orders_by_code_point(a: String, b: String) {
        let scalars = a.as_scalar().cmp(&b.as_scalar());
        prop_assert_eq!(scalars, a.chars().cmp(b.chars()));
    }
}
