//! The store's benchmark: what the application's queries and writes cost, natively and as WebAssembly.
//!
//! A [`Session`] loads generated persons and runs the lines of the [`plan`] over them, one step at a time; who drives it
//! measures the time. Two drivers do: the program of this package, natively, and `interop/bench` in Node.js, which runs the
//! same lines over this crate as WebAssembly and over TanStack DB, and compares what they answer. `cargo xtask bench store`
//! starts both and prints the ratios.
//!
//! Everything is made from the numbers of rows and steps alone, so that all sides have the same rows and change them in
//! the same way.

mod data;
mod digest;
mod memory;
mod plan;
mod scenario;
mod session;
#[cfg(target_family = "wasm")]
pub mod wasm;

pub use data::{Kind, json};
pub use memory::overhead;
pub use plan::{Line, plan};
pub use session::Session;
