//! Rows in runs, beside a map that was told the same.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{MAX_NEW, Overlay, Row};
use crate::store::map::Map;

/// What was written last at each key; nothing where it was removed.
type Told = BTreeMap<(Map, Vec<u8>), Option<Vec<u8>>>;

fn set(overlay: &mut Overlay, told: &mut Told, map: Map, key: &[u8], value: Option<&[u8]>) {
    overlay.set(Row::new(map, key, value, &mut Vec::new()));
    told.insert((map, key.to_vec()), value.map(<[u8]>::to_vec));
}

fn all(overlay: &Overlay) -> Told {
    let own = |row: &Row| {
        let key = (row.map(), row.key().to_vec());
        (key, row.value().map(<[u8]>::to_vec))
    };
    let rows: Vec<_> = overlay.all().map(own).collect();
    assert!(
        rows.is_sorted_by(|one, other| one.0 < other.0),
        "each key once, in order"
    );
    rows.into_iter().collect()
}

#[test]
fn runs_stay_few_however_rows_come() {
    let (mut overlay, mut told) = (Overlay::default(), Told::new());
    for number in 0..3_000_u32 {
        let key = (number.wrapping_mul(2_654_435_761)).to_be_bytes();
        set(&mut overlay, &mut told, Map::Items, &key, Some(&[]));
        // Each of them is a commit.
        overlay.settle();
    }
    assert_eq!(all(&overlay), told);
    assert!(overlay.runs.len() < 12, "{}", overlay.runs.len());
}

#[test]
fn a_clone_keeps_what_it_had() {
    let (mut overlay, mut told) = (Overlay::default(), Told::new());
    for number in 0..10_u8 {
        set(&mut overlay, &mut told, Map::Items, &[number], Some(b"old"));
    }
    overlay.settle();
    let (clone, before) = (overlay.clone(), told.clone());
    for number in 0..u8::MAX {
        set(
            &mut overlay,
            &mut told,
            Map::Items,
            &[number],
            (number % 2 == 0).then_some(b"new"),
        );
    }
    overlay.settle();
    assert_eq!(all(&clone), before);
    assert_eq!(all(&overlay), told);
}

/// A key that others begin with, and that differ only behind what a row knows of them by heart.
fn key() -> impl Strategy<Value = Vec<u8>> {
    let ends = prop::collection::vec(0_u8..3, 0..3);
    (0_usize..9, ends).prop_map(|(length, end)| [vec![0; length], end].concat())
}

proptest! {
    #[test]
    fn rows_are_as_in_a_map(
        turns in prop::collection::vec(
            prop::collection::vec((0_usize..3, key(), prop::option::of(prop::collection::vec(any::<u8>(), 0..3))), 0..30),
            0..12,
        ),
        bounds in (0_usize..3, key(), key()),
        many in 0_usize..2,
    ) {
        let (mut overlay, mut told) = (Overlay::default(), Told::new());
        for number in 0..many * (MAX_NEW + 10) {
            set(&mut overlay, &mut told, Map::Records, &number.to_le_bytes(), Some(&[1]));
        }
        for turn in &turns {
            for (map, key, value) in turn {
                set(&mut overlay, &mut told, Map::ALL[*map], key, value.as_deref());
                prop_assert_eq!(overlay.get(Map::ALL[*map], key).map(Row::value), Some(value.as_deref()));
            }
            overlay.settle();
        }
        prop_assert_eq!(&all(&overlay), &told);
        let (map, from, to) = (Map::ALL[bounds.0], bounds.1, bounds.2);
        for forward in [true, false] {
            let found: Vec<_> = overlay
                .range(map, &from, &to, forward)
                .map(|row| (row.key().to_vec(), row.value().map(<[u8]>::to_vec)))
                .collect();
            let mut expected: Vec<_> = told
                .iter()
                .filter(|((of, key), _)| *of == map && *key >= from && *key < to)
                .map(|((_, key), value)| (key.clone(), value.clone()))
                .collect();
            if !forward {
                expected.reverse();
            }
            prop_assert_eq!(found, expected);
        }
    }
}
