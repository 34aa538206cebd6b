//! What has no place on a line is named; and what the patient owes under CS and PT.

mod support;

use openrvu_core::indicator::{Bilateral, GlobalPeriod, MultipleProcedure, PcTc, Status};
use openrvu_core::valuation::{Payment, Valuation};
use openrvu_core::{AnesthesiaBaseUnits, FeeRow, ReferenceTables, Schedule};
use support::{allowed, code, divided, row, schedule, schedule_with, value, warnings};

fn visits_and_surgery() -> Schedule {
    let visit = FeeRow {
        global: GlobalPeriod::NotApplicable,
        multiple_procedure: MultipleProcedure::None,
        ..row("99213", "100.00")
    };
    let surgery = FeeRow { global: GlobalPeriod::Days090, ..row("27447", "1000.00") };
    let therapy = FeeRow {
        global: GlobalPeriod::NotApplicable,
        multiple_procedure: MultipleProcedure::Therapy,
        ..row("97110", "30.00")
    };
    let drug = FeeRow { status: Status::ExcludedByRegulation, ..row("J1885", "0") };
    let reading = FeeRow { pc_tc: PcTc::LaboratoryInterpretation, ..row("85097", "40.00") };
    let mut rows = vec![visit, surgery, therapy, drug, reading];
    rows.extend(divided("71046", "10", "20", MultipleProcedure::None));
    schedule(rows)
}

fn claim(text: &str) -> Valuation {
    value(&visits_and_surgery(), "full", &[text], |_| {})
}

#[test]
fn what_changes_nothing_is_named() {
    for (text, amount, words) in [
        ("27447-AA", "1000.00", "Modifier AA is for anesthesia services: it changes nothing here."),
        ("27447-QK", "1000.00", "Modifier QK is for anesthesia services"),
        ("99213@15min", "100.00", "Minutes are counted for anesthesia services only"),
        ("99213-JW", "100.00", "Modifier JW is for drugs: it changes nothing in the amount."),
        ("99213-73", "100.00", "Modifier 73 is for facilities"),
        ("99213-1P", "100.00", "Modifier 1P is for codes of quality measures"),
        ("27447-FX", "1000.00", "Modifier FX reduces the technical part, and 27447 has none"),
        ("71046-26-FX", "10.00", "Modifier FX reduces the technical part, and 71046-26 has none"),
        ("99213-CO", "85.00", "Modifier CO is for outpatient therapy, and MULT PROC 0 does not mark"),
    ] {
        let claim = claim(text);
        assert_eq!(allowed(&claim), [amount], "{text}");
        assert!(warnings(&claim).contains(words), "{text}: {}", warnings(&claim));
        assert_eq!(claim.lines[0].warnings.len(), 1, "{text}");
    }
    for text in ["71046-FX", "71046-TC-FX", "97110-CQ", "J1885-JW", "99213-25", "99213-X1"] {
        assert_eq!(warnings(&claim(text)), "", "{text}");
    }
}

#[test]
fn modifiers_that_do_not_fit_the_code_are_refused() {
    for (text, words) in [
        ("99213-26", "Modifier 26 does not fit the code: PCTC IND 0 (physician service)."),
        ("99213-TC", "Modifier TC does not fit the code: PCTC IND 0"),
        ("85097-TC", "Modifier TC does not fit the code: PCTC IND 6"),
        ("27447-CQ", "Modifier CQ does not fit the code: GLOB DAYS 090"),
    ] {
        let reason = support::reason(&claim(text));
        assert!(reason.starts_with("incompatible: ") && reason.contains(words), "{text}: {reason}");
    }
    assert!(support::reason(&claim("85097-26")).starts_with("no-such-row: "));
}

#[test]
fn modifiers_for_imaging_equipment_exclude_each_other() {
    for (text, words) in [
        ("71046-FX-FY", "Modifiers FX and FY exclude each other on one line."),
        ("71046-FY-FX", "Modifiers FY and FX exclude each other on one line."),
        ("71046-TC-CT-FX", "Modifiers CT and FX exclude each other on one line."),
    ] {
        let reason = support::reason(&claim(text));
        assert_eq!(reason, format!("incompatible: {words}"), "{text}");
    }
}

/// A schedule of anesthesia codes with their base units.
fn anesthesia(services: &[(&str, u8)]) -> Schedule {
    let row_of = |text: &str| FeeRow {
        status: Status::Anesthesia,
        global: GlobalPeriod::NotApplicable,
        bilateral: Bilateral::NotApplicable,
        ..row(text, "0")
    };
    let base_of = |&(text, units)| AnesthesiaBaseUnits { code: code(text), units };
    let anesthesia_base_units = services.iter().map(base_of).collect();
    let tables = ReferenceTables { anesthesia_base_units, ..ReferenceTables::default() };
    schedule_with(services.iter().map(|&(text, _)| row_of(text)).collect(), tables)
}

