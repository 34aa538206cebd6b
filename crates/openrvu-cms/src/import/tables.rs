//! Reference tables: reading them, telling their version, and putting their parts together.

use openrvu_core::reference::PtpEdit;
use rustc_hash::FxHashMap;

use super::report::{ImportError, Refusal};
use crate::archive::Member;
use crate::read::{self, FileKind, Input, MueService};
use crate::store::{SourceKind, SourceRecord, Table, TableKind};
use crate::verify::{Check, Severity};

/// A reference table, or a part of one, with its version.
#[derive(Debug)]
pub(super) struct VersionedTable {
    pub(super) kind: TableKind,
    /// As CMS names it: `2025Q4`, `2022`, `v322r0`.
    pub(super) version: String,
    pub(super) table: Table,
    pub(super) sources: Vec<SourceRecord>,
    /// Checks made while its files were put together.
    pub(super) checks: Vec<Check>,
}

impl VersionedTable {
    /// The file it was read from, to name in a message.
    pub(super) fn name(&self) -> String {
        self.sources.first().map(|source| source.file.name.clone()).unwrap_or_default()
    }
}

/// Reads the file of a reference table.
pub(super) fn read_table(
    kind: FileKind,
    input: Input<'_>,
    member: &Member,
) -> Result<VersionedTable, ImportError> {
    let no_version = |example| ImportError::NoVersion { file: input.name.to_owned(), example };
    let (kind, version, table) = match kind {
        FileKind::ZipLocality => {
            let file = read::zip_locality(input)?;
            let version = format!("{}Q{}", file.year, file.quarter);
            (TableKind::ZipLocality, version, Table::ZipLocality(file.rows))
        }
        FileKind::AnesthesiaBase => {
            let file = read::anesthesia_base(input)?;
            (TableKind::AnesthesiaBaseUnits, file.year.to_string(), Table::AnesthesiaBaseUnits(file.rows))
        }
        FileKind::AddOn => {
            let file = read::add_on(input)?;
            let (year, quarter) = file.version.ok_or_else(|| no_version("such as AOC_V2026Q2-MCR.xlsx"))?;
            (TableKind::AddOnEdits, format!("{year}Q{quarter}"), Table::AddOnEdits(file.edits))
        }
        FileKind::Hcpcs => {
            let file = read::hcpcs(input)?;
            // The quarter of the latest change that is in effect by the file's own account.
            let latest = file.rows.iter().filter_map(|row| row.changed).max();
            let latest = latest.ok_or_else(|| no_version("such as HCPC2025_JAN_ANWEB_12172024.txt"))?;
            let version = format!("{}Q{}", latest.year(), (latest.month() + 2) / 3);
            (TableKind::Hcpcs, version, Table::Hcpcs { codes: file.rows, modifiers: file.modifiers })
        }
        FileKind::Ptp => {
            let file = read::ptp(input)?;
            let (kind, version) =
                ptp_name(input.name).ok_or_else(|| no_version("such as ccipra-v322r0-f1.txt"))?;
            (kind, version, Table::Ptp { edits: file.edits, rationales: file.rationales })
        }
        _ => {
            let file = read::mue(input)?;
            let kind = match file.service {
                MueService::Practitioner => TableKind::MuePractitioner,
                MueService::OutpatientHospital => TableKind::MueHospital,
                MueService::DmeSupplier => TableKind::MueSupplier,
            };
            let version = mue_version(input.name)
                .ok_or_else(|| no_version("such as MCR_MUE_PractitionerServices_Eff_07-01-2026.csv"))?;
            (kind, version, Table::Mue { edits: file.edits, rationales: file.rationales })
        }
    };
    let sources = vec![SourceRecord { kind: SourceKind::Table, file: member.source() }];
    Ok(VersionedTable { kind, version, table, sources, checks: Vec::new() })
}

