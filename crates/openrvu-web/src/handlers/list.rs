//! What the addresses of lists have in common: their order, and their JSON twin.

use serde::Deserialize;

use crate::WebError;
use crate::views::sort::Sort;
use crate::views::sorted_codes::CodeSort;

/// What may stand in the address of a list of codes.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct ListQuery {
    /// The order: a column, after a minus for the greatest first.
    #[serde(default)]
    sort: String,
}

impl ListQuery {
    /// The order asked for.
    pub(crate) fn sort(&self) -> Result<CodeSort, WebError> {
        Sort::read(&self.sort).map_err(WebError::BadRequest)
    }
}

/// An address without the ending of a twin, and whether it had it.
pub(crate) fn untwinned(address: &str) -> (&str, bool) {
    address.strip_suffix(".json").map_or((address, false), |address| (address, true))
}
