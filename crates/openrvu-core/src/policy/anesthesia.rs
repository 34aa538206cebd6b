//! `anesthesia.toml`: units and the shares of a locality's factor.

use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;

use super::timeline::{Checked, Dated, Timeline, optional_date, spanned_date};
use super::{PolicyError, PolicyFile};
use crate::quantity::round_half_up;
use crate::{Cents, Code, ConversionFactor, Gpci, Gpcis};

/// How anesthesia is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnesthesiaRules {
    /// Minutes that make one time unit.
    pub minutes_per_unit: u32,
    /// Base units paid for medical supervision of more than four services (AD).
    pub supervision_base_units: u32,
    /// Units added when the supervisor was present at induction.
    pub supervision_induction_units: u32,
    /// Add-on codes with base units of their own, in order.
    pub add_on_codes: Vec<Code>,
    /// Codes paid by base units alone, in order.
    pub codes_without_time_units: Vec<Code>,
    /// Shares of the national factor by date.
    pub shares: Timeline<AnesthesiaShares>,
}

/// Shares of work, practice expense and malpractice in the national anesthesia factor, in thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnesthesiaShares {
    /// Work.
    pub work: Gpci,
    /// Practice expense.
    pub practice_expense: Gpci,
    /// Malpractice.
    pub malpractice: Gpci,
}

impl AnesthesiaRules {
    /// Whether the time of a code's service is counted.
    #[must_use]
    pub fn counts_time(&self, code: Code) -> bool {
        self.codes_without_time_units.binary_search(&code).is_err()
    }

    /// Whether a code goes with a main anesthesia service and has base units of its own.
    #[must_use]
    pub fn is_add_on(&self, code: Code) -> bool {
        self.add_on_codes.binary_search(&code).is_ok()
    }

    /// Whether every unit of a code is paid its base units: of an add-on code without time.
    #[must_use]
    pub fn counts_units(&self, code: Code) -> bool {
        self.is_add_on(code) && !self.counts_time(code)
    }
}

impl AnesthesiaShares {
    /// A locality's dollars for an anesthesia unit, rounded to the cent as CMS publishes it.
    #[must_use]
    pub fn locality_factor(&self, national: ConversionFactor, gpcis: &Gpcis) -> Cents {
        let weighted = i128::from(self.work.get()) * i128::from(gpcis.work.get())
            + i128::from(self.practice_expense.get()) * i128::from(gpcis.practice_expense.get())
            + i128::from(self.malpractice.get()) * i128::from(gpcis.malpractice.get());
        // 10^3 shares, 10^3 indices, 10^4 dollars, to 10^2 cents.
        let cents = round_half_up(weighted * i128::from(national.get()), 100_000_000);
        Cents::new(i64::try_from(cents).unwrap_or(i64::MAX))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    minutes_per_unit: Spanned<u32>,
    medical_supervision_base_units: u32,
    medical_supervision_induction_units: u32,
    add_on_codes: Vec<Code>,
    codes_without_time_units: Vec<Code>,
    #[serde(rename = "source")]
    _source: String,
    shares: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    #[serde(deserialize_with = "spanned_date")]
    from: Spanned<Date>,
    #[serde(default, deserialize_with = "optional_date")]
    to: Option<Date>,
    work: Gpci,
    practice_expense: Gpci,
    malpractice: Gpci,
    checked: Checked,
    source: String,
}

pub(super) fn load(file: PolicyFile<'_>) -> Result<AnesthesiaRules, PolicyError> {
    let read = file.parse::<File>()?;
    if *read.minutes_per_unit.get_ref() == 0 {
        return Err(
            file.error(read.minutes_per_unit.span().start, "a unit lasts at least a minute".to_owned())
        );
    }
    let mut entries = Vec::new();
    for entry in read.shares {
        let at = entry.from.span().start;
        let value = AnesthesiaShares {
            work: entry.work,
            practice_expense: entry.practice_expense,
            malpractice: entry.malpractice,
        };
        if value.work.get() + value.practice_expense.get() + value.malpractice.get() != 1000 {
            return Err(file.error(at, "the shares do not add up to one".to_owned()));
        }
        let from = entry.from.into_inner();
        entries.push((at, Dated { from, to: entry.to, value, source: entry.source, checked: entry.checked }));
    }
    let mut add_on_codes = read.add_on_codes;
    add_on_codes.sort_unstable();
    let mut codes_without_time_units = read.codes_without_time_units;
    codes_without_time_units.sort_unstable();
    Ok(AnesthesiaRules {
        minutes_per_unit: read.minutes_per_unit.into_inner(),
        supervision_base_units: read.medical_supervision_base_units,
        supervision_induction_units: read.medical_supervision_induction_units,
        add_on_codes,
        codes_without_time_units,
        shares: Timeline::load(file, entries)?,
    })
}

#[cfg(test)]
mod tests {
    use crate::Policy;

    #[test]
    fn more_burned_surface_and_daily_care_of_an_epidural_count_no_time() {
        let rules = Policy::builtin().unwrap().anesthesia;
        for (code, counts, add_on) in
            [("00840", true, false), ("01953", false, true), ("01968", true, true), ("01996", false, false)]
        {
            let code = code.parse().unwrap();
            assert_eq!((rules.counts_time(code), rules.is_add_on(code)), (counts, add_on), "{code}");
        }
    }
}
