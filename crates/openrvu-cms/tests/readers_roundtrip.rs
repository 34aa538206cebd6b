//! Any row that PPRRVU can hold, written in each of its forms, reads back the same.

#![allow(clippy::unwrap_used, reason = "what the tests share may stop at the first surprise")]

use openrvu_cms::read::{self, Input, Layout, PprrvuFile};
use openrvu_core::indicator::{
    AssistantAtSurgery, Bilateral, CoSurgeons, GlobalPeriod, ImagingFamily, MultipleProcedure, PcTc,
    PricingIndicator, Status, Supervision, TeamSurgeons,
};
use openrvu_core::{Code, ConversionFactor, FeeRow, RowModifier, Rvu, Setting};
use proptest::prelude::*;
use proptest::sample::select;

/// The last lines of the header, one text a column; the layout before 2026 lacks the one at `PRICING`.
const HEADER: [&str; 32] = [
    "HCPCS",
    "MOD",
    "DESCRIPTION",
    "STATUS CODE",
    "NOT USED FOR MEDICARE PAYMENT",
    "WORK RVU",
    "NON-FAC PE RVU",
    "NON-FAC NA INDICATOR",
    "FACILITY PE RVU",
    "FACILITY NA INDICATOR",
    "MP RVU",
    "NON-FACILITY TOTAL",
    "FACILITY TOTAL",
    "PCTC IND",
    "GLOB DAYS",
    "PRE OP",
    "INTRA OP",
    "POST OP",
    "MULT PROC",
    "BILAT SURG",
    "ASST SURG",
    "CO- SURG",
    "TEAM SURG",
    "PRIC IND",
    "ENDO BASE",
    "CONV FACTOR",
    "PHYSICIAN SUPERVISION OF DIAGNOSTIC PROCEDURES",
    "CALCULATION FLAG",
    "DIAGNOSTIC IMAGING FAMILY INDICATOR",
    "NON-FACILITY PE USED FOR OPPS PAYMENT AMOUNT",
    "FACILITY PE USED FOR OPPS PAYMENT AMOUNT",
    "MP USED FOR OPPS PAYMENT AMOUNT",
];
const PRICING: usize = 23;

/// First and last position of each column in the fixed-width form, from CMS's record layout, and whether it is
/// written to the right.
const POSITIONS: [(usize, usize, bool); 32] = [
    (1, 5, false),
    (6, 7, false),
    (8, 57, false),
    (58, 58, false),
    (59, 59, false),
    (60, 65, true),
    (67, 72, true),
    (73, 74, false),
    (76, 81, true),
    (82, 83, false),
    (85, 89, true),
    (91, 96, true),
    (97, 102, true),
    (103, 103, false),
    (104, 106, false),
    (107, 109, false),
    (110, 112, false),
    (113, 115, false),
    (116, 116, false),
    (117, 117, false),
    (118, 118, false),
    (119, 119, false),
    (120, 120, false),
    (121, 121, false),
    (128, 132, false),
    (133, 140, true),
    (142, 143, false),
    (144, 144, false),
    (146, 147, false),
    (152, 157, true),
    (159, 164, true),
    (166, 171, true),
];

const FACTOR: &str = "33.4009";

/// A row's texts as CMS prints them, in the layout of 2026.
fn texts(row: &FeeRow, description: &str) -> [String; 32] {
    let flag = |set: bool, mark: &str| if set { mark.to_owned() } else { String::new() };
    let share = |hundredths: u8| Rvu::new(i32::from(hundredths)).to_string();
    [
        row.code.to_string(),
        row.modifier.to_string(),
        description.to_owned(),
        row.status.to_string(),
        flag(row.not_used_for_payment, "+"),
        row.work.to_string(),
        row.non_facility_pe.to_string(),
        flag(row.non_facility_na, "NA"),
        row.facility_pe.to_string(),
        flag(row.facility_na, "NA"),
        row.malpractice.to_string(),
        row.total(Setting::NonFacility).to_string(),
        row.total(Setting::Facility).to_string(),
        row.pc_tc.to_string(),
        row.global.to_string(),
        share(row.preoperative),
        share(row.intraoperative),
        share(row.postoperative),
        row.multiple_procedure.to_string(),
        row.bilateral.to_string(),
        row.assistant.to_string(),
        row.co_surgeons.to_string(),
        row.team_surgeons.to_string(),
        row.pricing.to_string(),
        row.endoscopic_base.map(|code| code.to_string()).unwrap_or_default(),
        FACTOR.to_owned(),
        row.supervision.to_string(),
        row.calculation_flag.to_string(),
        row.imaging_family.to_string(),
        row.opps_non_facility_pe.to_string(),
        row.opps_facility_pe.to_string(),
        row.opps_malpractice.to_string(),
    ]
}

/// Without `PRIC IND`, where the rows have none.
fn in_layout<T>(columns: impl IntoIterator<Item = T>, has_pricing: bool) -> Vec<T> {
    let numbered = columns.into_iter().enumerate();
    numbered.filter(|(column, _)| has_pricing || *column != PRICING).map(|(_, text)| text).collect()
}

