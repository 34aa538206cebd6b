//! Reconciliation: a report against the log.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod support;

use jiff::ToSpan;
use jiff::civil::{Date, date};
use openrvu_core::{Cents, CreditRvu};
use openrvu_log::import::{Has, ReadLine};
use openrvu_log::reconcile::{Cause, Comparison, Finding, Kind, Reconciliation, dollars, reconcile};
use openrvu_log::{ChooseTerms, Ledger, Logged, OneCrediting, Record, Role};
use proptest::prelude::*;
use support::{MIRROR, crediting, record, valuer};

const ALL: Has = Has { modifiers: true, units: true, work: true };

fn august(day: i8) -> Date {
    date(2026, 8, day)
}

fn comparison(days: u8) -> Comparison {
    Comparison { from: august(1), to: august(31), days }
}

/// A line of the report: `day line work`.
fn line(row: u32, text: &str) -> ReadLine {
    let mut words = text.split(' ');
    let (day, line) = (words.next().unwrap(), words.next().unwrap());
    ReadLine {
        row,
        date: august(1) + (day.parse::<i32>().unwrap() - 1).days(),
        line: line.parse().unwrap(),
        work: words.next().map(|work| work.parse().unwrap()),
        place: None,
        site: None,
        group: None,
        own: None,
    }
}

/// Entries of the log: `day line`, each an encounter of its own, or of the encounter behind a `#`.
fn records(texts: &[&str]) -> Vec<Record> {
    let mut number = 0;
    let record = |text: &&str| {
        number += 1;
        let (text, encounter) = text.split_once(" #").unwrap_or((text, ""));
        let encounter = encounter.parse().unwrap_or(100 + number);
        let (day, line) = text.split_once(' ').unwrap();
        record(number, encounter, august(1) + (day.parse::<i32>().unwrap() - 1).days(), line)
    };
    texts.iter().map(record).collect()
}

fn shown(finding: &Finding<'_>) -> String {
    let mine: Vec<String> =
        finding.mine.iter().map(|entry| format!("{} {}", entry.date.day(), entry.line)).collect();
    let theirs: Vec<String> =
        finding.theirs.iter().map(|line| format!("{} {}", line.date.day(), line.line)).collect();
    let cause = |cause: &Cause| match cause {
        Cause::Efficiency(id) => format!(" Efficiency({id})"),
        Cause::OtherRelease(id) => format!(" OtherRelease({id})"),
        other => format!(" {other:?}"),
    };
    let causes: Vec<String> = finding.causes.iter().map(cause).collect();
    let difference = finding.difference().map_or("unknown".to_owned(), CreditRvu::short);
    format!(
        "{:?}{}: {} | {} | {difference}",
        finding.kind,
        causes.concat(),
        mine.join(" + "),
        theirs.join(" + ")
    )
}

/// What is found of a report by a crediting.
fn found_by(terms: &dyn ChooseTerms, log: &[&str], report: &[&str], has: Has, days: u8) -> Vec<String> {
    let valuer = valuer(terms);
    let ledger = Ledger::new(records(log), &valuer);
    let lines: Vec<ReadLine> = (2..).zip(report).map(|(row, text)| line(row, text)).collect();
    let comparison = comparison(days);
    let (from, to) = comparison.window();
    let logged: Vec<Logged<'_>> = ledger.between(from, to).collect();
    reconcile(&logged, &lines, has, &comparison, &valuer).findings.iter().map(shown).collect()
}

fn found(log: &[&str], report: &[&str]) -> Vec<String> {
    found_by(&OneCrediting(crediting("full")), log, report, ALL, 1)
}

#[test]
fn the_same_lines_agree_whatever_their_order() {
    let log = ["3 99213", "3 99213-25", "3 20610-LT-59", "4 97110x3"];
    let report = ["4 97110x3 1.35", "3 20610-59-LT 0.77", "3 99213 1.30", "3 99213-25 1.30"];
    let findings = found(&log, &report);
    assert_eq!(findings.len(), 4);
    assert!(
        findings.iter().all(|finding| finding.starts_with("Agrees: ") && finding.ends_with("| 0.00")),
        "{findings:?}"
    );
}

