//! Properties of pay, against naive models in rust_decimal.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use jiff::ToSpan;
use jiff::civil::{Date, date};
use openrvu_core::{Cents, ConversionFactor, CreditRvu, Factor};
use openrvu_log::contract::{
    Bonus, CreditTerms, CreditedValues, Days, Deficit, Draw, Over, PayTerms, Settlement, Sites, Tier,
    TierPays, YearDay,
};
use openrvu_log::pay::{PeriodPay, settle, times_rate};
use openrvu_log::{Contract, ContractId};
use proptest::prelude::*;
use rust_decimal::{Decimal, RoundingStrategy};

const FROM: Date = date(2024, 3, 17);

fn terms() -> impl Strategy<Value = PayTerms> {
    let settlement = prop::sample::select(&Settlement::ALL[..]);
    let tiers = prop::collection::vec((0..3_000_000_i64, 0..1_500_000_i32), 1..5);
    let draw = prop::option::of((1..3_000_000_i64, prop::sample::select(&Deficit::ALL[..])));
    let bonuses = prop::collection::vec((1..9_000_000_i64, 1..5_000_000_i64, any::<bool>()), 0..3);
    let flags = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    (settlement, tiers, prop::option::of(1..90_000_000_i64), draw, bonuses, flags).prop_map(
        |(
            settlement,
            mut tiers,
            salary,
            draw,
            bonuses,
            (by_settlement, all_work, stated_for_full_time, prorated),
        )| {
            tiers.sort_unstable();
            tiers.dedup_by_key(|(above, _)| *above);
            if all_work {
                let mut rates: Vec<_> = tiers.iter().map(|(_, rate)| *rate).collect();
                rates.sort_unstable();
                tiers.iter_mut().zip(rates).for_each(|(tier, rate)| tier.1 = rate);
            }
            let over = |settled: bool| if settled { Over::Settlement } else { Over::Year };
            let tier =
                |(above, rate)| Tier { above: CreditRvu::new(above), rate: ConversionFactor::new(rate) };
            let bonus = |(at_least, amount, settled)| Bonus {
                name: "Bonus".parse().unwrap(),
                at_least: CreditRvu::new(at_least),
                amount: Cents::new(amount),
                over: over(settled),
            };
            PayTerms {
                settlement,
                tiers: tiers.into_iter().map(tier).collect(),
                tiers_over: over(by_settlement),
                tier_pays: if all_work { TierPays::AllWork } else { TierPays::WorkAbove },
                salary: salary.map(Cents::new),
                draw: draw.map(|(monthly, deficit)| Draw { monthly: Cents::new(monthly), deficit }),
                bonuses: bonuses.into_iter().map(bonus).collect(),
                stated_for_full_time,
                prorated,
            }
        },
    )
}

fn contract(pay: PayTerms, year_start: &str, fte: u32) -> Contract {
    Contract {
        id: ContractId::from_bytes([1; 16]),
        name: "Employment".parse().unwrap(),
        from: FROM,
        to: Some(date(2026, 8, 9)),
        sites: Sites::All,
        fte: Factor::percent(fte),
        values: CreditedValues::DayOfService,
        credit: CreditTerms::preset("full"),
        year_start: year_start.parse::<YearDay>().unwrap(),
        pay,
    }
}

/// Work by day since the contract's first.
fn work(entries: &[(i32, i64)]) -> impl Fn(Days) -> CreditRvu + '_ {
    move |days: Days| {
        let on = |offset: i32| days.contains(FROM + offset.days());
        entries.iter().filter(|(offset, _)| on(*offset)).map(|(_, work)| CreditRvu::new(*work)).sum()
    }
}

fn entries() -> impl Strategy<Value = Vec<(i32, i64)>> {
    prop::collection::vec((0..900_i32, 0..400_000_i64), 0..60)
}

fn starts() -> impl Strategy<Value = &'static str> {
    prop::sample::select(&["01-01", "07-01", "03-17", "10-31", "02-28"][..])
}

fn decimal(value: i64, places: u32) -> Decimal {
    Decimal::new(value, places)
}

