//! A line to be valued, and how it is written: `27447-50`, `97110x3`, `00840@90min`, `99213=150.00`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{Cents, Code, CodeError, Modifier, ModifierError};

/// Most modifiers on a line, as on a claim.
pub const MOST_MODIFIERS: usize = 4;
/// Most units on a line.
pub const MOST_UNITS: u32 = 999;
/// Most minutes on a line: two days.
pub const MOST_MINUTES: u32 = 2880;

/// Characters of a code.
const CODE_WIDTH: usize = 5;

/// A service on a claim.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Fields")]
pub struct Line {
    /// The code.
    pub code: Code,
    /// Modifiers in the order given, at most [`MOST_MODIFIERS`].
    pub modifiers: Vec<Modifier>,
    /// Units, 1 to [`MOST_UNITS`].
    pub units: u32,
    /// Anesthesia time in minutes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u32>,
    /// What was charged for all units together, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub charge: Option<Cents>,
}

/// The fields of a line as JSON gives them, not yet checked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    code: Code,
    #[serde(default)]
    modifiers: Vec<Modifier>,
    #[serde(default = "one")]
    units: u32,
    #[serde(default)]
    minutes: Option<u32>,
    #[serde(default)]
    charge: Option<Cents>,
}

const fn one() -> u32 {
    1
}

impl TryFrom<Fields> for Line {
    type Error = LineError;
    fn try_from(fields: Fields) -> Result<Self, LineError> {
        let Fields { code, modifiers, units, minutes, charge } = fields;
        let mut line = Self { units, minutes, charge, ..Self::new(code) };
        modifiers.into_iter().try_for_each(|modifier| line.push_modifier(modifier))?;
        if !(1..=MOST_UNITS).contains(&units) {
            return Err(LineError::Units(units.to_string()));
        }
        if let Some(minutes) = minutes.filter(|minutes| !(1..=MOST_MINUTES).contains(minutes)) {
            return Err(LineError::Minutes(minutes.to_string()));
        }
        if let Some(charge) = charge.filter(|charge| *charge < Cents::ZERO) {
            return Err(LineError::Charge(charge.to_string()));
        }
        Ok(line)
    }
}

