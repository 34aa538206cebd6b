//! Documents for tests, made as the product makes them: from the texts and the structure of `openrvu-content`, from
//! the list of codes by use, and from CMS's release beside the repository where it is at hand.

#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "each test and the bench use a part of this, and may stop at the first surprise"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

use openrvu_content::{Library, structure};
use openrvu_core::{Code, CodeKind};
use openrvu_search::{Document, Field};

static LIBRARY: LazyLock<Library> = LazyLock::new(|| Library::embedded().unwrap());

/// By code: its place by use.
static RANKS: LazyLock<BTreeMap<Code, u32>> = LazyLock::new(|| {
    include_str!("../../../../data/usage/codes_by_use.txt").lines().flat_map(str::parse).zip(1..).collect()
});

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

/// The codes with texts.
pub fn written() -> BTreeSet<Code> {
    LIBRARY.entries().map(|(_, entry)| entry.code).collect()
}

/// The documents of an edition, or `None` with a line that says so where CMS's release is wanted and absent.
pub fn documents(edition: Edition) -> Option<Vec<Document>> {
    let descriptors = if edition == Edition::Starter { BTreeMap::new() } else { descriptors()? };
    let texts = if edition == Edition::Bare { BTreeSet::new() } else { written() };
    let codes: BTreeSet<Code> = texts.iter().chain(descriptors.keys()).copied().collect();
    let is_public = |code: Code| code.kind() == CodeKind::HcpcsII && !code.is_dental();
    let documents = codes.into_iter().map(|code| {
        let mut document = document(code, texts.contains(&code));
        if let Some(words) = descriptors.get(&code)
            && (edition != Edition::Imported || is_public(code))
        {
            document = document.with(Field::Descriptor, words);
        }
        document
    });
    Some(documents.collect())
}

fn document(code: Code, with_text: bool) -> Document {
    let document = Document::new(code)
        .with_all(Field::Section, structure::path_of(code).names())
        .ranked(RANKS.get(&code).copied());
    let Some((family, entry)) = LIBRARY.get(code).filter(|_| with_text) else { return document };
    let specialties = entry.specialties.iter().filter_map(|slug| LIBRARY.specialty(slug));
    document
        .with(Field::Title, &*entry.title)
        .with_all(Field::Synonym, entry.also_known_as.iter().map(String::as_str))
        .with(Field::Summary, &*entry.summary)
        .with(Field::Text, &*entry.plain)
        .with(Field::Text, &*entry.context)
        .with(Field::Family, &*family.title)
        .with_all(Field::Specialty, specialties.map(|specialty| specialty.name.as_str()))
}

/// By code: CMS's short descriptor, read in place and never kept.
fn descriptors() -> Option<BTreeMap<Code, String>> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/cms/releases/rvu26c.zip"));
    let unzipped = Command::new("unzip").arg("-p").arg(path).arg("PPRRVU*").output();
    let Some(unzipped) = unzipped.ok().filter(|output| output.status.success()) else {
        println!("skipped: {} is absent, or unzip is", path.display());
        return None;
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
    Some(out)
}

/// 20,000 documents: those of the release where it is at hand, then the same again under codes made up for this.
pub fn twenty_thousand() -> Vec<Document> {
    const WANTED: usize = 20_000;
    let mut documents =
        documents(Edition::Licensed).or_else(|| documents(Edition::Starter)).unwrap_or_default();
    let models = documents.clone();
    let held: BTreeSet<Code> = documents.iter().map(|document| document.code).collect();
    let made_up =
        (0..100_000).map(|number| format!("{number:05}")).filter_map(|code| code.parse::<Code>().ok());
    let missing = WANTED.saturating_sub(documents.len());
    let made_up = made_up.filter(|code| !held.contains(code)).take(missing);
    for (code, model) in made_up.zip(models.iter().cycle()) {
        let mut document = model.clone();
        document.code = code;
        document.fields.retain(|(field, _)| *field == Field::Descriptor || models.len() < 5_000);
        documents.push(document);
    }
    documents
}
