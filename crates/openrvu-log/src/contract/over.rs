//! A contract as if it covered other days.

use openrvu_core::CreditRvu;

use super::{Contract, ContractYear, Days, Sites, YearDay};

impl Contract {
    /// The contract as if it covered some days at every site, with years that begin on the first of them: what it
    /// would have paid for them. Where they are less than a year, what is stated for the year shrinks with them.
    #[must_use]
    pub fn over(&self, days: Days) -> Self {
        let mut as_if = self.clone();
        as_if.from = days.from;
        as_if.to = Some(days.to);
        as_if.sites = Sites::All;
        as_if.year_start = YearDay::of(days.from);
        as_if.pay.prorated = true;
        as_if
    }
}

impl ContractYear {
    /// The part of a covered year's work that falls on some days where it comes evenly.
    #[must_use]
    pub fn spread(self, work: CreditRvu, days: Days) -> CreditRvu {
        let Some(days) = days.meet(self.covered) else { return CreditRvu::ZERO };
        let until = |day| self.part_of_covered(day, work);
        until(days.day_after()) - until(days.from)
    }
}
