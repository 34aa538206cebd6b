//! What an allowed amount tells of a modifier, which the files do not have.
//!
//! The average amount of a row is divided by the fee schedule's amount in the provider's locality. Near 1 the lines were
//! plain. Near another ratio that a modifier makes, and that the code's indicators allow, the row is of that class.

use jiff::civil::Date;
use openrvu_cms::read::PlaceOfRow;
use openrvu_core::indicator::{AssistantAtSurgery, Bilateral, CoSurgeons, GlobalPeriod, PcTc};
use openrvu_core::policy::RateName;
use openrvu_core::reference::Zip;
use openrvu_core::valuation::Prices;
use openrvu_core::{Cents, Code, Factor, FeeRow, HeldRelease, LocalityId, RowModifier, Schedule, Setting};
use rustc_hash::FxHashMap;

use super::value::row_in;
use crate::Share;
use crate::set::BiasClass;

/// How far from a class's ratio a row may lie, of that ratio.
pub(super) const TOLERANCE: Share = Share::new(500);
/// Specialties that Medicare pays at 85 percent of a physician, as the files name them today and until 2017.
const NON_PHYSICIANS: [&str; 6] = [
    "Certified Clinical Nurse Specialist",
    "Nurse Practitioner",
    "Physician Assistant",
    "Registered Dietician/Nutrition Professional",
    "Registered Dietitian or Nutrition Professional",
    "Clinical Nurse Specialist",
];
const ONE: u64 = 10_000;

/// Amounts of a release to compare with.
#[derive(Debug)]
pub(super) struct Amounts<'a> {
    release: &'a HeldRelease,
    /// By ZIP code, a place in `prices` and one; zero where none is known.
    zips: Vec<u16>,
    prices: Vec<Prices>,
    rates: Rates,
}

/// Ratios in ten-thousandths of the fee.
#[derive(Debug, Clone, Copy)]
struct Rates {
    assistant: u64,
    non_physician_assistant: u64,
    co_surgeon: u64,
    bilateral: u64,
    non_physician: u64,
}

/// What a row's amount tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    /// There is no amount, no locality or no fee.
    NotCompared,
    /// Nothing, or nothing that is known.
    Plain,
    /// A class.
    Class(BiasClass),
}

/// Whether a specialty is one that Medicare pays at 85 percent.
pub(super) fn is_non_physician(specialty: &str) -> bool {
    NON_PHYSICIANS.contains(&specialty)
}

impl<'a> Amounts<'a> {
    /// The amounts of a release; `None` where it is held without localities.
    pub(super) fn of(schedule: &Schedule, release: &'a HeldRelease, day: Date) -> Option<Self> {
        let mut prices: Vec<Prices> = Vec::new();
        let mut localities: FxHashMap<LocalityId, u16> = FxHashMap::default();
        let mut zips = vec![0; 100_000];
        for zip in &schedule.tables().zips {
            let place = *localities.entry(zip.locality).or_insert_with(|| {
                let Some(locality) = schedule.locality(release, zip.locality) else { return 0 };
                let conversion_factor = release.conversion_factor;
                prices.push(Prices { gpcis: locality.gpcis, conversion_factor });
                u16::try_from(prices.len()).unwrap_or(0)
            });
            if let Some(slot) = zips.get_mut(zip.zip.get() as usize) {
                *slot = place;
            }
        }
        let rate = |name| ten_thousandths(schedule.policy().rates.on(name, day));
        let rates = Rates {
            assistant: rate(RateName::AssistantAtSurgery),
            non_physician_assistant: rate(RateName::NonPhysicianAssistantAtSurgery),
            co_surgeon: rate(RateName::CoSurgeon),
            bilateral: rate(RateName::Bilateral),
            non_physician: rate(RateName::NursePractitioner),
        };
        (!prices.is_empty()).then_some(Self { release, zips, prices, rates })
    }

    /// What the work RVU of a class is multiplied by.
    pub(super) fn weight(&self, class: BiasClass) -> Factor {
        match class {
            BiasClass::Assistant => factor(self.rates.assistant),
            BiasClass::CoSurgeon => factor(self.rates.co_surgeon),
            BiasClass::TechnicalComponent => Factor::ZERO,
            BiasClass::Bilateral => factor(self.rates.bilateral),
            BiasClass::NonPhysician => Factor::ONE,
        }
    }

