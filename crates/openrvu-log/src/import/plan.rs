//! What an import adds to a log: each line that is not there yet, under an id that the line itself gives.
//!
//! The id of a line comes from the service and from how many lines of the same service stand above it in the file. So
//! a file that is imported twice, or a row that stands in two monthly files, gives the same ids and adds nothing.

use openrvu_table::Table;
use rustc_hash::{FxHashMap, FxHashSet};
use uuid::Uuid;

use super::read::{ReadLine, Reading, Service};
use super::{Mapping, MappingError};
use crate::{EncounterId, Entry, EntryId};

/// Under this the ids of entries and encounters are made.
const NAMESPACE: Uuid = Uuid::from_u128(0x5b0e_2f64_7c1d_4a83_b1f7_0d9e_3a62_c845);

/// What to do with lines whose being new is in doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Doubts {
    /// Adds lines that are like an entry that came in by another way.
    pub add_alike: bool,
    /// Adds lines again that were imported before and deleted since.
    pub add_deleted: bool,
}

/// What an import would do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// Entries to be added, with their rows.
    pub add: Vec<(u32, Entry)>,
    /// Rows that were imported before, with their entries.
    pub present: Vec<(u32, EntryId)>,
    /// Rows that are like an entry that came in by another way, such as one logged by hand.
    pub alike: Vec<(u32, EntryId)>,
    /// Rows that were imported before and whose entries were deleted since.
    pub deleted: Vec<(u32, EntryId)>,
}

/// Plans the import of a reading into a log with such entries, some of which were deleted.
#[must_use]
pub fn plan<'e>(
    reading: &Reading,
    log: impl IntoIterator<Item = &'e Entry>,
    deleted: &FxHashSet<EntryId>,
    doubts: Doubts,
) -> Plan {
    let wanted: FxHashSet<Service> = reading.lines.iter().map(ReadLine::service).collect();
    let mut ids = FxHashMap::default();
    let mut of_service: FxHashMap<Service, Vec<EntryId>> = FxHashMap::default();
    for entry in log {
        ids.insert(entry.id, entry);
        let service = Service::of(entry.date, &entry.line);
        if wanted.contains(&service) {
            of_service.entry(service).or_default().push(entry.id);
        }
    }
    for found in of_service.values_mut() {
        found.sort_unstable();
    }
    let named = named(reading);
    // Entries that a row names by id are spoken for; the others of the same service are those in doubt.
    let spoken_for: FxHashSet<EntryId> =
        named.iter().map(|(id, _)| *id).filter(|id| ids.contains_key(id)).collect();
    for found in of_service.values_mut() {
        found.retain(|id| !spoken_for.contains(id));
        found.reverse();
    }
    let encounters = encounters(reading, &named, &ids);
    let mut plan = Plan::default();
    for ((line, (id, service)), encounter) in reading.lines.iter().zip(named).zip(encounters) {
        if ids.contains_key(&id) {
            plan.present.push((line.row, id));
            continue;
        }
        if let Some(like) = of_service.get_mut(&service).and_then(Vec::pop) {
            plan.alike.push((line.row, like));
            if !doubts.add_alike {
                continue;
            }
        } else if deleted.contains(&id) {
            plan.deleted.push((line.row, id));
            if !doubts.add_deleted {
                continue;
            }
        }
        plan.add.push((line.row, entry(line, id, encounter)));
    }
    plan
}

/// The id of each line: its own, or the one that its service and occurrence give.
fn named(reading: &Reading) -> Vec<(EntryId, Service)> {
    let mut occurrences: FxHashMap<Service, u32> = FxHashMap::default();
    let name = |line: &ReadLine| {
        let service = line.service();
        if let Some(id) = line.own.as_ref().and_then(|own| own.id) {
            return (id, service);
        }
        let occurrence = occurrences.entry(service.clone()).or_default();
        *occurrence += 1;
        (derived(&service, *occurrence), service)
    };
    reading.lines.iter().map(name).collect()
}

fn derived(service: &Service, occurrence: u32) -> EntryId {
    let Service { date, code, modifiers, units, minutes } = service;
    let modifiers: Vec<&str> = modifiers.iter().map(openrvu_core::Modifier::as_str).collect();
    let minutes = minutes.unwrap_or_default();
    let text = format!("entry {date} {code} {} {units} {minutes} {occurrence}", modifiers.join("-"));
    Uuid::new_v5(&NAMESPACE, text.as_bytes()).into()
}

/// The encounter of each line: that of an entry of its group which is there already, or one that the first line gives.
fn encounters(
    reading: &Reading,
    named: &[(EntryId, Service)],
    ids: &FxHashMap<EntryId, &Entry>,
) -> Vec<EncounterId> {
    let mut of_group: FxHashMap<u32, EncounterId> = FxHashMap::default();
    for (line, (id, _)) in reading.lines.iter().zip(named) {
        if let (Some(group), Some(entry)) = (line.group, ids.get(id)) {
            of_group.entry(group).or_insert(entry.encounter);
        }
    }
    let of_entry = |id: EntryId| -> EncounterId {
        Uuid::new_v5(&NAMESPACE, format!("encounter {id}").as_bytes()).into()
    };
    let encounter = |(line, (id, _)): (&ReadLine, &(EntryId, Service))| {
        if let Some(encounter) = line.own.as_ref().and_then(|own| own.encounter) {
            return encounter;
        }
        match line.group {
            Some(group) => *of_group.entry(group).or_insert_with(|| of_entry(*id)),
            None => of_entry(*id),
        }
    };
    reading.lines.iter().zip(named).map(encounter).collect()
}

fn entry(line: &ReadLine, id: EntryId, encounter: EncounterId) -> Entry {
    let own = line.own.clone().unwrap_or_default();
    Entry {
        id,
        encounter,
        date: line.date,
        line: line.line.clone(),
        place: line.place,
        site: line.site.clone(),
        role: own.role,
        colleague: own.colleague,
        note: own.note,
    }
}

/// The entries of a table that this program wrote.
///
/// # Errors
/// [`MappingError`] where it has no date or code.
pub fn own_entries(
    table: &Table,
    mapping: &Mapping,
    today: jiff::civil::Date,
) -> Result<(Reading, Vec<Entry>), MappingError> {
    let reading = super::read::read(table, mapping, today)?;
    let plan = plan(&reading, [], &FxHashSet::default(), Doubts::default());
    let entries = plan.add.into_iter().map(|(_, entry)| entry).collect();
    Ok((reading, entries))
}
