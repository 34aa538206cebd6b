//! Sums of a year, and shares: integers with a unit.
//!
//! | quantity | unit of the integer |
//! |---|---|
//! | [`Services`] | hundredths of a service, for the files count some by halves |
//! | [`WorkRvus`] | hundredths of an RVU |
//! | [`Survey`] | hundredths of an RVU or of a dollar |
//! | [`Share`] | ten-thousandths of the whole |

use std::fmt;
use std::str::FromStr;

use openrvu_core::quantity::{parse_scaled, round_half_up};
use openrvu_core::{CreditRvu, DecimalError, Rvu};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What a distribution is of: an integer under a name.
pub trait Quantity: Copy + Ord {
    /// The scaled integer.
    fn scaled(self) -> u64;
    /// From the scaled integer.
    fn from_scaled(scaled: u64) -> Self;
}

macro_rules! quantity {
    ($(#[$doc:meta])* $name:ident, $places:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name(u64);

        impl $name {
            /// Zero.
            pub const ZERO: Self = Self(0);

            /// From the scaled integer.
            #[must_use]
            pub const fn new(scaled: u64) -> Self {
                Self(scaled)
            }

            /// The scaled integer.
            #[must_use]
            pub const fn get(self) -> u64 {
                self.0
            }
        }

        impl Quantity for $name {
            fn scaled(self) -> u64 {
                self.0
            }

            fn from_scaled(scaled: u64) -> Self {
                Self(scaled)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let scale = 10_u64.pow($places);
                f.pad(&format!("{}.{:0places$}", self.0 / scale, self.0 % scale, places = $places))
            }
        }

        impl FromStr for $name {
            type Err = DecimalError;
            fn from_str(text: &str) -> Result<Self, DecimalError> {
                let scaled = parse_scaled(text.as_bytes(), $places)?;
                u64::try_from(scaled).map(Self).map_err(|_| DecimalError::OutOfRange(text.to_owned()))
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
    };
}

quantity! {
    /// Services of a year (`Tot_Srvcs`), in hundredths. Text in JSON, `"115.50"`.
    Services, 2
}
quantity! {
    /// Work RVUs of a year, in hundredths. Text in JSON, `"4821.37"`.
    WorkRvus, 2
}
quantity! {
    /// A part of a whole, in ten-thousandths. Text in JSON, `"0.1234"`.
    Share, 4
}

quantity! {
    /// A value of a survey table, work RVUs or dollars, in hundredths. Text in JSON, `"6482.00"`.
    Survey, 2
}

impl Services {
    /// Without decimals that are zero: `115`, `115.5`.
    #[must_use]
    pub fn short(self) -> String {
        short(&self.to_string())
    }
}

impl WorkRvus {
    /// From a work RVU as published; a negative one is zero.
    #[must_use]
    pub fn from_rvu(rvu: Rvu) -> Self {
        Self(u64::try_from(rvu.get()).unwrap_or(0))
    }

    /// From credited work RVUs, rounded half-up to hundredths; negative ones are zero.
    #[must_use]
    pub fn from_credit(credit: CreditRvu) -> Self {
        Self(u64::try_from(round_half_up(i128::from(credit.get()), 10)).unwrap_or(0))
    }
}

impl From<WorkRvus> for Survey {
    fn from(work: WorkRvus) -> Self {
        Self(work.get())
    }
}

impl Share {
    /// The whole.
    pub const ONE: Self = Self(10_000);

    /// A part of a whole, rounded half-up; `None` where the whole is nothing.
    #[must_use]
    pub fn of(part: u128, whole: u128) -> Option<Self> {
        let (part, whole) = (i128::try_from(part).ok()?, i128::try_from(whole).ok()?);
        if whole == 0 {
            return None;
        }
        u64::try_from(round_half_up(part.checked_mul(10_000)?, whole)).ok().map(Self)
    }

    /// As a percentage with one decimal, rounded half-up: `12.3`.
    #[must_use]
    pub fn percent(self) -> String {
        let tenths = (self.0 + 5) / 10;
        format!("{}.{}", tenths / 10, tenths % 10)
    }
}

/// A decimal without the zeros at its end.
fn short(text: &str) -> String {
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_read_as_they_are_written() {
        assert_eq!(Services::new(11_550).to_string(), "115.50");
        assert_eq!(Services::new(11_550).short(), "115.5");
        assert_eq!(Services::new(10_000).short(), "100");
        assert_eq!("115.5".parse::<Services>(), Ok(Services::new(11_550)));
        assert!("-1".parse::<Services>().is_err());
        assert_eq!(WorkRvus::from_credit(CreditRvu::new(2_595)), WorkRvus::new(260));
        assert_eq!(WorkRvus::from_credit(CreditRvu::new(-2_595)), WorkRvus::ZERO);
    }

    #[test]
    fn a_share_is_rounded_half_up_and_of_something() {
        assert_eq!(Share::of(1, 3), Some(Share::new(3_333)));
        assert_eq!(Share::of(1, 20_000), Some(Share::new(1)));
        assert_eq!(Share::of(1, 0), None);
        assert_eq!(Share::new(1_235).percent(), "12.4");
        assert_eq!(Share::ONE.percent(), "100.0");
    }
}
