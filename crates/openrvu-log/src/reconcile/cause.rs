//! Why a report credits a service otherwise than the log: the cause whose arithmetic gives the report's figure.

use openrvu_core::efficiency::adjusted_work;
use openrvu_core::quantity::round_half_up;
use openrvu_core::{Code, CreditRvu, HeldRelease, ReleaseId, RowModifier, Rvu, Setting};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::Finding;
use crate::ledger::{Logged, Valuer};
use crate::{Crediting, EncounterId, Entry, value_encounter};

/// The credit policy that mirrors Medicare's payment, under which a modifier or a rank counts as Medicare has it.
const AS_MEDICARE: &str = "mirror-cms";
/// By how much two figures may differ for the rounding of one to hundredths: half a hundredth, in thousandths.
const ROUNDING: u64 = 5;

/// Why a credit is another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// The figures are rounded otherwise.
    Rounding,
    /// The report credits nothing.
    NotCredited,
    /// The report counts one unit of several.
    UnitsIgnored,
    /// The report credits the service in full, without the modifiers or the role.
    ModifierIgnored,
    /// The report takes the modifiers as Medicare pays them.
    ModifierApplied,
    /// The report cuts it as a further procedure of its session.
    MultipleProcedureCut,
    /// The report does not cut it as a further procedure of its session.
    MultipleProcedureNotCut,
    /// The report has all RVUs, not those of work.
    TotalRvus,
    /// The report has the values before the efficiency adjustment, or after it where the log has those before.
    Efficiency(ReleaseId),
    /// The report has the values of another release.
    OtherRelease(ReleaseId),
    /// Nothing gives the report's figure.
    Unexplained,
}

impl Cause {
    /// The name in addresses and JSON; releases are not told apart.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Rounding => "rounding",
            Self::NotCredited => "not-credited",
            Self::UnitsIgnored => "units-ignored",
            Self::ModifierIgnored => "modifier-ignored",
            Self::ModifierApplied => "modifier-applied",
            Self::MultipleProcedureCut => "multiple-procedure-cut",
            Self::MultipleProcedureNotCut => "multiple-procedure-not-cut",
            Self::TotalRvus => "total-rvus",
            Self::Efficiency(_) => "efficiency",
            Self::OtherRelease(_) => "other-release",
            Self::Unexplained => "unexplained",
        }
    }

    /// In words, without the release.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rounding => "rounded otherwise",
            Self::NotCredited => "credited nothing",
            Self::UnitsIgnored => "one unit counted of several",
            Self::ModifierIgnored => "credited in full, the modifier or role left aside",
            Self::ModifierApplied => "the modifier taken as Medicare pays it",
            Self::MultipleProcedureCut => "cut as a further procedure of the session",
            Self::MultipleProcedureNotCut => "not cut as a further procedure of the session",
            Self::TotalRvus => "all RVUs, not those of work",
            Self::Efficiency(_) => "the efficiency adjustment",
            Self::OtherRelease(_) => "values of another release",
            Self::Unexplained => "not explained",
        }
    }

    /// In words.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::Efficiency(id) => format!("{}: values of {id}", self.name()),
            Self::OtherRelease(id) => format!("{}: {id}", self.name()),
            _ => self.name().to_owned(),
        }
    }
}

/// The policy that mirrors Medicare's payment, by the release whose values are credited.
type AsMedicare = FxHashMap<Option<ReleaseId>, Crediting>;

/// Finds causes.
pub(super) struct Causes<'v, 'a> {
    valuer: Valuer<'v>,
    claims: &'v FxHashMap<EncounterId, Vec<&'a Entry>>,
    as_medicare: AsMedicare,
    /// Works of a row in each release held, the newest release first.
    works: FxHashMap<(Code, RowModifier), Vec<(ReleaseId, CreditRvu)>>,
}

/// What the log would credit if a cause held.
struct Candidate {
    cause: Option<Cause>,
    credit: CreditRvu,
}

/// Why a line is credited otherwise.
#[derive(Debug, Clone, Default)]
pub(super) struct Explained {
    /// The causes; where releases are given, without that of the release.
    pub causes: Vec<Cause>,
    /// The releases that give the report's figure, with the work of one unit.
    releases: Vec<(ReleaseId, CreditRvu)>,
    /// The release of the log's figure, with the work of one unit.
    own: Option<(ReleaseId, CreditRvu)>,
}

impl Explained {
    fn by(cause: Cause) -> Self {
        Self { causes: vec![cause], ..Self::default() }
    }
}

