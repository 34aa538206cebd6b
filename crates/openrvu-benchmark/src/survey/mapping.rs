//! Which column of a user's table is which.

use serde::{Deserialize, Serialize};

/// A column that is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// The specialty.
    Specialty,
    /// Providers behind a row.
    N,
    /// Calendar year.
    Year,
    /// The 10th percentile.
    P10,
    /// The 25th.
    P25,
    /// The median.
    P50,
    /// The 75th.
    P75,
    /// The 90th.
    P90,
}

impl Field {
    /// Every field.
    pub const ALL: [Self; 8] =
        [Self::Specialty, Self::N, Self::Year, Self::P10, Self::P25, Self::P50, Self::P75, Self::P90];
    /// Those of percentiles.
    pub const PERCENTILES: [Self; 5] = [Self::P10, Self::P25, Self::P50, Self::P75, Self::P90];

    /// The percentile of a field, where it is one.
    #[must_use]
    pub const fn percentile(self) -> Option<u8> {
        match self {
            Self::P10 => Some(10),
            Self::P25 => Some(25),
            Self::P50 => Some(50),
            Self::P75 => Some(75),
            Self::P90 => Some(90),
            Self::Specialty | Self::N | Self::Year => None,
        }
    }

    /// In words.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Specialty => "specialty",
            Self::N => "providers",
            Self::Year => "year",
            Self::P10 => "10th percentile",
            Self::P25 => "25th percentile",
            Self::P50 => "median",
            Self::P75 => "75th percentile",
            Self::P90 => "90th percentile",
        }
    }

    /// How well a header fits: less is better.
    fn fit(self, header: &str) -> Option<u8> {
        let words: Vec<&str> = header.split(' ').collect();
        let is = |names: &[&str]| names.contains(&header);
        let has = |word: &str| words.contains(&word);
        match self {
            Self::Specialty if is(&["specialty", "speciality"]) => Some(0),
            Self::Specialty if has("specialty") || has("speciality") => Some(1),
            Self::N
                if is(&["n", "providers", "provider count", "indv count", "individuals", "incumbents"]) =>
            {
                Some(0)
            }
            Self::N if has("providers") || has("provider") || has("clinicians") || has("physicians") => {
                Some(1)
            }
            Self::N if is(&["count", "sample", "sample size"]) => Some(2),
            // Groups and organizations are fewer than the providers behind a percentile.
            Self::N if has("n") && !has("groups") && !has("organizations") && !has("orgs") => Some(3),
            Self::Year if is(&["year", "data year", "calendar year"]) => Some(0),
            Self::Year if has("year") => Some(1),
            Self::P50 if has("median") => Some(0),
            _ => {
                let percentile = self.percentile()?.to_string();
                let number = |word: &str| {
                    let word = word.strip_prefix('p').unwrap_or(word);
                    word.strip_suffix("th").or(word.strip_suffix("tile")).unwrap_or(word) == percentile
                };
                words.iter().any(|word| number(word)).then_some(1)
            }
        }
    }
}

/// The place of each field's column, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Mapping {
    columns: [Option<u16>; Field::ALL.len()],
}

impl Mapping {
    /// The columns as the headers let guess; of two that fit a field alike the first. No column serves two fields.
    #[must_use]
    pub fn guess<S: AsRef<str>>(headers: &[S]) -> Self {
        let headers: Vec<String> = headers.iter().map(|header| plain(header.as_ref())).collect();
        let mut mapping = Self::default();
        for field in Field::ALL {
            let fits = headers.iter().enumerate().filter_map(|(at, header)| Some((field.fit(header)?, at)));
            let free = fits.filter(|(_, at)| !mapping.columns.contains(&u16::try_from(*at).ok()));
            mapping.set(field, free.min().map(|(_, at)| at));
        }
        mapping
    }

    /// The column of a field.
    #[must_use]
    pub fn column(&self, field: Field) -> Option<usize> {
        self.columns.get(field as usize).copied().flatten().map(usize::from)
    }

    /// Says which column a field has, or that it has none.
    pub fn set(&mut self, field: Field, column: Option<usize>) {
        if let Some(slot) = self.columns.get_mut(field as usize) {
            *slot = column.and_then(|column| u16::try_from(column).ok());
        }
    }

    /// Whether a table can be read by it: it has the specialty and two percentiles.
    #[must_use]
    pub fn is_enough(&self) -> bool {
        let percentiles = Field::PERCENTILES.into_iter().filter(|field| self.column(*field).is_some());
        self.column(Field::Specialty).is_some() && percentiles.count() >= 2
    }
}

/// A header made comparable: small letters and digits, words parted by one blank.
fn plain(header: &str) -> String {
    let words = header.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guessed(headers: &[&str]) -> [Option<usize>; 8] {
        let mapping = Mapping::guess(headers);
        Field::ALL.map(|field| mapping.column(field))
    }

    #[test]
    fn headers_of_several_kinds_are_told() {
        assert_eq!(
            guessed(&["Specialty", "n", "10th %tile", "25th %tile", "Median", "75th %tile", "90th %tile"]),
            [Some(0), Some(1), None, Some(2), Some(3), Some(4), Some(5), Some(6)]
        );
        assert_eq!(
            guessed(&[
                "Group Count",
                "Provider Count",
                "SPECIALTY NAME",
                "Mean",
                "P90",
                "P75",
                "P50",
                "P25",
                "P10"
            ]),
            [Some(2), Some(1), None, Some(8), Some(7), Some(6), Some(5), Some(4)]
        );
        assert_eq!(
            guessed(&[
                "Survey Year",
                "Provider Specialty",
                "# Orgs",
                "# Incumbents (n)",
                "25th Percentile",
                "50th Percentile"
            ]),
            [Some(1), Some(3), Some(0), None, Some(4), Some(5), None, None]
        );
    }

    #[test]
    fn what_cannot_be_told_is_left_to_the_user() {
        let mut mapping = Mapping::guess(&["Fach", "a", "b"]);
        assert!(!mapping.is_enough());
        mapping.set(Field::Specialty, Some(0));
        mapping.set(Field::P25, Some(1));
        mapping.set(Field::P75, Some(2));
        assert!(mapping.is_enough());
    }
}
