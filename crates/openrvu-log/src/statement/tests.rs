use std::sync::{Arc, LazyLock};

use openrvu_core::{Cents, Factor, Policy};

use super::*;
use crate::contract::{CreditTerms, CreditedValues, Draw, PayTerms, Settlement, Sites, Tier, YearDay};
use crate::{ContractId, EncounterId, EntryId, PeriodKind, Role, value_encounter};

static SCHEDULE: LazyLock<Schedule> = LazyLock::new(|| {
    let starter = openrvu_cms::starter::load().unwrap();
    let releases = starter.releases.into_iter().map(Arc::new).collect();
    Schedule::new(Arc::new(Policy::builtin().unwrap()), releases, Arc::new(starter.tables))
});

fn entry(number: u8, encounter: u8, date: &str, line: &str, role: Role) -> Entry {
    Entry {
        id: EntryId::from_bytes([number; 16]),
        encounter: EncounterId::from_bytes([encounter; 16]),
        date: date.parse().unwrap(),
        line: line.parse().unwrap(),
        place: Some("22".parse().unwrap()),
        site: None,
        role,
        colleague: None,
        note: None,
    }
}

fn contract() -> Contract {
    Contract {
        id: ContractId::from_bytes([1; 16]),
        name: "Employment".parse().unwrap(),
        from: "2026-07-01".parse().unwrap(),
        to: None,
        sites: Sites::All,
        fte: Factor::ONE,
        values: CreditedValues::Year(2020),
        credit: CreditTerms::preset("half-second"),
        year_start: YearDay::JANUARY_1,
        pay: PayTerms {
            settlement: Settlement::Month,
            tiers: vec![
                Tier { above: "0".parse().unwrap(), rate: "50".parse().unwrap() },
                Tier { above: "25".parse().unwrap(), rate: "60".parse().unwrap() },
            ],
            draw: Some(Draw { monthly: "1000".parse().unwrap(), deficit: Default::default() }),
            ..PayTerms::default()
        },
    }
}

fn values(contract: &Contract, encounters: &[Vec<Entry>]) -> Vec<(Entry, EntryValue)> {
    let crediting = contract.crediting(&SCHEDULE).unwrap();
    let value = |entries: &Vec<Entry>| {
        let by_reference: Vec<_> = entries.iter().collect();
        let values = value_encounter(&SCHEDULE, &crediting, &by_reference, None, false);
        entries.iter().cloned().zip(values).collect::<Vec<_>>()
    };
    encounters.iter().flat_map(value).collect()
}

fn log() -> Vec<Vec<Entry>> {
    vec![
        // July: 27447 at 20.72 of 2020.
        vec![entry(1, 1, "2026-07-06", "27447", Role::Performed)],
        // August: two scopes, ranked by work: 4.57 and half of 3.56.
        vec![
            entry(2, 2, "2026-08-03", "45385", Role::Performed),
            entry(3, 2, "2026-08-03", "45380", Role::Performed),
        ],
        vec![entry(4, 3, "2026-08-03", "27447-80", Role::Assisted)],
        // Not of 2020, and so not credited.
        vec![entry(5, 4, "2026-08-04", "98000", Role::Performed)],
        vec![entry(6, 5, "2026-08-04", "00840-AA@90min", Role::Performed)],
        vec![entry(7, 6, "2026-08-05", "99232x2", Role::Observed)],
        vec![entry(8, 7, "2026-09-01", "99213", Role::Performed)],
    ]
}

