//! What is wrong with a contract, field by field.

use openrvu_core::indicator::Status;
use openrvu_core::policy::{CreditRule, MultipleProcedureCredit};
use openrvu_core::{Cents, ConversionFactor, CreditRvu, Factor, Modifier, Policy};
use serde::Serialize;

use super::{Contract, CreditedValues, Over, PayTerms, Settlement, Sites, TierPays, same_site};

/// Most sites that a contract lists.
pub const MOST_SITES: usize = 50;
/// Most tiers.
pub const MOST_TIERS: usize = 10;
/// Most bonuses.
pub const MOST_BONUSES: usize = 10;
/// Most factors by rank.
const MOST_RANKS: usize = 10;
/// Most own rules by modifier.
const MOST_MODIFIERS: usize = 120;
/// The largest factor of a contract: five times the credit.
const LARGEST_FACTOR: Factor = Factor::percent(500);
/// The largest share of full time.
const LARGEST_FTE: Factor = Factor::percent(200);
/// The largest rate, in dollars for one work RVU.
const LARGEST_RATE: ConversionFactor = ConversionFactor::new(100_000_000);
/// The largest threshold.
const LARGEST_WORK: CreditRvu = CreditRvu::new(1_000_000_000);
/// The largest amount.
const LARGEST_AMOUNT: Cents = Cents::new(10_000_000_000);

const FIFTY: Modifier = Modifier::known(b"50");
const FIFTY_THREE: Modifier = Modifier::known(b"53");

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The field, as JSON names it: `pay.tiers[1].above`.
    pub field: String,
    /// What is wrong and what to do.
    pub message: String,
}

/// Problems as they are found.
struct Problems(Vec<Problem>);

impl Problems {
    fn add_if(&mut self, wrong: bool, field: impl Into<String>, message: &str) {
        if wrong {
            self.0.push(Problem { field: field.into(), message: message.to_owned() });
        }
    }

    fn factor(&mut self, factor: Factor, field: impl Into<String>) {
        self.add_if(exceeds(factor, LARGEST_FACTOR), field, "the factor is above 5.00");
    }

    fn amount(&mut self, amount: Cents, field: impl Into<String>) {
        let wrong = amount <= Cents::ZERO || amount > LARGEST_AMOUNT;
        self.add_if(wrong, field, "write an amount above zero and at most $100,000,000.00, or leave it out");
    }
}

fn exceeds(factor: Factor, limit: Factor) -> bool {
    let ((n, d), (limit_n, limit_d)) = (factor.parts(), limit.parts());
    u64::from(n) * u64::from(limit_d) > u64::from(limit_n) * u64::from(d)
}

impl Contract {
    /// Everything that is wrong with it, in the order of its fields; empty where it can be saved.
    #[must_use]
    pub fn problems(&self, policy: &Policy) -> Vec<Problem> {
        let mut problems = Problems(Vec::new());
        problems.add_if(self.name.as_str().is_empty(), "name", "give the contract a name");
        problems.add_if(
            self.to.is_some_and(|to| to < self.from),
            "to",
            "the contract ends before it begins: give it a later last day, or none",
        );
        let days_are_far = |year: i16| !(1992..=2199).contains(&year);
        problems.add_if(days_are_far(self.from.year()), "from", "the first day lies outside of 1992 to 2199");
        problems.add_if(
            self.to.is_some_and(|to| days_are_far(to.year())),
            "to",
            "the last day lies outside of 1992 to 2199",
        );
        if let Sites::Listed(sites) = &self.sites {
            problems.add_if(sites.is_empty(), "sites", "list at least one site, or choose all sites");
            problems.add_if(sites.len() > MOST_SITES, "sites", "list at most 50 sites");
            problems.add_if(
                sites.iter().any(|site| site.as_str().is_empty()),
                "sites",
                "a site has a name: take the empty line out",
            );
            let twice = sites.iter().enumerate().any(|(at, site)| {
                sites[..at].iter().any(|other| same_site(site, other) && !site.as_str().is_empty())
            });
            problems.add_if(twice, "sites", "a site stands twice");
        }
        problems.add_if(
            self.fte.is_zero() || exceeds(self.fte, LARGEST_FTE),
            "fte",
            "write a share of full time above 0 and at most 2.00, such as 0.80",
        );
        if let CreditedValues::Year(year) = self.values {
            problems.add_if(
                !(2000..=2099).contains(&year),
                "values.year",
                "write a calendar year of 2000 to 2099",
            );
        }
        self.credit_problems(policy, &mut problems);
        pay_problems(&self.pay, &mut problems);
        problems.0
    }

