//! Hosted servers over the network: two processes beside each other on PostgreSQL, one killed while it writes.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod common;

use std::process::Command;

use common::{Browser, PASSWORD, Server, entry, join, openrvu};
use serde_json::json;

const ADA: &str = "ada@example.org";

/// The address of a new database in the cluster that `scripts/postgres` runs; none where it runs none.
fn database(name: &str) -> Option<String> {
    let Ok(cluster) = std::env::var("OPENRVU_TEST_POSTGRES") else {
        eprintln!("skipped: no PostgreSQL here; run the tests under scripts/postgres");
        return None;
    };
    let name = format!("{name}_{}", std::process::id());
    let made = Command::new("psql").args([&cluster, "-qc", &format!("CREATE DATABASE {name}")]).status();
    assert!(made.unwrap().success());
    Some(cluster.replace("/postgres?", &format!("/{name}?")))
}

#[test]
fn two_processes_beside_each_other_are_one_server() {
    let Some(database) = database("two") else { return };
    let folder = tempfile::tempdir().unwrap();
    let start = || Server::start(folder.path(), Some(&database), &["--hosted", "--api-limit", "60"]);
    // At once, so that both would make the tables.
    let (one, two) = std::thread::scope(|scope| {
        let (one, two) = (scope.spawn(start), scope.spawn(start));
        (one.join().unwrap(), two.join().unwrap())
    });
    let mut ada = join(&one, folder.path(), Some(&database), ADA);

    // Signed in on one, known on the other.
    assert!(ada.get(&two, "/account").body.contains(ADA));
    // Written on one, read on the other: entries, sums, documents.
    assert_eq!(ada.post_json(&one, "/api/v1/entries", &json!({ "entries": [entry(1)] })).status, 200);
    let read = ada.get(&two, "/api/v1/entries").json();
    assert_eq!(read["entries"].as_array().unwrap().len(), 1);
    let work = |ada: &mut Browser, server: &Server| {
        let answer = ada.get(server, "/api/v1/dashboard?period=year&on=2026-08-03").json();
        answer["total"]["work"].as_str().unwrap().to_owned()
    };
    assert_eq!([work(&mut ada, &one), work(&mut ada, &two)], ["1.300", "1.300"]);
    assert_eq!(ada.post_json(&two, "/api/v1/entries", &json!({ "entries": [entry(2)] })).status, 200);
    assert_eq!([work(&mut ada, &one), work(&mut ada, &two)], ["2.600", "2.600"]);
    let changes = ada.get(&one, "/api/v1/changes?after=1").json();
    assert_eq!(changes["entries"][0]["id"], entry(2)["id"]);

    // A conflict is told whoever is asked.
    let mut changed = entry(1);
    changed["units"] = json!(2);
    changed["seen"] = json!(1);
    assert_eq!(ada.post_json(&one, "/api/v1/entries", &json!({ "entries": [changed.clone()] })).status, 200);
    changed["units"] = json!(3);
    assert_eq!(ada.post_json(&two, "/api/v1/entries", &json!({ "entries": [changed] })).status, 409);

    // The bound on requests is one for both.
    let mut answered = 0;
    for number in 0..200 {
        let server = if number % 2 == 0 { &one } else { &two };
        match ada.get(server, "/api/v1/entries?limit=1").status {
            200 => answered += 1,
            429 => break,
            other => panic!("{other}"),
        }
    }
    assert!(answered <= 120, "{answered} requests of 60 in each of at most two minutes were answered");

    // Guessing on both is counted together.
    let mut stopped = 0;
    for number in 0..14 {
        let server = if number % 2 == 0 { &one } else { &two };
        let guess = Browser::default().post(
            server,
            "/sign-in",
            &[("email", "eve@example.org"), ("password", "wrong")],
        );
        stopped += u32::from(guess.status == 429);
    }
    assert!(stopped >= 4, "{stopped}");

    // Ended on one, unknown on the other.
    let mut copy = ada.clone();
    ada.post(&two, "/sign-out", &[]);
    assert_eq!(copy.get(&one, "/account").status, 303);
}

