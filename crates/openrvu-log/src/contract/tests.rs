use std::sync::{Arc, LazyLock};

use openrvu_core::policy::{CreditRule, MultipleProcedureCredit};
use openrvu_core::{CreditRvu, Modifier, Policy};

use super::*;
use crate::{EncounterId, Entry, EntryId, Role, value_encounter};

static SCHEDULE: LazyLock<Schedule> = LazyLock::new(|| {
    let starter = openrvu_cms::starter::load().unwrap();
    let releases = starter.releases.into_iter().map(Arc::new).collect();
    Schedule::new(Arc::new(Policy::builtin().unwrap()), releases, Arc::new(starter.tables))
});

fn contract(json: &str) -> Result<Contract, serde_json::Error> {
    let common = r#""id":"00000000-0000-4000-8000-000000000001","name":"Employment","year_start":"07-01""#;
    serde_json::from_str(&format!("{{{common},{}}}", json.replace('\'', "\"")))
}

fn plain(from: &str) -> Contract {
    contract(&format!("'from':'{from}','credit':{{'preset':'mirror-cms'}}")).unwrap()
}

fn entry(date: &str, line: &str, role: Role, site: Option<&str>) -> Entry {
    Entry {
        id: EntryId::from_bytes([1; 16]),
        encounter: EncounterId::from_bytes([2; 16]),
        date: date.parse().unwrap(),
        line: line.parse().unwrap(),
        place: Some("22".parse().unwrap()),
        site: site.map(|site| site.parse().unwrap()),
        role,
        colleague: None,
        note: None,
    }
}

fn work(contract: &Contract, date: &str, line: &str, role: Role) -> Option<CreditRvu> {
    let crediting = contract.crediting(&SCHEDULE).unwrap();
    value_encounter(&SCHEDULE, &crediting, &[&entry(date, line, role, None)], None, true)[0].work
}

fn rvu(text: &str) -> Option<CreditRvu> {
    Some(text.parse().unwrap())
}

#[test]
fn a_contract_reads_as_it_is_written() {
    let text = "'from':'2025-07-01','to':'2028-06-30','sites':{'listed':['Main']},'fte':'0.80','values':{'year':2020},
        'credit':{'preset':'full','modifiers':{'22':'1.20','50':'bilateral'},'multiple_procedures':['1.00','0.50'],
        'statuses':['I'],'roles':{'assisted':'0.20'}},
        'pay':{'settlement':'quarter','tiers':[{'above':'0','rate':'52.1250'},{'above':'4800.5','rate':'60'}],
        'salary':'240000','draw':{'monthly':'20000.00'},'bonuses':[{'name':'Volume','at_least':'6000','amount':'10000'}],
        'prorated':true}";
    let read = contract(text).unwrap();
    assert_eq!(read.problems(SCHEDULE.policy()), []);
    let written = serde_json::to_string(&read).unwrap();
    assert_eq!(serde_json::from_str::<Contract>(&written).unwrap(), read);
    assert_eq!(read.values, CreditedValues::Year(2020));
    assert_eq!(
        read.credit.multiple_procedures,
        Some(MultipleProcedureCredit::ByRank(vec![Factor::ONE, Factor::HALF]))
    );
}

#[test]
fn what_is_no_contract_is_refused_in_words() {
    let faults = [
        ("'from':'2025-13-01','credit':{'preset':'full'}", "month"),
        ("'from':'2025-01-01','credit':{'preset':'full','modifiers':{'22':'twice'}}", "twice"),
        ("'from':'2025-01-01','credit':{'preset':'full','statuses':['Q']}", "STATUS CODE"),
        ("'from':'2025-01-01','credit':{'preset':'full'},'pay':{'rate':'50'}", "rate"),
        ("'from':'2025-01-01','credit':{'preset':'full','multiple_procedures':'some'}", "as-medicare"),
        (
            "'from':'2025-01-01','credit':{'preset':'full'},'pay':{'tiers':[{'above':'0','rate':'1.23456'}]}",
            "decimal",
        ),
    ];
    for (text, words) in faults {
        let error = contract(text).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    }
}

#[test]
fn problems_name_their_fields() {
    let wrong = "'from':'2025-07-01','to':'2025-06-30','sites':{'listed':['Main','MAIN']},'fte':'0.00',
        'values':{'year':1999},'credit':{'preset':'own','modifiers':{'50':'intra','80':'bilateral','22':'5.01'},
        'statuses':['A'],'roles':{'shared':'6.00'}},
        'pay':{'tiers':[{'above':'10','rate':'1'},{'above':'10','rate':'-1'}],'tiers_over':'settlement','salary':'0',
        'bonuses':[{'name':'','at_least':'0','amount':'-1'}]}";
    let problems = contract(wrong).unwrap().problems(SCHEDULE.policy());
    let fields: Vec<_> = problems.iter().map(|problem| problem.field.as_str()).collect();
    assert_eq!(
        fields,
        [
            "to",
            "sites",
            "fte",
            "values.year",
            "credit.preset",
            "credit.modifiers.22",
            "credit.modifiers.50",
            "credit.modifiers.80",
            "credit.statuses",
            "credit.roles.shared",
            "pay.tiers[1].above",
            "pay.tiers[1].rate",
            "pay.salary",
            "pay.bonuses[0].name",
            "pay.bonuses[0].at_least",
            "pay.bonuses[0].amount",
            "pay.settlement",
        ]
    );
}

