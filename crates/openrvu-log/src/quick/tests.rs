//! The reading of quick entry on the figures that ship.

use std::sync::{Arc, LazyLock};

use openrvu_core::policy::Policy;
use openrvu_core::{Code, Line, Modifier, Schedule};
use proptest::prelude::*;

use super::*;
use crate::Crediting;
use crate::ledger::{OneCrediting, Valuer};

static SCHEDULE: LazyLock<Schedule> = LazyLock::new(|| {
    let starter = openrvu_cms::starter::load().unwrap();
    let releases = starter.releases.into_iter().map(Arc::new).collect();
    Schedule::new(Arc::new(Policy::builtin().unwrap()), releases, Arc::new(starter.tables))
});

/// A search of a few words.
fn find(words: &str) -> Found {
    let known = [
        ("lap chole", "47562", true),
        ("knee replacement", "27447", true),
        ("left heart cath", "93452", true),
        ("heart cath", "93452", true),
        ("level 4 visit", "99214", true),
        ("25 minute visit", "99213", true),
        ("colonoscopy", "45378", false),
        ("x-ray chest", "71046", true),
    ];
    let hits = known.iter().filter(|(name, ..)| name.eq_ignore_ascii_case(words));
    let hits: Vec<_> = hits.map(|(name, code, certain)| (name, code.parse().unwrap(), *certain)).collect();
    Found {
        certain: hits.first().is_some_and(|hit| hit.2),
        candidates: hits
            .iter()
            .map(|(name, code, _)| Candidate { code: *code, title: (*name).to_string() })
            .collect(),
    }
}

fn book() -> ScheduleBook<'static, fn(&str) -> Found> {
    ScheduleBook::new(&SCHEDULE, "2026-08-03".parse().unwrap(), find as fn(&str) -> Found)
}

fn reading(text: &str) -> Reading {
    read(text, &book(), false)
}

/// The lines, an encounter each in brackets, and behind them what is not a line.
fn in_short(text: &str) -> String {
    let reading = reading(text);
    let mut out = String::new();
    let mut encounter = None;
    for line in &reading.lines {
        if encounter.is_some_and(|last| last != line.encounter) {
            out.push_str("; ");
        } else if encounter.is_some() {
            out.push(' ');
        }
        encounter = Some(line.encounter);
        out.push_str(&line.line.as_ref().map_or("?".to_owned(), Line::to_string));
    }
    for piece in &reading.pieces {
        match &piece.state {
            State::Open => out.push_str(&format!(" {}…", reading.text_of(piece))),
            State::Review(_) => out.push_str(&format!(" !{}", reading.text_of(piece))),
            State::Complete => {}
        }
    }
    out.trim().to_owned()
}

fn check(cases: &[(&str, &str)]) {
    let wrong: Vec<_> = cases
        .iter()
        .map(|(text, wanted)| (*text, *wanted, in_short(text)))
        .filter(|(_, wanted, found)| wanted != found)
        .collect();
    assert!(wrong.is_empty(), "text, wanted, found: {wrong:#?}");
}

#[test]
fn codes_and_modifiers_without_a_mark_between_them() {
    check(&[
        ("9921325", "99213-25"),
        ("99213524364451932", "99213-52 43644-51 932…"),
        ("99213", "99213"),
        ("9921", "9921…"),
        ("992132", "99213 2…"),
        ("99213251", "99213-25 1…"),
        ("9921399214", "99213 99214"),
        ("992132599214", "99213-25 99214"),
        ("2744750", "27447-50"),
        ("2744750rt", "27447-50-RT"),
        ("27447rtas20610lt", "27447-RT-AS 20610-LT"),
        ("27447r", "27447 r…"),
        ("9921393000", "99213 93000"),
        ("g010545378", "G0105 45378"),
        ("97110x397140", "97110x3 97140"),
        ("97110*2", "97110x2"),
        ("97110*297140*3", "97110x2 97140x3"),
        ("97110x", "97110 x…"),
        ("452380", "45238 0…"),
    ]);
}

