//! A file that is none of CMS's, such as a table that a user holds: its cells as text.

use super::Input;
use super::detect::{Container, container};
use super::row::decode;
use super::text::Delimited;
use super::workbook;
use crate::error::{Problem, ReadError};

/// A sheet of a workbook, or a text as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The sheet's name; empty for a text.
    pub name: String,
    /// Its rows that hold anything.
    pub rows: Vec<SheetRow>,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetRow {
    /// Its number as a spreadsheet shows it.
    pub number: u32,
    /// Its cells as the spreadsheet shows them, without blanks around.
    pub cells: Vec<String>,
}

/// Reads every sheet of a workbook, or a text with commas or tabs as one.
///
/// # Errors
/// [`ReadError`] where the file is neither, is broken, or a sheet has more than `most` rows.
pub fn sheets(input: Input<'_>, most: usize) -> Result<Vec<Sheet>, ReadError> {
    let too_much = || ReadError::of_file(input, Problem::TooMuch { what: "rows", most });
    let mut sheets = Vec::new();
    match container(input) {
        Container::NotData(what) => return Err(ReadError::of_file(input, Problem::NotData(what))),
        Container::Text => {
            let mut rows = Vec::new();
            let mut text = Delimited::new(input);
            while let Some(row) = text.next_row()? {
                if rows.len() == most {
                    return Err(too_much());
                }
                rows.push(cells(&row));
            }
            sheets.push(Sheet { name: String::new(), rows });
        }
        Container::Workbook => {
            for sheet in workbook::sheets(input, most + 1)? {
                let rows: Vec<SheetRow> =
                    (0..).map_while(|at| sheet.row(at)).map(|row| cells(&row)).collect();
                if rows.len() > most {
                    return Err(too_much());
                }
                sheets.push(Sheet { name: sheet.name, rows });
            }
        }
    }
    for sheet in &mut sheets {
        sheet.rows.retain(|row| row.cells.iter().any(|cell| !cell.is_empty()));
    }
    Ok(sheets)
}

fn cells(row: &super::row::Row<'_>) -> SheetRow {
    let cells = row.fields().map(|field| decode(field).trim().to_owned()).collect();
    SheetRow { number: row.number, cells }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_one_sheet_of_trimmed_cells() {
        let bytes = b"\xEF\xBB\xBFSpecialty,Median\n\n\"Surgery, general\", 6500 \n";
        let sheets = sheets(Input { name: "own.csv", bytes }, 10).unwrap();
        let rows: Vec<(u32, Vec<String>)> =
            sheets[0].rows.iter().map(|row| (row.number, row.cells.clone())).collect();
        let row = |number, cells: [&str; 2]| (number, cells.map(str::to_owned).to_vec());
        assert_eq!(rows, [row(1, ["Specialty", "Median"]), row(3, ["Surgery, general", "6500"])]);
    }

    #[test]
    fn more_rows_than_allowed_are_refused() {
        let error = sheets(Input { name: "own.csv", bytes: b"a\nb\nc\n" }, 2).unwrap_err();
        assert!(error.to_string().starts_with("own.csv: more than 2 rows"), "{error}");
    }
}
