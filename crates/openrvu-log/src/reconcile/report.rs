//! A report as it is kept: what was read of it and how it is compared. What comes of that is computed anew each time, so
//! that it follows the log.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use openrvu_core::{ConversionFactor, CreditRvu, Line};
use serde::{Deserialize, Serialize};

use super::Comparison;
use crate::ShortText;
use crate::import::{Has, ProblemKind, ReadLine};

/// Most lines of a report that is kept.
pub const MOST_LINES: usize = 100_000;

/// A report of an employer as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeptReport {
    /// What its owner calls it.
    pub name: ShortText,
    /// The day on which it was read.
    pub read_on: Date,
    /// How it is compared.
    pub comparison: Comparison,
    /// Dollars for one work RVU, by which differences are told in dollars.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<ConversionFactor>,
    /// Which columns it had.
    pub has: Has,
    /// How many of its rows were not read, or not in full, by why.
    #[serde(default)]
    pub problems: BTreeMap<ProblemKind, usize>,
    /// Its lines: row, day, line and work RVUs.
    #[serde(with = "compact")]
    pub lines: Vec<ReadLine>,
}

/// Lines as short texts, `17 2026-08-03 99213-25 1.300`: a report has many.
mod compact {
    use super::{ReadLine, ShortLine};
    use serde::de::{Deserialize, Deserializer, Error};
    use serde::ser::Serializer;

    pub fn serialize<S: Serializer>(lines: &[ReadLine], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(lines.iter().map(|line| ShortLine(line).to_string()))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<ReadLine>, D::Error> {
        let texts = Vec::<String>::deserialize(deserializer)?;
        if texts.len() > super::MOST_LINES {
            return Err(D::Error::custom(format!("more than {} lines", super::MOST_LINES)));
        }
        texts.iter().map(|text| super::read(text).map_err(D::Error::custom)).collect()
    }
}

/// A line as a short text.
struct ShortLine<'a>(&'a ReadLine);

impl fmt::Display for ShortLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ReadLine { row, date, line, work, .. } = self.0;
        write!(f, "{row} {date} {line}")?;
        work.map_or(Ok(()), |work| write!(f, " {work}"))
    }
}

fn read(text: &str) -> Result<ReadLine, String> {
    fn part<T: FromStr<Err: fmt::Display>>(text: Option<&str>, what: &str) -> Result<T, String> {
        let text = text.ok_or_else(|| format!("a line lacks its {what}"))?;
        text.parse().map_err(|error| format!("{what}: {error}"))
    }
    let mut words = text.split(' ');
    let line = ReadLine {
        row: part(words.next(), "row")?,
        date: part::<Date>(words.next(), "date")?,
        line: part::<Line>(words.next(), "service")?,
        work: words.next().map(|work| part::<CreditRvu>(Some(work), "work RVUs")).transpose()?,
        place: None,
        site: None,
        group: None,
        own: None,
    };
    words.next().map_or(Ok(line), |_| Err(format!("{text:?} has too many parts")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_reads_as_it_is_written() {
        let line = |row: u32, line: &str, work: Option<&str>| ReadLine {
            row,
            date: "2026-08-03".parse().unwrap(),
            line: line.parse().unwrap(),
            work: work.map(|work| work.parse().unwrap()),
            place: None,
            site: None,
            group: None,
            own: None,
        };
        let report = KeptReport {
            name: "August".parse().unwrap(),
            read_on: "2026-09-02".parse().unwrap(),
            comparison: Comparison {
                from: "2026-08-01".parse().unwrap(),
                to: "2026-08-31".parse().unwrap(),
                days: 1,
            },
            rate: Some("52.5".parse().unwrap()),
            has: Has { modifiers: true, units: true, work: true },
            problems: BTreeMap::from([(ProblemKind::NoCode, 2)]),
            lines: vec![
                line(2, "99213-25x2", Some("2.6")),
                line(3, "00840-AA@90min=150.25", None),
                line(4, "0042T", Some("-0.5")),
            ],
        };
        let json = serde_json::to_value(&report).unwrap();
        assert_eq!(json["lines"][0], "2 2026-08-03 99213-25x2 2.600");
        assert_eq!(serde_json::from_value::<KeptReport>(json.clone()).unwrap(), report);
        for wrong in
            ["", "2", "x 2026-08-03 99213", "2 2026-08-03 99213 1.30 more", "2 2026-08-03 9921", "2  99213"]
        {
            let mut broken = json.clone();
            broken["lines"][0] = wrong.into();
            assert!(serde_json::from_value::<KeptReport>(broken).is_err(), "{wrong}");
        }
    }
}