#[test]
fn marks_part_and_join() {
    check(&[
        ("27447-50-RT", "27447-50-RT"),
        ("27447 50 rt", "27447-50-RT"),
        ("27447,50,rt", "27447-50-RT"),
        ("27447.50/59", "27447-50-59"),
        ("99213 25 20610 rt", "99213-25 20610-RT"),
        ("99213, 99214, 99215", "99213 99214 99215"),
        ("99213+99214", "99213 99214"),
        ("99213;99214", "99213; 99214"),
        ("99213\n\n99214 ; 99215", "99213; 99214; 99215"),
        ("99213#99214#", "99213; 99214"),
        (";;99213", "99213"),
        ("97110 x3", "97110x3"),
        ("97110 x 3 97140 * 2", "97110x3 97140x2"),
        ("97110 × 3", "97110x3"),
        ("00840@90min", "00840@90min"),
        ("00840 aa @ 90 minutes 99213", "00840-AA@90min 99213"),
        ("99213=150 99214 =$20.5", "99213=150.00 99214=20.50"),
        ("99213-X1 97110-X3", "99213-X1 97110-X3"),
        ("99213 -", "99213"),
        ("20610-RTx2", "20610-RTx2"),
        ("12345-zz", "12345-ZZ"),
        ("99213-9921425", "99213 99214-25"),
    ]);
}

#[test]
fn words_are_looked_up() {
    check(&[
        ("lap chole 50", "47562-50"),
        ("lap chole-50, 99213", "47562-50 99213"),
        ("knee replacement left", "27447-LT"),
        ("left knee replacement", "27447-LT"),
        ("Knee replacement rt as 99213 25", "27447-RT-AS 99213-25"),
        ("bilateral knee replacement", "27447-50"),
        ("left heart cath", "93452"),
        ("lap chole, knee replacement; 99213", "47562 27447; 99213"),
        ("level 4 visit 25", "99214-25"),
        ("25 minute visit", "99213"),
        ("99213 25 minute visit", "99213 99213"),
        ("x-ray chest", "71046"),
        ("27447 left", "27447-LT"),
        ("99213 lap chole", "99213 47562"),
        ("lap chole x2", "47562x2"),
        ("lap chole 5099213", "47562-50 99213"),
        ("colonoscopy 53", "? !colonoscopy"),
        ("abracadabra 50", "? !abracadabra"),
    ]);
}

#[test]
fn what_is_not_understood_is_kept_with_its_reason() {
    check(&[
        ("932 99213", "99213 !932"),
        ("27447 50 50", "27447-50 !50"),
        ("27447 50 51 59 rt 22", "27447-50-51-59-RT !22"),
        ("x3", "!x3"),
        ("99213 x3 x4", "99213x3 !x4"),
        ("99213x0", "99213 !x0"),
        ("99213@", "99213 @…"),
        ("99213@ 99214", "99213 99214 !@"),
        ("00840@5000", "00840 !@5000"),
        ("99213 !! 99214", "99213 99214 !!!"),
        ("", ""),
        (" ,; ", ""),
    ]);
    let reading = reading("27447 50 50");
    assert_eq!(reading.left(), "50 ");
    assert!(!reading.is_whole());
    assert_eq!(reading.canonical(), "27447-50, 50 ");
}

#[test]
fn the_schedule_decides_and_what_else_it_allows_is_offered() {
    // 50200 is a code, so 27447-50 with the beginning of another is less likely; both can be had.
    assert_eq!(in_short("2744750200"), "27447 50200");
    assert!(reading("992132511750").choices.is_empty());
    assert_eq!(in_short("992132511750"), "99213-25 11750");
    for (text, first, other) in [
        ("298765174177", "29876-51 74177", "29876 51741-77"),
        ("368195233274", "36819-52 33274", "36819 52332-74"),
        ("99213 25 883055172052", "99213-25 88305-51 72052", "88305 51720-52"),
    ] {
        assert_eq!(in_short(text), first);
        let choices = reading(text).choices;
        assert_eq!(choices.len(), 1, "{text}");
        assert_eq!(choices[0].texts, [other]);
        let chosen = text.replace(&text[choices[0].span.clone()], other);
        let start = first.len() - other.len();
        assert_eq!(in_short(&chosen), format!("{}{other}", &first[..start]));
    }
}

#[test]
fn limits_are_kept_and_said() {
    let long = "99213 ".repeat(400);
    let reading = reading(&long);
    assert_eq!(reading.lines.len(), MOST_LINES);
    let reviews = reading.pieces.iter().filter_map(|piece| match &piece.state {
        State::Review(review) => Some(review.clone()),
        _ => None,
    });
    assert_eq!(reviews.collect::<Vec<_>>(), [Review::TooManyLines, Review::TooLong]);
    assert_eq!(reading.pieces.last().unwrap().span.end, long.len());
}

