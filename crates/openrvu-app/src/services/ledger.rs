//! A user's ledger, valued, as it stands in the store at this moment.
//!
//! Ledgers are kept in memory from request to request. Each request asks the store for the revision, one small query,
//! and takes in what changed since, so that tabs and server processes beside each other see the same. What is kept is
//! bounded by the number of entries; the ledger used least lately goes first.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use openrvu_log::{Contract, ContractTerms, Entry, EntryId, Ledger, Record, Settings, Valuer};
use openrvu_store::{Revision, Stored, UserId};
use openrvu_web::Site;
use rustc_hash::FxHashMap;

use super::documents;
use crate::{App, AppError};

/// Entries kept in memory over all users; each takes some 400 bytes.
const MOST_ENTRIES: usize = 1_000_000;
/// Changes asked of the store at a time.
const CHANGES_AT_A_TIME: usize = 20_000;
/// Changes valued on the spot; more are valued aside, so that other requests go on meanwhile.
const FEW: usize = 500;

/// A user's ledger with what values it, all at one revision.
#[derive(Clone)]
pub(crate) struct UserLedger {
    /// The entries, valued.
    pub(crate) ledger: Ledger,
    /// The user's settings.
    pub(crate) settings: Settings,
    /// The user's contracts.
    pub(crate) terms: ContractTerms,
    /// The revision.
    pub(crate) revision: Revision,
}

impl UserLedger {
    /// That of nobody: no entry, the usual settings.
    pub(crate) fn nobody(app: &App) -> Self {
        let terms = ContractTerms::new(Vec::new(), app.site.schedule());
        Self {
            ledger: Ledger::default(),
            settings: Settings::default(),
            terms,
            revision: Revision::default(),
        }
    }

    /// The time zone in which the user's days begin and end.
    fn zone(&self, app: &App) -> TimeZone {
        zone(app, &self.settings)
    }

    /// What values the entries of the ledger, and others as if they stood in it.
    pub(crate) fn valuer<'a>(&'a self, app: &'a App) -> Valuer<'a> {
        Valuer { schedule: app.site.schedule(), terms: &self.terms, usual_place: self.settings.place }
    }

    /// The day it is for the user.
    pub(crate) fn today(&self, app: &App) -> Date {
        app.now().to_zoned(self.zone(app)).date()
    }
}

/// The time zone of settings; the server's where they name none, or none that is known.
pub(crate) fn zone(app: &App, settings: &Settings) -> TimeZone {
    let named = settings.time_zone.as_ref().and_then(|name| TimeZone::get(name.as_str()).ok());
    named.unwrap_or_else(|| app.options.clock.zone.clone())
}

/// The ledgers kept in memory.
#[derive(Default)]
pub(crate) struct Ledgers(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    users: HashMap<UserId, Held>,
    /// Counts uses.
    clock: u64,
}

/// One at a time brings a ledger up to date; those who come meanwhile wait for it.
type Slot = Arc<tokio::sync::Mutex<Option<Arc<UserLedger>>>>;

struct Held {
    slot: Slot,
    entries: usize,
    used: u64,
}

impl Ledgers {
    fn slot(&self, user: UserId) -> Slot {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.clock += 1;
        let used = kept.clock;
        let held = kept.users.entry(user);
        let held = held.or_insert_with(|| Held { slot: Slot::default(), entries: 0, used });
        held.used = used;
        Arc::clone(&held.slot)
    }

    /// Lets go of a user's ledger: it is no more.
    pub(crate) fn forget(&self, user: UserId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).users.remove(&user);
    }

    /// Whose ledgers are kept.
    pub(crate) fn users(&self) -> Vec<UserId> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).users.keys().copied().collect()
    }

    /// Notes how many entries a ledger has, and lets go of others where there are too many.
    fn note(&self, user: UserId, entries: usize, most: usize) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(held) = kept.users.get_mut(&user) {
            // An empty ledger takes room too.
            held.entries = entries.max(100);
        }
        let mut total: usize = kept.users.values().map(|held| held.entries).sum();
        while total > most {
            let others = kept.users.iter().filter(|(other, _)| **other != user);
            let Some(oldest) = others.min_by_key(|(_, held)| held.used).map(|(other, _)| *other) else {
                break;
            };
            total -= kept.users.remove(&oldest).map_or(0, |held| held.entries);
        }
    }
}

/// Lets go of the ledgers of accounts that are no more: another process may have deleted them.
pub(crate) async fn forget_deleted(app: &App) -> Result<(), AppError> {
    for user in app.ledgers.users() {
        if app.store.account(user).await?.is_none() {
            app.ledgers.forget(user);
        }
    }
    Ok(())
}

