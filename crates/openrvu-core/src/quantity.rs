//! Exact quantities: integers with a unit, and the one rounding.
//!
//! | quantity | unit of the integer | source |
//! |---|---|---|
//! | [`Rvu`] | hundredths of an RVU | PPRRVU |
//! | [`CreditRvu`] | thousandths of an RVU | a work RVU after a credit policy's factor |
//! | [`Gpci`] | thousandths | GPCI file |
//! | [`ConversionFactor`] | ten-thousandths of a dollar | PPRRVU, dated table |
//! | [`Cents`] | cents | amounts |
//! | [`Factor`] | a reduced fraction | policy data |

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Divides and rounds half away from zero: half-up for the amounts of a fee schedule.
///
/// This is the only rounding in the engine. `denominator` is positive.
#[must_use]
pub fn round_half_up(numerator: i128, denominator: i128) -> i128 {
    let (quotient, remainder) = (numerator / denominator, numerator % denominator);
    if remainder.abs() * 2 >= denominator { quotient + numerator.signum() } else { quotient }
}

/// Text that is not a decimal number of the wanted form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecimalError {
    /// The field is empty.
    #[error("a number is missing")]
    Empty,
    /// The field holds something else than a plain decimal number.
    #[error("{0:?} is not a number")]
    NotANumber(String),
    /// The number has more decimal places than the quantity keeps.
    #[error("{text:?} has more than {places} decimal places")]
    TooPrecise {
        /// What was read.
        text: String,
        /// How many places the quantity keeps.
        places: u32,
    },
    /// The number does not fit.
    #[error("{0:?} is out of range")]
    OutOfRange(String),
}

/// Reads a plain decimal number as an integer scaled by ten to the power `places`.
///
/// Accepts blanks around, a sign, a leading point (`.10`), thousands commas and a dollar sign; zeros past
/// `places` are dropped, any other digit there is an error. No exponent.
///
/// # Errors
/// [`DecimalError`], which says what was read.
pub fn parse_scaled(text: &[u8], places: u32) -> Result<i64, DecimalError> {
    if let Some(value) = parse_plain(text, places) {
        return Ok(value);
    }
    let trimmed = text.trim_ascii();
    let shown = || String::from_utf8_lossy(&trimmed[..trimmed.len().min(32)]).into_owned();
    let (negative, rest) = match trimmed {
        [] => return Err(DecimalError::Empty),
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    };
    let rest = rest.strip_prefix(b"$").unwrap_or(rest);
    let (mut value, mut digits, mut decimals): (i64, u32, Option<u32>) = (0, 0, None);
    for &byte in rest {
        match byte {
            b'0'..=b'9' => {
                digits += 1;
                if let Some(seen) = &mut decimals {
                    if *seen == places {
                        if byte != b'0' {
                            return Err(DecimalError::TooPrecise { text: shown(), places });
                        }
                        continue;
                    }
                    *seen += 1;
                }
                value = value
                    .checked_mul(10)
                    .and_then(|v| v.checked_add(i64::from(byte - b'0')))
                    .ok_or_else(|| DecimalError::OutOfRange(shown()))?;
            }
            b'.' if decimals.is_none() => decimals = Some(0),
            b',' if decimals.is_none() && digits > 0 => {}
            _ => return Err(DecimalError::NotANumber(shown())),
        }
    }
    if digits == 0 {
        return Err(DecimalError::NotANumber(shown()));
    }
    let missing = 10_i64.pow(places - decimals.unwrap_or(0));
    let value = value.checked_mul(missing).ok_or_else(|| DecimalError::OutOfRange(shown()))?;
    Ok(if negative { -value } else { value })
}

