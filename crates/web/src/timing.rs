//! The page's own timing: spans that `performance.getEntriesByType("measure")` and a browser's profiler show.

use js_sys::{Function, Object, Reflect};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Performance;

/// A point of the page's monotonic clock, in milliseconds since the page's start.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Moment(f64);

impl Moment {
    /// Now.
    pub fn now() -> Self {
        Self(performance().map_or(0.0, |performance| performance.now()))
    }

    /// The milliseconds that have passed since.
    pub fn elapsed(self) -> f64 {
        Self::now().0 - self.0
    }

    /// Records the span from this moment until now under a name.
    pub fn measure(self, name: &str) {
        let Some(performance) = performance() else { return };
        let end = performance.now();
        // A span is not worth a failure: a browser without user timing records none.
        let _ = record(&performance, name, self.0, end);
    }
}

/// `performance.measure(name, { start, end })`, which web-sys has only among its unstable interfaces.
fn record(performance: &Performance, name: &str, start: f64, end: f64) -> Result<(), JsValue> {
    let span = Object::new();
    Reflect::set(&span, &"start".into(), &start.into())?;
    Reflect::set(&span, &"end".into(), &end.into())?;
    let measure: Function = Reflect::get(performance, &"measure".into())?.dyn_into()?;
    measure.call2(performance, &name.into(), &span).map(drop)
}

fn performance() -> Option<Performance> {
    window().performance()
}
