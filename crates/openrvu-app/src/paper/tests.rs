use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};

use super::*;

fn work(text: &str) -> Cell {
    Cell::Work(text.parse().unwrap())
}

fn paper() -> Paper {
    let row = |site: &str, credited: &str, cents: i64| {
        vec![
            Cell::Date("2026-08-03".parse().unwrap()),
            Cell::from(site),
            work(credited),
            Cell::Cents(Cents::new(cents)),
        ]
    };
    let lines = Table {
        name: "Lines: all".to_owned(),
        columns: vec![words("Date"), words("Site"), number("Credited"), number("Amount")],
        rows: vec![row("=1+1", "4.57", 123_456), row("Clinic, east", "1204.025", -50)],
        total: Some(vec![
            Cell::from("Together"),
            Cell::Empty,
            work("1208.595"),
            Cell::Cents(Cents::new(123_406)),
        ]),
    };
    let small =
        Table { name: "Lines: all".to_owned(), rows: lines.rows[..1].to_vec(), total: None, ..lines.clone() };
    Paper {
        title: "Statement, August 2026".to_owned(),
        subject: "Employment 漢".to_owned(),
        file: "statement".to_owned(),
        table: "Lines: all",
        facts: vec![("Period", "August 2026".to_owned())],
        parts: vec![
            Part::Heading("Lines".to_owned()),
            Part::Table(lines),
            Part::Subheading("Again".to_owned()),
            Part::Table(small),
            Part::Text("A word. ".repeat(200)),
            Part::List(vec!["One".to_owned(), "x".repeat(400)]),
            Part::Details("How".to_owned(), vec!["So".to_owned()]),
        ],
    }
}

#[test]
fn the_points_of_a_column_meet() {
    let paper = paper();
    let table = paper.tables().next().unwrap();
    let credited: Vec<_> = table.shown().into_iter().map(|row| row[2].words.clone()).collect();
    assert_eq!(credited, ["4.570", "1,204.025"]);
    assert_eq!(table.shown_total().unwrap()[2].words, "1,208.595");
    assert_eq!(work_in_words("-1204.57".parse().unwrap(), false), "-1,204.57");
}

#[test]
fn csv_has_plain_numbers_and_no_formula() {
    let text = String::from_utf8(csv::write(&paper()).unwrap()).unwrap();
    assert_eq!(
        text,
        "Date,Site,Credited,Amount\n2026-08-03,'=1+1,4.570,1234.56\n2026-08-03,\"Clinic, east\",1204.025,-0.50\n"
    );
    for formula in ["+1", "-1", "@SUM(A1)", "\t=1", "＝1"] {
        let mut paper = paper();
        let Part::Table(table) = &mut paper.parts[1] else { panic!() };
        table.rows[0][1] = Cell::from(formula);
        let text = String::from_utf8(csv::write(&paper).unwrap()).unwrap();
        assert!(text.contains(&format!("'{formula}")), "{text}");
    }
}

#[test]
fn a_workbook_has_a_sheet_a_table_with_typed_cells() {
    let bytes = xlsx::write(&paper()).unwrap();
    let mut workbook = Xlsx::new(Cursor::new(bytes)).unwrap();
    assert_eq!(workbook.sheet_names(), ["Summary", "Lines  all", "Lines  all 2"]);
    let sheet = workbook.worksheet_range("Lines  all").unwrap();
    let cell = |row, column| sheet.get((row, column)).unwrap();
    assert_eq!(cell(1, 1), &Data::String("=1+1".to_owned()), "a text, not a formula");
    assert_eq!(cell(2, 2), &Data::Float(1204.025));
    assert_eq!(cell(1, 3), &Data::Float(1234.56));
    assert!(matches!(cell(1, 0), Data::DateTime(_)));
    assert_eq!(cell(3, 0), &Data::String("Together".to_owned()));
    assert!(workbook.worksheet_formula("Lines  all").unwrap().is_empty());
}

#[test]
fn a_pdf_is_made_of_whatever_there_is() {
    let mut paper = paper();
    let pdf = pdf::write(&paper).unwrap();
    assert!(pdf.starts_with(b"%PDF-") && pdf.len() < 100_000, "{}", pdf.len());
    assert_eq!(pdf, pdf::write(&paper).unwrap(), "the same paper gives the same bytes");
    paper.parts.clear();
    paper.facts.clear();
    assert!(pdf::write(&paper).unwrap().starts_with(b"%PDF-"));
}

#[test]
fn a_long_table_takes_seconds_at_most() {
    let mut paper = paper();
    let Part::Table(table) = &mut paper.parts[1] else { panic!() };
    let row = table.rows[1].clone();
    table.rows = vec![row; 20_000];
    let begun = std::time::Instant::now();
    let pdf = pdf::write(&paper).unwrap();
    // Under a second where nothing else runs; a way that grows with the square of the rows takes far longer.
    assert!(begun.elapsed() < std::time::Duration::from_secs(15), "{:?}", begun.elapsed());
    assert!(pdf.len() < 2_000_000, "{}", pdf.len());
}