    /// The class of a row.
    pub(super) fn class(
        &self,
        code: Code,
        place: Option<PlaceOfRow>,
        zip: Option<Zip>,
        allowed: Option<Cents>,
        non_physician: bool,
    ) -> Told {
        let compared = || {
            let (place, allowed) = (place?, u64::try_from(allowed?.get()).ok()?);
            let at =
                self.zips.get(zip?.get() as usize).and_then(|place| usize::from(*place).checked_sub(1))?;
            let prices = self.prices.get(at)?;
            let row = row_in(self.release, code, place)?;
            let setting = match place {
                PlaceOfRow::Facility => Setting::Facility,
                PlaceOfRow::Office => Setting::NonFacility,
            };
            let ratio = ratio(allowed, row.fee(setting, prices))?;
            Some(self.nearest(ratio, row, setting, prices, non_physician))
        };
        compared().map_or(Told::NotCompared, |class| class.map_or(Told::Plain, Told::Class))
    }

    /// The class whose ratio lies nearest, if it lies near enough and nearer than any plain one.
    fn nearest(
        &self,
        ratio: u64,
        row: &FeeRow,
        setting: Setting,
        prices: &Prices,
        non_physician: bool,
    ) -> Option<BiasClass> {
        let mut best: (u64, Option<BiasClass>) = (u64::MAX, None);
        let mut consider = |of_class: u64, class: Option<BiasClass>| {
            let distance = ratio.abs_diff(of_class);
            if distance * ONE <= of_class * TOLERANCE.get() && distance < best.0 {
                best = (distance, class);
            }
        };
        let usual = if non_physician { self.rates.non_physician } else { ONE };
        let of_usual = |of_class: u64| of_class * usual / ONE;
        // Plain ratios go first: at the same distance nothing is told.
        consider(ONE, None);
        let parts = self.release.rows_of(row.code);
        let part = |modifier| parts.iter().find(|part| part.modifier == modifier);
        let share = |part: &FeeRow| {
            let fee = u64::try_from(part.fee(setting, prices).get()).ok()?;
            self::ratio(fee, row.fee(setting, prices))
        };
        if row.modifier == RowModifier::Global && row.pc_tc == PcTc::Diagnostic {
            part(RowModifier::Professional).and_then(share).into_iter().for_each(|of| consider(of, None));
            part(RowModifier::Technical)
                .and_then(share)
                .into_iter()
                .for_each(|of| consider(of, Some(BiasClass::TechnicalComponent)));
        }
        if non_physician {
            consider(usual, Some(BiasClass::NonPhysician));
        }
        // Visits have the indicator of documentation too, and no assistant.
        let assisted = match row.assistant {
            AssistantAtSurgery::Payable => true,
            AssistantAtSurgery::RestrictedUnlessDocumented => row.global != GlobalPeriod::NotApplicable,
            _ => false,
        };
        if assisted {
            let assistant =
                if non_physician { self.rates.non_physician_assistant } else { self.rates.assistant };
            consider(assistant, Some(BiasClass::Assistant));
        }
        // Two surgeons share long operations; elsewhere the ratio comes from reductions of several procedures.
        let shared = matches!(row.co_surgeons, CoSurgeons::WithDocumentation | CoSurgeons::Permitted);
        if shared && row.global == GlobalPeriod::Days090 {
            consider(of_usual(self.rates.co_surgeon), Some(BiasClass::CoSurgeon));
        }
        if row.bilateral == Bilateral::Applies {
            consider(of_usual(self.rates.bilateral), Some(BiasClass::Bilateral));
        }
        best.1
    }
}

/// An amount in ten-thousandths of a fee; `None` where there is no fee.
fn ratio(amount: u64, fee: Cents) -> Option<u64> {
    let fee = u64::try_from(fee.get()).ok().filter(|&fee| fee > 0)?;
    Some((amount.saturating_mul(ONE) + fee / 2) / fee)
}

fn ten_thousandths(factor: Factor) -> u64 {
    let (numerator, denominator) = factor.parts();
    u64::from(numerator) * ONE / u64::from(denominator.max(1))
}

fn factor(ten_thousandths: u64) -> Factor {
    Factor::ten_thousandths(u32::try_from(ten_thousandths).unwrap_or(0))
}
