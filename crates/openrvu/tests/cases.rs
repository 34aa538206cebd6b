//! The worked cases of `cases/*.toml`, on the figures that ship.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;
use openrvu_core::valuation::{Area, Credit, Payment, Practitioner, Request, Site};
use openrvu_core::{
    Code, ConversionFactor, FeeRow, Line, Policy, PtpEdit, PtpModifierIndicator, Reading, Release,
    RowModifier, Rvu, Schedule, Setting,
};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    case: Vec<Case>,
}

/// Two codes that are not paid together, as an example gives them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pair {
    column_1: Code,
    column_2: Code,
    /// 0, 1 or 9.
    indicator: u8,
}

/// A case: what is asked, and what must come out. What is not expected is not compared.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Case {
    name: String,
    source: String,
    on: toml::value::Datetime,
    lines: Vec<String>,
    locality: Option<String>,
    setting: Option<String>,
    place_of_service: Option<String>,
    practitioner: Option<String>,
    participating: bool,
    qualifying: bool,
    as_published: bool,
    at_induction: bool,
    policy: String,
    value_release: Option<String>,
    /// An example's own fees by row (`74177-26`), in dollars; the indicators are the release's.
    fees: BTreeMap<String, String>,
    /// An example's own procedure-to-procedure edits.
    pairs: Vec<Pair>,
    /// Leave out the localities' anesthesia factors as published, so that they are computed.
    computed_anesthesia: bool,
    release: Option<String>,
    conversion_factor: Option<String>,
    allowed: Vec<String>,
    patient: Vec<String>,
    paid: Vec<String>,
    limiting_charge: Vec<String>,
    total: Option<String>,
    work: Vec<String>,
    total_work: Option<String>,
    reason: Vec<String>,
    credit_reason: Vec<String>,
    units: Vec<String>,
    /// A part of each line's warnings; empty for a line without any.
    warnings: Vec<String>,
}

impl Default for Case {
    fn default() -> Self {
        Self {
            name: String::new(),
            source: String::new(),
            on: "2026-08-01".parse().unwrap(),
            lines: Vec::new(),
            locality: None,
            setting: None,
            place_of_service: None,
            practitioner: None,
            participating: true,
            qualifying: false,
            as_published: false,
            at_induction: false,
            policy: "full".to_owned(),
            value_release: None,
            fees: BTreeMap::new(),
            pairs: Vec::new(),
            computed_anesthesia: false,
            release: None,
            conversion_factor: None,
            allowed: Vec::new(),
            patient: Vec::new(),
            paid: Vec::new(),
            limiting_charge: Vec::new(),
            total: None,
            work: Vec::new(),
            total_work: None,
            reason: Vec::new(),
            credit_reason: Vec::new(),
            units: Vec::new(),
            warnings: Vec::new(),
        }
    }
}

/// Compares a column of the outcome with what is expected, where anything is.
fn compare(problems: &mut String, what: &str, expected: &[String], found: Vec<String>) {
    if !expected.is_empty() && expected != found {
        let _ = writeln!(problems, "    {what}: expected {expected:?}, found {found:?}");
    }
}

/// The schedule of an example that brings figures of its own.
fn with_figures_of(schedule: &Schedule, case: &Case, date: Date) -> Result<Schedule, String> {
    let held = schedule.release_on(date).map_err(|error| error.to_string())?;
    let mut release: Release = (*held.shared()).clone();
    if !case.fees.is_empty() {
        release.conversion_factor = ConversionFactor::new(10_000);
    }
    for (row, dollars) in &case.fees {
        let line: Line = row.parse().map_err(|error| format!("{row}: {error}"))?;
        let part = line.modifiers.first().map_or("", |modifier| modifier.as_str());
        let part = RowModifier::from_column(part.as_bytes()).ok_or("no such row modifier")?;
        let found = release.rows.iter_mut().find(|row| row.code == line.code && row.modifier == part);
        let found = found.ok_or_else(|| format!("{row} is not in {}", release.id))?;
        let fee: Rvu = dollars.parse().map_err(|error| format!("{row}: {error}"))?;
        let none = Rvu::ZERO;
        let (work, malpractice) = (none, none);
        let (opps_non_facility_pe, opps_facility_pe, opps_malpractice) = (none, none, none);
        let (non_facility_pe, facility_pe) = (fee, fee);
        *found = FeeRow {
            work,
            malpractice,
            non_facility_pe,
            facility_pe,
            opps_non_facility_pe,
            opps_facility_pe,
            opps_malpractice,
            ..*found
        };
    }
    if case.computed_anesthesia {
        release.localities.iter_mut().for_each(|locality| locality.anesthesia = None);
    }
    let mut tables = schedule.tables().clone();
    for pair in &case.pairs {
        tables.ptp_edits.push(PtpEdit {
            column_1: pair.column_1,
            column_2: pair.column_2,
            before_1996: false,
            effective_from: date,
            deleted: None,
            modifier: match pair.indicator {
                0 => PtpModifierIndicator::NotAllowed,
                1 => PtpModifierIndicator::Allowed,
                9 => PtpModifierIndicator::NotApplicable,
                other => return Err(format!("no indicator {other}")),
            },
            rationale: 0,
        });
    }
    tables.ptp_edits.sort_by_key(|edit| (edit.column_1, edit.column_2));
    Ok(Schedule::new(Arc::new(schedule.policy().clone()), vec![Arc::new(release)], Arc::new(tables)))
}

