//! Payment amount files beside the figures that ship: which columns are compared, and how release and factor are told.

#![allow(clippy::unwrap_used, clippy::panic, reason = "what the tests share may stop at the first surprise")]

use std::fmt::Write as _;
use std::sync::Arc;

use jiff::civil::date;
use openrvu_cms::parity::{Column, Parity, ParityOptions, compare};
use openrvu_cms::read::Input;
use openrvu_core::indicator::MultipleProcedure;
use openrvu_core::valuation::{Area, Prices};
use openrvu_core::{Factor, LocalityId, Policy, ReleaseId, Schedule, Setting};

const OPTIONS: ParityOptions =
    ParityOptions { release: None, published_with: None, qualifying: None, most: 3 };

fn schedule() -> Schedule {
    let starter = openrvu_cms::starter::load().unwrap();
    let policy = Arc::new(Policy::builtin().unwrap());
    Schedule::new(policy, starter.releases.into_iter().map(Arc::new).collect(), Arc::new(starter.tables))
}

/// A payment amount file of a visit, a scan with its parts and a therapy, in Alabama.
fn payment(schedule: &Schedule, release: &str, qualifying: bool) -> String {
    payment_with(schedule, release, qualifying, Factor::percent(50))
}

/// The same where Medicare pays this share of a later therapy unit's practice expense.
fn payment_with(schedule: &Schedule, release: &str, qualifying: bool, therapy_share: Factor) -> String {
    let id: ReleaseId = release.parse().unwrap();
    let (release, locality) = (schedule.release(id).unwrap(), "10112-00".parse::<LocalityId>().unwrap());
    let gpcis = schedule.gpcis(release, Area::Locality(locality), release.effective_from).unwrap();
    let prices = Prices { gpcis, conversion_factor: schedule.conversion_factor(release, qualifying) };
    let mut text = String::new();
    for code in ["99213", "70496", "97110"] {
        for row in release.rows_of(code.parse().unwrap()) {
            let fees = Setting::BOTH.map(|setting| row.fee_schedule_amount(setting, &prices).to_string());
            let caps = Setting::BOTH.map(|setting| row.imaging_cap(setting, &prices));
            let caps = caps.map(|cap| cap.map_or("0.00".to_owned(), |cap| cap.to_string()));
            let opps = if caps[0] == "0.00" { "9" } else { "1" };
            let therapy = match row.multiple_procedure {
                MultipleProcedure::Therapy => {
                    row.therapy_amount(Setting::NonFacility, &prices, therapy_share).to_string()
                }
                // The flat visit fee of a payment model, which is no therapy amount.
                _ if code == "99213" => "49.56".to_owned(),
                _ => "0.00".to_owned(),
            };
            writeln!(
                text,
                "{},10112,00,{code},{},{},{},,{},{},{},{therapy},{therapy},{opps},{},{}",
                id.year,
                row.modifier,
                fees[0],
                fees[1],
                row.pc_tc,
                row.status,
                row.multiple_procedure,
                caps[0],
                caps[1]
            )
            .unwrap();
        }
    }
    text
}

fn compared(schedule: &Schedule, name: &str, text: &str, options: ParityOptions) -> Parity {
    compare(schedule, Input { name, bytes: text.as_bytes() }, options).unwrap()
}

#[test]
fn every_column_of_amounts_is_compared() {
    let schedule = schedule();
    let text = payment(&schedule, "RVU25D", false);
    let parity = compared(&schedule, "PFALL25D.txt", &text, OPTIONS);
    let rows = [Some(parity.counts), parity.imaging_cap, parity.therapy_reduction]
        .map(|counts| counts.map(|counts| (counts.rows, counts.equal)));
    assert_eq!(rows, [Some((5, 5)), Some((2, 2)), Some((1, 1))]);
    assert!(!parity.differs() && parity.differences.is_empty());

    let of = |code: &str| text.lines().find(|line| line.contains(code)).unwrap();
    let wrong = |code: &str, field: usize| {
        let mut fields: Vec<&str> = of(code).split(',').collect();
        fields[field] = "1.00";
        text.replace(of(code), &fields.join(","))
    };
    let cases = [
        ("99213", 5, Column::FeeScheduleAmount),
        ("70496", 14, Column::ImagingCap),
        ("97110", 11, Column::TherapyReduction),
        ("97110", 12, Column::TherapyReduction),
    ];
    for (code, field, column) in cases {
        let parity = compared(&schedule, "PFALL25D.txt", &wrong(code, field), OPTIONS);
        assert!(parity.differs(), "{code} {field}");
        let [difference] = parity.differences.as_slice() else { panic!("{:?}", parity.differences) };
        assert_eq!((difference.code.as_str(), difference.column), (code, column));
    }
    // The visit's amount in a therapy column is another thing.
    assert!(!compared(&schedule, "PFALL25D.txt", &wrong("99213", 11), OPTIONS).differs());
}

