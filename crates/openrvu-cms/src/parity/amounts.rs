//! CMS's amounts and ours, column by column.

use openrvu_core::indicator::{MultipleProcedure, Status};
use openrvu_core::policy::RateName;
use openrvu_core::valuation::{Area, Prices, amount};
use openrvu_core::{Cents, Code, FeeRow, HeldRelease, LocalityId, RowModifier, Schedule, Setting};
use serde::Serialize;

use super::{Counts, Difference};
use crate::read::{OppsCapRow, PaymentRow};

/// Two columns of a file that hold an amount, outside and inside a facility.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Column {
    /// The fee schedule amount, not capped.
    FeeScheduleAmount,
    /// The amount that caps imaging.
    ImagingCap,
    /// The amount of a therapy unit after the first, outside and inside institutions.
    TherapyReduction,
}

impl Column {
    /// Every column.
    pub const ALL: [Self; 3] = [Self::FeeScheduleAmount, Self::ImagingCap, Self::TherapyReduction];

    /// In words.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::FeeScheduleAmount => "fee schedule amount",
            Self::ImagingCap => "imaging cap",
            Self::TherapyReduction => "therapy reduction",
        }
    }
}

/// A pair of amounts of CMS's.
#[derive(Debug, Clone, Copy)]
pub(super) struct Official {
    pub(super) locality: LocalityId,
    pub(super) code: Code,
    pub(super) modifier: RowModifier,
    non_facility: Cents,
    facility: Cents,
}

impl Official {
    /// The amounts of a row of a payment amount file; `None` where the column does not concern the row.
    ///
    /// The therapy columns of other rows than those with `MULT PROC` 5 hold the flat visit fee of a payment model.
    pub(super) fn of_payment(row: &PaymentRow, column: Column) -> Option<Self> {
        let (concerned, non_facility, facility) = match column {
            Column::FeeScheduleAmount => (true, row.non_facility, row.facility),
            Column::ImagingCap => (row.opps_indicator == 1, row.opps_non_facility, row.opps_facility),
            Column::TherapyReduction => (
                row.multiple_procedure == MultipleProcedure::Therapy,
                row.therapy_non_institutional,
                row.therapy_institutional,
            ),
        };
        let PaymentRow { locality, code, modifier, .. } = *row;
        concerned.then_some(Self { locality, code, modifier, non_facility, facility })
    }

    /// The amounts of a row of OPPSCAP.
    pub(super) fn of_opps_cap(row: &OppsCapRow) -> Self {
        let OppsCapRow { locality, code, modifier, non_facility, facility, .. } = *row;
        Self { locality, code, modifier, non_facility, facility }
    }
}

/// What our amounts are computed from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ours<'a> {
    pub(super) schedule: &'a Schedule,
    pub(super) release: &'a HeldRelease,
    pub(super) qualifying: bool,
}

/// What came of the comparison of a column.
#[derive(Debug, Default)]
pub(super) struct Compared {
    pub(super) counts: Counts,
    pub(super) differences: Vec<Difference>,
    pub(super) not_held: Vec<(LocalityId, Code, RowModifier)>,
}

/// Compares a column and keeps the first `most` differences and rows that are not held.
pub(super) fn compare(ours: Ours<'_>, official: &[Official], column: Column, most: usize) -> Compared {
    let conversion_factor = ours.schedule.conversion_factor(ours.release, ours.qualifying);
    let mut compared = Compared::default();
    for row in official {
        compared.counts.rows += 1;
        let gpcis =
            ours.schedule.gpcis(ours.release, Area::Locality(row.locality), ours.release.effective_from);
        let (Ok(gpcis), Some(held)) = (gpcis, ours.release.row(row.code, row.modifier)) else {
            compared.counts.not_held += 1;
            if compared.not_held.len() < most {
                compared.not_held.push((row.locality, row.code, row.modifier));
            }
            continue;
        };
        let prices = Prices { gpcis, conversion_factor };
        let [non_facility, facility] =
            Setting::BOTH.map(|setting| our_amount(ours, held, setting, &prices, column));
        if non_facility == row.non_facility && facility == row.facility {
            compared.counts.equal += 1;
            continue;
        }
        compared.counts.different += 1;
        if compared.differences.len() < most {
            compared.differences.push(Difference {
                column,
                locality: row.locality,
                code: row.code,
                modifier: row.modifier,
                non_facility: [row.non_facility, non_facility],
                facility: [row.facility, facility],
            });
        }
    }
    compared
}

fn our_amount(ours: Ours<'_>, held: &FeeRow, setting: Setting, prices: &Prices, column: Column) -> Cents {
    match column {
        Column::FeeScheduleAmount => held.fee_schedule_amount(setting, prices),
        // Institutions are paid for therapy with the practice expense outside a facility.
        Column::TherapyReduction => {
            let rates = &ours.schedule.policy().rates;
            let share = rates.on(RateName::TherapyPracticeExpense, ours.release.effective_from);
            held.therapy_amount(Setting::NonFacility, prices, share)
        }
        Column::ImagingCap => {
            // The whole of a carrier-priced test has no work of its own in PPRRVU; CMS caps it with that of its
            // professional component.
            let professional = ours.release.row(held.code, RowModifier::Professional).map(|row| row.work);
            let work = professional
                .filter(|_| held.status == Status::CarrierPriced && held.modifier == RowModifier::Global);
            let practice_expense = held.opps_practice_expense(setting);
            amount(work.unwrap_or(held.work), practice_expense, held.opps_malpractice, prices)
        }
    }
}
