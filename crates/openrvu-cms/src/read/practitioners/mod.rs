//! Medicare Physician & Other Practitioners: what each provider billed in a year, by code, in all, and by area.
//!
//! A year's national file by provider and service has about ten million rows, so rows are read one line at a time, by
//! whoever holds the line: none of these files has a field that runs over a line's end. Columns are found by their
//! names, those of today (`Rndrng_NPI`) and those until 2017 (`npi`, separated by tabs at first).

mod columns;
mod geography;
mod provider;
mod provider_service;

pub use geography::{GeographyLayout, GeographyService};
pub use provider::{ProviderLayout, ProviderTotal};
pub use provider_service::{
    Entity, PlaceOfRow, ProviderService, ProviderServiceLayout, ProviderServices, SYNTHETIC,
};

use crate::error::{Problem, ReadError};
use crate::read::Input;
use crate::read::row::shown;

/// The layout of one of these files, told by its header.
#[derive(Debug, Clone)]
pub enum PractitionerLayout {
    /// By Provider and Service.
    ProviderService(ProviderServiceLayout),
    /// By Provider.
    Provider(ProviderLayout),
    /// By Geography and Service.
    Geography(GeographyLayout),
}

impl PractitionerLayout {
    /// Tells the layout from the first line of a file, which `name` is called in messages.
    ///
    /// # Errors
    /// [`ReadError`] where the line is the header of none of them, or lacks a column.
    pub fn of_header(name: &str, header: &[u8]) -> Result<Self, ReadError> {
        let names = columns::names(header).1;
        let has = |column: &str| names.iter().any(|name| name == column);
        if has("rndrng_prvdr_geo_lvl") {
            return GeographyLayout::of_header(name, header).map(Self::Geography);
        }
        if has("hcpcs_cd") || has("hcpcs_code") {
            let layout = ProviderServiceLayout::of_header(name, header)?;
            layout.require_whole(name, header)?;
            return Ok(Self::ProviderService(layout));
        }
        if has("tot_hcpcs_cds") || has("number_of_hcpcs") {
            return ProviderLayout::of_header(name, header).map(Self::Provider);
        }
        let expected = "HCPCS_Cd (by Provider and Service), Tot_HCPCS_Cds (by Provider) or Rndrng_Prvdr_Geo_Lvl \
                        (by Geography and Service), between commas or tabs";
        let problem = Problem::Header { found: shown(header), expected };
        Err(ReadError::of_row(Input { name, bytes: &[] }, 1, problem))
    }
}
