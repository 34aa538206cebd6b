//! Why a line or a claim has no figures: releases held in part, clinicians not yet paid, policies out of their days.

mod support;

use jiff::civil::date;
use openrvu_core::indicator::{MultipleProcedure, Status};
use openrvu_core::valuation::{Credit, Practitioner, Request};
use openrvu_core::{Cents, FeeRow, Release, Rvu, Schedule};
use support::{allowed, code, day, reason, row, schedule, value, warnings};

fn partial(rows: Vec<FeeRow>) -> Schedule {
    support::schedule_of(vec![Release { complete: false, ..support::release("1.0000", rows) }])
}

#[test]
fn a_code_outside_the_figures_held_is_not_said_to_be_absent() {
    let words = "61715 is not among the figures held of RVU26C; the complete release is loaded with: openrvu import rvu26c.zip";
    let claim = value(&partial(vec![row("99213", "73.04")]), "full", &["61715-26"], |_| {});
    assert_eq!(reason(&claim), format!("code-not-held: {words}"));
    let Credit::Uncredited(credit) = &claim.lines[0].credit else { panic!("not credited") };
    assert_eq!(credit.words(), words);
    let whole = value(&schedule(vec![row("99213", "73.04")]), "full", &["61715-26"], |_| {});
    assert_eq!(reason(&whole), "not-in-release: 61715 is not in RVU26C.");
}

#[test]
fn a_missing_base_of_a_family_is_named_with_the_way_to_load_it() {
    let scope = |text| FeeRow {
        multiple_procedure: MultipleProcedure::Endoscopy,
        endoscopic_base: Some(code("45378")),
        ..row(text, "300.00")
    };
    let claim = value(&partial(vec![scope("45380"), scope("45385")]), "full", &["45385x3", "45380"], |_| {});
    assert!(warnings(&claim).contains("45378 is not among the figures held of RVU26C"));
    assert_eq!(claim.lines[0].warnings.len(), 1);
}

#[test]
fn a_clinician_is_not_paid_before_the_first_day() {
    let visit = FeeRow { work: Rvu::new(331), ..row("90837", "100.00") };
    let schedule = schedule(vec![visit]);
    let claim = |practitioner, day| {
        value(&schedule, "full", &["90837"], |request| {
            request.release = Some("RVU26C".parse().unwrap());
            (request.practitioner, request.date) = (practitioner, day);
        })
    };
    let before = claim(Practitioner::MentalHealthCounselor, date(2023, 12, 31));
    let words = "Medicare pays a mental health counselor for services from 2024-01-01 on.";
    assert_eq!(reason(&before), format!("practitioner-not-paid: {words}"));
    assert_eq!((before.totals.allowed, before.totals.unpriced), (Cents::ZERO, 0));
    assert_eq!(before.totals.work.short(), "3.31");
    let first = claim(Practitioner::MentalHealthCounselor, date(2024, 1, 1));
    assert_eq!(allowed(&first), allowed(&claim(Practitioner::ClinicalSocialWorker, date(2023, 12, 31))));
    assert_eq!(reason(&first), "");
}

#[test]
fn a_credit_policy_out_of_its_days_is_refused() {
    let schedule = schedule(vec![row("99213", "73.04")]);
    let mut policy = schedule.policy().credit_preset("full").unwrap().clone();
    (policy.from, policy.to) = (Some(date(2025, 7, 1)), Some(date(2026, 7, 31)));
    let outcome = |day| {
        let request = Request { release: Some("RVU26C".parse().unwrap()), ..Request::new(day, &policy) };
        schedule.value(&request, &support::lines(&["99213"])).map_err(|error| error.to_string())
    };
    let words =
        "credit policy full covers 2025-07-01 to 2026-07-31, not 2026-08-01: give the policy of that day";
    assert_eq!(outcome(day()).unwrap_err(), words);
    assert!(outcome(date(2026, 7, 31)).is_ok());
    assert!(outcome(date(2025, 6, 30)).is_err());
}

#[test]
fn a_code_that_the_credited_year_does_not_know_is_named() {
    let not_valid = FeeRow {
        status: Status::NotValidForMedicare,
        not_used_for_payment: true,
        work: Rvu::new(70),
        ..row("98000", "30.00")
    };
    let then = Release {
        id: "RVU20A".parse().unwrap(),
        effective_from: date(2020, 1, 1),
        ..support::release("1.0000", vec![row("99213", "70.00")])
    };
    let claim = |complete| {
        let then = Release { complete, ..then.clone() };
        let now = support::release("1.0000", vec![not_valid]);
        value(&support::schedule_of(vec![then, now]), "full", &["98000"], |request| {
            request.value_release = Some("RVU20A".parse().unwrap());
        })
    };
    let whole = claim(true);
    let Credit::Uncredited(reason) = &whole.lines[0].credit else { panic!("not credited") };
    assert_eq!(reason.code(), "not-in-value-release");
    assert_eq!(reason.words(), "98000 is not in RVU20A, whose work RVUs are credited.");
    assert!(warnings(&whole).contains("credit the code that stood for the service then"));
    let Credit::Uncredited(reason) = &claim(false).lines[0].credit else { panic!("not credited") };
    assert_eq!(reason.code(), "code-not-held");
    assert!(reason.words().ends_with("openrvu import rvu20a.zip"));
}
