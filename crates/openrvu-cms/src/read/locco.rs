//! LOCCO: the counties of each locality.

use openrvu_core::LocalityId;

use super::detect::{Container, container};
use super::gpci::without_asterisks;
use super::row::{decode, normal, trim};
use super::table;
use super::text::Lines;
use super::value::year_in;
use super::{FileKind, Input};
use crate::error::{Problem, ReadError};

/// A LOCCO file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoccoFile {
    /// Calendar year, from the title.
    pub year: Option<u16>,
    /// The rows in the order of the file. A locality may have several.
    pub rows: Vec<LoccoRow>,
}

/// A row of LOCCO: what a locality covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoccoRow {
    /// `Medicare Administrative Contractor` and `Locality Number`.
    pub locality: LocalityId,
    /// `State`, its full name in capitals. Empty where the file leaves out the state of the first row of several,
    /// as the text of October 2025 does for California.
    pub state: String,
    /// `Fee Schedule Area`, without the footnote's asterisk.
    pub area: String,
    /// `Counties`, as one text.
    pub counties: String,
}

const EXPECTED: &str = "a row with Locality Number, State, Fee Schedule Area and Counties";
const MAC: &str = "Medicare Administrative Contractor";
const COUNTIES: &str = "Counties";

/// First and last position of each column of the fixed-width form, seen in October 2025.
const POSITIONS: [(usize, usize); 5] = [(1, 13), (14, 22), (23, 45), (46, 143), (144, usize::MAX)];

/// Whether a row is the header.
pub(super) fn is_header(fields: &[String]) -> bool {
    let has = |name: &str| fields.iter().any(|field| field == name);
    has("FEE SCHEDULE AREA") && has("COUNTIES")
}

/// Whether a line is the header of the fixed-width form.
pub(super) fn is_line(line: &[u8]) -> bool {
    let line = normal(line);
    line.contains("FEE SCHEDULE AREA") && line.ends_with("COUNTIES") && !line.contains(',')
}

/// Reads a LOCCO file in any form.
///
/// A cell of contractor, locality or state that is blank repeats the one above, a state only within the rows that
/// no blank line parts. The fixed-width form cuts long lists of counties short and leaves a state out, so csv and
/// workbooks are the better sources.
///
/// # Errors
/// [`ReadError`], which names the row and column that depart from the layout.
pub fn locco(input: Input<'_>) -> Result<LoccoFile, ReadError> {
    match container(input) {
        Container::Text if fixed_header(input).is_some() => read_fixed(input),
        _ => read_table(input),
    }
}

/// The number of the header's line, where the file is fixed-width text.
fn fixed_header(input: Input<'_>) -> Option<u32> {
    let mut lines = Lines::new(input);
    while let Ok(Some((number, line))) = lines.next_line() {
        if is_line(line) {
            return Some(number);
        }
        if number as usize > table::HEADER_WITHIN {
            break;
        }
    }
    None
}

/// The rows read so far and what a blank cell repeats.
#[derive(Default)]
struct Gathered {
    rows: Vec<LoccoRow>,
    /// Whether a blank line lies between the latest row and the next, which may begin another state.
    parted: bool,
}

impl Gathered {
    /// Adds a row: contractor, locality number, state, area and counties.
    fn push(&mut self, input: Input<'_>, number: u32, cells: [&[u8]; 5]) -> Result<(), ReadError> {
        let [mac, locality, state, area, counties] = cells;
        let above = self.rows.last_mut();
        let text = |cell: &[u8]| decode(cell).into_owned();
        let counties = text(counties);
        if counties.is_empty() {
            let problem = Problem::Value { found: counties, expected: "the names of counties".to_owned() };
            return Err(ReadError::of_column(input, number, COUNTIES, problem));
        }
        let id = match (&above, mac, locality) {
            (Some(above), [], []) => above.locality,
            _ => LocalityId::from_columns(mac, locality)
                .map_err(|error| ReadError::of_column(input, number, MAC, error))?,
        };
        let state = match (&above, state) {
            (Some(above), []) if !self.parted => above.state.clone(),
            _ => text(state),
        };
        self.parted = false;
        match above {
            // Only counties: the list goes on.
            Some(above) if area.is_empty() && above.locality == id => {
                above.counties.push(' ');
                above.counties.push_str(&counties);
            }
            _ => {
                let area = without_asterisks(&decode(area));
                self.rows.push(LoccoRow { locality: id, state, area, counties });
            }
        }
        Ok(())
    }

    fn finish(self, input: Input<'_>, year: Option<u16>) -> Result<LoccoFile, ReadError> {
        if self.rows.is_empty() {
            return Err(ReadError::of_file(input, Problem::NoRows));
        }
        Ok(LoccoFile { year, rows: self.rows })
    }
}

fn read_table(input: Input<'_>) -> Result<LoccoFile, ReadError> {
    let mut opened = table::open(input, FileKind::Locco, EXPECTED, is_header)?;
    let columns = [
        // CMS spells it "Adminstrative".
        opened.require(input, MAC, |name| name.starts_with("MEDICARE ADMIN") || name.contains("MAC"))?,
        opened.require(input, "Locality Number", |name| name.starts_with("LOCALITY"))?,
        opened.require(input, "State", |name| name == "STATE")?,
        opened.require(input, "Fee Schedule Area", |name| name == "FEE SCHEDULE AREA")?,
        opened.require(input, COUNTIES, |name| name == "COUNTIES")?,
    ];
    let year = opened.head_texts().find(|text| text.contains("LOCALITIES")).and_then(year_in);
    let mut gathered = Gathered::default();
    while let Some(row) = opened.table.next_row()? {
        if row.is_blank() || row.get(0).starts_with(b"*") {
            gathered.parted = true;
            continue;
        }
        gathered.push(input, row.number, columns.map(|column| row.get(column)))?;
    }
    gathered.finish(input, year)
}

fn read_fixed(input: Input<'_>) -> Result<LoccoFile, ReadError> {
    let header = fixed_header(input).unwrap_or(0);
    let mut lines = Lines::new(input);
    let mut year = None;
    let mut gathered = Gathered::default();
    while let Some((number, line)) = lines.next_line()? {
        if number <= header {
            year = year.or_else(|| year_in(&normal(line)));
            continue;
        }
        if trim(line).is_empty() || trim(line).starts_with(b"*") {
            gathered.parted = true;
            continue;
        }
        let cells = POSITIONS
            .map(|(first, last)| trim(line.get(first - 1..line.len().min(last)).unwrap_or_default()));
        gathered.push(input, number, cells)?;
    }
    gathered.finish(input, year)
}
