//! The story that every store has to tell: each trait, what one user can do to another, what two writers can do to
//! each other. It stops at the first thing that is not so.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "a test that stores share"
)]

mod accounts;
mod concurrency;
mod ledger;
mod sessions;

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use openrvu_log::{EncounterId, Entry, EntryId, Role};

use crate::{AccountRole, EntryWrite, NewAccount, Revision, SecretHash, Store, UserId};

/// Tells the whole story to an empty store.
pub async fn tell(store: Arc<dyn Store>) {
    store.check().await.unwrap();
    accounts::personal(&*store).await;
    let ada = join(&*store, "ada@example.org", 1).await;
    let ben = join(&*store, "ben@example.org", 2).await;
    accounts::tell(&*store, ada, ben).await;
    ledger::entries(&*store, ada, ben).await;
    ledger::documents(&*store, ada, ben).await;
    ledger::bulk(&*store).await;
    sessions::tell(&*store, ada, ben).await;
    sessions::expire(&*store, ben).await;
    concurrency::entries(&store).await;
    concurrency::once(&store, ada).await;
    accounts::disable(&*store, ben).await;
    accounts::delete(&*store, ada, ben).await;
}

/// Makes an account of an e-mail address with one of each thing that can belong to one, and beside it an administrator who
/// has to do with it. Says whose it is.
pub async fn furnish(store: &dyn Store, email: &str) -> UserId {
    let administrator = join(store, "admin@example.net", 3).await;
    let user = join(store, email, 1).await;
    accounts::give_everything(store, user, 80).await;
    let event = crate::AuditEvent {
        user: administrator,
        by: None,
        action: "account.role".to_owned(),
        detail: format!("{email}: member"),
        at: at(1),
    };
    store.audit(&event).await.unwrap();
    user
}

/// The story's clock: seconds after its begin.
fn at(seconds: i64) -> Timestamp {
    Timestamp::constant(1_785_000_000, 0) + SignedDuration::from_secs(seconds)
}

fn secret(number: u8) -> SecretHash {
    [number; 32]
}

fn user(number: u8) -> UserId {
    UserId(uuid::Builder::from_random_bytes([number; 16]).into_uuid())
}

async fn join(store: &dyn Store, email: &str, number: u8) -> UserId {
    let account = NewAccount {
        user: user(number),
        email: Some(email.to_owned()),
        password_hash: Some("$argon2id$".to_owned()),
        role: AccountRole::Member,
    };
    store.create_account(&account, None, at(0)).await.unwrap().user
}

/// An entry whose id and code are told by a number.
fn entry(number: u64) -> Entry {
    let mut bytes = [7; 16];
    bytes[..6].copy_from_slice(&number.to_be_bytes()[2..]);
    Entry {
        id: EntryId::from_bytes(bytes),
        encounter: EncounterId::from_bytes(bytes),
        date: "2026-08-03".parse().unwrap(),
        line: format!("{:05}", 10_000 + number % 80_000).parse().unwrap(),
        place: None,
        site: None,
        role: Role::Performed,
        colleague: None,
        note: None,
    }
}

/// An entry with every field.
fn full_entry(number: u64) -> Entry {
    Entry {
        line: "00840-AA-QS-P3-59x2@90min=1500.25".parse().unwrap(),
        place: Some("22".parse().unwrap()),
        site: Some("Main hospital, 3 \u{201c}West\u{201d}; 'OR'".parse().unwrap()),
        role: Role::UnderSupervision,
        colleague: Some("Ren\u{e9}e".parse().unwrap()),
        note: Some("second look \u{2713}".parse().unwrap()),
        ..entry(number)
    }
}

fn put(entry: &Entry, seen: Option<Revision>) -> EntryWrite {
    EntryWrite::Put { entry: entry.clone(), seen }
}

fn delete(entry: &Entry, seen: Revision) -> EntryWrite {
    EntryWrite::Delete { id: entry.id, seen }
}
