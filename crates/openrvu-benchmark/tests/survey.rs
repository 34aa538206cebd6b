//! Tables that a user holds: what is read, what is refused, what lies between percentiles.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use openrvu_benchmark::survey::{
    self, About, Basis, Compared, Field, Mapping, Measure, SurveyProblem, SurveyTable, Warning,
};
use openrvu_benchmark::{Point, Standing, Survey};
use openrvu_core::Factor;
use proptest::prelude::*;
use rust_xlsxwriter::Workbook;

const TABLE: &str = "Own table,,,,,,\n\
    Specialty,Providers,10th %tile,25th %tile,Median,75th %tile,90th %tile\n\
    Cardiology: Invasive,\"1,204\",\"5,103\",\"7,250.5\",9400,11890,15020.25\n\
    Family Medicine,4310,2900,3905,4950,6100,7400\n\
    Hand Surgery,14,*,6000,8000,10000,*\n\
    Too few answered,3,*,*,*,*,*\n";

fn about() -> About {
    About { name: "Own table".to_owned(), year: Some(2024), measure: Measure::WorkRvus, basis: Basis::PerFte }
}

fn read(text: &str) -> Result<SurveyTable, Vec<SurveyProblem>> {
    let sheets = survey::sheets(text.as_bytes()).unwrap();
    let mapping = Mapping::guess(&sheets[0].rows[0].cells);
    survey::import(&sheets[0], &mapping, &about())
}

fn points(row: &survey::SurveyRow) -> Vec<(u8, u64)> {
    row.points.iter().map(|point| (point.percentile, point.value.get())).collect()
}

#[test]
fn a_table_is_read_with_its_marks_for_absent_figures() {
    let table = read(TABLE).unwrap();
    assert_eq!((table.year, table.rows.len()), (2024, 3));
    let heart = table.row("cardiology: invasive").unwrap();
    assert_eq!(heart.n, Some(1204));
    let expected = [(10, 510_300), (25, 725_050), (50, 940_000), (75, 1_189_000), (90, 1_502_025)];
    assert_eq!(points(heart), expected);
    assert_eq!(points(table.row("Hand Surgery").unwrap()), [(25, 600_000), (50, 800_000), (75, 1_000_000)]);
    assert!(table.row("Too few answered").is_none());
    let written = serde_json::to_string(&table).unwrap();
    assert_eq!(serde_json::from_str::<SurveyTable>(&written).unwrap(), table);
}

#[test]
fn a_workbook_reads_as_the_text_does() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write_string(0, 0, "A title").unwrap();
    for (column, name) in ["Specialty", "n", "P10", "P25", "P50", "P75", "P90", "Year"].iter().enumerate() {
        sheet.write_string(2, u16::try_from(column).unwrap(), *name).unwrap();
    }
    sheet.write_string(3, 0, "Urology").unwrap();
    for (column, value) in [120.0, 5000.0, 6_500.333_333, 8000.0, 9800.5, 12_000.0, 2023.0].iter().enumerate()
    {
        sheet.write_number(3, u16::try_from(column + 1).unwrap(), *value).unwrap();
    }
    let bytes = workbook.save_to_buffer().unwrap();
    let sheets = survey::sheets(&bytes).unwrap();
    assert_eq!(sheets[0].rows[0].number, 3, "the header, below a title");
    let mapping = Mapping::guess(&sheets[0].rows[0].cells);
    let table = survey::import(&sheets[0], &mapping, &About { year: None, ..about() }).unwrap();
    assert_eq!((table.year, table.rows[0].n), (2023, Some(120)));
    assert_eq!(points(&table.rows[0])[1], (25, 650_033));
}

#[test]
fn every_fault_is_named_with_its_row_and_column() {
    let text = "Specialty,n,P25,Median,P75,Year\n\
        Urology,10,5000,4999,7000,2024\n\
        Nephrology,none,5000,6000,7000,2024\n\
        Urology,10,5000,6000,7000,2024\n\
        Podiatry,10,5000,-6000,many,2024\n\
        ,10,5000,6000,7000,2024\n\
        Geriatrics,10,5000,*,*,2024\n\
        Dermatology,10,5000,6000,7000,2023\n";
    let told: Vec<String> = read(text).unwrap_err().iter().map(ToString::to_string).collect();
    let expected = [
        "row 2, column Median: 4999.00 is below 5000.00 of the 25th percentile: percentiles must ascend",
        "row 3, column n: \"none\" is not a number of providers",
        "row 4, column Specialty: \"Urology\" stands in row 2 already: leave one of them",
        "row 5, column Median: \"-6000\" is not a number of work RVUs or dollars",
        "row 5, column P75: \"many\" is not a number of work RVUs or dollars",
        "row 5, column Specialty: \"Podiatry\" has fewer than two percentiles, so nothing lies between them",
        "row 6, column Specialty: percentiles without a specialty: name it",
        "row 7, column Specialty: \"Geriatrics\" has fewer than two percentiles, so nothing lies between them",
        "row 8, column Year: 2023, and the year given is 2024",
    ];
    assert_eq!(told, expected);
}