#[test]
fn what_either_side_lacks_is_told() {
    assert_eq!(
        found(&["3 99213", "3 99213", "5 20610"], &["3 99213 1.30", "7 99215 2.80", "40 99215 2.80"]),
        [
            "Agrees: 3 99213 | 3 99213 | 0.00",
            "MissingFromTheirs: 3 99213 |  | 1.30",
            "MissingFromTheirs: 5 20610 |  | 0.77",
            "MissingFromMine:  | 7 99215 | -2.80",
        ],
        "the line of September is not of the period"
    );
}

#[test]
fn a_day_off_and_split_lines_are_no_difference() {
    assert_eq!(found(&["3 99213"], &["4 99213 1.30"]), ["Agrees: 3 99213 | 4 99213 | 0.00"]);
    assert_eq!(found(&["3 99213"], &["5 99213 1.30"])[0], "MissingFromTheirs: 3 99213 |  | 1.30");
    assert_eq!(
        found(&["3 97110x3"], &["3 97110 0.45", "3 97110 0.45", "3 97110 0.45", "3 97110 0.45"]),
        ["Agrees: 3 97110x3 | 3 97110 + 3 97110 + 3 97110 | 0.00", "MissingFromMine:  | 3 97110 | -0.45"]
    );
    assert_eq!(
        found(&["3 97110", "3 97110x2"], &["4 97110x3 1.35"]),
        ["Agrees: 3 97110 + 3 97110x2 | 4 97110x3 | 0.00"]
    );
    // The most pairs are made: the entry of the 2nd leaves the line of the 3rd to the one of the 4th.
    assert_eq!(
        found(&["2 99213", "4 99213"], &["1 99213 1.30", "3 99213 1.30"]),
        ["Agrees: 2 99213 | 1 99213 | 0.00", "Agrees: 4 99213 | 3 99213 | 0.00"]
    );
    // The last day of the month, posted in the next.
    assert_eq!(found(&["31 99213"], &["32 99213 1.30"]), ["Agrees: 31 99213 | 1 99213 | 0.00"]);
}

#[test]
fn units_modifiers_and_codes_that_differ_are_paired() {
    assert_eq!(
        found(
            &["3 97110x4", "3 27447-50", "5 99214-25", "5 99213"],
            &["3 97110x3 1.35", "3 27447 19.11", "5 99214 1.92", "5 99212 0.70"]
        ),
        [
            "Modifiers: 3 27447-50 | 3 27447 | 9.555",
            "Units: 3 97110x4 | 3 97110x3 | 0.45",
            "Code: 5 99213 | 5 99212 | 0.60",
            "Modifiers: 5 99214-25 | 5 99214 | 0.00",
        ]
    );
    // The likest go together.
    assert_eq!(
        found(&["3 20610-RT-59", "3 20610-LT"], &["3 20610-RT 0.77", "3 20610-50 1.155"]),
        ["Modifiers: 3 20610-RT-59 | 3 20610-RT | 0.00", "Modifiers: 3 20610-LT | 3 20610-50 | -0.385"]
    );
}

#[test]
fn columns_that_the_report_lacks_are_not_compared() {
    let full = OneCrediting(crediting("full"));
    let has = Has { modifiers: false, ..ALL };
    assert_eq!(
        found_by(&full, &["3 99213-25"], &["3 99213 1.30"], has, 1),
        ["Agrees: 3 99213-25 | 3 99213 | 0.00"]
    );
    let has = Has { work: false, units: false, modifiers: false };
    assert_eq!(
        found_by(&full, &["3 97110x3", "3 99213"], &["3 97110"], has, 1),
        ["Agrees: 3 97110x3 | 3 97110 | unknown", "MissingFromTheirs: 3 99213 |  | 1.30"]
    );
}

