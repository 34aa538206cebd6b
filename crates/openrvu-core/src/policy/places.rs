//! `places_of_service.toml`: place-of-service codes and the setting that Medicare pays there.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::timeline::{date, optional_date};
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

/// A place of service, as it is paid for a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlaceOfService {
    /// The code.
    pub code: PlaceOfServiceCode,
    /// Its name, in our words.
    pub name: String,
    /// First day of the setting.
    pub from: Date,
    /// Last day of the setting; `None` while it lasts.
    pub to: Option<Date>,
    /// The setting whose practice expense is paid.
    pub setting: Setting,
}

impl PlaceOfService {
    fn is_in_use(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

/// All places of service, in the order of their codes and days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacesOfService {
    places: Vec<PlaceOfService>,
}

impl PlacesOfService {
    /// A place by its code, on a day when the code is in use.
    #[must_use]
    pub fn on(&self, code: PlaceOfServiceCode, day: Date) -> Option<&PlaceOfService> {
        self.in_use(day).find(|place| place.code == code)
    }

    /// The places in use on a day, each once.
    pub fn in_use(&self, day: Date) -> impl Iterator<Item = &PlaceOfService> {
        self.places.iter().filter(move |place| place.is_in_use(day))
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
    #[serde(default, deserialize_with = "optional_date")]
    to: Option<Date>,
    setting: SettingText,
}

pub(super) fn load(file: PolicyFile<'_>) -> Result<PlacesOfService, PolicyError> {
    let mut places: Vec<(usize, PlaceOfService)> = Vec::new();
    for entry in file.parse::<File>()?.place {
        let (at, code) = (entry.code.span().start, entry.code.into_inner());
        let setting = match entry.setting {
            SettingText::Facility => Setting::Facility,
            SettingText::NonFacility => Setting::NonFacility,
        };
        let Entry { name, from, to, .. } = entry;
        if to.is_some_and(|to| to < from) {
            return Err(file.error(at, format!("place of service {code} ends before it begins on {from}")));
        }
        places.push((at, PlaceOfService { code, name, from, to, setting }));
    }
    places.sort_by_key(|(_, place)| (place.code, place.from));
    for pair in places.windows(2) {
        let (previous, (at, next)) = (&pair[0].1, &pair[1]);
        if previous.code == next.code && previous.to.and_then(|to| to.tomorrow().ok()) != Some(next.from) {
            let message = format!(
                "place of service {} stands twice: give the earlier entry an end on the day before {}",
                next.code, next.from
            );
            return Err(file.error(*at, message));
        }
    }
    Ok(PlacesOfService { places: places.into_iter().map(|(_, place)| place).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policy;
    use jiff::civil::date;

    #[test]
    fn a_setting_follows_the_day() {
        let places = Policy::builtin().unwrap().places;
        let setting = |code: &str, day| places.on(code.parse().unwrap(), day).map(|place| place.setting);
        assert_eq!(setting("10", date(2021, 12, 31)), None);
        assert_eq!(setting("10", date(2022, 1, 1)), Some(Setting::Facility));
        assert_eq!(setting("10", date(2023, 12, 31)), Some(Setting::Facility));
        assert_eq!(setting("10", date(2024, 1, 1)), Some(Setting::NonFacility));
        for code in ["01", "03", "04", "05", "06", "07", "08", "09", "25"] {
            assert_eq!(setting(code, date(2026, 8, 1)), Some(Setting::NonFacility), "{code}");
        }
        assert_eq!(setting("98", date(2026, 8, 1)), None);
        let in_use: Vec<_> = places.in_use(date(2026, 8, 1)).map(|place| place.code).collect();
        assert!(in_use.is_sorted_by(|one, other| one < other), "{in_use:?}");
    }

    #[test]
    fn entries_of_a_place_follow_each_other() {
        let entry = |from: &str, to: &str| {
            format!("[[place]]\ncode = \"10\"\nname = \"x\"\nfrom = {from}\n{to}setting = \"facility\"\n")
        };
        let error = |text: String| load(PolicyFile { name: "places.toml", text: &text }).unwrap_err();
        let twice = error(entry("2022-01-01", "") + &entry("2024-01-01", ""));
        assert_eq!(twice.line, 7);
        assert!(twice.message.contains("stands twice"), "{twice}");
        let gap = error(entry("2022-01-01", "to = 2023-06-30\n") + &entry("2024-01-01", ""));
        assert_eq!(gap.line, 8);
        assert!(error(entry("2022-01-01", "to = 2021-06-30\n")).message.contains("ends before"));
    }
}