#[test]
fn the_conversion_factor_is_told_by_the_figures_where_no_name_tells() {
    let schedule = schedule();
    let text = payment(&schedule, "RVU26C", true);
    let by_figures = compared(&schedule, "PF26QP.txt", &text, OPTIONS);
    assert!(by_figures.qualifying && !by_figures.differs(), "{by_figures:?}");
    assert!(
        by_figures
            .chosen_by
            .ends_with("; by its figures with the conversion factor of qualifying participants")
    );
    let named = ParityOptions { qualifying: Some(false), ..OPTIONS };
    assert_eq!(compared(&schedule, "x.txt", &text, named).counts.different, 5);
    let other = payment(&schedule, "RVU26C", false);
    assert!(!compared(&schedule, "PF26.txt", &other, OPTIONS).qualifying);
    // Before 2026 there is one factor, and nothing to say.
    let text = payment(&schedule, "RVU25D", false);
    assert_eq!(compared(&schedule, "PFALL25D.txt", &text, OPTIONS).chosen_by, "by the file's name");
}

#[test]
fn the_folder_tells_the_release_and_a_poor_agreement_is_told() {
    let schedule = schedule();
    let caps = "HCPCS,MOD,PROCSTAT,CARRIER,LOCALITY,FACILITY PRICE,NON-FACILTY PRICE\n70496,TC,A,10112,00,1.00,1.00\n70496,,A,10112,00,1.00,1.00\n";
    let told = compared(&schedule, "OPPSCAP_Jul.csv", caps, OPTIONS).chosen_by;
    assert!(told.contains("none agrees in half of the rows, this one in 0"), "{told}");
    let published_with = "RVU24C".parse().ok();
    let parity = compared(&schedule, "OPPSCAP_Jul.csv", caps, ParityOptions { published_with, ..OPTIONS });
    assert_eq!(parity.release.to_string(), "RVU24C");
    assert_eq!(parity.chosen_by, "by the ZIP or folder that it lies in");
}

#[test]
fn the_year_inside_a_file_comes_before_the_folder() {
    let schedule = schedule();
    let text = payment(&schedule, "RVU24C", false);
    let of = |release: &str| {
        let options = ParityOptions { published_with: release.parse().ok(), ..OPTIONS };
        let parity = compared(&schedule, "PFALL24C.txt", &text, options);
        (parity.release.to_string(), parity.chosen_by)
    };
    assert_eq!(of("RVU25D"), ("RVU24C".to_owned(), "by the file's name".to_owned()));
    assert_eq!(of("RVU24B"), ("RVU24B".to_owned(), "by the ZIP or folder that it lies in".to_owned()));
}

#[test]
fn a_later_therapy_unit_is_reduced_by_the_rate_of_the_release_s_day() {
    let mut release = openrvu_cms::starter::load().unwrap().releases.remove(0);
    let id = release.id.to_string();
    // The share of one half was set in April 2013; before, the whole was paid.
    for (day, share) in [(date(2013, 3, 1), Factor::ONE), (date(2013, 4, 1), Factor::percent(50))] {
        release.effective_from = day;
        let policy = Arc::new(Policy::builtin().unwrap());
        let schedule = Schedule::new(policy, vec![Arc::new(release.clone())], Arc::default());
        let text = payment_with(&schedule, &id, false, share);
        let therapy = compared(&schedule, "amounts.txt", &text, OPTIONS).therapy_reduction.unwrap();
        assert_eq!((therapy.rows, therapy.equal), (1, 1), "{day}");
    }
}

#[test]
fn a_file_of_which_nothing_is_held_is_not_compared() {
    let schedule = schedule();
    let of = |text: &str| compared(&schedule, "PFALL25D.txt", text, OPTIONS);
    let text = payment(&schedule, "RVU25D", false);
    assert!(!of(&text).compared_nothing());
    let elsewhere = of(&text.replace(",10112,00,", ",99999,99,"));
    assert_eq!((elsewhere.counts.rows, elsewhere.counts.not_held), (5, 5));
    assert!(elsewhere.compared_nothing() && !elsewhere.differs());
}