proptest! {
    #[test]
    fn a_line_is_rounded_once(work in 0..2_000_000_000_i64, rate in 0..100_000_000_i32) {
        let exact = decimal(work, 3) * decimal(rate.into(), 4);
        let rounded = exact.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
        let paid = times_rate(CreditRvu::new(work), ConversionFactor::new(rate));
        prop_assert_eq!(decimal(paid.get(), 2), rounded);
    }

    #[test]
    fn tiers_pay_what_a_walk_over_the_work_pays(pay in terms(), entries in entries(), start in starts()) {
        let pay = PayTerms { tier_pays: TierPays::WorkAbove, prorated: false, stated_for_full_time: false, ..pay };
        let contract = contract(pay, start, 100);
        let by_day = work(&entries);
        for settlement in settle(&contract, date(2027, 1, 1), &by_day) {
            // The naive model: every thousandth is paid at the rate of the last threshold at or below it.
            let (from, to) = (settlement.work_before.get(), (settlement.work_before + settlement.work).get());
            let mut edges: Vec<i64> = contract.pay.tiers.iter().map(|tier| tier.above.get()).collect();
            edges.extend([from, to]);
            edges.retain(|edge| (from..=to).contains(edge));
            edges.sort_unstable();
            let mut amounts = vec![Decimal::ZERO; contract.pay.tiers.len()];
            let mut unpaid = 0;
            for pair in edges.windows(2) {
                let at = contract.pay.tiers.iter().rposition(|tier| tier.above.get() <= pair[0]);
                match at {
                    Some(at) => {
                        let rate = decimal(contract.pay.tiers[at].rate.get().into(), 4);
                        amounts[at] += decimal(pair[1] - pair[0], 3) * rate;
                    }
                    None => unpaid += pair[1] - pair[0],
                }
            }
            let sum: Decimal = amounts
                .iter()
                .map(|amount| amount.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero))
                .sum();
            prop_assert_eq!(decimal(settlement.earned.get(), 2), sum);
            prop_assert_eq!(settlement.unpaid.get(), unpaid);
            let in_tiers: CreditRvu = settlement.tiers.iter().map(|tier| tier.work).sum();
            prop_assert_eq!(in_tiers + settlement.unpaid, settlement.work);
        }
    }

    #[test]
    fn a_tier_of_all_work_pays_the_year_at_the_rate_that_it_reaches(pay in terms(), entries in entries(), start in starts()) {
        let pay = PayTerms { tier_pays: TierPays::AllWork, prorated: false, stated_for_full_time: false, ..pay };
        let mut rates: Vec<_> = pay.tiers.iter().map(|tier| tier.rate).collect();
        rates.sort_unstable();
        let tiers: Vec<_> = pay.tiers.iter().zip(rates).map(|(tier, rate)| Tier { rate, ..*tier }).collect();
        let contract = contract(PayTerms { tiers: tiers.clone(), ..pay }, start, 100);
        let by_day = work(&entries);
        let at = |work: i64| tiers.iter().rev().find(|tier| work > tier.above.get()).map_or(0, |tier| tier.rate.get());
        let exact = |work: i64| decimal(work, 3) * decimal(at(work).into(), 4);
        for settlement in settle(&contract, date(2027, 1, 1), &by_day) {
            // What the work so far earns, less what the work before earned. Two lines are rounded.
            let before = settlement.work_before.get();
            let after = before + settlement.work.get();
            let difference = decimal(settlement.earned.get(), 2) - (exact(after) - exact(before));
            prop_assert!(difference.abs() <= Decimal::new(1, 2), "{difference}");
            let in_tiers: CreditRvu = settlement.tiers.iter().map(|tier| tier.work).sum();
            prop_assert_eq!(in_tiers + settlement.unpaid, settlement.work);
        }
    }

    #[test]
    fn periods_add_up_to_the_whole(
        pay in terms(), entries in entries(), start in starts(), fte in 1..150_u32,
        mut cuts in prop::collection::vec(0..1_100_i32, 0..20),
    ) {
        let contract = contract(pay, start, fte);
        let by_day = work(&entries);
        let (first, last) = (date(2024, 1, 1), date(2026, 12, 31));
        let whole = PeriodPay::of(&contract, Days { from: first, to: last }, &by_day);
        prop_assert_eq!(&whole.open, &None);
        cuts.sort_unstable();
        cuts.dedup();
        let mut from = first;
        let mut sum = Cents::ZERO;
        let mut settlements = 0;
        for to in cuts.into_iter().map(|cut| first + cut.days()).filter(|to| *to < last).chain([last]) {
            let part = PeriodPay::of(&contract, Days { from, to }, &by_day);
            sum += part.total;
            settlements += part.settlements.len();
            from = to.tomorrow().unwrap();
        }
        prop_assert_eq!(sum, whole.total);
        prop_assert_eq!(settlements, whole.settlements.len());
        let by_settlement: Cents = whole.settlements.iter().map(|settlement| settlement.total).sum();
        prop_assert_eq!(by_settlement, whole.total);
    }

    #[test]
    fn settlements_follow_each_other_and_cover_the_contract(pay in terms(), start in starts()) {
        let contract = contract(pay, start, 100);
        let settlements = settle(&contract, date(2030, 1, 1), &|_| CreditRvu::ZERO);
        prop_assert_eq!(settlements[0].days.from, contract.from);
        prop_assert_eq!(settlements.last().unwrap().days.to, contract.to.unwrap());
        for pair in settlements.windows(2) {
            prop_assert_eq!(pair[0].days.to.tomorrow().unwrap(), pair[1].days.from);
            prop_assert_eq!(pair[0].carried_out, pair[1].carried_in);
        }
    }

    #[test]
    fn more_work_never_pays_less(pay in terms(), entries in entries(), more in 0..500_000_i64, start in starts(), fte in 1..150_u32) {
        // Within one settlement nothing is moved between tiers of others, so the rounded pay itself is monotone.
        let contract = contract(PayTerms { settlement: Settlement::Year, tiers_over: Over::Year, ..pay }, start, fte);
        let through = contract.year_on(FROM).unwrap().to;
        let less = work(&entries);
        let first = |work: &dyn Fn(Days) -> CreditRvu| settle(&contract, through, work)[0].total;
        let with_more = |days: Days| {
            less(days) + if days.contains(FROM) { CreditRvu::new(more) } else { CreditRvu::ZERO }
        };
        prop_assert!(first(&less) <= first(&with_more));
    }

    #[test]
    fn a_draw_that_is_carried_or_repaid_pays_what_is_earned(pay in terms(), entries in entries(), start in starts()) {
        let Some(draw) = pay.draw else { return Ok(()) };
        let contract = contract(pay, start, 100);
        let settlements = settle(&contract, date(2030, 1, 1), &work(&entries));
        let earned: Cents = settlements.iter().map(|settlement| settlement.earned).sum();
        let paid: Cents = settlements.iter().map(|settlement| settlement.draw + settlement.true_up).sum();
        let forgiven: Cents = settlements.iter().map(|settlement| settlement.forgiven).sum();
        let open = settlements.last().unwrap().carried_out;
        prop_assert_eq!(paid, earned + forgiven + open);
        prop_assert!(draw.deficit == Deficit::Forgiven || forgiven.is_zero());
        prop_assert!(draw.deficit == Deficit::CarriedForward || open.is_zero());
    }
}