/// Why text is not a line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    /// The code.
    #[error(transparent)]
    Code(#[from] CodeError),
    /// A modifier.
    #[error(transparent)]
    Modifier(#[from] ModifierError),
    /// Too many modifiers.
    #[error("a line has at most {MOST_MODIFIERS} modifiers")]
    TooManyModifiers,
    /// The same modifier twice.
    #[error("modifier {0} stands twice")]
    RepeatedModifier(Modifier),
    /// A dash or comma without a modifier behind it.
    #[error("a dash stands without a modifier behind it: write the modifier, such as 27447-50, or no dash")]
    MissingModifier,
    /// Units, time or charge twice.
    #[error("{0} stands twice: write it once")]
    Twice(&'static str),
    /// The units.
    #[error("{0:?} is not a number of units: write x and 1 to {MOST_UNITS}, such as 97110x3")]
    Units(String),
    /// The minutes.
    #[error("{0:?} is not a time: write @ and 1 to {MOST_MINUTES} minutes, such as 00840@90min")]
    Minutes(String),
    /// The charge.
    #[error("{0:?} is not a charge: write = and dollars, such as 99213=150.00")]
    Charge(String),
}

impl Line {
    /// A line of one unit.
    #[must_use]
    pub fn new(code: Code) -> Self {
        Self { code, modifiers: Vec::new(), units: 1, minutes: None, charge: None }
    }

    fn add_modifier(&mut self, text: &str) -> Result<(), LineError> {
        self.push_modifier(text.parse()?)
    }

    /// Adds a modifier behind those that there are.
    ///
    /// # Errors
    /// [`LineError`] where it stands already, or there are [`MOST_MODIFIERS`].
    pub fn push_modifier(&mut self, modifier: Modifier) -> Result<(), LineError> {
        if self.modifiers.contains(&modifier) {
            return Err(LineError::RepeatedModifier(modifier));
        }
        if self.modifiers.len() == MOST_MODIFIERS {
            return Err(LineError::TooManyModifiers);
        }
        self.modifiers.push(modifier);
        Ok(())
    }

    /// Whether the line has a modifier.
    #[must_use]
    pub fn has(&self, modifier: &[u8; 2]) -> bool {
        self.modifiers.contains(&Modifier::known(modifier))
    }
}

impl From<Code> for Line {
    fn from(code: Code) -> Self {
        Self::new(code)
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = self.code.to_string();
        for modifier in &self.modifiers {
            text.push('-');
            text.push_str(modifier.as_str());
        }
        if self.units != 1 {
            text.push_str(&format!("x{}", self.units));
        }
        if let Some(minutes) = self.minutes {
            text.push_str(&format!("@{minutes}min"));
        }
        if let Some(charge) = self.charge {
            text.push_str(&format!("={charge}"));
        }
        f.pad(&text)
    }
}

impl FromStr for Line {
    type Err = LineError;

    /// Reads `CODE[-MODIFIER…]`, then `xUNITS`, `@MINUTESmin` and `=CHARGE` in any order.
    fn from_str(text: &str) -> Result<Self, LineError> {
        let (service, mut rest) = next_mark(text.trim(), CODE_WIDTH);
        let mut line = read_service(service)?;
        let (mut units, mut minutes, mut charge) = (None, None, None);
        while let Some((mark, behind)) = rest {
            let (value, next) = next_mark(behind, 0);
            rest = next;
            let slot = match mark {
                Mark::Units => &mut units,
                Mark::Minutes => &mut minutes,
                Mark::Charge => &mut charge,
            };
            if slot.replace(value).is_some() {
                return Err(LineError::Twice(mark.name()));
            }
        }
        if let Some(units) = units {
            line.units = whole(units, MOST_UNITS).ok_or_else(|| LineError::Units(short(units)))?;
        }
        if let Some(minutes) = minutes {
            let number =
                minutes.trim().trim_end_matches("utes").trim_end_matches("min").trim_end_matches('m').trim();
            line.minutes =
                Some(whole(number, MOST_MINUTES).ok_or_else(|| LineError::Minutes(short(minutes)))?);
        }
        if let Some(charge) = charge {
            let cents: Cents = charge.parse().map_err(|_| LineError::Charge(short(charge)))?;
            if cents < Cents::ZERO {
                return Err(LineError::Charge(short(charge)));
            }
            line.charge = Some(cents);
        }
        Ok(line)
    }
}

/// What begins with a mark behind the service.
#[derive(Debug, Clone, Copy)]
enum Mark {
    Units,
    Minutes,
    Charge,
}

impl Mark {
    const fn name(self) -> &'static str {
        match self {
            Self::Units => "the number of units",
            Self::Minutes => "the time",
            Self::Charge => "the charge",
        }
    }
}

/// The text before the first mark past `skip` characters; and the mark, with the text behind it.
///
/// An `x` is a mark before a number, except where it begins a modifier, after a dash or comma.
fn next_mark(text: &str, skip: usize) -> (&str, Option<(Mark, &str)>) {
    for (at, c) in text.char_indices().skip(skip) {
        let (before, behind) = (&text[..at], &text[at + c.len_utf8()..]);
        let before_number = || behind.trim_start().starts_with(|d: char| d.is_ascii_digit());
        let mark = match c {
            '=' => Mark::Charge,
            '@' => Mark::Minutes,
            'x' | 'X' | '×' if before_number() && !before.ends_with(['-', ',']) => Mark::Units,
            _ => continue,
        };
        return (before, Some((mark, behind)));
    }
    (text, None)
}

/// Code and modifiers, parted by dashes, commas or blanks.
fn read_service(text: &str) -> Result<Line, LineError> {
    let mut parts = text.split(['-', ',']);
    let mut first = parts.next().unwrap_or_default().split_whitespace();
    let mut line = Line::new(first.next().unwrap_or_default().parse()?);
    first.try_for_each(|part| line.add_modifier(part))?;
    for part in parts {
        if part.trim().is_empty() {
            return Err(LineError::MissingModifier);
        }
        part.split_whitespace().try_for_each(|part| line.add_modifier(part))?;
    }
    Ok(line)
}

fn whole(text: &str, most: u32) -> Option<u32> {
    let text = text.trim();
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    text.parse().ok().filter(|n| (1..=most).contains(n))
}

fn short(text: &str) -> String {
    text.chars().take(24).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_read_as_they_are_written() {
        for text in
            ["27447-50", "97110x3", "45378-53", "00840@90min", "99213-25-95x2", "64483-50-XS", "99213=150.00"]
        {
            assert_eq!(text.parse::<Line>().unwrap().to_string(), text);
        }
        let forms = [
            ("27447 50", "27447-50"),
            ("27447,50,rt", "27447-50-RT"),
            ("g0105 x 2", "G0105x2"),
            ("97110 x3", "97110x3"),
            ("00840-AA @ 90 minutes", "00840-AA@90min"),
            ("99213=$1,150", "99213=1150.00"),
            ("99213=100x2", "99213x2=100.00"),
            ("00840-AA=900.50@90minx1", "00840-AA@90min=900.50"),
            ("97110 = 60 X 2 @ 30", "97110x2@30min=60.00"),
            ("99213-X1", "99213-X1"),
            ("97110 X3", "97110x3"),
            ("97110-X3", "97110-X3"),
            ("27447 - 50 - RT", "27447-50-RT"),
        ];
        for (text, written) in forms {
            assert_eq!(text.parse::<Line>().unwrap().to_string(), written);
        }
    }

    #[test]
    fn json_is_checked_as_text_is() {
        let line: Line = "99213-25x2=150.00".parse().unwrap();
        let json = serde_json::to_string(&line).unwrap();
        assert_eq!(serde_json::from_str::<Line>(&json).unwrap(), line);
        assert_eq!(serde_json::from_str::<Line>(r#"{"code":"99213"}"#).unwrap(), "99213".parse().unwrap());
        for wrong in ["'units':0", "'modifiers':['25','25']", "'minutes':2881", "'charge':'-1'", "'name':''"]
        {
            let json = format!("{{'code':'99213',{wrong}}}").replace('\'', "\"");
            assert!(serde_json::from_str::<Line>(&json).is_err(), "{json}");
        }
    }

    #[test]
    fn what_is_not_a_line_is_refused() {
        for text in [
            "",
            "2744",
            "27447-5",
            "27447-50-50",
            "27447-1-2-3-4-5",
            "97110x0",
            "97110x1000",
            "00840@",
            "00840@x",
            "99213=-1",
            "27447-LT-RT-50-59-51",
            "27447-",
            "27447--50",
            "27447-50,",
            "97110x2x3",
            "00840@10@20",
            "99213=1=2",
        ] {
            assert!(text.parse::<Line>().is_err(), "{text}");
        }
    }
}
