//! The search against the project's judgements, on documents like those that the product builds.

#![allow(clippy::unwrap_used, reason = "what the tests share may stop at the first surprise")]

mod support;

use std::collections::BTreeSet;

use openrvu_core::Code;
use openrvu_search::evaluate::{HELD_OUT, JUDGEMENTS};
use openrvu_search::{Index, Judgement, Lexicon, Report, evaluate, read_judgements};
use support::Edition;

fn print(name: &str, report: &Report, misses: bool) {
    let line = |name: &str, tally: &openrvu_search::evaluate::Tally| {
        let [at_1, at_3, at_10] = tally.recall();
        println!(
            "{name:24} {:4} queries  recall@1 {at_1:4}  @3 {at_3:4}  @10 {at_10:4}  mrr {:4}",
            tally.queries,
            tally.mean_reciprocal_rank()
        );
    };
    line(name, &report.all);
    if std::env::var_os("KINDS").is_some() {
        for (kind, tally) in &report.by_kind {
            line(&format!("  {kind}"), tally);
        }
    }
    if misses {
        for miss in &report.misses {
            println!("  {:?} wants {:?} got {:?} place {:?}", miss.query, miss.wanted, miss.got, miss.place);
        }
    }
}

#[test]
fn recall_is_as_good_as_it_was() {
    let own = read_judgements(JUDGEMENTS).unwrap();
    let held_out = read_judgements(HELD_OUT).unwrap();
    let Some(ranks) = support::ranks() else { return };
    let written: BTreeSet<Code> = support::texts(&ranks).iter().map(|document| document.code).collect();
    let covered = |list: &[Judgement]| -> Vec<Judgement> {
        list.iter().filter(|one| one.codes.iter().any(|code| written.contains(code))).cloned().collect()
    };
    let misses = |name: &str| std::env::var("MISSES").is_ok_and(|wanted| wanted == name);
    for edition in [Edition::Bare, Edition::Starter, Edition::Imported, Edition::Licensed] {
        let Some(documents) = support::documents(edition) else { return };
        let index = Index::build(documents, Lexicon::embedded().unwrap());
        println!("{edition:?}: {} codes, {} of them with texts", index.len(), written.len());
        print("all", &evaluate(&index, &own), misses(&format!("{edition:?}")));
        print("covered", &evaluate(&index, &covered(&own)), false);
        print("held out", &evaluate(&index, &held_out), misses(&format!("{edition:?}-held-out")));
        print("held out, covered", &evaluate(&index, &covered(&held_out)), false);
    }
}
