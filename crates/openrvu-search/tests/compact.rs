//! The compact index is small, and the few steps that its documentation gives a script find what is sought.

#![allow(clippy::unwrap_used, reason = "what the tests share may stop at the first surprise")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::process::{Command, Stdio};

use openrvu_core::Code;
use openrvu_search::evaluate::JUDGEMENTS;
use openrvu_search::{Compact, Document, Field, Index, Lexicon, read_judgements};

/// What a script does, step by step as `Compact` says.
struct Script {
    compact: Compact,
    places: Vec<Vec<u32>>,
}

impl Script {
    fn new(compact: Compact) -> Self {
        let decode = |text: &String| {
            text.split_whitespace()
                .scan(0, |last, part| {
                    *last += u32::from_str_radix(part, 36).unwrap();
                    Some(*last)
                })
                .collect()
        };
        let places = compact.places.iter().map(decode).collect();
        Self { compact, places }
    }

    fn words(&self, text: &str) -> Vec<String> {
        let text = text.to_lowercase();
        let read: Vec<&str> =
            text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let mut out = Vec::new();
        let mut at = 0;
        while at < read.len() {
            let length = (1..=4.min(read.len() - at))
                .rev()
                .find(|length| self.compact.spelling.contains_key(&read[at..at + length].join(" ")));
            match length {
                Some(length) => {
                    let instead = &self.compact.spelling[&read[at..at + length].join(" ")];
                    out.extend(instead.split(' ').map(str::to_owned));
                    at += length;
                }
                None => {
                    out.push(read[at].to_owned());
                    at += 1;
                }
            }
        }
        out.retain(|word| !self.compact.stop.contains(word));
        out
    }

    /// Points in hundredths by place.
    fn points(&self, word: &str, last: bool) -> BTreeMap<u32, u32> {
        let words = &self.compact.words;
        let start = words.partition_point(|known| known.as_str() < word);
        let groups: BTreeSet<u32> = match words.get(start) {
            Some(known) if known == word => [self.compact.groups[start]].into(),
            _ if last => words[start..]
                .iter()
                .zip(&self.compact.groups[start..])
                .take_while(|(known, _)| known.starts_with(word))
                .map(|(_, group)| *group)
                .collect(),
            _ => BTreeSet::new(),
        };
        let mut out: BTreeMap<u32, u32> = BTreeMap::new();
        for group in groups {
            let own = std::iter::once((group, 100));
            let same = self.compact.same.get(&group).into_iter().flatten().map(|other| (*other, 90));
            for (group, share) in own.chain(same) {
                let places = &self.places[group as usize];
                let points = (self.compact.codes.len() / places.len()).max(2).ilog2() * share;
                for place in places {
                    let best = out.entry(*place).or_default();
                    *best = (*best).max(points);
                }
            }
        }
        out
    }

    fn sum(&self, words: &[String]) -> BTreeMap<u32, u32> {
        let mut out: BTreeMap<u32, u32> = BTreeMap::new();
        for (nth, word) in words.iter().enumerate() {
            for (place, points) in self.points(word, nth + 1 == words.len()) {
                *out.entry(place).or_default() += points;
            }
        }
        out
    }

    fn search(&self, query: &str) -> Vec<Code> {
        let upper = query.trim().to_uppercase();
        if upper.bytes().any(|byte| byte.is_ascii_digit()) {
            let found: Vec<Code> =
                self.compact.codes.iter().filter(|code| code.as_str().starts_with(&upper)).copied().collect();
            if !found.is_empty() {
                return found;
            }
        }
        let words = self.words(query);
        let mut best = self.sum(&words);
        let mut sorted = words.clone();
        sorted.sort_unstable();
        for length in 1..=sorted.len().min(4) {
            for part in sorted.windows(length) {
                for meaning in self.compact.terms.get(&part.join(" ")).into_iter().flatten() {
                    let rest = words.iter().filter(|word| !part.contains(word)).cloned();
                    let instead: Vec<String> = meaning.split(' ').map(str::to_owned).chain(rest).collect();
                    for (place, points) in self.sum(&instead) {
                        let known = best.entry(place).or_default();
                        *known = (*known).max(points);
                    }
                }
            }
        }
        let mut hits: Vec<(u32, u32)> =
            best.into_iter().map(|(place, points)| (u32::MAX - points, place)).collect();
        hits.sort_unstable();
        hits.into_iter().take(10).map(|(_, place)| self.compact.codes[place as usize]).collect()
    }
}

#[test]
fn a_small_script_finds_most_of_what_the_index_finds() {
    let documents = support::documents(support::Edition::Starter).unwrap();
    let written = support::written();
    let compact = Index::build(documents, Lexicon::embedded().unwrap()).compact();
    let json = compact.to_json().unwrap();
    let script = Script::new(serde_json::from_str(&json).unwrap());
    let words =
        ["abbreviation", "lay", "descriptive", "em", "imaging", "lab", "order", "plural", "eponym", "hcpcs"];
    let judgements: Vec<_> = read_judgements(JUDGEMENTS)
        .unwrap()
        .into_iter()
        .filter(|one| words.contains(&one.kind.as_str()))
        .filter(|one| one.codes.iter().any(|code| written.contains(code)))
        .collect();
    let found = judgements
        .iter()
        .filter(|one| script.search(&one.query).iter().any(|hit| one.codes.contains(hit)))
        .count();
    println!("{} bytes of JSON; {found} of {} queries among the first ten", json.len(), judgements.len());
    assert!(found * 100 >= judgements.len() * 80, "{found} of {}", judgements.len());
}

#[test]
fn twenty_thousand_codes_are_under_a_megabyte_compressed() {
    // A descriptor of each code stands in for our own title, so that the file is as large as it can become.
    let documents = support::twenty_thousand().into_iter().map(|document| {
        let titles: Vec<String> = document
            .fields
            .iter()
            .filter(|(field, _)| *field == Field::Descriptor)
            .map(|(_, text)| text.clone())
            .collect();
        let Document { code, rank, fields, .. } = document;
        let own = fields.into_iter().filter(|(field, _)| *field != Field::Descriptor);
        own.fold(Document::new(code).ranked(rank), |document, (field, text)| document.with(field, text))
            .with_all(Field::Synonym, titles.clone())
            .with_all(Field::Title, titles)
    });
    let index = Index::build(documents, Lexicon::embedded().unwrap());
    let json = index.compact().to_json().unwrap();
    let gzip = Command::new("gzip").arg("-9c").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let Ok(mut gzip) = gzip else {
        println!("skipped: gzip is absent");
        return;
    };
    let mut input = gzip.stdin.take().unwrap();
    let writer = std::thread::spawn(move || input.write_all(json.as_bytes()).map(|()| json.len()));
    let compressed = gzip.wait_with_output().unwrap().stdout.len();
    println!("{} codes: {} bytes, {compressed} compressed", index.len(), writer.join().unwrap().unwrap());
    assert!(compressed < 1_000_000, "{compressed}");
}
