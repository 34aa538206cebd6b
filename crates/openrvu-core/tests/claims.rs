//! Claims over a schedule made by hand: CMS's worked examples, and the rules at their edges.

mod support;

use openrvu_core::FeeRow;
use openrvu_core::indicator::{
    AssistantAtSurgery, Bilateral, CoSurgeons, GlobalPeriod, MultipleProcedure, PcTc, Status,
};
use openrvu_core::reference::{AddOnEdit, AddOnType, PtpEdit, PtpModifierIndicator};
use openrvu_core::valuation::{Payment, Request, Rule, Site};
use openrvu_core::{Cents, ReferenceTables, RowModifier, Setting};
use support::{allowed, code, day, divided, row, schedule, value};

fn scopes() -> Vec<FeeRow> {
    let member = |text, dollars| FeeRow {
        multiple_procedure: MultipleProcedure::Endoscopy,
        endoscopic_base: Some(code("45378")),
        ..row(text, dollars)
    };
    let other = |text, dollars| FeeRow {
        multiple_procedure: MultipleProcedure::Endoscopy,
        endoscopic_base: Some(code("43235")),
        ..row(text, dollars)
    };
    vec![
        member("45385", "374.56"),
        member("45380", "285.98"),
        row("45378", "255.40"),
        other("43239", "200.00"),
        other("43251", "300.00"),
        row("43235", "150.00"),
        row("11042", "100.00"),
    ]
}

#[test]
fn a_second_scope_of_a_family_is_paid_less_its_base() {
    let schedule = schedule(scopes());
    let claim = value(&schedule, "full", &["45385", "45380"], |_| {});
    assert_eq!(allowed(&claim), ["374.56", "30.58"]);
    assert_eq!(claim.totals.allowed, Cents::new(40_514));
}

#[test]
fn the_base_of_a_family_is_not_paid_beside_a_member() {
    let schedule = schedule(scopes());
    assert_eq!(allowed(&value(&schedule, "full", &["45378", "45385"], |_| {})), ["0.00", "374.56"]);
    assert_eq!(allowed(&value(&schedule, "full", &["45378"], |_| {})), ["255.40"]);
}

#[test]
fn two_families_rank_as_two_procedures() {
    let schedule = schedule(scopes());
    // Colon 374.56 + 30.58 = 405.14 ranks before stomach 300.00 + 50.00 = 350.00, which is paid at half.
    let claim = value(&schedule, "full", &["43239", "45380", "43251", "45385"], |_| {});
    assert_eq!(allowed(&claim), ["25.00", "30.58", "150.00", "374.56"]);
}

#[test]
fn a_family_ranks_beside_other_procedures() {
    let schedule = schedule(scopes());
    assert_eq!(
        allowed(&value(&schedule, "full", &["11042", "45385", "45380"], |_| {})),
        ["50.00", "374.56", "30.58"]
    );
}

#[test]
fn the_fifth_procedure_is_ranked_and_the_sixth_flagged() {
    let rows = (1..=6).map(|n| row(&format!("1100{n}"), &format!("{}.00", 100 - n))).collect();
    let schedule = schedule(rows);
    let claim = value(&schedule, "full", &["11001", "11002", "11003", "11004", "11005", "11006"], |_| {});
    assert_eq!(allowed(&claim), ["99.00", "49.00", "48.50", "48.00", "47.50", "47.00"]);
    let flagged: Vec<bool> = claim.lines.iter().map(|line| !line.warnings.is_empty()).collect();
    assert_eq!(flagged, [false, false, false, false, false, true]);
}

#[test]
fn units_of_a_ranked_code_are_procedures_of_their_own() {
    let schedule = schedule(vec![row("11042", "100.00"), row("11043", "60.00")]);
    // 100, then half of 100 and half of 60.
    assert_eq!(allowed(&value(&schedule, "full", &["11043", "11042x2"], |_| {})), ["30.00", "150.00"]);
}

