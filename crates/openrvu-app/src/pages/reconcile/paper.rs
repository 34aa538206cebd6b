//! What was found of a report, as a paper: summed by what differs and why, then line by line.

use openrvu_core::{Cents, ConversionFactor, CreditRvu, Line};
use openrvu_log::Contract;
use openrvu_log::contract::words::rate_in_words;
use openrvu_log::import::Has;
use openrvu_log::reconcile::{Cause, Finding, KeptReport, Kind, Reconciliation, Total, Totals, dollars};

use super::show::Choice;
use crate::paper::{Cell, Paper, Part, Table, grouped, number, words};

/// The name of the table of lines.
pub(super) const LINES: &str = "Lines";
/// What is chosen where all findings are.
const ALL: &str = "all";

/// Which findings are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Chosen {
    /// All that differ.
    Differences,
    /// All.
    All,
    /// Those of a kind.
    Kind(Kind),
    /// Credits that differ for a cause, by its name in addresses.
    Cause(&'static str),
}

/// The names of causes in addresses.
const CAUSES: [Cause; 8] = [
    Cause::NotCredited,
    Cause::UnitsIgnored,
    Cause::ModifierIgnored,
    Cause::ModifierApplied,
    Cause::MultipleProcedureCut,
    Cause::MultipleProcedureNotCut,
    Cause::TotalRvus,
    Cause::Unexplained,
];

impl Chosen {
    /// By its name in addresses.
    pub(super) fn of(text: &str) -> Option<Self> {
        let causes = CAUSES.into_iter().map(Cause::slug).chain(["efficiency", "other-release"]);
        match text {
            "" => Some(Self::Differences),
            ALL => Some(Self::All),
            slug => Kind::ALL
                .into_iter()
                .find(|kind| kind.slug() == slug)
                .map(Self::Kind)
                .or_else(|| causes.into_iter().find(|cause| *cause == slug).map(Self::Cause)),
        }
    }

    const fn slug(self) -> &'static str {
        match self {
            Self::Differences => "",
            Self::All => ALL,
            Self::Kind(kind) => kind.slug(),
            Self::Cause(slug) => slug,
        }
    }

    fn has(self, finding: &Finding<'_>) -> bool {
        match self {
            Self::Differences => finding.kind != Kind::Agrees,
            Self::All => true,
            Self::Kind(kind) => finding.kind == kind,
            Self::Cause(slug) => {
                finding.kind == Kind::Credit
                    && finding.causes.first().is_some_and(|cause| cause.slug() == slug)
            }
        }
    }
}

/// What can be chosen among findings.
pub(super) fn choices(found: &Reconciliation<'_>, chosen: Chosen) -> Vec<Choice> {
    let all = found.totals.all.findings;
    let agree = found.totals.by.iter().filter(|(kind, ..)| *kind == Kind::Agrees);
    let differ = all - agree.map(|(_, _, total)| total.findings).sum::<usize>();
    let choice = |this: Chosen, words: &str, count: usize| Choice {
        value: this.slug().to_owned(),
        words: format!("{words} ({})", grouped(count as u64)),
        is_chosen: this == chosen,
    };
    let mut choices =
        vec![choice(Chosen::Differences, "all that differs", differ), choice(Chosen::All, "everything", all)];
    choices.extend(found.totals.by.iter().map(|(kind, cause, total)| {
        choice(group(*kind, *cause), &group_words(*kind, *cause), total.findings)
    }));
    choices
}

fn group(kind: Kind, cause: Option<Cause>) -> Chosen {
    cause.map_or(Chosen::Kind(kind), |cause| Chosen::Cause(cause.slug()))
}

fn group_words(kind: Kind, cause: Option<Cause>) -> String {
    cause.map_or_else(|| kind.name().to_owned(), |cause| format!("{}: {}", kind.name(), cause.name()))
}

