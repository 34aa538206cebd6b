//! The search against the project's judgements, on documents like those that the product builds.

mod support;

use openrvu_search::evaluate::{HELD_OUT, JUDGEMENTS};
use openrvu_search::{Index, Lexicon, Report, evaluate, read_judgements};

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
    for (kind, tally) in &report.by_kind {
        line(&format!("  {kind}"), tally);
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
    let Some(bare) = support::documents(false) else { return };
    let index = Index::build(bare, Lexicon::embedded().unwrap());
    print("without texts", &evaluate(&index, &own), std::env::var_os("MISSES").is_some());
    print("without texts, held out", &evaluate(&index, &held_out), std::env::var_os("HELD").is_some());
    let Some(rich) = support::documents(true) else { return };
    let index = Index::build(rich, Lexicon::embedded().unwrap());
    print("with texts", &evaluate(&index, &own), std::env::var_os("MISSES").is_some());
    print("with texts, held out", &evaluate(&index, &held_out), std::env::var_os("HELD").is_some());
}
