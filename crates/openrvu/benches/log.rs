//! The log under load, over HTTP. `bench/log` starts the servers and calls this.
//!
//! ```text
//! log accounts STORE N            makes N accounts, prints a token a line; STORE is a file or a postgres: address
//! log fill BASE TOKEN N           writes N entries, 1,000 a request
//! log dashboard BASE TOKEN        asks for dashboards, one after the other, then each after a new entry
//! log users BASE SECONDS          as many users at once as standard input has tokens; counts what is lost
//! ```
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a measurement stops at the first surprise"
)]

use std::collections::BTreeSet;
use std::io::BufRead;
use std::time::{Duration, Instant};

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::SendRequest;
use hyper::{Request, StatusCode};
use hyper_util::rt::TokioIo;
use jiff::civil::{Date, date};
use jiff::{Timestamp, ToSpan};
use openrvu_store::{AccountRole, NewAccount, NewToken, Store, TokenId, UserId};
use openrvu_store_postgres::PostgresStore;
use openrvu_store_sqlite::SqliteStore;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::net::TcpStream;
use uuid::Uuid;

/// What is given: office visits, and procedures of one session.
const VISITS: [&str; 6] = ["99213", "99214", "99214", "99215", "99203", "99204"];
const PROCEDURES: [&str; 6] = ["45378", "45385", "43239", "27447", "29881", "20610"];
/// The last day of the made-up log.
const LAST: Date = date(2026, 11, 27);

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        match arguments.as_slice() {
            ["accounts", store, count] => accounts(store, count.parse().unwrap()).await,
            ["fill", base, token, count] => fill(base, token, count.parse().unwrap()).await,
            ["dashboard", base, token] => dashboard(base, token).await,
            ["users", base, seconds] => users(base, Duration::from_secs(seconds.parse().unwrap())).await,
            // `cargo bench` without a word from `bench/log` measures nothing.
            _ => println!("usage: see bench/log"),
        }
    });
}

#[expect(clippy::disallowed_methods, reason = "a measurement has its own clock")]
async fn accounts(place: &str, count: u64) {
    let store: Box<dyn Store> = match place.starts_with("postgres:") {
        true => Box::new(PostgresStore::connect(place).await.unwrap()),
        false => Box::new(SqliteStore::connect(place.as_ref()).await.unwrap()),
    };
    let (now, mut chance) = (Timestamp::now(), Chance::new(count));
    for number in 0..count {
        let user = UserId(chance.uuid());
        let account = NewAccount {
            user,
            email: Some(format!("user{number}@bench.example")),
            password_hash: None,
            role: AccountRole::Member,
        };
        store.create_account(&account, None, now).await.unwrap();
        let secret = format!("orvu_{}", chance.uuid().simple());
        let token = NewToken {
            id: TokenId(chance.uuid()),
            hash: Sha256::digest(secret.as_bytes()).into(),
            name: "bench".to_owned(),
            scopes: vec!["log:read".to_owned(), "log:write".to_owned()],
            expires: None,
        };
        store.create_token(user, &token, now).await.unwrap();
        println!("{secret}");
    }
}

/// Writes a log of five years, as many entries a day as it takes.
async fn fill(base: &str, token: &str, count: usize) {
    let mut client = Client::connect(base, token).await;
    let mut chance = Chance::new(1);
    let days = 5 * 365;
    let begun = Instant::now();
    let mut batch = Vec::new();
    for at in 0..count {
        let back = i32::try_from(days - 1 - at * days / count).unwrap();
        batch.push(entry(&mut chance, LAST - back.days()));
        if batch.len() == 1_000 || at + 1 == count {
            client.write(&batch).await;
            batch.clear();
        }
    }
    println!("  {count} entries, 1,000 a request: {} entries/s", per_second(count, begun.elapsed()));
}

