use std::cmp::Ordering;

use lockstep_entity::{AsScalar, Column, Patch, Scalar};
use proptest::prelude::*;

use super::*;
use crate::ColumnExt;

#[derive(Clone, Debug, PartialEq)]
struct Pair(Cell, Cell);

#[derive(Clone, Debug, PartialEq)]
struct Cell(Scalar);

impl AsScalar for Cell {
    fn as_scalar(&self) -> ScalarRef<'_> {
        self.0.borrow()
    }
}

impl Row for Pair {
    type Key = u8;
    type Patch = Nothing;

    fn key(&self) -> u8 {
        0
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Nothing;

impl Patch<Pair> for Nothing {
    fn between(_: &Pair, _: &Pair) -> Self {
        Self
    }

    fn apply(&self, _: &mut Pair) {}

    fn merge(&mut self, _: Self) {}

    fn is_empty(&self) -> bool {
        true
    }
}

const FIRST: Column<Pair, Cell> = Column::new("first", |pair| pair.0.as_scalar());
const SECOND: Column<Pair, Cell> = Column::new("second", |pair| pair.1.as_scalar());

fn two(values: impl Strategy<Value = Scalar> + 'static) -> BoxedStrategy<(Cell, Cell)> {
    let cell = prop_oneof![1 => Just(Scalar::Null), 8 => values]
        .prop_map(Cell)
        .boxed();
    (cell.clone(), cell).boxed()
}

/// Two values of one type, as a column has them; often equal at the beginning, and with all that is special.
fn cells() -> impl Strategy<Value = (Cell, Cell)> {
    let text = "[\u{0}ab]{0,3}|a{6,9}b?|ä|𐀀".prop_map(|text| Scalar::Text(text.into()));
    let special = prop::sample::select(vec![0, 1, -1, i64::MIN, i64::MAX, (1 << 53) + 1, (1 << 53) + 2]);
    let integer = prop_oneof![special, any::<i64>()].prop_map(Scalar::Integer);
    let special = prop::sample::select(vec![
        0.0,
        -0.0,
        f64::NAN,
        -f64::NAN,
        f64::INFINITY,
        f64::MIN,
        9_007_199_254_740_993.0,
    ]);
    let float = prop_oneof![special, any::<f64>()].prop_map(Scalar::Float);
    let number = prop_oneof![integer, float];
    let id = prop_oneof![any::<u128>(), 0..3_u128].prop_map(Scalar::Id);
    let boolean = any::<bool>().prop_map(Scalar::Bool);
    prop_oneof![two(text), two(number), two(id), two(boolean)]
}

fn orders() -> impl Strategy<Value = Vec<OrderBy<Pair>>> {
    let term = |column: Column<Pair, Cell>| {
        any::<(bool, bool)>().prop_map(move |(descending, nulls_last)| {
            let term = if descending { column.desc() } else { column.asc() };
            if nulls_last { term.nulls_last() } else { term }
        })
    };
    (term(FIRST), term(SECOND)).prop_map(|(first, second)| vec![first, second])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn a_lesser_key_is_a_lesser_row((first, second) in (cells(), cells()), terms in orders()) {
        let left = Pair(first.0, second.0);
        let right = Pair(first.1, second.1);
        let in_full = terms.iter().map(|term| term.compare(&left, &right)).find(|ordering| ordering.is_ne());
        let by_key = SortKey::of(&terms, &left).cmp(&SortKey::of(&terms, &right));
        prop_assert!(by_key == Ordering::Equal || Some(by_key) == in_full, "{:?} but {:?}", by_key, in_full);
    }
}

#[test]
fn short_values_leave_room_for_the_next_column() {
    let terms = [FIRST.asc(), SECOND.desc()];
    let pair = |text: &str, number| Pair(Cell(Scalar::Text(text.into())), Cell(Scalar::Integer(number)));
    let key = |pair: &Pair| SortKey::of(&terms, pair);
    assert!(key(&pair("abcd", 2)) < key(&pair("abcd", 1)));
    assert!(key(&pair("abc", 1)) < key(&pair("abcd", 2)));
    assert_eq!(
        key(&pair("a text that is long", 2)),
        key(&pair("a text that is long", 1))
    );
}
