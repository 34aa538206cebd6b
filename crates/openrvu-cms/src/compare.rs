//! What changed between two releases, or between a release and its re-cut.

use std::fmt;

use openrvu_core::{Code, FeeRow, Gpci, Locality, LocalityId, Release, ReleaseId, RowModifier};
use serde::Serialize;

use crate::columns::{COLUMNS, text};

/// Everything that differs between two releases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// The release before.
    pub old: ReleaseId,
    /// The release after.
    pub new: ReleaseId,
    /// Rows that only the new one has, in their order.
    pub added: Vec<RowKey>,
    /// Rows that only the old one has, in their order.
    pub removed: Vec<RowKey>,
    /// Every changed value of the rows in both, in the order of rows and columns.
    pub changed: Vec<RowChange>,
    /// Localities added, removed and changed.
    pub localities: Vec<LocalityChange>,
    /// Conversion factors that changed.
    pub factors: Vec<FactorChange>,
}

/// A row of PPRRVU by its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct RowKey {
    /// `HCPCS`.
    pub code: Code,
    /// `MOD`.
    pub modifier: RowModifier,
}

/// A value of a row that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowChange {
    /// The row.
    #[serde(flatten)]
    pub key: RowKey,
    /// CMS's name of the column, such as `WORK RVU`.
    pub column: &'static str,
    /// The old value as CMS prints it; empty where the column was blank.
    pub old: String,
    /// The new value.
    pub new: String,
}

/// A value of a locality that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LocalityChange {
    /// The locality.
    pub locality: LocalityId,
    /// The figure, such as `work GPCI`, or `locality` where it is held on one side only.
    pub figure: &'static str,
    /// The old value; empty where there is none.
    pub old: String,
    /// The new value; empty where there is none.
    pub new: String,
}

/// A conversion factor that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FactorChange {
    /// Which: `conversion factor`, `qualifying conversion factor`, `anesthesia conversion factor`.
    pub factor: &'static str,
    /// The old value; empty where there is none.
    pub old: String,
    /// The new value; empty where there is none.
    pub new: String,
}

impl RowKey {
    fn of(row: &FeeRow) -> Self {
        Self { code: row.code, modifier: row.modifier }
    }
}

impl fmt::Display for RowKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.modifier {
            RowModifier::Global => write!(f, "{}", self.code),
            modifier => write!(f, "{}-{modifier}", self.code),
        }
    }
}

impl fmt::Display for RowChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |value: &str| if value.is_empty() { "blank".to_owned() } else { value.to_owned() };
        write!(f, "{} {}: {} -> {}", self.key, self.column, shown(&self.old), shown(&self.new))
    }
}

impl Comparison {
    /// Whether the two releases hold the same figures.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.added.is_empty()
            && self.removed.is_empty()
            && self.changed.is_empty()
            && self.localities.is_empty()
            && self.factors.is_empty()
    }

    /// How many rows are in both releases and differ.
    #[must_use]
    pub fn rows_changed(&self) -> usize {
        self.changed.chunk_by(|a, b| a.key == b.key).count()
    }
}

/// Compares two releases row by row and column by column.
#[must_use]
pub fn compare(old: &Release, new: &Release) -> Comparison {
    let mut comparison = Comparison {
        old: old.id,
        new: new.id,
        added: Vec::new(),
        removed: Vec::new(),
        changed: Vec::new(),
        localities: Vec::new(),
        factors: factors(old, new),
    };
    walk(&old.rows, &new.rows, RowKey::of, |pair| match pair {
        Pair::Old(row) => comparison.removed.push(RowKey::of(row)),
        Pair::New(row) => comparison.added.push(RowKey::of(row)),
        Pair::Both(old, new) if old != new => {
            comparison.changed.extend(COLUMNS.iter().filter_map(|column| {
                let (old_text, new_text) = (text(column, old), text(column, new));
                (old_text != new_text).then(|| RowChange {
                    key: RowKey::of(old),
                    column: column.header,
                    old: old_text,
                    new: new_text,
                })
            }));
        }
        Pair::Both(..) => {}
    });
    walk(
        &old.localities,
        &new.localities,
        |locality| locality.id,
        |pair| {
            let lone = |locality: &Locality, old: String, new: String| LocalityChange {
                locality: locality.id,
                figure: "locality",
                old,
                new,
            };
            match pair {
                Pair::Old(locality) => {
                    comparison.localities.push(lone(locality, locality.name.clone(), String::new()));
                }
                Pair::New(locality) => {
                    comparison.localities.push(lone(locality, String::new(), locality.name.clone()));
                }
                Pair::Both(old, new) => locality_changes(old, new, &mut comparison.localities),
            }
        },
    );
    comparison
}