#[test]
fn the_likely_reason_of_another_credit_is_told() {
    let full = |log: &[&str], report: &[&str]| found(log, report).remove(0);
    let mirror = |log: &[&str], report: &[&str]| found_by(&*MIRROR, log, report, ALL, 1);
    let cases = [
        // The efficiency adjustment of 2026, and an older release before it.
        (full(&["3 20610"], &["3 20610 0.79"]), "Efficiency(RVU25D)", "-0.02"),
        (full(&["3 27447"], &["3 27447 20.72"]), "OtherRelease(RVU20D)", "-1.61"),
        (full(&["3 27447-62"], &["3 27447-62 12.95"]), "OtherRelease(RVU20D)", "-1.006"),
        (full(&["3 99213"], &["3 99213 0.97"]), "OtherRelease(RVU20D)", "0.33"),
        (full(&["3 97110x3"], &["3 97110x3 0.45"]), "UnitsIgnored", "0.90"),
        (full(&["3 27447-80"], &["3 27447-80 19.11"]), "ModifierIgnored", "-16.052"),
        (full(&["3 99213"], &["3 99213 0.65"]), "MultipleProcedureCut", "0.65"),
        (full(&["3 99213"], &["3 99213 2.85"]), "TotalRvus", "-1.55"),
        (full(&["3 99213"], &["3 99213 0.00"]), "NotCredited", "1.30"),
        (full(&["3 99213"], &["3 99213 1.11"]), "Unexplained", "0.19"),
        // An older release and half of it.
        (full(&["3 27447"], &["3 27447 10.36"]), "OtherRelease(RVU20D) MultipleProcedureCut", "8.75"),
    ];
    for (found, causes, difference) in cases {
        assert!(
            found.starts_with(&format!("Credit {causes}: ")) && found.ends_with(&format!("| {difference}")),
            "{found}, expected {causes} and {difference}"
        );
    }
    // Medicare's rule for endoscopies of one family: the second has the base taken off.
    let endoscopies = ["3 45385 #1", "3 45380 #1"];
    let cut = found(&endoscopies, &["3 45385 4.46", "3 45380 0.29"]);
    assert!(cut[0].starts_with("Credit MultipleProcedureCut: 3 45380"), "{cut:?}");
    let not_cut = mirror(&endoscopies, &["3 45385 4.46", "3 45380 3.47"]);
    assert!(not_cut[0].starts_with("Credit MultipleProcedureNotCut: 3 45380"), "{not_cut:?}");
    // A contract that leaves 80 aside, and a report that does not.
    let mut generous = crediting("full");
    generous.policy.modifiers.clear();
    let applied = found_by(&OneCrediting(generous), &["3 27447-80"], &["3 27447-80 3.06"], ALL, 1);
    assert!(applied[0].starts_with("Credit ModifierApplied: "), "{applied:?}");
    // Hundredths of a credit in thousandths are no difference.
    assert_eq!(
        full(&["3 20610-50"], &["3 20610-50 1.16"]),
        "Agrees Rounding: 3 20610-50 | 3 20610-50 | -0.005"
    );
}

#[test]
fn one_release_is_named_for_all_lines_that_it_gives() {
    // 27447 is the same from 2021 to 2025; 99222 was revalued in 2023, so the report must be older.
    let findings =
        found(&["3 27447", "4 99222", "5 99221"], &["3 27447 19.60", "4 99222 2.61", "5 99221 1.92"]);
    let releases: Vec<&str> = findings.iter().map(|finding| finding.split(':').next().unwrap()).collect();
    assert_eq!(
        releases,
        ["Credit Efficiency(RVU22D)", "Credit OtherRelease(RVU22D)", "Credit OtherRelease(RVU22D)"]
    );
}

