//! Whether a file has everything that CMS published: told by what a complete one has at least, and by its neighbours.
//!
//! A file cut at the end of a line is sound in every row. It is told by how much is missing.

use std::cmp::Reverse;

use openrvu_core::{Code, CodeKind, FeeRow, ReleaseId};

use crate::store::{Table, TableKind};
use crate::verify::{Check, Severity};

/// The names of the checks that find a part where the whole should be.
const NAMES: [&str; 3] = [COMPLETE, "counties", "anesthesia-localities"];
/// The name of the check on rows.
pub(crate) const COMPLETE: &str = "complete";

/// What a complete file has at least. The defaults are below every file since 2020.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Rows of PPRRVU. January 2020 has 17,236, and no later release has fewer.
    pub rows: u64,
    /// Whether PPRRVU must have a code of every family: each first digit of Category I, Categories II and III, and the
    /// letters of HCPCS Level II that stand in every release.
    pub families: bool,
    /// Rows for each hundred of those of a release or table held next to it. From release to release the number has
    /// changed by less than two in a hundred.
    pub percent_of_neighbour: u64,
    /// ZIP codes. October 2025 has 42,956.
    pub zip_codes: u64,
    /// Codes with anesthesia base units. 2022 has 276.
    pub anesthesia_codes: u64,
    /// HCPCS Level II codes. January 2025 has 8,259.
    pub hcpcs_codes: u64,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            rows: 15_000,
            families: true,
            percent_of_neighbour: 97,
            zip_codes: 40_000,
            anesthesia_codes: 250,
            hcpcs_codes: 7_000,
        }
    }
}

impl Bounds {
    /// No bounds: whatever is given counts as complete.
    pub const NONE: Self = Self {
        rows: 0,
        families: false,
        percent_of_neighbour: 0,
        zip_codes: 0,
        anesthesia_codes: 0,
        hcpcs_codes: 0,
    };
}

/// Something complete of the same kind, to compare a number of rows with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Neighbour {
    /// What to call it by: `RVU26B`.
    pub(crate) name: String,
    /// How many rows it has.
    pub(crate) rows: u64,
}

/// The complete releases next to one: itself, and the nearest before and after in its own or the adjacent year.
pub(crate) fn next_to(id: ReleaseId, complete: &[(ReleaseId, u64)]) -> Vec<Neighbour> {
    let near = |other: &&(ReleaseId, u64)| other.0.year.abs_diff(id.year) <= 1;
    let before = complete.iter().filter(near).filter(|(other, _)| *other < id).max();
    let after = complete.iter().filter(near).filter(|(other, _)| *other > id);
    let after = after.min_by_key(|(other, rows)| (*other, Reverse(*rows)));
    let same = complete.iter().filter(|(other, _)| *other == id).max();
    let all = [same, before, after].into_iter().flatten();
    all.map(|(id, rows)| Neighbour { name: id.to_string(), rows: *rows }).collect()
}

/// Checks the rows of PPRRVU.
pub(crate) fn release(rows: &[FeeRow], neighbours: &[Neighbour], bounds: &Bounds) -> Check {
    let mut check = Check::new(
        COMPLETE,
        Severity::Refuse,
        "no part of the file is missing: its rows, its families of codes, and the rows of the releases next to it",
    );
    count(&mut check, rows.len() as u64, "rows", bounds.rows, neighbours, bounds);
    if bounds.families {
        families(rows, &mut check);
    }
    check
}

/// What the codes of every release since 2020 begin with, in numbers: the sections of Category I and the letters of
/// HCPCS Level II.
const FIRST: &[u8] = b"0123456789ADGHJMPQSTV";

/// Checks that every family of codes is there.
fn families(rows: &[FeeRow], check: &mut Check) {
    let of_kind = |kind: CodeKind| rows.iter().any(|row| row.code.kind() == kind);
    check.count(of_kind(CodeKind::CategoryII), || "no code of Category II".to_owned());
    check.count(of_kind(CodeKind::CategoryIII), || "no code of Category III".to_owned());
    let begins = |code: Code, first: u8| {
        matches!(code.kind(), CodeKind::CategoryI | CodeKind::HcpcsII)
            && code.as_str().as_bytes().first() == Some(&first)
    };
    let missing = FIRST.iter().filter(|first| !rows.iter().any(|row| begins(row.code, **first)));
    let missing: Vec<String> = missing.map(|first| char::from(*first).to_string()).collect();
    check.count(missing.is_empty(), || format!("no code begins with {}", missing.join(", ")));
}

