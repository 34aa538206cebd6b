//! Sessions, tokens, passkeys, the audit log, and what is kept for a time only.

use super::accounts::{id, passkey, session};
use super::{at, secret};
use crate::{AuditEvent, KeptResponse, NewToken, SessionId, Store, TokenId, UnderKey, UserId};

pub async fn tell(store: &dyn Store, ada: UserId, ben: UserId) {
    sessions(store, ada, ben).await;
    tokens(store, ada, ben).await;
    passkeys(store, ada, ben).await;
    audit(store, ada, ben).await;
    uploads(store, ada, ben).await;

    store.keep_challenge(secret(1), b"state", at(100)).await.unwrap();
    assert_eq!(store.take_challenge(secret(2), at(1)).await.unwrap(), None);
    assert_eq!(store.take_challenge(secret(1), at(1)).await.unwrap(), Some(b"state".to_vec()));
    assert_eq!(store.take_challenge(secret(1), at(1)).await.unwrap(), None, "once");
    store.keep_challenge(secret(1), b"state", at(100)).await.unwrap();
    assert_eq!(store.take_challenge(secret(1), at(100)).await.unwrap(), None, "in time");

    let response = KeptResponse {
        request: secret(1),
        status: 201,
        content_type: "application/json".to_owned(),
        body: b"{}\0".to_vec(),
    };
    let other = KeptResponse { status: 500, ..response.clone() };
    let take = |user, now| store.take_key(user, "a", secret(1), at(now), at(now + 10));
    assert_eq!(take(ada, 1).await.unwrap(), UnderKey::Taken);
    assert_eq!(take(ada, 2).await.unwrap(), UnderKey::UnderWay);
    assert_eq!(take(ben, 2).await.unwrap(), UnderKey::Taken, "everybody has keys of their own");
    store.give_up_key(ada, "a").await.unwrap();
    assert_eq!(take(ada, 3).await.unwrap(), UnderKey::Taken, "what failed is done again");
    assert_eq!(take(ada, 13).await.unwrap(), UnderKey::Taken, "and what broke off");
    store.keep_response(ada, "a", &response, at(100)).await.unwrap();
    store.give_up_key(ada, "a").await.unwrap();
    assert_eq!(take(ada, 99).await.unwrap(), UnderKey::Answered(response), "an answer stays");
    assert_eq!(take(ada, 100).await.unwrap(), UnderKey::Taken, "for its time");
    // Who was too late, for another had the key meanwhile, changes nothing.
    let late = KeptResponse { request: secret(2), ..other };
    store.keep_response(ada, "a", &late, at(200)).await.unwrap();
    assert_eq!(take(ada, 101).await.unwrap(), UnderKey::UnderWay);

    assert_eq!(store.count("sign-in ada", at(0)).await.unwrap(), 1);
    assert_eq!(store.count("sign-in ada", at(0)).await.unwrap(), 2);
    assert_eq!(store.count("sign-in ada", at(60)).await.unwrap(), 1);
    assert_eq!(store.count("sign-in ben", at(0)).await.unwrap(), 1);
}

async fn uploads(store: &dyn Store, ada: UserId, ben: UserId) {
    let id = uuid::Uuid::from_u128;
    let keep = |user, number: u8, content: &'static [u8]| {
        store.keep_upload(user, id(number.into()), content, at(number.into()), at(100))
    };
    keep(ada, 1, b"\0table").await.unwrap();
    keep(ada, 1, b"mapped").await.unwrap();
    assert_eq!(store.upload(ada, id(1), at(2)).await.unwrap(), Some(b"mapped".to_vec()));
    assert_eq!(store.upload(ben, id(1), at(2)).await.unwrap(), None, "another's");
    assert_eq!(store.upload(ada, id(1), at(100)).await.unwrap(), None, "in time");
    keep(ben, 1, b"his").await.unwrap();
    for number in 2..=5 {
        keep(ada, number, b"more").await.unwrap();
    }
    assert_eq!(store.upload(ada, id(1), at(6)).await.unwrap(), None, "the oldest has gone");
    assert_eq!(store.upload(ada, id(2), at(6)).await.unwrap(), Some(b"more".to_vec()));
    assert_eq!(store.upload(ben, id(1), at(6)).await.unwrap(), Some(b"his".to_vec()));
    store.delete_upload(ada, id(2)).await.unwrap();
    store.delete_upload(ada, id(2)).await.unwrap();
    assert_eq!(store.upload(ada, id(2), at(6)).await.unwrap(), None);
}

async fn sessions(store: &dyn Store, ada: UserId, ben: UserId) {
    let (first, second) = (session(ada, 20), session(ada, 21));
    for session in [&first, &second] {
        store.begin_session(session).await.unwrap();
    }
    assert_eq!(store.session(first.hash, at(1)).await.unwrap(), Some(first.clone()));
    assert_eq!(store.session(secret(99), at(1)).await.unwrap(), None);
    assert_eq!(store.session(first.hash, at(1000)).await.unwrap(), None, "it has ended");
    store.touch_session(first.id, at(500)).await.unwrap();
    let listed: Vec<SessionId> =
        store.sessions(ada, at(1)).await.unwrap().iter().map(|session| session.id).collect();
    assert_eq!(listed, [first.id, second.id]);
    assert!(!store.end_session(ben, first.id).await.unwrap(), "another's");
    assert!(store.end_session(ada, first.id).await.unwrap());
    assert!(!store.end_session(ada, first.id).await.unwrap());
    assert_eq!(store.session(first.hash, at(1)).await.unwrap(), None);
    assert_eq!(store.sessions(ada, at(1)).await.unwrap(), [second]);
    assert_eq!(store.sessions(ada, at(1000)).await.unwrap(), []);
}

