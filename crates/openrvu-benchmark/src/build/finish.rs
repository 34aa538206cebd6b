//! From providers and cells to the set.

use openrvu_core::quantity::round_half_up;
use openrvu_core::{Code, Factor};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::cells::CodeCell;
use super::gather::Gathered;
use super::group::{ProviderSum, WORK_SCALE};
use super::record::unpack;
use super::tally::Tally;
use super::value::em_codes;
use crate::percentile::nearest_rank;
use crate::set::{
    Absent, BiasClass, BiasCount, Cell, CodeOfSpecialty, CodeUse, Coverage, EmDistribution, EmFamily,
    EmFigures, EmLevel, Figure, LEAST_PROVIDERS, Method, Specialty, SpecialtyOfCode, StateCell, slug,
};
use crate::{Distribution, Services, Share, WorkRvus};

/// What the set is made of.
pub(super) struct Finishing<'a> {
    pub(super) gathered: &'a Gathered,
    pub(super) method: &'a Method,
    /// Names by number.
    pub(super) specialties: &'a [String],
    /// Weights by class, where amounts were compared.
    pub(super) weights: Option<[Factor; BiasClass::ALL.len()]>,
}

/// The specialties of a set.
#[derive(Debug, Default)]
pub(super) struct Specialties {
    /// In the order of their names.
    pub(super) shown: Vec<Specialty>,
    pub(super) suppressed: Vec<String>,
    /// Providers with a row that counts.
    pub(super) providers: u64,
    pub(super) below_floor: u64,
    pub(super) below_coverage: u64,
}

/// Why a provider does not enter the distributions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kept {
    Yes,
    BelowFloor,
    BelowCoverage,
}

