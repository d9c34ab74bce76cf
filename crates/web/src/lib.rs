//! The browser shell: what a Lockstep client needs from a page, and the adapter from live queries to Leptos signals.
//!
//! - [`Client`], [`Listing`], [`Backoff`]: JSON over `fetch`, page by page, with limits; failures told apart by [`Error`].
//! - [`PagedAdapter`]: a collection's rows from such a listing.
//! - [`LiveRows`], [`use_status`], [`use_count`]: a live query as signals, one a row, so that a commit of the store is one update of the page.
//!   [`LiveRecords`]: a live relation likewise. [`PacedCalls`]: paced mutations by the page's clock.
//! - [`Lanes`]: writes in order. [`Viewport`]: the arithmetic of a windowed list.
//! - [`UrlParameter`], [`use_online`], [`on_return`], [`OncePerFrame`], [`use_height`], [`Moment`],
//!   [`random_bytes`], [`now_milliseconds`], [`show_on_panic`]: the page.
//!
//! It knows no application: which rows there are, where they come from and how they look is left to its user.

mod error;
mod fetch;
mod frame;
mod keyed;
mod lanes;
mod live_records;
mod live_rows;
mod online;
mod paced_calls;
mod page_return;
mod page_url;
mod paged_adapter;
mod pages;
mod panic;
mod random;
mod retry;
mod size;
mod status;
mod time;
mod timing;
mod viewport;

pub use error::Error;
pub use fetch::{Client, Method};
pub use frame::OncePerFrame;
pub use lanes::Lanes;
pub use live_records::{LiveRecord, LiveRecords};
pub use live_rows::{LiveRow, LiveRows};
pub use online::use_online;
pub use paced_calls::PacedCalls;
pub use page_return::on_return;
pub use page_url::UrlParameter;
pub use paged_adapter::{NextPage, PagedAdapter, Pages};
pub use pages::Listing;
pub use panic::show_on_panic;
pub use random::random_bytes;
pub use retry::Backoff;
pub use size::use_height;
pub use status::{use_count, use_status};
pub use time::{now_milliseconds, sleep};
pub use timing::Moment;
pub use viewport::Viewport;