#[test]
fn a_server_killed_while_it_writes_has_written_whole_calls_and_all_that_it_answered() {
    let folder = tempfile::tempdir().unwrap();
    let start = || Server::start(folder.path(), None, &["--hosted", "--api-limit", "0"]);
    let mut server = start();
    let mut ada = join(&server, folder.path(), None, ADA);
    let (mut answered, mut next) = (0, 0_u64);
    for round in 0..4 {
        std::thread::scope(|scope| {
            let (server, ada) = (&server, &mut ada);
            let writer = scope.spawn(move || {
                let mut answered = 0;
                for call in 0.. {
                    let entries: Vec<_> = (0..50).map(|line| entry(next + call * 50 + line)).collect();
                    let body = json!({ "entries": entries }).to_string();
                    match ada.send(server, "POST", "/api/v1/entries", "application/json", &body) {
                        Some(answer) if answer.status == 200 => answered += 50,
                        None => break,
                        Some(answer) => panic!("{answer:?}"),
                    }
                }
                answered
            });
            std::thread::sleep(std::time::Duration::from_millis(300 + round * 7));
            Command::new("kill").args(["-9", &server.pid().to_string()]).status().unwrap();
            answered += writer.join().unwrap();
        });
        server = start();
        let kept = count(&mut ada, &server);
        assert_eq!(kept % 50, 0, "a call was written in part");
        assert!(kept >= answered, "{answered} were answered, {kept} are kept");
        (answered, next) = (kept, kept);
    }
    assert!(answered > 0);
}

#[test]
fn a_server_killed_while_it_imports_restores_and_keeps_contracts_has_done_each_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let start = || Server::start(folder.path(), None, &["--hosted", "--api-limit", "0"]);
    let mut server = start();
    let mut ada = join(&server, folder.path(), None, ADA);
    let id = "0e8a1d7c-2f6b-4c1e-9d3a-5b7f9c2e4a61";
    let address = format!("/api/v1/contracts/{id}");
    let contract = |version: u64, seen: Option<u64>| {
        let contract = json!({ "id": id, "name": format!("Version {version}"), "from": "2026-01-01",
            "year_start": "01-01", "credit": { "preset": "full" } });
        json!({ "contract": contract, "seen": seen }).to_string()
    };
    let (mut call, mut answered) = (0_u64, 0_u64);
    for round in 0..4_u64 {
        let first = call;
        let (calls, entries, version) = std::thread::scope(|scope| {
            let (server, ada, address, contract) = (&server, &mut ada, &address, &contract);
            let writer = scope.spawn(move || {
                let kept = ada.get(server, address);
                let mut seen = (kept.status == 200).then(|| kept.json()["revision"].as_u64().unwrap());
                let (mut entries, mut version) = (0, None);
                for call in first.. {
                    let sent = |answer: Option<common::Answer>| {
                        let answer = answer?;
                        assert_eq!(answer.status, 200, "{answer:?}");
                        Some(answer)
                    };
                    let json = "application/json";
                    // A month of its own for each table, and names of their own for each archive.
                    let rows: String =
                        (1..=50).map(|n| format!("{}/{}/{},99213,{n}\n", 1 + call % 12, 1 + call % 28, 2010 + call % 15)).collect();
                    let table = json!({ "table": { "text": format!("DOS,CPT,Units\n{rows}") }, "add_alike": true }).to_string();
                    let Some(_) = sent(ada.send(server, "POST", "/api/v1/imports", json, &table)) else { return (call, entries, version) };
                    entries += 50;
                    let Some(kept) = sent(ada.send(server, "PUT", address, json, &contract(call, seen))) else { return (call, entries, version) };
                    (seen, version) = (kept.json()["revision"].as_u64(), Some(call));
                    let archived = (0..50).map(|line| {
                        let entry = entry(call * 50 + line);
                        json!({ "id": entry["id"], "encounter": entry["id"], "date": "2026-08-03", "line": { "code": "99213" } })
                    });
                    let archive = json!({ "format": "openrvu-log", "version": 1, "exported": "2026-08-14T16:00:00Z",
                        "entries": archived.collect::<Vec<_>>(), "documents": [] }).to_string();
                    let Some(_) = sent(ada.send(server, "POST", "/api/v1/archive", json, &archive)) else { return (call, entries, version) };
                    entries += 50;
                }
                (first, entries, version)
            });
            std::thread::sleep(std::time::Duration::from_millis(400 + round * 13));
            Command::new("kill").args(["-9", &server.pid().to_string()]).status().unwrap();
            writer.join().unwrap()
        });
        server = start();
        let kept = count(&mut ada, &server);
        assert_eq!(kept % 50, 0, "an import or a restore was written in part");
        assert!(kept >= answered + entries, "{entries} more were answered after {answered}, {kept} are kept");
        if let Some(version) = version {
            let name = ada.get(&server, &address).json()["contract"]["name"].clone();
            assert!(
                [version, version + 1].map(|version| json!(format!("Version {version}"))).contains(&name),
                "{name}"
            );
        }
        (answered, call) = (kept, calls + 1);
    }
    assert!(answered > 0);
}

