//! A log over the figures that ship with the program.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "each test binary uses its own part, and stops at the first surprise"
)]

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use jiff::civil::{Date, date};
use jiff::{Timestamp, ToSpan};
use openrvu_core::{Factor, Policy, Schedule};
use openrvu_log::{
    ChooseTerms, ContractId, Crediting, EncounterId, Entry, EntryId, OneCrediting, Record, Role, Terms,
    Valuer,
};
use proptest::prelude::*;
use uuid::Uuid;

/// The figures that ship with the program.
pub static SCHEDULE: LazyLock<Schedule> = LazyLock::new(|| {
    let starter = openrvu_cms::starter::load().unwrap();
    let releases = starter.releases.into_iter().map(Arc::new).collect();
    Schedule::new(Arc::new(Policy::builtin().unwrap()), releases, Arc::new(starter.tables))
});

/// A crediting by a preset.
pub fn crediting(preset: &str) -> Crediting {
    Crediting::by(SCHEDULE.policy().credit_preset(preset).unwrap().clone())
}

/// A contract for one site, and Medicare's factors elsewhere.
pub struct BySite {
    pub contract: ContractId,
    pub there: Crediting,
    pub elsewhere: Crediting,
}

impl ChooseTerms for BySite {
    fn terms(&self, entry: &Entry) -> Terms<'_> {
        match &entry.site {
            Some(site) if site.as_str() == "North" => {
                Terms { contract: Some(self.contract), crediting: Ok(&self.there) }
            }
            _ => Terms { contract: None, crediting: Ok(&self.elsewhere) },
        }
    }
}

pub static BY_SITE: LazyLock<BySite> = LazyLock::new(|| BySite {
    contract: ContractId::from(Uuid::from_u128(7)),
    there: Crediting {
        roles: BTreeMap::from([(Role::Supervised, Factor::HALF), (Role::Observed, Factor::ZERO)]),
        ..crediting("full")
    },
    elsewhere: crediting("mirror-cms"),
});

pub static MIRROR: LazyLock<OneCrediting> = LazyLock::new(|| OneCrediting(crediting("mirror-cms")));

pub fn valuer(terms: &dyn ChooseTerms) -> Valuer<'_> {
    Valuer { schedule: &SCHEDULE, terms, usual_place: None }
}

/// The first day of the made-up logs: releases change within their months.
pub const FIRST: Date = date(2025, 11, 20);

const LINES: [&str; 14] = [
    "99213",
    "99214-25",
    "99203",
    "27447-50",
    "43644-51",
    "45378",
    "45385-59",
    "43235",
    "20610",
    "29881-RT",
    "99999",
    "00840@90min",
    "99213-66",
    "93010",
];

/// An entry that stands in the log from the start.
pub fn record(number: u16, encounter: u16, day: Date, line: &str) -> Record {
    Record {
        entry: Entry {
            id: EntryId::from(Uuid::from_u128(u128::from(number) + 1)),
            encounter: EncounterId::from(Uuid::from_u128(u128::from(encounter) + 1)),
            date: day,
            line: line.parse().unwrap(),
            place: None,
            site: None,
            role: Role::Performed,
            colleague: None,
            note: None,
        },
        revision: 1,
        created: Timestamp::from_second(1_760_000_000 + i64::from(number)).unwrap(),
    }
}

/// Records of made-up entries: few ids and encounters, so that they meet.
pub fn any_record() -> impl Strategy<Value = Record> {
    let site = prop::option::of(prop::sample::select(vec!["North", "South"]));
    let role = prop::sample::select(Role::ALL.to_vec());
    let what = (0..120_u16, 0..25_u16, 0..400_i32, 0..LINES.len());
    (what, site, role, 1..4_u32, 1..50_u64).prop_map(
        |((id, encounter, day, line), site, role, units, revision)| {
            // An encounter stays within a few days, as it would.
            let day = FIRST + (i32::from(encounter) * 16 + day % 3).days();
            let mut record = record(id, encounter, day, LINES[line]);
            record.entry.site = site.map(|site| site.parse().unwrap());
            record.entry.role = role;
            record.entry.line.units = units;
            record.revision = revision;
            record
        },
    )
}
