//! Who may what, address by address: every address to which the server answers stands in the table, and everybody tries
//! everything.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod common;

use std::collections::{BTreeMap, BTreeSet};

use axum::http::{StatusCode, header};
use common::people::{Person, joined};
use common::{Server, wait};
use jiff::SignedDuration;
use openrvu_app::{Hosted, Mode, Registration};
use openrvu_log::{EncounterId, Entry, EntryId, Role};
use openrvu_store::{
    AccountRole, DocumentKind, DocumentWrite, EntryWrite, NewToken, Passkey, Revision, Session, SessionId,
    TokenId, UserId,
};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Who may ask for an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    /// Everybody.
    Anybody,
    /// Who is signed in, and tokens that may read.
    Reader,
    /// Who is signed in, and tokens that may write.
    Writer,
    /// Who is signed in with a browser.
    SignedIn,
    /// Administrators who are signed in with a browser.
    Administrator,
    /// Nobody: there is nothing.
    Nothing,
}

use Who::{Administrator, Anybody, Nothing, Reader, SignedIn, Writer};

/// Who may send what where. A `{id}` names something of the member's.
const TABLE: &[(&str, &str, Who)] = &[
    ("GET", "/account", SignedIn),
    ("POST", "/account/delete", SignedIn),
    ("POST", "/account/passkeys/begin", SignedIn),
    ("POST", "/account/passkeys/finish", SignedIn),
    ("POST", "/account/passkeys/{id}/remove", SignedIn),
    ("POST", "/account/password", SignedIn),
    ("POST", "/account/recovery-codes", SignedIn),
    ("POST", "/account/sessions/end-others", SignedIn),
    ("POST", "/account/sessions/{id}/end", SignedIn),
    ("POST", "/account/tokens", SignedIn),
    ("POST", "/account/tokens/{id}/end", SignedIn),
    ("GET", "/admin", Administrator),
    ("POST", "/admin/accounts/{id}", Administrator),
    ("POST", "/admin/invitations", Administrator),
    ("POST", "/admin/invitations/{hash}/withdraw", Administrator),
    ("GET", "/api", Anybody),
    ("GET", "/api/v1/archive", Reader),
    ("POST", "/api/v1/archive", Writer),
    ("GET", "/api/v1/benchmark", Reader),
    ("GET", "/api/v1/changes", Reader),
    ("POST", "/api/v1/comparison", Reader),
    ("GET", "/api/v1/contracts", Reader),
    ("GET", "/api/v1/contracts/{id}", Reader),
    ("PUT", "/api/v1/contracts/{id}", Writer),
    ("DELETE", "/api/v1/contracts/{id}", Writer),
    ("GET", "/api/v1/contracts/{id}/words", Reader),
    ("GET", "/api/v1/dashboard", Reader),
    ("GET", "/api/v1/entries", Reader),
    ("POST", "/api/v1/entries", Writer),
    ("GET", "/api/v1/entries/{id}", Reader),
    ("DELETE", "/api/v1/entries/{id}", Writer),
    ("GET", "/api/v1/entries/{id}/steps", Reader),
    ("GET", "/api/v1/goals", Reader),
    ("GET", "/api/v1/goals/{id}", Reader),
    ("PUT", "/api/v1/goals/{id}", Writer),
    ("DELETE", "/api/v1/goals/{id}", Writer),
    ("GET", "/api/v1/goals/{id}/pace", Reader),
    ("POST", "/api/v1/imports", Writer),
    ("POST", "/api/v1/imports/preview", Reader),
    ("GET", "/api/v1/modifiers", Reader),
    ("GET", "/api/v1/openapi.json", Anybody),
    ("GET", "/api/v1/plan", Reader),
    ("POST", "/api/v1/quick/log", Writer),
    ("POST", "/api/v1/quick/read", Reader),
    ("POST", "/api/v1/quick/repeat", Writer),
    ("GET", "/api/v1/report", Reader),
    ("GET", "/api/v1/reconciliations", Reader),
    ("GET", "/api/v1/reconciliations/{id}", Reader),
    ("PUT", "/api/v1/reconciliations/{id}", Writer),
    ("DELETE", "/api/v1/reconciliations/{id}", Writer),
    ("PUT", "/api/v1/reconciliations/{id}/comparison", Writer),
    ("GET", "/api/v1/reconciliations/{id}/findings", Reader),
    ("GET", "/api/v1/restatement", Reader),
    ("GET", "/api/v1/settings", Reader),
    ("PUT", "/api/v1/settings", Writer),
    ("GET", "/api/v1/statement", Reader),
    ("GET", "/api/v1/survey-tables", Reader),
    ("GET", "/api/v1/survey-tables/{id}", Reader),
    ("PUT", "/api/v1/survey-tables/{id}", Writer),
    ("DELETE", "/api/v1/survey-tables/{id}", Writer),
    ("GET", "/api/v1/templates", Reader),
    ("GET", "/api/v1/templates/{id}", Reader),
    ("PUT", "/api/v1/templates/{id}", Writer),
    ("DELETE", "/api/v1/templates/{id}", Writer),
    ("GET", "/api/{*rest}", Nothing),
    ("POST", "/api/{*rest}", Nothing),
    ("PUT", "/api/{*rest}", Nothing),
    ("DELETE", "/api/{*rest}", Nothing),
    ("PATCH", "/api/{*rest}", Nothing),
    ("GET", "/invitation/{link}", Anybody),
    ("POST", "/invitation/{link}", Anybody),
    ("GET", "/log", Reader),
    ("POST", "/log", Writer),
    ("GET", "/log/activity", Reader),
    ("GET", "/log/benchmark", Reader),
    ("GET", "/log/benchmark/tables", Reader),
    ("POST", "/log/benchmark/tables", Writer),
    ("GET", "/log/benchmark/tables/file/{id}", Reader),
    ("POST", "/log/benchmark/tables/file/{id}", Writer),
    ("GET", "/log/benchmark/tables/{id}", Reader),
    ("POST", "/log/benchmark/tables/{id}", Writer),
    ("GET", "/log/compare", Reader),
    ("GET", "/log/compare/{form}", Reader),
    ("GET", "/log/contracts", Reader),
    ("POST", "/log/contracts", Writer),
    ("GET", "/log/contracts/new", Writer),
    ("GET", "/log/contracts/{id}", Reader),
    ("POST", "/log/contracts/{id}", Writer),
    ("POST", "/log/contracts/{id}/delete", Writer),
    ("GET", "/log/contracts/{id}/edit", Writer),
    ("GET", "/log/contracts/{id}/pdf", Reader),
    ("GET", "/log/dashboard", Reader),
    ("GET", "/log/day", Reader),
    ("POST", "/log/day", Writer),
    ("GET", "/log/entries", Reader),
    ("GET", "/log/entries/{id}", Reader),
    ("POST", "/log/entries/{id}", Writer),
    ("GET", "/log/export", Reader),
    ("GET", "/log/export/{name}", Reader),
    ("GET", "/log/goals", Reader),
    ("POST", "/log/goals", Writer),
    ("GET", "/log/goals/new", Reader),
    ("GET", "/log/goals/{id}", Reader),
    ("POST", "/log/goals/{id}", Writer),
    ("GET", "/log/goals/{id}/edit", Reader),
    ("GET", "/log/import", Reader),
    ("POST", "/log/import", Writer),
    ("GET", "/log/import/{id}", Reader),
    ("POST", "/log/import/{id}", Writer),
    ("POST", "/log/import/{id}/apply", Writer),
    ("GET", "/log/import/{id}/done", Reader),
    ("GET", "/log/import/{id}/preview", Reader),
    ("POST", "/log/import/{id}/undo", Writer),
    ("GET", "/log/manifest.webmanifest", Anybody),
    ("GET", "/log/modifiers", Reader),
    ("GET", "/log/offline", Anybody),
    ("GET", "/log/offline/me", Reader),
    ("GET", "/log/offline/pack", Reader),
    ("GET", "/log/planner", Reader),
    ("GET", "/log/reconcile", Reader),
    ("POST", "/log/reconcile", Writer),
    ("GET", "/log/reconcile/new/{id}", Reader),
    ("POST", "/log/reconcile/new/{id}", Writer),
    ("GET", "/log/reconcile/{id}", Reader),
    ("POST", "/log/reconcile/{id}", Writer),
    ("GET", "/log/reconcile/{id}/{form}", Reader),
    ("POST", "/log/repeat", Writer),
    ("GET", "/log/restate", Reader),
    ("GET", "/log/restate/{form}", Reader),
    ("POST", "/log/restore", Writer),
    ("GET", "/log/restore/{id}", Reader),
    ("POST", "/log/restore/{id}", Writer),
    ("GET", "/log/settings", Reader),
    ("POST", "/log/settings", Writer),
    ("GET", "/log/statement", Reader),
    ("GET", "/log/statement/{form}", Reader),
    ("GET", "/log/steps/{id}", Reader),
    ("GET", "/log/templates", Reader),
    ("POST", "/log/templates/{id}", Writer),
    ("POST", "/log/undo", Writer),
    ("GET", "/log/worker.js", Anybody),
    ("GET", "/log/{*rest}", Nothing),
    ("GET", "/ready", Anybody),
    ("GET", "/recover", Anybody),
    ("POST", "/recover", Anybody),
    ("GET", "/register", Anybody),
    ("POST", "/register", Anybody),
    ("GET", "/reset/{link}", Anybody),
    ("POST", "/reset/{link}", Anybody),
    ("GET", "/sign-in", Anybody),
    ("POST", "/sign-in", Anybody),
    ("POST", "/sign-in/passkey/begin", Anybody),
    ("POST", "/sign-in/passkey/finish", Anybody),
    ("POST", "/sign-out", SignedIn),
];