/// Checks the rows of a reference table; those that CMS divides into parts are not known to be whole.
pub(crate) fn table(kind: TableKind, table: &Table, neighbours: &[Neighbour], bounds: &Bounds) -> Check {
    let mut check = Check::new(
        COMPLETE,
        Severity::Refuse,
        "no part of the file is missing: its rows, and those of the versions held",
    );
    let (rows, what, least) = match table {
        Table::ZipLocality(rows) => (rows.len(), "ZIP codes", bounds.zip_codes),
        Table::AnesthesiaBaseUnits(rows) => (rows.len(), "codes", bounds.anesthesia_codes),
        Table::Hcpcs { codes, .. } => (codes.len(), "codes", bounds.hcpcs_codes),
        Table::AddOnEdits(rows) => (rows.len(), "edits", 0),
        Table::Ptp { .. } | Table::Mue { .. } => return check,
    };
    let neighbours = if kind == TableKind::AddOnEdits { &[] } else { neighbours };
    count(&mut check, rows as u64, what, least, neighbours, bounds);
    check
}

fn count(check: &mut Check, rows: u64, what: &str, least: u64, neighbours: &[Neighbour], bounds: &Bounds) {
    check.count(rows >= least, || format!("{rows} {what}, where a complete file has at least {least}"));
    for neighbour in neighbours {
        let enough = rows * 100 >= neighbour.rows * bounds.percent_of_neighbour;
        check.count(enough, || format!("{rows} {what}, where {} has {}", neighbour.name, neighbour.rows));
    }
}

/// Checks that a file beside GPCI has every locality.
pub(crate) fn localities(beside: Beside, without: &[String], of: usize) -> Check {
    let (name, file) = match beside {
        Beside::Locco => (NAMES[1], "LOCCO"),
        Beside::Anes => (NAMES[2], "ANES"),
    };
    let what = format!("the {file} file has every locality of the GPCI file");
    let mut check = Check::new(name, Severity::Refuse, what);
    check.checked = (of - without.len().min(of)) as u64;
    for locality in without {
        check.count(false, || format!("{locality} is not in the {file} file"));
    }
    check
}

/// A file that has a row or more for each locality.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Beside {
    /// LOCCO.
    Locco,
    /// ANES.
    Anes,
}

/// Whether a check found a part where the whole should be, which the user may keep knowingly.
pub(crate) fn finds_a_part(check: &Check) -> bool {
    !check.passed() && NAMES.contains(&check.name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::columns::blank;

    fn neighbour(name: &str, rows: u64) -> (ReleaseId, u64) {
        (name.parse().unwrap(), rows)
    }

    #[test]
    fn the_nearest_releases_on_both_sides_are_the_neighbours() {
        let held = ["RVU23D", "RVU24C", "RVU25D", "RVU26B", "RVU26C"].map(|name| neighbour(name, 19_000));
        let names = |id: &str| -> Vec<String> {
            next_to(id.parse().unwrap(), &held).into_iter().map(|found| found.name).collect()
        };
        assert_eq!(names("RVU26A"), ["RVU25D", "RVU26B"]);
        assert_eq!(names("RVU26C"), ["RVU26C", "RVU26B"]);
        assert_eq!(names("RVU22D"), ["RVU23D"]);
        assert_eq!(names("RVU21D"), [""; 0]);
    }

    #[test]
    fn a_part_is_told_by_bounds_neighbours_and_families() {
        let rows = ["99213", "G0101"].map(|code| blank(code.parse().unwrap()));
        let failed = |neighbour_rows: u64, bounds: Bounds| {
            let neighbours = next_to("RVU26C".parse().unwrap(), &[neighbour("RVU26B", neighbour_rows)]);
            release(&rows, &neighbours, &bounds).examples
        };
        assert_eq!(failed(100, Bounds::NONE), [""; 0]);
        let rows_bound = Bounds { rows: 3, ..Bounds::NONE };
        assert_eq!(failed(100, rows_bound), ["2 rows, where a complete file has at least 3"]);
        let percent = Bounds { percent_of_neighbour: 97, ..Bounds::NONE };
        assert_eq!(failed(2, percent), [""; 0]);
        assert_eq!(failed(3, percent), ["2 rows, where RVU26B has 3"]);
        let families = Bounds { families: true, ..Bounds::NONE };
        assert_eq!(failed(0, families)[..2], ["no code of Category II", "no code of Category III"]);
    }
}
