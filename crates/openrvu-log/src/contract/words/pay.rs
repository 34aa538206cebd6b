//! What a contract pays, in words.

use openrvu_core::{ConversionFactor, CreditRvu};

use super::{Section, percent};
use crate::contract::{Bonus, Contract, Over, PayTerms, Settlement, Tier, TierPays};

pub(super) fn section(contract: &Contract) -> Section {
    let terms = &contract.pay;
    let mut paragraphs = Vec::new();
    let period = match terms.settlement {
        Settlement::Month => "every month",
        Settlement::Quarter => "every quarter of the contract year",
        Settlement::Year => "at the end of the contract year",
    };
    if let Some(salary) = terms.salary {
        paragraphs.push(format!(
            "The employer pays a salary of {} a contract year, one twelfth a month; a part of a month is paid by its days.",
            salary.dollars()
        ));
    }
    if !terms.tiers.is_empty() {
        let over = match (terms.tiers_over, terms.settlement) {
            (Over::Year, _) => "the contract year",
            (Over::Settlement, Settlement::Month) => "the month",
            (Over::Settlement, Settlement::Quarter) => "the quarter",
            (Over::Settlement, Settlement::Year) => "the contract year",
        };
        let pays = match terms.tier_pays {
            TierPays::WorkAbove => format!("The work RVUs credited in {over} are paid at these rates:"),
            TierPays::AllWork => format!(
                "All work RVUs credited in {over}, from the first on, are paid at the rate of the highest threshold that they pass:"
            ),
        };
        paragraphs.push(format!("Work is settled {period}. {pays}"));
    }
    let items: Vec<_> =
        terms.tiers.iter().enumerate().map(|(at, tier)| tier_in_words(terms, at, tier)).collect();
    let mut more = Vec::new();
    if let Some(draw) = terms.draw {
        more.push(format!(
            "Each month the employer pays a draw of {} against these earnings. At every settlement the draw is taken off what was earned, and the rest is paid. Where the draw was not earned, the deficit is {}.",
            draw.monthly.dollars(),
            draw.deficit.in_words()
        ));
    }
    more.extend(terms.bonuses.iter().map(|bonus| bonus_in_words(terms, bonus)));
    if terms.stated_for_full_time && !contract.fte.is_one() {
        more.push(format!(
            "Thresholds, salary, draw and bonuses are stated for full time; {} of each applies.",
            percent(contract.fte)
        ));
    }
    if terms.prorated && !terms.tiers.is_empty() {
        more.push(
            "Where the agreement covers a contract year or settlement only in part, its thresholds and bonuses shrink with it, counted in months and the days of a part of a month."
                .to_owned(),
        );
    }
    if paragraphs.is_empty() && more.is_empty() {
        paragraphs.push("This agreement credits work and does not say what is paid for it.".to_owned());
    }
    Section { title: "Pay", paragraphs, items, closing: more }
}

fn tier_in_words(terms: &PayTerms, at: usize, tier: &Tier) -> String {
    let rate = format!("${} for each work RVU", rate_in_words(tier.rate));
    if terms.tier_pays == TierPays::AllWork {
        return match at {
            0 if tier.above.is_zero() => format!("{rate}."),
            0 => format!("more than {}: {rate}; nothing otherwise.", plain(tier.above)),
            _ => format!("more than {}: {rate}, all of them.", plain(tier.above)),
        };
    }
    match terms.tiers.get(at + 1) {
        Some(next) if tier.above.is_zero() => format!("up to {}: {rate}.", plain(next.above)),
        Some(next) => format!("above {} up to {}: {rate}.", plain(tier.above), plain(next.above)),
        None if tier.above.is_zero() => format!("{rate}."),
        None => {
            format!("above {}: {rate}{}.", plain(tier.above), if at == 0 { "; nothing below" } else { "" })
        }
    }
}

fn bonus_in_words(terms: &PayTerms, bonus: &Bonus) -> String {
    let over = match (bonus.over, terms.settlement) {
        (Over::Settlement, Settlement::Month) => "a month",
        (Over::Settlement, Settlement::Quarter) => "a quarter",
        _ => "a contract year",
    };
    format!(
        "{}: {} for at least {} work RVUs in {over}.",
        bonus.name,
        bonus.amount.dollars(),
        plain(bonus.at_least)
    )
}

/// Work RVUs with thousands commas and no zeros behind the point that say nothing: `4,800`, `4,800.5`.
pub fn plain(work: CreditRvu) -> String {
    let text = work.to_string();
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    match decimals.trim_end_matches('0') {
        "" => grouped,
        decimals => format!("{grouped}.{decimals}"),
    }
}

/// A rate with two decimal places, or as many more as it has.
pub fn rate_in_words(rate: ConversionFactor) -> String {
    let text = rate.to_string();
    let text = text.strip_suffix('0').unwrap_or(&text);
    text.strip_suffix('0').unwrap_or(text).to_owned()
}
