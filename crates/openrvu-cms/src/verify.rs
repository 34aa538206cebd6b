//! What is checked of a release before it is kept, and again by `doctor`.
//!
//! The rules are those that the releases since 2020 were found to keep. They are about the figures, not about
//! the layout, which is the readers' concern. A failed check either refuses the release or is reported with it.

use itertools::izip;
use openrvu_core::indicator::{GlobalPeriod, MultipleProcedure, Status};
use openrvu_core::policy::Policy;
use openrvu_core::{Code, FeeRow, Gpci, Locality, LocalityId, Release, RowModifier};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

/// How many examples a check keeps of what failed it.
const EXAMPLES: usize = 5;
/// Work index of Alaska, by statute since 2009.
const ALASKA_WORK: Gpci = Gpci::new(1500);

/// What a failed check means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// The release is not kept: amounts computed from it would be wrong.
    Refuse,
    /// The release is kept, and whoever lists it sees the finding.
    Report,
}

/// A check that was made, on how much, and what failed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// Short name, such as `totals`.
    pub name: String,
    /// What was checked, in words.
    pub what: String,
    /// What a failure means.
    pub severity: Severity,
    /// How many values or rows were checked; zero where the file it needs was not given.
    pub checked: u64,
    /// How many failed.
    pub failed: u64,
    /// The first few that failed, in words.
    pub examples: Vec<String>,
}

impl Check {
    /// A check of which nothing has been counted yet.
    #[must_use]
    pub fn new(name: &str, severity: Severity, what: impl Into<String>) -> Self {
        Self {
            name: name.to_owned(),
            what: what.into(),
            severity,
            checked: 0,
            failed: 0,
            examples: Vec::new(),
        }
    }

    /// A check that the reader made on every one of so many values: a single failure would have been its error.
    #[must_use]
    pub fn made_on_reading(name: &str, checked: usize, what: impl Into<String>) -> Self {
        Self { checked: checked as u64, ..Self::new(name, Severity::Refuse, what) }
    }

    /// Counts a value, and what is wrong with it where it failed.
    pub fn count(&mut self, ok: bool, example: impl FnOnce() -> String) {
        self.checked += 1;
        if !ok {
            self.failed += 1;
            if self.examples.len() < EXAMPLES {
                self.examples.push(example());
            }
        }
    }

    /// Whether nothing failed.
    #[must_use]
    pub const fn passed(&self) -> bool {
        self.failed == 0
    }

    /// Whether the failure keeps the release out.
    #[must_use]
    pub fn refuses(&self) -> bool {
        !self.passed() && self.severity == Severity::Refuse
    }
}

/// Makes every check that a release's own figures allow.
#[must_use]
pub fn verify(release: &Release, policy: &Policy) -> Vec<Check> {
    vec![
        conversion_factor(release, policy),
        keys(release),
        components(release),
        not_used_flag(release),
        global_shares(release),
        endoscopic_families(release),
        localities(&release.localities),
        work_floor(release, policy),
        anesthesia(release, policy),
    ]
}

fn named(row: &FeeRow) -> String {
    match row.modifier {
        RowModifier::Global => row.code.to_string(),
        modifier => format!("{}-{modifier}", row.code),
    }
}

fn conversion_factor(release: &Release, policy: &Policy) -> Check {
    let mut check = Check::new(
        "conversion-factor",
        Severity::Refuse,
        "each file's conversion factor is that of the dated table (policy/conversion_factors.toml)",
    );
    let Some(expected) = policy.conversion_factors.on(release.effective_from) else {
        check.severity = Severity::Report;
        check.count(false, || format!("the dated table has no factor for {} yet", release.effective_from));
        return check;
    };
    check.count(expected.non_qualifying == release.conversion_factor, || {
        format!("{} is not {}", release.conversion_factor, expected.non_qualifying)
    });
    if let Some(found) = release.qualifying_conversion_factor {
        check.count(expected.qualifying == Some(found), || {
            let expected = expected.qualifying.map_or("none".to_owned(), |factor| factor.to_string());
            format!("for qualifying participants, {found} is not {expected}")
        });
    }
    check
}

fn keys(release: &Release) -> Check {
    let mut check = Check::new("keys", Severity::Refuse, "no code and modifier occur twice");
    check.checked = release.rows.len() as u64;
    for pair in release.rows.windows(2) {
        if let [a, b] = pair
            && (a.code, a.modifier) >= (b.code, b.modifier)
        {
            check.count(false, || format!("{} after {}", named(b), named(a)));
            check.checked -= 1;
        }
    }
    check
}

