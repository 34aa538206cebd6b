//! Import: tables from employers and billing systems as entries of the log.
//!
//! A table comes as rows of text cells. What each column holds is guessed from names and contents ([`guess`]), shown,
//! and corrected by the user ([`Mapping`]); the rows are read under that mapping as lines and problems ([`read`]); what
//! would be added to the log is a [`Plan`]. Nothing is written here. Columns about patients are recognized and never
//! read.

pub mod cell;
mod contents;
pub mod date;
mod field;
mod guess;
mod header;
mod mapping;
mod names;
mod plan;
mod problem;
mod read;

pub use date::{DateOrder, OrderTold};
pub use field::Field;
pub use guess::{Column, Guess, ToldBy, guess, likeliest, providers, with_mapping};
pub use mapping::{Mapping, MappingError};
pub use plan::{Doubts, Plan, own_entries, plan};
pub use problem::{ProblemKind, RowProblem};
pub use read::{Has, Own, ReadLine, Reading, Service, Skipped, read};
