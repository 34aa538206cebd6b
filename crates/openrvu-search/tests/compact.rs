//! The compact index is small, and the script of a static export finds in it what the index finds.

#![allow(clippy::unwrap_used, reason = "what the tests share may stop at the first surprise")]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use openrvu_search::evaluate::{HELD_OUT, JUDGEMENTS};
use openrvu_search::{Compact, Document, Index, Lexicon, read_judgements};
use serde_json::json;
use support::Edition;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// The codes that a query found, as text.
type Hits = BTreeMap<String, Vec<String>>;

/// Writes what the script needs of an export: its index, and the script itself from its parts.
fn write_export(name: &str, documents: &[Document]) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(dir.join("assets")).unwrap();
    let index = Compact::of(documents.to_vec(), Lexicon::embedded().unwrap());
    let file = json!({ "index": index, "titles": [], "work": [] });
    fs::write(dir.join("search-index.json"), file.to_string()).unwrap();
    let parts = Path::new(ROOT).join("crates/openrvu-web/assets/static-search");
    let mut parts: Vec<PathBuf> = fs::read_dir(parts).unwrap().map(|part| part.unwrap().path()).collect();
    parts.sort();
    let script: String = parts.iter().map(|part| fs::read_to_string(part).unwrap()).collect();
    fs::write(dir.join("assets/static-search.parts.mjs"), script).unwrap();
    dir
}

/// What the script finds for every judgement, or `None` with a line that says so where node is absent.
fn script_hits(dir: &Path) -> Option<Hits> {
    let script = Path::new(ROOT).join("e2e/static-recall.mjs");
    let Ok(output) = Command::new("node").arg(script).arg(dir).arg("--hits").output() else {
        println!("skipped: node is absent");
        return None;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let line = |line: &str| {
        let (query, codes) = line.split_once('\t').unwrap();
        (query.to_owned(), codes.split(',').filter(|code| !code.is_empty()).map(str::to_owned).collect())
    };
    Some(text.lines().map(line).collect())
}

#[test]
fn the_script_finds_what_the_index_finds() {
    for edition in [Edition::Starter, Edition::Imported] {
        let Some(documents) = support::documents(edition) else { continue };
        let Some(found) = script_hits(&write_export(&format!("{edition:?}"), &documents)) else { return };
        let index = Index::build(Compact::documents(documents), Lexicon::embedded().unwrap());
        for (query, hits) in &found {
            let own = index.search(query, 10).hits;
            let own: Vec<&str> = own.iter().map(|hit| hit.code.as_str()).collect();
            assert_eq!(*hits, own, "{edition:?}: {query:?}");
        }
        for (list, least) in [(JUDGEMENTS, 950), (HELD_OUT, 930)] {
            let asked: Vec<_> = read_judgements(list)
                .unwrap()
                .into_iter()
                .filter_map(|one| found.get(&one.query).map(|hits| (one, hits)))
                .collect();
            let answered = asked.iter().filter(|(one, hits)| {
                hits.iter().take(3).any(|hit| one.codes.iter().any(|code| code.as_str() == hit))
            });
            let recall = answered.count() * 1000 / asked.len().max(1);
            println!("{edition:?}: recall@3 {recall} thousandths of {} queries", asked.len());
            assert!(recall >= least && asked.len() > 100, "{edition:?}: {recall} of {}", asked.len());
        }
    }
}

#[test]
fn a_complete_release_is_a_few_hundred_kilobytes_on_the_wire() {
    let Some(documents) = support::documents(Edition::Imported) else { return };
    let file = write_export("size", &documents).join("search-index.json");
    let Ok(gzip) = Command::new("gzip").arg("-9c").arg(&file).output() else {
        println!("skipped: gzip is absent");
        return;
    };
    println!("{} codes: {} bytes compressed", documents.len(), gzip.stdout.len());
    assert!(gzip.stdout.len() < 400_000, "{}", gzip.stdout.len());
}
