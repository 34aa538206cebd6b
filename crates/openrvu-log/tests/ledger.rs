//! The ledger: sums over days, and changes taken in one after the other.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod support;

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use openrvu_core::CreditRvu;
use openrvu_log::{Contract, ContractTerms, EntryId, Ledger, Logged, Record, Sums, value_encounter};
use proptest::prelude::*;
use support::{BY_SITE, MIRROR, SCHEDULE, any_record, crediting, record, valuer};

const EVER: (Date, Date) = (Date::MIN, Date::MAX);

fn all(ledger: &Ledger) -> Vec<Logged<'_>> {
    ledger.between(EVER.0, EVER.1).collect()
}

/// Everything that a reader can see of a ledger; sites by their names, since numbers depend on the way.
fn seen(ledger: &Ledger) -> (Vec<String>, Vec<(Date, Sums)>) {
    let one = |logged: Logged<'_>| {
        let (record, value) = (logged.record, logged.value);
        let site = value.site.and_then(|site| ledger.site(site));
        let figures = (value.work(), value.published(), value.anesthesia_units(), value.review());
        let from = (value.release, value.provisional_for, value.contract);
        format!("{record:?} {figures:?} {from:?} {site:?} {} {} {:?}", value.code, value.units, value.role)
    };
    let days = ledger.days(EVER.0, EVER.1).map(|(day, sums)| (day, *sums));
    (all(ledger).into_iter().map(one).collect(), days.collect())
}

#[derive(Debug, Clone)]
enum Change {
    Put(Vec<Record>),
    Delete(Vec<u16>),
}

fn any_change() -> impl Strategy<Value = Change> {
    prop_oneof![
        3 => prop::collection::vec(any_record(), 1..12).prop_map(Change::Put),
        1 => prop::collection::vec(0..120_u16, 1..6).prop_map(Change::Delete),
    ]
}

fn id(number: u16) -> EntryId {
    record(number, 0, support::FIRST, "99213").entry.id
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn changes_one_by_one_lead_to_what_valuing_everything_leads_to(
        changes in prop::collection::vec(any_change(), 1..12), seed in any::<u64>(),
    ) {
        let valuer = valuer(&*BY_SITE);
        let mut ledger = Ledger::default();
        let mut kept: BTreeMap<EntryId, Record> = BTreeMap::new();
        for change in changes {
            match change {
                Change::Put(records) => {
                    kept.extend(records.iter().map(|record| (record.entry.id, record.clone())));
                    ledger.apply(records, &[], &valuer);
                }
                Change::Delete(numbers) => {
                    let ids: Vec<_> = numbers.into_iter().map(id).collect();
                    kept.retain(|id, _| !ids.contains(id));
                    ledger.apply(Vec::new(), &ids, &valuer);
                }
            }
        }
        let mut records: Vec<_> = kept.into_values().collect();
        let turn = usize::try_from(seed % 97).unwrap() % records.len().max(1);
        records.rotate_left(turn);
        let anew = Ledger::new(records.clone(), &valuer);
        prop_assert_eq!(seen(&ledger), seen(&anew));
        prop_assert_eq!(ledger.len(), records.len());

        let mut under_other_terms = Ledger::new(records, &support::valuer(&*MIRROR));
        under_other_terms.revalue(&valuer);
        prop_assert_eq!(seen(&under_other_terms), seen(&anew));
    }

    #[test]
    fn sums_over_days_and_over_entries_are_one(records in prop::collection::vec(any_record(), 0..80)) {
        let ledger = Ledger::new(records, &valuer(&*BY_SITE));
        let total = ledger.sums(EVER.0, EVER.1);
        let works = all(&ledger).into_iter().filter_map(|logged| logged.value.work());
        prop_assert_eq!(total.work, works.sum::<CreditRvu>());
        prop_assert_eq!(usize::try_from(total.entries).unwrap(), ledger.len());
        let mut months: BTreeMap<(i16, i8), Sums> = BTreeMap::new();
        for (day, sums) in ledger.days(EVER.0, EVER.1) {
            *months.entry((day.year(), day.month())).or_default() += *sums;
        }
        for ((year, month), sums) in &months {
            let first = date(*year, *month, 1);
            prop_assert_eq!(*sums, ledger.sums(first, first.last_of_month()));
        }
        prop_assert_eq!(months.into_values().sum::<Sums>(), total);
    }

    #[test]
    fn an_entry_is_worth_what_its_claim_gives_it(records in prop::collection::vec(any_record(), 1..60)) {
        let crediting = crediting("mirror-cms");
        let ledger = Ledger::new(records, &valuer(&*MIRROR));
        for logged in all(&ledger) {
            let entry = logged.entry();
            let claim = ledger.encounter(entry.encounter).into_iter();
            let claim: Vec<_> = claim.filter(|other| other.entry().date == entry.date).collect();
            let entries: Vec<_> = claim.iter().map(|other| other.entry()).collect();
            let values = value_encounter(&SCHEDULE, &crediting, &entries, None, true);
            let at = entries.iter().position(|other| other.id == entry.id).unwrap();
            prop_assert_eq!(logged.value.work(), values[at].work);
            prop_assert_eq!(logged.value.review().len(), values[at].review.len());
            prop_assert_eq!(ledger.get(entry.id).unwrap().entry(), entry);
        }
    }
}

