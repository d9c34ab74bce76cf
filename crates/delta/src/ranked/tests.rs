use std::vec::Vec;

use proptest::prelude::*;

use super::*;

extern crate std;

fn set(elements: impl IntoIterator<Item = u32>) -> RankedSet<u32> {
    let set = RankedSet::from_sorted(elements.into_iter().collect());
    set.root.check(true);
    set
}

#[test]
fn an_empty_set_has_nothing() {
    let mut empty = RankedSet::<u32>::new();
    assert_eq!(
        (empty.len(), empty.get(0), empty.first(), empty.last()),
        (0, None, None, None)
    );
    assert_eq!(empty.search(|other| other.cmp(&1)), Err(0));
    assert_eq!(empty.remove(&1, Ord::cmp), None);
    assert_eq!(empty.iter().next_back(), None);
}

#[test]
fn building_keeps_the_shape_at_every_size() {
    for len in (0..200).chain([48 * 24, 48 * 24 + 1, 10_000]) {
        let built = set(0..len);
        assert_eq!(built.len(), len as usize);
        assert!(built.iter().copied().eq(0..len));
    }
}

#[test]
fn positions_and_elements_agree() {
    let built = set((0..5_000).map(|number| number * 2));
    for position in [0, 1, 47, 48, 2_500, 4_999] {
        let element = *built.get(position).expect("within the set");
        assert_eq!(built.search(|other| other.cmp(&element)), Ok(position));
        assert_eq!(built.search(|other| other.cmp(&(element + 1))), Err(position + 1));
    }
    assert_eq!(built.get(5_000), None);
    assert_eq!((built.first(), built.last()), (Some(&0), Some(&9_998)));
}

#[test]
fn growing_and_shrinking_keep_the_shape() {
    let mut grown = RankedSet::new();
    // A step that is coprime to the size visits every number, in no order.
    for step in 0..4_001_u32 {
        assert_eq!(grown.insert(step * 1_237 % 4_001, Ord::cmp).1, None);
    }
    grown.root.check(true);
    assert!(grown.iter().copied().eq(0..4_001));
    for step in 0..4_001_u32 {
        let number = step * 2_003 % 4_001;
        assert_eq!(
            grown.remove(&number, Ord::cmp).map(|(_, removed)| removed),
            Some(number)
        );
        if step % 100 == 0 {
            grown.root.check(true);
        }
    }
    assert!(grown.is_empty());
}

#[test]
fn an_equal_element_is_replaced() {
    let by_number = |left: &(u32, char), right: &(u32, char)| left.0.cmp(&right.0);
    let mut pairs = RankedSet::from_sorted(Vec::from([(1, 'a'), (2, 'b')]));
    assert_eq!(pairs.insert((2, 'c'), by_number), (1, Some((2, 'b'))));
    assert_eq!(pairs.len(), 2);
    assert_eq!(pairs.get(1), Some(&(2, 'c')));
}

#[test]
fn iteration_from_both_ends_meets() {
    let built = set(0..1_000);
    let mut iter = built.range(10..990);
    assert_eq!(iter.len(), 980);
    let mut front = Vec::new();
    let mut back = Vec::new();
    while let Some(element) = iter.next() {
        front.push(*element);
        back.extend(iter.next_back().copied());
        back.extend(iter.next_back().copied());
    }
    back.reverse();
    front.extend(back);
    assert!(front.into_iter().eq(10..990));
    assert!(built.iter().rev().copied().eq((0..1_000).rev()));
    assert_eq!(built.range(990..2_000).len(), 10);
    let (empty, reversed) = (5..5, core::ops::Range { start: 7, end: 3 });
    assert_eq!((built.range(empty).len(), built.range(reversed).len()), (0, 0));
}

#[test]
fn a_snapshot_does_not_change_and_shares_what_did_not() {
    let mut numbers = set(0..2_000);
    let snapshot = numbers.clone();
    numbers.remove(&1_000, Ord::cmp);
    numbers.insert(5_000, Ord::cmp);
    assert!(snapshot.iter().copied().eq(0..2_000));
    assert!(!numbers.iter().any(|number| *number == 1_000));
    // The first leaf was not on the path of either change: both trees hold the same one.
    assert!(std::ptr::eq(
        snapshot.get(0).expect("not empty"),
        numbers.get(0).expect("not empty")
    ));
}

#[derive(Clone, Debug)]
enum Step {
    Insert(u16),
    Remove(u16),
    Rebuild,
    Snapshot,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        6 => (0..700_u16).prop_map(Step::Insert),
        5 => (0..700_u16).prop_map(Step::Remove),
        1 => Just(Step::Rebuild),
        1 => Just(Step::Snapshot),
    ];
    prop::collection::vec(step, 0..400)
}

proptest! {
    #[test]
    fn it_is_a_sorted_set_with_positions(start in prop::collection::btree_set(0..700_u16, 0..500), steps in steps()) {
        let mut tested = RankedSet::from_sorted(start.iter().copied().collect());
        let mut model = start;
        let mut snapshots = Vec::new();
        for step in steps {
            match step {
                Step::Insert(number) => {
                    let new = model.insert(number);
                    let position = model.range(..number).count();
                    prop_assert_eq!(tested.insert(number, Ord::cmp), (position, (!new).then_some(number)));
                }
                Step::Remove(number) => {
                    let position = model.range(..number).count();
                    let there = model.remove(&number).then_some((position, number));
                    prop_assert_eq!(tested.remove(&number, Ord::cmp), there);
                }
                Step::Rebuild => tested = RankedSet::from_sorted(model.iter().copied().collect()),
                Step::Snapshot => snapshots.push((tested.clone(), model.clone())),
            }
            prop_assert_eq!(tested.len(), model.len());
        }
        tested.root.check(true);
        snapshots.push((tested, model));
        for (tested, model) in snapshots {
            prop_assert!(tested.iter().eq(&model));
            prop_assert!(tested.iter().rev().eq(model.iter().rev()));
            for (position, number) in model.iter().enumerate() {
                prop_assert_eq!(tested.get(position), Some(number));
                prop_assert_eq!(tested.search(|other| other.cmp(number)), Ok(position));
            }
        }
    }
}