/// Reads the form in which nearly every number of a CMS file comes: a few digits, and a point among them or
/// not. `None` leaves any other form to the slower way. Twelve digits and four places fit `i64` unchecked.
#[inline]
fn parse_plain(text: &[u8], places: u32) -> Option<i64> {
    if text.is_empty() || text.len() > 12 || places > 4 || !text[0].is_ascii_digit() {
        return None;
    }
    let (mut value, mut point) = (0_i64, text.len());
    for (i, &byte) in text.iter().enumerate() {
        match byte {
            b'0'..=b'9' => value = value * 10 + i64::from(byte - b'0'),
            b'.' if point == text.len() => point = i,
            _ => return None,
        }
    }
    let decimals = u32::try_from(text.len().saturating_sub(point + 1)).ok()?;
    Some(value * 10_i64.pow(places.checked_sub(decimals)?))
}

/// Writes an integer scaled by ten to the power `places` with exactly that many decimal places.
fn write_scaled(f: &mut fmt::Formatter<'_>, value: i64, places: usize) -> fmt::Result {
    let scale = 10_u64.pow(u32::try_from(places).unwrap_or(0));
    let magnitude = value.unsigned_abs();
    let sign = if value < 0 { "-" } else { "" };
    let text = format!("{sign}{}.{:0places$}", magnitude / scale, magnitude % scale);
    // A number is aligned on its decimal point, so to the right unless told otherwise.
    match f.width() {
        Some(width) if f.align().is_none() => write!(f, "{text:>width$}"),
        _ => f.pad(&text),
    }
}

