//! The columns of a PPRRVU row as text: one list for the content hash, the comparison of releases, the
//! starter figures and the store.
//!
//! The texts are those of CMS's csv files, so that a difference reads as CMS would print it.

use openrvu_core::indicator::{
    AssistantAtSurgery, Bilateral, CoSurgeons, GlobalPeriod, ImagingFamily, MultipleProcedure, PcTc,
    PricingIndicator, Status, Supervision, TeamSurgeons,
};
use openrvu_core::{Code, FeeRow, RowModifier, Rvu};

/// Calls a macro with every column of [`FeeRow`] but the code: field, kind of text, and CMS's name.
macro_rules! fee_row_columns {
    ($apply:ident) => {
        $apply! {
            modifier: Word, "MOD";
            status: Word, "STATUS CODE";
            not_used_for_payment: Plus, "NOT USED FOR MEDICARE PAYMENT";
            work: Decimal, "WORK RVU";
            non_facility_pe: Decimal, "NON-FAC PE RVU";
            non_facility_na: Na, "NON-FAC NA INDICATOR";
            facility_pe: Decimal, "FACILITY PE RVU";
            facility_na: Na, "FACILITY NA INDICATOR";
            malpractice: Decimal, "MP RVU";
            pc_tc: Word, "PCTC IND";
            global: Word, "GLOB DAYS";
            preoperative: Share, "PRE OP";
            intraoperative: Share, "INTRA OP";
            postoperative: Share, "POST OP";
            multiple_procedure: Word, "MULT PROC";
            bilateral: Word, "BILAT SURG";
            assistant: Word, "ASST SURG";
            co_surgeons: Word, "CO-SURG";
            team_surgeons: Word, "TEAM SURG";
            pricing: Word, "PRIC IND";
            endoscopic_base: Base, "ENDO BASE";
            supervision: Word, "PHYSICIAN SUPERVISION OF DIAGNOSTIC PROCEDURES";
            calculation_flag: Digit, "CALCULATION FLAG";
            imaging_family: Word, "DIAGNOSTIC IMAGING FAMILY INDICATOR";
            opps_non_facility_pe: Decimal, "NON-FACILITY PE USED FOR OPPS PAYMENT AMOUNT";
            opps_facility_pe: Decimal, "FACILITY PE USED FOR OPPS PAYMENT AMOUNT";
            opps_malpractice: Decimal, "MP USED FOR OPPS PAYMENT AMOUNT";
        }
    };
}
pub(crate) use fee_row_columns;

/// How a value is written as text and read from it.
pub(crate) trait Text<T: Copy> {
    /// The value of a row that nothing has been read into yet.
    const BLANK: T;
    /// Appends the text as CMS prints it.
    fn write(value: T, out: &mut Vec<u8>);
    /// Reads what `write` wrote.
    fn read(text: &[u8]) -> Option<T>;
}

/// One of the words that CMS defines for a column.
pub(crate) enum Word {}
/// RVUs with two decimal places.
pub(crate) enum Decimal {}
/// Hundredths of a whole, with two decimal places.
pub(crate) enum Share {}
/// `+` or nothing.
pub(crate) enum Plus {}
/// `NA` or nothing.
pub(crate) enum Na {}
/// A small whole number.
pub(crate) enum Digit {}
/// A code or nothing.
pub(crate) enum Base {}

macro_rules! words {
    ($($type:ident)+) => {$(
        impl Text<$type> for Word {
            const BLANK: $type = $type::ALL[0];
            fn write(value: $type, out: &mut Vec<u8>) {
                out.extend_from_slice(value.as_str().as_bytes());
            }
            fn read(text: &[u8]) -> Option<$type> {
                $type::from_column(text)
            }
        }
    )+};
}
words! { Status PcTc GlobalPeriod MultipleProcedure Bilateral AssistantAtSurgery CoSurgeons TeamSurgeons
PricingIndicator Supervision ImagingFamily }

impl Text<RowModifier> for Word {
    const BLANK: RowModifier = RowModifier::Global;
    fn write(value: RowModifier, out: &mut Vec<u8>) {
        out.extend_from_slice(value.as_str().as_bytes());
    }
    fn read(text: &[u8]) -> Option<RowModifier> {
        RowModifier::from_column(text)
    }
}

impl Text<Rvu> for Decimal {
    const BLANK: Rvu = Rvu::ZERO;
    fn write(value: Rvu, out: &mut Vec<u8>) {
        write_decimal(i64::from(value.get()), Rvu::PLACES, out);
    }
    fn read(text: &[u8]) -> Option<Rvu> {
        Rvu::from_bytes(text).ok()
    }
}

impl Text<u8> for Share {
    const BLANK: u8 = 0;
    fn write(value: u8, out: &mut Vec<u8>) {
        write_decimal(i64::from(value), 2, out);
    }
    fn read(text: &[u8]) -> Option<u8> {
        u8::try_from(Rvu::from_bytes(text).ok()?.get()).ok()
    }
}

