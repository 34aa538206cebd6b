//! Export: the entries of the log as a table.

mod table;

pub use table::{COLUMNS, guarded, row, unguarded};