#[test]
fn many_units_are_ranked_in_a_run() {
    let other = FeeRow {
        multiple_procedure: MultipleProcedure::Endoscopy,
        endoscopic_base: Some(code("43235")),
        ..row("43239", "200.00")
    };
    let mut rows = vec![row("11042", "100.00"), row("11043", "60.00"), other, row("43235", "150.00")];
    rows.extend(divided("74177", "68", "476", MultipleProcedure::Imaging));
    let schedule = schedule(rows);
    let claim = value(&schedule, "mirror-cms", &["11043x4", "11042x3"], |_| {});
    assert_eq!(allowed(&claim), ["120.00", "200.00"]);
    // The first unit, and the two behind it: one step each; one for the four of the other line, and one warning.
    let ranked = |at: usize| {
        let steps = claim.lines[at].steps.iter().filter(|step| step.rule == Rule::MultipleProcedure);
        steps.map(|step| step.words.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(ranked(1), ["MULT PROC 2: rank 1 of 7.", "MULT PROC 2: ranks 2 to 3 of 7."]);
    assert_eq!(ranked(0), ["MULT PROC 2: ranks 4 to 7 of 7."]);
    assert_eq!(claim.lines[0].warnings.len(), 1);
    assert!(claim.lines[0].warnings[0].starts_with("Ranks 6 to 7: past the fifth"));
    // 200 and 2 x (200 - 150): the family ranks first among procedures at 300, but 100.00 stays less.
    assert_eq!(allowed(&value(&schedule, "full", &["43239x3", "11042"], |_| {})), ["300.00", "50.00"]);
    // 544.00, and 998 at .95 x 68 + .5 x 476.
    assert_eq!(allowed(&value(&schedule, "full", &["74177x999"], |_| {})), ["302538.80"]);
    let most: Vec<&str> = ["43239x999", "11042x999", "74177x999", "11043x999"].repeat(50);
    let claim = value(&schedule, "half-second", &most, |_| {});
    let (steps, warnings) = (claim.lines.iter().map(|line| line.steps.len()), claim.lines.iter());
    assert!(steps.max().unwrap() < 20);
    assert!(warnings.map(|line| line.warnings.len()).max().unwrap() < 2);
}

#[test]
fn a_claim_has_a_most_of_lines_and_units() {
    let schedule = schedule(vec![row("99213", "73.04")]);
    let request = Request::new(day(), schedule.policy().credit_preset("full").unwrap());
    let claim = |count| schedule.value(&request, &support::lines(&vec!["99213"; count]));
    assert_eq!(claim(200).unwrap().lines.len(), 200);
    assert_eq!(claim(201).unwrap_err().to_string(), "a claim has at most 200 lines, here are 201");
    for units in [0, 1000, u32::MAX] {
        let line = openrvu_core::Line { units, ..openrvu_core::Line::new(code("99213")) };
        let error = schedule.value(&request, &[line]).unwrap_err().to_string();
        assert_eq!(error, format!("99213 has {units} units: a line has 1 to 999"));
    }
}

#[test]
fn add_ons_are_never_reduced() {
    let add_on = FeeRow { global: GlobalPeriod::AddOn, ..row("22552", "385.25") };
    let schedule = schedule(vec![row("22551", "1673.61"), add_on]);
    assert_eq!(allowed(&value(&schedule, "full", &["22551", "22552"], |_| {})), ["1673.61", "385.25"]);
}

#[test]
fn imaging_ranks_technical_and_professional_parts_apart() {
    let mut rows = divided("74177", "68", "476", MultipleProcedure::Imaging).to_vec();
    rows.extend(divided("71260", "102", "340", MultipleProcedure::Imaging));
    let schedule = schedule(rows);
    let claim = value(&schedule, "full", &["74177", "71260"], |_| {});
    // Professional 102 + .95*68 = 166.60; technical 476 + .5*340 = 646.00.
    assert_eq!(allowed(&claim), ["540.60", "272.00"]);
    assert_eq!(claim.totals.allowed.to_string(), "812.60");
    let parts = value(&schedule, "full", &["74177-26", "71260-26"], |_| {});
    assert_eq!(parts.totals.allowed.to_string(), "166.60");
}

#[test]
fn the_imaging_cap_comes_after_the_reduction_of_the_technical_part() {
    let mut rows = divided("74177", "68", "476", MultipleProcedure::Imaging).to_vec();
    rows.extend(divided("71260", "102", "340", MultipleProcedure::Imaging));
    for row in &mut rows {
        if row.code == code("71260") && row.modifier == RowModifier::Technical {
            row.opps_non_facility_pe = support::rvu("200");
        }
    }
    let schedule = schedule(rows);
    // Half of 340 is below the cap of 200, so the cap does not bind; alone it does.
    assert_eq!(allowed(&value(&schedule, "full", &["74177-TC", "71260-TC"], |_| {})), ["476.00", "170.00"]);
    assert_eq!(allowed(&value(&schedule, "full", &["71260-TC"], |_| {})), ["200.00"]);
}

#[test]
fn cardiovascular_and_ophthalmology_reduce_the_technical_part_only() {
    let mut rows = divided("78452", "77", "427", MultipleProcedure::Cardiovascular).to_vec();
    rows.extend(divided("93306", "65", "148", MultipleProcedure::Cardiovascular));
    rows.extend(divided("92235", "46", "92", MultipleProcedure::Ophthalmology));
    rows.extend(divided("92250", "23", "53", MultipleProcedure::Ophthalmology));
    let schedule = schedule(rows);
    assert_eq!(value(&schedule, "full", &["93306", "78452"], |_| {}).totals.allowed.to_string(), "680.00");
    assert_eq!(value(&schedule, "full", &["92235", "92250"], |_| {}).totals.allowed.to_string(), "203.40");
    // The pools are apart: one of each is not reduced.
    assert_eq!(allowed(&value(&schedule, "full", &["93306", "92250"], |_| {})), ["213.00", "76.00"]);
}

#[test]
fn left_and_right_of_one_code_are_two_sides_of_one_procedure() {
    let two_sides = |indicator| FeeRow { bilateral: indicator, ..row("20610", "125.00") };
    let sum = |indicator, texts: &[&str]| {
        value(&schedule(vec![two_sides(indicator)]), "full", texts, |_| {}).totals.allowed.to_string()
    };
    for texts in [&["20610-50"][..], &["20610-LT", "20610-RT"], &["20610-RT", "20610-LT"], &["20610x2"]] {
        assert_eq!(sum(Bilateral::Applies, texts), "187.50", "{texts:?}");
        assert_eq!(sum(Bilateral::AlreadyBilateral, texts), "125.00", "{texts:?}");
    }
    for texts in [&["20610-50"][..], &["20610-LT", "20610-RT"]] {
        assert_eq!(sum(Bilateral::NoAdjustment, texts), "125.00", "{texts:?}");
        assert_eq!(sum(Bilateral::NoAdjustment, &["20610-LT"]), "125.00");
    }
    // CMS's example: charges of 100 a side, 200 together, are above the fee of 125.
    assert_eq!(sum(Bilateral::NoAdjustment, &["20610-LT=100", "20610-RT=100"]), "125.00");
    assert_eq!(sum(Bilateral::NoAdjustment, &["20610-LT=60", "20610-RT=50"]), "110.00");
}

#[test]
fn two_sides_are_one_procedure_before_anything_is_ranked() {
    let joint = FeeRow { bilateral: Bilateral::Applies, ..row("64483", "107.71") };
    let schedule = schedule(vec![joint, row("20610", "150.00")]);
    // 107.71 is less than 150.00, but both sides together, 161.57, rank first.
    assert_eq!(allowed(&value(&schedule, "full", &["20610", "64483-50"], |_| {})), ["75.00", "161.57"]);
}

#[test]
fn limiting_charge_sequestration_and_patient_share_are_lines_of_their_own() {
    let schedule = schedule(vec![row("99213", "73.04")]);
    let claim = value(&schedule, "full", &["99213"], |request| request.participating = false);
    let Payment::Priced(amounts) = &claim.lines[0].payment else { panic!("priced") };
    assert_eq!(amounts.allowed.to_string(), "69.39");
    assert_eq!(amounts.limiting_charge.unwrap().to_string(), "79.80");
    let claim = value(&schedule, "full", &["99213"], |_| {});
    let Payment::Priced(amounts) = &claim.lines[0].payment else { panic!("priced") };
    let shown = [amounts.medicare, amounts.paid, amounts.patient].map(|cents| cents.to_string());
    assert_eq!(shown, ["58.43", "57.26", "14.61"]);
}

#[test]
fn what_excludes_each_other_is_named() {
    let never = FeeRow { assistant: AssistantAtSurgery::StatutoryRestriction, ..row("11042", "100.00") };
    let alone = FeeRow { co_surgeons: CoSurgeons::NotPermitted, ..row("11043", "100.00") };
    let visit = FeeRow {
        global: GlobalPeriod::NotApplicable,
        bilateral: Bilateral::NotApplicable,
        ..row("99213", "73.04")
    };
    let schedule = schedule(vec![never, alone, visit]);
    let outcome = |text: &str| {
        let claim = value(&schedule, "full", &[text], |_| {});
        serde_json::to_value(&claim.lines[0].payment).unwrap()
    };
    assert_eq!(outcome("11042-80")["reason"], "denied");
    assert_eq!(outcome("11043-62")["reason"], "denied");
    assert_eq!(outcome("11043-62")["outcome"], "not-paid");
    for text in ["11043-80-62", "99213-54", "99213-50", "11043-LT-50", "99213-26-TC", "99213-26", "99213-TC"]
    {
        assert_eq!(outcome(text)["reason"], "incompatible", "{text}");
    }
    assert!(outcome("99213-26")["words"].as_str().unwrap().contains("PCTC IND 0"));
    assert_eq!(outcome("99213-52")["reason"], "by-report");
    assert_eq!(outcome("99213-53")["reason"], "by-report");
    assert_eq!(outcome("99213-GY")["reason"], "denied");
    assert_eq!(outcome("99214")["reason"], "not-in-release");
}

#[test]
fn an_unknown_modifier_changes_nothing_and_is_seen() {
    let schedule = schedule(vec![row("99213", "73.04")]);
    let claim = value(&schedule, "full", &["99213-ZZ"], |_| {});
    assert_eq!(allowed(&claim), ["73.04"]);
    assert!(claim.lines[0].warnings[0].contains("ZZ is unknown"));
}

#[test]
fn a_facility_is_paid_for_the_technical_part() {
    let mut rows = divided("93000", "10", "20", MultipleProcedure::None).to_vec();
    rows.push(FeeRow { pc_tc: PcTc::IncidentTo, ..row("96372", "15.00") });
    let schedule = schedule(rows);
    let claim = value(&schedule, "full", &["93000-TC", "93000-26", "96372"], |request| {
        request.site = Site::Setting(Setting::Facility);
    });
    assert_eq!(allowed(&claim), ["0.00", "10.00", "0.00"]);
}

#[test]
fn status_t_is_paid_only_alone() {
    let injection = FeeRow {
        status: Status::Injection,
        multiple_procedure: MultipleProcedure::None,
        ..row("96523", "27.00")
    };
    let schedule = schedule(vec![injection, row("99213", "73.04")]);
    assert_eq!(allowed(&value(&schedule, "full", &["96523"], |_| {})), ["27.00"]);
    assert_eq!(allowed(&value(&schedule, "full", &["96523", "99213"], |_| {})), ["0.00", "73.04"]);
}

#[test]
fn an_amount_that_is_unknown_is_not_zero() {
    let priced_by_contractor = FeeRow { status: Status::CarrierPriced, ..row("55899", "0") };
    let schedule = schedule(vec![priced_by_contractor, row("99213", "73.04")]);
    let claim = value(&schedule, "full", &["55899", "99213"], |_| {});
    assert_eq!(allowed(&claim), ["-", "73.04"]);
    assert_eq!((claim.totals.unpriced, claim.totals.uncredited), (1, 1));
    assert_eq!(claim.lines[0].credit.work(), None);
}

#[test]
fn a_pair_denies_its_second_column_unless_a_modifier_sets_it_aside() {
    let pair = |indicator| PtpEdit {
        column_1: code("11042"),
        column_2: code("97597"),
        before_1996: false,
        effective_from: "2020-01-01".parse().unwrap(),
        deleted: None,
        modifier: indicator,
        rationale: 0,
    };
    let paid = |indicator, texts: &[&str]| {
        let none = MultipleProcedure::None;
        let rows = vec![
            FeeRow { multiple_procedure: none, ..row("11042", "50.00") },
            FeeRow { multiple_procedure: none, ..row("97597", "80.00") },
        ];
        let tables = ReferenceTables { ptp_edits: vec![pair(indicator)], ..ReferenceTables::default() };
        allowed(&value(&support::schedule_with(rows, tables), "full", texts, |_| {}))
    };
    // Column 1 is paid even though it pays less.
    assert_eq!(paid(PtpModifierIndicator::NotAllowed, &["97597-59", "11042"]), ["0.00", "50.00"]);
    assert_eq!(paid(PtpModifierIndicator::Allowed, &["97597", "11042"]), ["0.00", "50.00"]);
    assert_eq!(paid(PtpModifierIndicator::Allowed, &["97597-59", "11042"]), ["80.00", "50.00"]);
    assert_eq!(paid(PtpModifierIndicator::Allowed, &["97597", "11042-XS"]), ["80.00", "50.00"]);
    assert_eq!(paid(PtpModifierIndicator::NotApplicable, &["97597", "11042"]), ["80.00", "50.00"]);
}

#[test]
fn an_add_on_without_its_primary_is_flagged() {
    let edit = AddOnEdit {
        kind: AddOnType::Listed,
        add_on: code("22552"),
        add_on_deleted: None,
        primary: Some(code("22551")),
        primary_deleted: None,
        effective_from: "2013-04-01".parse().unwrap(),
        deleted: None,
        note: None,
    };
    let add_on = FeeRow { global: GlobalPeriod::AddOn, ..row("22552", "385.25") };
    let tables = ReferenceTables { add_on_edits: vec![edit], ..ReferenceTables::default() };
    let schedule = support::schedule_with(vec![row("22551", "1673.61"), add_on], tables);
    let warnings = |texts: &[&str]| value(&schedule, "full", texts, |_| {}).lines[0].warnings.len();
    assert_eq!(warnings(&["22552"]), 1);
    assert_eq!(warnings(&["22552", "22551"]), 0);
}
