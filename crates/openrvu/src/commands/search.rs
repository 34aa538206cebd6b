//! `openrvu search`: codes by words, codes and ranges; and how good that is on the repository's judgements.

use openrvu_content::Library;
use openrvu_search::{evaluate, read_judgements};
use openrvu_web::{Site, SiteOptions};
use serde_json::json;

use crate::args::SearchArgs;
use crate::data::{Data, codes_by_use};
use crate::failure::Failure;
use crate::report::{Report, Table};

const JUDGEMENTS: [(&str, &str); 2] = [
    ("judgements", include_str!("../../../openrvu-search/judgements.tsv")),
    ("held out", include_str!("../../../openrvu-search/judgements-held-out.tsv")),
];
const MOST_RESULTS: usize = 20;

/// Runs the command.
pub fn run(data: &Data, args: &SearchArgs) -> Result<Report, Failure> {
    let site = |library| {
        let options = SiteOptions { ranking: codes_by_use(), ..SiteOptions::default() };
        Ok::<_, Failure>(Site::new(data.schedule()?, library, options)?)
    };
    if args.evaluate {
        let with = site(Library::embedded()?)?;
        let without = site(Library::default())?;
        return judge(&[("with the texts", &with), ("without the texts", &without)]);
    }
    let site = site(Library::embedded()?)?;
    let query = args.query.join(" ");
    let answer = site.index().search(&query, MOST_RESULTS);
    let titles = Library::embedded()?;
    let mut table = Table::new(&["code", "title"]);
    for hit in &answer.hits {
        let title = titles.entry(hit.code).map(|entry| entry.title.clone());
        table.row([hit.code.to_string(), title.unwrap_or_default()]);
    }
    let mut report = Report::new(json!({ "query": query, "results": answer.hits }), table.clone());
    if table.is_empty() {
        report.text("Nothing was found.");
    }
    report.table(table);
    Ok(report)
}

fn judge(sites: &[(&str, &Site)]) -> Result<Report, Failure> {
    let mut table =
        Table::new(&["list", "texts", ">queries", ">recall@1", ">recall@3", ">recall@10", ">MRR"]);
    let (mut results, mut missed) = (
        Vec::new(),
        Table::new(&["query", "wanted", "found first"]).titled("Not among the first three, with the texts"),
    );
    for (list, text) in JUDGEMENTS {
        let judgements = read_judgements(text).map_err(|error| Failure::Other(error.to_string()))?;
        for (texts, site) in sites {
            let found = evaluate(site.index(), &judgements);
            let [at_1, at_3, at_10] = found.all.recall().map(thousandths);
            let mrr = thousandths(found.all.mean_reciprocal_rank());
            table.row([
                list.to_owned(),
                (*texts).to_owned(),
                found.all.queries.to_string(),
                at_1,
                at_3,
                at_10,
                mrr,
            ]);
            if std::ptr::eq(*site, sites[0].1) {
                for miss in &found.misses {
                    let codes = |codes: &[openrvu_core::Code]| {
                        codes.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
                    };
                    missed.row([miss.query.clone(), codes(&miss.wanted), codes(&miss.got)]);
                }
            }
            results.push(json!({ "list": list, "texts": texts, "report": found }));
        }
    }
    let mut report = Report::new(json!(results), table.clone());
    report.table(missed);
    report.table(table);
    Ok(report)
}

fn thousandths(n: u32) -> String {
    format!("{}.{:03}", n / 1000, n % 1000)
}