    fn credit_problems(&self, policy: &Policy, problems: &mut Problems) {
        let terms = &self.credit;
        if policy.credit_preset(&terms.preset).is_none() {
            let names: Vec<_> = policy.credit.iter().map(|preset| preset.name.as_str()).collect();
            let message = format!("choose one of the presets: {}", names.join(", "));
            problems.add_if(true, "credit.preset", &message);
        }
        problems.add_if(
            terms.modifiers.len() > MOST_MODIFIERS,
            "credit.modifiers",
            "give own rules for at most 120 modifiers",
        );
        for (modifier, rule) in &terms.modifiers {
            let field = format!("credit.modifiers.{modifier}");
            match rule {
                CreditRule::Factor(factor) => problems.factor(*factor, field),
                CreditRule::OwnRowOr(factor) => {
                    problems.factor(*factor, field.clone());
                    let wrong = *modifier != FIFTY_THREE;
                    problems.add_if(wrong, field, "only 53 has rows of its own: write a factor");
                }
                CreditRule::Bilateral => {
                    let wrong = *modifier != FIFTY;
                    problems.add_if(wrong, field, "only 50 goes by the bilateral indicator: write a factor");
                }
                _ => {
                    let wrong = *modifier == FIFTY;
                    problems.add_if(wrong, field, "50 takes a factor, such as 1.50, or bilateral");
                }
            }
        }
        if let Some(MultipleProcedureCredit::ByRank(factors)) = &terms.multiple_procedures {
            let field = "credit.multiple_procedures";
            problems.add_if(factors.len() > MOST_RANKS, field, "give at most 10 factors by rank");
            factors.iter().for_each(|factor| problems.factor(*factor, field));
        }
        let shown =
            [Status::Bundled, Status::NotValidForMedicare, Status::NonCovered, Status::StatutoryExclusion];
        problems.add_if(
            terms.statuses.iter().flatten().any(|status| !shown.contains(status)),
            "credit.statuses",
            "only rows of status B, I, N or X show work RVUs that Medicare does not pay",
        );
        for (role, factor) in &terms.roles {
            problems.factor(*factor, format!("credit.roles.{}", role.slug()));
        }
    }
}

fn pay_problems(pay: &PayTerms, problems: &mut Problems) {
    problems.add_if(pay.tiers.len() > MOST_TIERS, "pay.tiers", "give at most 10 tiers");
    for (at, tier) in pay.tiers.iter().enumerate() {
        let wrong = tier.above < CreditRvu::ZERO || tier.above > LARGEST_WORK;
        let field = format!("pay.tiers[{at}].above");
        problems.add_if(wrong, field.clone(), "write a threshold of 0 to 1,000,000 work RVUs");
        let before = at.checked_sub(1).and_then(|before| pay.tiers.get(before));
        problems.add_if(
            before.is_some_and(|before| before.above >= tier.above),
            field,
            "each tier begins above the one before it",
        );
        problems.add_if(
            tier.rate < ConversionFactor::ZERO || tier.rate > LARGEST_RATE,
            format!("pay.tiers[{at}].rate"),
            "write a rate of 0 to 10,000 dollars for one work RVU, with at most four decimal places",
        );
        problems.add_if(
            pay.tier_pays == TierPays::AllWork && before.is_some_and(|before| before.rate > tier.rate),
            format!("pay.tiers[{at}].rate"),
            "where a tier pays all work its rate is no lower than the one before it, or more work would earn less",
        );
    }
    if let Some(salary) = pay.salary {
        problems.amount(salary, "pay.salary");
    }
    if let Some(draw) = pay.draw {
        problems.amount(draw.monthly, "pay.draw.monthly");
        problems.add_if(
            pay.tiers.is_empty(),
            "pay.draw",
            "a draw is an advance on what the tiers pay: give a rate, or make it a salary",
        );
    }
    problems.add_if(pay.bonuses.len() > MOST_BONUSES, "pay.bonuses", "give at most 10 bonuses");
    for (at, bonus) in pay.bonuses.iter().enumerate() {
        let field = |name: &str| format!("pay.bonuses[{at}].{name}");
        problems.add_if(bonus.name.as_str().is_empty(), field("name"), "give the bonus a name");
        let wrong = bonus.at_least <= CreditRvu::ZERO || bonus.at_least > LARGEST_WORK;
        problems.add_if(wrong, field("at_least"), "write a number of work RVUs above 0, at most 1,000,000");
        problems.amount(bonus.amount, field("amount"));
    }
    let by_settlement =
        pay.tiers_over == Over::Settlement || pay.bonuses.iter().any(|bonus| bonus.over == Over::Settlement);
    problems.add_if(
        by_settlement && pay.settlement == Settlement::Year,
        "pay.settlement",
        "thresholds over the settlement need settlements by month or quarter; over the year choose the contract year",
    );
}
