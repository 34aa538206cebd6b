//! Servers as their operator runs them, and browsers that ask them over the network.
#![allow(dead_code, reason = "each test takes what it needs")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A password that is taken.
pub const PASSWORD: &str = "correct horse battery";

/// A server process; it is killed when it goes out of scope.
pub struct Server {
    child: Child,
    pub address: String,
}

impl Server {
    /// `openrvu serve` over a data folder, on a free port.
    pub fn start(data: &Path, database: Option<&str>, args: &[&str]) -> Self {
        Self::spawn(openrvu(data, database), args)
    }

    /// The same over a file of the data folder, what it writes on standard error going elsewhere.
    pub fn start_telling(data: &Path, args: &[&str], told: Stdio) -> Self {
        let mut command = openrvu(data, None);
        command.stderr(told);
        Self::spawn(command, args)
    }

    fn spawn(mut command: Command, args: &[&str]) -> Self {
        command.args(["serve", "--addr", "127.0.0.1:0"]).args(args);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let ready = BufReader::new(child.stdout.take().unwrap()).lines().next().unwrap().unwrap();
        let (_, address) = ready.split_once("http://").unwrap_or_else(|| panic!("{ready}"));
        let address = address.split(' ').next().unwrap().to_owned();
        Self { child, address }
    }

    /// The process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// SIGKILL, which no program can answer.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The program over a data folder, and a database where one is named.
pub fn openrvu(data: &Path, database: Option<&str>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_openrvu"));
    command.env("OPENRVU_DATA_DIR", data).env_remove("DATABASE_URL");
    if let Some(database) = database {
        command.env("DATABASE_URL", database);
    }
    command
}

/// What a server answered.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: BTreeMap<String, String>,
    pub body: String,
}

impl Answer {
    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// A browser with its cookie.
#[derive(Debug, Clone, Default)]
pub struct Browser {
    pub cookie: Option<String>,
}

impl Browser {
    /// Asks for an address.
    pub fn get(&mut self, server: &Server, path: &str) -> Answer {
        self.send(server, "GET", path, "text/plain", "").unwrap()
    }

    /// Sends a form.
    pub fn post(&mut self, server: &Server, path: &str, form: &[(&str, &str)]) -> Answer {
        let pair =
            |(name, value): &(&str, &str)| format!("{name}={}", value.replace('@', "%40").replace(' ', "+"));
        let form: Vec<String> = form.iter().map(pair).collect();
        self.send(server, "POST", path, "application/x-www-form-urlencoded", &form.join("&")).unwrap()
    }

    /// Sends JSON.
    pub fn post_json(&mut self, server: &Server, path: &str, body: &serde_json::Value) -> Answer {
        self.send(server, "POST", path, "application/json", &body.to_string()).unwrap()
    }

    /// Sends a request; none where the server went away before it answered.
    pub fn send(
        &mut self,
        server: &Server,
        method: &str,
        path: &str,
        content_type: &str,
        body: &str,
    ) -> Option<Answer> {
        let cookie = self.cookie.as_ref().map(|cookie| format!("Cookie: {cookie}\r\n")).unwrap_or_default();
        let mut stream = TcpStream::connect(&server.address).ok()?;
        let length = body.len();
        let address = &server.address;
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {address}\r\nSec-Fetch-Site: same-origin\r\n{cookie}\
             Content-Type: {content_type}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        )
        .ok()?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).ok()?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let (head, body) = text.split_once("\r\n\r\n")?;
        let mut lines = head.lines();
        let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
        let headers: BTreeMap<String, String> = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
            .collect();
        if let Some(set) = headers.get("set-cookie") {
            self.cookie = set.split(';').next().map(str::to_owned);
        }
        let body = if headers.contains_key("transfer-encoding") { unchunked(body) } else { body.to_owned() };
        Some(Answer { status, headers, body })
    }
}

fn unchunked(mut body: &str) -> String {
    let mut whole = String::new();
    while let Some((size, rest)) = body.split_once("\r\n") {
        let size = usize::from_str_radix(size, 16).unwrap_or(0);
        if size == 0 || rest.len() < size {
            break;
        }
        whole.push_str(&rest[..size]);
        body = rest[size..].trim_start_matches("\r\n");
    }
    whole
}

/// Makes an account by the operator's link, and signs in.
pub fn join(server: &Server, data: &Path, database: Option<&str>, email: &str) -> Browser {
    let made = openrvu(data, database).args(["account", "create", email, "--json"]).output().unwrap();
    let made: serde_json::Value = serde_json::from_slice(&made.stdout).unwrap();
    let link = made["link"].as_str().unwrap().split_once(":8080").unwrap().1.to_owned();
    let mut browser = Browser::default();
    let joined = browser.post(server, &link, &[("email", email), ("password", PASSWORD)]);
    assert_eq!(joined.status, 303, "{joined:?}");
    browser
}

/// An entry whose id a number tells.
pub fn entry(number: u64) -> serde_json::Value {
    let id = format!("{number:08x}-2f6b-4c1e-9d3a-5b7f9c2e4a61");
    serde_json::json!({ "id": id, "encounter": id, "date": "2026-08-03", "code": "99213" })
}