impl Text<bool> for Plus {
    const BLANK: bool = false;
    fn write(value: bool, out: &mut Vec<u8>) {
        out.extend_from_slice(if value { b"+" } else { b"" });
    }
    fn read(text: &[u8]) -> Option<bool> {
        [(&b"+"[..], true), (b"", false)].into_iter().find(|(word, _)| *word == text).map(|(_, value)| value)
    }
}

impl Text<bool> for Na {
    const BLANK: bool = false;
    fn write(value: bool, out: &mut Vec<u8>) {
        out.extend_from_slice(if value { b"NA" } else { b"" });
    }
    fn read(text: &[u8]) -> Option<bool> {
        [(&b"NA"[..], true), (b"", false)].into_iter().find(|(word, _)| *word == text).map(|(_, value)| value)
    }
}

impl Text<u8> for Digit {
    const BLANK: u8 = 0;
    fn write(value: u8, out: &mut Vec<u8>) {
        write_decimal(i64::from(value), 0, out);
    }
    fn read(text: &[u8]) -> Option<u8> {
        std::str::from_utf8(text).ok()?.parse().ok()
    }
}

impl Text<Option<Code>> for Base {
    const BLANK: Option<Code> = None;
    fn write(value: Option<Code>, out: &mut Vec<u8>) {
        if let Some(code) = value {
            out.extend_from_slice(code.as_str().as_bytes());
        }
    }
    fn read(text: &[u8]) -> Option<Option<Code>> {
        if text.is_empty() { Some(None) } else { Code::from_bytes(text).ok().map(Some) }
    }
}

/// Writes a scaled integer with its decimal places. `Display` would do, at ten times the cost.
pub(crate) fn write_decimal(value: i64, places: u32, out: &mut Vec<u8>) {
    let mut digits = [0_u8; 24];
    let (mut at, mut rest, mut written) = (digits.len(), value.unsigned_abs(), 0);
    while rest > 0 || written <= places {
        if written == places && places > 0 {
            at -= 1;
            digits[at] = b'.';
        }
        at -= 1;
        digits[at] = b'0' + u8::try_from(rest % 10).unwrap_or_default();
        rest /= 10;
        written += 1;
    }
    if value < 0 {
        out.push(b'-');
    }
    out.extend_from_slice(&digits[at..]);
}

/// A column of a row.
pub(crate) struct Column {
    /// The field's name.
    pub(crate) field: &'static str,
    /// CMS's name.
    pub(crate) header: &'static str,
    /// Appends the value as text.
    pub(crate) write: fn(&FeeRow, &mut Vec<u8>),
    /// Sets the value from text; `false` where the text is none of the column's.
    pub(crate) read: fn(&mut FeeRow, &[u8]) -> bool,
}

macro_rules! text_columns {
    ($($field:ident: $kind:ident, $header:literal;)+) => {
        /// Every column but the code, in the order of the file.
        pub(crate) const COLUMNS: &[Column] = &[$(Column {
            field: stringify!($field),
            header: $header,
            write: |row, out| $kind::write(row.$field, out),
            read: |row, text| $kind::read(text).map(|value| row.$field = value).is_some(),
        }),+];

        /// A row of which only the code is known.
        pub(crate) fn blank(code: Code) -> FeeRow {
            FeeRow { code, $($field: $kind::BLANK),+ }
        }
    };
}
fee_row_columns!(text_columns);

/// Appends a row as a line of comma-separated text: the code, then every column.
pub(crate) fn write_row(row: &FeeRow, out: &mut Vec<u8>) {
    out.extend_from_slice(row.code.as_str().as_bytes());
    for column in COLUMNS {
        out.push(b',');
        (column.write)(row, out);
    }
}

/// The text of one column of a row.
pub(crate) fn text(column: &Column, row: &FeeRow) -> String {
    let mut out = Vec::new();
    (column.write)(row, &mut out);
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_written_as_displayed() {
        for value in [0, 1, 9, 10, 99, 100, 101, 1234, -5, -123, i32::MAX, i32::MIN] {
            let mut out = Vec::new();
            Decimal::write(Rvu::new(value), &mut out);
            assert_eq!(String::from_utf8(out).unwrap(), Rvu::new(value).to_string());
        }
        let mut out = Vec::new();
        write_decimal(90, 0, &mut out);
        assert_eq!(out, b"90");
    }

    #[test]
    fn a_row_reads_back_from_its_text() {
        let mut row = blank("45385".parse().unwrap());
        row.work = Rvu::new(457);
        row.non_facility_na = true;
        row.not_used_for_payment = true;
        row.multiple_procedure = MultipleProcedure::Endoscopy;
        row.endoscopic_base = "45378".parse().ok();
        row.intraoperative = 80;
        row.pricing = PricingIndicator::Absent;
        let mut again = blank(row.code);
        for column in COLUMNS {
            assert!((column.read)(&mut again, text(column, &row).as_bytes()), "{}", column.field);
        }
        assert_eq!(again, row);
        assert!(!(COLUMNS[3].read)(&mut again, b"x"));
    }
}
