//! A statement or a report as a paper.

use jiff::civil::Date;
use openrvu_core::{Cents, Schedule};
use openrvu_log::contract::words::{ContractWords, rate_in_words};
use openrvu_log::pay::{BonusPay, PayStep, PeriodPay, SettlementPay};
use openrvu_log::period::long;
use openrvu_log::statement::{Report, Statement, Work, WorkSum};
use openrvu_log::{Contract, ContractTerms, Period};

use crate::pages::contracts::sections;
use crate::paper::{Cell, Column, Paper, Part, Table, counted, grouped, number, words, work_in_words};

/// The name of the table of lines, which a page shows in parts.
pub(super) const LINES: &str = "Lines";

/// A contract's statement.
pub(super) fn statement(schedule: &Schedule, statement: &Statement<'_>, made: Date) -> Paper {
    let (contract, report) = (statement.contract, &statement.report);
    let mut facts = vec![
        ("Contract", format!("{}, {}", contract.name, days_of(contract))),
        ("Period", in_words(report.period)),
        ("Work RVUs of", values_in_words(statement)),
    ];
    facts.extend(sums(report));
    if statement.paid_through < report.period.to {
        let through = long(statement.paid_through);
        facts.push((
            "Paid so far",
            format!("{}, through {through}; the period is not over", statement.pay.total.dollars()),
        ));
    } else {
        facts.push(("Paid in the period", statement.pay.total.dollars()));
    }
    facts.push(("Made on", long(made)));
    let mut parts = pay(&statement.pay);
    parts.extend(work(report));
    if let Ok(words) = ContractWords::of(schedule, contract) {
        parts.push(Part::Heading("The contract in words".to_owned()));
        parts.extend(sections(words.sections));
    }
    parts.extend(releases(report));
    Paper {
        title: format!("Statement, {}", report.period),
        subject: contract.name.to_string(),
        file: format!("statement-{}-to-{}", report.period.from, report.period.to),
        table: LINES,
        facts,
        parts,
    }
}

/// A productivity report over every contract and none.
pub(super) fn report(report: &Report<'_>, terms: &ContractTerms, made: Date) -> Paper {
    let contracts: Vec<_> = terms.contracts().iter().map(|contract| contract.name.to_string()).collect();
    let credited = match contracts.as_slice() {
        [] => "In full, since there is no contract".to_owned(),
        names => format!(
            "By the contract of each day and site: {}; in full where none covers it",
            names.join(", ")
        ),
    };
    let mut facts = vec![("Period", in_words(report.period)), ("Credited", credited)];
    facts.extend(sums(report));
    facts.push(("Made on", long(made)));
    let mut parts = work(report);
    parts.extend(releases(report));
    Paper {
        title: format!("Productivity report, {}", report.period),
        subject: "Work RVUs".to_owned(),
        file: format!("report-{}-to-{}", report.period.from, report.period.to),
        table: LINES,
        facts,
        parts,
    }
}

fn days_of(contract: &Contract) -> String {
    match contract.to {
        Some(to) => format!("{} to {}", long(contract.from), long(to)),
        None => format!("{} on", long(contract.from)),
    }
}

fn in_words(period: Period) -> String {
    format!("{} to {}", long(period.from), long(period.to))
}

fn values_in_words(statement: &Statement<'_>) -> String {
    let words = statement.contract.values.in_words();
    match statement.values {
        Some(values) => match values.instead_of {
            Some(first) => format!("{words}: {} stands in for {first}, which is not held", values.release),
            None if words == values.release.to_string() => words,
            None => format!("{words}: {}", values.release),
        },
        None => words,
    }
}

fn sums(report: &Report<'_>) -> Vec<(&'static str, String)> {
    let total = report.total;
    let mut facts = vec![
        ("Work RVUs credited", work_in_words(total.credited, false)),
        (
            "Counted",
            format!(
                "{}, {} units, {} on {}",
                counted(total.lines, "line"),
                grouped(total.units),
                counted(total.encounters, "encounter"),
                counted(total.days, "day")
            ),
        ),
    ];
    if report.needs_review > 0 {
        let in_no_sum = match report.uncredited.len() {
            0 => "counted as they stand".to_owned(),
            all if all == report.needs_review => "in no sum".to_owned(),
            some => format!("of which {} in no sum", grouped(some as u64)),
        };
        facts.push(("Needs review", format!("{}, {in_no_sum}", counted(report.needs_review, "line"))));
    }
    facts
}

