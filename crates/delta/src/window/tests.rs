extern crate std;

use super::*;
use crate::{Order, ZSet};

const fn window(offset: usize, limit: usize) -> Window {
    Window {
        offset,
        limit: Some(limit),
    }
}

fn check(window: Window, delta: &[(u32, isize)], removed: &[(usize, u32)], inserted: &[(usize, u32)]) {
    let mut order = Order::from_sorted((1..=8).map(|number| number * 10).collect(), u32::cmp);
    let before = order.rows().len();
    let edits = order.advance_with_edits(&delta.iter().copied().collect::<ZSet<u32>>());
    let seen = window.edits(&edits, before, order.rows());
    assert_eq!(seen.removed, removed);
    assert_eq!(seen.inserted, inserted);
}

#[test]
fn a_range_never_exceeds_the_list() {
    assert_eq!(window(2, 3).range(10), 2..5);
    assert_eq!(window(2, 3).range(4), 2..4);
    assert_eq!(window(5, 3).range(4), 4..4);
    assert_eq!(window(1, usize::MAX).range(4), 1..4);
    assert_eq!(window(0, 0).range(4), 0..0);
    assert_eq!(Window::default().range(4), 0..4);
}

#[test]
fn a_row_that_leaves_is_replaced_from_below() {
    check(window(0, 3), &[(20, -1)], &[(1, 20)], &[(2, 40)]);
}

#[test]
fn a_row_that_comes_pushes_the_last_one_out() {
    check(window(0, 3), &[(5, 1)], &[(2, 30)], &[(0, 5)]);
}

#[test]
fn a_change_above_shifts_the_window() {
    check(window(2, 3), &[(5, 1)], &[(2, 50)], &[(0, 20)]);
    check(window(2, 3), &[(10, -1)], &[(0, 30)], &[(2, 60)]);
}

#[test]
fn a_change_below_is_not_seen() {
    check(window(0, 3), &[(70, -1), (75, 1)], &[], &[]);
}

#[test]
fn a_window_of_nothing_sees_nothing() {
    check(window(0, 0), &[(10, -1)], &[], &[]);
    check(window(100, 5), &[(10, -1)], &[], &[]);
}

#[test]
fn a_window_can_be_replaced_whole() {
    check(
        window(2, 2),
        &[(10, -1), (20, -1)],
        &[(0, 30), (1, 40)],
        &[(0, 50), (1, 60)],
    );
}

#[test]
fn a_window_that_moves_sees_what_enters_and_leaves() {
    let list = RankedSet::from_sorted((0..8_u32).collect());
    let windows =
        [(0, 0), (0, 3), (1, 3), (2, 9), (5, 1), (8, 2), (9, 1)].map(|(offset, limit)| window(offset, limit));
    for old in windows.into_iter().chain([Window::default()]) {
        for new in windows {
            let mut mirror = list.range(old.range(8)).copied().collect();
            old.moved(new, &list).apply_to(&mut mirror);
            assert!(list.range(new.range(8)).eq(&mirror), "{old:?} to {new:?}");
        }
    }
}
