//! Import: from a table's bytes to entries.

#![allow(clippy::unwrap_used, reason = "what the tests share may stop at the first surprise")]

use jiff::civil::Date;
use openrvu_log::export;
use openrvu_log::import::{self, DateOrder, Doubts, Field, Guess, Plan, ProblemKind, Reading, ToldBy};
use openrvu_log::{EncounterId, Entry, EntryId, Role, ShortText};
use openrvu_table::{Limits, Table, read_text};
use proptest::prelude::*;
use rustc_hash::FxHashSet;

const TODAY: &str = "2026-11-28";

fn table(text: &str) -> Table {
    read_text(text, &Limits::UPLOAD).unwrap()
}

fn read(text: &str) -> (Guess, Reading) {
    let table = table(text);
    let guess = import::guess(&table);
    let reading = import::read(&table, &guess.mapping, TODAY.parse().unwrap()).unwrap();
    (guess, reading)
}

/// Each line as `row date code-modifiers…`, with work and group where there are any.
fn shown(reading: &Reading) -> Vec<String> {
    let line = |line: &import::ReadLine| {
        let work = line.work.map_or_else(String::new, |work| format!(" {}", work.short()));
        let group = line.group.map_or_else(String::new, |group| format!(" #{group}"));
        format!("{} {} {}{work}{group}", line.row, line.date, line.line)
    };
    reading.lines.iter().map(line).collect()
}

fn problems(reading: &Reading) -> Vec<(u32, ProblemKind)> {
    reading.problems.iter().map(|problem| (problem.row, problem.kind)).collect()
}

fn fields(guess: &Guess) -> Vec<Field> {
    guess.columns.iter().map(|column| column.field).collect()
}

fn none_deleted() -> FxHashSet<EntryId> {
    FxHashSet::default()
}

fn plan(reading: &Reading, log: &[Entry]) -> Plan {
    import::plan(reading, log, &none_deleted(), Doubts::default())
}

fn entries(plan: Plan) -> Vec<Entry> {
    plan.add.into_iter().map(|(_, entry)| entry).collect()
}

#[test]
fn an_employers_report_is_read_whole() {
    let text = "\
Productivity detail,,,,,,,,,,
\"Provider: Q. Example, MD\",,,,,,,,,,
Patient Name,MRN,Svc Date,CPT,CPT Description,Mod 1,Mod 2,Qty,Total wRVUs,POS,Department
\"Doe, Jane\",12345678,8/3/26,99213,OFFICE,25,,1.00,1.30,11,Main Clinic
\"Doe, Jane\",12345678,8/3/26,20610,INJECTION,LT,59,1.00,0.79,11,Main Clinic
\"Roe, Rick\",12345679,8/14/26,97110,EXERCISE,GP,,3.00,1.35,11,Main Clinic

,,,,,,,Total,3.44,,
";
    let (guess, reading) = read(text);
    assert_eq!(
        fields(&guess),
        [
            Field::Patient,
            Field::Patient,
            Field::Date,
            Field::Code,
            Field::Ignored,
            Field::Modifiers,
            Field::Modifiers,
            Field::Units,
            Field::Work,
            Field::Place,
            Field::Site
        ]
    );
    assert_eq!(guess.mapping.header, Some(3));
    assert!(guess.columns[0].samples.is_empty() && guess.columns[1].samples.is_empty());
    assert_eq!(guess.columns[7].samples, ["1.00", "3.00", "Total"]);
    assert_eq!(guess.order.words(), "Month first: 1 dates have no other reading.");
    assert_eq!(
        shown(&reading),
        ["4 2026-08-03 99213-25 1.30", "5 2026-08-03 20610-LT-59 0.79", "6 2026-08-14 97110-GPx3 1.35"]
    );
    assert_eq!(reading.skipped.not_lines, [8]);
    assert_eq!(problems(&reading), []);
    assert_eq!(reading.lines[0].site, Some("Main Clinic".parse().unwrap()));
    let json = serde_json::to_string(&reading).unwrap();
    assert!(!json.contains("Doe") && !json.contains("1234567"), "nothing of a patient is kept");
    assert_eq!(serde_json::from_str::<Reading>(&json).unwrap(), reading);
}

