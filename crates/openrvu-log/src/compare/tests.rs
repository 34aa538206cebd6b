use std::sync::{Arc, LazyLock};

use openrvu_core::{Factor, Policy};

use super::*;
use crate::contract::{CreditTerms, CreditedValues, PayTerms, Settlement, Sites, Tier, YearDay};

static SCHEDULE: LazyLock<Schedule> = LazyLock::new(|| {
    let starter = openrvu_cms::starter::load().unwrap();
    let releases = starter.releases.into_iter().map(Arc::new).collect();
    Schedule::new(Arc::new(Policy::builtin().unwrap()), releases, Arc::new(starter.tables))
});

fn contract(preset: &str, values: CreditedValues, tiers: &[(&str, &str)]) -> Contract {
    let tier =
        |(above, rate): &(&str, &str)| Tier { above: above.parse().unwrap(), rate: rate.parse().unwrap() };
    Contract {
        id: ContractId::from_bytes([1; 16]),
        name: preset.parse().unwrap(),
        from: "2020-07-01".parse().unwrap(),
        to: Some("2020-12-31".parse().unwrap()),
        sites: Sites::Listed(vec!["Elsewhere".parse().unwrap()]),
        fte: Factor::ONE,
        values,
        credit: CreditTerms::preset(preset),
        year_start: YearDay::JANUARY_1,
        pay: PayTerms {
            settlement: Settlement::Quarter,
            tiers: tiers.iter().map(tier).collect(),
            ..PayTerms::default()
        },
    }
}

#[test]
fn a_volume_is_compared_over_a_year() {
    let old = contract("mirror-cms", CreditedValues::Year(2020), &[("0", "45")]);
    let new = contract("full", CreditedValues::DayOfService, &[("0", "40"), ("4000", "60")]);
    let volume = read_volume("27447 100\n45385 + 45380 200\n99214 1000\n00000 5").unwrap();
    let year = Days { from: "2026-07-01".parse().unwrap(), to: "2027-06-30".parse().unwrap() };
    let service = ("2026-08-03".parse().unwrap(), "22".parse().unwrap());
    let compared = compare_volume(&SCHEDULE, [&old, &new], &volume, year, service).unwrap();
    // Of 2020: 2,072 + 200 * (4.57 + 3.56 - 3.26) + 1,500. Of 2026: 1,911 + 200 * (4.46 + 3.47) + 1,920.
    let credited = |at: usize| compared.sides[at].credited.short();
    assert_eq!((credited(0), credited(1)), ("4546.00".to_owned(), "5417.00".to_owned()));
    assert_eq!(compared.sides[0].uncredited, 5);
    assert_eq!(compared.sides[0].pay.settlements.len(), 4);
    assert_eq!(compared.sides[0].pay.total.dollars(), "$204,570.00");
    assert_eq!(compared.sides[1].pay.total.dollars(), "$245,020.00", "4,000 at 40 and 1,417 at 60");
    assert_eq!(compared.difference().dollars(), "$40,450.00");
    let first = &compared.codes[0];
    assert_eq!((first.code.to_string(), first.units), ("45380".to_owned(), 200));
}

#[test]
fn own_work_is_compared_on_its_days() {
    let one = contract("mirror-cms", CreditedValues::DayOfService, &[("0", "50")]);
    let other = contract("mirror-cms", CreditedValues::DayOfService, &[("400", "100")]);
    let entry = |number: u8, date: &str, line: &str| Entry {
        id: EntryId::from_bytes([number; 16]),
        encounter: EncounterId::from_bytes([number; 16]),
        ..entries_of(
            &VolumeRow { lines: vec![line.parse().unwrap()], count: 1 },
            (date.parse().unwrap(), "22".parse().unwrap()),
        )[0]
        .clone()
    };
    let entries = [entry(1, "2026-07-06", "27447x20"), entry(2, "2026-08-03", "27447-66")];
    let encounters: Vec<Vec<&Entry>> = entries.iter().map(|entry| vec![entry]).collect();
    let days = Days { from: "2026-07-01".parse().unwrap(), to: "2026-09-30".parse().unwrap() };
    let compared = compare_entries(&SCHEDULE, [&one, &other], &encounters, days, None).unwrap();
    assert_eq!(compared.sides[0].uncredited, 1, "66 is decided by report");
    // A quarter of a year: the threshold is a quarter of 400.
    let pay = &compared.sides[1].pay.settlements[0];
    assert_eq!(pay.tiers[0].above.short(), "100.00");
    assert_eq!(pay.total, crate::pay::times_rate(pay.work - pay.tiers[0].above, "100".parse().unwrap()));
}
