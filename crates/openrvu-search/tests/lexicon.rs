//! The lexicon against CMS's files: its codes are held, and its words are our own.

#![allow(clippy::unwrap_used, reason = "what the tests share may stop at the first surprise")]

mod support;

use std::collections::BTreeSet;

use openrvu_search::{Document, Field, Index, Lexicon};

fn plain(text: &str) -> String {
    let lower = text.to_lowercase();
    lower
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn no_name_of_the_lexicon_is_cms_s_descriptor_and_every_code_is_held() {
    let Some(documents) = support::documents(support::Edition::Bare) else { return };
    let descriptors: BTreeSet<String> = documents
        .iter()
        .flat_map(|document| &document.fields)
        .filter(|(field, _)| *field == Field::Descriptor)
        .map(|(_, text)| plain(text))
        .collect();
    let held: BTreeSet<_> = documents.iter().map(|document| document.code).collect();
    let lexicon = Lexicon::embedded().unwrap();
    let mut count = 0;
    for (code, names) in lexicon.names() {
        assert!(held.contains(code), "{code} is not in the release");
        for name in names {
            assert!(!descriptors.contains(&plain(name)), "{code}: {name:?} is a descriptor of CMS's");
            count += 1;
        }
    }
    assert!(count > 500, "{count}");
}

#[test]
fn a_code_without_texts_is_found_by_the_lexicon_s_name() {
    let index = Index::build([Document::new("48150".parse().unwrap())], Lexicon::embedded().unwrap());
    let hit = &index.search("whipple", 3).hits[0];
    assert_eq!(hit.code.as_str(), "48150");
    assert_eq!(serde_json::to_value(&hit.matched).unwrap()["by"], "lexicon");
}

#[test]
fn every_code_in_use_has_a_title_a_public_descriptor_or_a_name() {
    let Some(documents) = support::documents(support::Edition::Imported) else { return };
    let lexicon = Lexicon::embedded().unwrap();
    let named: BTreeSet<_> = lexicon.names().iter().map(|(code, _)| *code).collect();
    let nameless: Vec<String> = documents
        .iter()
        .filter(|document| document.rank.is_some() && document.title().is_empty())
        .filter(|document| !named.contains(&document.code))
        .map(|document| document.code.to_string())
        .collect();
    assert!(nameless.is_empty(), "{nameless:?}");
}
