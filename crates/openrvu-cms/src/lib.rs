//! CMS's files as published: read, identified, verified, and kept in a store.
//!
//! | module | from | to |
//! |---|---|---|
//! | [`archive`] | paths | the files in them, in memory |
//! | [`read`] | the bytes of a file | a typed table |
//! | [`identify`] | a PPRRVU table and its names | the release it is |
//! | [`verify`] | a release | checks, and what failed them |
//! | [`completeness`] | rows, and what lies next to them | whether any are missing |
//! | [`import`] | paths | releases and reference tables in the store |
//! | [`store`] | the data directory | releases and reference tables in memory |
//! | [`compare`] | two releases | the rows that changed |
//! | [`parity`] | a schedule and CMS's own amounts | the rows that differ |
//! | [`doctor`] | the store | what is wrong with it |
//! | [`starter`] | releases and chosen codes | the figures that ship, and back |
//!
//! Long work tells how far it has come through [`progress::Progress`].

pub mod archive;
mod columns;
pub mod compare;
pub mod completeness;
pub mod doctor;
pub mod error;
pub mod identify;
pub mod import;
pub mod parity;
pub mod progress;
pub mod read;
pub mod starter;
pub mod store;
pub mod verify;
