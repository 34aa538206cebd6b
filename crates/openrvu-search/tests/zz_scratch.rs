mod support;
use openrvu_search::*;
use std::time::Instant;
#[test]
fn ask() {
    let Some(d) = support::documents(match std::env::var("ED").as_deref() {
        Ok("bare") => support::Edition::Bare,
        Ok("imported") => support::Edition::Imported,
        Ok("starter") => support::Edition::Starter,
        _ => support::Edition::Licensed,
    }) else {
        return;
    };
    let titles: std::collections::BTreeMap<_, _> = d.iter().map(|d| (d.code, d.title().to_owned())).collect();
    if std::env::var_os("TIME").is_some() {
        let rich = d.iter().filter(|d| d.fields.len() > 5).count();
        for _ in 0..8 {
            let c = d.clone();
            let t = Instant::now();
            let l = Lexicon::embedded().unwrap();
            let lt = t.elapsed();
            let i = Index::build(c, l);
            println!("lexicon {lt:?} built {} ({rich} rich) in {:?}", i.len(), t.elapsed());
        }
    }
    let rss = || {
        std::fs::read_to_string("/proc/self/statm")
            .unwrap()
            .split(' ')
            .nth(1)
            .unwrap()
            .parse::<usize>()
            .unwrap()
            * 4
    };
    let before = rss();
    let c = d.clone();
    let with = rss();
    drop(c);
    println!("documents {} KB", with - before);
    let index = Index::build(d, Lexicon::embedded().unwrap());
    if std::env::var_os("TIME").is_some() {
        let j = read_judgements(evaluate::JUDGEMENTS).unwrap();
        let mut times: Vec<(std::time::Duration, &str)> = Vec::new();
        for q in &j {
            let best = (0..5)
                .map(|_| {
                    let t = Instant::now();
                    std::hint::black_box(index.search(&q.query, 20));
                    t.elapsed()
                })
                .min()
                .unwrap();
            times.push((best, &q.query));
        }
        times.sort();
        let n = times.len();
        println!(
            "p50 {:?} p90 {:?} p99 {:?} max {:?}",
            times[n / 2],
            times[n * 9 / 10],
            times[n * 99 / 100],
            times[n - 1]
        );
    }
    println!("rss {} KB of which before {before}", rss());
    if let Ok(f) = std::env::var("FRESH") {
        let j = read_judgements(&std::fs::read_to_string(f).unwrap()).unwrap();
        let r = evaluate(&index, &j);
        println!("fresh {:?} mrr {} of {}", r.all.recall(), r.all.mean_reciprocal_rank(), j.len());
        for m in r.misses {
            println!("  {:?} wants {:?} got {:?} place {:?}", m.query, m.wanted, m.got, m.place);
        }
    }
    for q in std::env::var("Q").unwrap_or_default().split('|').filter(|q| !q.is_empty()) {
        let t = Instant::now();
        let a = index.search(q, std::env::var("N").map_or(8, |n| n.parse().unwrap()));
        println!("== {q:?} in {:?}\n   {}", t.elapsed(), serde_json::to_string(&a.understood).unwrap());
        for h in a.hits {
            println!("   {} {:4} {:?} | {}", h.code, h.score, h.matched, titles[&h.code]);
        }
    }
}
