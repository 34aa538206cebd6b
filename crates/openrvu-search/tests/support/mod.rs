//! Documents for tests: from the texts in `content/`, from CMS's figures beside the repository, from both.

#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "each test and the bench use a part of this, and may stop at the first surprise"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use openrvu_core::{Code, CodeKind};
use openrvu_search::{Document, Field};
use serde::Deserialize;

#[derive(Deserialize)]
struct File {
    family: Family,
    code: Vec<Entry>,
}

#[derive(Deserialize)]
struct Family {
    title: String,
}

#[derive(Deserialize)]
struct Entry {
    code: String,
    title: String,
    also_known_as: Vec<String>,
    summary: String,
    plain: String,
    context: String,
    documentation: String,
    specialties: Vec<String>,
}

fn shared() -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/cms")).to_owned()
}

/// By code: the place by use.
pub fn ranks() -> Option<BTreeMap<Code, u32>> {
    let path = shared().join("volume/volume_rank.csv");
    let Ok(text) = fs::read_to_string(&path) else {
        println!("skipped: {} is absent", path.display());
        return None;
    };
    Some(
        text.lines()
            .filter_map(|line| {
                let mut columns = line.split(',');
                let rank = columns.next()?.parse().ok()?;
                Some((columns.next()?.parse().ok()?, rank))
            })
            .collect(),
    )
}

/// By code: CMS's short descriptor, read in place and never kept.
fn descriptors() -> BTreeMap<Code, String> {
    let path = shared().join("releases/rvu26c.zip");
    let Ok(unzipped) = Command::new("unzip").arg("-p").arg(path).arg("PPRRVU*").output() else {
        return BTreeMap::new();
    };
    // Latin-1: every byte is a character.
    let text: String = unzipped.stdout.iter().map(|byte| char::from(*byte)).collect();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut out = BTreeMap::new();
    for row in reader.records().flatten() {
        if let (Some(code), Some(words)) = (row.get(0), row.get(2))
            && let Ok(code) = code.parse()
        {
            out.entry(code).or_insert_with(|| words.to_owned());
        }
    }
    out
}

fn toml_files(folder: &Path, out: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            toml_files(&path, out);
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            out.push(path);
        }
    }
}

/// Documents of the texts in `content/`.
pub fn texts(ranks: &BTreeMap<Code, u32>) -> Vec<Document> {
    let mut files = Vec::new();
    toml_files(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../content")), &mut files);
    files.sort();
    let mut out = Vec::new();
    for path in files {
        let Ok(file) = toml::from_str::<File>(&fs::read_to_string(&path).unwrap()) else { continue };
        for entry in file.code {
            let code: Code = entry.code.parse().unwrap();
            out.push(
                Document::new(code)
                    .with(Field::Title, entry.title)
                    .with_all(Field::Synonym, entry.also_known_as)
                    .with(Field::Family, &file.family.title)
                    .with(Field::Summary, entry.summary)
                    .with(Field::Text, entry.plain)
                    .with(Field::Text, entry.context)
                    .with(Field::Text, entry.documentation)
                    .with_all(Field::Specialty, entry.specialties.iter().map(|slug| slug.replace('-', " ")))
                    .ranked(ranks.get(&code).copied()),
            );
        }
    }
    out
}

/// What the documents of a test are made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edition {
    /// Every code of the release with CMS's short descriptor, and no texts of ours.
    Bare,
    /// The codes with texts, as in the starter edition.
    Starter,
    /// Every code of the release, CPT codes without descriptors: what a user has who accepts no license.
    Imported,
    /// Every code of the release with its descriptor and with our texts.
    Licensed,
}

/// The documents of an edition.
pub fn documents(edition: Edition) -> Option<Vec<Document>> {
    let ranks = ranks()?;
    if edition == Edition::Starter {
        return Some(texts(&ranks));
    }
    let is_public = |code: Code| code.kind() == CodeKind::HcpcsII && !code.is_dental();
    let mut documents: BTreeMap<Code, Document> = descriptors()
        .into_iter()
        .map(|(code, words)| {
            let document = Document::new(code).ranked(ranks.get(&code).copied());
            let shown = edition != Edition::Imported || is_public(code);
            (code, if shown { document.with(Field::Descriptor, words) } else { document })
        })
        .collect();
    if edition != Edition::Bare {
        for document in texts(&ranks) {
            match documents.get_mut(&document.code) {
                Some(known) => known.fields.extend(document.fields),
                None => {
                    documents.insert(document.code, document);
                }
            }
        }
    }
    Some(documents.into_values().collect())
}

/// 20,000 documents: those of the release where it is at hand, then the texts again under codes made up for this.
pub fn twenty_thousand() -> Vec<Document> {
    const WANTED: usize = 20_000;
    let mut documents = documents(Edition::Licensed).unwrap_or_else(|| texts(&BTreeMap::new()));
    let texts = documents.clone();
    let made_up =
        (0..100_000).map(|number| format!("{number:05}")).filter_map(|code| code.parse::<Code>().ok());
    let held: BTreeSet<Code> = documents.iter().map(|document| document.code).collect();
    let missing = WANTED.saturating_sub(documents.len());
    let made_up = made_up.filter(|code| !held.contains(code)).take(missing);
    for (code, like) in made_up.zip(texts.iter().cycle()) {
        let mut document = like.clone();
        document.code = code;
        document.fields.retain(|(field, _)| *field == Field::Descriptor || texts.len() < 5_000);
        documents.push(document);
    }
    documents
}
