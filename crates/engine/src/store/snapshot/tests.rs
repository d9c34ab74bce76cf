//! Rows over trees, beside a map that was told the same; and snapshots that stay while the trees change.

use std::collections::BTreeMap;

use proptest::prelude::*;
use redb::backends::InMemoryBackend;
use redb::{Builder, Database};

use super::{Base, Read as _, Snapshot};
use crate::store::changes::fold;
use crate::store::map::Map;
use crate::store::overlay::{Overlay, Row};

type Told = BTreeMap<Vec<u8>, Vec<u8>>;

fn database() -> Database {
    let database = Builder::new()
        .create_with_backend(InMemoryBackend::new())
        .unwrap();
    let transaction = database.begin_write().unwrap();
    for map in Map::ALL {
        transaction.open_table(map.definition()).unwrap();
    }
    transaction.commit().unwrap();
    database
}

/// Everything, and each by itself.
fn check(snapshot: &Snapshot, told: &Told, keys: u8) {
    check_range(snapshot, told, &[], &[u8::MAX]);
    for key in 0..keys {
        let value = snapshot.with(Map::Items, &[key], <[u8]>::to_vec).unwrap();
        assert_eq!(value.as_ref(), told.get(&vec![key]));
    }
}

/// A range, from either end, and its first and last row.
fn check_range(snapshot: &Snapshot, told: &Told, from: &[u8], to: &[u8]) {
    for forward in [true, false] {
        let found: Vec<_> = snapshot
            .range(Map::Items, from, to, forward)
            .unwrap()
            .map(|found| found.unwrap())
            .map(|found| (found.key().to_vec(), found.value().to_vec()))
            .collect();
        let mut expected: Vec<_> = told
            .iter()
            .filter(|(key, _)| key.as_slice() >= from && key.as_slice() < to)
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        if !forward {
            expected.reverse();
        }
        assert_eq!(found, expected);
        let first = snapshot.find(Map::Items, (from, to), forward, |key, value| {
            Some((key.to_vec(), value.to_vec()))
        });
        assert_eq!(first.unwrap(), expected.into_iter().next());
    }
}

proptest! {
    #[test]
    fn rows_over_trees_are_as_in_a_map(
        // Each turn is a commit, and some of them are checkpoints.
        turns in prop::collection::vec(
            (prop::collection::vec((0_u8..40, prop::option::of(any::<u8>())), 0..20), prop::bool::weighted(0.2)),
            1..12,
        ),
        ranges in prop::collection::vec((0_u8..42, 0_u8..42), 1..6),
    ) {
        let database = database();
        let mut snapshot = Snapshot::of(Base::now(&database).unwrap());
        let mut told = Told::new();
        let mut past = Vec::new();
        for (rows, is_checkpoint) in &turns {
            let mut overlay: Overlay = snapshot.overlay().clone();
            for (key, value) in rows {
                let value = value.map(|value| vec![value]);
                overlay.set(Row::new(Map::Items, &[*key], value.as_deref(), &mut Vec::new()));
                match value {
                    Some(value) => told.insert(vec![*key], value),
                    None => told.remove(&vec![*key]),
                };
            }
            overlay.settle();
            snapshot = snapshot.under(overlay);
            past.push((snapshot.clone(), told.clone()));
            if *is_checkpoint {
                let mut pieces = 0;
                fold(snapshot.overlay(), &database, || {
                    pieces += 1;
                    // Until the last one readers still have the overlay, over trees that have some of it already.
                    check(&snapshot, &told, 41);
                    check(&snapshot.over(Base::now(&database)?), &told, 41);
                    Ok(())
                })
                .unwrap();
                assert_eq!(pieces, snapshot.overlay().all().count().div_ceil(16));
                snapshot = Snapshot::of(Base::now(&database).unwrap());
            }
            check(&snapshot, &told, 41);
            for (from, to) in &ranges {
                check_range(&snapshot, &told, &[*from], &[*to]);
            }
        }
        // What was taken before stays as it was, across all checkpoints.
        for (snapshot, told) in &past {
            check(snapshot, told, 41);
        }
    }
}
