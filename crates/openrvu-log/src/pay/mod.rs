//! What a contract pays for work: by tier, against the draw, with bonuses and salary, step by step.
//!
//! Work is settled in parts of the contract year. Every line of a settlement is rounded once, half-up to the cent:
//! the work in a tier times its rate. Salary and draw are rounded on the running total of the contract year. So the
//! periods of a year add up to it, whatever the periods are.

mod period;
mod step;
mod tiers;

use openrvu_core::quantity::round_half_up;
use openrvu_core::valuation::Quantity;
use openrvu_core::{Cents, ConversionFactor, CreditRvu, Factor};
use serde::Serialize;

use jiff::civil::Date;

use crate::ShortText;
use crate::contract::words::plain;
use crate::contract::{Bonus, Contract, ContractYear, Days, Deficit, Over, Part};

pub use period::PeriodPay;
pub use step::{PayRule, PayStep};
pub use tiers::{RaisedPay, TierPay};

use tiers::Earned;

/// A bonus at the settlement that decides it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BonusPay {
    /// What it is called.
    pub name: ShortText,
    /// Work RVUs to reach, as they stand for this settlement.
    pub at_least: CreditRvu,
    /// The work that counts.
    pub work: CreditRvu,
    /// What it pays: zero where the work is not reached.
    pub amount: Cents,
}

/// What a settlement pays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SettlementPay {
    /// Its days; up to the day asked for where it is not over.
    pub days: Days,
    /// The covered days of its contract year.
    pub year: Days,
    /// Whether it is over. One that is not says what it would pay if nothing were added.
    pub settled: bool,
    /// Its work.
    pub work: CreditRvu,
    /// The work of the contract year before it, where the tiers count over the year.
    pub work_before: CreditRvu,
    /// Its work below the first threshold, which earns nothing.
    pub unpaid: CreditRvu,
    /// Its work by tier.
    pub tiers: Vec<TierPay>,
    /// What earlier work earns more, where a tier pays all work and a higher one was reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raised: Option<RaisedPay>,
    /// What the tiers earn together.
    pub earned: Cents,
    /// The draw paid for its days.
    pub draw: Cents,
    /// The deficit carried in from the settlement before it.
    pub carried_in: Cents,
    /// Paid at the settlement beside the draw; below zero where a deficit is owed back.
    pub true_up: Cents,
    /// The deficit carried to the next settlement.
    pub carried_out: Cents,
    /// The deficit forgiven.
    pub forgiven: Cents,
    /// Bonuses that it decides.
    pub bonuses: Vec<BonusPay>,
    /// The salary for its days.
    pub salary: Cents,
    /// Everything together: salary, draw, true-up and bonuses.
    pub total: Cents,
    /// How it came about.
    pub steps: Vec<PayStep>,
}

/// Every settlement of a contract from its first day through a day, the last of them open where it is not over then.
///
/// `work` tells the work RVUs credited on some days.
#[must_use]
pub fn settle(contract: &Contract, through: Date, work: &dyn Fn(Days) -> CreditRvu) -> Vec<SettlementPay> {
    let mut settled: Vec<SettlementPay> = Vec::new();
    let mut deficit = Cents::ZERO;
    for year in contract.years_until(through) {
        for days in year.settlements(contract.pay.settlement) {
            let Some(seen) = days.meet(Days { from: days.from, to: through }) else { break };
            let span = Span { contract, year, days, seen };
            let pay = span.settle(deficit, work);
            deficit = pay.carried_out;
            settled.push(pay);
        }
    }
    settled
}

/// A settlement to be paid.
struct Span<'a> {
    contract: &'a Contract,
    year: ContractYear,
    /// Its days.
    days: Days,
    /// Those that are over.
    seen: Days,
}

