//! Amounts of a single row: the fee schedule amount, the imaging cap, the therapy amount.

use serde::Serialize;

use crate::quantity::round_half_up;
use crate::{Cents, ConversionFactor, Factor, FeeRow, Gpci, Gpcis, Rvu, Setting};

/// RVU hundredths, GPCI thousandths and factor ten-thousandths of a dollar make 10^-9 dollars: 10^-7 cents.
const SCALE_TO_CENTS: i64 = 10_000_000;

/// What turns RVUs into dollars: the indices of an area and a conversion factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Prices {
    /// The area's indices.
    pub gpcis: Gpcis,
    /// Dollars for one RVU.
    pub conversion_factor: ConversionFactor,
}

/// `round((W*Gw + PE*Gpe + MP*Gmp) * CF)`: one rounding, at the end.
///
/// Source: proven against CMS's payment amount and OPPSCAP files.
#[must_use]
pub fn amount(work: Rvu, practice_expense: Rvu, malpractice: Rvu, prices: &Prices) -> Cents {
    to_cents(weigh(work, practice_expense, malpractice, &prices.gpcis), prices.conversion_factor)
}

/// The RVUs weighed by the indices, in 10^-5 RVU.
#[must_use]
pub fn weigh(work: Rvu, practice_expense: Rvu, malpractice: Rvu, gpcis: &Gpcis) -> i64 {
    // Each product of two 32-bit integers fits; the sum of three absurd ones may not.
    let product = |rvu: Rvu, gpci: Gpci| i64::from(rvu.get()) * i64::from(gpci.get());
    product(work, gpcis.work)
        .saturating_add(product(practice_expense, gpcis.practice_expense))
        .saturating_add(product(malpractice, gpcis.malpractice))
}

fn to_cents(weighed: i64, conversion_factor: ConversionFactor) -> Cents {
    let factor = i64::from(conversion_factor.get());
    // Every real figure fits 64 bits, where division by a constant is a multiplication.
    Cents::new(match weighed.checked_mul(factor) {
        Some(product) if (0..=i64::MAX - SCALE_TO_CENTS).contains(&product) => {
            (product + SCALE_TO_CENTS / 2) / SCALE_TO_CENTS
        }
        _ => {
            let cents = round_half_up(i128::from(weighed) * i128::from(factor), i128::from(SCALE_TO_CENTS));
            i64::try_from(cents).unwrap_or(i64::MAX)
        }
    })
}

impl FeeRow {
    /// The fee schedule amount in a setting, not yet capped.
    #[must_use]
    pub fn fee_schedule_amount(&self, setting: Setting, prices: &Prices) -> Cents {
        amount(self.work, self.practice_expense(setting), self.malpractice, prices)
    }

    /// The amount that caps imaging at what the outpatient payment system pays; `None` where no cap applies.
    #[must_use]
    pub fn imaging_cap(&self, setting: Setting, prices: &Prices) -> Option<Cents> {
        let practice_expense = self.opps_practice_expense(setting);
        (!practice_expense.is_zero())
            .then(|| amount(self.work, practice_expense, self.opps_malpractice, prices))
    }

    /// The fee: the lesser of the fee schedule amount and the imaging cap.
    #[must_use]
    pub fn fee(&self, setting: Setting, prices: &Prices) -> Cents {
        let amount = self.fee_schedule_amount(setting, prices);
        self.imaging_cap(setting, prices).map_or(amount, |cap| cap.min(amount))
    }

    /// The amount of a therapy unit after the first, whose practice expense is paid at `share`.
    #[must_use]
    pub fn therapy_amount(&self, setting: Setting, prices: &Prices, share: Factor) -> Cents {
        let (numerator, denominator) = share.parts();
        let gpcis = &prices.gpcis;
        let own = weigh(self.work, Rvu::ZERO, self.malpractice, gpcis);
        let expense = weigh(Rvu::ZERO, self.practice_expense(setting), Rvu::ZERO, gpcis);
        let weighed = i128::from(own) * i128::from(denominator) + i128::from(expense) * i128::from(numerator);
        let scale = i128::from(SCALE_TO_CENTS) * i128::from(denominator);
        let cents = round_half_up(weighed * i128::from(prices.conversion_factor.get()), scale);
        Cents::new(i64::try_from(cents).unwrap_or(i64::MAX))
    }
}