/// A user's ledger as it stands.
pub(crate) async fn of(app: &App, user: UserId) -> Result<Arc<UserLedger>, AppError> {
    let slot = app.ledgers.slot(user);
    // Asked before waiting: whoever is done by then has taken in at least this.
    let revision = app.store.revision(user).await?;
    let mut kept = slot.lock().await;
    if let Some(held) = kept.as_ref().filter(|held| held.revision >= revision) {
        return Ok(Arc::clone(held));
    }
    let caught_up = catch_up(app, user, &mut kept).await?;
    app.ledgers.note(user, caught_up.ledger.len(), MOST_ENTRIES);
    Ok(Arc::clone(kept.insert(Arc::new(caught_up))))
}

/// What changed in the store, as of a revision.
struct Caught {
    changed: Vec<Record>,
    deleted: Vec<EntryId>,
    revision: Revision,
    settings: Settings,
    contracts: Vec<Contract>,
}

async fn catch_up(
    app: &App,
    user: UserId,
    kept: &mut Option<Arc<UserLedger>>,
) -> Result<UserLedger, AppError> {
    let caught = read(app, user, kept.as_ref().map_or(Revision::default(), |held| held.revision)).await?;
    // Taken out from here on, so that where nobody else reads it, it is changed in place.
    let held = kept.take();
    let is_few = caught.changed.len() + caught.deleted.len() <= FEW;
    let stays = held.as_ref().is_none_or(|held| !needs_revaluing(held, &caught));
    let site = Arc::clone(&app.site);
    if is_few && stays {
        return Ok(value(&site, held, caught));
    }
    let aside = tokio::task::spawn_blocking(move || value(&site, held, caught));
    aside.await.map_err(|error| AppError::Internal(error.to_string()))
}

async fn read(app: &App, user: UserId, after: Revision) -> Result<Caught, AppError> {
    let mut revision = after;
    // Of an entry that changes while this goes on, the last word counts.
    let mut entries: FxHashMap<EntryId, Option<Record>> = FxHashMap::default();
    loop {
        let changes = app.store.changes(user, revision, CHANGES_AT_A_TIME).await?;
        entries.extend(changes.entries.into_iter().map(|stored| (stored.value.id, Some(record(stored)))));
        entries.extend(changes.deleted.into_iter().map(|(id, _)| (id, None)));
        revision = changes.revision;
        if !changes.more {
            break;
        }
    }
    let (mut changed, mut deleted) = (Vec::with_capacity(entries.len()), Vec::new());
    for (id, record) in entries {
        match record {
            Some(record) => changed.push(record),
            None => deleted.push(id),
        }
    }
    // Read after the changes, so that they are no older; where they are newer, the next request sees that.
    let settings = super::settings::of(app, user).await?.0;
    let contracts = documents::all::<Contract>(app, user).await?;
    let contracts = contracts.into_iter().map(|kept| kept.content).collect();
    Ok(Caught { changed, deleted, revision, settings, contracts })
}

fn needs_revaluing(held: &UserLedger, caught: &Caught) -> bool {
    held.terms.contracts() != caught.contracts.as_slice() || held.settings.place != caught.settings.place
}

fn value(site: &Site, held: Option<Arc<UserLedger>>, caught: Caught) -> UserLedger {
    let revalue = held.as_ref().is_some_and(|held| needs_revaluing(held, &caught));
    let Caught { changed, deleted, revision, settings, contracts } = caught;
    let (mut ledger, terms) = match held.map(Arc::unwrap_or_clone) {
        Some(held) => (held.ledger, (!revalue).then_some(held.terms)),
        None => (Ledger::default(), None),
    };
    let terms = terms.unwrap_or_else(|| ContractTerms::new(contracts, site.schedule()));
    let valuer = Valuer { schedule: site.schedule(), terms: &terms, usual_place: settings.place };
    ledger.apply(changed, &deleted, &valuer);
    if revalue {
        ledger.revalue(&valuer);
    }
    UserLedger { ledger, settings, terms, revision }
}

fn record(stored: Stored<Entry>) -> Record {
    Record { entry: stored.value, revision: stored.revision.0, created: stored.created }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn the_ledger_used_least_lately_goes_first() {
        let ledgers = Ledgers::default();
        let users: Vec<_> = (1..5).map(|n| UserId(Uuid::from_u128(n))).collect();
        for user in &users[..3] {
            ledgers.slot(*user);
            ledgers.note(*user, 400, 1_200);
        }
        ledgers.slot(users[0]);
        ledgers.slot(users[3]);
        ledgers.note(users[3], 700, 1_200);
        let kept = ledgers.0.lock().unwrap();
        let mut left: Vec<_> = kept.users.keys().copied().collect();
        left.sort();
        assert_eq!(left, [users[0], users[3]]);
    }

    #[test]
    fn a_ledger_larger_than_all_room_is_kept_alone() {
        let ledgers = Ledgers::default();
        let user = UserId(Uuid::from_u128(1));
        ledgers.slot(user);
        ledgers.note(user, 5_000, 1_000);
        assert!(ledgers.0.lock().unwrap().users.contains_key(&user));
    }
}
