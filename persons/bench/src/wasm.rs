//! What Node.js calls.

use wasm_bindgen::prelude::wasm_bindgen;

use crate::{Kind, Session};

/// [`Session`], for JavaScript.
#[wasm_bindgen(js_name = Session)]
pub struct Exported(Session);

#[wasm_bindgen(js_class = Session)]
impl Exported {
    /// A session with so many persons.
    #[wasm_bindgen(constructor)]
    pub fn new(persons: u32) -> Self {
        Self(Session::new(persons))
    }

    /// See [`Session::prepare`].
    pub fn prepare(&mut self, line: &str, step: u32) {
        self.0.prepare(line, step);
    }

    /// See [`Session::step`].
    pub fn step(&mut self, line: &str, step: u32) {
        self.0.step(line, step);
    }

    /// See [`Session::restore`].
    pub fn restore(&mut self, line: &str) {
        self.0.restore(line);
    }

    /// See [`Session::answer`].
    pub fn answer(&mut self, line: &str) -> String {
        self.0.answer(line)
    }
}

/// See [`crate::plan`].
#[wasm_bindgen]
pub fn plan() -> String {
    serde_json::to_string(crate::plan()).expect("the plan is JSON")
}

/// The rows of one kind that belong to the persons from one number to another, as a JSON array; an empty text if there is
/// no such kind.
#[wasm_bindgen]
pub fn rows(kind: &str, start: u32, end: u32) -> String {
    Kind::named(kind)
        .map(|kind| crate::json(kind, start..end))
        .unwrap_or_default()
}

/// See [`crate::overhead`].
#[wasm_bindgen]
pub fn overhead(persons: u32) -> f64 {
    crate::overhead(persons)
}