#[test]
fn a_pasted_table_without_a_header_is_told_by_its_contents() {
    let text = "2026-08-03\t99213\t25\t1\t1.30\tDoe, Jane\n2026-08-04\t99214\t\t1\t1.92\tRoe, Rick\n\
                2026-08-05\t17000\t59\t1\t0.61\tPoe, Ann\n";
    let (guess, reading) = read(text);
    assert_eq!(
        fields(&guess),
        [Field::Date, Field::Code, Field::Modifiers, Field::Units, Field::Work, Field::Patient]
    );
    assert_eq!(guess.columns[0].told_by, ToldBy::Contents);
    assert_eq!(guess.columns[1].name, "Column B");
    assert_eq!(guess.fingerprint, None);
    assert_eq!(shown(&reading)[0], "1 2026-08-03 99213-25 1.30");
    assert_eq!(reading.lines.len(), 3);
}

#[test]
fn each_problem_is_told_with_its_place_and_a_remedy() {
    let text = "\
Date of Service,Code,Modifiers,Units,wRVU,POS
8/3/2026,99213,25,1,1.30,11
,99213,,1,1.30,11
13/8/2026,99213,,1,1.30,11
yesterday,99213,,1,1.30,11
12/24/2026,99213,,1,1.30,11
8/3/2026,,,1,1.30,11
8/3/2026,9921,,1,1.30,11
8/3/2026,office,,1,1.30,11
8/3/2026,\"99213, 99214\",,1,1.30,11
8/3/2026,99213,LEFT,1,1.30,11
8/3/2026,99213,\"25,57,59,24,GC\",1,1.30,11
8/3/2026,99213,,1.5,1.30,11
8/3/2026,99213,,0,1.30,11
8/3/2026,99213,,1,many,11
8/3/2026,840,,1,,Office
8/3/2026,99213,\"25,25\",1,1.30,11
8/13/2026,99213,,-1,-1.30,11
";
    let (_, reading) = read(text);
    assert_eq!(
        problems(&reading),
        [
            (3, ProblemKind::NoDate),
            (4, ProblemKind::OtherOrder),
            (5, ProblemKind::NotADate),
            (6, ProblemKind::InTheFuture),
            (7, ProblemKind::NoCode),
            (8, ProblemKind::ShortCode),
            (9, ProblemKind::NotACode),
            (10, ProblemKind::SeveralCodes),
            (11, ProblemKind::NotAModifier),
            (12, ProblemKind::TooManyModifiers),
            (13, ProblemKind::NotUnits),
            (14, ProblemKind::NoUnits),
            (15, ProblemKind::NotWork),
            (16, ProblemKind::ZerosRestored),
            (16, ProblemKind::PlaceLeftOut),
            (17, ProblemKind::RepeatedModifier),
            (18, ProblemKind::TakesBackNothing),
        ]
    );
    assert_eq!(
        shown(&reading),
        ["2 2026-08-03 99213-25 1.30", "16 2026-08-03 00840", "17 2026-08-03 99213-25 1.30"]
    );
    assert_eq!(
        reading.problems[4].to_string(),
        "Row 7, Code: there is no code. Write the code into the row, or leave the row out."
    );
    assert_eq!(
        reading.problems[3].to_string(),
        "Row 6, Date of Service, \"12/24/2026\": this day is still to come. \
         Correct the date, or choose the other order of day and month."
    );
    assert_eq!((reading.refusals().count(), reading.remarks().count()), (14, 3));
}