impl Finishing<'_> {
    /// The specialties of providers and cells.
    pub(super) fn specialties(&self, providers: &mut [ProviderSum], cells: &[CodeCell]) -> Specialties {
        providers.par_sort_unstable_by_key(|sum| (sum.specialty, sum.state, sum.npi));
        let groups: Vec<&[ProviderSum]> = providers.chunk_by(|a, b| a.specialty == b.specialty).collect();
        let mut of_specialty: FxHashMap<u16, Vec<&CodeCell>> = FxHashMap::default();
        for cell in cells {
            of_specialty.entry(cell.specialty).or_default().push(cell);
        }
        let none = Vec::new();
        let done: Vec<_> = groups
            .par_iter()
            .filter_map(|group| {
                let number = group.first()?.specialty;
                Some(self.specialty(number, group, of_specialty.get(&number).unwrap_or(&none)))
            })
            .collect();
        let mut all = Specialties::default();
        for (name, counts, specialty) in done {
            all.providers += counts.providers;
            all.below_floor += counts.below_floor;
            all.below_coverage += counts.below_coverage;
            match specialty {
                Some(specialty) => all.shown.push(specialty),
                None if counts.providers > 0 => all.suppressed.push(name),
                None => {}
            }
        }
        all.shown.sort_by(|a, b| a.name.cmp(&b.name));
        all.suppressed.sort();
        all
    }

    fn specialty(
        &self,
        number: u16,
        group: &[ProviderSum],
        cells: &[&CodeCell],
    ) -> (String, Specialties, Option<Specialty>) {
        let name = self.specialties.get(usize::from(number)).cloned().unwrap_or_default();
        let mut counts = Specialties::default();
        let mut kept: Vec<&ProviderSum> = Vec::new();
        let all: Vec<&ProviderSum> = group.iter().filter(|sum| sum.services > 0).collect();
        for sum in &all {
            counts.providers += 1;
            match self.keep(sum) {
                Kept::Yes => kept.push(sum),
                Kept::BelowFloor => counts.below_floor += 1,
                Kept::BelowCoverage => counts.below_coverage += 1,
            }
        }
        let Some(whole) = self.cell(&kept) else { return (name, counts, None) };
        let states = kept.chunk_by(|a, b| a.state == b.state).filter_map(|of_state| {
            let letters = of_state.first().map(|sum| sum.state).filter(|state| *state != [0, 0])?;
            let state = String::from_utf8_lossy(&letters).into_owned();
            Some(StateCell { state, cell: self.cell(of_state)? })
        });
        let work: u128 = all.iter().map(|sum| u128::from(sum.work)).sum();
        let services = all.iter().fold(0, |services: u64, sum| services.saturating_add(sum.services));
        let specialty = Specialty {
            slug: slug(&name),
            providers: u32::try_from(all.len()).unwrap_or(u32::MAX),
            services: Services::new(services),
            work: hundredths(work),
            states: states.collect(),
            codes: codes(cells, hundredths(work)),
            biases: self.biases(number),
            whole,
            name: name.clone(),
        };
        (name, counts, Some(specialty))
    }

    fn keep(&self, sum: &ProviderSum) -> Kept {
        if sum.services < self.method.least_services.get() {
            return Kept::BelowFloor;
        }
        match (self.method.least_coverage, self.coverage_of(sum)) {
            (Some(least), Some(share)) if share < least => Kept::BelowCoverage,
            _ => Kept::Yes,
        }
    }

    fn coverage_of(&self, sum: &ProviderSum) -> Option<Share> {
        let total = *self.gathered.totals.get(&sum.npi)?;
        Share::of(u128::from(sum.all_services), u128::from(total))
    }

    /// The distributions of a group; `None` of too few.
    fn cell(&self, group: &[&ProviderSum]) -> Option<Cell> {
        let services = ascending(group.iter().map(|sum| Services::new(sum.services)));
        let work = ascending(group.iter().map(|sum| hundredths(u128::from(sum.work))));
        let em = EmFamily::ALL.into_iter().filter_map(|family| self.em(family, group));
        Some(Cell {
            services: Distribution::of(&services, LEAST_PROVIDERS)?,
            work: Distribution::of(&work, LEAST_PROVIDERS)?,
            work_per_day: self.work_per_day(group),
            em: em.collect(),
            coverage: self.coverage(group),
        })
    }

    fn work_per_day(&self, group: &[&ProviderSum]) -> Figure<Distribution<WorkRvus>> {
        let tally = &self.gathered.part.tally;
        if tally.without_days > 0 || tally.used == 0 {
            return Figure::Absent(Absent::NoBeneficiaryDays);
        }
        let with_days = group.iter().filter(|sum| sum.days > 0);
        let per_day = ascending(with_days.map(|sum| {
            let scale = i128::from(WORK_SCALE) * i128::from(sum.days);
            WorkRvus::new(u64::try_from(round_half_up(i128::from(sum.work), scale)).unwrap_or(u64::MAX))
        }));
        Figure::from_option(Distribution::of(&per_day, LEAST_PROVIDERS), Absent::TooFewProviders)
    }

    fn coverage(&self, group: &[&ProviderSum]) -> Figure<Coverage> {
        if self.gathered.totals.is_empty() {
            return Figure::Absent(Absent::NoProviderTotals);
        }
        let mut shares = Vec::new();
        let (mut rows, mut totals) = (0_u128, 0_u128);
        for sum in group {
            let Some(share) = self.coverage_of(sum) else { continue };
            shares.push(share);
            rows += u128::from(sum.all_services);
            totals += u128::from(self.gathered.totals.get(&sum.npi).copied().unwrap_or(0));
        }
        shares.sort_unstable();
        let providers = u32::try_from(shares.len()).unwrap_or(u32::MAX);
        let coverage = Share::of(rows, totals)
            .filter(|_| providers >= LEAST_PROVIDERS)
            .zip(nearest_rank(&shares, 50))
            .map(|(pooled, median)| Coverage { providers, pooled, median });
        Figure::from_option(coverage, Absent::TooFewProviders)
    }

    fn em(&self, family: EmFamily, group: &[&ProviderSum]) -> Option<EmDistribution> {
        let levels: Vec<(usize, u32)> = em_codes()
            .enumerate()
            .filter(|(_, (of_family, _))| *of_family == family)
            .map(|(at, (_, number))| (at, number))
            .collect();
        let visits = |sum: &ProviderSum, at: usize| sum.em.get(at).copied().map_or(0, u64::from);
        let of_family = |sum: &ProviderSum| levels.iter().map(|(at, _)| visits(sum, *at)).sum::<u64>();
        let members: Vec<(&ProviderSum, u64)> = group
            .iter()
            .map(|sum| (*sum, of_family(sum)))
            .filter(|(_, all)| *all > 0 && *all >= self.method.least_em_services.get())
            .collect();
        let providers = u32::try_from(members.len()).ok().filter(|&n| n >= LEAST_PROVIDERS)?;
        let all: u128 = members.iter().map(|(_, all)| u128::from(*all)).sum();
        let figures = |at: usize| {
            let showing = || members.iter().filter(|(sum, _)| visits(sum, at) > 0);
            let own: u128 = showing().map(|(sum, _)| u128::from(visits(sum, at))).sum();
            let shares = ascending(
                showing().filter_map(|(sum, all)| Share::of(visits(sum, at).into(), u128::from(*all))),
            );
            let providers = u32::try_from(shares.len()).ok().filter(|&n| n >= LEAST_PROVIDERS)?;
            Some(EmFigures {
                providers,
                pooled: Share::of(own, all)?,
                lower_quartile: nearest_rank(&shares, 25)?,
                median: nearest_rank(&shares, 50)?,
                upper_quartile: nearest_rank(&shares, 75)?,
            })
        };
        let levels = levels.iter().filter_map(|(at, number)| {
            let code: Code = number.to_string().parse().ok()?;
            Some(EmLevel { code, figures: Figure::from_option(figures(*at), Absent::TooFewProviders) })
        });
        Some(EmDistribution { family, providers, levels: levels.collect() })
    }

    fn biases(&self, specialty: u16) -> Vec<BiasCount> {
        let Some(of_class) = self.gathered.part.tally.classes.get(usize::from(specialty)) else {
            return Vec::new();
        };
        let counted = BiasClass::ALL.into_iter().zip(of_class).filter(|(_, count)| count.rows > 0);
        counted.filter_map(|(class, count)| self.bias(class, count.rows, count.services)).collect()
    }

    fn bias(&self, class: BiasClass, rows: u64, services: u64) -> Option<BiasCount> {
        let weight = *self.weights.as_ref()?.get(class as usize)?;
        Some(BiasCount { class, weight, rows, services: Services::new(services) })
    }

    /// The counts of every class in all specialties.
    pub(super) fn all_biases(&self, tally: &Tally) -> Vec<BiasCount> {
        let classes = BiasClass::ALL.into_iter().map(|class| (class, tally.class(class)));
        classes.filter_map(|(class, count)| self.bias(class, count.rows, count.services)).collect()
    }

    /// Who bills each code.
    pub(super) fn codes(&self, cells: &[CodeCell]) -> Vec<CodeUse> {
        let mut sorted: Vec<&CodeCell> = cells.iter().collect();
        sorted.sort_unstable_by_key(|cell| cell.code);
        let codes = sorted.chunk_by(|a, b| a.code == b.code).filter_map(|of_code| self.code(of_code));
        codes.collect()
    }

    fn code(&self, cells: &[&CodeCell]) -> Option<CodeUse> {
        let packed = cells.first()?.code;
        let providers = cells.iter().map(|cell| cell.providers).sum();
        if providers < LEAST_PROVIDERS {
            return None;
        }
        let services = cells.iter().fold(0, |sum: u64, cell| sum.saturating_add(cell.services));
        let mut specialties: Vec<SpecialtyOfCode> = cells
            .iter()
            .filter(|cell| cell.providers >= LEAST_PROVIDERS)
            .filter_map(|cell| {
                Some(SpecialtyOfCode {
                    specialty: self.specialties.get(usize::from(cell.specialty))?.clone(),
                    providers: cell.providers,
                    services: Services::new(cell.services),
                    share: Share::of(cell.services.into(), services.into())?,
                    median_services: Services::new(cell.median_services),
                })
            })
            .collect();
        specialties.sort_by(SpecialtyOfCode::by_services);
        let national = self.gathered.national.get(&packed).copied();
        let coverage = national.and_then(|all| Share::of(services.into(), all.into()));
        Some(CodeUse {
            code: unpack(packed)?,
            providers,
            services: Services::new(services),
            coverage: Figure::from_option(coverage, Absent::NoNationalTotals),
            specialties,
        })
    }
}