/// The addresses to which a server answers, with their methods, as the router itself tells them.
fn routes(server: &Server) -> BTreeSet<(String, String)> {
    let told = format!("{:?}", server.routes());
    let (told, _) = told.split_once("fallback_router").unwrap();
    let mut paths = BTreeMap::new();
    let mut methods: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for part in told.split("RouteId(").skip(1) {
        let Some((number, rest)) = part.split_once("): ") else { continue };
        let Ok(number) = number.parse() else { continue };
        if let Some(path) = rest.strip_prefix('"') {
            paths.insert(number, path.split('"').next().unwrap().to_owned());
        } else if rest.starts_with("MethodRouter") {
            let of_route = ["get", "post", "put", "delete", "patch"].into_iter().filter(|method| {
                let stated = rest.split_once(&format!("{method}: ")).unwrap().1;
                !stated.starts_with("None")
            });
            methods.insert(number, of_route.map(str::to_uppercase).collect());
        }
    }
    assert!(
        paths.len() > 5 && methods.len() == paths.len(),
        "the router tells its routes another way: {told:.500}"
    );
    let of_path = |(number, path): (u32, String)| {
        let methods = methods.get(&number).cloned().unwrap_or_default();
        methods.into_iter().map(move |method| (method, path.clone()))
    };
    paths.into_iter().flat_map(of_path).collect()
}

