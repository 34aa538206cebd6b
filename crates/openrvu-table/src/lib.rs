//! Tables of text cells, whatever they came in: CSV, TSV, pasted text, a workbook.
//!
//! Bytes in, cells out. What the cells mean is for others to say: CMS's workbooks, employers' reports, survey tables.
//! Every reader has limits, so that no file takes the machine's memory, and none panics on any bytes.

mod error;
#[cfg(feature = "read")]
mod format;
mod table;
#[cfg(feature = "read")]
mod text;
#[cfg(feature = "read")]
pub mod workbook;

pub use error::{Problem, TableError};
#[cfg(feature = "read")]
pub use format::{read, read_text};
pub use table::{Limits, Row, Table};
