//! An entry: one service of one day, as its clinician logs it.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use openrvu_core::Line;
use openrvu_core::policy::PlaceOfServiceCode;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};
use uuid::Uuid;

use crate::ShortText;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// From sixteen bytes, which the caller draws at random.
            #[must_use]
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(uuid::Builder::from_random_bytes(bytes).into_uuid())
            }

            /// The UUID.
            #[must_use]
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                text.parse().map(Self)
            }
        }
    };
}
pub(crate) use id;

id! {
    /// Names an entry. Made where the entry is made, so that sending it twice adds nothing.
    EntryId
}
id! {
    /// Names an encounter: the entries that share it are one claim for the multiple-procedure rules.
    EncounterId
}

/// What the clinician did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Gave the service.
    #[default]
    Performed,
    /// Gave it together with another clinician who bills it too, or in their stead (split or shared visits).
    Shared,
    /// Assisted at surgery.
    Assisted,
    /// Supervised a trainee or another clinician who gave it.
    Supervised,
    /// Gave it under supervision, as a trainee.
    UnderSupervision,
    /// Watched.
    Observed,
}

impl Role {
    /// Every role, the usual one first.
    pub const ALL: [Self; 6] = [
        Self::Performed,
        Self::Shared,
        Self::Assisted,
        Self::Supervised,
        Self::UnderSupervision,
        Self::Observed,
    ];

    /// The name in addresses, forms and JSON.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Performed => "performed",
            Self::Shared => "shared",
            Self::Assisted => "assisted",
            Self::Supervised => "supervised",
            Self::UnderSupervision => "under-supervision",
            Self::Observed => "observed",
        }
    }

    /// The name in words.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Performed => "performed",
            Self::Shared => "split or shared",
            Self::Assisted => "assisted",
            Self::Supervised => "supervised",
            Self::UnderSupervision => "under supervision",
            Self::Observed => "observed",
        }
    }
}

/// The years of service that a log takes.
const YEARS: std::ops::RangeInclusive<i16> = 1990..=2199;

/// Reads a date of service: a day of 1990 to 2199.
///
/// # Errors
/// Those of `deserializer`; a day before or after those years.
pub fn service_date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    let date = Date::deserialize(deserializer)?;
    if YEARS.contains(&date.year()) {
        return Ok(date);
    }
    let (first, last) = (YEARS.start(), YEARS.end());
    Err(D::Error::custom(format!("{date} is no date of service: write a day of {first} to {last}")))
}

/// A service as logged. Nothing in it names a patient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Names the entry.
    pub id: EntryId,
    /// The encounter it belongs to.
    pub encounter: EncounterId,
    /// Date of service.
    #[serde(deserialize_with = "service_date")]
    pub date: Date,
    /// Code, modifiers, units, minutes, charge.
    pub line: Line,
    /// Place of service; none where the clinician's usual place is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<PlaceOfServiceCode>,
    /// The clinic or hospital, as the clinician calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<ShortText>,
    /// What the clinician did.
    #[serde(default)]
    pub role: Role,
    /// The colleague who supervised or was supervised, assisted or was assisted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colleague: Option<ShortText>,
    /// A note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<ShortText>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_reads_as_it_is_written() {
        let entry = Entry {
            id: EntryId::from_bytes([1; 16]),
            encounter: EncounterId::from_bytes([2; 16]),
            date: "2026-08-03".parse().unwrap(),
            line: "27447-50".parse().unwrap(),
            place: Some("22".parse().unwrap()),
            site: Some("Main hospital".parse().unwrap()),
            role: Role::Supervised,
            colleague: None,
            note: None,
        };
        let text = serde_json::to_string(&entry).unwrap();
        assert_eq!(serde_json::from_str::<Entry>(&text).unwrap(), entry);
        for far in ["1989-12-31", "2200-01-01", "-009999-01-01", "9999-12-31"] {
            let error =
                serde_json::from_str::<Entry>(&text.replace("2026-08-03", far)).unwrap_err().to_string();
            assert!(error.contains("write a day of 1990 to 2199"), "{error}");
        }
        for role in Role::ALL {
            assert_eq!(serde_json::to_string(&role).unwrap(), format!("\"{}\"", role.slug()));
        }
    }
}