#[test]
fn a_reading_is_valued_line_by_line_with_a_running_total() {
    let reading = reading("9921325 20610 rt; 45385 45380; 12345; 27447-26; 99213-ZZ; 00840");
    let terms = OneCrediting(Crediting::by(SCHEDULE.policy().credit_preset("full").unwrap().clone()));
    let valuer = Valuer { schedule: &SCHEDULE, terms: &terms, usual_place: None };
    let circumstances = Circumstances::on("2026-08-03".parse().unwrap());
    let value = value_reading(&valuer, &reading, &circumstances);
    let lines: Vec<_> = value
        .lines
        .iter()
        .flatten()
        .map(|(line, sum)| (line.work().map(|work| work.to_string()), sum.to_string(), line.review().len()))
        .collect();
    let line = |work: Option<&str>, sum: &str, reviews| (work.map(str::to_owned), sum.to_owned(), reviews);
    assert_eq!(
        lines,
        [
            line(Some("1.300"), "1.300", 0),
            line(Some("0.770"), "2.070", 0),
            line(Some("4.460"), "6.530", 0),
            line(Some("3.470"), "10.000", 0),
            line(None, "10.000", 1),
            line(None, "10.000", 1),
            line(Some("1.300"), "11.300", 1),
            line(None, "11.300", 1),
        ]
    );
    assert_eq!((value.work.to_string().as_str(), value.uncredited), ("11.300", 3));
}

#[test]
fn entries_share_encounters_and_stand_in_the_order_of_the_lines() {
    let reading = reading("99213 25, 20610; 99214, colonoscopy");
    let mut next = [9_u8; 16];
    let entries = Circumstances::on("2026-08-03".parse().unwrap()).entries(&reading, || {
        next[0] = next[0].wrapping_mul(7).wrapping_add(3);
        next
    });
    let lines: Vec<String> = entries.iter().map(|entry| entry.line.to_string()).collect();
    assert_eq!(lines, ["99213-25", "20610", "99214"]);
    assert!(entries.is_sorted_by_key(|entry| entry.id));
    assert_eq!(entries[0].encounter, entries[1].encounter);
    assert_ne!(entries[0].encounter, entries[2].encounter);
}

#[test]
fn a_report_has_a_row_for_all_that_was_typed() {
    let reading = reading("é 99213-25-25, 298765174177; 20610 colonoscopy 4538");
    let terms = OneCrediting(Crediting::by(SCHEDULE.policy().credit_preset("full").unwrap().clone()));
    let valuer = Valuer { schedule: &SCHEDULE, terms: &terms, usual_place: None };
    let value = value_reading(&valuer, &reading, &Circumstances::on("2026-08-03".parse().unwrap()));
    let report = Report::new(&reading, &value, &[2, 0, 0, 0], |code| format!("Title of {code}"));
    let rows: Vec<_> = report
        .rows
        .iter()
        .map(|row| {
            let what = row.line.as_deref().or(row.words.as_deref()).unwrap_or_default();
            format!(
                "{:?} {what} {:?} {} {}",
                row.encounter,
                row.state,
                row.work.as_deref().unwrap_or("?"),
                row.logged
            )
        })
        .collect();
    assert_eq!(
        rows,
        [
            "None é Review ? 0",
            "Some(1) 99213-25 Review 1.30 2",
            "Some(1) 29876-51 Complete 8.65 0",
            "Some(1) 74177 Complete 1.77 0",
            "Some(2) 20610 Complete 0.77 0",
            "None colonoscopy Review ? 0",
            "None 4538 Open ? 0",
        ]
    );
    assert_eq!((report.lines, report.encounters, report.review, report.whole), (4, 2, 3, false));
    assert_eq!(report.left, "é, 25; colonoscopy 4538");
    assert_eq!(report.others[0].at, (15, 27));
    assert_eq!(report.rows[5].candidates[0].code.as_str(), "45378");
    assert!(report.rows[1].review[0].starts_with("25: Modifier 25 stands"));
}

fn any_line() -> impl Strategy<Value = Line> {
    let modifier = prop_oneof![
        prop::sample::select(vec!["50", "25", "RT", "LT", "59", "26", "51", "X1", "TC", "AS"])
            .prop_map(str::to_owned),
        "[0-9A-Z]{2}",
    ];
    let code = prop_oneof![
        prop::sample::select(vec!["99213", "27447", "G0105", "0791T", "6040F", "43644", "00840"])
            .prop_map(str::to_owned),
        "[0-9]{5}",
        "[A-V][0-9]{4}",
    ];
    let modifiers = prop::collection::hash_set(modifier, 0..=4);
    let units = prop_oneof![3 => Just(1_u32), 1 => 1..=999_u32];
    (
        code,
        modifiers,
        units,
        prop::option::weighted(0.1, 1..=2880_u32),
        prop::option::weighted(0.1, 0..=100_000_i64),
    )
        .prop_map(|(code, modifiers, units, minutes, charge)| Line {
            modifiers: modifiers.iter().map(|modifier| modifier.parse::<Modifier>().unwrap()).collect(),
            units,
            minutes,
            charge: charge.map(openrvu_core::Cents::new),
            ..Line::new(code.parse::<Code>().unwrap())
        })
}

