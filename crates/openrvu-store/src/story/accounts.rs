//! Accounts: made, invited, disabled, deleted.

use serde_json::json;
use uuid::Uuid;

use super::{at, entry, join, put, secret, user};
use crate::{
    AccountRole, AccountStatus, AuditEvent, DocumentKind, DocumentWrite, Invitation, KeptResponse,
    NewAccount, NewToken, Passkey, Revision, SecretHash, Session, SessionId, Store, StoreError, TokenId,
    UnderKey, UserId, ensure_personal,
};

pub async fn personal(store: &dyn Store) {
    for seconds in [0, 1] {
        ensure_personal(store, at(seconds)).await.unwrap();
    }
    let account = store.account(UserId::PERSONAL).await.unwrap().unwrap();
    assert_eq!((account.email, account.created), (None, at(0)));
    assert_eq!(store.revision(UserId::PERSONAL).await.unwrap(), Revision(0));
}

pub async fn tell(store: &dyn Store, ada: UserId, ben: UserId) {
    let account = store.account(ada).await.unwrap().unwrap();
    assert_eq!(account.email.as_deref(), Some("ada@example.org"));
    assert_eq!(
        (account.role, account.status, account.created),
        (AccountRole::Member, AccountStatus::Active, at(0))
    );
    assert_eq!(
        store.account_by_email("ben@example.org").await.unwrap().map(|account| account.user),
        Some(ben)
    );
    for nobodys in ["eve@example.org", "", "a\0da@example.org", "\u{fffd}", "ada@example.org'--"] {
        assert_eq!(store.account_by_email(nobodys).await.unwrap(), None, "{nobodys:?}");
        store.accounts(Some(nobodys), 10).await.unwrap();
    }
    assert_eq!(store.account(user(99)).await.unwrap(), None);
    let taken = NewAccount {
        user: user(99),
        email: Some("ada@example.org".to_owned()),
        password_hash: None,
        role: AccountRole::Member,
    };
    assert!(matches!(store.create_account(&taken, None, at(1)).await, Err(StoreError::EmailTaken)));

    let emails = |accounts: Vec<crate::Account>| -> Vec<_> {
        accounts.into_iter().filter_map(|account| account.email).collect()
    };
    let all = emails(store.accounts(None, 10).await.unwrap());
    assert_eq!(all, ["ada@example.org", "ben@example.org"]);
    let behind = emails(store.accounts(Some("ada@example.org"), 1).await.unwrap());
    assert_eq!(behind, ["ben@example.org"]);

    invitations(store, ada).await;

    store.set_recovery_codes(ada, &[secret(1), secret(2)]).await.unwrap();
    store.set_recovery_codes(ada, &[secret(3), secret(4)]).await.unwrap();
    assert!(!store.use_recovery_code(ada, secret(1)).await.unwrap(), "replaced");
    assert!(!store.use_recovery_code(ben, secret(3)).await.unwrap(), "another's");
    assert!(store.use_recovery_code(ada, secret(3)).await.unwrap());
    assert!(!store.use_recovery_code(ada, secret(3)).await.unwrap(), "used");
    assert_eq!(store.count_recovery_codes(ada).await.unwrap(), 1);
    assert_eq!(store.count_recovery_codes(ben).await.unwrap(), 0);

    let (old, new) = (session(ada, 10), session(ada, 11));
    for session in [&old, &new, &session(ben, 12)] {
        store.begin_session(session).await.unwrap();
    }
    store.set_password(ada, Some("$argon2id$new"), Some(new.hash)).await.unwrap();
    let hash = store.account(ada).await.unwrap().unwrap().password_hash;
    assert_eq!(hash.as_deref(), Some("$argon2id$new"));
    assert!(
        store.session(old.hash, at(1)).await.unwrap().is_none(),
        "a new password ends the other sessions"
    );
    assert!(store.session(new.hash, at(1)).await.unwrap().is_some());
    assert!(store.session(secret(12), at(1)).await.unwrap().is_some(), "and nobody else's");
    store.set_password(ada, None, None).await.unwrap();
    assert!(store.session(new.hash, at(1)).await.unwrap().is_none());
    let nobody = store.set_password(user(99), None, None).await;
    assert!(matches!(nobody, Err(StoreError::NoSuch("account"))));
}

