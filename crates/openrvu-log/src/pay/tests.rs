use jiff::civil::date;

use super::*;
use crate::ContractId;
use crate::contract::{
    CreditTerms, CreditedValues, Draw, PayTerms, Settlement, Sites, Tier, TierPays, YearDay,
};

fn contract(pay: PayTerms) -> Contract {
    Contract {
        id: ContractId::from_bytes([1; 16]),
        name: "Employment".parse().unwrap(),
        from: date(2025, 7, 1),
        to: None,
        sites: Sites::All,
        fte: Factor::ONE,
        values: CreditedValues::DayOfService,
        credit: CreditTerms::preset("full"),
        year_start: YearDay::JANUARY_1,
        pay,
    }
}

fn tier(above: &str, rate: &str) -> Tier {
    Tier { above: above.parse().unwrap(), rate: rate.parse().unwrap() }
}

fn cents(text: &str) -> Cents {
    text.parse().unwrap()
}

fn days(from: Date, to: Date) -> Days {
    Days { from, to }
}

/// So many work RVUs on the fifteenth of every month.
fn monthly(rvu: &str) -> impl Fn(Days) -> CreditRvu {
    let each: CreditRvu = rvu.parse().unwrap();
    move |days: Days| {
        let mut sum = CreditRvu::ZERO;
        let mut day = date(2025, 1, 15);
        while day <= days.to {
            if day >= days.from {
                sum += each;
            }
            day = day.checked_add(jiff::ToSpan::months(1)).unwrap();
        }
        sum
    }
}

#[test]
fn a_rate_pays_every_work_rvu() {
    let contract = contract(PayTerms {
        settlement: Settlement::Month,
        tiers: vec![tier("0", "52.1250")],
        ..PayTerms::default()
    });
    let pay = PeriodPay::of(&contract, days(date(2025, 8, 1), date(2025, 8, 31)), &monthly("412.355"));
    // 412.355 * 52.125 = 21,494.004375
    assert_eq!(pay.total, cents("21494.00"));
    assert_eq!(pay.settlements.len(), 1);
    assert_eq!(pay.open, None);
}

#[test]
fn tiers_of_the_year_go_on_from_settlement_to_settlement() {
    let contract = contract(PayTerms {
        settlement: Settlement::Quarter,
        tiers: vec![tier("1000", "40"), tier("2500", "60")],
        ..PayTerms::default()
    });
    let year = days(date(2026, 1, 1), date(2026, 12, 31));
    let pay = PeriodPay::of(&contract, year, &monthly("300"));
    let earned: Vec<_> =
        pay.settlements.iter().map(|s| (s.unpaid.get() / 1000, s.earned.get() / 100)).collect();
    // 900, 900, 900 and 900 work RVUs: 900 unpaid; 100 unpaid and 800 at 40; 700 at 40 and 200 at 60; 900 at 60.
    assert_eq!(earned, [(900, 0), (100, 32_000), (0, 40_000), (0, 54_000)]);
    assert_eq!(pay.total, cents("126000.00"));
}

#[test]
fn a_tier_of_all_work_raises_what_was_earned_before() {
    let contract = contract(PayTerms {
        settlement: Settlement::Quarter,
        tiers: vec![tier("0", "40"), tier("1800", "45"), tier("2500", "60")],
        tier_pays: TierPays::AllWork,
        ..PayTerms::default()
    });
    let pay = PeriodPay::of(&contract, days(date(2026, 1, 1), date(2026, 12, 31)), &monthly("300"));
    let earned: Vec<_> = pay
        .settlements
        .iter()
        .map(|s| {
            (
                s.earned.get() / 100,
                s.raised.map(|raised| (raised.work.get() / 1000, raised.amount.get() / 100)),
            )
        })
        .collect();
    // 900 at 40; 1,800 do not pass 1,800; 900 at 60 and 1,800 by 20 more; 900 at 60.
    assert_eq!(earned, [(36_000, None), (36_000, None), (90_000, Some((1800, 36_000))), (54_000, None)]);
    assert_eq!(pay.total, cents("216000.00"), "3,600 at 60");
    assert!(pay.settlements[2].steps.iter().any(|step| step.words.contains("rate rises by $20")));
}

#[test]
fn a_threshold_that_is_not_passed_pays_nothing_and_later_everything() {
    let contract = contract(PayTerms {
        settlement: Settlement::Quarter,
        tiers: vec![tier("1000", "50")],
        tier_pays: TierPays::AllWork,
        ..PayTerms::default()
    });
    let pay = PeriodPay::of(&contract, days(date(2026, 1, 1), date(2026, 6, 30)), &monthly("300"));
    let earned: Vec<_> =
        pay.settlements.iter().map(|s| (s.unpaid.get() / 1000, s.earned.get() / 100)).collect();
    assert_eq!(earned, [(900, 0), (0, 90_000)]);
}

