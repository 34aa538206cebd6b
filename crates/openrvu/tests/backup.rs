//! A log out of the program and back into it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

fn openrvu(data: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_openrvu")).env("OPENRVU_DATA_DIR", data).args(args).output().unwrap()
}

fn serve(data: &Path) -> Child {
    let mut server = Command::new(env!("CARGO_BIN_EXE_openrvu"))
        .env("OPENRVU_DATA_DIR", data)
        .args(["serve", "--addr", "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let ready = BufReader::new(server.stdout.take().unwrap()).lines().next().unwrap().unwrap();
    assert!(ready.contains("OpenRVU is at"), "{ready}");
    server
}

#[test]
fn a_log_is_backed_up_beside_its_server_and_restored_without_it() {
    let folder = tempfile::tempdir().unwrap();
    let (data, file) = (folder.path().join("data"), folder.path().join("log.backup"));
    let file = file.to_str().unwrap();
    let none = openrvu(&data, &["backup", file]);
    assert_eq!(none.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&none.stderr).contains("there is no log at"));

    let mut server = serve(&data);
    let copied = openrvu(&data, &["backup", file, "--json"]);
    assert!(copied.status.success(), "{}", String::from_utf8_lossy(&copied.stderr));
    let copied: serde_json::Value = serde_json::from_slice(&copied.stdout).unwrap();
    assert_eq!(copied["accounts"], 1);
    let in_use = openrvu(&data, &["restore", file]);
    assert_eq!(in_use.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&in_use.stderr).contains("stop the server"));
    server.kill().unwrap();
    server.wait().unwrap();

    let restored = openrvu(&data, &["restore", file]);
    assert!(restored.status.success(), "{}", String::from_utf8_lossy(&restored.stderr));
    assert!(String::from_utf8_lossy(&restored.stdout).contains("kept as"));
    std::fs::write(file, "not a log").unwrap();
    let foreign = openrvu(&data, &["restore", file]);
    assert_eq!(foreign.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&foreign.stderr).contains("not a database"));
}