fn pay(pay: &PeriodPay) -> Vec<Part> {
    let rows =
        [("Salary", pay.salary), ("Draw", pay.draw), ("True-up", pay.true_ups), ("Bonuses", pay.bonuses)];
    let rows: Vec<_> = rows
        .into_iter()
        .filter(|(_, amount)| !amount.is_zero())
        .map(|(name, amount)| vec![Cell::from(name), Cell::Cents(amount)])
        .collect();
    let mut parts = vec![Part::Heading("Pay".to_owned())];
    if rows.is_empty() {
        parts.push(Part::Text("Nothing is paid in the period.".to_owned()));
    } else {
        parts.push(Part::Table(Table {
            name: "Pay".to_owned(),
            columns: vec![words("Paid in the period"), number("Amount")],
            rows,
            total: Some(vec![Cell::from("Together"), Cell::Cents(pay.total)]),
        }));
    }
    for settlement in &pay.settlements {
        parts.extend(self::settlement(settlement));
    }
    if let Some(open) = &pay.open {
        parts.extend(self::settlement(open));
    }
    parts
}

fn settlement(pay: &SettlementPay) -> Vec<Part> {
    let mut parts = Vec::new();
    let days = pay.days.to_string();
    parts.push(Part::Subheading(match pay.settled {
        true => format!("Settlement of {days}"),
        false => format!("Not settled yet: {days}"),
    }));
    if !pay.settled {
        parts.push(Part::Text(
            "This settlement is not over. It is in no sum; here is what it would pay if nothing were added."
                .to_owned(),
        ));
    }
    let rows: Vec<Vec<Cell>> = pay
        .tiers
        .iter()
        .map(|tier| {
            let up_to = tier.up_to.map_or_else(|| Cell::from("no end"), Cell::Work);
            let rate = Cell::Text(format!("${}", rate_in_words(tier.rate)));
            vec![Cell::Work(tier.above), up_to, Cell::Work(tier.work), rate, Cell::Cents(tier.amount)]
        })
        .chain(pay.raised.map(|raised| {
            let rate = Cell::Text(format!("+${}", rate_in_words(raised.by)));
            let before = Cell::from("earlier work");
            vec![before, Cell::Empty, Cell::Work(raised.work), rate, Cell::Cents(raised.amount)]
        }))
        .collect();
    if !rows.is_empty() {
        parts.push(Part::Table(Table {
            name: format!("Tiers {}", pay.days.to),
            columns: vec![
                number("Above"),
                number("Up to"),
                number("Work RVUs"),
                number("Rate"),
                number("Earned"),
            ],
            rows,
            total: Some(vec![
                Cell::from("Earned"),
                Cell::Empty,
                Cell::Work(pay.work - pay.unpaid),
                Cell::Empty,
                Cell::Cents(pay.earned),
            ]),
        }));
    }
    parts.extend(balance(pay));
    if !pay.bonuses.is_empty() {
        let row = |bonus: &BonusPay| {
            vec![
                Cell::Text(bonus.name.to_string()),
                Cell::Work(bonus.at_least),
                Cell::Work(bonus.work),
                Cell::Cents(bonus.amount),
            ]
        };
        parts.push(Part::Table(Table {
            name: format!("Bonuses {}", pay.days.to),
            columns: vec![words("Bonus"), number("At least"), number("Work RVUs"), number("Paid")],
            rows: pay.bonuses.iter().map(row).collect(),
            total: None,
        }));
    }
    parts.push(Part::Details("How it is computed".to_owned(), pay.steps.iter().map(step).collect()));
    parts
}