#[test]
fn what_is_unknown_is_counted_apart_and_never_zero() {
    let valuer = valuer(&*MIRROR);
    let ledger = Ledger::new(records(&["3 99999", "4 99213"]), &valuer);
    let logged: Vec<Logged<'_>> = ledger.between(Date::MIN, Date::MAX).collect();
    let lines = [line(2, "3 99999 1.00"), line(3, "4 99213")];
    let compared = reconcile(&logged, &lines, ALL, &comparison(0), &valuer);
    assert!(compared.findings.iter().all(|finding| finding.difference().is_none()));
    assert_eq!((compared.totals.all.unknown, compared.totals.all.difference), (2, CreditRvu::ZERO));
    let missing = reconcile(&logged, &[], ALL, &comparison(0), &valuer);
    assert_eq!((missing.totals.all.unknown, missing.totals.all.difference.short()), (1, "1.30".to_owned()));
}

#[test]
fn totals_add_up_and_have_their_dollars() {
    let valuer = valuer(&*MIRROR);
    let texts = ["3 99213", "3 20610", "4 27447", "6 99215"];
    let ledger = Ledger::new(records(&texts), &valuer);
    let logged: Vec<Logged<'_>> = ledger.between(Date::MIN, Date::MAX).collect();
    let lines =
        [line(2, "3 99213 1.30"), line(3, "5 27447 19.60"), line(4, "3 20610 0.79"), line(5, "9 99214 1.92")];
    let compared = reconcile(&logged, &lines, ALL, &comparison(1), &valuer);
    let by: Vec<String> = compared
        .totals
        .by
        .iter()
        .map(|(kind, cause, total)| {
            format!(
                "{} {} {} {}",
                kind.slug(),
                cause.map_or("-", Cause::slug),
                total.findings,
                total.difference.short()
            )
        })
        .collect();
    assert_eq!(
        by,
        [
            "missing-from-theirs - 1 2.80",
            "missing-from-mine - 1 -1.92",
            "credit efficiency 2 -0.51",
            "agrees - 1 0.00"
        ]
    );
    assert_eq!(compared.totals.all.difference.short(), "0.37");
    assert_eq!(compared.totals.other_day, 1);
    assert_eq!(
        (compared.totals.releases[0].release.to_string(), compared.totals.releases[0].lines),
        ("RVU25D".to_owned(), 2)
    );
    assert_eq!(
        dollars("0.37".parse().unwrap(), "52.50".parse().unwrap()),
        Cents::new(1943),
        "19.425 rounded half-up"
    );
}

#[test]
fn a_role_that_earns_nothing_is_told_as_such() {
    let valuer = valuer(&*MIRROR);
    let mut texts = records(&["3 99213"]);
    texts[0].entry.role = Role::Observed;
    let ledger = Ledger::new(texts, &valuer);
    let logged: Vec<Logged<'_>> = ledger.between(Date::MIN, Date::MAX).collect();
    let lines = [line(2, "3 99213 1.30")];
    let compared = reconcile(&logged, &lines, ALL, &comparison(1), &valuer);
    assert_eq!(compared.findings[0].causes, [Cause::ModifierIgnored]);
}

fn any_text() -> impl Strategy<Value = (i32, &'static str, &'static str, u32)> {
    let code = prop::sample::select(vec!["99213", "99214", "97110", "20610"]);
    let modifiers = prop::sample::select(vec!["", "-25", "-59", "-25-59"]);
    (1..6_i32, code, modifiers, 1..4_u32)
}

fn any_records() -> impl Strategy<Value = Vec<Record>> {
    prop::collection::vec(any_text(), 0..25).prop_map(|texts| {
        let numbered = (1_u16..).zip(texts);
        numbered
            .map(|(number, (day, code, modifiers, units))| {
                record(number, number, august(1) + (day - 1).days(), &format!("{code}{modifiers}x{units}"))
            })
            .collect()
    })
}

fn any_report() -> impl Strategy<Value = Vec<ReadLine>> {
    let work = prop::sample::select(vec![" 1.30", " 0.65", " 0.45", ""]);
    prop::collection::vec((any_text(), work), 0..25).prop_map(|texts| {
        let numbered = (2_u32..).zip(texts);
        numbered
            .map(|(row, ((day, code, modifiers, units), work))| {
                line(row, &format!("{day} {code}{modifiers}x{units}{work}"))
            })
            .collect()
    })
}