#[test]
fn a_draw_is_trued_up_and_its_deficit_carried() {
    let mut terms = PayTerms {
        settlement: Settlement::Month,
        tiers: vec![tier("0", "50")],
        draw: Some(Draw { monthly: cents("20000"), deficit: Deficit::CarriedForward }),
        ..PayTerms::default()
    };
    // 300, then 500 a month: 15,000 and 25,000 against a draw of 20,000.
    let work = |days: Days| {
        let early = days.meet(Days { from: date(2025, 7, 1), to: date(2025, 7, 31) });
        let rest = days.meet(Days { from: date(2025, 8, 1), to: date(2025, 9, 30) });
        let late = rest.map_or(0, |days| i64::from(days.to.month() - days.from.month() + 1));
        CreditRvu::new(early.map_or(0, |_| 300_000) + late * 500_000)
    };
    let quarter = days(date(2025, 7, 1), date(2025, 9, 30));
    let of = |terms: &PayTerms| {
        let pay = PeriodPay::of(&contract(terms.clone()), quarter, &work);
        (pay.settlements.iter().map(|s| s.true_up).collect::<Vec<_>>(), pay)
    };
    let (true_ups, pay) = of(&terms);
    assert_eq!(true_ups, [cents("0"), cents("0"), cents("5000")]);
    assert_eq!(pay.total, cents("65000"), "what was earned");
    assert_eq!(
        (pay.settlements[0].carried_out, pay.settlements[1].carried_in),
        (cents("5000"), cents("5000"))
    );
    terms.draw = Some(Draw { monthly: cents("20000"), deficit: Deficit::Forgiven });
    let (true_ups, pay) = of(&terms);
    assert_eq!(true_ups, [cents("0"), cents("5000"), cents("5000")]);
    assert_eq!(pay.settlements[0].forgiven, cents("5000"));
    terms.draw = Some(Draw { monthly: cents("20000"), deficit: Deficit::Repaid });
    let (true_ups, pay) = of(&terms);
    assert_eq!(true_ups, [cents("-5000"), cents("5000"), cents("5000")]);
    assert_eq!(pay.total, cents("65000"));
}

#[test]
fn thresholds_shrink_with_full_time_and_with_the_year() {
    let terms = PayTerms {
        settlement: Settlement::Year,
        tiers: vec![tier("4800", "50")],
        bonuses: vec![Bonus {
            name: "Volume".parse().unwrap(),
            at_least: "6000".parse().unwrap(),
            amount: cents("10000"),
            over: Over::Year,
        }],
        salary: Some(cents("200000")),
        stated_for_full_time: true,
        prorated: true,
        ..PayTerms::default()
    };
    let mut contract = contract(terms);
    contract.fte = Factor::percent(80);
    // July to December: half a year at 0.8.
    let pay = PeriodPay::of(&contract, days(date(2025, 1, 1), date(2025, 12, 31)), &monthly("400"));
    let settlement = &pay.settlements[0];
    assert_eq!(settlement.tiers[0].above, "1920".parse().unwrap());
    assert_eq!(settlement.work, "2400".parse().unwrap());
    assert_eq!(settlement.earned, cents("24000"));
    assert_eq!(settlement.bonuses[0].at_least, "2400".parse().unwrap());
    assert_eq!(settlement.bonuses[0].amount, cents("4000"), "2,400 reach 2,400");
    assert_eq!(pay.salary, cents("80000"));
    assert_eq!(pay.total, cents("108000"));
    assert!(
        settlement.steps.iter().any(|step| step.words.contains("50% of the contract year")),
        "{settlement:#?}"
    );
}

#[test]
fn a_settlement_that_is_not_over_is_in_no_sum() {
    let contract = contract(PayTerms {
        settlement: Settlement::Quarter,
        tiers: vec![tier("0", "50")],
        ..PayTerms::default()
    });
    let pay = PeriodPay::of(&contract, days(date(2025, 7, 1), date(2025, 8, 20)), &monthly("100"));
    assert_eq!((pay.settlements.len(), pay.total), (0, Cents::ZERO));
    let open = pay.open.unwrap();
    assert_eq!((open.earned, open.settled), (cents("10000"), false));
    assert_eq!(open.days.to, date(2025, 8, 20));
}

#[test]
fn a_part_of_a_month_is_paid_by_its_days() {
    let mut contract = contract(PayTerms { salary: Some(cents("250000")), ..PayTerms::default() });
    contract.from = date(2025, 7, 16);
    contract.to = Some(date(2026, 2, 14));
    let of = |from, to| PeriodPay::of(&contract, days(from, to), &monthly("0")).total;
    assert_eq!(of(date(2025, 7, 1), date(2025, 7, 31)), cents("10752.69"), "16 of 31 days of 20,833.33");
    assert_eq!(of(date(2025, 8, 1), date(2025, 8, 31)), cents("20833.33"));
    assert_eq!(
        of(date(2026, 2, 1), date(2026, 3, 31)),
        cents("10416.67"),
        "14 of 28 days, on the running total"
    );
    assert_eq!(of(date(2026, 3, 1), date(2026, 3, 31)), Cents::ZERO);
    assert_eq!(of(date(2020, 1, 1), date(2025, 7, 15)), Cents::ZERO);
}
