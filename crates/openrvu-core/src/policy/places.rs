//! `places_of_service.toml`: place-of-service codes and the setting that Medicare pays there.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::timeline::date;
use super::{PolicyError, PolicyFile};
use crate::Setting;

/// A two-digit place-of-service code, `11` for an office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct PlaceOfServiceCode(u8);

impl fmt::Display for PlaceOfServiceCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}", self.0)
    }
}

impl FromStr for PlaceOfServiceCode {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        (text.len() <= 2)
            .then(|| text.parse().ok().filter(|_| text.bytes().all(|b| b.is_ascii_digit())).map(Self))
            .flatten()
            .ok_or_else(|| {
                format!("{text:?} is not a place of service: write its two digits, such as 11 or 22")
            })
    }
}

impl TryFrom<String> for PlaceOfServiceCode {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<PlaceOfServiceCode> for String {
    fn from(code: PlaceOfServiceCode) -> Self {
        code.to_string()
    }
}

/// A place of service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlaceOfService {
    /// The code.
    pub code: PlaceOfServiceCode,
    /// Its name, in our words.
    pub name: String,
    /// First day the code may be used.
    pub from: Date,
    /// The setting whose practice expense is paid.
    pub setting: Setting,
}

/// All places of service, in the order of their codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacesOfService {
    places: Vec<PlaceOfService>,
}

impl PlacesOfService {
    /// A place by its code, on a day when the code is in use.
    #[must_use]
    pub fn on(&self, code: PlaceOfServiceCode, day: Date) -> Option<&PlaceOfService> {
        self.places.iter().find(|place| place.code == code && place.from <= day)
    }

    /// All places.
    #[must_use]
    pub fn all(&self) -> &[PlaceOfService] {
        &self.places
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    place: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum SettingText {
    Facility,
    NonFacility,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    code: Spanned<PlaceOfServiceCode>,
    name: String,
    #[serde(deserialize_with = "date")]
    from: Date,
    setting: SettingText,
}

pub(super) fn load(file: PolicyFile<'_>) -> Result<PlacesOfService, PolicyError> {
    let mut places: Vec<PlaceOfService> = Vec::new();
    for entry in file.parse::<File>()?.place {
        let (at, code) = (entry.code.span().start, entry.code.into_inner());
        if places.iter().any(|place| place.code == code) {
            return Err(file.error(at, format!("place of service {code} stands twice")));
        }
        let setting = match entry.setting {
            SettingText::Facility => Setting::Facility,
            SettingText::NonFacility => Setting::NonFacility,
        };
        places.push(PlaceOfService { code, name: entry.name, from: entry.from, setting });
    }
    places.sort_by_key(|place| place.code);
    Ok(PlacesOfService { places })
}