impl Span<'_> {
    fn factor(&self) -> Factor {
        if self.contract.pay.stated_for_full_time { self.contract.fte } else { Factor::ONE }
    }

    /// The part of the year or settlement that the contract covers, where its terms shrink with it.
    fn part(&self, over: Over) -> Part {
        match over {
            _ if !self.contract.pay.prorated => Part::WHOLE,
            Over::Year => self.year.part_covered(),
            Over::Settlement => self.year.part_of_settlement(self.days, self.contract.pay.settlement),
        }
    }

    /// The work of the contract year before the settlement.
    fn work_before(&self, work: &dyn Fn(Days) -> CreditRvu) -> CreditRvu {
        match self.days.from.yesterday() {
            Ok(to) if to >= self.year.covered.from => work(Days { from: self.year.covered.from, to }),
            _ => CreditRvu::ZERO,
        }
    }

    fn settle(&self, carried_in: Cents, work_on: &dyn Fn(Days) -> CreditRvu) -> SettlementPay {
        let terms = &self.contract.pay;
        let (work, of_year_before) = (work_on(self.seen), self.work_before(work_on));
        let mut steps = vec![PayStep::to(
            PayRule::Work,
            Quantity::Work(work),
            format!("Work RVUs credited from {} to {}.", self.seen.from, self.seen.to),
        )];
        let work_before = if terms.tiers_over == Over::Year { of_year_before } else { CreditRvu::ZERO };
        let Earned { tiers, raised, unpaid } = self.earned(work_before, work, &mut steps);
        let amounts = tiers.iter().map(|tier| tier.amount).chain(raised.map(|raised| raised.amount));
        let earned: Cents = amounts.sum();
        if tiers.len() > 1 {
            let words = "What the tiers earn together.".to_owned();
            steps.push(PayStep::to(PayRule::Earned, Quantity::Cents(earned), words));
        }
        let mut pay = SettlementPay {
            days: self.seen,
            year: self.year.covered,
            settled: self.seen == self.days,
            work,
            work_before,
            unpaid,
            tiers,
            raised,
            earned,
            draw: Cents::ZERO,
            carried_in,
            true_up: earned,
            carried_out: Cents::ZERO,
            forgiven: Cents::ZERO,
            bonuses: Vec::new(),
            salary: Cents::ZERO,
            total: Cents::ZERO,
            steps,
        };
        self.true_up(&mut pay);
        self.bonuses(of_year_before, &mut pay);
        if let Some(salary) = terms.salary {
            pay.salary = self.year.paid(salary, 12, self.factor(), self.seen);
            let words = format!(
                "The part of {} a year for these days{}; one twelfth a month, rounded on the year's running total.",
                salary.dollars(),
                self.full_time_words()
            );
            pay.steps.push(PayStep::to(PayRule::Salary, Quantity::Cents(pay.salary), words));
        }
        let bonuses: Cents = pay.bonuses.iter().map(|bonus| bonus.amount).sum();
        pay.total = pay.salary + pay.draw + pay.true_up + bonuses;
        let words = "Salary, draw, true-up and bonuses together.".to_owned();
        pay.steps.push(PayStep::to(PayRule::Total, Quantity::Cents(pay.total), words));
        pay
    }

    fn full_time_words(&self) -> String {
        match self.contract.pay.stated_for_full_time && !self.contract.fte.is_one() {
            true => format!(", times {} of full time", self.contract.fte),
            false => String::new(),
        }
    }

    /// A threshold as it stands for this settlement, with a step where it is not as written.
    fn threshold(&self, written: CreditRvu, over: Over, steps: &mut Vec<PayStep>) -> CreditRvu {
        let part = self.part(over);
        let stands = part.of_work(written, self.factor());
        if stands != written {
            let of = if over == Over::Year { "contract year" } else { "settlement" };
            let part = match part.is_whole() {
                true => String::new(),
                false => format!(", for {} of the {of} covered", part.as_percent()),
            };
            let words =
                format!("A threshold{}{part}, rounded half-up to a thousandth.", self.full_time_words());
            let (before, after) = (Quantity::Work(written), Quantity::Work(stands));
            steps.push(PayStep::change(PayRule::Threshold, before, after, words));
        }
        stands
    }

    fn true_up(&self, pay: &mut SettlementPay) {
        let Some(draw) = self.contract.pay.draw else { return };
        pay.draw = self.year.paid(draw.monthly, 1, self.factor(), self.seen);
        let words = format!("{} a month{} for these days.", draw.monthly.dollars(), self.full_time_words());
        pay.steps.push(PayStep::to(PayRule::Draw, Quantity::Cents(pay.draw), words));
        if !pay.carried_in.is_zero() {
            let words = "The deficit of the settlements before.".to_owned();
            pay.steps.push(PayStep::to(PayRule::CarriedIn, Quantity::Cents(-pay.carried_in), words));
        }
        let balance = pay.earned - pay.draw - pay.carried_in;
        pay.true_up = balance.max(Cents::ZERO);
        let deficit = pay.true_up - balance;
        match draw.deficit {
            Deficit::CarriedForward => pay.carried_out = deficit,
            Deficit::Forgiven => pay.forgiven = deficit,
            Deficit::Repaid => pay.true_up = balance,
        }
        let words =
            "Earned less draw and what was carried in; at least nothing, unless a deficit is owed back.";
        pay.steps.push(PayStep::to(PayRule::TrueUp, Quantity::Cents(pay.true_up), words.to_owned()));
        if !deficit.is_zero() {
            let words = format!("The draw was not earned: the deficit is {}.", draw.deficit.in_words());
            pay.steps.push(PayStep::to(PayRule::Deficit, Quantity::Cents(deficit), words));
        }
    }

    fn bonuses(&self, of_year_before: CreditRvu, pay: &mut SettlementPay) {
        for bonus in &self.contract.pay.bonuses {
            let counted = match bonus.over {
                Over::Settlement => pay.work,
                Over::Year if self.days.to == self.year.covered.to => of_year_before + pay.work,
                Over::Year => continue,
            };
            let paid = self.bonus(bonus, counted, &mut pay.steps);
            pay.bonuses.push(paid);
        }
    }

    fn bonus(&self, bonus: &Bonus, work: CreditRvu, steps: &mut Vec<PayStep>) -> BonusPay {
        let at_least = self.threshold(bonus.at_least, bonus.over, steps);
        let reached = work >= at_least;
        let whole = self.part(bonus.over).of_cents(bonus.amount, self.factor());
        let amount = if reached { whole } else { Cents::ZERO };
        let words = match reached {
            true => format!("{}: {} work RVUs reach {}.", bonus.name, plain(work), plain(at_least)),
            false => {
                let missing = plain(at_least - work);
                format!(
                    "{}: {} work RVUs are {missing} short of {}.",
                    bonus.name,
                    plain(work),
                    plain(at_least)
                )
            }
        };
        steps.push(PayStep::to(PayRule::Bonus, Quantity::Cents(amount), words));
        BonusPay { name: bonus.name.clone(), at_least, work, amount }
    }
}

/// Work times rate, rounded half-up to the cent.
#[must_use]
pub fn times_rate(work: CreditRvu, rate: ConversionFactor) -> Cents {
    // Thousandths of an RVU times ten-thousandths of a dollar: a cent is 100,000 of them.
    let rounded = round_half_up(i128::from(work.get()) * i128::from(rate.get()), 100_000);
    Cents::new(i64::try_from(rounded).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests;
