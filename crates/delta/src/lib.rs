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
//! | [`Count`] | a running sum | `O(m)` |
//! | [`Order`] | an ordered set with positions | `O(m log n)` |
//! | [`Window`] | offset and limit over an order | `O(m log n)` |
//!
//! [`RankedSet`] is the order-statistic tree under `Order`: position → element, element → position, and snapshots that
//! cost nothing.
//!
//! What a row, a column, a predicate or a subscriber is, is left to the crates above. No IO, no `std`, no dependency.
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

mod count;
mod edits;
mod filter_map;
mod order;
mod ranked;
mod window;
mod zset;

pub use count::Count;
pub use edits::Edits;
pub use filter_map::FilterMap;
pub use order::Order;
pub use ranked::{Iter, RankedSet};
pub use window::Window;
pub use zset::{Weight, ZSet};
