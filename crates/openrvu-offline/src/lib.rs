//! Quick entry without a network: the server packs a compact schedule, and the same code as on the server, compiled to
//! WebAssembly, reads and values by it on the phone.
//!
//! JSON goes in and out through a few functions of an ABI of our own (`abi`), so no binding generator is needed.

#[cfg(target_arch = "wasm32")]
mod abi;
mod engine;
mod pack;
mod row;

pub use engine::{Engine, EngineError, NamedEntry, Quick};
pub use pack::{FORMAT, Pack, PackError};
