//! Any text as a query: an answer within bounds, never a panic.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use openrvu_search::{Document, Field, Index, Lexicon, RESULT_LIMIT};

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let documents = [
        ("27447", "Total knee replacement"),
        ("45378", "Diagnostic colonoscopy"),
        ("72148", "MRI of the lumbar spine without contrast"),
        ("99214", "Office visit, established patient, 30 to 39 minutes"),
        ("G0105", "Screening colonoscopy, high risk"),
    ];
    let documents = documents.into_iter().filter_map(|(code, title)| {
        Some(Document::new(code.parse().ok()?).with(Field::Title, title).ranked(Some(1)))
    });
    Index::build(documents, Lexicon::embedded().unwrap_or_default())
});

fuzz_target!(|query: &str| {
    let answer = INDEX.search(query, usize::MAX);
    assert!(answer.hits.len() <= RESULT_LIMIT);
});