/// One who tries.
struct Trier {
    name: &'static str,
    user: Option<UserId>,
    token: Option<&'static str>,
    is_administrator: bool,
}

impl Trier {
    /// What comes of their request: whether they may, whether they must sign in, or are refused.
    fn expected(&self, who: Who) -> &'static str {
        match (who, self.user, self.token) {
            (Anybody | Nothing, ..) => "may",
            (_, None, _) => "must sign in",
            (Reader, _, Some("log:write"))
            | (Writer, _, Some("log:read"))
            | (SignedIn | Administrator, _, Some(_)) => "refused",
            (Administrator, ..) if !self.is_administrator => "refused",
            _ => "may",
        }
    }

    /// A person who asks so, with a session of their own.
    async fn person(&self, server: &Server) -> Person {
        let mut person = Person::new();
        match (self.user, self.token) {
            (Some(_), Some(scope)) => person.token = Some(format!("token {scope}")),
            (Some(user), None) => {
                let id = Uuid::new_v4();
                let secret = id.to_string();
                begin(server, user, SessionId(id), &secret).await;
                person.cookie = Some(format!("openrvu={secret}"));
            }
            _ => {}
        }
        person
    }
}

fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret).into()
}

async fn begin(server: &Server, user: UserId, id: SessionId, secret: &str) {
    let now = server.app.now();
    let session = Session {
        id,
        hash: hash(secret),
        user,
        agent: String::new(),
        created: now,
        used: now,
        expires: now + SignedDuration::from_hours(1),
    };
    server.app.store.begin_session(&session).await.unwrap();
}

