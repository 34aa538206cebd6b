//! What a contract pays in a period: the settlements that end in it, and what is paid by the month.

use openrvu_core::{Cents, CreditRvu, Factor};
use serde::Serialize;

use super::{SettlementPay, settle};
use crate::contract::{Contract, Days};

/// What a contract pays in a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PeriodPay {
    /// The settlements that end in the period, in order.
    pub settlements: Vec<SettlementPay>,
    /// The settlement that is open on the last day of the period, up to that day. It is in no sum.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open: Option<SettlementPay>,
    /// Salary for the days of the period.
    pub salary: Cents,
    /// Draw for the days of the period.
    pub draw: Cents,
    /// True-ups of the settlements.
    pub true_ups: Cents,
    /// Bonuses that the settlements decide.
    pub bonuses: Cents,
    /// Paid in the period: salary, draw, true-ups and bonuses.
    pub total: Cents,
}

impl PeriodPay {
    /// Computes the pay of a period. `work` tells the work RVUs credited on some days, from the contract's first on.
    #[must_use]
    pub fn of(contract: &Contract, period: Days, work: &dyn Fn(Days) -> CreditRvu) -> Self {
        let mut settlements = settle(contract, period.to, work);
        let open = settlements.pop_if(|last| !last.settled);
        settlements.retain(|settlement| period.contains(settlement.days.to));
        let factor = if contract.pay.stated_for_full_time { contract.fte } else { Factor::ONE };
        let years = contract.years_until(period.to);
        let paid = |amount: Option<Cents>, months: i64| -> Cents {
            let amount = amount.unwrap_or_default();
            years.iter().map(|year| year.paid(amount, months, factor, period)).sum()
        };
        let salary = paid(contract.pay.salary, 12);
        let draw = paid(contract.pay.draw.map(|draw| draw.monthly), 1);
        let true_ups = settlements.iter().map(|settlement| settlement.true_up).sum();
        let bonuses =
            settlements.iter().flat_map(|settlement| &settlement.bonuses).map(|bonus| bonus.amount).sum();
        Self { settlements, open, salary, draw, true_ups, bonuses, total: salary + draw + true_ups + bonuses }
    }
}