/// How many entries there are.
fn count(ada: &mut Browser, server: &Server) -> u64 {
    let (mut count, mut after) = (0, 0);
    loop {
        let changes = ada.get(server, &format!("/api/v1/changes?after={after}&limit=1000")).json();
        count += changes["entries"].as_array().unwrap().len() as u64;
        after = changes["revision"].as_u64().unwrap();
        if changes["more"] == false {
            return count;
        }
    }
}

#[test]
fn the_first_administrator_is_made_on_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let create = |args: &[&str]| {
        let output = openrvu(folder.path(), None).args(["account"]).args(args).output().unwrap();
        (
            output.status.code(),
            String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr),
        )
    };
    let origin = ["--origin", "https://openrvu.example"];
    let (code, told) = create(&["create", "--admin", ADA, origin[0], origin[1]]);
    assert_eq!(code, Some(0), "{told}");
    let link = told.lines().find_map(|line| line.strip_prefix("https://openrvu.example")).unwrap();
    let server = Server::start(folder.path(), None, &["--hosted"]);
    let mut ada = Browser::default();
    assert_eq!(ada.post(&server, link, &[("email", ADA), ("password", PASSWORD)]).status, 303);
    assert_eq!(ada.get(&server, "/admin").status, 200);
    assert_eq!(Browser::default().get(&server, link).status, 404, "the link is used up");

    let (code, told) = create(&["create", ADA]);
    assert_eq!(code, Some(3));
    assert!(told.contains("There is an account with this e-mail address"), "{told}");
    let (_, told) = create(&["reset", ADA]);
    let link = told.lines().find_map(|line| line.strip_prefix("http://127.0.0.1:8080")).unwrap();
    let mut lost = Browser::default();
    assert_eq!(lost.post(&server, link, &[("password", "battery staple horse")]).status, 303);
    assert_eq!(ada.get(&server, "/account").status, 303, "every other session ended");
    assert_eq!(create(&["reset", "eve@example.org"]).0, Some(3));
}

#[test]
fn passwords_do_not_travel_in_the_clear() {
    let folder = tempfile::tempdir().unwrap();
    let refused = openrvu(folder.path(), None)
        .args(["serve", "--hosted", "--addr", "127.0.0.1:0", "--origin", "http://openrvu.example"])
        .output()
        .unwrap();
    assert_eq!(refused.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("in the clear"));
    let server = Server::start(folder.path(), None, &["--hosted", "--origin", "https://openrvu.example"]);
    for path in ["/", "/sign-in", "/codes/99213"] {
        let answer = Browser::default().get(&server, path);
        assert!(answer.headers["strict-transport-security"].starts_with("max-age="), "{path}");
    }
}