/// The paper. Where an address is given, its summary leads to the findings of each kind there.
pub(super) fn paper(
    report: &KeptReport,
    found: &Reconciliation<'_>,
    chosen: Chosen,
    contracts: &[Contract],
    address: Option<&str>,
) -> Paper {
    let comparison = report.comparison;
    let mut parts =
        vec![Part::Heading("Summary".to_owned()), Part::Table(summary(report, &found.totals, address))];
    parts.extend(releases(&found.totals).map(Part::Text));
    parts.push(Part::Heading(match chosen {
        Chosen::Differences => "What differs".to_owned(),
        Chosen::All => "Every line".to_owned(),
        Chosen::Kind(kind) => capital(kind.name()),
        Chosen::Cause(slug) => {
            let cause =
                found.totals.by.iter().filter_map(|(_, cause, _)| *cause).find(|cause| cause.slug() == slug);
            capital(&group_words(Kind::Credit, cause))
        }
    }));
    parts.push(Part::Table(lines(report, found, chosen, address.is_some())));
    parts.push(Part::Heading("How lines were compared".to_owned()));
    parts.push(Part::List(method(report)));
    let covering: Vec<String> = contracts
        .iter()
        .filter(|contract| {
            contract.year_on(comparison.from).is_some() || contract.year_on(comparison.to).is_some()
        })
        .map(|contract| contract.name.to_string())
        .collect();
    Paper {
        title: report.name.to_string(),
        subject: "An employer\u{2019}s report compared with the clinician\u{2019}s own log".to_owned(),
        file: format!("reconciliation-{}-{}", comparison.from, comparison.to),
        table: LINES,
        facts: facts(report, found, &covering),
        parts,
    }
}

fn facts(
    report: &KeptReport,
    found: &Reconciliation<'_>,
    contracts: &[String],
) -> Vec<(&'static str, String)> {
    let comparison = report.comparison;
    let refused: usize =
        report.problems.iter().filter(|(kind, _)| !kind.is_remark()).map(|(_, count)| count).sum();
    let mut lines = grouped(report.lines.len() as u64);
    if refused > 0 {
        lines.push_str(&format!(" lines; {} rows could not be read", grouped(refused as u64)));
    }
    let entries: usize = found.findings.iter().map(|finding| finding.mine.len()).sum();
    let mut facts = vec![
        ("Days", format!("{} to {}", comparison.from, comparison.to)),
        ("Report", format!("read on {}", report.read_on)),
        ("Lines of the report", lines),
        ("Entries of the log", grouped(entries as u64)),
    ];
    facts.extend(report.rate.map(|rate| ("Rate", format!("${} a work RVU", rate_in_words(rate)))));
    if !contracts.is_empty() {
        facts.push(("Log credited by", contracts.join(", ")));
    }
    facts
}

fn amount(report: &KeptReport, work: Option<CreditRvu>) -> Cell {
    let amount = |rate: ConversionFactor, work: CreditRvu| -> Cents { dollars(work, rate) };
    report.rate.zip(work).map_or(Cell::Empty, |(rate, work)| Cell::Cents(amount(rate, work)))
}

fn summary(report: &KeptReport, totals: &Totals, address: Option<&str>) -> Table {
    let sums = |name: Cell, total: &Total| {
        vec![
            name,
            Cell::Count(total.findings as u64),
            Cell::Work(total.my_work),
            Cell::Work(total.their_work),
            Cell::Work(total.difference),
            amount(report, Some(total.difference)),
            if total.unknown > 0 { Cell::Count(total.unknown as u64) } else { Cell::Empty },
        ]
    };
    let row = |(kind, cause, total): &(Kind, Option<Cause>, Total)| {
        let words = group_words(*kind, *cause);
        let name = match address {
            Some(address) => {
                Cell::Link(words, format!("{address}?show={}#lines", group(*kind, *cause).slug()))
            }
            None => Cell::Text(words),
        };
        sums(name, total)
    };
    Table {
        name: "Summary".to_owned(),
        columns: vec![
            words("What"),
            number("Lines"),
            number("Log wRVU"),
            number("Report wRVU"),
            number("Difference"),
            number("Dollars"),
            number("Unknown"),
        ],
        rows: totals.by.iter().map(row).collect(),
        total: Some(sums("All".into(), &totals.all)),
    }
}

/// Whose values the report has, where they are another release's.
fn releases(totals: &Totals) -> Option<String> {
    let first = totals.releases.first()?;
    let all: usize = totals.releases.iter().map(|tally| tally.lines).sum();
    Some(format!(
        "Of the {} lines that are credited by the values of another release, {} gives the figure of {}.",
        grouped(all as u64),
        first.release,
        grouped(first.lines as u64)
    ))
}

