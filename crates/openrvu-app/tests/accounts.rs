//! Accounts: registering, signing in, getting back in, ending, deleting, administering.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod common;

use axum::http::{StatusCode, header};
use common::people::{PASSWORD, Person, invite, joined};
use common::{Server, clock, text, wait};
use jiff::SignedDuration;
use openrvu_app::{Hosted, Mode, Operator, Registration};
use openrvu_store::{AccountRole, AccountStatus, Revision};

const ADA: &str = "ada@example.org";

async fn server() -> Server {
    Server::hosted(Hosted { behind_proxy: true, ..Hosted::default() }).await
}

async fn open_server() -> Server {
    Server::hosted(Hosted { registration: Registration::Open, behind_proxy: true, ..Hosted::default() }).await
}

/// The texts of the secrets on a page that shows them once.
fn secrets(page: &str) -> Vec<String> {
    let list = page.split_once("class=\"secrets\"").unwrap().1.split_once("</ul>").unwrap().0;
    let codes = list.split("<code>").skip(1);
    codes
        .map(|code| code.split_once("</code>").unwrap().0.replace("&#x2F;", "/").replace("&#47;", "/"))
        .collect()
}

#[tokio::test]
async fn an_invitation_makes_one_account() {
    let server = server().await;
    let mut ada = Person::new();
    let (_, closed) = ada.get(&server, "/register").await;
    assert!(closed.contains("Accounts are made by invitation here"));
    let uninvited = ada.post(&server, "/register", &[("email", ADA), ("password", PASSWORD)]).await;
    assert_eq!(uninvited.status(), StatusCode::FORBIDDEN);

    let link = invite(&server, ADA, AccountRole::Administrator).await;
    let (status, form) = ada.get(&server, &link).await;
    assert!(
        status == StatusCode::OK
            && form.contains("value=\"ada@example.org\"")
            && form.contains("administrator")
    );
    let other = ada.post(&server, &link, &[("email", "eve@example.org"), ("password", PASSWORD)]).await;
    assert_eq!(other.status(), StatusCode::UNPROCESSABLE_ENTITY, "it is for one address");
    let weak = ada.post(&server, &link, &[("email", ADA), ("password", "short")]).await;
    assert!(text(weak).await.1.contains("at least 12 characters"));
    let made = ada.post(&server, &link, &[("email", "Ada@Example.org"), ("password", PASSWORD)]).await;
    assert_eq!(
        (made.status(), made.headers()[header::LOCATION].to_str().unwrap()),
        (StatusCode::SEE_OTHER, "/account")
    );
    let (status, account) = ada.get(&server, "/account").await;
    assert!(status == StatusCode::OK && account.contains(ADA) && account.contains("/admin"));

    assert_eq!(Person::new().get(&server, &link).await.0, StatusCode::NOT_FOUND, "it is used up");
    let late = invite(&server, "eve@example.org", AccountRole::Member).await;
    wait(SignedDuration::from_hours(14 * 24));
    assert_eq!(Person::new().get(&server, &late).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_open_server_takes_everybody_once() {
    let server = open_server().await;
    let form = [("email", ADA), ("password", PASSWORD)];
    let made = Person::new().post(&server, "/register", &form).await;
    assert_eq!(made.status(), StatusCode::SEE_OTHER);
    let account = server.app.store.account_by_email(ADA).await.unwrap().unwrap();
    assert_eq!(account.role, AccountRole::Member);
    assert!(account.password_hash.unwrap().starts_with("$argon2id$"));
    let again = Person::new().post(&server, "/register", &form).await;
    assert!(text(again).await.1.contains("Another account has this e-mail address"));
}

#[tokio::test]
async fn one_signs_in_with_the_right_password_alone() {
    let server = server().await;
    joined(&server, ADA, AccountRole::Member).await;
    let mut browser = Person::new();
    let redirect = browser.json(&server, "GET", "/log/entries?from=2026-08-01", "").await;
    assert_eq!(redirect.status(), StatusCode::UNAUTHORIZED, "a program is told");
    let (status, _) = browser.get(&server, "/api/v1/entries").await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);

    let fail = async |email: &str| {
        let failed =
            Person::new().post(&server, "/sign-in", &[("email", email), ("password", "wrong")]).await;
        assert!(failed.headers().get(header::SET_COOKIE).is_none());
        let (status, page) = text(failed).await;
        (status, page.replace(email, "?"))
    };
    let known = fail(ADA).await;
    assert_eq!(known.0, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(fail("eve@example.org").await, known, "the answer does not tell who has an account");

    for (to, location) in [
        ("/log/entries?from=2026-08-01", "/log/entries?from=2026-08-01"),
        ("https://evil.example/", "/log"),
        ("//evil.example", "/log"),
        ("", "/log"),
    ] {
        let form = [("email", " ADA@example.org "), ("password", PASSWORD), ("to", to)];
        let response = browser.post(&server, "/sign-in", &form).await;
        assert_eq!(response.headers()[header::LOCATION], location);
        let cookie = response.headers()[header::SET_COOKIE].to_str().unwrap().to_owned();
        assert!(cookie.contains("HttpOnly; SameSite=Lax") && !cookie.contains("Secure"), "{cookie}");
        assert!(!cookie.contains("Max-Age"), "it ends with the browser unless it is kept");
    }
    assert_eq!(browser.get(&server, "/log/entries").await.0, StatusCode::OK);
    let kept = [("email", ADA), ("password", PASSWORD), ("keep", "yes")];
    let kept = Person::new().post(&server, "/sign-in", &kept).await;
    assert!(kept.headers()[header::SET_COOKIE].to_str().unwrap().contains("Max-Age=2592000"));
}

#[tokio::test]
async fn over_tls_the_cookie_is_the_hosts_alone() {
    let server = Server::of(Mode::Hosted(Hosted::default()), "https://openrvu.example").await;
    let (mut ada, _) = joined(&server, ADA, AccountRole::Member).await;
    let form = [("email", ADA), ("password", PASSWORD)];
    let response = Person::new().post(&server, "/sign-in", &form).await;
    let cookie = response.headers()[header::SET_COOKIE].to_str().unwrap();
    assert!(
        cookie.starts_with("__Host-openrvu=") && cookie.contains("; Path=/;") && cookie.contains("; Secure")
    );
    assert_eq!(ada.get(&server, "/account").await.0, StatusCode::OK);
    ada.cookie = ada.cookie.map(|cookie| cookie.replace("__Host-", ""));
    assert_eq!(ada.get(&server, "/account").await.0, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn signing_in_begins_a_new_session_and_ends_that_of_the_browser() {
    let server = server().await;
    let (mut ada, user) = joined(&server, ADA, AccountRole::Member).await;
    let mut before = ada.clone();
    assert!(ada.sign_in(&server, ADA, PASSWORD).await);
    assert_ne!(ada.cookie, before.cookie);
    assert_eq!(before.get(&server, "/account").await.0, StatusCode::SEE_OTHER, "the former one ended");
    assert_eq!(server.app.store.sessions(user, server.app.now()).await.unwrap().len(), 1);

    let stored = server.app.store.sessions(user, server.app.now()).await.unwrap().remove(0);
    let secret = ada.cookie.clone().unwrap();
    let (_, secret) = secret.split_once('=').unwrap();
    let hash: String = stored.hash.iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(secret.len() == 64 && secret != hash, "the secret is not kept");
    let mut thief = Person { cookie: Some(format!("openrvu={hash}")), ..Person::new() };
    assert_eq!(thief.get(&server, "/account").await.0, StatusCode::SEE_OTHER);

    wait(SignedDuration::from_hours(12) - SignedDuration::from_secs(1));
    assert_eq!(ada.get(&server, "/account").await.0, StatusCode::OK);
    wait(SignedDuration::from_secs(1));
    assert_eq!(ada.get(&server, "/account").await.0, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn sessions_are_listed_and_ended() {
    let server = server().await;
    let (mut ada, user) = joined(&server, ADA, AccountRole::Member).await;
    let (mut eve, _) = joined(&server, "eve@example.org", AccountRole::Member).await;
    let (mut phone, mut tablet) = (Person::new(), Person::new());
    assert!(phone.sign_in(&server, ADA, PASSWORD).await && tablet.sign_in(&server, ADA, PASSWORD).await);
    let sessions = server.app.store.sessions(user, server.app.now()).await.unwrap();
    assert_eq!(sessions.len(), 3);
    for session in &sessions {
        let refused = eve.post(&server, &format!("/account/sessions/{}/end", session.id.0), &[]).await;
        assert_eq!(refused.status(), StatusCode::NOT_FOUND);
    }
    let (_, page) = ada.get(&server, "/account").await;
    assert!(page.contains("this one") && page.contains("End all others"));
    ada.post(&server, "/account/sessions/end-others", &[]).await;
    assert_eq!(phone.get(&server, "/account").await.0, StatusCode::SEE_OTHER);
    assert_eq!(tablet.get(&server, "/account").await.0, StatusCode::SEE_OTHER);
    assert_eq!(ada.get(&server, "/account").await.0, StatusCode::OK);
    let mut copy = ada.clone();
    let out = ada.post(&server, "/sign-out", &[]).await;
    assert!(out.headers()[header::SET_COOKIE].to_str().unwrap().contains("Max-Age=0"));
    assert_eq!(
        copy.get(&server, "/account").await.0,
        StatusCode::SEE_OTHER,
        "a copied cookie is worth nothing"
    );
}

#[tokio::test]
async fn a_new_password_needs_the_old_one_and_ends_other_sessions() {
    let server = server().await;
    let (mut ada, _) = joined(&server, ADA, AccountRole::Member).await;
    let mut phone = Person::new();
    assert!(phone.sign_in(&server, ADA, PASSWORD).await);
    let new = "battery staple horse";
    let wrong = ada.post(&server, "/account/password", &[("current", "wrong"), ("new", new)]).await;
    assert!(text(wrong).await.1.contains("This is not your password"));
    let weak = ada.post(&server, "/account/password", &[("current", PASSWORD), ("new", ADA)]).await;
    assert_eq!(weak.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let set = ada.post(&server, "/account/password", &[("current", PASSWORD), ("new", new)]).await;
    assert_eq!(set.status(), StatusCode::SEE_OTHER);
    assert_eq!(ada.get(&server, "/account").await.0, StatusCode::OK);
    assert_eq!(phone.get(&server, "/account").await.0, StatusCode::SEE_OTHER);
    assert!(!phone.sign_in(&server, ADA, PASSWORD).await);
    assert!(phone.sign_in(&server, ADA, new).await);
}

#[tokio::test]
async fn a_recovery_code_sets_a_password_once() {
    let server = server().await;
    let (mut ada, _) = joined(&server, ADA, AccountRole::Member).await;
    assert!(ada.get(&server, "/account").await.1.contains("You have no recovery codes"));
    let unconfirmed = ada.post(&server, "/account/recovery-codes", &[("password", "wrong")]).await;
    assert_eq!(unconfirmed.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = ada.post(&server, "/account/recovery-codes", &[("password", PASSWORD)]).await;
    let codes = secrets(&text(page).await.1);
    assert_eq!(codes.len(), 10);
    let new = "battery staple horse";
    let mut lost = Person::new();
    let recover = async |person: &mut Person, email: &str, code: &str| {
        let form = [("email", email), ("code", code), ("password", new)];
        person.post(&server, "/recover", &form).await.status()
    };
    assert_eq!(recover(&mut lost, ADA, "00000-00000-00000-00000").await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(recover(&mut lost, "eve@example.org", &codes[0]).await, StatusCode::UNPROCESSABLE_ENTITY);
    let typed = codes[0].to_lowercase().replace('-', " ");
    assert_eq!(recover(&mut lost, ADA, &typed).await, StatusCode::SEE_OTHER);
    assert!(lost.get(&server, "/account").await.1.contains("9 are left"));
    assert_eq!(ada.get(&server, "/account").await.0, StatusCode::SEE_OTHER, "every other session ended");
    assert_eq!(recover(&mut Person::new(), ADA, &codes[0]).await, StatusCode::UNPROCESSABLE_ENTITY, "once");
    assert!(Person::new().sign_in(&server, ADA, new).await);
}

#[tokio::test]
async fn an_operators_link_sets_a_password_once() {
    let server = server().await;
    let (_, user) = joined(&server, ADA, AccountRole::Member).await;
    let clock = clock();
    let operator = Operator { store: &*server.app.store, clock: &clock, origin: &server.app.options.origin };
    assert!(operator.reset_link("eve@example.org").await.is_err());
    let link = operator.reset_link(ADA).await.unwrap();
    let path = link.strip_prefix(common::ORIGIN).unwrap();
    let mut lost = Person::new();
    assert_eq!(lost.get(&server, path).await.0, StatusCode::OK);
    let weak = lost.post(&server, path, &[("password", "short")]).await;
    assert_eq!(weak.status(), StatusCode::UNPROCESSABLE_ENTITY, "and the link still stands");
    let set = lost.post(&server, path, &[("password", "battery staple horse")]).await;
    assert_eq!(set.status(), StatusCode::SEE_OTHER);
    assert_eq!(lost.get(&server, "/account").await.0, StatusCode::OK);
    let again = Person::new().post(&server, path, &[("password", "battery staple horse")]).await;
    assert_eq!(again.status(), StatusCode::NOT_FOUND);
    assert_eq!(server.app.store.sessions(user, server.app.now()).await.unwrap().len(), 1);
}

#[tokio::test]
async fn guessing_is_slowed_down_for_one_address_alone() {
    let server = server().await;
    joined(&server, ADA, AccountRole::Member).await;
    let mut thief = Person { address: Some("203.0.113.7"), ..Person::new() };
    let guess = [("email", ADA), ("password", "wrong")];
    for _ in 0..10 {
        assert_eq!(thief.post(&server, "/sign-in", &guess).await.status(), StatusCode::UNPROCESSABLE_ENTITY);
    }
    let stopped = thief.post(&server, "/sign-in", &guess).await;
    assert_eq!(
        (stopped.status(), stopped.headers()[header::RETRY_AFTER].to_str().unwrap()),
        (StatusCode::TOO_MANY_REQUESTS, "900")
    );
    assert!(!thief.sign_in(&server, ADA, PASSWORD).await, "not even with the right one");
    // An address that the sender makes up, before the proxy's own word, changes nothing.
    let mut liar = Person { address: Some("198.51.100.1, 203.0.113.7"), ..Person::new() };
    assert_eq!(liar.post(&server, "/sign-in", &guess).await.status(), StatusCode::TOO_MANY_REQUESTS);
    let mut ada = Person { address: Some("198.51.100.1"), ..Person::new() };
    assert!(ada.sign_in(&server, ADA, PASSWORD).await);
    wait(SignedDuration::from_mins(15));
    assert!(thief.sign_in(&server, ADA, PASSWORD).await);
}

#[tokio::test]
async fn a_token_reaches_the_log_within_its_scopes_and_nothing_else() {
    let server = server().await;
    let (mut ada, _) = joined(&server, ADA, AccountRole::Member).await;
    let confirmed = [("password", PASSWORD), ("days", "30"), ("name", "nightly")];
    let form = |scopes: &[&'static str]| {
        confirmed.into_iter().chain(scopes.iter().map(|scope| ("scopes", *scope))).collect::<Vec<_>>()
    };
    let none = ada.post(&server, "/account/tokens", &form(&[])).await;
    assert!(text(none).await.1.contains("Choose what the token may do"));
    let page = text(ada.post(&server, "/account/tokens", &form(&["log:read"])).await).await.1;
    let secret = secrets(&page).remove(0);
    assert!(secret.starts_with("orvu_") && secret.len() == 69);
    assert!(!ada.get(&server, "/account").await.1.contains(&secret), "it is shown once");

    let mut program = Person { token: Some(secret), ..Person::new() };
    assert_eq!(program.get(&server, "/api/v1/entries").await.0, StatusCode::OK);
    let write = program.json(&server, "POST", "/api/v1/entries", "{\"entries\":[]}").await;
    assert_eq!(write.status(), StatusCode::FORBIDDEN);
    assert_eq!(program.get(&server, "/account").await.0, StatusCode::FORBIDDEN);
    // With a token sent, a cookie does not count.
    let mut both = Person { token: Some("orvu_none".to_owned()), ..ada.clone() };
    assert_eq!(both.get(&server, "/api/v1/entries").await.0, StatusCode::UNAUTHORIZED);
    wait(SignedDuration::from_hours(30 * 24));
    assert_eq!(program.get(&server, "/api/v1/entries").await.0, StatusCode::UNAUTHORIZED, "it ended");
}

#[tokio::test]
async fn requests_to_the_api_are_bounded() {
    let hosted = Hosted { api_requests_a_minute: 60, ..Hosted::default() };
    let server = Server::hosted(hosted).await;
    let (mut ada, _) = joined(&server, ADA, AccountRole::Member).await;
    let (mut ben, _) = joined(&server, "ben@example.org", AccountRole::Member).await;
    for _ in 0..60 {
        assert_eq!(ada.get(&server, "/api/v1/entries").await.0, StatusCode::OK);
    }
    let (status, problem) = ada.get(&server, "/api/v1/entries").await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
    assert!(problem.contains("try again in"), "{problem}");
    assert_eq!(ben.get(&server, "/api/v1/entries").await.0, StatusCode::OK);
    wait(SignedDuration::from_mins(1));
    assert_eq!(ada.get(&server, "/api/v1/entries").await.0, StatusCode::OK);
}

#[tokio::test]
async fn an_administrator_invites_and_disables() {
    let server = server().await;
    let (mut admin, own) = joined(&server, "admin@example.org", AccountRole::Administrator).await;
    let (mut ada, user) = joined(&server, ADA, AccountRole::Member).await;
    assert_eq!(ada.get(&server, "/admin").await.0, StatusCode::FORBIDDEN);

    let page = admin.post(&server, "/admin/invitations", &[("email", "ian@example.org")]).await;
    let link = secrets(&text(page).await.1).remove(0);
    let (_, listed) = admin.get(&server, "/admin").await;
    assert!(listed.contains("ian@example.org") && listed.contains(ADA));
    let withdraw = listed
        .split("action=\"")
        .find_map(|part| part.split('"').next().filter(|path| path.ends_with("/withdraw")));
    admin.post(&server, withdraw.unwrap(), &[]).await;
    let path = link.strip_prefix(common::ORIGIN).unwrap();
    assert_eq!(Person::new().get(&server, path).await.0, StatusCode::NOT_FOUND);

    let disabled = [("role", "member"), ("status", "disabled")];
    let address = format!("/admin/accounts/{}", user.0);
    assert_eq!(admin.post(&server, &address, &disabled).await.status(), StatusCode::SEE_OTHER);
    assert_eq!(ada.get(&server, "/account").await.0, StatusCode::SEE_OTHER);
    assert!(!Person::new().sign_in(&server, ADA, PASSWORD).await);
    let active = [("role", "administrator"), ("status", "active")];
    admin.post(&server, &address, &active).await;
    assert!(ada.sign_in(&server, ADA, PASSWORD).await);
    assert_eq!(ada.get(&server, "/admin").await.0, StatusCode::OK);
    let (_, activity) = ada.get(&server, "/log/activity").await;
    assert!(activity.contains("Account disabled, by an administrator"), "{activity}");

    let own = format!("/admin/accounts/{}", own.0);
    assert_eq!(admin.post(&server, &own, &disabled).await.status(), StatusCode::FORBIDDEN);
    let account = server.app.store.account_by_email("admin@example.org").await.unwrap().unwrap();
    assert_eq!((account.role, account.status), (AccountRole::Administrator, AccountStatus::Active));
}

#[tokio::test]
async fn deleting_an_account_removes_all_of_it() {
    let server = server().await;
    let (mut ada, user) = joined(&server, ADA, AccountRole::Member).await;
    let entry = r#"{"entries":[{"id":"0e8a1d7c-2f6b-4c1e-9d3a-5b7f9c2e4a61","encounter":"0e8a1d7c-2f6b-4c1e-9d3a-5b7f9c2e4a61","date":"2026-08-03","code":"99213"}]}"#;
    assert_eq!(ada.json(&server, "POST", "/api/v1/entries", entry).await.status(), StatusCode::OK);
    let kept = ada.post(&server, "/account/delete", &[("password", "wrong")]).await;
    assert_eq!(kept.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(server.app.store.count_entries(user).await.unwrap(), 1);
    let mut copy = ada.clone();
    let deleted = ada.post(&server, "/account/delete", &[("password", PASSWORD)]).await;
    assert_eq!(deleted.status(), StatusCode::SEE_OTHER);
    assert_eq!(copy.get(&server, "/account").await.0, StatusCode::SEE_OTHER);
    assert!(server.app.store.changes(user, Revision(0), 1).await.is_err());
    assert_eq!(server.app.store.count_entries(user).await.unwrap(), 0);
    assert!(server.app.store.account_by_email(ADA).await.unwrap().is_none());
    assert!(server.app.store.audit_log(user, None, 10).await.unwrap().is_empty());
}

#[tokio::test]
async fn what_ends_on_one_server_has_ended_on_the_other() {
    let one = server().await;
    let two = one.beside().await;
    let (mut admin, _) = joined(&one, "admin@example.org", AccountRole::Administrator).await;
    let (mut ada, user) = joined(&one, ADA, AccountRole::Member).await;
    let token =
        |scope: &'static str| [("password", PASSWORD), ("days", "0"), ("name", "nightly"), ("scopes", scope)];
    let program = async |person: &mut Person| {
        let page = text(person.post(&one, "/account/tokens", &token("log:read")).await).await.1;
        Person { token: Some(secrets(&page).remove(0)), ..Person::new() }
    };
    let reads = async |person: &mut Person| person.get(&two, "/api/v1/entries").await.0;

    let mut ended = program(&mut ada).await;
    assert_eq!(reads(&mut ended).await, StatusCode::OK);
    let listed = one.app.store.tokens(user).await.unwrap().remove(0).id.0;
    ada.post(&one, &format!("/account/tokens/{listed}/end"), &[]).await;
    assert_eq!(reads(&mut ended).await, StatusCode::UNAUTHORIZED);

    let mut phone = Person::new();
    assert!(phone.sign_in(&two, ADA, PASSWORD).await);
    assert_eq!(reads(&mut phone).await, StatusCode::OK);
    let form = [("current", PASSWORD), ("new", "battery staple horse")];
    assert_eq!(ada.post(&one, "/account/password", &form).await.status(), StatusCode::SEE_OTHER);
    assert_eq!(reads(&mut phone).await, StatusCode::UNAUTHORIZED, "a new password ends other sessions");

    let confirm =
        [("password", "battery staple horse"), ("days", "0"), ("name", "nightly"), ("scopes", "log:write")];
    let page = text(ada.post(&one, "/account/tokens", &confirm).await).await.1;
    let mut writer = Person { token: Some(secrets(&page).remove(0)), ..Person::new() };
    let empty = "{\"entries\":[]}";
    assert_eq!(writer.json(&two, "POST", "/api/v1/entries", empty).await.status(), StatusCode::OK);
    let standing = format!("/admin/accounts/{}", user.0);
    admin.post(&one, &standing, &[("role", "member"), ("status", "disabled")]).await;
    assert_eq!(writer.json(&two, "POST", "/api/v1/entries", empty).await.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(reads(&mut ada).await, StatusCode::UNAUTHORIZED);
    admin.post(&one, &standing, &[("role", "member"), ("status", "active")]).await;
    assert_eq!(
        writer.json(&two, "POST", "/api/v1/entries", empty).await.status(),
        StatusCode::UNAUTHORIZED,
        "tokens end for good"
    );

    assert!(ada.sign_in(&one, ADA, "battery staple horse").await);
    assert_eq!(ada.get(&one, "/log/dashboard").await.0, StatusCode::OK);
    assert_eq!(ada.get(&two, "/log/dashboard").await.0, StatusCode::OK);
    assert!(one.app.kept_ledgers().contains(&user) && two.app.kept_ledgers().contains(&user));
    ada.post(&one, "/account/delete", &[("password", "battery staple horse")]).await;
    assert!(!one.app.kept_ledgers().contains(&user), "at once where it was deleted");
    openrvu_app::tidy(&two.app).await.unwrap();
    assert!(!two.app.kept_ledgers().contains(&user), "and elsewhere within the hour");
}

#[tokio::test]
async fn no_idempotency_key_of_one_user_or_scope_answers_another() {
    let server = server().await;
    let (mut ada, _) = joined(&server, ADA, AccountRole::Member).await;
    let (ben, _) = joined(&server, "ben@example.org", AccountRole::Member).await;
    let entry = r#"{"entries":[{"id":"0e8a1d7c-2f6b-4c1e-9d3a-5b7f9c2e4a61","encounter":"0e8a1d7c-2f6b-4c1e-9d3a-5b7f9c2e4a61","date":"2026-08-03","code":"99213"}]}"#;
    let send = async |person: &Person| {
        let mut request = common::request("POST", "/api/v1/entries")
            .header("sec-fetch-site", "same-origin")
            .header("idempotency-key", "the same")
            .header(header::CONTENT_TYPE, "application/json");
        if let Some(cookie) = &person.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        if let Some(token) = &person.token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        text(server.send(request.body(axum::body::Body::from(entry)).unwrap()).await).await
    };
    assert!(send(&ada).await.1.contains("\"changed\":1"));
    assert!(send(&ben).await.1.contains("\"changed\":1"), "it was written for the other, too");
    let form = [("password", PASSWORD), ("days", "30"), ("name", "reader"), ("scopes", "log:read")];
    let page = text(ada.post(&server, "/account/tokens", &form).await).await.1;
    let reader = Person { token: Some(secrets(&page).remove(0)), ..Person::new() };
    let (status, said) = send(&reader).await;
    assert!(status.is_client_error() && !said.contains("changed"), "{said}");
    assert_eq!(send(&Person::new()).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn what_is_done_is_shown_to_the_user() {
    let server = server().await;
    let (mut ada, _) = joined(&server, ADA, AccountRole::Member).await;
    assert!(!Person::new().sign_in(&server, ADA, "wrong").await);
    ada.post(&server, "/account/recovery-codes", &[("password", PASSWORD)]).await;
    // A sign-in that was refused is noted after its answer.
    let noted = async || ada.clone().get(&server, "/log/activity").await.1.contains("Sign-in refused");
    for _ in 0..100 {
        if noted().await {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    let (_, page) = ada.get(&server, "/log/activity").await;
    for words in ["Account made", "Signed in", "Sign-in refused", "Recovery codes made"] {
        assert!(page.contains(words), "{words}: {page}");
    }
}

#[tokio::test]
async fn forms_of_other_sites_are_refused() {
    let server = server().await;
    let (ada, _) = joined(&server, ADA, AccountRole::Member).await;
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
    ] {
        for path in ["/account/delete", "/sign-in", "/sign-out", "/account/sessions/end-others"] {
            let request = common::request("POST", path)
                .header(header::COOKIE, ada.cookie.as_ref().unwrap())
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .header(name, value)
                .body(axum::body::Body::from(format!("password={PASSWORD}")))
                .unwrap();
            assert_eq!(server.send(request).await.status(), StatusCode::FORBIDDEN, "{path} {name}: {value}");
        }
    }
    assert_eq!(ada.clone().get(&server, "/account").await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_passkey_needs_a_ceremony_of_this_server() {
    let server = Server::of(Mode::Hosted(Hosted::default()), "http://localhost:8080").await;
    let (mut ada, _) = joined(&server, ADA, AccountRole::Member).await;
    let unconfirmed = ada.json(&server, "POST", "/account/passkeys/begin", r#"{"password":"wrong"}"#).await;
    assert_eq!(unconfirmed.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let begun = ada
        .json(&server, "POST", "/account/passkeys/begin", &format!(r#"{{"password":"{PASSWORD}"}}"#))
        .await;
    let begun: serde_json::Value = serde_json::from_str(&text(begun).await.1).unwrap();
    assert_eq!(begun["options"]["rp"]["id"], "localhost", "{begun}");
    assert_eq!(begun["options"]["authenticatorSelection"]["userVerification"], "required");
    // The name of one ceremony is none of another's.
    let name = begun["name"].as_str().unwrap();
    let finish = format!(r#"{{"ceremony":"{name}","answer":{{}},"keep":false,"to":"/log"}}"#);
    let finished = Person::new().json(&server, "POST", "/sign-in/passkey/finish", &finish).await;
    assert_eq!(finished.status(), StatusCode::BAD_REQUEST);

    let numbered = Server::hosted(Hosted::default()).await;
    let begun = Person::new().json(&numbered, "POST", "/sign-in/passkey/begin", "{}").await;
    assert_eq!(begun.status(), StatusCode::FORBIDDEN);
    assert!(text(begun).await.1.contains("reached by a name"));
}