fn as_csv(rows: &[(FeeRow, String)], has_pricing: bool, line_end: csv::Terminator) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().terminator(line_end).from_writer(Vec::new());
    writer.write_record(in_layout(HEADER, has_pricing)).unwrap();
    for (row, description) in rows {
        writer.write_record(in_layout(texts(row, description), has_pricing)).unwrap();
    }
    writer.into_inner().unwrap()
}

fn as_fixed_width(rows: &[(FeeRow, String)]) -> Vec<u8> {
    let mut file = String::from("HDR INVENTED ROWS\r\n");
    for (row, description) in rows {
        let mut line = " ".repeat(171);
        for (column, (text, (first, last, right))) in
            texts(row, description).iter().zip(POSITIONS).enumerate()
        {
            // The shares of the global period stand without their zero: `.10`, and `1.0` for the whole.
            let text = match column {
                15..=17 if text.starts_with('0') => &text[1..],
                15..=17 => &text[..3],
                _ => text,
            };
            let width = last + 1 - first;
            let text = if right { format!("{text:>width$}") } else { format!("{text:<width$}") };
            line.replace_range(first - 1..last, &text);
        }
        file.push_str(&line);
        file.push_str("\r\n");
    }
    file.into_bytes()
}

/// A workbook with every number as a number, as a spreadsheet program saves it.
fn as_workbook(rows: &[(FeeRow, String)], has_pricing: bool) -> Vec<u8> {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    let header = in_layout(HEADER, has_pricing).into_iter().map(str::to_owned).collect();
    let body = rows.iter().map(|(row, description)| in_layout(texts(row, description), has_pricing));
    for (number, texts) in std::iter::once(header).chain(body).enumerate() {
        for (column, text) in texts.iter().enumerate() {
            let (number, column) = (u32::try_from(number).unwrap(), u16::try_from(column).unwrap());
            match text.parse::<f64>() {
                Ok(value) if column != 2 => sheet.write_number(number, column, value).unwrap(),
                _ => sheet.write_string(number, column, text).unwrap(),
            };
        }
    }
    workbook.save_to_buffer().unwrap()
}

fn code() -> impl Strategy<Value = Code> {
    "(0[01][1-9][0-9]{2}|[2-9][0-9]{4}|[0-9]{4}[FTUMA]|[ABCEGHJKLMPQRSTV][0-9]{4})"
        .prop_map(|text| text.parse().unwrap())
}

fn rvu() -> impl Strategy<Value = Rvu> {
    prop_oneof![Just(0), 1..100, 100..10_000].prop_map(Rvu::new)
}

prop_compose! {
    /// The first half of a row: what it is and its figures.
    fn figures()(
        (code, modifier) in (code(), select(vec![
            RowModifier::Global, RowModifier::Professional, RowModifier::Technical, RowModifier::Discontinued,
        ])),
        status in select(Status::ALL),
        (not_used_for_payment, non_facility_na, facility_na) in any::<(bool, bool, bool)>(),
        (work, non_facility_pe, facility_pe, malpractice) in (rvu(), rvu(), rvu(), rvu()),
        (opps_non_facility_pe, opps_facility_pe, opps_malpractice) in (rvu(), rvu(), rvu()),
    )(
        row in indicators(FeeRow {
            code, modifier, status, not_used_for_payment, work, non_facility_pe, non_facility_na, facility_pe,
            facility_na, malpractice, opps_non_facility_pe, opps_facility_pe, opps_malpractice,
            pc_tc: PcTc::NotApplicable,
            global: GlobalPeriod::NotApplicable,
            preoperative: 0,
            intraoperative: 0,
            postoperative: 0,
            multiple_procedure: MultipleProcedure::NotApplicable,
            bilateral: Bilateral::NotApplicable,
            assistant: AssistantAtSurgery::NotApplicable,
            co_surgeons: CoSurgeons::NotApplicable,
            team_surgeons: TeamSurgeons::NotApplicable,
            pricing: PricingIndicator::NotApplicable,
            endoscopic_base: None,
            supervision: Supervision::NotApplicable,
            calculation_flag: 0,
            imaging_family: ImagingFamily::NotApplicable,
        }),
    ) -> FeeRow {
        row
    }
}

prop_compose! {
    /// The second half: its indicators.
    fn indicators(row: FeeRow)(
        (pc_tc, global, multiple_procedure) in
            (select(PcTc::ALL), select(GlobalPeriod::ALL), select(MultipleProcedure::ALL)),
        (bilateral, assistant) in (select(Bilateral::ALL), select(AssistantAtSurgery::ALL)),
        (co_surgeons, team_surgeons) in (select(CoSurgeons::ALL), select(TeamSurgeons::ALL)),
        (supervision, imaging_family) in (select(Supervision::ALL), select(ImagingFamily::ALL)),
        (preoperative, intraoperative, postoperative) in (0..=100_u8, 0..=100_u8, 0..=100_u8),
        endoscopic_base in proptest::option::of(code()),
        calculation_flag in 0..=9_u8,
        pricing in select(vec![PricingIndicator::Qualifying, PricingIndicator::NotApplicable]),
    ) -> FeeRow {
        FeeRow {
            pc_tc, global, multiple_procedure, bilateral, assistant, co_surgeons, team_surgeons, supervision,
            imaging_family, preoperative, intraoperative, postoperative, endoscopic_base, calculation_flag,
            pricing, ..row
        }
    }
}