#[test]
fn a_line_and_the_row_that_takes_it_back_are_both_left_out() {
    let text = "DOS,CPT,Units,wRVU\n8/3/26,99213,1,1.30\n8/3/26,99213,1,1.30\n8/14/26,99213,-1,(1.30)\n\
                8/3/26,99213,(1),-1.30\n";
    let (_, reading) = read(text);
    assert_eq!(shown(&reading), ["2 2026-08-03 99213 1.30"]);
    assert_eq!(reading.skipped.taken_back, 2);
    assert_eq!(problems(&reading), [(4, ProblemKind::TakesBackNothing)]);
}

#[test]
fn reports_grouped_by_day_carry_the_date() {
    let text =
        "Service Date,CPT,Units\n8/3/2026,,\n,99213,1\n,99214,1\n8/14/2026,99213,2\n,20610,1\nTotal,,5\n";
    let (guess, reading) = read(text);
    assert!(guess.mapping.carry_dates);
    assert_eq!(
        shown(&reading),
        ["3 2026-08-03 99213", "4 2026-08-03 99214", "5 2026-08-14 99213x2", "6 2026-08-14 20610"]
    );
    assert_eq!(reading.skipped.not_lines, [2, 7]);
}

#[test]
fn the_work_of_one_unit_is_told_from_that_of_the_line() {
    let text = "DOS,CPT,Units,wRVU,Extended\n8/3/26,97110,2,0.45,0.90\n8/4/26,97110,3,0.45,1.35\n";
    let (guess, _) = read(text);
    assert_eq!(fields(&guess)[3], Field::Work, "a name that says nothing is not work");
    let text = text.replace("Extended", "RVU Extended");
    let (guess, reading) = read(&text);
    assert_eq!(fields(&guess)[3..], [Field::WorkPerUnit, Field::Work]);
    assert_eq!(shown(&reading), ["2 2026-08-03 97110x2 0.90", "3 2026-08-04 97110x3 1.35"]);
    let text = text.replace(",RVU Extended", "").replace(",0.90", "").replace(",1.35", "");
    let text = text.replace("wRVU", "wRVU per unit");
    let (guess, reading) = read(&text);
    assert_eq!(fields(&guess)[3], Field::WorkPerUnit);
    assert_eq!(shown(&reading)[1], "3 2026-08-04 97110x3 1.35");
}

#[test]
fn the_rows_of_one_clinician_are_chosen_from_a_groups_report() {
    let text = "DOS,CPT,Rendering Provider,Billing Provider\n8/3/26,99213,\"Ample, A\",Group\n\
                8/3/26,99214,\"Brief, B\",Group\n8/4/26,99215,\"Ample, A\",Group\n";
    let table = table(text);
    let mut mapping = import::guess(&table).mapping;
    assert_eq!(import::providers(&table, &mapping), [("Ample, A".to_owned(), 2), ("Brief, B".to_owned(), 1)]);
    mapping.provider = Some("Ample, A".to_owned());
    let reading = import::read(&table, &mapping, TODAY.parse().unwrap()).unwrap();
    assert_eq!(shown(&reading), ["2 2026-08-03 99213", "4 2026-08-04 99215"]);
    assert_eq!(reading.skipped.of_others, 1);
}

#[test]
fn rows_of_one_encounter_number_are_one_encounter() {
    let text = "DOS,CPT,CSN\n8/3/26,45380,7001\n8/3/26,45385,7001\n8/4/26,45380,7001\n8/3/26,99213,7002\n";
    let (guess, reading) = read(text);
    assert_eq!(fields(&guess)[2], Field::Encounter);
    let added = entries(plan(&reading, &[]));
    let same = |one: usize, other: usize| added[one].encounter == added[other].encounter;
    assert!(same(0, 1) && !same(0, 2) && !same(0, 3) && !same(2, 3));
    let json = serde_json::to_string(&reading).unwrap();
    assert!(!json.contains("7001"), "the number is not kept");
    // A second file with a further line of the encounter joins it.
    let (_, later) = read("DOS,CPT,CSN\n8/3/26,45380,7001\n8/3/26,45384,7001\n");
    let joined = plan(&later, &added);
    assert_eq!(joined.present.len(), 1);
    assert_eq!(joined.add[0].1.encounter, added[0].encounter);
}

