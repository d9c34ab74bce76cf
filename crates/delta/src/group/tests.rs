extern crate std;

use std::collections::BTreeMap;
use std::vec::Vec;

use proptest::prelude::*;

use super::*;
use crate::{Bag, Extent};

#[test]
fn a_group_ends_with_its_last_element() {
    let mut groups = Group::<char, Bag<u8>>::default();
    assert_eq!(groups.advance(&ZSet::from_iter([(('a', 1), 1)])).total(), 1);
    assert_eq!(groups.len(), 1);
    assert_eq!(groups.advance(&ZSet::from_iter([(('a', 1), -1)])).total(), -1);
    assert!(groups.is_empty());
}

#[test]
fn what_leaves_the_aggregate_as_it_was_is_not_listed() {
    let mut groups = Group::<char, Bag<u8>>::default();
    groups.advance(&ZSet::from_iter([(('a', 1), 1), (('a', 2), 1), (('a', 3), 1)]));
    assert!(
        groups
            .advance(&ZSet::from_iter([(('a', 2), -1), (('a', 2), 1)]))
            .is_empty()
    );
    assert!(
        groups
            .advance(&ZSet::from_iter([(('b', 2), 1), (('b', 2), -1)]))
            .is_empty()
    );
    assert_eq!(groups.len(), 1);
}

#[test]
fn a_group_that_is_always_there_outlives_its_elements() {
    let mut groups = Group::new(Bag::<u8>::default()).always(());
    let empty = Extent::default();
    assert!(groups.outputs().eq([(&(), empty)]));
    groups.advance(&ZSet::from_iter([(((), 4), 1)]));
    let delta = groups.advance(&ZSet::from_iter([(((), 4), -1)]));
    assert!(
        delta
            .into_iter()
            .any(|(((), output), weight)| weight == 1 && output == empty)
    );
}

proptest! {
    #[test]
    fn equals_the_groups_computed_afresh(commits in prop::collection::vec(prop::collection::vec((0..3_u8, 0..4_u8, any::<bool>()), 0..6), 0..12)) {
        let mut groups = Group::<u8, Bag<u8>>::default();
        let mut all: Vec<(u8, u8)> = Vec::new();
        let mut seen: BTreeMap<u8, Extent<u8>> = BTreeMap::new();
        for commit in commits {
            let mut delta = ZSet::new();
            for (key, value, comes) in commit {
                if comes {
                    all.push((key, value));
                    delta.push((key, value), 1);
                } else if let Some(at) = all.iter().position(|other| *other == (key, value)) {
                    all.remove(at);
                    delta.push((key, value), -1);
                }
            }
            for ((key, output), weight) in groups.advance(&delta) {
                if weight < 0 {
                    prop_assert_eq!(seen.remove(&key), Some(output));
                } else {
                    prop_assert_eq!(seen.insert(key, output), None);
                }
            }
            let mut expected: BTreeMap<u8, Extent<u8>> = BTreeMap::new();
            for key in 0..3 {
                let mut values: Vec<u8> = all.iter().filter(|other| other.0 == key).map(|other| other.1).collect();
                values.sort_unstable();
                let (min, max, len) = (values.first().copied(), values.last().copied(), values.len());
                values.dedup();
                if len > 0 {
                    expected.insert(key, Extent { min, max, len, distinct: values.len() });
                }
            }
            prop_assert_eq!(&seen, &expected);
            prop_assert!(groups.outputs().map(|(key, output)| (*key, output)).eq(expected));
        }
    }
}