#[test]
fn lines_of_an_encounter_are_one_claim_and_a_change_values_them_anew() {
    let day = date(2026, 8, 3);
    let valuer = valuer(&*MIRROR);
    let (one, two) = (record(1, 1, day, "45378"), record(2, 2, day, "43235"));
    let mut ledger = Ledger::new(vec![one.clone(), two.clone()], &valuer);
    let apart = ledger.sums(day, day).work;
    let mut together = two;
    together.entry.encounter = one.entry.encounter;
    ledger.apply(vec![together], &[], &valuer);
    let as_one = ledger.sums(day, day).work;
    assert!(as_one < apart, "{as_one} {apart}");
    ledger.apply(Vec::new(), &[id(2)], &valuer);
    assert_eq!(ledger.len(), 1);
    assert_eq!(ledger.sums(day, day).work, ledger.get(id(1)).unwrap().value.published().unwrap());
    ledger.apply(Vec::new(), &[id(1), id(1), id(9)], &valuer);
    assert!(ledger.is_empty() && ledger.extent().is_none());
}

#[test]
fn what_has_no_work_rvu_is_not_what_is_unknown() {
    let day = date(2026, 8, 3);
    let lines = ["99213", "00840@90min", "99999"];
    let records = (1..).zip(lines).map(|(number, line)| record(number, number, day, line)).collect();
    let sums = Ledger::new(records, &valuer(&*MIRROR)).sums(day, day);
    assert_eq!((sums.entries, sums.uncredited, sums.review), (3, 1, 1));
    assert!(sums.anesthesia_units > 0, "{sums:?}");
    assert_eq!(sums.work, "1.300".parse().unwrap());
}

#[test]
fn days_the_wrong_way_round_are_none() {
    let ledger = Ledger::new(vec![record(1, 1, date(2026, 8, 3), "99213")], &valuer(&*MIRROR));
    assert_eq!(ledger.between(date(2026, 8, 4), date(2026, 8, 2)).count(), 0);
    assert_eq!(ledger.between(date(2026, 8, 3), date(2026, 8, 3)).count(), 1);
}

#[test]
fn contracts_credit_what_they_cover() {
    let contract = |id: u8, json: &str| -> Contract {
        let id = format!("00000000-0000-4000-8000-00000000000{id}");
        let json = format!("{{'id':'{id}','name':'Work','year_start':'01-01',{json}}}").replace('\'', "\"");
        serde_json::from_str(&json).unwrap()
    };
    let hospital = contract(1, "'from':'2026-08-01','credit':{'preset':'full'},'values':{'year':2020}");
    let clinic = contract(
        2,
        "'from':'2026-08-01','credit':{'preset':'full'},'values':{'year':2019},'sites':{'listed':['Clinic']}",
    );
    let terms = ContractTerms::new(vec![hospital.clone(), clinic.clone()], &SCHEDULE);
    let mut records: Vec<_> = (1..5).map(|n| record(n, n, date(2026, 8, 3), "27447")).collect();
    records[1].entry.date = date(2026, 7, 31);
    records[2].entry.site = Some("CLINIC".parse().unwrap());
    records[3].entry.site = Some("clinic".parse().unwrap());
    let ledger = Ledger::new(records, &valuer(&terms));
    let value = |number| ledger.get(id(number)).unwrap().value;
    assert_eq!((value(1).contract, value(1).work()), (Some(hospital.id), Some("20.72".parse().unwrap())));
    assert_eq!((value(2).contract, value(2).work()), (None, Some("19.11".parse().unwrap())));
    assert_eq!((value(3).contract, value(3).work()), (Some(clinic.id), None));
    assert!(value(3).review()[0].contains("2019"), "{:?}", value(3));
    assert_eq!(value(3).site, value(4).site);
    assert_eq!(ledger.sites().count(), 1);
}