#[test]
fn importing_twice_adds_nothing_and_overlapping_files_add_what_is_new() {
    let (_, july) = read("DOS,CPT,Mod\n7/30/26,99213,25\n7/31/26,99213,\n7/31/26,99213,\n7/31/26,99214,\n");
    let log = entries(plan(&july, &[]));
    assert_eq!(log.len(), 4);
    assert_eq!(log.iter().map(|entry| entry.id).collect::<FxHashSet<_>>().len(), 4);
    let again = plan(&july, &log);
    assert_eq!((again.add.len(), again.present.len()), (0, 4));
    // The overlapping file has the rows in another order, and one visit more of the last day.
    let august = "DOS,CPT,Mod,Clinic\n8/1/26,99213,,East\n7/31/26,99214,,East\n7/31/26,99213,,East\n7/31/26,99213,,East\n\
                  7/31/26,99213,,East\n";
    let (_, august) = read(august);
    let joined = plan(&august, &log);
    let added: Vec<String> =
        joined.add.iter().map(|(row, entry)| format!("{row} {} {}", entry.date, entry.line)).collect();
    assert_eq!(added, ["2 2026-08-01 99213", "6 2026-07-31 99213"]);
    // An entry that was changed after the import is known by its id.
    let mut changed = log.clone();
    changed[0].line = "99214-25".parse().unwrap();
    assert_eq!(plan(&july, &changed).present.len(), 4);
}

#[test]
fn what_was_logged_by_hand_or_deleted_is_added_only_if_wanted() {
    let (_, reading) = read("DOS,CPT\n8/3/26,99213\n8/3/26,99213\n8/4/26,99214\n");
    let mut log = entries(plan(&reading, &[]));
    let by_hand = Entry { id: EntryId::from_bytes([9; 16]), ..log[0].clone() };
    let planned = plan(&reading, std::slice::from_ref(&by_hand));
    assert_eq!((planned.alike.as_slice(), planned.add.len()), (&[(2, by_hand.id)][..], 2));
    let doubts = Doubts { add_alike: true, ..Doubts::default() };
    assert_eq!(import::plan(&reading, &[by_hand], &none_deleted(), doubts).add.len(), 3);

    let gone: FxHashSet<EntryId> = [log.remove(2).id].into_iter().collect();
    let planned = import::plan(&reading, &log, &gone, Doubts::default());
    assert_eq!((planned.present.len(), planned.deleted.len(), planned.add.len()), (2, 1, 0));
    let doubts = Doubts { add_deleted: true, ..Doubts::default() };
    assert_eq!(import::plan(&reading, &log, &gone, doubts).add.len(), 1);
}

#[test]
fn a_mapping_is_checked_and_remembered_by_the_header() {
    let table = table("When,What,How many\n3/8/2026,99213,1\n13/8/2026,99214,1\n");
    let guess = import::guess(&table);
    assert_eq!(guess.mapping.header, None, "no name is known: the first row counts as data");
    let mut mapping =
        import::Mapping { header: Some(1), columns: vec![Field::Date, Field::Date], ..guess.mapping };
    assert!(mapping.check().unwrap_err().to_string().contains("no column holds the code"));
    mapping.columns = vec![Field::Date, Field::Code, Field::Date];
    assert!(mapping.check().unwrap_err().to_string().contains("two columns hold the date of service"));
    mapping.columns = vec![Field::Date, Field::Code, Field::Units];
    mapping.date_order = DateOrder::DayFirst;
    let told = import::with_mapping(&table, mapping.clone());
    assert_eq!(told.mapping, mapping);
    assert_eq!(told.columns[2].told_by, ToldBy::Memory);
    let reading = import::read(&table, &mapping, TODAY.parse().unwrap()).unwrap();
    assert_eq!(shown(&reading), ["2 2026-08-03 99213", "3 2026-08-13 99214"]);
}