fn every_name(compared: &Reconciliation<'_>) -> (Vec<u128>, Vec<u32>) {
    let findings = &compared.findings;
    let mut mine: Vec<u128> =
        findings.iter().flat_map(|finding| &finding.mine).map(|entry| entry.id.uuid().as_u128()).collect();
    let mut theirs: Vec<u32> =
        findings.iter().flat_map(|finding| &finding.theirs).map(|line| line.row).collect();
    mine.sort_unstable();
    theirs.sort_unstable();
    (mine, theirs)
}

proptest! {
    #[test]
    fn every_line_stands_in_one_finding_whatever_the_order(
        records in any_records(), report in any_report(), days in 0..3_u8, seed in any::<u64>()
    ) {
        let valuer = valuer(&*MIRROR);
        let ledger = Ledger::new(records.clone(), &valuer);
        let mut logged: Vec<Logged<'_>> = ledger.between(Date::MIN, Date::MAX).collect();
        let compared = reconcile(&logged, &report, ALL, &comparison(days), &valuer);
        let (mine, theirs) = every_name(&compared);
        let mut wanted: Vec<u128> = records.iter().map(|record| record.entry.id.uuid().as_u128()).collect();
        wanted.sort_unstable();
        prop_assert_eq!(mine, wanted);
        prop_assert_eq!(theirs, report.iter().map(|line| line.row).collect::<Vec<_>>());

        let mut shuffled = report.clone();
        shuffle(&mut shuffled, seed);
        shuffle(&mut logged, seed.rotate_left(17));
        let again = reconcile(&logged, &shuffled, ALL, &comparison(days), &valuer);
        let texts = |compared: &Reconciliation<'_>| compared.findings.iter().map(shown).collect::<Vec<_>>();
        prop_assert_eq!(texts(&compared), texts(&again));
        prop_assert_eq!(compared.totals, again.totals);
    }

    #[test]
    fn a_log_agrees_with_itself(records in any_records(), days in 0..3_u8) {
        let valuer = valuer(&*MIRROR);
        let ledger = Ledger::new(records, &valuer);
        let logged: Vec<Logged<'_>> = ledger.between(Date::MIN, Date::MAX).collect();
        let report: Vec<ReadLine> = (2..).zip(&logged).map(|(row, logged)| ReadLine {
            row,
            date: logged.entry().date,
            line: logged.entry().line.clone(),
            work: logged.value.work(),
            place: None,
            site: None,
            group: None,
            own: None,
        }).collect();
        let compared = reconcile(&logged, &report, ALL, &comparison(days), &valuer);
        prop_assert!(compared.findings.iter().all(|finding| finding.kind == Kind::Agrees && finding.days == 0));
        prop_assert_eq!(compared.totals.all.difference, CreditRvu::ZERO);
    }

    #[test]
    fn differences_add_up_to_that_of_the_sums(records in any_records(), report in any_report()) {
        let report: Vec<ReadLine> = report.into_iter().filter(|line| line.work.is_some()).collect();
        let valuer = valuer(&*MIRROR);
        let ledger = Ledger::new(records, &valuer);
        let logged: Vec<Logged<'_>> = ledger.between(Date::MIN, Date::MAX).collect();
        let compared = reconcile(&logged, &report, ALL, &comparison(1), &valuer);
        let mine: CreditRvu = logged.iter().filter_map(|logged| logged.value.work()).sum();
        let theirs: CreditRvu = report.iter().filter_map(|line| line.work).sum();
        prop_assert_eq!(compared.totals.all.difference, mine - theirs);
        let by: CreditRvu = compared.totals.by.iter().map(|(_, _, total)| total.difference).sum();
        prop_assert_eq!(by, mine - theirs);
    }
}

/// Shuffles by a seed, the same way each time.
fn shuffle<T>(items: &mut [T], seed: u64) {
    let mut state = seed | 1;
    for at in (1..items.len()).rev() {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        items.swap(at, usize::try_from(state % (at as u64 + 1)).unwrap());
    }
}
