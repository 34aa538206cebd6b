//! By Provider: the totals of a provider, with the services of few patients among them.

use super::columns::{Column, Columns, hundredths, npi};
use crate::error::ReadError;
use crate::read::Input;
use crate::read::value::unexpected;

const COLUMNS: [Column; 2] = [
    Column { name: "Rndrng_NPI", names: &["rndrng_npi", "npi"] },
    Column { name: "Tot_Srvcs", names: &["tot_srvcs", "total_services"] },
];

/// The layout of a file.
#[derive(Debug, Clone)]
pub struct ProviderLayout(Columns<2>);

/// A provider's total.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProviderTotal {
    /// National Provider Identifier.
    pub npi: u32,
    /// Services, in hundredths (`Tot_Srvcs`).
    pub services: u64,
}

impl ProviderLayout {
    /// Reads the header of a file, which `name` is called in messages.
    ///
    /// # Errors
    /// [`ReadError`] where a column is absent.
    pub fn of_header(name: &str, header: &[u8]) -> Result<Self, ReadError> {
        let columns = Columns::find(name, header, &COLUMNS)?;
        columns.require(name, header, &COLUMNS, 0..2)?;
        Ok(Self(columns))
    }

    /// Reads a line.
    ///
    /// # Errors
    /// [`ReadError`], which names the row and column that depart from the layout.
    pub fn row(&self, name: &str, row: u32, line: &[u8]) -> Result<ProviderTotal, ReadError> {
        let input = Input { name, bytes: &[] };
        let [provider, services] =
            self.0.fields(line).map_err(|problem| ReadError::of_row(input, row, problem))?;
        let at = |column: usize, found: &[u8], expected: &str| {
            ReadError::of_column(input, row, COLUMNS[column].name, unexpected(found, expected))
        };
        Ok(ProviderTotal {
            npi: npi(provider).ok_or_else(|| at(0, provider, "a number of ten digits"))?,
            services: hundredths(services).ok_or_else(|| at(1, services, "a count of services"))?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_are_found_by_their_columns_names() {
        let header = b"Rndrng_NPI,Rndrng_Prvdr_Last_Org_Name,Tot_HCPCS_Cds,Tot_Benes,Tot_Srvcs";
        let layout = ProviderLayout::of_header("totals.csv", header).unwrap();
        let total = layout.row("totals.csv", 2, b"1003000126,\"Doe, X\",24,700,1500.5").unwrap();
        assert_eq!(total, ProviderTotal { npi: 1_003_000_126, services: 150_050 });
        let error = layout.row("totals.csv", 7, b"1003000126,\"Doe, X\",24,700,-1").unwrap_err();
        assert!(error.to_string().starts_with("totals.csv, row 7, column Tot_Srvcs: "), "{error}");
    }
}