async fn dashboard(base: &str, token: &str) {
    let mut client = Client::connect(base, token).await;
    let begun = Instant::now();
    client.get("/log/dashboard").await;
    println!(
        "  first dashboard after the server's start, the whole log read and valued: {} ms",
        begun.elapsed().as_millis()
    );
    for (words, path) in [
        ("of a month", "/log/dashboard?on=2026-11-27"),
        ("of a year", "/log/dashboard?period=year&on=2026-11-27"),
        ("of five years", "/log/dashboard?from=2021-11-28&to=2026-11-27"),
        ("of five years, of one site", "/log/dashboard?from=2021-11-28&to=2026-11-27&site=North"),
    ] {
        let mut times = Vec::new();
        for _ in 0..300 {
            let begun = Instant::now();
            client.get(path).await;
            times.push(begun.elapsed());
        }
        println!("  {words}: {}", Percentiles::of(&mut times));
    }
    let mut chance = Chance::new(3);
    let (mut writes, mut times) = (Vec::new(), Vec::new());
    for _ in 0..300 {
        let begun = Instant::now();
        client.write(&[entry(&mut chance, LAST)]).await;
        writes.push(begun.elapsed());
        let begun = Instant::now();
        client.get("/log/dashboard?period=year&on=2026-11-27").await;
        times.push(begun.elapsed());
    }
    println!("  an entry written: {}", Percentiles::of(&mut writes));
    println!("  of a year, each after an entry: {}", Percentiles::of(&mut times));
}

/// What a user did.
#[derive(Default)]
struct Done {
    accepted: BTreeSet<String>,
    writes: Vec<Duration>,
    dashboards: Vec<Duration>,
}

async fn users(base: &str, length: Duration) {
    let tokens: Vec<String> = std::io::stdin().lock().lines().map(Result::unwrap).collect();
    let begun = Instant::now();
    let tasks: Vec<_> = (0..)
        .zip(&tokens)
        .map(|(number, token)| tokio::spawn(one_user(base.to_owned(), token.clone(), number, begun + length)))
        .collect();
    let mut all = Vec::new();
    for task in tasks {
        all.push(task.await.expect("every user goes on to the end without an error"));
    }
    let elapsed = begun.elapsed();
    let (mut accepted, mut found, mut lost) = (0, 0, 0);
    for (token, done) in tokens.iter().zip(&all) {
        let kept = Client::connect(base, token).await.everything().await;
        accepted += done.accepted.len();
        found += kept.len();
        lost += done.accepted.difference(&kept).count();
    }
    let mut writes: Vec<_> = all.iter().flat_map(|done| done.writes.iter().copied()).collect();
    let mut dashboards: Vec<_> = all.iter().flat_map(|done| done.dashboards.iter().copied()).collect();
    let requests = writes.len() + dashboards.len();
    println!("  {} users for {} s: {requests} requests, no error", tokens.len(), elapsed.as_secs());
    println!(
        "  {accepted} entries accepted ({} entries/s), {found} found again, {lost} lost",
        per_second(accepted, elapsed)
    );
    println!("  writing 1 to 3 entries: {}", Percentiles::of(&mut writes));
    println!("  dashboards: {}", Percentiles::of(&mut dashboards));
    assert_eq!((found, lost), (accepted, 0), "nothing is lost, and nothing is there that was not accepted");
}

/// Writes as fast as answers come, and looks at the dashboard after every third time.
async fn one_user(base: String, token: String, number: u64, end: Instant) -> Done {
    let mut client = Client::connect(&base, &token).await;
    let mut chance = Chance::new(1_000 + number);
    let mut done = Done::default();
    let mut turn = 0_u64;
    while Instant::now() < end {
        turn += 1;
        let day = LAST - i32::try_from(chance.below(300)).unwrap().days();
        let entries: Vec<Value> = (0..=chance.below(3)).map(|_| entry(&mut chance, day)).collect();
        let begun = Instant::now();
        client.write(&entries).await;
        done.writes.push(begun.elapsed());
        done.accepted.extend(entries.iter().map(|entry| entry["id"].as_str().unwrap().to_owned()));
        if turn.is_multiple_of(3) {
            let begun = Instant::now();
            client.get("/log/dashboard?period=year&on=2026-11-27").await;
            done.dashboards.push(begun.elapsed());
        }
    }
    done
}