const OF_MEMBER: Uuid = Uuid::from_u128(0x0e8a_1d7c_2f6b_4c1e_9d3a_5b7f_9c2e_4a61);

/// Gives the member one of each thing that an address can name, all under one id.
async fn furnish(server: &Server, member: UserId) {
    let (store, now) = (&server.app.store, server.app.now());
    let entry = Entry {
        id: EntryId::from(OF_MEMBER),
        encounter: EncounterId::from(OF_MEMBER),
        date: "2026-08-03".parse().unwrap(),
        line: "99213".parse().unwrap(),
        place: None,
        site: None,
        role: Role::Performed,
        colleague: None,
        note: None,
    };
    store.write_entries(member, &[EntryWrite::Put { entry, seen: None }], now).await.unwrap();
    let contract = json!({ "id": OF_MEMBER, "name": "Employment", "year_start": "07-01", "from": "2026-01-01",
        "credit": { "preset": "full" } });
    let goal = json!({ "id": OF_MEMBER, "name": "Year", "span": "2026", "target": "5000" });
    let survey = json!({ "table": { "name": "Ours", "year": 2024, "measure": "work-rvus", "basis": "per-fte",
        "rows": [{ "specialty": "Urology", "n": 40, "points": [{ "percentile": 25, "value": "4000.00" }, { "percentile": 75, "value": "8000.00" }] }] } });
    let reconciliation = json!({ "name": "August", "read_on": "2026-08-14", "lines": ["2 2026-08-03 99213 1.300"],
        "comparison": { "from": "2026-08-01", "to": "2026-08-31", "days": 1 },
        "has": { "modifiers": true, "units": true, "work": true } });
    let documents = [
        (DocumentKind::Contract, contract),
        (DocumentKind::Goal, goal),
        (DocumentKind::Reconciliation, reconciliation),
        (DocumentKind::SurveyTable, survey),
    ];
    for (kind, content) in documents {
        let write = DocumentWrite { kind, id: OF_MEMBER, content: Some(content), seen: None };
        store.write_documents(member, &[write], now).await.unwrap();
    }
    let archive =
        json!({ "format": "openrvu-log", "version": 1, "exported": now, "entries": [], "documents": [] });
    let expires = now + SignedDuration::from_hours(24);
    store.keep_upload(member, OF_MEMBER, archive.to_string().as_bytes(), now, expires).await.unwrap();
    begin(server, member, SessionId(OF_MEMBER), "the member's").await;
    let passkey = Passkey {
        id: OF_MEMBER,
        user: member,
        credential: vec![1],
        state: vec![1],
        name: "phone".to_owned(),
        created: now,
        used: None,
    };
    store.add_passkey(&passkey).await.unwrap();
    for (number, scope) in [(0, "log:read"), (1, "log:write")] {
        let token = NewToken {
            id: TokenId(Uuid::from_u128(OF_MEMBER.as_u128() + number)),
            hash: hash(&format!("token {scope}")),
            name: scope.to_owned(),
            scopes: vec![scope.to_owned()],
            expires: None,
        };
        store.create_token(member, &token, now).await.unwrap();
    }
}

