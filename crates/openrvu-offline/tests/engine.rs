//! The phone's answers are those of the whole schedule.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::sync::{Arc, LazyLock};

use openrvu_core::{Policy, ReleaseId, Schedule};
use openrvu_log::quick::{Candidate, Circumstances, Found, Report, ScheduleBook, read, value_reading};
use openrvu_log::{ContractTerms, Valuer};
use openrvu_offline::{Engine, FORMAT, Pack, PackError, Quick};
use openrvu_search::{Document, Field, Index, Lexicon};
use serde_json::json;
use uuid::Uuid;

static SCHEDULE: LazyLock<Schedule> = LazyLock::new(|| {
    let starter = openrvu_cms::starter::load().unwrap();
    let releases = starter.releases.into_iter().map(Arc::new).collect();
    Schedule::new(Arc::new(Policy::builtin().unwrap()), releases, Arc::new(starter.tables))
});

fn documents() -> Vec<Document> {
    let named =
        [("27447", "Total knee replacement", "TKA"), ("47562", "Gallbladder removal by scope", "lap chole")];
    let document = |(code, title, name): (&str, &str, &str)| {
        Document::new(code.parse().unwrap())
            .with(Field::Title, title)
            .with(Field::Synonym, name)
            .ranked(Some(1))
    };
    named.into_iter().map(document).collect()
}

fn wanted() -> Vec<ReleaseId> {
    SCHEDULE.releases().iter().rev().take(4).map(|release| release.id).collect()
}

fn bytes() -> Vec<u8> {
    Pack::new(&SCHEDULE, &wanted(), documents()).bytes().unwrap()
}

fn quick(text: &str, date: &str) -> Quick {
    serde_json::from_value(json!({ "text": text, "date": date })).unwrap()
}

/// The report of the whole schedule.
fn whole(text: &str, date: &str) -> Report {
    let index = Index::build(documents(), Lexicon::embedded().unwrap());
    let title = |code| {
        let found = documents().into_iter().find(|document| document.code == code);
        found.map(|document| document.title().to_owned()).unwrap_or_default()
    };
    let find = |words: &str| {
        let answer = index.search(words, 6);
        let candidate = |code| Candidate { code, title: title(code) };
        Found {
            certain: answer.is_certain(),
            candidates: answer.hits.iter().map(|hit| candidate(hit.code)).collect(),
        }
    };
    let date = date.parse().unwrap();
    let reading = read(text, &ScheduleBook::new(&SCHEDULE, date, find), false);
    let terms = ContractTerms::new(Vec::new(), &SCHEDULE);
    let valuer = Valuer { schedule: &SCHEDULE, terms: &terms, usual_place: None };
    let value = value_reading(&valuer, &reading, &Circumstances::on(date));
    Report::new(&reading, &value, &[], title)
}

#[test]
fn a_phone_reads_and_values_as_the_server_does() {
    let engine = Engine::load(&bytes()).unwrap();
    let days: Vec<String> =
        wanted().iter().map(|id| SCHEDULE.release(*id).unwrap().effective_from.to_string()).collect();
    assert_eq!(days.len(), 4);
    for day in &days {
        for text in [
            "9921325 20610rt; 45385 45380; 27447-50",
            "TKA left; lap chole 22",
            "00840@90 99100; 12345; 99213-ZZ; 932",
            "70553 26 71260-26; 78452-26 93306-26; 97110x3 97140",
            "298765174177",
        ] {
            assert_eq!(engine.read(&quick(text, day)), whole(text, day), "{text} on {day}");
        }
    }
}

#[test]
fn a_day_that_is_not_packed_says_so() {
    let engine = Engine::load(&bytes()).unwrap();
    let report = engine.read(&quick("99213", "2020-03-01"));
    assert_eq!(report.rows[0].work, None);
    assert!(report.rows[0].review[0].contains("no release held covers 2020-03-01"), "{:?}", report.rows[0]);
}

#[test]
fn entries_come_under_the_ids_given() {
    let engine = Engine::load(&bytes()).unwrap();
    let ids: Vec<Uuid> = (1..=5).map(|n| Uuid::from_u128(n << 100)).collect();
    let quick = quick("99213-25 20610x2; 99214", "2026-08-03");
    let entries = engine.entries(&quick, &ids).unwrap();
    assert_eq!(entries.iter().map(|entry| entry.units).collect::<Vec<_>>(), [1, 2, 1]);
    assert_eq!(entries[0].encounter, entries[1].encounter);
    assert_ne!(entries[0].encounter, entries[2].encounter);
    let json = serde_json::to_value(&entries[0]).unwrap();
    assert_eq!(
        (&json["code"], &json["modifiers"], &json["date"]),
        (&json!("99213"), &json!(["25"]), &json!("2026-08-03"))
    );
    assert!(engine.entries(&quick, &ids[..4]).is_err());
}

#[test]
fn the_contracts_of_their_owner_credit() {
    let mut engine = Engine::load(&bytes()).unwrap();
    engine.set_terms(br#"{"contracts":[],"place":"22"}"#).unwrap();
    assert!(engine.set_terms(b"{").is_err());
    assert_eq!(engine.read(&quick("99213", "2026-08-03")).work, "1.30");
}

#[test]
fn what_names_a_patient_is_refused_on_the_phone_too() {
    let json = json!({ "text": "99213", "date": "2026-08-03", "note": "Mr Smith" });
    assert!(serde_json::from_value::<Quick>(json).unwrap_err().to_string().contains("a patient's name"));
}

#[test]
fn bytes_that_are_no_pack_are_refused() {
    let bytes = bytes();
    assert!(bytes.len() < 1_500_000, "{} bytes", bytes.len());
    assert!(matches!(Pack::read(&bytes[..bytes.len() / 2]), Err(PackError::Bytes(_))));
    let mut other = bytes.clone();
    other[0] = u8::try_from(FORMAT).unwrap() + 1;
    assert!(matches!(Pack::read(&other), Err(PackError::Format(_))));
    assert!(Engine::load(b"").is_err());
}