#[test]
fn a_frozen_year_credits_its_own_work() {
    let mut contract = plain("2025-07-01");
    assert_eq!(work(&contract, "2026-08-03", "27447", Role::Performed), rvu("19.11"));
    contract.values = CreditedValues::Year(2020);
    assert_eq!(work(&contract, "2026-08-03", "27447", Role::Performed), rvu("20.72"));
    contract.values = CreditedValues::Release("RVU25D".parse().unwrap());
    assert_eq!(work(&contract, "2026-08-03", "27447", Role::Performed), rvu("19.60"));
}

#[test]
fn a_year_whose_first_release_is_not_held_says_which_stands_in() {
    let resolve = |year| CreditedValues::Year(year).resolve(&SCHEDULE);
    let id = |text: &str| text.parse().unwrap();
    assert_eq!(resolve(2020), Ok(Some(ValueRelease { release: id("RVU20A"), instead_of: None })));
    assert_eq!(
        resolve(2025),
        Ok(Some(ValueRelease { release: id("RVU25D"), instead_of: Some(id("RVU25A")) }))
    );
    let error = resolve(2019).unwrap_err().to_string();
    assert!(error.contains("2019") && error.contains("RVU20A"), "{error}");
    let mut contract = plain("2025-01-01");
    contract.values = CreditedValues::Release(id("RVU19A"));
    assert!(matches!(contract.crediting(&SCHEDULE), Err(ContractError::NotHeld(_))));
    contract.credit.preset = "own".to_owned();
    assert!(matches!(contract.crediting(&SCHEDULE), Err(ContractError::UnknownPreset(_))));
}

#[test]
fn own_rules_stand_in_for_the_presets() {
    let mut contract = plain("2026-01-01");
    let own = [("62", "0.50"), ("22", "1.25"), ("50", "2.00")];
    for (modifier, rule) in own {
        contract
            .credit
            .modifiers
            .insert(modifier.parse::<Modifier>().unwrap(), rule.parse::<CreditRule>().unwrap());
    }
    let cases = [("27447-62", "9.555"), ("27447-22", "23.888"), ("27447-50", "38.22"), ("27447-80", "3.058")];
    for (line, expected) in cases {
        assert_eq!(work(&contract, "2026-08-03", line, Role::Performed), rvu(expected), "{line}");
    }
}

#[test]
fn a_role_counts_once() {
    let mut contract = plain("2026-01-01");
    let assisted = |contract: &Contract, line| work(contract, "2026-08-03", line, Role::Assisted);
    assert_eq!(assisted(&contract, "27447"), rvu("3.058"), "as modifier 80 does");
    assert_eq!(assisted(&contract, "27447-80"), rvu("3.058"), "not twice");
    contract.credit.roles.insert(Role::Assisted, Factor::percent(20));
    assert_eq!(assisted(&contract, "27447"), rvu("3.822"));
    contract.credit.roles.insert(Role::Shared, Factor::HALF);
    assert_eq!(
        work(&contract, "2026-08-03", "99232-FS", Role::Shared),
        rvu("0.795"),
        "FS has no rule of its own"
    );
    assert_eq!(work(&contract, "2026-08-03", "99232", Role::Observed), rvu("0"));
}

#[test]
fn the_contract_of_a_day_and_site_is_one() {
    let mut employment = plain("2025-07-01");
    employment.to = Some("2026-06-30".parse().unwrap());
    let mut clinic = plain("2026-01-01");
    clinic.id = ContractId::from_bytes([7; 16]);
    clinic.sites = Sites::Listed(vec!["Clinic".parse().unwrap()]);
    let contracts = [employment.clone(), clinic.clone()];
    let chosen = |date, site| {
        choose(&contracts, &entry(date, "99213", Role::Performed, site)).map(|contract| contract.id)
    };
    assert_eq!(chosen("2025-06-30", None), None);
    assert_eq!(chosen("2025-07-01", Some("clinic")), Some(employment.id), "the clinic began later");
    assert_eq!(chosen("2026-02-01", Some("CLINIC")), Some(clinic.id));
    assert_eq!(chosen("2026-06-30", None), Some(employment.id));
    assert_eq!(chosen("2026-07-01", None), None, "a listed site does not cover entries without one");
    assert_eq!(chosen("2026-07-01", Some("Clinic")), Some(clinic.id));

    let mut next = plain("2026-06-30");
    next.id = ContractId::from_bytes([9; 16]);
    assert_eq!(conflict(&contracts, &next).map(|other| other.id), Some(employment.id));
    next.from = "2026-07-01".parse().unwrap();
    assert_eq!(conflict(&contracts, &next), None);
    next.sites = Sites::Listed(vec!["CLINIC".parse().unwrap()]);
    assert_eq!(conflict(&contracts, &next).map(|other| other.id), Some(clinic.id));
    assert_eq!(conflict(&contracts, &employment), None, "a contract does not conflict with itself");
}

#[test]
fn years_begin_on_their_day() {
    let day: YearDay = "07-01".parse().unwrap();
    let cases = [("2026-06-30", "2025-07-01"), ("2026-07-01", "2026-07-01"), ("2026-12-31", "2026-07-01")];
    for (date, start) in cases {
        assert_eq!(day.start_of_year(date.parse().unwrap()), start.parse().unwrap());
    }
    for bad in ["", "7", "02-29", "13-01", "00-10", "07-1x", "007-01"] {
        assert!(bad.parse::<YearDay>().is_err(), "{bad}");
    }
    assert_eq!(YearDay::of("2024-02-29".parse().unwrap()).to_string(), "02-28");
}