#[tokio::test]
async fn everybody_tries_everything() {
    let hosted = Hosted { registration: Registration::Open, ..Hosted::default() };
    let server = Server::of(Mode::Hosted(hosted), "http://localhost:8080").await;
    let (_, member) = joined(&server, "member@example.org", AccountRole::Member).await;
    let (_, other) = joined(&server, "other@example.org", AccountRole::Member).await;
    let (_, administrator) = joined(&server, "admin@example.org", AccountRole::Administrator).await;
    furnish(&server, member).await;
    let trier = |name, user, token, is_administrator| Trier { name, user, token, is_administrator };
    let triers = [
        trier("anonymous", None, None, false),
        trier("another member", Some(other), None, false),
        trier("an administrator", Some(administrator), None, true),
        trier("a token that reads", Some(member), Some("log:read"), false),
        trier("a token that writes", Some(member), Some("log:write"), false),
        trier("the member", Some(member), None, false),
    ];
    let stated: BTreeSet<(String, String)> =
        TABLE.iter().map(|(method, path, _)| ((*method).to_owned(), (*path).to_owned())).collect();
    let told = routes(&server);
    let unstated: Vec<_> = told.difference(&stated).collect();
    assert!(unstated.is_empty(), "say in TABLE who may ask for {unstated:?}");
    let gone: Vec<_> = stated.difference(&told).collect();
    assert!(gone.is_empty(), "the server does not answer to {gone:?}: take them out of TABLE");

    let before = all_of(&server, member).await;
    let mut wrong = Vec::new();
    for trier in &triers {
        // So that no limit of how often something is done stands in the way.
        wait(SignedDuration::from_hours(1));
        for (method, path, who) in TABLE {
            let address = path
                .replace("{id}", &OF_MEMBER.to_string())
                .replace("{hash}", &"00".repeat(32))
                .replace("{link}", "none")
                .replace("{*rest}", "nothing/here");
            let mut person = trier.person(&server).await;
            // The member's own attempts would change what others are refused; they come last, and are not made where
            // they end what the test itself holds.
            let response = if *method == "GET" {
                person.json(&server, method, &address, "").await
            } else if is_json(path) {
                person.json(&server, method, &address, "{}").await
            } else {
                person.post(&server, &address, &[]).await
            };
            let status = response.status();
            let to = response.headers().get(header::LOCATION).and_then(|to| to.to_str().ok());
            let came = match status {
                StatusCode::UNAUTHORIZED => "must sign in",
                StatusCode::SEE_OTHER if to.is_some_and(|to| to.starts_with("/sign-in?to=")) => {
                    "must sign in"
                }
                StatusCode::FORBIDDEN => "refused",
                _ => "may",
            };
            let named = path.contains("{id}") && !path.starts_with("/admin");
            let is_foreign = named && came == "may" && trier.user != Some(member);
            let is_right = came == trier.expected(*who)
                && !status.is_server_error()
                && (*who != Nothing || status == StatusCode::NOT_FOUND)
                && (!is_foreign
                    || matches!(
                        status,
                        StatusCode::NOT_FOUND
                            | StatusCode::CONFLICT
                            | StatusCode::BAD_REQUEST
                            | StatusCode::UNPROCESSABLE_ENTITY
                    ));
            if !is_right {
                wrong.push(format!("{method} {path}: {} {came} ({status}), {who:?}", trier.name));
            }
        }
        if trier.name == "a token that reads" {
            assert_eq!(all_of(&server, member).await, before, "somebody else changed what is the member's");
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// All that the member has, to be compared with later.
async fn all_of(server: &Server, member: UserId) -> String {
    let store = &server.app.store;
    let entries = store.changes(member, Revision(0), usize::MAX).await.unwrap();
    let mut documents = Vec::new();
    for kind in DocumentKind::ALL {
        documents.extend(store.documents(member, kind).await.unwrap());
    }
    let tokens: Vec<_> = store.tokens(member).await.unwrap().into_iter().map(|token| token.id).collect();
    let passkeys = store.passkeys(member).await.unwrap();
    let begun = "2026-08-14T16:00:00Z".parse().unwrap();
    let sessions = store.sessions(member, begun).await.unwrap();
    let is_there = sessions.iter().any(|session| session.id == SessionId(OF_MEMBER));
    let account = store.account(member).await.unwrap();
    format!("{entries:?} {documents:?} {tokens:?} {passkeys:?} {is_there} {account:?}")
}

/// Whether an address takes JSON.
fn is_json(path: &str) -> bool {
    path.starts_with("/api/")
        || path.contains("/passkey/")
        || path.ends_with("/begin")
        || path.ends_with("/finish")
}

#[tokio::test]
async fn a_personal_log_has_no_accounts() {
    let server = Server::personal().await;
    let accounts = ["/account", "/admin", "/sign-in", "/register", "/recover", "/invitation", "/reset"];
    for (method, path) in routes(&server) {
        assert!(!accounts.iter().any(|account| path.starts_with(account)), "{method} {path}");
    }
    let (status, _) = server.get("/account").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}