async fn tokens(store: &dyn Store, ada: UserId, ben: UserId) {
    let token = NewToken {
        id: TokenId(id(1)),
        hash: secret(1),
        name: "nightly export".to_owned(),
        scopes: vec!["log:read".to_owned(), "log:write".to_owned()],
        expires: Some(at(100)),
    };
    let endless =
        NewToken { id: TokenId(id(2)), hash: secret(2), scopes: vec![], expires: None, ..token.clone() };
    store.create_token(ada, &token, at(0)).await.unwrap();
    store.create_token(ada, &endless, at(1)).await.unwrap();
    let kept = store.token(secret(1), at(99)).await.unwrap().unwrap();
    assert_eq!((kept.user, kept.name, kept.scopes), (ada, token.name, token.scopes));
    assert_eq!((kept.created, kept.used, kept.expires), (at(0), None, Some(at(100))));
    assert!(store.token(secret(1), at(100)).await.unwrap().is_none(), "it has ended");
    assert!(store.token(secret(2), at(100_000)).await.unwrap().is_some());
    store.touch_token(token.id, at(50)).await.unwrap();
    let listed: Vec<_> =
        store.tokens(ada).await.unwrap().into_iter().map(|token| (token.id, token.used)).collect();
    assert_eq!(listed, [(endless.id, None), (token.id, Some(at(50)))]);
    assert!(store.tokens(ben).await.unwrap().is_empty());
    assert!(!store.end_token(ben, token.id).await.unwrap(), "another's");
    assert!(store.end_token(ada, token.id).await.unwrap());
    assert!(store.token(secret(1), at(1)).await.unwrap().is_none());
}

async fn passkeys(store: &dyn Store, ada: UserId, ben: UserId) {
    let key = passkey(ada, 30);
    store.add_passkey(&key).await.unwrap();
    let twice = crate::Passkey { id: id(31), user: ben, ..key.clone() };
    assert!(store.add_passkey(&twice).await.is_err(), "a credential is one account's");
    assert_eq!(store.passkey(&key.credential).await.unwrap(), Some(key.clone()));
    assert_eq!(store.passkey(b"unknown").await.unwrap(), None);
    store.update_passkey(key.id, b"counted", at(5)).await.unwrap();
    let kept = store.passkeys(ada).await.unwrap();
    assert_eq!((kept.len(), &kept[0].state[..], kept[0].used), (1, &b"counted"[..], Some(at(5))));
    assert!(store.update_passkey(id(99), b"", at(5)).await.is_err());
    assert!(store.passkeys(ben).await.unwrap().is_empty());
    assert!(!store.remove_passkey(ben, key.id).await.unwrap(), "another's");
    assert!(store.remove_passkey(ada, key.id).await.unwrap());
    assert_eq!(store.passkey(&key.credential).await.unwrap(), None);
}

async fn audit(store: &dyn Store, ada: UserId, ben: UserId) {
    // What was written before is noted, each in the transaction that wrote it.
    let noted = store.audit_log(ada, None, 1000).await.unwrap();
    let told = |action: &str, detail: &str| {
        noted.iter().filter(|record| record.action == action && record.detail == detail).count()
    };
    assert_eq!((told("entries.written", "2 entries"), told("entries.written", "3 entries")), (1, 1));
    assert_eq!(
        (told("goal.written", ""), told("contract.written", ""), told("contract.deleted", "")),
        (2, 3, 1)
    );
    let before = store.audit_log(ben, None, 1000).await.unwrap();
    for count in 0..5 {
        let event = AuditEvent {
            user: ada,
            by: (count == 0).then_some(ben),
            action: "entries.written".to_owned(),
            detail: format!("{count} entries"),
            at: at(count),
        };
        store.audit(&event).await.unwrap();
    }
    let first = store.audit_log(ada, None, 3).await.unwrap();
    assert_eq!(first.iter().map(|record| record.at).collect::<Vec<_>>(), [at(4), at(3), at(2)]);
    let rest = store.audit_log(ada, Some(first[2].number), 2).await.unwrap();
    assert_eq!(
        rest.iter().map(|record| (record.at, record.by)).collect::<Vec<_>>(),
        [(at(1), None), (at(0), Some(ben))]
    );
    assert_eq!(store.audit_log(ben, None, 1000).await.unwrap(), before);
}

/// What has ended is removed, and nothing else.
pub async fn expire(store: &dyn Store, ben: UserId) {
    let day = 24 * 3600;
    let lasting = crate::Session { expires: at(3 * day), ..session(ben, 40) };
    store.begin_session(&lasting).await.unwrap();
    store.begin_session(&session(ben, 41)).await.unwrap();
    store.keep_challenge(secret(40), b"", at(3 * day)).await.unwrap();
    assert_eq!(store.count("kept", at(day)).await.unwrap(), 1);
    assert_eq!(store.count("swept", at(0)).await.unwrap(), 1);
    let upload = uuid::Uuid::from_u128(40);
    store.keep_upload(ben, upload, b"", at(0), at(day)).await.unwrap();
    store.sweep(at(day + 1)).await.unwrap();
    assert_eq!(store.upload(ben, upload, at(0)).await.unwrap(), None);
    assert_eq!(store.sessions(ben, at(0)).await.unwrap(), [lasting]);
    assert!(store.take_challenge(secret(40), at(day)).await.unwrap().is_some());
    assert_eq!(store.count("kept", at(day)).await.unwrap(), 2);
    assert_eq!(store.count("swept", at(0)).await.unwrap(), 1, "it counts anew");
}
