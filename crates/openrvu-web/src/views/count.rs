//! Counts as readers read them: with a comma between thousands.

use std::fmt;

use openrvu_content::text::grouped;
use serde::Serialize;

/// A count of things; a number in JSON, `18,033` on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct Count(pub(crate) usize);

impl Count {
    /// A count of a set, which memory holds.
    pub(crate) fn of(count: impl TryInto<usize>) -> Self {
        Self(count.try_into().unwrap_or(usize::MAX))
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&grouped(self.0))
    }
}
