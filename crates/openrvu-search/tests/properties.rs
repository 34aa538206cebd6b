//! What holds for every query: no panic, bounded answers, no order of words, and a mistyped letter forgiven.

#![allow(clippy::unwrap_used, reason = "what the tests share may stop at the first surprise")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use openrvu_core::Code;
use openrvu_search::{Document, Field, Index, Lexicon, QUERY_CHARACTERS, RESULT_LIMIT};
use proptest::prelude::*;

/// The starter edition, which every checkout has.
static DOCUMENTS: LazyLock<Vec<Document>> =
    LazyLock::new(|| support::documents(support::Edition::Starter).unwrap());
static INDEX: LazyLock<Index> =
    LazyLock::new(|| Index::build(DOCUMENTS.iter().cloned(), Lexicon::embedded().unwrap()));

fn codes(query: &str, limit: usize) -> Vec<Code> {
    INDEX.search(query, limit).hits.iter().map(|hit| hit.code).collect()
}

/// Words as people mix them, with codes, signs and fragments between them.
fn query() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("knee".to_owned()),
        Just("w/o".to_owned()),
        Just("99213-25".to_owned()),
        Just("to".to_owned()),
        Just("2.5 cm".to_owned()),
        Just("level iv".to_owned()),
        "[a-z]{1,12}",
        "[0-9]{1,6}",
        "[A-Z][0-9]{1,5}",
        "[-+/<>.,;:*&x ]{1,4}",
        "\\PC{0,6}",
    ];
    prop::collection::vec(piece, 0..9).prop_map(|pieces| pieces.join(" "))
}

proptest! {
    #[test]
    fn any_text_is_answered_within_bounds(text in "\\PC*", limit in 0_usize..500) {
        let answer = INDEX.search(&text, limit);
        prop_assert!(answer.hits.len() <= limit.min(RESULT_LIMIT));
        prop_assert_eq!(answer.understood.cut, text.chars().count() > QUERY_CHARACTERS);
    }

    #[test]
    fn a_mixed_query_is_answered_best_first_without_repeats_and_always_alike(text in query()) {
        let answer = INDEX.search(&text, 50);
        prop_assert!(answer.hits.windows(2).all(|pair| pair[0].score >= pair[1].score));
        let once: BTreeSet<Code> = answer.hits.iter().map(|hit| hit.code).collect();
        prop_assert_eq!(once.len(), answer.hits.len());
        prop_assert_eq!(answer, INDEX.search(&text, 50));
    }

    #[test]
    fn fewer_hits_are_the_first_of_more(text in query(), few in 1_usize..10) {
        let many = codes(&text, 60);
        let first: Vec<Code> = codes(&text, few);
        prop_assert_eq!(&many[..first.len()], &first[..]);
    }

    #[test]
    fn the_order_of_words_does_not_matter(seed in any::<prop::sample::Index>(), shuffled in Just(()).prop_perturb(|(), rng| rng)) {
        let titles: Vec<&str> = DOCUMENTS.iter().map(Document::title).filter(|title| is_plain(title)).collect();
        let title = seed.get(&titles);
        let mut words: Vec<&str> = title.split(' ').collect();
        let mut rng = shuffled;
        for at in (1..words.len()).rev() {
            words.swap(at, rng.random_range(0..=at));
        }
        // A blank at the end says that the last word is complete.
        let straight: BTreeSet<Code> = codes(&format!("{title} "), 3).into_iter().collect();
        let mixed: BTreeSet<Code> = codes(&format!("{} ", words.join(" ")), 3).into_iter().collect();
        prop_assert_eq!(straight, mixed, "{} / {}", title, words.join(" "));
    }
}