/// Earned against the draw, and what becomes of the balance.
fn balance(pay: &SettlementPay) -> Vec<Part> {
    if pay.draw.is_zero() && pay.carried_in.is_zero() {
        return Vec::new();
    }
    let balance = pay.earned - pay.draw - pay.carried_in;
    let mut rows = vec![
        vec![Cell::from("Earned"), Cell::Cents(pay.earned)],
        vec![Cell::from("Less the draw paid"), Cell::Cents(-pay.draw)],
    ];
    if !pay.carried_in.is_zero() {
        rows.push(vec![Cell::from("Less the deficit carried in"), Cell::Cents(-pay.carried_in)]);
    }
    let words_of_balance = match () {
        () if pay.true_up < Cents::ZERO => "The deficit is owed back.",
        () if !pay.carried_out.is_zero() => "The deficit is carried forward to the next settlement.",
        () if !pay.forgiven.is_zero() => "The deficit is forgiven.",
        () => "The balance is paid as the true-up.",
    };
    vec![
        Part::Table(Table {
            name: format!("Balance {}", pay.days.to),
            columns: vec![words("Settled"), number("Amount")],
            rows,
            total: Some(vec![Cell::from("Balance"), Cell::Cents(balance)]),
        }),
        Part::Text(words_of_balance.to_owned()),
    ]
}

fn step(step: &PayStep) -> String {
    let after = step.after.map_or_else(String::new, |after| format!(" = {after}"));
    format!("{}: {}{after}", step.rule.title(), step.words)
}

/// The work: by month, line by line, apart what is in no sum, by code.
fn work(report: &Report<'_>) -> Vec<Part> {
    let mut parts = Vec::new();
    if report.months.len() > 1 {
        parts.push(Part::Heading("By month".to_owned()));
        let month = |month: Date| Cell::Text(month.strftime("%B %Y").to_string());
        let rows = report.months.iter().map(|of| summed(month(of.month), &of.sum)).collect();
        let total = Some(summed(Cell::from("Together"), &report.total));
        parts.push(Part::Table(Table {
            name: "By month".to_owned(),
            columns: sum_columns("Month"),
            rows,
            total,
        }));
    }
    parts.push(Part::Heading(LINES.to_owned()));
    parts.push(Part::Table(Table {
        name: LINES.to_owned(),
        columns: line_columns(),
        rows: report.lines.iter().map(line).collect(),
        total: (!report.lines.is_empty()).then(|| {
            let mut total = vec![Cell::Empty; line_columns().len()];
            total[0] = Cell::from("Together");
            total[3] = Cell::Count(report.total.units);
            total[6] = Cell::Work(report.total.published);
            total[7] = Cell::Work(report.total.credited);
            total
        }),
    }));
    if report.needs_review > 0 {
        parts.push(Part::Heading("Needs review".to_owned()));
        parts.push(Part::Text(
            "A line with a credit stands above too and is counted as it stands; one without is in no sum until what is said of it is settled."
                .to_owned(),
        ));
        parts.push(Part::Table(Table {
            name: "Needs review".to_owned(),
            columns: vec![
                words("Date"),
                words("Code"),
                words("Modifiers"),
                number("Units"),
                number("Credited"),
                words("Why"),
            ],
            rows: report.reviewed().into_iter().map(reviewed).collect(),
            total: None,
        }));
    }
    if !report.without_work.is_empty() {
        parts.push(Part::Heading("Without work RVUs".to_owned()));
        parts.push(Part::Text(
            "Anesthesia is counted in anesthesia units, which do not mix with work RVUs.".to_owned(),
        ));
        parts.push(Part::Table(Table {
            name: "Without work RVUs".to_owned(),
            columns: vec![
                words("Date"),
                words("Code"),
                words("Modifiers"),
                number("Units"),
                number("Anesthesia units"),
            ],
            rows: report.without_work.iter().map(anesthesia).collect(),
            total: None,
        }));
    }
    if report.codes.len() > 1 {
        parts.push(Part::Heading("By code".to_owned()));
        let code = |code: openrvu_core::Code| Cell::Link(code.to_string(), format!("/codes/{code}"));
        let rows = report.codes.iter().map(|of| summed(code(of.code), &of.sum)).collect();
        let total = Some(summed(Cell::from("Together"), &report.total));
        parts.push(Part::Table(Table {
            name: "By code".to_owned(),
            columns: sum_columns("Code"),
            rows,
            total,
        }));
    }
    parts
}