fn components(release: &Release) -> Check {
    let mut check = Check::new(
        "components",
        Severity::Report,
        "a global row is the sum of its 26 and TC rows, component by component, where all three are A or R",
    );
    for rows in release.rows.chunk_by(|a, b| a.code == b.code) {
        let of = |modifier| {
            rows.iter()
                .find(|row| row.modifier == modifier)
                .filter(|row| matches!(row.status, Status::Active | Status::Restricted))
        };
        let (Some(global), Some(professional), Some(technical)) =
            (of(RowModifier::Global), of(RowModifier::Professional), of(RowModifier::Technical))
        else {
            continue;
        };
        let values = |row: &FeeRow| [row.work, row.non_facility_pe, row.facility_pe, row.malpractice];
        let names = ["work", "non-facility PE", "facility PE", "MP"];
        for (part, whole, first, second) in
            izip!(names, values(global), values(professional), values(technical))
        {
            check.count(whole == first + second, || {
                format!("{} {part}: {whole} is not {first} + {second}", global.code)
            });
        }
    }
    check
}

fn not_used_flag(release: &Release) -> Check {
    let mut check = Check::new(
        "not-used-flag",
        Severity::Report,
        "'+' (not used for Medicare payment) stands only with status B, I, N or X",
    );
    for row in release.rows.iter().filter(|row| row.not_used_for_payment) {
        let allowed = ["B", "I", "N", "X"].contains(&row.status.as_str());
        check.count(allowed, || format!("{} has status {}", named(row), row.status));
    }
    check
}

fn global_shares(release: &Release) -> Check {
    let mut check = Check::new(
        "global-shares",
        Severity::Report,
        "preoperative, intraoperative and postoperative shares add up to 1.00 (or are all zero), and only 010 and 090 have them",
    );
    for row in &release.rows {
        let sum = u32::from(row.preoperative) + u32::from(row.intraoperative) + u32::from(row.postoperative);
        let surgical = matches!(row.global, GlobalPeriod::Days010 | GlobalPeriod::Days090);
        check.count(sum == 0 || (sum == 100 && surgical), || {
            format!("{} with global period {}: hundredths add up to {sum}", named(row), row.global)
        });
    }
    check
}

fn endoscopic_families(release: &Release) -> Check {
    let mut check = Check::new(
        "endoscopic-families",
        Severity::Report,
        "an endoscopic base stands only with MULT PROC 3, and is a code of the release with MULT PROC 2",
    );
    let mut families = FxHashSet::<Code>::default();
    for row in &release.rows {
        let Some(base) = row.endoscopic_base else { continue };
        let endoscopic = row.multiple_procedure == MultipleProcedure::Endoscopy;
        check.count(endoscopic, || format!("{} has MULT PROC {}", named(row), row.multiple_procedure));
        families.insert(base);
    }
    // A release of chosen codes need not have the bases.
    if release.complete {
        let mut bases: Vec<Code> = families.into_iter().collect();
        bases.sort_unstable();
        for base in bases {
            let row = release.row(base, RowModifier::Global);
            check.count(row.is_some_and(|row| row.multiple_procedure == MultipleProcedure::Standard), || {
                let found = row.map_or("is not in the release".to_owned(), |row| {
                    format!("has MULT PROC {}", row.multiple_procedure)
                });
                format!("base {base} {found}")
            });
        }
    }
    check
}

fn localities(localities: &[Locality]) -> Check {
    let mut check = Check::new(
        "gpci",
        Severity::Refuse,
        "localities are unique, their indices lie between 0.2 and 3, and Alaska's work index is 1.5",
    );
    let mut seen = FxHashMap::<LocalityId, &Locality>::default();
    for locality in localities {
        let twice = seen.insert(locality.id, locality).is_some();
        let indices = [locality.gpcis.work, locality.gpcis.practice_expense, locality.gpcis.malpractice];
        let believable = indices.iter().all(|index| (200..=3000).contains(&index.get()));
        let alaska = !locality.name.eq_ignore_ascii_case("ALASKA") || locality.gpcis.work == ALASKA_WORK;
        check.count(!twice && believable && alaska, || {
            let [work, pe, mp] = indices;
            let why = if twice { "occurs twice, " } else { "" };
            format!("{} {}: {why}{work}, {pe}, {mp}", locality.id, locality.name)
        });
    }
    check
}

fn work_floor(release: &Release, policy: &Policy) -> Check {
    let mut check = Check::new(
        "work-floor",
        Severity::Report,
        "no work index lies below the floor in force (policy/gpci.toml)",
    );
    if let Some(floor) = policy.work_floor.on(release.effective_from) {
        for locality in &release.localities {
            check.count(locality.gpcis.work >= floor.0, || {
                format!("{} {}: {} is below {}", locality.id, locality.name, locality.gpcis.work, floor.0)
            });
        }
    }
    check
}