#[test]
fn a_table_that_cannot_be_told_asks_for_its_columns() {
    let text = "Fach,Q1,Q3\nUrology,5000,7000\n";
    assert!(read(text).unwrap_err()[0].what.starts_with("say which column is the specialty"));
    let sheets = survey::sheets(text.as_bytes()).unwrap();
    let mut mapping = Mapping::default();
    mapping.set(Field::Specialty, Some(0));
    mapping.set(Field::P25, Some(1));
    mapping.set(Field::P75, Some(2));
    let table = survey::import(&sheets[0], &mapping, &about()).unwrap();
    assert_eq!(table.rows[0].value_at(500), Some(Survey::new(600_000)));
    let without_year = survey::import(&sheets[0], &mapping, &About { year: None, ..about() }).unwrap_err();
    assert!(without_year[0].what.contains("calendar year"));
    assert!(survey::sheets(b"%PDF-1.7").is_err());
}

#[test]
fn nothing_is_said_beyond_the_outermost_percentile() {
    let table = read(TABLE).unwrap();
    let hand = table.row("Hand Surgery").unwrap();
    let of = |value| hand.percentile_of(Survey::new(value)).unwrap();
    assert!(matches!(of(599_999), Standing::Below { lowest: Point { percentile: 25, .. } }));
    assert!(matches!(of(1_000_001), Standing::Above { highest: Point { percentile: 75, .. } }));
    assert!(matches!(of(700_000), Standing::Within { tenths: 375, .. }));
    assert_eq!((hand.value_at(249), hand.value_at(751)), (None, None));
    assert_eq!(hand.tabled(50), Some(Survey::new(800_000)));
}

#[test]
fn the_usual_misuse_is_told() {
    let table = read(TABLE).unwrap();
    let compared = Compared {
        year: 2024,
        release: "RVU24C".parse().unwrap(),
        fte: Some(Factor::percent(80)),
        annualized: false,
    };
    let heart = table.row("Cardiology: Invasive").unwrap();
    assert!(survey::warnings(&table, heart, &compared).is_empty());
    let hand = table.row("Hand Surgery").unwrap();
    assert_eq!(survey::warnings(&table, hand, &compared), [Warning::Few { n: 14 }]);
    let careless = Compared { fte: None, annualized: true, year: 2025, ..compared };
    assert_eq!(
        survey::warnings(&table, heart, &careless),
        [Warning::FteUnknown, Warning::Annualized, Warning::OtherYear { table: 2024, work: 2025 }]
    );
    let old = SurveyTable { year: 2019, basis: Basis::PerClinician, ..table.clone() };
    let told = survey::warnings(&old, heart, &compared);
    assert!(matches!(told[0], Warning::UnlikeFte { .. }) && matches!(told[2], Warning::OtherSchedule { .. }));
    assert!(told.iter().all(|warning| warning.words().ends_with('.')));
    let pay = SurveyTable { measure: Measure::Compensation, ..table.clone() };
    assert!(matches!(survey::division(&pay, &table), Some(Warning::Division { .. })));
    assert_eq!(survey::division(&table, &table), None);
}

#[test]
fn every_seed_of_the_fuzz_target_is_read_or_refused() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fuzz/corpus/survey");
    let mut seeds: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    seeds.sort();
    assert!(seeds.len() > 3);
    for seed in seeds {
        let name = seed.file_name().unwrap().to_str().unwrap();
        let bytes = std::fs::read(&seed).unwrap();
        for end in (0..bytes.len()).step_by(13).chain([bytes.len()]) {
            let read = survey::sheets(&bytes[..end]).map(|sheets| {
                sheets
                    .iter()
                    .map(|sheet| {
                        survey::import(sheet, &Mapping::guess(&sheet.rows[0].cells), &about()).is_ok()
                    })
                    .collect::<Vec<bool>>()
            });
            if end == bytes.len() {
                assert_eq!(read.is_ok_and(|read| read == [true]), name.starts_with("ok-"), "{name}");
            }
        }
    }
}

proptest! {
    #[test]
    fn there_and_back_between_percentiles_differs_by_rounding_only(
        mut values in prop::collection::vec(1_u64..2_000_000, 5), tenths in 100_u16..=900,
    ) {
        values.sort_unstable();
        values.dedup();
        let points: Vec<Point<Survey>> = values.iter().zip([10, 25, 50, 75, 90])
            .map(|(value, percentile)| Point { percentile, value: Survey::new(*value) }).collect();
        let row = survey::SurveyRow { specialty: "Any".to_owned(), n: None, points: points.clone() };
        for point in &points {
            let at = u16::from(point.percentile) * 10;
            prop_assert_eq!(row.value_at(at), Some(point.value));
            let Some(Standing::Within { tenths, .. }) = row.percentile_of(point.value) else { panic!() };
            prop_assert_eq!(tenths, at);
        }
        if let Some(value) = row.value_at(tenths) {
            let Some(Standing::Within { tenths: back, lower, upper }) = row.percentile_of(value) else { panic!() };
            // A step of one hundredth may be worth many tenths where a table is flat.
            let step = u64::from(upper.percentile - lower.percentile) * 10;
            let slack = step / (upper.value.get() - lower.value.get()).max(1) + 1;
            prop_assert!(u64::from(back.abs_diff(tenths)) <= slack, "{} {}", back, tenths);
        }
    }

    #[test]
    fn no_text_makes_the_import_panic(text in "[A-Za-z0-9 ,.*$\"\n%-]{0,400}") {
        if let Ok(sheets) = survey::sheets(text.as_bytes()) {
            for sheet in &sheets {
                let _ = survey::import(sheet, &Mapping::guess(&sheet.rows[0].cells), &about());
            }
        }
    }
}
