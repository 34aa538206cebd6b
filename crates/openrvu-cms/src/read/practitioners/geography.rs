//! By Geography and Service: the services of a code in the nation and in each state.

use openrvu_core::Code;

use super::columns::{Column, Columns, hundredths};
use crate::error::ReadError;
use crate::read::Input;
use crate::read::value::{code, unexpected};

const COLUMNS: [Column; 3] = [
    Column { name: "Rndrng_Prvdr_Geo_Lvl", names: &["rndrng_prvdr_geo_lvl"] },
    Column { name: "HCPCS_Cd", names: &["hcpcs_cd"] },
    Column { name: "Tot_Srvcs", names: &["tot_srvcs"] },
];

/// The layout of a file.
#[derive(Debug, Clone)]
pub struct GeographyLayout(Columns<3>);

/// A code's services in an area and setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GeographyService {
    /// Whether the area is the nation.
    pub national: bool,
    /// `HCPCS_Cd`.
    pub code: Code,
    /// Services, in hundredths (`Tot_Srvcs`).
    pub services: u64,
}

impl GeographyLayout {
    /// Reads the header of a file, which `name` is called in messages.
    ///
    /// # Errors
    /// [`ReadError`] where a column is absent.
    pub fn of_header(name: &str, header: &[u8]) -> Result<Self, ReadError> {
        let columns = Columns::find(name, header, &COLUMNS)?;
        columns.require(name, header, &COLUMNS, 0..3)?;
        Ok(Self(columns))
    }

    /// Reads a line.
    ///
    /// # Errors
    /// [`ReadError`], which names the row and column that depart from the layout.
    pub fn row(&self, name: &str, row: u32, line: &[u8]) -> Result<GeographyService, ReadError> {
        let input = Input { name, bytes: &[] };
        let [level, hcpcs, services] =
            self.0.fields(line).map_err(|problem| ReadError::of_row(input, row, problem))?;
        let at = |column: usize, problem| ReadError::of_column(input, row, COLUMNS[column].name, problem);
        let national = match level {
            b"National" => true,
            b"State" => false,
            _ => return Err(at(0, unexpected(level, "National or State"))),
        };
        Ok(GeographyService {
            national,
            code: code(hcpcs).map_err(|error| at(1, error.into()))?,
            services: hundredths(services)
                .ok_or_else(|| at(2, unexpected(services, "a count of services")))?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nation_is_told_from_the_states() {
        let header = b"Rndrng_Prvdr_Geo_Lvl,Rndrng_Prvdr_Geo_Cd,HCPCS_Cd,Place_Of_Srvc,Tot_Srvcs";
        let layout = GeographyLayout::of_header("areas.csv", header).unwrap();
        let row = layout.row("areas.csv", 2, b"National,,99213,O,1000").unwrap();
        assert!(row.national && row.services == 100_000);
        assert!(!layout.row("areas.csv", 3, b"State,39,99213,O,1000").unwrap().national);
        let error = layout.row("areas.csv", 4, b"County,39,99213,O,1000").unwrap_err();
        assert_eq!(error.column, Some("Rndrng_Prvdr_Geo_Lvl"));
    }
}