async fn invitations(store: &dyn Store, ada: UserId) {
    let invitation = Invitation {
        hash: secret(1),
        email: Some("ian@example.org".to_owned()),
        role: AccountRole::Administrator,
        by: Some(ada),
        expires: at(100),
    };
    let from_command_line = Invitation { hash: secret(2), by: None, expires: at(50), ..invitation.clone() };
    store.invite(&invitation).await.unwrap();
    store.invite(&from_command_line).await.unwrap();
    assert_eq!(store.invitation(secret(1), at(99)).await.unwrap(), Some(invitation.clone()));
    assert_eq!(store.invitation(secret(1), at(100)).await.unwrap(), None, "it has ended");
    assert_eq!(store.invitations(at(0)).await.unwrap(), [from_command_line, invitation]);
    let invited = NewAccount {
        user: user(9),
        email: Some("ada@example.org".to_owned()),
        password_hash: None,
        role: AccountRole::Administrator,
    };
    let refused = store.create_account(&invited, Some(secret(1)), at(99)).await;
    assert!(matches!(refused, Err(StoreError::EmailTaken)));
    assert!(
        store.invitation(secret(1), at(99)).await.unwrap().is_some(),
        "a registration that failed uses up nothing"
    );
    let invited = NewAccount { email: Some("ian@example.org".to_owned()), ..invited };
    let late = store.create_account(&invited, Some(secret(1)), at(100)).await;
    assert!(matches!(late, Err(StoreError::NoSuch("invitation"))));
    let ian = store.create_account(&invited, Some(secret(1)), at(99)).await.unwrap();
    assert_eq!(ian.role, AccountRole::Administrator);
    assert!(store.withdraw_invitation(secret(2)).await.unwrap());
    assert!(!store.withdraw_invitation(secret(2)).await.unwrap());
    assert_eq!(store.invitations(at(0)).await.unwrap(), []);
}

pub async fn disable(store: &dyn Store, ben: UserId) {
    give_everything(store, ben, 60).await;
    store.set_standing(ben, AccountRole::Member, AccountStatus::Disabled).await.unwrap();
    let account = store.account(ben).await.unwrap().unwrap();
    assert_eq!(account.status, AccountStatus::Disabled);
    has_no_way_in(store, 60).await;
    store.set_standing(ben, AccountRole::Administrator, AccountStatus::Active).await.unwrap();
    assert!(store.session(secret(60), at(1)).await.unwrap().is_none(), "it has to sign in anew");
    assert!(store.passkey(&secret(60)).await.unwrap().is_some());
    assert_eq!(store.account(ben).await.unwrap().unwrap().role, AccountRole::Administrator);
}

