//! What a user usually gives.

use openrvu_core::{Code, CreditRvu};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::MixItem;
use crate::ContractId;
use crate::goal::{Basis, Measure};
use crate::ledger::Ledger;

/// Visits or procedures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Group {
    /// Visits: evaluation and management.
    Visits,
    /// Everything else.
    Procedures,
}

/// A mix, with the working days in which it is given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UsualMix {
    /// The items, visits first, each group from the most work to the least.
    pub items: Vec<MixItem>,
    /// In how many working days.
    pub days: u32,
    /// Where it is from, in words.
    pub words: String,
}

/// The mix of the working days of a basis: each group's codes with the most work by themselves, its others together.
///
/// Only services whose credit is known and above zero are in it.
#[must_use]
pub fn usual_mix(
    ledger: &Ledger,
    measure: Measure,
    contract: Option<ContractId>,
    basis: &Basis,
    is_visit: &dyn Fn(Code) -> bool,
    codes_of_a_group: usize,
) -> UsualMix {
    let mut codes: FxHashMap<Code, (u32, CreditRvu)> = FxHashMap::default();
    let values = ledger.values(basis.from, basis.to).map(|(_, value)| value);
    for value in values.filter(|value| contract.is_none() || contract == value.contract) {
        let work = measure.of(&value.sums());
        if work > CreditRvu::ZERO {
            let (units, sum) = codes.entry(value.code).or_default();
            *units = units.saturating_add(value.units);
            *sum += work;
        }
    }
    let mut codes: Vec<_> = codes.into_iter().collect();
    codes.sort_by(|(one, (_, a)), (other, (_, b))| b.cmp(a).then(one.cmp(other)));
    let mut items = Vec::new();
    for group in [Group::Visits, Group::Procedures] {
        let of_group = codes.iter().filter(|(code, _)| is_visit(*code) == (group == Group::Visits));
        let item = |name: String, units, work| MixItem { name, group, units, work, held: false };
        let (mut count, mut units, mut work) = (0, 0_u32, CreditRvu::ZERO);
        for (at, (code, (of_code, sum))) in of_group.enumerate() {
            if at < codes_of_a_group {
                items.push(item(code.to_string(), *of_code, *sum));
            } else {
                (count, units, work) = (count + 1, units.saturating_add(*of_code), work + *sum);
            }
        }
        if count > 0 {
            let what = if group == Group::Visits { "visits" } else { "procedures" };
            let codes = if count == 1 { "1 code".to_owned() } else { format!("{count} codes") };
            items.push(item(format!("other {what} ({codes})"), units, work));
        }
    }
    UsualMix::of_history(items, basis)
}
