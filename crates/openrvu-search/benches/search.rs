//! How long an answer takes, and how long building the index takes, with 20,000 codes.
//!
//! Without CMS's files beside the repository the documents are the texts in `content/`, repeated under made-up
//! codes until there are 20,000.

#[path = "../tests/support/mod.rs"]
mod support;

use divan::{Bencher, black_box};
use openrvu_search::evaluate::JUDGEMENTS;
use openrvu_search::{Document, Index, Lexicon, read_judgements};

fn main() {
    divan::main();
}

fn lexicon() -> Lexicon {
    Lexicon::embedded().unwrap_or_default()
}

fn queries() -> Vec<String> {
    read_judgements(JUDGEMENTS).unwrap_or_default().into_iter().map(|judgement| judgement.query).collect()
}

#[divan::bench(sample_count = 20)]
fn read_the_lexicon() -> Lexicon {
    lexicon()
}

#[divan::bench(sample_count = 20)]
fn build_the_index(bencher: Bencher) {
    let documents = support::twenty_thousand();
    bencher
        .with_inputs(|| (documents.clone(), lexicon()))
        .bench_values(|(documents, lexicon): (Vec<Document>, Lexicon)| Index::build(documents, lexicon));
}

/// All judgements' queries, one after the other; divide by their number for one.
#[divan::bench(sample_count = 50)]
fn answer_every_judgement(bencher: Bencher) {
    let index = Index::build(support::twenty_thousand(), lexicon());
    let queries = queries();
    bencher.counter(divan::counter::ItemsCount::new(queries.len())).bench_local(|| {
        for query in &queries {
            black_box(index.search(query, 20));
        }
    });
}

#[divan::bench(args = ["27447", "knee replacement", "colonscopy with byopsy", "mri lumbar spine w/o", "level 4 visit"])]
fn answer(bencher: Bencher, query: &str) {
    let index = Index::build(support::twenty_thousand(), lexicon());
    bencher.bench_local(|| index.search(black_box(query), 20));
}