macro_rules! quantity {
    ($(#[$doc:meta])* $name:ident, $integer:ty, $places:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name($integer);

        impl $name {
            /// Zero.
            pub const ZERO: Self = Self(0);
            /// Decimal places kept.
            pub const PLACES: u32 = $places;

            /// From the scaled integer.
            #[must_use]
            pub const fn new(scaled: $integer) -> Self {
                Self(scaled)
            }

            /// The scaled integer.
            #[must_use]
            pub const fn get(self) -> $integer {
                self.0
            }

            /// Whether it is zero.
            #[must_use]
            pub const fn is_zero(self) -> bool {
                self.0 == 0
            }

            /// Reads decimal text.
            ///
            /// # Errors
            /// [`DecimalError`], which says what was read.
            pub fn from_bytes(text: &[u8]) -> Result<Self, DecimalError> {
                let scaled = parse_scaled(text, $places)?;
                <$integer>::try_from(scaled)
                    .map(Self)
                    .map_err(|_| DecimalError::OutOfRange(String::from_utf8_lossy(text).into_owned()))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write_scaled(f, i64::from(self.0), $places)
            }
        }

        impl FromStr for $name {
            type Err = DecimalError;
            fn from_str(text: &str) -> Result<Self, DecimalError> {
                Self::from_bytes(text.as_bytes())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }

        impl Add for $name {
            type Output = Self;
            fn add(self, other: Self) -> Self {
                Self(self.0.saturating_add(other.0))
            }
        }

        impl Sub for $name {
            type Output = Self;
            fn sub(self, other: Self) -> Self {
                Self(self.0.saturating_sub(other.0))
            }
        }

        impl AddAssign for $name {
            fn add_assign(&mut self, other: Self) {
                *self = *self + other;
            }
        }

        impl Neg for $name {
            type Output = Self;
            fn neg(self) -> Self {
                Self(-self.0)
            }
        }

        impl Sum for $name {
            fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
                iter.fold(Self::ZERO, Add::add)
            }
        }
    };
}

quantity! {
    /// Relative value units as published: hundredths. Text in JSON, `"1.30"`.
    Rvu, i32, 2
}
quantity! {
    /// Work RVUs credited under a policy: thousandths. Text in JSON, `"2.599"`.
    CreditRvu, i64, 3
}
quantity! {
    /// A geographic practice cost index: thousandths. Text in JSON, `"1.088"`.
    Gpci, i32, 3
}
quantity! {
    /// Dollars for one RVU, or for one anesthesia unit: ten-thousandths of a dollar. Text in JSON, `"33.4009"`.
    ConversionFactor, i32, 4
}
quantity! {
    /// An amount of money: cents. Text in JSON, `"95.19"`.
    Cents, i64, 2
}
quantity! {
    /// Anesthesia units: tenths, for time counts to one decimal. Text in JSON, `"12.0"`.
    AnesthesiaUnits, i32, 1
}

impl Rvu {
    /// The same value before any policy: hundredths become thousandths.
    #[must_use]
    pub fn to_credit(self) -> CreditRvu {
        CreditRvu::new(i64::from(self.0) * 10)
    }
}

impl Gpci {
    /// The index of the nation: one.
    pub const ONE: Self = Self(1000);
}

impl CreditRvu {
    /// Times a whole number of units.
    #[must_use]
    pub fn times(self, units: u32) -> Self {
        Self(self.0.saturating_mul(i64::from(units)))
    }

    /// With two decimal places where the third is zero: what a reader expects of a work RVU.
    #[must_use]
    pub fn short(self) -> String {
        let text = self.to_string();
        text.strip_suffix('0').map_or(text.clone(), str::to_owned)
    }
}

impl Cents {
    /// Times a whole number of units.
    #[must_use]
    pub fn times(self, units: u32) -> Self {
        Self(self.0.saturating_mul(i64::from(units)))
    }

    /// With a dollar sign and thousands commas, `$1,257.63`.
    #[must_use]
    pub fn dollars(self) -> String {
        let plain = Self(self.0.saturating_abs()).to_string();
        let (whole, cents) = plain.split_once('.').unwrap_or((&plain, "00"));
        let mut grouped = String::new();
        for (i, digit) in whole.chars().enumerate() {
            if i > 0 && (whole.len() - i).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        format!("{}${grouped}.{cents}", if self.0 < 0 { "-" } else { "" })
    }
}

/// A factor: a fraction in lowest terms, not negative. Text in policy files and JSON, `"0.625"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Factor {
    numerator: u32,
    denominator: u32,
}

const fn gcd(mut a: i128, mut b: i128) -> i128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

impl Factor {
    /// One: no change.
    pub const ONE: Self = Self { numerator: 1, denominator: 1 };
    /// Zero.
    pub const ZERO: Self = Self { numerator: 0, denominator: 1 };
    /// One half.
    pub const HALF: Self = Self { numerator: 1, denominator: 2 };

    /// So many ten-thousandths, in lowest terms.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "both are at most u32 by their origin"
    )]
    pub const fn ten_thousandths(n: u32) -> Self {
        let g = gcd(n as i128, 10_000) as u32;
        if n == 0 { Self::ZERO } else { Self { numerator: n / g, denominator: 10_000 / g } }
    }

    /// So many hundredths, in lowest terms.
    #[must_use]
    pub const fn percent(n: u32) -> Self {
        Self::ten_thousandths(n * 100)
    }

    /// Whether it is one.
    #[must_use]
    pub fn is_one(self) -> bool {
        self == Self::ONE
    }

    /// Whether it is zero.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.numerator == 0
    }

    /// Numerator and denominator, in lowest terms.
    #[must_use]
    pub const fn parts(self) -> (u32, u32) {
        (self.numerator, self.denominator)
    }

    /// As a percentage, `62.5 %`.
    #[must_use]
    pub fn as_percent(self) -> String {
        let hundredths = round_half_up(i128::from(self.numerator) * 10_000, i128::from(self.denominator));
        let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
        format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
    }
}

impl fmt::Display for Factor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scaled = round_half_up(i128::from(self.numerator) * 10_000, i128::from(self.denominator));
        let text = format!("{}.{:04}", scaled / 10_000, scaled % 10_000);
        let kept = text.trim_end_matches('0');
        f.pad(&if kept.ends_with('.') { format!("{kept}00") } else { kept.to_owned() })
    }
}

impl FromStr for Factor {
    type Err = DecimalError;
    fn from_str(text: &str) -> Result<Self, DecimalError> {
        let scaled = parse_scaled(text.as_bytes(), 4)?;
        u32::try_from(scaled)
            .ok()
            .filter(|n| *n <= 1_000_000)
            .map(Self::ten_thousandths)
            .ok_or_else(|| DecimalError::OutOfRange(text.to_owned()))
    }
}