/// The codes that enough of a specialty bill, the largest share of its work first.
fn codes(cells: &[&CodeCell], all: WorkRvus) -> Vec<CodeOfSpecialty> {
    let shown = cells.iter().filter(|cell| cell.used && cell.providers >= LEAST_PROVIDERS);
    let mut codes: Vec<CodeOfSpecialty> = shown
        .filter_map(|cell| {
            let work = hundredths(u128::from(cell.work));
            Some(CodeOfSpecialty {
                code: unpack(cell.code)?,
                providers: cell.providers,
                services: Services::new(cell.services),
                work,
                work_share: Share::of(work.get().into(), all.get().into()).unwrap_or_default(),
                median_services: Services::new(cell.median_services),
            })
        })
        .collect();
    codes.sort_unstable_by(CodeOfSpecialty::by_work);
    codes
}

fn ascending<T: Ord>(values: impl Iterator<Item = T>) -> Vec<T> {
    let mut values: Vec<T> = values.collect();
    values.sort_unstable();
    values
}

/// Work in 10^-7 RVU as hundredths, rounded half-up.
fn hundredths(work: u128) -> WorkRvus {
    let scale = u128::from(WORK_SCALE);
    WorkRvus::new(u64::try_from((work + scale / 2) / scale).unwrap_or(u64::MAX))
}
