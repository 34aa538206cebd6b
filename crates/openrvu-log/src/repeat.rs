//! Entering again what was entered: a day's entries on another day, and a warning of what stands there already.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use openrvu_core::{Code, Modifier};

use crate::{EncounterId, Entry, EntryId, Role};

/// New entries for another day from those of a day: same services in the same encounters, same places and roles,
/// under new ids. `ids` gives sixteen random bytes at each call. Notes stay behind: they told of that day.
///
/// Ids ascend with the entries, for a log lists what was written at one moment in the order of its ids.
#[must_use]
pub fn repeat<'a>(
    entries: impl IntoIterator<Item = &'a Entry>,
    date: Date,
    mut ids: impl FnMut() -> [u8; 16],
) -> Vec<Entry> {
    let mut encounters: HashMap<EncounterId, EncounterId> = HashMap::new();
    let mut names = Vec::new();
    let mut again = |entry: &Entry| {
        names.push(EntryId::from_bytes(ids()));
        let encounter = *encounters.entry(entry.encounter).or_insert_with(|| EncounterId::from_bytes(ids()));
        Entry { encounter, date, note: None, ..entry.clone() }
    };
    let mut repeated: Vec<Entry> = entries.into_iter().map(&mut again).collect();
    names.sort_unstable();
    for (entry, id) in repeated.iter_mut().zip(names) {
        entry.id = id;
    }
    repeated
}

/// What two entries share that are likely one.
type Service = (Date, Code, Vec<Modifier>, Role);

fn service(entry: &Entry) -> Service {
    let mut modifiers = entry.line.modifiers.clone();
    modifiers.sort_unstable();
    (entry.date, entry.line.code, modifiers, entry.role)
}

/// For each new entry, how many are logged already that agree in date, code, modifiers (in any order) and role.
///
/// It is a hint: a clinic day has one visit code many times. An entry that is itself among those logged is not counted.
#[must_use]
pub fn duplicates<'a>(logged: impl IntoIterator<Item = &'a Entry>, new: &[Entry]) -> Vec<usize> {
    let mut counts: BTreeMap<Service, Vec<EntryId>> =
        new.iter().map(|entry| (service(entry), Vec::new())).collect();
    for entry in logged {
        if let Some(ids) = counts.get_mut(&service(entry)) {
            ids.push(entry.id);
        }
    }
    new.iter()
        .map(|entry| {
            counts.get(&service(entry)).map_or(0, |ids| ids.iter().filter(|id| **id != entry.id).count())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(id: u8, encounter: u8, date: &str, line: &str) -> Entry {
        Entry {
            id: EntryId::from_bytes([id; 16]),
            encounter: EncounterId::from_bytes([encounter; 16]),
            date: date.parse().unwrap(),
            line: line.parse().unwrap(),
            place: Some("22".parse().unwrap()),
            site: Some("Main".parse().unwrap()),
            role: Role::Supervised,
            colleague: Some("Dr Lee".parse().unwrap()),
            note: Some("redo".parse().unwrap()),
        }
    }

    #[test]
    fn a_day_repeats_with_its_encounters_under_new_ids() {
        let day = "2026-08-03";
        let entries = [entry(1, 7, day, "45385"), entry(2, 8, day, "99213-25"), entry(3, 7, day, "45380x2")];
        let mut next = 100;
        let again = repeat(&entries, "2026-08-04".parse().unwrap(), || {
            next += 1;
            [next; 16]
        });
        assert_eq!(
            again.iter().map(|entry| &entry.line).collect::<Vec<_>>(),
            entries.each_ref().map(|entry| &entry.line)
        );
        assert!(again.iter().all(|entry| entry.date.to_string() == "2026-08-04" && entry.note.is_none()));
        assert!(again.iter().all(|entry| entry.role == Role::Supervised && entry.site == entries[0].site));
        assert_eq!(again[0].encounter, again[2].encounter);
        assert_ne!(again[0].encounter, again[1].encounter);
        let ids: std::collections::BTreeSet<_> = again.iter().chain(&entries).map(|entry| entry.id).collect();
        assert_eq!(ids.len(), 6);
        assert!(again.is_sorted_by_key(|entry| entry.id));
    }

    #[test]
    fn what_is_logged_already_is_counted() {
        let day = "2026-08-03";
        let logged = [
            entry(1, 7, day, "99213-25-GC"),
            entry(2, 8, day, "99213-GC-25x2"),
            entry(3, 9, day, "99213"),
            entry(4, 9, "2026-08-04", "99213-25-GC"),
        ];
        let observed = Entry { role: Role::Observed, ..entry(6, 1, day, "99213-25-GC") };
        let new =
            [entry(5, 1, day, "99213-25-GC"), observed, entry(3, 9, day, "99213"), entry(7, 1, day, "99214")];
        assert_eq!(duplicates(&logged, &new), [2, 0, 0, 0]);
    }
}
