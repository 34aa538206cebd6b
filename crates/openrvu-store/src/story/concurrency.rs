//! Two writers at once, and a reader who follows them.

use std::collections::BTreeMap;
use std::sync::Arc;

use openrvu_log::{Entry, EntryId};

use super::{at, delete, entry, join, put, secret};
use crate::{AccountRole, Entries, Invitation, NewAccount, Revision, Store, StoreError, UserId};

const CALLS: u64 = 40;

/// Two writers make, change and delete; a reader takes in the changes meanwhile and misses none.
pub async fn entries(store: &Arc<dyn Store>) {
    let dora = join(&**store, "dora@example.org", 4).await;
    let writers: Vec<_> = (0..2_u64)
        .map(|writer| {
            let store = Arc::clone(store);
            tokio::spawn(async move {
                for call in 0..CALLS {
                    let number = 1_000_000 * (writer + 1) + call * 2;
                    let writes = [put(&entry(number), None), put(&entry(number + 1), None)];
                    let revision = write(&*store, dora, &writes).await;
                    let mut changed = entry(number);
                    changed.line.units = 2;
                    let writes = [put(&changed, Some(revision)), delete(&entry(number + 1), revision)];
                    write(&*store, dora, &writes).await;
                }
            })
        })
        .collect();
    let last = Revision(2 * 2 * CALLS);
    let (mut copy, mut after, mut steps) = (BTreeMap::new(), Revision(0), 0);
    while after < last {
        after = take_in(&**store, dora, after, &mut copy).await;
        steps += 1;
        tokio::task::yield_now().await;
    }
    for writer in writers {
        writer.await.unwrap();
    }
    let mut whole = BTreeMap::new();
    let end = take_in(&**store, dora, Revision(0), &mut whole).await;
    assert_eq!((end, whole.len() as u64), (last, 2 * CALLS), "every call has a revision of its own");
    assert_eq!(copy, whole, "a reader who followed in {steps} steps has all");
}

async fn write(store: &dyn Store, user: UserId, writes: &[crate::EntryWrite]) -> Revision {
    loop {
        match store.write_entries(user, writes, at(100)).await {
            Ok(written) => return written.revision,
            Err(StoreError::Busy) => {}
            Err(error) => panic!("{error}"),
        }
    }
}

async fn take_in(
    store: &dyn Entries,
    user: UserId,
    after: Revision,
    copy: &mut BTreeMap<EntryId, Entry>,
) -> Revision {
    let mut after = after;
    loop {
        let changes = store.changes(user, after, 10).await.unwrap();
        for stored in changes.entries {
            copy.insert(stored.value.id, stored.value);
        }
        for (id, _) in changes.deleted {
            copy.remove(&id);
        }
        after = changes.revision;
        if !changes.more {
            return after;
        }
    }
}

/// What may happen once happens once: an invitation, a recovery code, a challenge, one of two changes to one entry, a
/// count.
pub async fn once(store: &Arc<dyn Store>, ada: UserId) {
    let invitation = Invitation {
        hash: secret(50),
        email: None,
        role: AccountRole::Member,
        by: Some(ada),
        expires: at(9000),
    };
    store.invite(&invitation).await.unwrap();
    store.set_recovery_codes(ada, &[secret(51)]).await.unwrap();
    store.keep_challenge(secret(52), b"state", at(9000)).await.unwrap();
    let shared = entry(77_777);
    let seen = store.write_entries(ada, &[put(&shared, None)], at(110)).await.unwrap().revision;
    let tries: Vec<_> = (0..8_u8)
        .map(|number| {
            let store = Arc::clone(store);
            let mut changed = shared.clone();
            tokio::spawn(async move {
                let account = NewAccount {
                    user: super::user(100 + number),
                    email: Some(format!("{number}@example.net")),
                    password_hash: None,
                    role: AccountRole::Member,
                };
                changed.line.units = u32::from(number) + 2;
                let registered = store.create_account(&account, Some(secret(50)), at(110)).await;
                let recovered = store.use_recovery_code(ada, secret(51)).await.unwrap();
                let challenged = store.take_challenge(secret(52), at(110)).await.unwrap();
                let written = store.write_entries(ada, &[put(&changed, Some(seen))], at(111)).await;
                let count = store.count("race", at(0)).await.unwrap();
                assert!(
                    matches!(registered, Ok(_) | Err(StoreError::NoSuch("invitation"))),
                    "{registered:?}"
                );
                assert!(matches!(written, Ok(_) | Err(StoreError::EntriesChanged(_))), "{written:?}");
                ([registered.is_ok(), recovered, challenged.is_some(), written.is_ok()], count)
            })
        })
        .collect();
    let (mut won, mut counts) = ([0; 4], Vec::new());
    for attempt in tries {
        let (wins, count) = attempt.await.unwrap();
        for (won, win) in won.iter_mut().zip(wins) {
            *won += u8::from(win);
        }
        counts.push(count);
    }
    counts.sort_unstable();
    assert_eq!((won, &counts[..]), ([1; 4], &[1, 2, 3, 4, 5, 6, 7, 8][..]));
}
