//! Two to five codes side by side.

use openrvu_core::{Cents, Code, FeeRow, Setting};
use serde::Serialize;

use super::ReleaseView;
use super::code::payment::{Asked, amount};
use crate::Site;
use crate::site::AsOf;

/// The most codes side by side.
pub(crate) const MOST: usize = 5;

/// The comparison.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ComparePage {
    /// The release.
    pub(crate) release: Option<ReleaseView>,
    /// The codes, in the order asked for.
    pub(crate) codes: Vec<Compared>,
    /// What is compared: a name and a value a code.
    pub(crate) rows: Vec<CompareRow>,
    /// What could not be compared, in words.
    pub(crate) left_out: Vec<String>,
}

/// A code that is compared.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Compared {
    /// The code.
    pub(crate) code: Code,
    /// Its title.
    pub(crate) title: String,
    /// Its summary, where it has a text.
    pub(crate) summary: Option<String>,
}

/// One thing compared.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct CompareRow {
    /// What it is.
    pub(crate) name: &'static str,
    /// Whether the values are numbers.
    pub(crate) numeric: bool,
    /// A value a code.
    pub(crate) values: Vec<String>,
    /// Whether the values differ.
    pub(crate) differs: bool,
}

impl ComparePage {
    /// Compares the codes written in a text, apart by commas or blanks.
    pub(crate) fn of(site: &Site, as_of: Option<AsOf<'_>>, text: &str) -> Self {
        let mut page = Self {
            release: as_of.map(|as_of| ReleaseView::of(site, as_of)),
            codes: Vec::new(),
            rows: Vec::new(),
            left_out: Vec::new(),
        };
        let Some(as_of) = as_of else { return page };
        let mut rows: Vec<&FeeRow> = Vec::new();
        for word in text.split([',', ' ', ';', '+']).filter(|word| !word.is_empty()).take(20) {
            let code: Code = match word.parse() {
                Ok(code) => code,
                Err(error) => {
                    page.left_out.push(format!("{error}."));
                    continue;
                }
            };
            if page.codes.iter().any(|compared| compared.code == code) {
                continue;
            }
            if page.codes.len() == MOST {
                page.left_out.push(format!("{code}: at most {MOST} codes are shown side by side."));
                continue;
            }
            let Some(row) = Site::listed_row(as_of.release, code) else {
                page.left_out.push(format!(
                    "{code} is not in the figures of {} that are held here.",
                    as_of.release.id
                ));
                continue;
            };
            let summary = site.library.entry(code).map(|entry| entry.summary.clone());
            page.codes.push(Compared { code, title: site.label(code), summary });
            rows.push(row);
        }
        page.rows = compare(site, as_of, &rows);
        page
    }
}

fn compare(site: &Site, as_of: AsOf<'_>, rows: &[&FeeRow]) -> Vec<CompareRow> {
    type Value<'v> = &'v dyn Fn(&FeeRow) -> String;
    let amount_in = |row: &FeeRow, setting| {
        let found = amount(site, as_of, Asked::national(row.code, row.modifier, setting));
        found.map_or_else(|| "—".to_owned(), Cents::dollars)
    };
    let named = |value: &str, name: &str| format!("{name} ({value})");
    let table: [(&'static str, bool, Value<'_>); 14] = [
        ("Work RVU", true, &|row| row.work.to_string()),
        ("Practice expense, non-facility", true, &|row| row.non_facility_pe.to_string()),
        ("Practice expense, facility", true, &|row| row.facility_pe.to_string()),
        ("Malpractice", true, &|row| row.malpractice.to_string()),
        ("Total, non-facility", true, &|row| row.total(Setting::NonFacility).to_string()),
        ("Total, facility", true, &|row| row.total(Setting::Facility).to_string()),
        ("National amount, non-facility", true, &|row| amount_in(row, Setting::NonFacility)),
        ("National amount, facility", true, &|row| amount_in(row, Setting::Facility)),
        ("Status", false, &|row| named(row.status.as_str(), row.status.name())),
        ("Global period", false, &|row| named(row.global.as_str(), row.global.name())),
        ("Several procedures", false, &|row| row.multiple_procedure.name().to_owned()),
        ("Both sides", false, &|row| row.bilateral.name().to_owned()),
        ("Assistant at surgery", false, &|row| row.assistant.name().to_owned()),
        ("Components", false, &|row| row.pc_tc.name().to_owned()),
    ];
    let compared = table.into_iter().map(|(name, numeric, value)| {
        let values: Vec<String> = rows.iter().map(|row| value(row)).collect();
        let differs = values.windows(2).any(|pair| pair[0] != pair[1]);
        CompareRow { name, numeric, values, differs }
    });
    if rows.is_empty() { Vec::new() } else { compared.collect() }
}
