//! Reconciliation: an employer's report against the log, line by line, with why they differ and what that is worth.

mod cause;
mod matching;
mod report;
mod totals;

use jiff::Span;
use jiff::civil::Date;
use openrvu_core::{Code, CreditRvu, Line};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::import::{Has, ReadLine};
use crate::ledger::{Logged, Valuer};
use crate::{EncounterId, Entry};

pub use cause::Cause;
use cause::{Causes, Explained};
use matching::{Item, Together};
pub use report::{KeptReport, MOST_LINES};
pub use totals::{ReleaseTally, Total, Totals, dollars};

/// How a report is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Comparison {
    /// The first day that the report covers.
    pub from: Date,
    /// The last day that it covers.
    pub to: Date,
    /// By how many days a line may be off: 0 to 7.
    pub days: u8,
}

/// Most days by which a line may be off.
pub const MOST_DAYS_OFF: u8 = 7;

impl Comparison {
    /// The days whose entries are compared: those of the report, and as many before and behind as a line may be off.
    #[must_use]
    pub fn window(&self) -> (Date, Date) {
        let off = Span::new().days(i32::from(self.days.min(MOST_DAYS_OFF)));
        (self.from.saturating_sub(off), self.to.saturating_add(off))
    }
}

/// What was found of a line, or of lines that belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Both have it, and credit the same, or the report says no credit.
    Agrees,
    /// The log has it and the report has not.
    MissingFromTheirs,
    /// The report has it and the log has not.
    MissingFromMine,
    /// Both have the code, with other units.
    Units,
    /// Both have the code, with other modifiers.
    Modifiers,
    /// A code of the same family stands in its place.
    Code,
    /// The same service, credited otherwise.
    Credit,
}

impl Kind {
    /// Every kind, in the order of a report.
    pub const ALL: [Self; 7] = [
        Self::MissingFromTheirs,
        Self::MissingFromMine,
        Self::Units,
        Self::Modifiers,
        Self::Code,
        Self::Credit,
        Self::Agrees,
    ];

    /// The name in addresses and JSON.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Agrees => "agrees",
            Self::MissingFromTheirs => "missing-from-theirs",
            Self::MissingFromMine => "missing-from-mine",
            Self::Units => "units",
            Self::Modifiers => "modifiers",
            Self::Code => "code",
            Self::Credit => "credit",
        }
    }

    /// In words.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Agrees => "agrees",
            Self::MissingFromTheirs => "missing from the report",
            Self::MissingFromMine => "missing from my log",
            Self::Units => "other units",
            Self::Modifiers => "other modifiers",
            Self::Code => "another code",
            Self::Credit => "credited otherwise",
        }
    }
}

/// Lines that belong together, or a line that the other side has not, with what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding<'a> {
    /// What was found.
    pub kind: Kind,
    /// Why the credit is another, as far as it can be told; none where it is not.
    pub causes: Vec<Cause>,
    /// Entries of the log.
    pub mine: Vec<&'a Entry>,
    /// Lines of the report.
    pub theirs: Vec<&'a ReadLine>,
    /// Days by which the report's date is later.
    pub days: i32,
    /// Work RVUs that the log credits; none where there is no entry, or the credit of one is unknown.
    pub my_work: Option<CreditRvu>,
    /// Work RVUs that the report credits; none where there is no line, or it does not say.
    pub their_work: Option<CreditRvu>,
}

impl Finding<'_> {
    /// Work RVUs that the report credits less than the log: what is missing in it counts as nothing. None where either
    /// is unknown.
    #[must_use]
    pub fn difference(&self) -> Option<CreditRvu> {
        let of =
            |is_absent: bool, work: Option<CreditRvu>| if is_absent { Some(CreditRvu::ZERO) } else { work };
        Some(of(self.mine.is_empty(), self.my_work)? - of(self.theirs.is_empty(), self.their_work)?)
    }

    /// The day: that of the entry, or of the line where there is no entry.
    #[must_use]
    pub fn date(&self) -> Option<Date> {
        let mine = self.mine.first().map(|entry| entry.date);
        mine.or_else(|| self.theirs.first().map(|line| line.date))
    }
}

/// A report compared with the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reconciliation<'a> {
    /// What was found, by day and code.
    pub findings: Vec<Finding<'a>>,
    /// Sums by kind and cause.
    pub totals: Totals,
}