fn lines(report: &KeptReport, found: &Reconciliation<'_>, chosen: Chosen, is_page: bool) -> Table {
    let row = |finding: &Finding<'_>| {
        let mine: Vec<String> = finding.mine.iter().map(|entry| service(&entry.line)).collect();
        let theirs: Vec<String> = finding.theirs.iter().map(|line| service(&line.line)).collect();
        let rows: Vec<String> = finding.theirs.iter().map(|line| line.row.to_string()).collect();
        let code = finding.mine.first().map(|entry| entry.line.code);
        let code = code.or_else(|| finding.theirs.first().map(|line| line.line.code));
        let mine = match code {
            Some(code) if is_page && !mine.is_empty() => Cell::Link(together(mine), format!("/codes/{code}")),
            _ => Cell::Text(together(mine)),
        };
        vec![
            finding.date().map_or(Cell::Empty, Cell::Date),
            mine,
            Cell::Text(together(theirs)),
            Cell::Text(rows.join(", ")),
            finding.my_work.into(),
            finding.their_work.into(),
            finding.difference().into(),
            amount(report, finding.difference()),
            Cell::Text(why(finding, report.has)),
        ]
    };
    let shown = || found.findings.iter().filter(|finding| chosen.has(finding));
    let difference: CreditRvu = shown().filter_map(Finding::difference).sum();
    let total = vec![
        "Sum".into(),
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::Work(shown().filter_map(|finding| finding.my_work).sum()),
        Cell::Work(shown().filter_map(|finding| finding.their_work).sum()),
        Cell::Work(difference),
        amount(report, Some(difference)),
        Cell::Empty,
    ];
    Table {
        name: LINES.to_owned(),
        columns: vec![
            words("Day"),
            words("Log"),
            words("Report"),
            words("Row"),
            number("Log wRVU"),
            number("Report wRVU"),
            number("Difference"),
            number("Dollars"),
            words("What and why"),
        ],
        rows: shown().map(row).collect(),
        total: Some(total),
    }
}

/// A line without its charge and time.
fn service(line: &Line) -> String {
    Line { charge: None, minutes: None, ..line.clone() }.to_string()
}

/// Services of lines that belong together; those that are the same are counted.
fn together(services: Vec<String>) -> String {
    let mut counted: Vec<(String, usize)> = Vec::new();
    for service in services {
        match counted.iter_mut().find(|(other, _)| *other == service) {
            Some((_, count)) => *count += 1,
            None => counted.push((service, 1)),
        }
    }
    let words = |(service, count): (String, usize)| {
        if count == 1 { service } else { format!("{count} lines of {service}") }
    };
    counted.into_iter().map(words).collect::<Vec<_>>().join(", ")
}

/// What was found, in words.
fn why(finding: &Finding<'_>, has: Has) -> String {
    let mut words = vec![finding.kind.name().to_owned()];
    words.extend(finding.causes.iter().map(|cause| cause.words()));
    if finding.days != 0 {
        let days = finding.days.abs();
        let direction = if finding.days > 0 { "later" } else { "earlier" };
        words.push(format!("{days} day{} {direction} in the report", if days == 1 { "" } else { "s" }));
    }
    if finding.difference().is_none() && has.work {
        let side = if finding.my_work.is_none() { "the log" } else { "the report" };
        words.push(format!("the credit in {side} is unknown"));
    }
    words.join("; ")
}

fn method(report: &KeptReport) -> Vec<String> {
    let days = report.comparison.days;
    let mut method = vec![
        "Lines are the same where day, code, modifiers in any order and units are. Lines that one side has split into several are put together.".to_owned(),
        match days {
            0 => "The day has to be the same.".to_owned(),
            1 => "A line may be a day off.".to_owned(),
            days => format!("A line may be up to {days} days off."),
        },
        "What is left over is paired where modifiers, units or the last character of the code differ, the likest first. What then is left over is missing from the other side.".to_owned(),
        "A difference is what the log credits less what the report credits; what a side does not have counts as nothing there. Lines whose credit is unknown on either side are counted apart and are in no difference.".to_owned(),
        "A reason is given where its arithmetic leads to the report\u{2019}s figure. It is the likely one, not proof.".to_owned(),
    ];
    let Has { modifiers, units, work } = report.has;
    let lacks = [(modifiers, "modifiers"), (units, "units"), (work, "work RVUs")];
    method.extend(
        lacks
            .into_iter()
            .filter(|(has, _)| !has)
            .map(|(_, what)| format!("The report has no {what}, so they were not compared.")),
    );
    method
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}", first.to_uppercase(), letters.as_str()))
}
