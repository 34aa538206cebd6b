//! Sums of a year as readers read them.

use std::fmt;

use openrvu_benchmark::Quantity;
use openrvu_content::text::grouped;
use serde::{Serialize, Serializer};

/// A quantity in hundredths: exact in JSON, on a page rounded half-up to a whole number with a comma between thousands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Whole<Q>(pub Q);

impl<Q: Quantity> fmt::Display for Whole<Q> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&grouped(usize::try_from((self.0.scaled() + 50) / 100).unwrap_or(usize::MAX)))
    }
}

impl<Q: Serialize> Serialize for Whole<Q> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use openrvu_benchmark::WorkRvus;

    use super::Whole;

    #[test]
    fn a_page_shows_whole_numbers_and_json_the_exact_ones() {
        let work = Whole(WorkRvus::new(482_150));
        assert_eq!(work.to_string(), "4,822");
        assert_eq!(serde_json::to_value(work).unwrap(), "4821.50");
    }
}