/// Whose claims a procedure-to-procedure file is for, and its version: `ccipra-v322r0-f1.txt`.
fn ptp_name(name: &str) -> Option<(TableKind, String)> {
    let name = name.to_ascii_lowercase();
    let kind = match (name.contains("ccipra"), name.contains("ccioph")) {
        (true, false) => TableKind::PtpPractitioner,
        (false, true) => TableKind::PtpHospital,
        _ => return None,
    };
    let is_version = |part: &&str| {
        let numbers = part.strip_prefix('v').and_then(|rest| rest.split_once('r'));
        numbers.is_some_and(|(version, revision)| {
            [version, revision].iter().all(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
        })
    };
    let version = name.split(|c: char| !c.is_ascii_alphanumeric()).find(is_version)?;
    Some((kind, version.to_owned()))
}

/// The quarter a medically unlikely edits file takes effect in: `…_Eff_07-01-2026.csv`.
fn mue_version(name: &str) -> Option<String> {
    let name = name.to_ascii_lowercase();
    let (_, rest) = name.rsplit_once("eff_").or_else(|| name.rsplit_once("eff-"))?;
    let mut numbers = rest.split(|c: char| !c.is_ascii_digit()).map(str::parse::<u16>);
    let (Some(Ok(month @ 1..=12)), Some(Ok(_)), Some(Ok(year @ 2000..=2099))) =
        (numbers.next(), numbers.next(), numbers.next())
    else {
        return None;
    };
    Some(format!("{year}Q{}", month.div_ceil(3)))
}

/// Puts the parts of a table together, and the same table read from several forms of its file.
pub(super) fn join(mut parts: Vec<VersionedTable>, refused: &mut Vec<Refusal>) -> Vec<VersionedTable> {
    parts.sort_by_key(|part| (part.kind, part.version.clone(), form(part)));
    let mut joined: Vec<VersionedTable> = Vec::new();
    for mut part in parts {
        part.table.sort();
        let same = joined.iter_mut().find(|table| table.kind == part.kind && table.version == part.version);
        let Some(table) = same else {
            joined.push(part);
            continue;
        };
        if merge(&mut table.table, &part.table) {
            table.sources.append(&mut part.sources);
        } else if form(table) != form(&part) {
            // CMS's own text and workbook differ here and there: the text counts, and the difference is told.
            let mut check = Check::new("forms", Severity::Report, "every form of the file holds the same");
            check.count(false, || format!("{} differs from {}", part.name(), table.name()));
            table.checks.push(check);
        } else {
            refused.push(conflict(table, &part));
        }
    }
    joined
}

/// Which form of a table's file it was read from; the lowest is taken.
fn form(of: &VersionedTable) -> u8 {
    let name = of.name().to_ascii_lowercase();
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("txt") => 0,
        Some("csv") => 1,
        _ => 2,
    }
}

fn conflict(table: &VersionedTable, part: &VersionedTable) -> Refusal {
    let error = ImportError::Conflict {
        first: table.name(),
        second: part.name(),
        kind: SourceKind::Table,
        of: format!("{} {}", part.kind, part.version),
    };
    Refusal { input: part.name(), error }
}

/// Takes another file's rows in: the same rows again, or a further part of a table that CMS divides. `false` where
/// it is neither.
fn merge(table: &mut Table, other: &Table) -> bool {
    if table == other {
        return true;
    }
    let (Table::Ptp { edits, rationales }, Table::Ptp { edits: more, rationales: their_rationales }) =
        (&mut *table, other)
    else {
        return false;
    };
    let mut places: FxHashMap<&str, u16> = FxHashMap::default();
    for rationale in their_rationales {
        if !rationales.contains(rationale) {
            rationales.push(rationale.clone());
        }
    }
    for (place, rationale) in (0..).zip(rationales.iter()) {
        places.insert(rationale, place);
    }
    let renumbered = more.iter().map(|edit| {
        let text = their_rationales.get(usize::from(edit.rationale)).map_or("", String::as_str);
        PtpEdit { rationale: places.get(text).copied().unwrap_or_default(), ..*edit }
    });
    edits.extend(renumbered);
    table.sort();
    if let Table::Ptp { edits, .. } = table {
        edits.dedup();
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_versions() {
        let (kind, version) = ptp_name("x.zip/ccipra-v322r0-f1.TXT").unwrap();
        assert_eq!((kind, version.as_str()), (TableKind::PtpPractitioner, "v322r0"));
        assert_eq!(ptp_name("ccioph-v323r0-f4.txt").unwrap().0, TableKind::PtpHospital);
        assert_eq!(ptp_name("edits.txt"), None);
        let name = "MCR_MUE_PractitionerServices_Eff_07-01-2026.head.csv";
        assert_eq!(mue_version(name).as_deref(), Some("2026Q3"));
        assert_eq!(mue_version("MUE.csv"), None);
    }

    #[test]
    fn parts_of_a_table_are_put_together() {
        let edit = |first: &str, rationale| PtpEdit {
            column_1: first.parse().unwrap(),
            column_2: "99213".parse().unwrap(),
            before_1996: false,
            effective_from: jiff::civil::date(2020, 1, 1),
            deleted: None,
            modifier: openrvu_core::reference::PtpModifierIndicator::Allowed,
            rationale,
        };
        let mut table =
            Table::Ptp { edits: vec![edit("20610", 0)], rationales: vec!["Standards".to_owned()] };
        let other = Table::Ptp {
            edits: vec![edit("10021", 0), edit("20611", 1)],
            rationales: vec!["Anesthesia".to_owned(), "Standards".to_owned()],
        };
        assert!(merge(&mut table, &other));
        let Table::Ptp { edits, rationales } = table else { unreachable!() };
        assert_eq!(rationales, ["Standards", "Anesthesia"]);
        let places: Vec<(String, u16)> =
            edits.iter().map(|edit| (edit.column_1.to_string(), edit.rationale)).collect();
        assert_eq!(places, [("10021".to_owned(), 1), ("20610".to_owned(), 0), ("20611".to_owned(), 0)]);
        assert!(!merge(&mut Table::Mue { edits: Vec::new(), rationales: vec![] }, &other));
    }
}