fn run(schedule: &Schedule, case: &Case) -> Result<String, String> {
    let date: Date = case.on.to_string().parse().map_err(|error| format!("{error}"))?;
    let own = if case.fees.is_empty() && case.pairs.is_empty() && !case.computed_anesthesia {
        None
    } else {
        Some(with_figures_of(schedule, case, date)?)
    };
    let schedule = own.as_ref().unwrap_or(schedule);
    let policy = schedule.policy().credit_preset(&case.policy).ok_or("no such policy")?;
    let parse = |text: &String| text.parse::<Line>().map_err(|error| error.to_string());
    let lines = case.lines.iter().map(parse).collect::<Result<Vec<_>, _>>()?;
    let site = match (&case.place_of_service, case.setting.as_deref()) {
        (Some(code), _) => Site::Place(code.parse()?),
        (None, Some("facility")) => Site::Setting(Setting::Facility),
        (None, None) => Site::Setting(Setting::NonFacility),
        (None, Some(other)) => return Err(format!("no setting {other}")),
    };
    let practitioner = match &case.practitioner {
        None => Practitioner::Physician,
        Some(slug) => {
            Practitioner::ALL.into_iter().find(|kind| kind.slug() == slug).ok_or("no such practitioner")?
        }
    };
    let release = |text: &Option<String>| text.as_ref().map(|text| text.parse()).transpose();
    let request = Request {
        area: match &case.locality {
            Some(id) => Area::Locality(id.parse().map_err(|error| format!("{error}"))?),
            None => Area::National,
        },
        site,
        qualifying: case.qualifying,
        practitioner,
        participating: case.participating,
        reading: if case.as_published { Reading::AsPublished } else { Reading::AsCorrected },
        value_release: release(&case.value_release).map_err(|error| format!("{error}"))?,
        present_at_induction: case.at_induction,
        ..Request::new(date, policy)
    };
    let valuation = schedule.value(&request, &lines).map_err(|error| error.to_string())?;
    let mut problems = String::new();
    let amounts = |pick: fn(&openrvu_core::valuation::Amounts) -> Option<openrvu_core::Cents>| {
        let shown = |payment: &Payment| match payment {
            Payment::Priced(amounts) => pick(amounts).map_or_else(String::new, |cents| cents.to_string()),
            _ => String::new(),
        };
        valuation.lines.iter().map(|line| shown(&line.payment)).collect()
    };
    let each =
        |show: fn(&openrvu_core::valuation::LineValue) -> String| valuation.lines.iter().map(show).collect();
    let allowed =
        each(|line| line.payment.allowed().map_or_else(|| "-".to_owned(), |cents| cents.to_string()));
    compare(&mut problems, "allowed", &case.allowed, allowed);
    compare(&mut problems, "patient", &case.patient, amounts(|amounts| Some(amounts.patient)));
    compare(&mut problems, "paid", &case.paid, amounts(|amounts| Some(amounts.paid)));
    compare(
        &mut problems,
        "limiting charge",
        &case.limiting_charge,
        amounts(|amounts| amounts.limiting_charge),
    );
    let work = each(|line| line.credit.work().map_or_else(|| "-".to_owned(), openrvu_core::CreditRvu::short));
    compare(&mut problems, "work", &case.work, work);
    let reason = each(|line| match &line.payment {
        Payment::NotPaid(reason) | Payment::Unpriced(reason) => reason.code().to_owned(),
        Payment::Priced(_) => String::new(),
    });
    compare(&mut problems, "reason", &case.reason, reason);
    let credit_reason = each(|line| match &line.credit {
        Credit::Uncredited(reason) => reason.code().to_owned(),
        Credit::Credited { .. } => String::new(),
    });
    compare(&mut problems, "reason of the credit", &case.credit_reason, credit_reason);
    let units = each(|line| line.anesthesia_units.map_or_else(String::new, |units| units.to_string()));
    compare(&mut problems, "anesthesia units", &case.units, units);
    for (line, part) in valuation.lines.iter().zip(&case.warnings) {
        let warnings = line.warnings.join(" ");
        if part.is_empty() != warnings.is_empty() || !warnings.contains(part) {
            let _ = writeln!(problems, "    warnings: expected {part:?}, found {warnings:?}");
        }
    }
    let totals = &valuation.totals;
    let one = |text: &Option<String>| text.iter().cloned().collect::<Vec<_>>();
    compare(&mut problems, "total", &one(&case.total), vec![totals.allowed.to_string()]);
    compare(&mut problems, "total work", &one(&case.total_work), vec![totals.work.short()]);
    let factor = vec![valuation.conversion_factor.to_string()];
    compare(&mut problems, "conversion factor", &one(&case.conversion_factor), factor);
    compare(&mut problems, "release", &one(&case.release), vec![valuation.release.to_string()]);
    Ok(problems)
}

#[test]
fn every_worked_case_comes_out() {
    let starter = openrvu_cms::starter::load().unwrap();
    let policy = Arc::new(Policy::builtin().unwrap());
    let schedule =
        Schedule::new(policy, starter.releases.into_iter().map(Arc::new).collect(), Arc::new(starter.tables));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases");
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        files.insert(name, std::fs::read_to_string(path).unwrap());
    }
    let (mut count, mut failures) = (0, String::new());
    for (name, text) in &files {
        let file: File = toml::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        for case in &file.case {
            count += 1;
            assert!(
                !case.source.is_empty() && !case.lines.is_empty(),
                "{name}: {} lacks source or lines",
                case.name
            );
            match run(&schedule, case) {
                Ok(problems) if problems.is_empty() => {}
                Ok(problems) => _ = write!(failures, "  {name}: {}\n{problems}", case.name),
                Err(error) => _ = writeln!(failures, "  {name}: {}\n    {error}", case.name),
            }
        }
    }
    assert!(failures.is_empty(), "of {count} cases:\n{failures}");
    assert!(count >= 115, "only {count} cases were found");
}
