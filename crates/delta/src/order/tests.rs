extern crate std;

use std::collections::BTreeSet;
use std::vec::Vec;

use proptest::prelude::*;

use super::*;
use crate::Window;

type Ascending = fn(&u16, &u16) -> Ordering;

fn ascending(rows: impl IntoIterator<Item = u16>) -> Order<u16, Ascending> {
    Order::from_sorted(rows.into_iter().collect(), Ord::cmp)
}

#[test]
fn positions_are_before_for_removals_and_after_for_insertions() {
    let mut order = ascending([10, 20, 30, 40]);
    let edits = order.advance_with_edits(&ZSet::from_iter([(20, -1), (40, -1), (5, 1), (35, 1)]));
    assert_eq!(edits.removed, [(1, 20), (3, 40)]);
    assert_eq!(edits.inserted, [(0, 5), (3, 35)]);
    assert!(order.rows().iter().eq(&[5, 10, 30, 35]));
    assert_eq!(order.position(&30), Some(2));
    assert_eq!(order.position(&31), None);
}

#[test]
fn a_row_that_stays_where_it_is_is_removed_and_inserted_there() {
    let by_key = |left: &(u16, char), right: &(u16, char)| left.0.cmp(&right.0);
    let mut order = Order::from_sorted((0..100).map(|key| (key, 'a')).collect(), by_key);
    let edits = order.advance_with_edits(&ZSet::from_iter([((7, 'a'), -1), ((7, 'b'), 1)]));
    assert_eq!(edits.removed, [(7, (7, 'a'))]);
    assert_eq!(edits.inserted, [(7, (7, 'b'))]);
}

#[test]
fn removing_what_is_not_there_changes_nothing() {
    let mut order = ascending(0..100);
    assert!(order.advance_with_edits(&ZSet::from_iter([(500, -1)])).is_empty());
    assert_eq!(order.rows().len(), 100);
}

#[test]
fn a_large_delta_is_merged() {
    let mut order = ascending((0..100).map(|number| number * 2));
    let removed = (0..100).step_by(3).map(|number| (number * 2, -1));
    let inserted = (0..100).map(|number| (number * 2 + 1, 1));
    let delta: ZSet<u16> = removed.chain(inserted).collect();
    order.advance(&delta);
    let expected: Vec<u16> = (0..200).filter(|number| number % 6 != 0).collect();
    assert!(order.rows().iter().eq(&expected));
}

#[test]
fn a_large_delta_replaces_equal_rows() {
    let by_key = |left: &(u16, char), right: &(u16, char)| left.0.cmp(&right.0);
    let mut order = Order::from_sorted((0..4).map(|key| (key, 'a')).collect(), by_key);
    order.advance(&ZSet::from_iter([
        ((1, 'a'), -1),
        ((1, 'b'), 1),
        ((3, 'a'), -1),
        ((3, 'c'), 1),
    ]));
    assert!(order.rows().iter().eq(&[(0, 'a'), (1, 'b'), (2, 'a'), (3, 'c')]));
}

/// Random changes of a set, as deltas without contradiction.
fn deltas() -> impl Strategy<Value = Vec<BTreeSet<u16>>> {
    let toggled = prop::collection::btree_set(0..60_u16, 0..12);
    prop::collection::vec(toggled, 1..12)
}

fn windows() -> impl Strategy<Value = Window> {
    (0..12_usize, prop::option::of(0..12_usize)).prop_map(|(offset, limit)| Window { offset, limit })
}

proptest! {
    #[test]
    fn edits_reproduce_the_list_and_every_window(
        start in prop::collection::btree_set(0..60_u16, 0..50),
        deltas in deltas(),
        windows in prop::collection::vec(windows(), 1..6),
    ) {
        let mut model = start.clone();
        let mut order = ascending(start);
        let seen = |window: &Window, model: &BTreeSet<u16>| -> Vec<u16> {
            model.iter().copied().skip(window.offset).take(window.limit.unwrap_or(usize::MAX)).collect()
        };
        let mut mirror: Vec<u16> = model.iter().copied().collect();
        let mut mirrors: Vec<Vec<u16>> = windows.iter().map(|window| seen(window, &model)).collect();
        for toggled in deltas {
            let delta: ZSet<u16> =
                toggled.iter().map(|number| (*number, if model.contains(number) { -1 } else { 1 })).collect();
            for number in toggled {
                if !model.remove(&number) {
                    model.insert(number);
                }
            }
            let before = order.rows().len();
            let edits = order.advance_with_edits(&delta);
            prop_assert!(order.rows().iter().eq(&model));
            edits.apply_to(&mut mirror);
            prop_assert!(mirror.iter().eq(&model));
            for (window, mirror) in windows.iter().zip(&mut mirrors) {
                let edits = window.edits(&edits, before, order.rows());
                edits.apply_to(mirror);
                prop_assert_eq!(&*mirror, &seen(window, &model));
                // A row that stayed in the window is not in its edits.
                for (_, number) in &edits.removed {
                    prop_assert!(edits.inserted.iter().all(|(_, other)| other != number));
                }
            }
        }
    }
}
