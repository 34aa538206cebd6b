//! `releases.toml`: when releases take effect.

use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;

use super::timeline::date;
use super::{PolicyError, PolicyFile};
use crate::{ReleaseId, ReleaseLetter};

/// The rhythm of releases and its exceptions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseCalendar {
    regular: [(ReleaseLetter, i8, i8); 4],
    special: Vec<(ReleaseId, Date)>,
}

impl ReleaseCalendar {
    /// First day a release is in effect; `None` for a release that the calendar does not know (an `AR` of a year
    /// without one).
    #[must_use]
    pub fn effective_from(&self, id: ReleaseId) -> Option<Date> {
        if let Some((_, from)) = self.special.iter().find(|(special, _)| *special == id) {
            return Some(*from);
        }
        let (_, month, day) = self.regular.iter().find(|(letter, ..)| *letter == id.letter)?;
        Date::new(i16::try_from(id.year).ok()?, *month, *day).ok()
    }

    /// The release in effect on a day, whether anybody holds it or not.
    #[must_use]
    pub fn release_on(&self, day: Date) -> Option<ReleaseId> {
        let year = u16::try_from(day.year()).ok()?;
        self.of_year(year).filter(|(_, from)| *from <= day).last().map(|(id, _)| id)
    }

    /// The first day after a release's time: that of the release after it.
    #[must_use]
    pub fn effective_until(&self, id: ReleaseId) -> Option<Date> {
        let from = self.effective_from(id)?;
        let later = self.of_year(id.year).chain(self.of_year(id.year.checked_add(1)?));
        later.map(|(_, day)| day).find(|day| *day > from)
    }

    /// The releases of a year in the order of time.
    pub fn of_year(&self, year: u16) -> impl Iterator<Item = (ReleaseId, Date)> + '_ {
        ReleaseLetter::ALL.into_iter().filter_map(move |letter| {
            let id = ReleaseId { year, letter };
            Some((id, self.effective_from(id)?))
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    regular: Regular,
    #[serde(default)]
    special: Vec<Special>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "UPPERCASE")]
struct Regular {
    a: Spanned<String>,
    b: Spanned<String>,
    c: Spanned<String>,
    d: Spanned<String>,
    #[serde(rename = "source")]
    _source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Special {
    release: ReleaseId,
    #[serde(deserialize_with = "date")]
    from: Date,
    #[serde(rename = "source")]
    _source: String,
}

pub(super) fn load(file: PolicyFile<'_>) -> Result<ReleaseCalendar, PolicyError> {
    let read = file.parse::<File>()?;
    let day = |letter, text: &Spanned<String>| {
        let parts = text.get_ref().split_once('-');
        let (month, day) =
            parts.and_then(|(m, d)| Some((m.parse::<i8>().ok()?, d.parse::<i8>().ok()?))).unzip();
        match (month, day) {
            (Some(month), Some(day)) if Date::new(2001, month, day).is_ok() => Ok((letter, month, day)),
            _ => Err(file.error(
                text.span().start,
                format!("{:?} is not a day of the year such as 04-01", text.get_ref()),
            )),
        }
    };
    let regular = [
        day(ReleaseLetter::A, &read.regular.a)?,
        day(ReleaseLetter::B, &read.regular.b)?,
        day(ReleaseLetter::C, &read.regular.c)?,
        day(ReleaseLetter::D, &read.regular.d)?,
    ];
    Ok(ReleaseCalendar { regular, special: read.special.into_iter().map(|s| (s.release, s.from)).collect() })
}

#[cfg(test)]
mod tests {
    use crate::policy::Policy;
    use jiff::civil::date;

    #[test]
    fn the_release_follows_the_day() {
        let calendar = Policy::builtin().unwrap().calendar;
        let days = [
            (date(2024, 3, 8), "RVU24A"),
            (date(2024, 3, 9), "RVU24AR"),
            (date(2024, 4, 1), "RVU24B"),
            (date(2026, 9, 30), "RVU26C"),
            (date(2026, 10, 1), "RVU26D"),
        ];
        for (day, release) in days {
            assert_eq!(calendar.release_on(day).unwrap().to_string(), release);
        }
        let until = |id: &str| calendar.effective_until(id.parse().unwrap()).unwrap();
        assert_eq!(until("RVU24A"), date(2024, 3, 9));
        assert_eq!(until("RVU25D"), date(2026, 1, 1));
        assert_eq!(calendar.effective_from("RVU23AR".parse().unwrap()), None);
    }
}