fn entry(chance: &mut Chance, day: Date) -> Value {
    let (is_visit, site) =
        (chance.below(4) > 0, ["Main", "North", "South"][usize::try_from(chance.below(3)).unwrap()]);
    let codes = if is_visit { VISITS } else { PROCEDURES };
    let code = codes[usize::try_from(chance.below(6)).unwrap()];
    let modifiers: &[&str] = if is_visit && chance.below(5) == 0 { &["25"] } else { &[] };
    json!({
        "id": chance.uuid(), "encounter": chance.uuid(), "date": day, "code": code, "modifiers": modifiers,
        "site": site, "place": if is_visit { "11" } else { "22" },
    })
}

/// Numbers that look random, the same every time.
struct Chance(u64);

impl Chance {
    /// Far from the numbers of every other seed.
    fn new(seed: u64) -> Self {
        Self(mix(seed))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(self.0)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    fn uuid(&mut self) -> Uuid {
        let bytes = (u128::from(self.next()) << 64 | u128::from(self.next())).to_be_bytes();
        uuid::Builder::from_random_bytes(bytes).into_uuid()
    }
}

fn mix(number: u64) -> u64 {
    let mixed = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

/// A connection that asks one thing after the other.
struct Client {
    sender: SendRequest<Full<Bytes>>,
    host: String,
    token: String,
}

impl Client {
    async fn connect(base: &str, token: &str) -> Self {
        let host = base.strip_prefix("http://").expect("an address that begins with http://").to_owned();
        let stream = TcpStream::connect(&host).await.unwrap();
        stream.set_nodelay(true).unwrap();
        let (sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection);
        Self { sender, host, token: token.to_owned() }
    }

    async fn send(&mut self, method: &str, path: &str, body: Option<&Value>) -> Bytes {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", &self.host)
            .header("authorization", format!("Bearer {}", self.token));
        if body.is_some() {
            request = request.header("content-type", "application/json");
        }
        let body = body.map(|body| body.to_string()).unwrap_or_default();
        let request = request.body(Full::new(Bytes::from(body))).unwrap();
        self.sender.ready().await.unwrap();
        let response = self.sender.send_request(request).await.unwrap();
        let status = response.status();
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        assert_eq!(status, StatusCode::OK, "{method} {path}: {}", String::from_utf8_lossy(&bytes));
        bytes
    }

    async fn get(&mut self, path: &str) -> Bytes {
        self.send("GET", path, None).await
    }

    /// Writes entries; every one of them is new.
    async fn write(&mut self, entries: &[Value]) {
        let answer = self.send("POST", "/api/v1/entries", Some(&json!({ "entries": entries }))).await;
        let answer: Value = serde_json::from_slice(&answer).unwrap();
        assert_eq!(answer["changed"], json!(entries.len()), "{answer}");
    }

    /// The ids of everything that is kept.
    async fn everything(&mut self) -> BTreeSet<String> {
        let mut ids = BTreeSet::new();
        let mut after = 0;
        loop {
            let answer = self.get(&format!("/api/v1/changes?after={after}&limit=1000")).await;
            let answer: Value = serde_json::from_slice(&answer).unwrap();
            ids.extend(
                answer["entries"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|entry| entry["id"].as_str().unwrap().to_owned()),
            );
            after = answer["revision"].as_u64().unwrap();
            if answer["more"] == json!(false) {
                return ids;
            }
        }
    }
}

fn per_second(count: usize, elapsed: Duration) -> u128 {
    count as u128 * 1_000 / elapsed.as_millis().max(1)
}

/// Half, 99 of 100 and the longest of some times.
struct Percentiles {
    half: Duration,
    most: Duration,
    longest: Duration,
}

impl Percentiles {
    fn of(times: &mut [Duration]) -> Self {
        times.sort();
        let at = |part: usize| times.get(times.len() * part / 100).copied().unwrap_or_default();
        Self { half: at(50), most: at(99), longest: times.last().copied().unwrap_or_default() }
    }
}

impl std::fmt::Display for Percentiles {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ms = |time: Duration| format!("{}.{:02} ms", time.as_millis(), time.as_micros() % 1_000 / 10);
        write!(f, "p50 {}, p99 {}, longest {}", ms(self.half), ms(self.most), ms(self.longest))
    }
}