/// A title of words alone. Numbers belong to their units, `with` to what follows, and some neighbors are one word.
fn is_plain(title: &str) -> bool {
    let neighbors = ["follow", "check", "add", "plain", "scan", "spine", "joint", "or", "and", "of"];
    title.split(' ').all(|word| {
        word.len() > 3 && word.bytes().all(|byte| byte.is_ascii_alphabetic()) && !neighbors.contains(&word)
    }) && !title.contains("with")
}

#[test]
fn a_mistyped_letter_in_a_long_word_is_forgiven() {
    let mut words: BTreeMap<&str, usize> = BTreeMap::new();
    for document in DOCUMENTS.iter() {
        for word in document.title().split(|c: char| !c.is_ascii_lowercase()).filter(|word| word.len() >= 9) {
            *words.entry(word).or_default() += 1;
        }
    }
    let (mut tried, mut found) = (0, 0);
    for (nth, word) in words.keys().enumerate() {
        let right: BTreeSet<Code> = codes(&format!("{word} "), 5).into_iter().collect();
        let at = 1 + nth % (word.len() - 2);
        let mistyped = [
            format!("{}{}", &word[..at], &word[at + 1..]),
            format!("{}q{}", &word[..at], &word[at + 1..]),
            format!("{}{}{}", &word[..at], &word[at..=at], &word[at..]),
        ];
        for typed in mistyped {
            tried += 1;
            found += usize::from(codes(&format!("{typed} "), 5).iter().any(|code| right.contains(code)));
        }
    }
    assert!(tried > 100, "{tried}");
    assert!(found * 100 >= tried * 98, "{found} of {tried}");
}

#[test]
fn a_word_is_found_while_it_is_being_typed() {
    for (typed, wanted) in [("colonos", "45378"), ("knee arthrosc", "29881"), ("menisc", "29881")] {
        assert!(codes(typed, 40).iter().any(|code| code.as_str() == wanted), "{typed}");
    }
}

#[test]
fn codes_in_a_query_come_before_words() {
    let answer = INDEX.search("knee 45378-53, 29881 LT", 10);
    let first: Vec<String> =
        answer.hits.iter().take(2).map(|hit| format!("{} {:?}", hit.code, hit.modifiers)).collect();
    assert_eq!(first, ["45378 [53]", "29881 [LT]"]);
    assert!(answer.hits.len() > 2);
}

#[test]
fn a_range_begins_with_its_ends_and_a_code_not_held_shows_its_neighbors() {
    let hits = codes("99202-99215", 20);
    assert_eq!(hits[..2].iter().map(Code::as_str).collect::<Vec<_>>(), ["99202", "99215"]);
    assert!(hits.iter().all(|code| ("99202"..="99215").contains(&code.as_str())));
    assert!(codes("99201", 20).iter().all(|code| code.as_str().starts_with("992")));
    assert!(!codes("99201", 20).is_empty());
    assert!(codes("4539", 20).iter().all(|code| code.as_str().starts_with("4539")));
    assert!(codes("4548", 20).iter().all(|code| code.as_str().starts_with("454")));
}

#[test]
fn of_two_documents_with_one_code_the_later_counts() {
    let document = |title| Document::new("27447".parse().unwrap()).with(Field::Title, title);
    let index = Index::build([document("first"), document("second")], Lexicon::embedded().unwrap());
    assert_eq!(index.len(), 1);
    assert!(index.search("first ", 5).hits.is_empty());
    assert_eq!(index.search("second ", 5).hits.len(), 1);
}

#[test]
fn what_is_meant_beyond_doubt_is_told_from_what_may_be_meant() {
    let certain = |query: &str| INDEX.search(query, 10).is_certain();
    for query in
        ["lap chole", "knee replacement", "TKA", "EKG", "lumbar puncture", "new patient level 3", "27447"]
    {
        assert!(certain(query), "{query}");
    }
    for query in ["office visit", "hernia repair", "level 4 visit", "kne replacemnt", "smith", "zzzz", ""] {
        assert!(!certain(query), "{query}: {:?}", INDEX.search(query, 2).hits);
    }
}
