//! Incremental view maintenance in small pieces: Z-sets and the operators that turn a change of their input into the
//! change of their output, at a cost that follows the change and not the data.
//!
//! A [`ZSet`] is a multiset in which every element has a weight. It is both a state (weights 0 and 1 for a set) and a
//! *delta*: an update is its old element with weight −1 and its new one with +1, so that an operator needs no case for
//! "row entered", "row left" or "row changed". The model is that of DBSP (Budiu et al., 2023).
//!
//! | operator | kind | cost of a delta of `m` elements over `n` |
//! | --- | --- | --- |
//! | [`FilterMap`] | linear, no state | `O(m)` |
//! | [`ZSet::extend`] | `union all`, no state | `O(m)` |
//! | [`Distinct`] | every element once; `union` after `union all` | `O(m log n)` |
//! | [`Join`] | inner, left, right, full, semi, anti, on equal keys | `O(m + matches)` |
//! | [`Group`] | one element a key, with an [`Aggregate`] | `O(m)` and its aggregates |
//! | [`Count`] | a running sum | `O(m)` |
//! | [`Order`] | an ordered set with positions | `O(m log n)` |
//! | [`Partitions`] | an ordered set for each key | `O(m log n)` |
//! | [`Window`] | offset and limit over an order, which may move | `O(m log n)` |
//!
//! Aggregates are made of [`Bag`] (least, greatest, how many, how many different: `O(log n)`) and [`ExactSum`] (sums that
//! do not drift: `O(1)`). [`RankedSet`] is the order-statistic tree under `Order`: position → element, element → position, and snapshots that
//! cost nothing.
//!
//! Joins, orders and partitions work on *sets* of rows (weights 0 and 1) in which [`Ord`] says what is the same row: a delta
//! takes the old version away before it puts the new one in, and [`ZSet::net`] brings one that was made in several steps
//! into that form.
//!
//! What a row, a column, a predicate or a subscriber is, is left to the crates above. No IO, no `std`; of others, a hash table.
//!
//! ```
//! use lockstep_delta::{Count, FilterMap, Order, ZSet};
//!
//! let even = FilterMap::new(|number: &u32| number.is_multiple_of(2).then_some(*number));
//! let mut count = Count::default();
//! let mut order = Order::new(|left: &u32, right: &u32| right.cmp(left)); // descending
//!
//! let delta = even.apply(&ZSet::from_iter([(4, 1), (7, 1), (2, 1)]));
//! count.advance(&delta);
//! order.advance(&delta);
//! assert_eq!(count.total(), 2);
//! assert!(order.rows().iter().eq(&[4, 2]));
//!
//! // An update is its old value at −1 and its new one at +1; the filter turns it into what it means here.
//! let delta = even.apply(&ZSet::from_iter([(4, -1), (5, 1)]));
//! count.advance(&delta);
//! let edits = order.advance_with_edits(&delta);
//! assert_eq!(count.total(), 1);
//! assert_eq!(edits.removed, [(0, 4)]);
//! ```

#![no_std]

extern crate alloc;

mod arrangement;
mod bag;
mod bucket;
mod count;
mod distinct;
mod edits;
mod exact_sum;
mod filter_map;
mod group;
mod join;
mod order;
mod partitions;
mod ranked;
mod window;
mod zset;

pub use arrangement::Arrangement;
pub use bag::{Bag, Extent};
pub use count::Count;
pub use distinct::Distinct;
pub use edits::Edits;
pub use exact_sum::{ExactSum, Total};
pub use filter_map::FilterMap;
pub use group::{Aggregate, Group};
pub use join::{Join, JoinKind, Joined, Side};
pub use order::Order;
pub use partitions::Partitions;
pub use ranked::{Iter, RankedSet};
pub use window::Window;
pub use zset::{Weight, ZSet};