pub async fn delete(store: &dyn Store, ada: UserId, ben: UserId) {
    give_everything(store, ada, 70).await;
    let of_ben = store.changes(ben, Revision(0), 1000).await.unwrap();
    let note = |action: &str, detail: &str| AuditEvent {
        user: ben,
        by: None,
        action: action.to_owned(),
        detail: detail.to_owned(),
        at: at(50),
    };
    for (action, detail) in [
        ("account.disabled", "ada@example.org"),
        ("account.role", "ada@example.org: member"),
        ("account.role", "canada@example.org: member"),
    ] {
        store.audit(&note(action, detail)).await.unwrap();
    }
    let to_ada = Invitation {
        hash: secret(71),
        email: Some("ada@example.org".to_owned()),
        role: AccountRole::Member,
        by: Some(ben),
        expires: at(9000),
    };
    store.invite(&to_ada).await.unwrap();
    store.delete_account(ada).await.unwrap();
    assert_eq!(store.invitation(secret(71), at(1)).await.unwrap(), None, "nor one to its address");
    let told: Vec<_> =
        store.audit_log(ben, None, 3).await.unwrap().into_iter().map(|event| event.detail).collect();
    assert_eq!(told, ["canada@example.org: member", "a deleted account: member", "a deleted account"]);
    assert!(matches!(store.delete_account(ada).await, Err(StoreError::NoSuch("account"))));
    assert_eq!(store.account_by_email("ada@example.org").await.unwrap(), None);
    has_no_way_in(store, 70).await;
    assert_eq!(store.invitation(secret(70), at(1)).await.unwrap(), None, "nor those that it invited");

    // A new account of the same address, even of the same user, has nothing of it.
    let ada = join(store, "ada@example.org", 1).await;
    assert_eq!(
        (store.revision(ada).await.unwrap(), store.count_entries(ada).await.unwrap()),
        (Revision(0), 0)
    );
    assert_eq!(store.changes(ada, Revision(0), 10).await.unwrap().deleted, []);
    for kind in DocumentKind::ALL {
        assert!(store.documents(ada, kind).await.unwrap().is_empty());
    }
    assert!(store.sessions(ada, at(0)).await.unwrap().is_empty());
    assert!(store.tokens(ada).await.unwrap().is_empty());
    assert!(store.passkeys(ada).await.unwrap().is_empty());
    assert!(store.audit_log(ada, None, 10).await.unwrap().is_empty());
    assert_eq!(store.count_recovery_codes(ada).await.unwrap(), 0);
    assert_eq!(store.take_key(ada, "key", secret(1), at(0), at(1)).await.unwrap(), UnderKey::Taken);
    assert_eq!(store.changes(ben, Revision(0), 1000).await.unwrap(), of_ben, "nothing of anybody else's");
}

/// One of each thing that belongs to an account, under secrets of one number.
pub(super) async fn give_everything(store: &dyn Store, user: UserId, number: u8) {
    store.begin_session(&session(user, number)).await.unwrap();
    let token = NewToken {
        id: TokenId(id(number)),
        hash: secret(number),
        name: "script".to_owned(),
        scopes: vec!["log:read".to_owned()],
        expires: None,
    };
    store.create_token(user, &token, at(0)).await.unwrap();
    store.add_passkey(&passkey(user, number)).await.unwrap();
    let invitation = Invitation {
        hash: secret(number),
        email: None,
        role: AccountRole::Member,
        by: Some(user),
        expires: at(9000),
    };
    store.invite(&invitation).await.unwrap();
    store.set_recovery_codes(user, &[secret(number)]).await.unwrap();
    let response =
        KeptResponse { request: secret(1), status: 201, content_type: String::new(), body: vec![] };
    store.take_key(user, "key", secret(1), at(0), at(1)).await.unwrap();
    store.keep_response(user, "key", &response, at(9000)).await.unwrap();
    store.keep_upload(user, id(number), b"table", at(0), at(9000)).await.unwrap();
    let event =
        AuditEvent { user, by: None, action: "session.begun".to_owned(), detail: String::new(), at: at(0) };
    store.audit(&event).await.unwrap();
    store.write_entries(user, &[put(&entry(500 + u64::from(number)), None)], at(1)).await.unwrap();
    let goal =
        DocumentWrite { kind: DocumentKind::Goal, id: id(number), content: Some(json!({})), seen: None };
    store.write_documents(user, &[goal], at(1)).await.unwrap();
}

async fn has_no_way_in(store: &dyn Store, number: u8) {
    assert!(store.session(secret(number), at(1)).await.unwrap().is_none());
    assert!(store.token(secret(number), at(1)).await.unwrap().is_none());
    assert!(store.passkey(&secret(number)).await.unwrap().is_none());
}

pub fn id(number: u8) -> Uuid {
    Uuid::from_u128(u128::from(number))
}

pub fn session(user: UserId, number: u8) -> Session {
    let hash: SecretHash = secret(number);
    Session {
        id: SessionId(id(number)),
        hash,
        user,
        agent: "Firefox".to_owned(),
        created: at(0),
        used: at(i64::from(number)),
        expires: at(1000),
    }
}

pub fn passkey(user: UserId, number: u8) -> Passkey {
    Passkey {
        id: id(number),
        user,
        credential: secret(number).to_vec(),
        state: vec![0, 1, 255],
        name: "phone".to_owned(),
        created: at(0),
        used: None,
    }
}
