//! The search against the project's judgements, on documents like those that the product builds.
//!
//! `cargo test -p openrvu-search --test judgements -- --nocapture` prints recall and mean reciprocal rank for every
//! edition; with `MISSES=Starter` in the environment it also prints what that edition misses.

#![allow(clippy::unwrap_used, reason = "what the tests share may stop at the first surprise")]

mod support;

use std::collections::BTreeSet;

use openrvu_core::Code;
use openrvu_search::evaluate::{HELD_OUT, JUDGEMENTS, RARE};
use openrvu_search::{Index, Judgement, Lexicon, Report, evaluate, read_judgements};
use support::Edition;

/// The judgements that a code with a text can answer.
fn covered(judgements: &[Judgement], written: &BTreeSet<Code>) -> Vec<Judgement> {
    let answered = |one: &&Judgement| one.codes.iter().any(|code| written.contains(code));
    judgements.iter().filter(answered).cloned().collect()
}

fn show(name: &str, report: &Report) {
    println!("{name}\n{report}");
    if std::env::var("MISSES").is_ok_and(|wanted| name.starts_with(&wanted)) {
        for miss in &report.misses {
            println!(
                "  {:?} wants {:?}, got {:?}, place {:?}",
                miss.query, miss.wanted, miss.got, miss.place
            );
        }
    }
}

#[test]
fn codes_without_texts_are_found_by_the_lexicon_s_names() {
    let Some(documents) = support::documents(Edition::Imported) else { return };
    let index = Index::build(documents, Lexicon::embedded().unwrap());
    let report = evaluate(&index, &read_judgements(RARE).unwrap());
    show("Imported: codes without texts", &report);
    assert!(report.all.recall()[1] >= 950, "{}", report.all);
}

#[test]
fn recall_stays_as_good_as_it_is_on_every_edition() {
    let written = support::written();
    let own = read_judgements(JUDGEMENTS).unwrap();
    let held_out = read_judgements(HELD_OUT).unwrap();
    // Recall at three, in thousandths: on our own list and on the list held out. The starter edition is asked only
    // what its codes can answer.
    let editions = [
        (Edition::Starter, [970, 950]),
        (Edition::Bare, [500, 580]),
        (Edition::Imported, [950, 930]),
        (Edition::Licensed, [950, 940]),
    ];
    for (edition, [on_own, on_held_out]) in editions {
        let Some(documents) = support::documents(edition) else { continue };
        let index = Index::build(documents, Lexicon::embedded().unwrap());
        let ask = |list: &[Judgement]| match edition {
            Edition::Starter => evaluate(&index, &covered(list, &written)),
            _ => evaluate(&index, list),
        };
        let reports = [ask(&own), ask(&held_out)];
        show(
            &format!("{edition:?}, {} codes, {} with texts: our list", index.len(), written.len()),
            &reports[0],
        );
        show(&format!("{edition:?}: held out"), &reports[1]);
        assert!(reports[0].all.recall()[1] >= on_own, "{edition:?}: {}", reports[0].all);
        assert!(reports[1].all.recall()[1] >= on_held_out, "{edition:?}, held out: {}", reports[1].all);
    }
}