#[test]
fn anesthesia_counts_time_and_names_what_it_cannot_use() {
    let schedule = anesthesia(&[("00840", 6)]);
    let claim = |text: &str| value(&schedule, "full", &[text], |_| {});
    let several = claim("00840-AAx2@90min");
    assert_eq!(allowed(&several), allowed(&claim("00840-AA@90min")));
    assert!(warnings(&several).contains("the 2 units count as one service"));
    for modifier in ["FX", "FY", "CT"] {
        let claim = claim(&format!("00840-AA-{modifier}@90min"));
        assert_eq!(allowed(&claim), allowed(&several), "{modifier}");
        let words = format!("Modifier {modifier} reduces the technical part, and 00840 has none");
        assert!(warnings(&claim).contains(&words), "{modifier}");
    }
    for modifier in ["CQ", "CO"] {
        let reason = support::reason(&claim(&format!("00840-AA-{modifier}@60min")));
        let words =
            format!("Modifier {modifier} does not fit the code: status J: anesthesia is not therapy.");
        assert_eq!(reason, format!("incompatible: {words}"));
    }
    for (text, word) in [("00840-AA-50@90min", "incompatible"), ("00840-54@90min", "incompatible")] {
        assert!(support::reason(&claim(text)).starts_with(word), "{text}");
    }
    assert!(support::reason(&claim("00840-53@90min")).starts_with("by-report"));
    assert!(support::reason(&claim("00840-GY@90min")).starts_with("denied"));
}

#[test]
fn each_unit_of_an_anesthesia_add_on_without_time_has_its_base_units() {
    let schedule = anesthesia(&[("01952", 5), ("01953", 1), ("01996", 3)]);
    for (text, units, words) in [
        ("01953", "1.0", ""),
        ("01953x3", "3.0", ""),
        ("01953-QKx3", "3.0", ""),
        ("01953-ADx3", "3.0", "paid by the base units of supervision, not by the number of units"),
        ("01996x2", "3.0", "paid once a day, not by the number of units"),
    ] {
        let claim = value(&schedule, "full", &[text], |_| {});
        let shown = claim.lines[0].anesthesia_units.map(|units| units.to_string());
        assert_eq!(shown.as_deref(), Some(units), "{text}");
        let said = warnings(&claim);
        assert_eq!(said.contains("units count as one service"), !words.is_empty(), "{text}: {said}");
        assert!(said.contains(words), "{text}: {said}");
    }
    let beside = value(&schedule, "full", &["01952-AA@60", "01953-AAx3"], |_| {});
    let alone = |text| allowed(&value(&schedule, "full", &[text], |_| {})).concat();
    assert_eq!(allowed(&beside), [alone("01952-AA@60"), alone("01996-AA")]);
}

#[test]
fn the_patients_share_follows_cs_and_pt_on_their_days() {
    let schedule = visits_and_surgery();
    let patient = |text: &str, day: &str| {
        let claim = value(&schedule, "full", &[text], |request| {
            request.release = Some("RVU26C".parse().unwrap());
            request.date = day.parse().unwrap();
        });
        let Payment::Priced(amounts) = &claim.lines[0].payment else { panic!("priced") };
        assert_eq!(amounts.patient + amounts.medicare, amounts.allowed);
        (amounts.patient.to_string(), warnings(&claim))
    };
    let owes = |text, day| patient(text, day).0;
    for (text, day, share) in [
        ("99213-CS", "2020-03-17", "20.00"),
        ("99213-CS", "2020-03-18", "0.00"),
        ("99213-CS", "2023-05-11", "0.00"),
        ("99213-CS", "2023-05-12", "20.00"),
        ("99213-PT", "2022-12-31", "20.00"),
        ("99213-PT", "2023-01-01", "15.00"),
        ("99213-PT", "2027-01-01", "10.00"),
        ("99213-PT", "2030-01-01", "0.00"),
        ("99213-PT-CS", "2023-05-11", "0.00"),
        ("99213-CS-PT", "2023-05-11", "0.00"),
        ("99213-CS-PT", "2023-05-12", "15.00"),
        ("99213-PT-CS", "2023-05-12", "15.00"),
        ("99213", "2023-05-11", "20.00"),
    ] {
        assert_eq!(owes(text, day), share, "{text} on {day}");
    }
    assert!(patient("99213-CS", "2023-05-12").1.contains("it did from 2020-03-18 to 2023-05-11"));
    assert_eq!(patient("99213-CS", "2023-05-11").1, "");
}
