//! Worked examples of a contract's credit, on codes of the release that it credits.

use openrvu_core::indicator::{AssistantAtSurgery, Bilateral, CoSurgeons, GlobalPeriod, MultipleProcedure};
use openrvu_core::schedule::HeldRelease;
use openrvu_core::valuation::{Output, Step};
use openrvu_core::{Code, CreditRvu, FeeRow, Line, Modifier, RowModifier, Rvu, Schedule};
use serde::Serialize;

use crate::{Crediting, EncounterId, Entry, EntryId, Role, value_encounter};

/// A worked example.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Example {
    /// What it shows.
    pub title: &'static str,
    /// Its lines.
    pub lines: Vec<ExampleLine>,
    /// The credit of all lines; none where one is not credited.
    pub total: Option<CreditRvu>,
}

/// A line of an example.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExampleLine {
    /// The line as it is written.
    pub line: Line,
    /// What the clinician did.
    pub role: Role,
    /// The work RVU as published.
    pub published: Option<CreditRvu>,
    /// What is credited.
    pub credited: Option<CreditRvu>,
    /// How that came about.
    pub steps: Vec<Step>,
}

/// What an example needs of a code, and which codes show it best.
struct Wanted {
    title: &'static str,
    best: &'static [&'static str],
    fits: fn(&FeeRow) -> bool,
    modifier: Option<&'static [u8; 2]>,
    role: Role,
    /// Codes of one claim.
    count: usize,
}

const WANTED: [Wanted; 5] = [
    Wanted {
        title: "A procedure on both sides",
        best: &["27447", "29881", "64483"],
        fits: |row| row.bilateral == Bilateral::Applies,
        modifier: Some(b"50"),
        role: Role::Performed,
        count: 1,
    },
    Wanted {
        title: "Two procedures in one session",
        best: &["47562", "49505", "20610"],
        fits: |row| row.multiple_procedure == MultipleProcedure::Standard && !row.is_add_on(),
        modifier: None,
        role: Role::Performed,
        count: 2,
    },
    Wanted {
        title: "An assistant at surgery",
        best: &["27447", "44140", "22630"],
        fits: |row| row.assistant == AssistantAtSurgery::Payable,
        modifier: Some(b"80"),
        role: Role::Assisted,
        count: 1,
    },
    Wanted {
        title: "Two surgeons",
        best: &["22558", "22630", "27447"],
        fits: |row| row.co_surgeons == CoSurgeons::Permitted,
        modifier: Some(b"62"),
        role: Role::Performed,
        count: 1,
    },
    Wanted {
        title: "A visit shared with another clinician",
        best: &["99232", "99223", "99221"],
        fits: |row| {
            row.multiple_procedure == MultipleProcedure::None && row.global == GlobalPeriod::NotApplicable
        },
        modifier: Some(b"FS"),
        role: Role::Shared,
        count: 1,
    },
];

/// The examples for which the release has codes, in a fixed order.
pub(super) fn of(schedule: &Schedule, crediting: &Crediting, release: &HeldRelease) -> Vec<Example> {
    let example = |title, lines: Vec<Line>, role| worked(schedule, crediting, release, title, lines, role);
    let mut examples: Vec<Example> = WANTED
        .iter()
        .filter_map(|wanted| {
            let codes = codes(release, wanted);
            (codes.len() == wanted.count).then(|| {
                let lines = codes.into_iter().map(|code| line(code, wanted.modifier)).collect();
                example(wanted.title, lines, wanted.role)
            })
        })
        .collect();
    if let Some(pair) = endoscopies(release) {
        let lines = pair.into_iter().map(Line::new).collect();
        let at = examples.len().min(2);
        examples.insert(at, example("Two endoscopies of one family", lines, Role::Performed));
    }
    examples
}

fn line(code: Code, modifier: Option<&[u8; 2]>) -> Line {
    Line { modifiers: modifier.map(Modifier::known).into_iter().collect(), ..Line::new(code) }
}

/// The first codes that fit: the best ones, then any of the release.
fn codes(release: &HeldRelease, wanted: &Wanted) -> Vec<Code> {
    let has_work = |row: &&FeeRow| row.status.uses_rvus() && row.work > Rvu::ZERO;
    let best = wanted.best.iter().filter_map(|code| release.row(code.parse().ok()?, RowModifier::Global));
    let any = release.rows.iter().filter(|row| row.modifier == RowModifier::Global);
    let mut codes: Vec<Code> = Vec::with_capacity(wanted.count);
    for row in best.chain(any).filter(has_work).filter(|row| (wanted.fits)(row)) {
        if codes.len() == wanted.count {
            break;
        }
        if !codes.contains(&row.code) {
            codes.push(row.code);
        }
    }
    codes
}

/// Two members of an endoscopic family: polyps removed from the colon where the release has them.
fn endoscopies(release: &HeldRelease) -> Option<[Code; 2]> {
    let member =
        |code: &str| release.row(code.parse().ok()?, RowModifier::Global).filter(|row| is_member(row));
    if let (Some(one), Some(other)) = (member("45385"), member("45380")) {
        return Some([one.code, other.code]);
    }
    let members = || release.rows.iter().filter(|row| is_member(row));
    members().find_map(|one| {
        let other =
            members().find(|row| row.code != one.code && row.endoscopic_base == one.endoscopic_base)?;
        Some([one.code, other.code])
    })
}

fn is_member(row: &FeeRow) -> bool {
    row.multiple_procedure == MultipleProcedure::Endoscopy
        && row.endoscopic_base.is_some()
        && row.modifier == RowModifier::Global
        && row.work > Rvu::ZERO
}

fn worked(
    schedule: &Schedule,
    crediting: &Crediting,
    release: &HeldRelease,
    title: &'static str,
    lines: Vec<Line>,
    role: Role,
) -> Example {
    let entry = |line: Line| Entry {
        id: EntryId::from_bytes([0; 16]),
        encounter: EncounterId::from_bytes([0; 16]),
        date: release.effective_from,
        line,
        place: "22".parse().ok(),
        site: None,
        role,
        colleague: None,
        note: None,
    };
    let entries: Vec<Entry> = lines.into_iter().map(entry).collect();
    let values = value_encounter(schedule, crediting, &entries.iter().collect::<Vec<_>>(), None, true);
    let lines: Vec<ExampleLine> = entries
        .into_iter()
        .zip(values)
        .map(|(entry, value)| ExampleLine {
            line: entry.line,
            role,
            published: value.published,
            credited: value.work,
            steps: value
                .line
                .map(|line| line.steps.into_iter().filter(|step| step.output == Output::Credit).collect())
                .unwrap_or_default(),
        })
        .collect();
    let total = lines.iter().map(|line| line.credited).sum();
    Example { title, lines, total }
}