fn sum_columns(first: &'static str) -> Vec<Column> {
    vec![words(first), number("Lines"), number("Units"), number("Published"), number("Credited")]
}

fn summed(first: Cell, sum: &WorkSum) -> Vec<Cell> {
    vec![
        first,
        Cell::Count(sum.lines as u64),
        Cell::Count(sum.units),
        Cell::Work(sum.published),
        Cell::Work(sum.credited),
    ]
}

fn line_columns() -> Vec<Column> {
    vec![
        words("Date"),
        words("Code"),
        words("Modifiers"),
        number("Units"),
        words("Role"),
        words("Site"),
        number("Published"),
        number("Credited"),
        words("Release"),
        words("Review"),
    ]
}

fn modifiers(work: &Work<'_>) -> Cell {
    let modifiers: Vec<_> = work.entry.line.modifiers.iter().map(ToString::to_string).collect();
    Cell::Text(modifiers.join(" "))
}

fn code(work: &Work<'_>) -> Cell {
    Cell::Link(work.entry.line.code.to_string(), format!("/log/steps/{}", work.entry.id))
}

fn line(work: &Work<'_>) -> Vec<Cell> {
    let release = match (work.release, work.provisional_for) {
        (Some(release), Some(wanted)) => format!("{release} for {wanted}"),
        (Some(release), None) => release.to_string(),
        (None, _) => String::new(),
    };
    vec![
        Cell::Date(work.entry.date),
        code(work),
        modifiers(work),
        Cell::Count(work.entry.line.units.into()),
        Cell::from(work.entry.role.name()),
        work.entry.site.as_ref().map_or(Cell::Empty, |site| Cell::Text(site.to_string())),
        Cell::from(work.published),
        Cell::from(work.credited),
        Cell::Text(release),
        if work.review.is_empty() { Cell::Empty } else { Cell::from("needed") },
    ]
}

fn reviewed(work: &Work<'_>) -> Vec<Cell> {
    vec![
        Cell::Date(work.entry.date),
        code(work),
        modifiers(work),
        Cell::Count(work.entry.line.units.into()),
        match work.credited {
            Some(credited) => Cell::Work(credited),
            None if work.has_no_work() => Cell::from("anesthesia"),
            None => Cell::from("unknown"),
        },
        Cell::Text(work.review.join(" ")),
    ]
}

fn anesthesia(work: &Work<'_>) -> Vec<Cell> {
    let units = work.anesthesia_units.map_or(Cell::Empty, |units| Cell::Text(units.to_string()));
    vec![
        Cell::Date(work.entry.date),
        code(work),
        modifiers(work),
        Cell::Count(work.entry.line.units.into()),
        units,
    ]
}

/// The releases credited, with the files that they were read from.
fn releases(report: &Report<'_>) -> Vec<Part> {
    if report.releases.is_empty() {
        return Vec::new();
    }
    let mut parts = vec![Part::Heading("Releases credited".to_owned())];
    let provisional: usize = report.releases.iter().map(|used| used.provisional).sum();
    if provisional > 0 {
        parts.push(Part::Text(format!(
            "Of {} lines the release in effect is not held; the nearest of the same year stands in for it.",
            grouped(provisional as u64)
        )));
    }
    let rows = report.releases.iter().flat_map(|used| {
        used.files.iter().enumerate().map(move |(at, file)| {
            let first = at == 0;
            vec![
                if first { Cell::Text(used.release.to_string()) } else { Cell::Empty },
                if first { Cell::Date(used.effective_from) } else { Cell::Empty },
                if first { Cell::Count(used.lines as u64) } else { Cell::Empty },
                Cell::Text(file.name.clone()),
                Cell::Text(file.sha256.clone()),
            ]
        })
    });
    parts.push(Part::Table(Table {
        name: "Releases".to_owned(),
        columns: vec![
            words("Release"),
            words("In effect from"),
            number("Lines"),
            words("File"),
            words("SHA-256"),
        ],
        rows: rows.collect(),
        total: None,
    }));
    parts
}
