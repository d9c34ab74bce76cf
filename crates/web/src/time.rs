//! The clock and the timer: the core crates get time handed in, this is where it comes from.

use std::time::Duration;

use js_sys::Promise;
use leptos::prelude::window;
use wasm_bindgen_futures::JsFuture;

/// Milliseconds since 1970-01-01T00:00:00Z by the visitor's clock.
pub fn now_milliseconds() -> i64 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a Date is at most 8.64e15 ms, far inside i64"
    )]
    let milliseconds = js_sys::Date::now() as i64;
    milliseconds
}

/// Waits on a timer of the page. Dropping the future forgets the timer's end.
pub async fn sleep(duration: Duration) {
    let promise = Promise::new(&mut |resolve, _| {
        // `setTimeout` refuses only in a document that is gone, where nobody waits.
        let _ =
            window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds(duration));
    });
    // The promise above is never rejected.
    let _ = JsFuture::from(promise).await;
}

/// The argument of `setTimeout`: an `i32`, so about 24 days are the longest wait.
pub(crate) fn milliseconds(duration: Duration) -> i32 {
    i32::try_from(duration.as_millis()).unwrap_or(i32::MAX)
}
