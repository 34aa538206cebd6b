//! Every column of PPRRVU that two releases are compared by, with the kind of change that it makes.

use std::fmt;

use openrvu_core::indicator::PricingIndicator;
use openrvu_core::{Code, FeeRow, Rvu};
use serde::{Serialize, Serializer};

use super::Kind;

/// A value of a column, as CMS prints it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Value {
    /// RVUs.
    Rvu(Rvu),
    /// An indicator.
    Word(&'static str),
    /// A share in hundredths of the whole.
    Share(u8),
    /// A small number.
    Number(u8),
    /// A code.
    Code(Option<Code>),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rvu(rvu) => rvu.fmt(f),
            Self::Word("") | Self::Code(None) => f.write_str("blank"),
            Self::Word(word) => f.write_str(word),
            Self::Share(hundredths) => write!(f, "{}.{:02}", hundredths / 100, hundredths % 100),
            Self::Number(number) => number.fmt(f),
            Self::Code(Some(code)) => code.fmt(f),
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Word("") | Self::Code(None) => serializer.serialize_str(""),
            value => serializer.collect_str(value),
        }
    }
}

/// A column.
#[derive(Debug)]
pub(super) struct Column {
    /// CMS's name.
    pub(super) header: &'static str,
    /// The reader's.
    pub(super) words: &'static str,
    /// What a difference in it is.
    pub(super) kind: Kind,
    value: fn(&FeeRow) -> Value,
}

macro_rules! columns {
    ($($header:literal, $words:literal, $kind:ident, $value:expr;)+) => {
        [$(Column { header: $header, words: $words, kind: Kind::$kind, value: $value },)+]
    };
}

/// All columns but those that name the row.
pub(super) static COLUMNS: [Column; 26] = columns! {
    "STATUS CODE", "status", Status, |row| Value::Word(row.status.as_str());
    "NOT USED FOR MEDICARE PAYMENT", "not used for payment", Indicator, |row| flag(row.not_used_for_payment, "+");
    "WORK RVU", "work", Work, |row| Value::Rvu(row.work);
    "NON-FAC PE RVU", "practice expense, non-facility", Expense, |row| Value::Rvu(row.non_facility_pe);
    "NON-FAC NA INDICATOR", "NA, non-facility", Indicator, |row| flag(row.non_facility_na, "NA");
    "FACILITY PE RVU", "practice expense, facility", Expense, |row| Value::Rvu(row.facility_pe);
    "FACILITY NA INDICATOR", "NA, facility", Indicator, |row| flag(row.facility_na, "NA");
    "MP RVU", "malpractice", Expense, |row| Value::Rvu(row.malpractice);
    "PCTC IND", "PC/TC", Indicator, |row| Value::Word(row.pc_tc.as_str());
    "GLOB DAYS", "global period", Indicator, |row| Value::Word(row.global.as_str());
    "PRE OP", "preoperative share", Indicator, |row| Value::Share(row.preoperative);
    "INTRA OP", "intraoperative share", Indicator, |row| Value::Share(row.intraoperative);
    "POST OP", "postoperative share", Indicator, |row| Value::Share(row.postoperative);
    "MULT PROC", "several procedures", Indicator, |row| Value::Word(row.multiple_procedure.as_str());
    "BILAT SURG", "both sides", Indicator, |row| Value::Word(row.bilateral.as_str());
    "ASST SURG", "assistant", Indicator, |row| Value::Word(row.assistant.as_str());
    "CO-SURG", "co-surgeons", Indicator, |row| Value::Word(row.co_surgeons.as_str());
    "TEAM SURG", "team", Indicator, |row| Value::Word(row.team_surgeons.as_str());
    "PRIC IND", "pricing", Indicator, |row| Value::Word(row.pricing.as_str());
    "ENDO BASE", "endoscopic base", Indicator, |row| Value::Code(row.endoscopic_base);
    "PHYSICIAN SUPERVISION OF DIAGNOSTIC PROCEDURES", "supervision", Indicator,
        |row| Value::Word(row.supervision.as_str());
    "CALCULATION FLAG", "calculation flag", Indicator, |row| Value::Number(row.calculation_flag);
    "DIAGNOSTIC IMAGING FAMILY INDICATOR", "imaging family", Indicator,
        |row| Value::Word(row.imaging_family.as_str());
    "NON-FACILITY PE USED FOR OPPS PAYMENT AMOUNT", "cap’s practice expense, non-facility", Cap,
        |row| Value::Rvu(row.opps_non_facility_pe);
    "FACILITY PE USED FOR OPPS PAYMENT AMOUNT", "cap’s practice expense, facility", Cap,
        |row| Value::Rvu(row.opps_facility_pe);
    "MP USED FOR OPPS PAYMENT AMOUNT", "cap’s malpractice", Cap, |row| Value::Rvu(row.opps_malpractice);
};

const fn flag(is_set: bool, shown: &'static str) -> Value {
    Value::Word(if is_set { shown } else { "" })
}

/// A value that differs.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Difference {
    /// CMS's name of the column.
    pub(crate) column: &'static str,
    /// The value before.
    pub(crate) before: Value,
    /// The value after.
    pub(crate) after: Value,
    #[serde(skip)]
    pub(crate) words: &'static str,
    #[serde(skip)]
    pub(crate) kind: Kind,
}

impl fmt::Display for Difference {
    /// `status E to A`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} to {}", self.words, self.before, self.after)
    }
}

/// The values of a row that differ. A column that one of the layouts has not is no difference: PRIC IND before 2026.
pub(super) fn differences<'a>(old: &'a FeeRow, new: &'a FeeRow) -> impl Iterator<Item = Difference> + 'a {
    let absent = [old.pricing, new.pricing].contains(&PricingIndicator::Absent);
    COLUMNS.iter().filter(move |column| !(absent && column.header == PricingIndicator::COLUMN)).filter_map(
        |column| {
            let (before, after) = ((column.value)(old), (column.value)(new));
            (before != after).then_some(Difference {
                column: column.header,
                before,
                after,
                words: column.words,
                kind: column.kind,
            })
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_but_the_key_is_compared() {
        let starter = openrvu_cms::starter::load().unwrap();
        let row = starter.releases[0].rows[0];
        let written = serde_json::to_value(row).unwrap();
        assert_eq!(COLUMNS.len() + ["code", "modifier"].len(), written.as_object().unwrap().len());
    }
}
