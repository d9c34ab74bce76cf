//! What the operators cost for one change: `cargo bench -p lockstep-delta`.

use divan::{Bencher, black_box};
use lockstep_delta::{Bag, Group, Join, JoinKind, Order, ZSet};

/// How many elements there are.
const SIZES: [u32; 2] = [1_000, 100_000];

fn main() {
    divan::main();
}

/// Elements far apart, other ones in each step.
fn next(step: &mut u32, size: u32) -> u32 {
    *step = step.wrapping_add(7_919);
    *step % size
}

#[divan::bench(args = SIZES)]
fn order_remove_and_insert(bencher: Bencher<'_, '_>, size: u32) {
    let mut order = Order::from_sorted((0..size).collect(), u32::cmp);
    let mut step = 0;
    bencher.bench_local(|| {
        let element = next(&mut step, size);
        black_box(order.advance_with_edits(&ZSet::from_iter([(element, -1)])));
        black_box(order.advance_with_edits(&ZSet::from_iter([(element, 1)])));
    });
}

#[divan::bench(args = SIZES)]
fn order_replace(bencher: Bencher<'_, '_>, size: u32) {
    let mut order = Order::from_sorted((0..size).collect(), u32::cmp);
    let mut step = 0;
    bencher.bench_local(|| {
        let element = next(&mut step, size);
        black_box(order.advance_with_edits(&ZSet::from_iter([(element, -1), (element, 1)])));
    });
}

#[divan::bench(args = SIZES)]
fn join_build(bencher: Bencher<'_, '_>, size: u32) {
    let left = (0..size).map(|element| ((Some(element / 2), element), 1));
    let right = (0..size / 2).map(|element| ((Some(element), element), 1));
    bencher.bench_local(|| {
        let mut join = Join::new(JoinKind::Inner);
        join.advance_with(left.clone(), right.clone(), |left, right| {
            (left.copied(), right.copied())
        })
    });
}

#[divan::bench(args = SIZES)]
fn join_update(bencher: Bencher<'_, '_>, size: u32) {
    let mut join = Join::new(JoinKind::Inner);
    let left: ZSet<_> = (0..size)
        .map(|element| ((Some(element / 2), element), 1))
        .collect();
    let right: ZSet<_> = (0..size / 2)
        .map(|element| ((Some(element), element), 1))
        .collect();
    join.advance(left, right);
    let mut step = 0;
    bencher.bench_local(|| {
        let element = next(&mut step, size / 2);
        let update = ZSet::from_iter([((Some(element), element), -1), ((Some(element), element), 1)]);
        black_box(join.advance(ZSet::new(), update));
    });
}

#[divan::bench(args = SIZES)]
fn group_update(bencher: Bencher<'_, '_>, size: u32) {
    let mut group = Group::<u32, Bag<u32>>::default();
    group.advance(&(0..size).map(|element| ((element % 24, element), 1)).collect());
    let mut step = 0;
    bencher.bench_local(|| {
        let element = next(&mut step, size);
        let update = ZSet::from_iter([((element % 24, element), -1), ((element % 24, element), 1)]);
        black_box(group.advance(&update));
    });
}