impl<'v, 'a> Causes<'v, 'a> {
    pub(super) fn new(valuer: Valuer<'v>, claims: &'v FxHashMap<EncounterId, Vec<&'a Entry>>) -> Self {
        let mut as_medicare = AsMedicare::default();
        if let Some(policy) = valuer.schedule.policy().credit_preset(AS_MEDICARE) {
            let entries = claims.values().flatten();
            for release in entries.filter_map(|entry| Some(valuer.terms.terms(entry).crediting.ok()?.release))
            {
                let crediting = || Crediting { release, ..Crediting::by(policy.clone()) };
                as_medicare.entry(release).or_insert_with(crediting);
            }
        }
        Self { valuer, claims, as_medicare, works: FxHashMap::default() }
    }

    /// Why the report credits these entries otherwise: at most two causes together.
    pub(super) fn of(&mut self, mine: &[Logged<'a>], finding: &Finding<'_>) -> Explained {
        let (Some(my_work), Some(their_work)) = (finding.my_work, finding.their_work) else {
            return Explained::by(Cause::Unexplained);
        };
        let units = mine.iter().fold(0_u32, |sum, logged| sum.saturating_add(logged.entry().line.units));
        let lines = mine.len().max(finding.theirs.len());
        let slack = ROUNDING * lines.max(1) as u64;
        let agrees = |work: CreditRvu| (work - their_work).get().unsigned_abs() <= slack;
        if (my_work - their_work).get().unsigned_abs() <= slack.max(ROUNDING * u64::from(units)) {
            return Explained::by(Cause::Rounding);
        }
        if their_work == CreditRvu::ZERO {
            return Explained::by(Cause::NotCredited);
        }
        let published = mine.iter().map(|logged| logged.value.published()).sum::<Option<CreditRvu>>();
        let candidates = self.candidates(mine, my_work, published, units);
        let one = candidates.iter().find(|candidate| candidate.cause.is_some() && agrees(candidate.credit));
        if let Some(cause) = one.and_then(|candidate| candidate.cause) {
            return Explained::by(cause);
        }
        if let Some(published) = published.filter(|published| published.get() > 0)
            && let Some(explained) = self.of_release(mine, &candidates, published, units, agrees)
        {
            return explained;
        }
        if self.totals(mine, units).is_some_and(|totals| totals.into_iter().any(agrees)) {
            return Explained::by(Cause::TotalRvus);
        }
        Explained::by(Cause::Unexplained)
    }

    /// What the log would credit in the same release for each cause, the simplest first.
    fn candidates(
        &self,
        mine: &[Logged<'a>],
        my_work: CreditRvu,
        published: Option<CreditRvu>,
        units: u32,
    ) -> Vec<Candidate> {
        let mut candidates = vec![Candidate { cause: None, credit: my_work }];
        let mut add = |cause: Cause, credit: Option<CreditRvu>| {
            candidates.extend(credit.map(|credit| Candidate { cause: Some(cause), credit }));
        };
        let has_company = mine
            .iter()
            .any(|logged| self.claims.get(&logged.entry().encounter).is_some_and(|claim| claim.len() > 1));
        // Alone of its encounter an entry is credited what the ledger has.
        let alone = if has_company { self.valued(mine, None, false) } else { Some(my_work) };
        if alone != Some(my_work) {
            add(Cause::MultipleProcedureNotCut, alone);
        }
        if published.is_some() && published != alone {
            add(Cause::ModifierIgnored, published);
        }
        let has_modifiers = mine.iter().any(|logged| !logged.entry().line.modifiers.is_empty());
        if has_company || has_modifiers {
            let alone = self.valued(mine, Some(&self.as_medicare), false);
            let in_claim = if has_company { self.valued(mine, Some(&self.as_medicare), true) } else { alone };
            if in_claim != alone {
                add(Cause::MultipleProcedureCut, in_claim);
            }
            add(Cause::ModifierApplied, alone);
        }
        if units > 1 {
            add(Cause::UnitsIgnored, Some(portion(my_work, 1, i64::from(units))));
        }
        for part in [2, 4] {
            add(Cause::MultipleProcedureCut, Some(portion(my_work, 1, part)));
        }
        candidates
    }

    /// What entries are credited by another policy, or alone of their encounters.
    fn valued(&self, mine: &[Logged<'a>], by: Option<&AsMedicare>, in_claim: bool) -> Option<CreditRvu> {
        let value = |logged: &Logged<'a>| {
            let entry = logged.entry();
            let own = self.valuer.terms.terms(entry).crediting.ok()?;
            let crediting = match by {
                Some(by) => by.get(&own.release)?,
                None => own,
            };
            let claim = self.claims.get(&entry.encounter).filter(|_| in_claim);
            let alone = [entry];
            let entries = claim.map_or(&alone[..], Vec::as_slice);
            let at = entries.iter().position(|other| other.id == entry.id)?;
            let values =
                value_encounter(self.valuer.schedule, crediting, entries, self.valuer.usual_place, false);
            values.get(at)?.work
        };
        mine.iter().map(value).sum()
    }

    /// The releases whose work gives the report's figure, under my own factor or under that of a candidate.
    fn of_release(
        &mut self,
        mine: &[Logged<'a>],
        candidates: &[Candidate],
        published: CreditRvu,
        units: u32,
        agrees: impl Fn(CreditRvu) -> bool,
    ) -> Option<Explained> {
        let logged = mine.first()?;
        let (code, own) = (logged.entry().line.code, logged.value.release?);
        let row = self.row_of(logged);
        let my_unit = portion(published, 1, i64::from(units.max(1)));
        let works = self.works_of(code, row);
        candidates.iter().find_map(|candidate| {
            let gives = |work: CreditRvu| work != my_unit && agrees(scaled(candidate.credit, work, my_unit));
            let releases: Vec<_> = works.iter().copied().filter(|(_, work)| gives(*work)).collect();
            (!releases.is_empty()).then(|| Explained {
                causes: candidate.cause.into_iter().collect(),
                own: Some((own, my_unit)),
                releases,
            })
        })
    }

    /// Names, where several releases give the figure of a line, the one that gives those of the most lines.
    pub(super) fn settle(&self, explained: &mut [&mut Explained]) {
        let mut lines: FxHashMap<ReleaseId, usize> = FxHashMap::default();
        for (release, _) in explained.iter().flat_map(|explained| &explained.releases) {
            *lines.entry(*release).or_default() += 1;
        }
        for explained in explained {
            let rank = |(release, _): &&(ReleaseId, CreditRvu)| (lines.get(release).copied(), *release);
            if let (Some((release, work)), Some((own, my_unit))) =
                (explained.releases.iter().max_by_key(rank).copied(), explained.own)
            {
                explained.causes.insert(0, self.release_cause(release, work, own, my_unit));
            }
        }
    }

    /// Whether the efficiency adjustment alone makes the difference between two works.
    fn release_cause(&self, release: ReleaseId, work: CreditRvu, own: ReleaseId, mine: CreditRvu) -> Cause {
        let adjustment = |from: CreditRvu, to: CreditRvu| {
            let policy = &self.valuer.schedule.policy().efficiency;
            let hundredths = |work: CreditRvu| i32::try_from(work.get() / 10).ok().map(Rvu::new);
            hundredths(from).zip(hundredths(to)).is_some_and(|(from, to)| {
                policy.iter().any(|adjustment| adjusted_work(from, adjustment.factor) == to)
            })
        };
        let is_efficiency = release.year != own.year && (adjustment(work, mine) || adjustment(mine, work));
        if is_efficiency { Cause::Efficiency(release) } else { Cause::OtherRelease(release) }
    }

    /// The row of a code that an entry's modifiers name.
    fn row_of(&self, logged: &Logged<'a>) -> RowModifier {
        let (code, line) = (logged.entry().line.code, &logged.entry().line);
        let has_row = |modifier: RowModifier| {
            let release = logged.value.release.and_then(|id| self.valuer.schedule.release(id).ok());
            release.is_some_and(|release| release.row(code, modifier).is_some())
        };
        let named = [
            (b"26", RowModifier::Professional),
            (b"TC", RowModifier::Technical),
            (b"53", RowModifier::Discontinued),
        ];
        let row = named.into_iter().find(|(modifier, row)| line.has(modifier) && has_row(*row));
        row.map_or(RowModifier::Global, |(_, row)| row)
    }

    /// The work of a row in each release held, the newest first.
    fn works_of(&mut self, code: Code, row: RowModifier) -> &[(ReleaseId, CreditRvu)] {
        let schedule = self.valuer.schedule;
        self.works.entry((code, row)).or_insert_with(|| {
            let work = |release: &HeldRelease| Some((release.id, release.row(code, row)?.work.to_credit()));
            schedule.releases().iter().rev().filter_map(work).collect()
        })
    }

    /// All RVUs of the service in either setting.
    fn totals(&self, mine: &[Logged<'a>], units: u32) -> Option<[CreditRvu; 2]> {
        let logged = mine.first()?;
        let release = self.valuer.schedule.release(logged.value.release?).ok()?;
        let row = release.row(logged.entry().line.code, self.row_of(logged))?;
        let total = |setting: Setting| {
            (row.work + row.practice_expense(setting) + row.malpractice).to_credit().times(units)
        };
        Some([total(Setting::NonFacility), total(Setting::Facility)])
    }
}

fn portion(work: CreditRvu, numerator: i64, denominator: i64) -> CreditRvu {
    let rounded = round_half_up(i128::from(work.get()) * i128::from(numerator), i128::from(denominator));
    CreditRvu::new(i64::try_from(rounded).unwrap_or(i64::MAX))
}

/// A credit with another work in the place of the one it was made from.
fn scaled(credit: CreditRvu, to: CreditRvu, from: CreditRvu) -> CreditRvu {
    if from.get() <= 0 { credit } else { portion(credit, to.get(), from.get()) }
}