#[test]
fn a_month_is_stated() {
    let (contract, encounters) = (contract(), log());
    let values = values(&contract, &encounters);
    let work: Vec<_> = values.iter().map(|(entry, value)| Work::valued(entry, value)).collect();
    let august = Period::of(PeriodKind::Month, "2026-08-15".parse().unwrap(), Default::default());
    let statement =
        Statement::of(&SCHEDULE, &contract, august, "2026-09-02".parse().unwrap(), &work).unwrap();
    let report = &statement.report;
    let lines: Vec<_> = report
        .lines
        .iter()
        .map(|work| format!("{} {}", work.entry.line, work.credited.unwrap().short()))
        .collect();
    assert_eq!(lines, ["45385 4.57", "45380 1.78", "27447-80 3.315", "99232x2 0.00"]);
    assert_eq!(report.without_work.len(), 1);
    assert_eq!((report.uncredited.len(), report.needs_review), (1, 1));
    assert!(report.uncredited[0].review[0].contains("98000"), "{:?}", report.uncredited);
    assert_eq!(
        (report.total.lines, report.total.units, report.total.encounters, report.total.days),
        (4, 5, 3, 2)
    );
    assert_eq!(report.total.credited.short(), "9.665");
    assert_eq!(report.months.len(), 1);
    assert_eq!(report.codes[0].code.to_string(), "45385");
    let releases: Vec<_> =
        report.releases.iter().map(|used| (used.release.to_string(), used.lines)).collect();
    assert_eq!(releases, [("RVU20A".to_owned(), 4)]);
    assert!(report.releases[0].files.iter().all(|file| file.sha256.len() == 64));
    assert!(!report.releases[0].files.is_empty());

    // 20.72 in July leave 4.28 below 25: 4.28 at 50 and 5.385 at 60, against a draw of 1,000 of which July owes 0.
    let settlement = &statement.pay.settlements[0];
    let tiers: Vec<_> =
        settlement.tiers.iter().map(|tier| (tier.work.short(), tier.amount.dollars())).collect();
    assert_eq!(
        tiers,
        [("4.28".to_owned(), "$214.00".to_owned()), ("5.385".to_owned(), "$323.10".to_owned())]
    );
    assert_eq!(settlement.carried_in, Cents::ZERO, "July earned 1,036.00 against 1,000");
    assert_eq!(settlement.carried_out.dollars(), "$462.90");
    assert_eq!(statement.pay.total.dollars(), "$1,000.00");
    let mut statement = statement;
    statement.report.releases.iter_mut().for_each(|used| used.files.clear());
    insta::assert_json_snapshot!("month", statement);
}

#[test]
fn a_report_needs_no_contract() {
    let (contract, encounters) = (contract(), log());
    let values = values(&contract, &encounters);
    let work = values.iter().map(|(entry, value)| Work::valued(entry, value));
    let days = Period::custom("2026-07-01".parse().unwrap(), "2026-09-30".parse().unwrap());
    let report = Report::of(&SCHEDULE, days, work);
    let months: Vec<_> = report.months.iter().map(|month| month.sum.credited.short()).collect();
    assert_eq!(months, ["20.72", "9.665", "0.97"]);
    assert_eq!(report.total.credited, report.months.iter().map(|month| month.sum.credited).sum());
    assert_eq!(report.total.credited, report.codes.iter().map(|code| code.sum.credited).sum());
}

#[test]
fn a_period_that_is_not_over_pays_nothing_that_is_to_come() {
    let (contract, encounters) = (contract(), log());
    let values = values(&contract, &encounters);
    let work: Vec<_> = values.iter().map(|(entry, value)| Work::valued(entry, value)).collect();
    let august = Period::of(PeriodKind::Month, "2026-08-15".parse().unwrap(), Default::default());
    let on =
        |today: &str| Statement::of(&SCHEDULE, &contract, august, today.parse().unwrap(), &work).unwrap();
    let running = on("2026-08-04");
    assert_eq!(running.paid_through.to_string(), "2026-08-04");
    assert_eq!((running.pay.settlements.len(), running.pay.true_ups), (0, Cents::ZERO));
    assert!(!running.pay.open.as_ref().unwrap().settled);
    assert_eq!(running.pay.draw.dollars(), "$129.03", "four days of 31 of 1,000");
    assert_eq!(running.report, on("2026-09-02").report, "all work is listed");
    assert_eq!(on("2026-07-31").pay, on("2026-08-31").pay, "as planned, and as it was");
}
