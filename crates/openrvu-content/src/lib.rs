//! The reference texts of OpenRVU, in our own words, and the structure of the code sets.
//!
//! A text is written by hand in TOML below `content/`, a file per family of codes, to the rules of
//! `content/STYLE.md`. The build packs all of them into the binary ([`Library::embedded`]), and [`check`]
//! verifies what a machine can verify about them.
//!
//! - [`schema`]: the texts in memory; [`text`]: the little markup they may hold
//! - [`source`], [`retired`]: the files, with the line of every value
//! - [`check`], [`stats`]: what `openrvu content check` and `openrvu content stats` print
//! - [`structure`]: sections and subsections of the code sets, for every code, with or without a text
//!
//! No CPT descriptor is in the texts, in the structure or in this crate.

pub mod check;
mod embedded;
pub mod files;
mod finding;
pub mod retired;
pub mod schema;
pub mod source;
pub mod stats;
pub mod structure;
pub mod text;

pub use check::{Check, Report};
pub use embedded::EmbeddedError;
pub use finding::Finding;
pub use schema::{Entry, Family, Library, Retired, Specialty};
pub use source::Sources;
pub use stats::{Stats, Volume};