fn texts() -> impl Strategy<Value = Option<ShortText>> {
    let text = prop_oneof![
        Just("Main clinic"),
        Just("=HYPERLINK(1)"),
        Just("'=x"),
        Just("none"),
        Just("-"),
        Just("a, \"b\"; c"),
        Just("Clínica Ñ"),
        Just("99213"),
        Just("'99"),
        Just("Total"),
    ];
    proptest::option::of(text.prop_map(|text| text.parse().unwrap()))
}

prop_compose! {
    fn entry()(
        id: [u8; 16],
        encounter: [u8; 16],
        day in 0_i32..300,
        line in prop_oneof![
            Just("99213-25"), Just("00840-AA@90min"), Just("97110-GP-59x3"), Just("G0105=150.00"), Just("0042T"),
            Just("99213=0.05"), Just("27447-LT-RT-50-59x999"),
        ],
        place in proptest::option::of(prop_oneof![Just("11"), Just("02"), Just("22")]),
        site in texts(),
        role in 0_usize..6,
        colleague in texts(),
        note in texts(),
    ) -> Entry {
        Entry {
            id: EntryId::from_bytes(id),
            encounter: EncounterId::from_bytes(encounter),
            date: "2026-01-01".parse::<Date>().unwrap().checked_add(jiff::Span::new().days(day)).unwrap(),
            line: line.parse().unwrap(),
            place: place.map(|place| place.parse().unwrap()),
            site,
            role: Role::ALL[role],
            colleague,
            note,
        }
    }
}

fn csv(entries: &[Entry]) -> String {
    let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
    let line = |cells: Vec<String>| cells.iter().map(quoted).collect::<Vec<_>>().join(",");
    let header = line(export::COLUMNS.iter().map(|&name| name.to_owned()).collect());
    let rows = entries.iter().map(|entry| line(export::row(entry, None, None).to_vec()));
    std::iter::once(header).chain(rows).collect::<Vec<_>>().join("\r\n")
}

proptest! {
    #[test]
    fn what_is_exported_as_a_table_comes_back_whole(mut exported in proptest::collection::vec(entry(), 1..20)) {
        let mut seen = FxHashSet::default();
        exported.retain(|entry| seen.insert(entry.id));
        let table = table(&csv(&exported));
        let guess = import::guess(&table);
        let reading = import::read(&table, &guess.mapping, TODAY.parse().unwrap()).unwrap();
        prop_assert_eq!(&reading.problems, &[]);
        let back = entries(plan(&reading, &[]));
        prop_assert_eq!(&back, &exported);
        prop_assert_eq!(plan(&reading, &back).add.len(), 0);
    }

    #[test]
    fn no_text_stops_the_reading(text in "(?s).{1,400}") {
        let Ok(table) = read_text(&text, &Limits::UPLOAD) else { return Ok(()) };
        let guess = import::guess(&table);
        let _ = import::read(&table, &guess.mapping, TODAY.parse().unwrap());
    }

    #[test]
    fn every_row_is_a_line_a_problem_or_skipped(
        rows in proptest::collection::vec(
            ("8/3/26|8/14/26|13/8/26||Total|x", "99213|840|office||99213-25", "25|LEFT|", "1|2|-1|0|1\\.5|"), 1..30)
    ) {
        let body: Vec<String> = rows.iter().map(|(a, b, c, d)| format!("{a},{b},{c},{d}")).collect();
        let text = format!("DOS,CPT,Mod,Units\n{}\n", body.join("\n"));
        let table = table(&text);
        let mut mapping = import::guess(&table).mapping;
        mapping.columns = vec![Field::Date, Field::Code, Field::Modifiers, Field::Units];
        mapping.header = Some(1);
        let reading = import::read(&table, &mapping, TODAY.parse().unwrap()).unwrap();
        let skipped = reading.skipped.not_lines.len() + reading.skipped.taken_back;
        prop_assert_eq!(table.len() - 1, reading.lines.len() + reading.refusals().count() + skipped);
    }
}
