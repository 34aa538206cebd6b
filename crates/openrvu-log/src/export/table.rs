//! Entries as the rows of a table, which the import reads back with nothing lost.

use openrvu_core::{CreditRvu, ReleaseId};

use crate::Entry;

/// The names of the columns. The last two tell what an entry is worth; they are not read back.
pub const COLUMNS: [&str; 15] = [
    "Date",
    "Code",
    "Modifiers",
    "Units",
    "Minutes",
    "Charge",
    "Place of service",
    "Site",
    "Role",
    "Colleague",
    "Note",
    "Entry ID",
    "Encounter ID",
    "Credited wRVU",
    "Values of release",
];

/// An entry as cells, in the order of [`COLUMNS`], with what it is credited and by which release.
#[must_use]
pub fn row(entry: &Entry, work: Option<CreditRvu>, release: Option<ReleaseId>) -> [String; COLUMNS.len()] {
    let Entry { id, encounter, date, line, place, site, role, colleague, note } = entry;
    let text = |text: &Option<crate::ShortText>| {
        text.as_ref().map_or_else(String::new, |text| guarded(text.as_str()))
    };
    let modifiers: Vec<&str> = line.modifiers.iter().map(openrvu_core::Modifier::as_str).collect();
    let optional = |text: Option<String>| text.unwrap_or_default();
    [
        date.to_string(),
        line.code.to_string(),
        modifiers.join(" "),
        line.units.to_string(),
        optional(line.minutes.map(|minutes| minutes.to_string())),
        optional(line.charge.map(|charge| charge.to_string())),
        optional(place.map(|place| place.to_string())),
        text(site),
        role.slug().to_owned(),
        text(colleague),
        text(note),
        id.to_string(),
        encounter.to_string(),
        optional(work.map(CreditRvu::short)),
        optional(release.map(|release| release.to_string())),
    ]
}

/// Whether a spreadsheet would take a text that begins so for a formula; some do so with the wide forms of Asia too.
const fn begins_a_formula(c: char) -> bool {
    matches!(c, '=' | '+' | '-' | '@' | '\u{FF1D}' | '\u{FF0B}' | '\u{FF0D}' | '\u{FF20}')
}

/// A text that no spreadsheet takes for a formula: with an apostrophe before what would begin one.
#[must_use]
pub fn guarded(text: &str) -> String {
    if is_formula(text) { format!("'{text}") } else { text.to_owned() }
}

/// The text that was guarded.
#[must_use]
pub fn unguarded(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| is_formula(rest)).unwrap_or(text)
}

/// Whether a text begins as a formula does, behind apostrophes or without.
fn is_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(begins_a_formula)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_every_text_comes_back() {
        for text in ["=1+1", "+1", "-", "@x", "'=1", "''-x", "plain", "'quoted'", "", "a=b"] {
            let cell = guarded(text);
            assert!(!cell.starts_with(begins_a_formula), "{cell}");
            assert_eq!(unguarded(&cell), text);
        }
    }
}