impl Serialize for Factor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Factor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// An exact amount on its way through factors: a fraction, rounded once at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exact {
    numerator: i128,
    denominator: i128,
}

impl Exact {
    /// From a whole number of the smallest unit (cents, thousandths of an RVU).
    #[must_use]
    pub const fn whole(n: i64) -> Self {
        Self { numerator: n as i128, denominator: 1 }
    }

    /// Times a factor.
    #[must_use]
    pub fn times(self, factor: Factor) -> Self {
        if factor.is_one() {
            return self;
        }
        let numerator = self.numerator * i128::from(factor.numerator);
        let denominator = self.denominator * i128::from(factor.denominator);
        let g = gcd(numerator.abs(), denominator).max(1);
        Self { numerator: numerator / g, denominator: denominator / g }
    }

    /// The product of two fractions.
    #[must_use]
    pub fn product(self, other: Self) -> Self {
        let numerator = self.numerator * other.numerator;
        let denominator = self.denominator * other.denominator;
        let g = gcd(numerator.abs(), denominator).max(1);
        Self { numerator: numerator / g, denominator: denominator / g }
    }

    /// Times a whole number.
    #[must_use]
    pub fn times_whole(self, n: u32) -> Self {
        Self { numerator: self.numerator * i128::from(n), denominator: self.denominator }
    }

    /// Rounded half-up to the smallest unit.
    #[must_use]
    pub fn round(self) -> i64 {
        i64::try_from(round_half_up(self.numerator, self.denominator)).unwrap_or(i64::MAX)
    }
}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Exact {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.numerator * other.denominator).cmp(&(other.numerator * self.denominator))
    }
}

impl Add for Exact {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        let numerator = self.numerator * other.denominator + other.numerator * self.denominator;
        let denominator = self.denominator * other.denominator;
        let g = gcd(numerator.abs(), denominator).max(1);
        Self { numerator: numerator / g, denominator: denominator / g }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_published() {
        assert_eq!("1.30".parse(), Ok(Rvu::new(130)));
        assert_eq!(".10".parse(), Ok(Rvu::new(10)));
        assert_eq!(" 1 ".parse(), Ok(Gpci::ONE));
        assert_eq!("0001339.81".parse(), Ok(Cents::new(133_981)));
        assert_eq!("$1,257.63".parse(), Ok(Cents::new(125_763)));
        assert_eq!("1.300".parse(), Ok(Rvu::new(130)));
        assert_eq!("-0.05".parse(), Ok(Rvu::new(-5)));
        assert!(matches!("1.305".parse::<Rvu>(), Err(DecimalError::TooPrecise { .. })));
        for bad in ["", " ", ".", "1e3", "NA", "1.2.3", "--1", "1.,2"] {
            assert!(bad.parse::<Rvu>().is_err(), "{bad}");
        }
        assert!("99999999999999999999".parse::<Cents>().is_err());
    }

    #[test]
    fn numbers_are_written_as_read() {
        assert_eq!(Rvu::new(-5).to_string(), "-0.05");
        assert_eq!(Cents::new(125_763).dollars(), "$1,257.63");
        assert_eq!(Cents::new(-100).dollars(), "-$1.00");
        assert_eq!(format!("{:>8}", Rvu::new(130)), "    1.30");
        assert_eq!(CreditRvu::new(2599).short(), "2.599");
        assert_eq!(CreditRvu::new(4870).short(), "4.87");
        assert_eq!(Factor::ten_thousandths(1360).to_string(), "0.136");
        assert_eq!(Factor::ONE.to_string(), "1.00");
        assert_eq!(Factor::ten_thousandths(6250).as_percent(), "62.5%");
    }

    #[test]
    fn a_half_rounds_up() {
        assert_eq!(round_half_up(1_886_445, 10), 188_645);
        assert_eq!(round_half_up(14, 10), 1);
        assert_eq!(round_half_up(-15, 10), -2);
        let bilateral = Exact::whole(125_763).times(Factor::percent(150));
        assert_eq!(bilateral.round(), 188_645);
    }
}