/// Compares a report with the log.
///
/// `log` are the valued entries of the comparison's window, and `has` tells which columns the report has: modifiers or
/// units that it does not have are not compared. `valuer` values entries otherwise, to find out why credits differ.
#[must_use]
pub fn reconcile<'a>(
    log: &[Logged<'a>],
    report: &'a [ReadLine],
    has: Has,
    comparison: &Comparison,
    valuer: &Valuer<'_>,
) -> Reconciliation<'a> {
    let my_items: Vec<Item> = log.iter().map(|logged| my_item(*logged, has)).collect();
    let their_items: Vec<Item> = report.iter().map(|line| their_item(line, has)).collect();
    let days = comparison.days.min(MOST_DAYS_OFF);
    let matched = matching::matched(&my_items, &their_items, days);
    let mut claims: FxHashMap<EncounterId, Vec<&Entry>> = FxHashMap::default();
    for logged in log {
        claims.entry(logged.entry().encounter).or_default().push(logged.entry());
    }
    let mut causes = Causes::new(*valuer, &claims);
    let within = |date: Date| comparison.from <= date && date <= comparison.to;
    let found = |together: &Together| found(together, log, report, has, &mut causes);
    let mut found: Vec<(Finding<'a>, Explained)> = matched.together.iter().map(found).collect();
    let mut explained: Vec<&mut Explained> = found.iter_mut().map(|(_, explained)| explained).collect();
    causes.settle(&mut explained);
    let mut findings: Vec<Finding<'a>> = found
        .into_iter()
        .map(|(finding, explained)| Finding { causes: explained.causes, ..finding })
        .filter(|finding| {
            let dates = finding.mine.iter().map(|entry| entry.date);
            dates.chain(finding.theirs.iter().map(|line| line.date)).any(within)
        })
        .collect();
    // What lies before the report's first day or behind its last is looked at only for lines that are off.
    for at in matched.mine {
        let logged = log[at];
        if within(logged.entry().date) {
            findings.push(Finding {
                kind: Kind::MissingFromTheirs,
                causes: Vec::new(),
                mine: vec![logged.entry()],
                theirs: Vec::new(),
                days: 0,
                my_work: credited(logged),
                their_work: None,
            });
        }
    }
    for line in matched.theirs.into_iter().map(|at| &report[at]).filter(|line| within(line.date)) {
        findings.push(Finding {
            kind: Kind::MissingFromMine,
            causes: Vec::new(),
            mine: Vec::new(),
            theirs: vec![line],
            days: 0,
            my_work: None,
            their_work: line.work,
        });
    }
    findings.sort_by_key(place);
    let totals = Totals::of(&findings);
    Reconciliation { findings, totals }
}

/// By what findings are ordered: day, code, those of the log first, then the names of their lines.
fn place(finding: &Finding<'_>) -> (Option<Date>, Option<Code>, bool, Option<u128>, Option<u32>) {
    let (mine, theirs) = (finding.mine.first(), finding.theirs.first());
    let code = mine.map(|entry| entry.line.code).or_else(|| theirs.map(|line| line.line.code));
    let id = mine.map(|entry| entry.id.uuid().as_u128());
    (finding.date(), code, mine.is_none(), id, theirs.map(|line| line.row))
}

/// What an entry is credited; an entry without a work RVU, such as anesthesia, is credited nothing that is known.
fn credited(logged: Logged<'_>) -> Option<CreditRvu> {
    logged.value.work()
}

fn my_item(logged: Logged<'_>, has: Has) -> Item {
    let entry = logged.entry();
    item(entry.date, &entry.line, credited(logged), entry.id.uuid().as_u128(), has)
}

fn their_item(line: &ReadLine, has: Has) -> Item {
    item(line.date, &line.line, line.work, u128::from(line.row), has)
}

fn item(date: Date, line: &Line, work: Option<CreditRvu>, name: u128, has: Has) -> Item {
    let mut modifiers = if has.modifiers { line.modifiers.clone() } else { Vec::new() };
    modifiers.sort_unstable();
    let units = if has.units { line.units } else { 1 };
    Item { date, code: line.code, modifiers, units, work, name }
}

/// What was found of lines that belong together.
fn found<'a>(
    together: &Together,
    log: &[Logged<'a>],
    report: &'a [ReadLine],
    has: Has,
    causes: &mut Causes<'_, 'a>,
) -> (Finding<'a>, Explained) {
    let mut mine: Vec<Logged<'a>> = together.mine.iter().map(|at| log[*at]).collect();
    let mut theirs: Vec<&ReadLine> = together.theirs.iter().map(|at| &report[*at]).collect();
    mine.sort_by_key(|logged| logged.entry().id);
    theirs.sort_by_key(|line| line.row);
    let my_work = mine.iter().map(|logged| credited(*logged)).sum::<Option<CreditRvu>>();
    let their_work = theirs.iter().map(|line| line.work).sum::<Option<CreditRvu>>();
    let (one, other) = (my_item(mine[0], has), their_item(theirs[0], has));
    let units = |sum: u32, line: &Line| sum.saturating_add(line.units);
    let my_units = mine.iter().map(|logged| &logged.entry().line).fold(0, units);
    let their_units = theirs.iter().map(|line| &line.line).fold(0, units);
    let mut finding = Finding {
        kind: Kind::Agrees,
        causes: Vec::new(),
        mine: mine.iter().map(|logged| logged.entry()).collect(),
        theirs,
        days: together.days,
        my_work,
        their_work,
    };
    finding.kind = match () {
        () if one.code != other.code => Kind::Code,
        () if one.modifiers != other.modifiers => Kind::Modifiers,
        () if has.units && my_units != their_units => Kind::Units,
        () => match (my_work, their_work) {
            (Some(one), Some(other)) if one != other => Kind::Credit,
            _ => Kind::Agrees,
        },
    };
    if finding.kind != Kind::Credit {
        return (finding, Explained::default());
    }
    let explained = causes.of(&mine, &finding);
    // Reports round to hundredths.
    if explained.causes == [Cause::Rounding] {
        finding.kind = Kind::Agrees;
    }
    (finding, explained)
}