fn anesthesia(release: &Release, policy: &Policy) -> Check {
    let mut check = Check::new(
        "anesthesia",
        Severity::Report,
        "a locality's anesthesia factor is the national one weighted by its indices, within a cent",
    );
    let day = release.effective_from;
    let dated = policy.conversion_factors.on(day).and_then(|factors| factors.anesthesia);
    let national = release.anesthesia_conversion_factor.or(dated);
    let (Some(national), Some(shares)) = (national, policy.anesthesia.shares.on(day)) else { return check };
    for locality in &release.localities {
        let Some(printed) = locality.anesthesia else { continue };
        let computed = shares.locality_factor(national, &locality.gpcis);
        check.count((printed - computed).get().abs() <= 1, || {
            format!("{} {}: {printed} is not {computed}", locality.id, locality.name)
        });
    }
    check
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::columns::blank;
    use openrvu_core::{Gpcis, Rvu};

    /// A code with its components, an endoscopy with its base, and one locality: everything passes.
    fn sound() -> Release {
        let row = |code: &str, modifier, work| FeeRow {
            modifier,
            work: Rvu::new(work),
            ..blank(code.parse().unwrap())
        };
        let base = FeeRow {
            multiple_procedure: MultipleProcedure::Standard,
            ..row("45378", RowModifier::Global, 326)
        };
        let endoscopy = FeeRow {
            multiple_procedure: MultipleProcedure::Endoscopy,
            endoscopic_base: Some(base.code),
            ..row("45385", RowModifier::Global, 457)
        };
        Release {
            id: "RVU25D".parse().unwrap(),
            effective_from: jiff::civil::date(2025, 10, 1),
            released: None,
            conversion_factor: "32.3465".parse().unwrap(),
            qualifying_conversion_factor: None,
            anesthesia_conversion_factor: "20.3178".parse().ok(),
            rows: vec![
                base,
                endoscopy,
                row("70496", RowModifier::Global, 175),
                row("70496", RowModifier::Professional, 175),
                row("70496", RowModifier::Technical, 0),
            ],
            localities: vec![Locality {
                id: "10112-00".parse().unwrap(),
                state: "AL".to_owned(),
                name: "ALABAMA".to_owned(),
                gpcis: Gpcis {
                    work: Gpci::ONE,
                    practice_expense: Gpci::new(869),
                    malpractice: Gpci::new(575),
                },
                unfloored_work: None,
                counties: None,
                anesthesia: "19.31".parse().ok(),
            }],
            sources: Vec::new(),
            complete: true,
        }
    }

    /// The names of the checks that fail once something was changed.
    fn failing(change: impl FnOnce(&mut Release)) -> Vec<String> {
        let mut release = sound();
        change(&mut release);
        let checks = verify(&release, &Policy::builtin().unwrap());
        checks.into_iter().filter(|check| !check.passed()).map(|check| check.name).collect()
    }

    #[test]
    fn a_sound_release_passes_every_check() {
        let checks = verify(&sound(), &Policy::builtin().unwrap());
        for check in &checks {
            assert!(check.passed(), "{check:?}");
        }
        let checked = |name: &str| checks.iter().find(|check| check.name == name).unwrap().checked;
        assert_eq!([checked("components"), checked("endoscopic-families"), checked("anesthesia")], [4, 2, 1]);
    }

    #[test]
    fn each_check_fails_on_what_it_is_about() {
        assert_eq!(failing(|r| r.conversion_factor = "33.4009".parse().unwrap()), ["conversion-factor"]);
        assert_eq!(
            failing(|r| r.qualifying_conversion_factor = "33.5675".parse().ok()),
            ["conversion-factor"]
        );
        assert_eq!(failing(|r| r.rows.swap(0, 1)), ["keys"]);
        assert_eq!(failing(|r| r.rows[3].work = Rvu::new(174)), ["components"]);
        assert_eq!(failing(|r| r.rows[0].not_used_for_payment = true), ["not-used-flag"]);
        assert_eq!(failing(|r| r.rows[0].preoperative = 10), ["global-shares"]);
        let standard = MultipleProcedure::Standard;
        assert_eq!(failing(|r| r.rows[1].multiple_procedure = standard), ["endoscopic-families"]);
        assert_eq!(failing(|r| r.rows.retain(|row| row.code.as_str() != "45378")), ["endoscopic-families"]);
        assert_eq!(failing(|r| r.localities[0].gpcis.malpractice = Gpci::new(3001)), ["gpci", "anesthesia"]);
        assert_eq!(failing(|r| r.localities[0].name = "ALASKA".to_owned()), ["gpci"]);
        assert_eq!(failing(|r| r.localities.push(r.localities[0].clone())), ["gpci"]);
        assert_eq!(failing(|r| r.localities[0].gpcis.work = Gpci::new(999)), ["work-floor"]);
        assert_eq!(failing(|r| r.localities[0].anesthesia = "19.33".parse().ok()), ["anesthesia"]);
    }

    #[test]
    fn a_year_that_the_dated_table_does_not_know_is_reported_and_not_refused() {
        let mut release = sound();
        release.effective_from = jiff::civil::date(2099, 1, 1);
        let checks = verify(&release, &Policy::builtin().unwrap());
        let check = checks.iter().find(|check| check.name == "conversion-factor").unwrap();
        assert!(!check.passed() && !check.refuses(), "{check:?}");
    }

    #[test]
    fn a_check_keeps_a_few_examples_and_counts_all() {
        let mut check = Check::new("x", Severity::Refuse, "x");
        for n in 0..100 {
            check.count(n % 2 == 0, || n.to_string());
        }
        assert_eq!((check.checked, check.failed, check.examples.len()), (100, 50, EXAMPLES));
        assert!(check.refuses());
    }
}
