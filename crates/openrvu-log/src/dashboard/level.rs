//! Families of visits with their levels.

use openrvu_core::Code;
use serde::Serialize;

use crate::ledger::Sums;

/// A family of visits.
#[derive(Debug, PartialEq, Eq)]
pub struct Family {
    /// The name, in our words.
    pub name: &'static str,
    /// The codes, the lowest level first; those that the code set dropped among them.
    pub codes: &'static [&'static str],
}

/// The families of visits whose codes are levels of one service, in the order of the code set.
pub const FAMILIES: &[Family] = &[
    Family { name: "Office, new patient", codes: &["99201", "99202", "99203", "99204", "99205"] },
    Family { name: "Office, established patient", codes: &["99211", "99212", "99213", "99214", "99215"] },
    Family { name: "Hospital, first visit", codes: &["99221", "99222", "99223"] },
    Family { name: "Hospital, further visits", codes: &["99231", "99232", "99233"] },
    Family { name: "Hospital, admitted and discharged on one day", codes: &["99234", "99235", "99236"] },
    Family { name: "Hospital, discharge", codes: &["99238", "99239"] },
    Family { name: "Consultation, office", codes: &["99241", "99242", "99243", "99244", "99245"] },
    Family { name: "Consultation, hospital", codes: &["99251", "99252", "99253", "99254", "99255"] },
    Family { name: "Emergency department", codes: &["99281", "99282", "99283", "99284", "99285"] },
    Family { name: "Nursing facility, first visit", codes: &["99304", "99305", "99306"] },
    Family { name: "Nursing facility, further visits", codes: &["99307", "99308", "99309", "99310"] },
    Family { name: "Home or residence, new patient", codes: &["99341", "99342", "99343", "99344", "99345"] },
    Family { name: "Home or residence, established patient", codes: &["99347", "99348", "99349", "99350"] },
    Family { name: "Telemedicine with video, new patient", codes: &["98000", "98001", "98002", "98003"] },
    Family {
        name: "Telemedicine with video, established patient",
        codes: &["98004", "98005", "98006", "98007"],
    },
    Family { name: "Telemedicine by voice, new patient", codes: &["98008", "98009", "98010", "98011"] },
    Family {
        name: "Telemedicine by voice, established patient",
        codes: &["98012", "98013", "98014", "98015"],
    },
];

/// A level with what was given of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LevelSums {
    /// The code.
    pub code: Code,
    /// Its sums; zero where it was not given.
    pub sums: Sums,
}

/// A family with what was given of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FamilyMix {
    /// The name.
    pub name: &'static str,
    /// Its levels, the lowest first. A code that the code set dropped is there only where it was given.
    pub levels: Vec<LevelSums>,
    /// Units of all levels.
    pub units: u64,
}

const DROPPED: [&str; 4] = ["99201", "99241", "99251", "99343"];

/// The families of which anything was given, in their order.
pub(super) fn family_mixes(codes: &[(Code, Sums)]) -> Vec<FamilyMix> {
    let sums_of = |code| codes.iter().find(|(other, _)| *other == code).map(|(_, sums)| *sums);
    let mixes = FAMILIES.iter().map(|family| {
        let levels = family.codes.iter().filter_map(|text| {
            let code = text.parse().ok()?;
            match sums_of(code) {
                None if DROPPED.contains(text) => None,
                sums => Some(LevelSums { code, sums: sums.unwrap_or_default() }),
            }
        });
        let levels: Vec<_> = levels.collect();
        FamilyMix { name: family.name, units: levels.iter().map(|level| level.sums.units).sum(), levels }
    });
    mixes.filter(|mix| mix.units > 0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_are_of_codes_each_in_one() {
        let codes: Vec<Code> =
            FAMILIES.iter().flat_map(|family| family.codes).map(|code| code.parse().unwrap()).collect();
        let mut once = codes.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), codes.len());
        for family in FAMILIES {
            assert!(family.codes.is_sorted(), "{}", family.name);
        }
        for code in DROPPED {
            assert!(FAMILIES.iter().any(|family| family.codes.contains(&code)));
        }
    }
}