/// What someone might type, with its traps.
fn any_text() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        "[0-9]{1,12}",
        "[0-9xX*]{1,8}",
        "[ ,;\\-\n@=.#+/]{1,3}",
        prop::sample::select(vec![
            "99213",
            "27447",
            "50",
            "25",
            "rt",
            "left",
            "lap chole",
            "knee replacement",
            "x3",
            "@90min",
            "=150.00",
            "g0105",
            "0791t",
            "colonoscopy",
            "min",
            "level 4 visit",
            "×",
            "é",
            "🦴",
            "'",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,4}",
    ];
    prop::collection::vec(part, 0..12).prop_map(|parts| parts.concat())
}

fn lines(reading: &Reading) -> Vec<(usize, Line)> {
    reading.loggable().map(|(encounter, line)| (encounter, line.clone())).collect()
}

proptest! {
    #[test]
    fn every_byte_belongs_to_a_piece_in_order(text in any_text()) {
        let reading = reading(&text);
        let mut at = 0;
        for piece in &reading.pieces {
            prop_assert_eq!(piece.span.start, at);
            prop_assert!(piece.span.end > at);
            at = piece.span.end;
        }
        prop_assert_eq!(at, text.len());
        prop_assert_eq!(reading.pieces.iter().map(|piece| reading.text_of(piece)).collect::<String>(), text);
    }

    #[test]
    fn a_reading_written_reads_the_same(text in any_text()) {
        let first = reading(&text);
        let again = reading(&first.canonical());
        prop_assert_eq!(lines(&again), lines(&first), "{} as {}", text, first.canonical());
    }

    #[test]
    fn digits_keep_their_order(text in "[0-9]{0,60}") {
        let first = reading(&text);
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        prop_assert_eq!(digits(&first.canonical()), text);
    }

    #[test]
    fn lines_with_marks_between_them_read_back(
        written in prop::collection::vec((any_line(), prop::sample::select(vec![" ", ", ", ",", "; ", "\n", " + "])), 0..20),
    ) {
        let mut text = String::new();
        let mut expected = Vec::new();
        let mut encounter = 0;
        for (line, mark) in &written {
            text.push_str(&line.to_string());
            text.push_str(mark);
            expected.push((encounter, line.clone()));
            encounter += usize::from(mark.contains([';', '\n']));
        }
        prop_assert_eq!(lines(&reading(&text)), expected, "{}", text);
    }

    #[test]
    fn codes_of_the_release_with_modifiers_that_fit_need_no_mark(
        picks in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<bool>()), 1..6),
    ) {
        let release = SCHEDULE.newest().unwrap();
        let book = book();
        let known: Vec<Modifier> = SCHEDULE.policy().modifiers.all().map(|rule| rule.code)
            .filter(|code| code.as_str().parse::<u8>().is_ok()).collect();
        let mut text = String::new();
        let mut wanted = Vec::new();
        for (row, modifier, with) in picks {
            let mut line = Line::new(row.get(&release.rows).code);
            let modifier = *modifier.get(&known);
            if with && book.fits(line.code, modifier) {
                line.modifiers.push(modifier);
            }
            text.push_str(&line.to_string().replace('-', ""));
            wanted.push(line);
        }
        let first = reading(&text);
        let found: Vec<Line> = first.loggable().map(|(_, line)| line.clone()).collect();
        // Some runs can be cut in two sound ways. Then both are known.
        prop_assert!(first.is_whole(), "{} as {}", text, first.canonical());
        let sound = found.iter().all(|line| book.holds(line.code) && line.modifiers.iter().all(|m| book.knows(*m)));
        prop_assert!(found == wanted || sound, "{}", text);
    }

    #[test]
    fn what_is_left_and_what_is_logged_are_the_whole(text in any_text()) {
        let first = reading(&text);
        prop_assert_eq!(first.is_whole(), first.left().is_empty(), "{}", text);
    }
}

/// What the fuzz target checks, on its seeds.
#[test]
fn every_seed_of_the_fuzz_target_is_read_and_reads_back() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fuzz/corpus/quick_entry");
    let mut seeds = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        for apart in [false, true] {
            let first = read(&text, &book(), apart);
            let again = read(&first.canonical(), &book(), apart);
            assert_eq!(lines(&again), lines(&first), "{text} as {}", first.canonical());
        }
        let _ = crate::privacy::find(&text);
        seeds += 1;
    }
    assert!(seeds >= 10);
}
