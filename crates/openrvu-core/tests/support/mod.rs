//! A small schedule made by hand: a conversion factor of one dollar, so that RVUs read as dollars.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "each test binary uses its own part, and stops at the first surprise"
)]

use std::sync::Arc;

use jiff::civil::{Date, date};
use openrvu_core::indicator::{
    AssistantAtSurgery, Bilateral, CoSurgeons, GlobalPeriod, ImagingFamily, MultipleProcedure, PcTc,
    PricingIndicator, Status, Supervision, TeamSurgeons,
};
use openrvu_core::valuation::{Line, Payment, Request, Valuation};
use openrvu_core::{
    Code, ConversionFactor, FeeRow, Gpci, Gpcis, Locality, LocalityId, Policy, ReferenceTables, Release,
    RowModifier, Rvu, Schedule,
};

/// The day that the small schedule covers.
pub fn day() -> Date {
    date(2026, 8, 1)
}

pub fn code(text: &str) -> Code {
    text.parse().unwrap()
}

pub fn rvu(text: &str) -> Rvu {
    text.parse().unwrap()
}

/// A paid row whose whole amount is practice expense, so that a dollar is an RVU.
pub fn row(text: &str, dollars: &str) -> FeeRow {
    FeeRow {
        code: code(text),
        modifier: RowModifier::Global,
        status: Status::Active,
        not_used_for_payment: false,
        work: Rvu::ZERO,
        non_facility_pe: rvu(dollars),
        non_facility_na: false,
        facility_pe: rvu(dollars),
        facility_na: false,
        malpractice: Rvu::ZERO,
        pc_tc: PcTc::PhysicianService,
        global: GlobalPeriod::Days000,
        preoperative: 0,
        intraoperative: 0,
        postoperative: 0,
        multiple_procedure: MultipleProcedure::Standard,
        bilateral: Bilateral::NoAdjustment,
        assistant: AssistantAtSurgery::Payable,
        co_surgeons: CoSurgeons::Permitted,
        team_surgeons: TeamSurgeons::NotPermitted,
        pricing: PricingIndicator::NotApplicable,
        endoscopic_base: None,
        supervision: Supervision::NotApplicable,
        calculation_flag: 0,
        imaging_family: ImagingFamily::NotApplicable,
        opps_non_facility_pe: Rvu::ZERO,
        opps_facility_pe: Rvu::ZERO,
        opps_malpractice: Rvu::ZERO,
    }
}

/// The three rows of a test that divides: whole, professional and technical.
pub fn divided(text: &str, professional: &str, technical: &str, multiple: MultipleProcedure) -> [FeeRow; 3] {
    let whole = rvu(professional) + rvu(technical);
    let test = |modifier, pe| FeeRow {
        modifier,
        non_facility_pe: pe,
        facility_pe: pe,
        pc_tc: PcTc::Diagnostic,
        global: GlobalPeriod::NotApplicable,
        multiple_procedure: multiple,
        ..row(text, "0")
    };
    [
        test(RowModifier::Global, whole),
        test(RowModifier::Professional, rvu(professional)),
        test(RowModifier::Technical, rvu(technical)),
    ]
}

pub fn schedule(rows: Vec<FeeRow>) -> Schedule {
    schedule_at("1.0000", rows)
}

/// As [`schedule`], with reference tables.
pub fn schedule_with(rows: Vec<FeeRow>, tables: ReferenceTables) -> Schedule {
    let plain = schedule(rows);
    let releases = plain.releases().iter().map(openrvu_core::HeldRelease::shared).collect();
    Schedule::new(Arc::new(plain.policy().clone()), releases, Arc::new(tables))
}

pub fn schedule_at(conversion_factor: &str, rows: Vec<FeeRow>) -> Schedule {
    schedule_of(vec![release(conversion_factor, rows)])
}

/// A schedule of whole releases, without reference tables.
pub fn schedule_of(releases: Vec<Release>) -> Schedule {
    let policy = Arc::new(Policy::builtin().unwrap());
    let releases = releases.into_iter().map(Arc::new).collect();
    Schedule::new(policy, releases, Arc::new(ReferenceTables::default()))
}

/// The complete release of [`day`].
pub fn release(conversion_factor: &str, mut rows: Vec<FeeRow>) -> Release {
    rows.sort_by_key(|row| (row.code, row.modifier));
    Release {
        id: "RVU26C".parse().unwrap(),
        effective_from: date(2026, 7, 1),
        released: None,
        conversion_factor: conversion_factor.parse::<ConversionFactor>().unwrap(),
        qualifying_conversion_factor: None,
        anesthesia_conversion_factor: None,
        rows,
        localities: vec![Locality {
            id: LocalityId { mac: 1112, number: 5 },
            state: "CA".to_owned(),
            name: "SAN FRANCISCO".to_owned(),
            gpcis: Gpcis {
                work: Gpci::new(1088),
                practice_expense: Gpci::new(1419),
                malpractice: Gpci::new(445),
            },
            unfloored_work: None,
            counties: None,
            anesthesia: None,
        }],
        sources: Vec::new(),
        complete: true,
    }
}

pub fn lines(texts: &[&str]) -> Vec<Line> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

/// Values lines nationally outside a facility under a preset, changed as the caller wishes.
pub fn value(
    schedule: &Schedule,
    policy: &str,
    texts: &[&str],
    change: impl FnOnce(&mut Request<'_>),
) -> Valuation {
    let mut request = Request::new(day(), schedule.policy().credit_preset(policy).unwrap());
    change(&mut request);
    schedule.value(&request, &lines(texts)).unwrap()
}

/// The warnings of the first line, one after the other.
pub fn warnings(valuation: &Valuation) -> String {
    valuation.lines[0].warnings.join(" ")
}

/// The fixed word and the words of the first line's reason, parted by a colon; empty where it is priced.
pub fn reason(valuation: &Valuation) -> String {
    match &valuation.lines[0].payment {
        Payment::Priced(_) => String::new(),
        Payment::NotPaid(reason) | Payment::Unpriced(reason) => {
            format!("{}: {}", reason.code(), reason.words())
        }
    }
}

/// The allowed amounts of the lines as text, `-` where unknown.
pub fn allowed(valuation: &Valuation) -> Vec<String> {
    let shown = |line: &openrvu_core::valuation::LineValue| {
        line.payment.allowed().map_or_else(|| "-".to_owned(), |cents| cents.to_string())
    };
    valuation.lines.iter().map(shown).collect()
}