/// An item of one list, the other, or both.
enum Pair<'a, T> {
    Old(&'a T),
    New(&'a T),
    Both(&'a T, &'a T),
}

/// Goes through two lists in the order of a key and pairs what has the same.
fn walk<'a, T, K: Ord>(
    mut old: &'a [T],
    mut new: &'a [T],
    key: impl Fn(&T) -> K,
    mut visit: impl FnMut(Pair<'a, T>),
) {
    loop {
        let order = match (old, new) {
            ([], []) => return,
            ([_, ..], []) => std::cmp::Ordering::Less,
            ([], [_, ..]) => std::cmp::Ordering::Greater,
            ([a, ..], [b, ..]) => key(a).cmp(&key(b)),
        };
        match (order, old, new) {
            (std::cmp::Ordering::Less, [a, rest @ ..], _) => {
                visit(Pair::Old(a));
                old = rest;
            }
            (std::cmp::Ordering::Greater, _, [b, rest @ ..]) => {
                visit(Pair::New(b));
                new = rest;
            }
            (_, [a, old_rest @ ..], [b, new_rest @ ..]) => {
                visit(Pair::Both(a, b));
                (old, new) = (old_rest, new_rest);
            }
            _ => return,
        }
    }
}

fn locality_changes(old: &Locality, new: &Locality, changes: &mut Vec<LocalityChange>) {
    let optional = |value: Option<Gpci>| value.map(|value| value.to_string()).unwrap_or_default();
    let cents = |locality: &Locality| locality.anesthesia.map(|c| c.to_string()).unwrap_or_default();
    let figures = [
        ("state", old.state.clone(), new.state.clone()),
        ("name", old.name.clone(), new.name.clone()),
        ("work GPCI", old.gpcis.work.to_string(), new.gpcis.work.to_string()),
        ("work GPCI without floor", optional(old.unfloored_work), optional(new.unfloored_work)),
        ("PE GPCI", old.gpcis.practice_expense.to_string(), new.gpcis.practice_expense.to_string()),
        ("MP GPCI", old.gpcis.malpractice.to_string(), new.gpcis.malpractice.to_string()),
        ("anesthesia conversion factor", cents(old), cents(new)),
        ("counties", old.counties.clone().unwrap_or_default(), new.counties.clone().unwrap_or_default()),
    ];
    let locality = old.id;
    let changed = figures.into_iter().filter(|(_, old, new)| old != new);
    changes.extend(changed.map(|(figure, old, new)| LocalityChange { locality, figure, old, new }));
}

fn factors(old: &Release, new: &Release) -> Vec<FactorChange> {
    let of = |release: &Release| {
        [
            ("conversion factor", Some(release.conversion_factor)),
            ("qualifying conversion factor", release.qualifying_conversion_factor),
            ("anesthesia conversion factor", release.anesthesia_conversion_factor),
        ]
    };
    let text =
        |factor: Option<openrvu_core::ConversionFactor>| factor.map(|f| f.to_string()).unwrap_or_default();
    let pairs = of(old).into_iter().zip(of(new));
    pairs
        .filter(|((_, old), (_, new))| old != new)
        .map(|((factor, old), (_, new))| FactorChange { factor, old: text(old), new: text(new) })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::columns::blank;
    use openrvu_core::{Cents, Gpcis, Rvu};

    fn release(codes: &[(&str, i32)]) -> Release {
        Release {
            id: "RVU26C".parse().unwrap(),
            effective_from: jiff::civil::date(2026, 7, 1),
            released: None,
            conversion_factor: "33.4009".parse().unwrap(),
            qualifying_conversion_factor: None,
            anesthesia_conversion_factor: None,
            rows: codes
                .iter()
                .map(|(code, work)| FeeRow { work: Rvu::new(*work), ..blank(code.parse().unwrap()) })
                .collect(),
            localities: vec![Locality {
                id: "10112-00".parse().unwrap(),
                state: String::new(),
                name: "ALABAMA".to_owned(),
                gpcis: Gpcis::NATIONAL,
                unfloored_work: None,
                counties: None,
                anesthesia: None,
            }],
            sources: Vec::new(),
            complete: true,
        }
    }

    #[test]
    fn rows_that_came_went_and_changed_are_told_apart() {
        let old = release(&[("00100", 0), ("99213", 130), ("99215", 280)]);
        let mut new = release(&[("99213", 131), ("99214", 192), ("99215", 280)]);
        new.rows[0].endoscopic_base = "45378".parse().ok();
        let found = compare(&old, &new);
        assert_eq!(found.removed.iter().map(ToString::to_string).collect::<Vec<_>>(), ["00100"]);
        assert_eq!(found.added.iter().map(ToString::to_string).collect::<Vec<_>>(), ["99214"]);
        assert_eq!(
            found.changed.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["99213 WORK RVU: 1.30 -> 1.31", "99213 ENDO BASE: blank -> 45378"]
        );
        assert_eq!(found.rows_changed(), 1);
        assert!(compare(&old, &old).is_empty());
    }

    #[test]
    fn localities_and_factors_are_compared() {
        let old = release(&[]);
        let mut new = release(&[]);
        new.qualifying_conversion_factor = "33.5675".parse().ok();
        new.localities[0].anesthesia = Some(Cents::new(1931));
        new.localities.push(Locality { id: "15202-00".parse().unwrap(), ..new.localities[0].clone() });
        let found = compare(&old, &new);
        let told: Vec<_> =
            found.localities.iter().map(|c| (c.figure, c.old.as_str(), c.new.as_str())).collect();
        assert_eq!(told, [("anesthesia conversion factor", "", "19.31"), ("locality", "", "ALABAMA")]);
        let told: Vec<_> = found.factors.iter().map(|c| (c.factor, c.old.as_str(), c.new.as_str())).collect();
        assert_eq!(told, [("qualifying conversion factor", "", "33.5675")]);
        let back = compare(&new, &old);
        assert_eq!(back.localities[1].old, "ALABAMA");
    }
}