/// Rows of either layout, each code and modifier once, with descriptions of any kind.
fn rows() -> impl Strategy<Value = (Vec<(FeeRow, String)>, bool)> {
    let described = (figures(), "[A-Za-z0-9&,\"/' ]{0,40}");
    (proptest::collection::vec(described, 1..12), any::<bool>()).prop_map(|(mut rows, has_pricing)| {
        rows.sort_by_key(|(row, _)| (row.code, row.modifier));
        rows.dedup_by_key(|(row, _)| (row.code, row.modifier));
        for (row, description) in &mut rows {
            *description = description.trim().to_owned();
            if !has_pricing {
                row.pricing = PricingIndicator::Absent;
            }
        }
        // In twos and threes of the same text, as in CMS's files, so that the short cuts are taken.
        let mut repeated = rows.clone();
        for (at, (row, _)) in repeated.iter_mut().enumerate() {
            let like = rows[at - at % 3].0;
            *row = match at % 3 {
                1 => FeeRow { code: row.code, modifier: row.modifier, ..like },
                2 => FeeRow {
                    code: row.code,
                    modifier: row.modifier,
                    status: row.status,
                    work: row.work,
                    facility_pe: row.facility_pe,
                    non_facility_na: row.non_facility_na,
                    ..like
                },
                _ => *row,
            };
        }
        (repeated, has_pricing)
    })
}

fn check(file: PprrvuFile, rows: &[(FeeRow, String)], layout: Layout, has_pricing: bool) {
    let (expected, descriptions): (Vec<FeeRow>, Vec<String>) = rows.iter().cloned().unzip();
    assert_eq!(file.rows, expected);
    assert_eq!(file.descriptions, Some(descriptions));
    assert_eq!(file.layout, layout);
    assert_eq!(file.columns, if has_pricing { 32 } else { 31 });
    assert_eq!(file.conversion_factor, FACTOR.parse::<ConversionFactor>().unwrap());
}

proptest! {
    #[test]
    fn rows_survive_csv_with_every_line_end((rows, has_pricing) in rows()) {
        for line_end in [csv::Terminator::CRLF, csv::Terminator::Any(b'\n'), csv::Terminator::Any(b'\r')] {
            let bytes = as_csv(&rows, has_pricing, line_end);
            let file = read::pprrvu(Input { name: "rows.csv", bytes: &bytes }, true).unwrap();
            check(file, &rows, Layout::Csv, has_pricing);
        }
    }

    #[test]
    fn rows_survive_csv_with_every_field_quoted((rows, has_pricing) in rows()) {
        let mut writer =
            csv::WriterBuilder::new().quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
        writer.write_record(in_layout(HEADER, has_pricing)).unwrap();
        for (row, description) in &rows {
            writer.write_record(in_layout(texts(row, description), has_pricing)).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let file = read::pprrvu(Input { name: "rows.csv", bytes: &bytes }, true).unwrap();
        check(file, &rows, Layout::Csv, has_pricing);
    }

    #[test]
    fn rows_survive_fixed_width_text((rows, has_pricing) in rows()) {
        let file = read::pprrvu(Input { name: "rows.txt", bytes: &as_fixed_width(&rows) }, true).unwrap();
        check(file, &rows, Layout::FixedWidth, has_pricing);
    }

    #[test]
    fn a_changed_figure_never_passes((rows, has_pricing) in rows(), at in any::<prop::sample::Index>()) {
        let mut rows = rows;
        let at = at.index(rows.len());
        // The totals were printed for the row as it was.
        let before = texts(&rows[at].0, "");
        rows[at].0.malpractice += Rvu::new(1);
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(in_layout(HEADER, has_pricing)).unwrap();
        for (number, (row, description)) in rows.iter().enumerate() {
            let mut texts = texts(row, description);
            if number == at {
                texts[11..13].clone_from_slice(&before[11..13]);
            }
            writer.write_record(in_layout(texts, has_pricing)).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let error = read::pprrvu(Input { name: "rows.csv", bytes: &bytes }, false).unwrap_err();
        prop_assert_eq!(error.row, Some(u32::try_from(at).unwrap() + 2));
        prop_assert_eq!(error.column, Some("NON-FACILITY TOTAL"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn rows_survive_a_workbook_that_lost_their_zeros((rows, has_pricing) in rows()) {
        let bytes = as_workbook(&rows, has_pricing);
        let file = read::pprrvu(Input { name: "rows.xlsx", bytes: &bytes }, true).unwrap();
        check(file, &rows, Layout::Xlsx, has_pricing);
    }
}
