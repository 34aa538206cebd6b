use std::sync::{Arc, LazyLock};

use openrvu_core::{Modifier, Policy};

use super::*;
use crate::ContractId;
use crate::contract::{
    Bonus, CreditTerms, Draw, Over, PayTerms, Settlement, Tier, YearDay, modifiers::modifiers,
};

static SCHEDULE: LazyLock<Schedule> = LazyLock::new(|| {
    let starter = openrvu_cms::starter::load().unwrap();
    let releases = starter.releases.into_iter().map(Arc::new).collect();
    Schedule::new(Arc::new(Policy::builtin().unwrap()), releases, Arc::new(starter.tables))
});

fn contract() -> Contract {
    let mut credit = CreditTerms::preset("mirror-cms");
    credit.modifiers.insert(Modifier::known(b"22"), "1.25".parse().unwrap());
    credit.roles.insert(Role::Shared, Factor::HALF);
    Contract {
        id: ContractId::from_bytes([1; 16]),
        name: "Employment".parse().unwrap(),
        from: "2025-07-01".parse().unwrap(),
        to: Some("2028-06-30".parse().unwrap()),
        sites: Sites::Listed(vec!["Main hospital".parse().unwrap(), "Clinic".parse().unwrap()]),
        fte: Factor::percent(80),
        values: CreditedValues::Year(2025),
        credit,
        year_start: "07-01".parse::<YearDay>().unwrap(),
        pay: PayTerms {
            settlement: Settlement::Quarter,
            tiers: vec![
                Tier { above: "0".parse().unwrap(), rate: "48.5000".parse().unwrap() },
                Tier { above: "4800".parse().unwrap(), rate: "55.1250".parse().unwrap() },
            ],
            draw: Some(Draw { monthly: "18000".parse().unwrap(), deficit: Default::default() }),
            bonuses: vec![Bonus {
                name: "Volume".parse().unwrap(),
                at_least: "6000".parse().unwrap(),
                amount: "10000".parse().unwrap(),
                over: Over::Year,
            }],
            stated_for_full_time: true,
            prorated: true,
            ..PayTerms::default()
        },
    }
}

/// The words as one reads them.
fn printed(words: &ContractWords) -> String {
    let mut text = format!("{}\n", words.name);
    for section in &words.sections {
        text.push_str(&format!("\n{}\n", section.title));
        section.paragraphs.iter().for_each(|words| text.push_str(&format!("{words}\n")));
        section.items.iter().for_each(|words| text.push_str(&format!("- {words}\n")));
        section.closing.iter().for_each(|words| text.push_str(&format!("{words}\n")));
    }
    for example in &words.examples {
        text.push_str(&format!("\nExample ({}): {}\n", words.example_release, example.title));
        for line in &example.lines {
            let shown =
                |work: Option<openrvu_core::CreditRvu>| work.map_or("none".to_owned(), |work| work.short());
            let (published, credited) = (shown(line.published), shown(line.credited));
            text.push_str(&format!("{} ({}): {published} -> {credited}\n", line.line, line.role.name()));
            line.steps
                .iter()
                .for_each(|step| text.push_str(&format!("  {}: {}\n", step.rule.title(), step.words)));
        }
        text.push_str(&format!("= {}\n", example.total.map_or("none".to_owned(), |total| total.short())));
    }
    text
}

#[test]
fn a_contract_reads_as_prose() {
    insta::assert_snapshot!("contract", printed(&ContractWords::of(&SCHEDULE, &contract()).unwrap()));
}

#[test]
fn a_bare_contract_reads_too() {
    let bare = Contract {
        to: None,
        sites: Sites::All,
        fte: Factor::ONE,
        values: CreditedValues::DayOfService,
        credit: CreditTerms::preset("half-second"),
        pay: PayTerms::default(),
        ..contract()
    };
    insta::assert_snapshot!("bare_contract", printed(&ContractWords::of(&SCHEDULE, &bare).unwrap()));
}

#[test]
fn every_release_has_examples() {
    for release in SCHEDULE.releases() {
        let contract = Contract { values: CreditedValues::Release(release.id), ..contract() };
        let words = ContractWords::of(&SCHEDULE, &contract).unwrap();
        assert_eq!(words.examples.len(), 6, "{}", release.id);
        assert!(words.examples.iter().all(|example| example.total.is_some()), "{}", release.id);
    }
}

#[test]
fn every_modifier_has_three_sides() {
    let mut contract = contract();
    contract.credit.modifiers.insert(Modifier::known(b"ZZ"), "0.90".parse().unwrap());
    let policy = contract.credit.policy("Employment", SCHEDULE.policy()).unwrap();
    let sides = modifiers(SCHEDULE.policy(), &policy, Some(&contract.credit), "2026-08-01".parse().unwrap());
    assert_eq!(sides.len(), SCHEDULE.policy().modifiers.all().count() + 1);
    let of =
        |modifier: &[u8; 2]| sides.iter().find(|sides| sides.modifier == Modifier::known(modifier)).unwrap();
    assert!(of(b"22").own && of(b"22").credit == "125 percent of the work RVU");
    assert!(!of(b"62").own && of(b"62").medicare.contains("62.5 percent"));
    assert!(of(b"CS").medicare.contains("on that day"));
    assert!(of(b"PT").medicare.contains("15 percent"));
    assert_eq!(of(b"LT").rule, None);
    assert_eq!(of(b"ZZ").credit, "90 percent of the work RVU");
    assert!(sides.iter().all(|sides| !sides.medicare.is_empty() && !sides.credit.is_empty()));
    assert!(sides.is_sorted_by_key(|sides| sides.modifier));
}
