//! The reverse planner: its totals reach what is needed, and no count could be left out.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod support;

use jiff::ToSpan;
use jiff::civil::date;
use openrvu_core::{Code, CreditRvu};
use openrvu_log::calendar::PublicHolidays;
use openrvu_log::goal::{Basis, Measure};
use openrvu_log::planner::{Group, MixItem, PlanError, PlanRequest, usual_mix};
use openrvu_log::settings::{Leave, Settings};
use openrvu_log::{Divisions, Ledger, Plan, WorkCalendar};
use proptest::prelude::*;
use support::{BY_SITE, record, valuer};

fn rvu(text: &str) -> CreditRvu {
    text.parse().unwrap()
}

fn item(name: &str, units: u32, work: &str, held: bool) -> MixItem {
    MixItem { name: name.to_owned(), group: Group::Visits, units, work: rvu(work), held }
}

fn plain() -> Settings {
    Settings { public_holidays: PublicHolidays::None, ..Settings::default() }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_plan_reaches_what_is_needed_and_no_more_than_its_rounding(
        needed in 1..5_000_000_i64,
        items in prop::collection::vec((0..400_u32, 10..30_000_i64, any::<bool>()), 1..8),
        mix_days in 1..61_u32,
        (from, length) in (0..300_i32, 0..300_i32),
        leave in prop::collection::vec((0..600_i32, 0..30_i32), 0..3),
    ) {
        let items: Vec<_> = items
            .into_iter()
            .enumerate()
            .map(|(n, (units, each, held))| MixItem {
                work: CreditRvu::new(i64::from(units) * each + i64::from(units / 3)),
                ..item(&n.to_string(), units, "0", held)
            })
            .collect();
        let mut settings = plain();
        settings.leave = leave.into_iter().map(|(from, length)| {
            let from = support::FIRST + from.days();
            Leave { from, to: from + length.days() }
        }).collect();
        let from = support::FIRST + from.days();
        let to = from + length.days();
        let calendar = WorkCalendar::new(&settings, from, to);
        let asked = PlanRequest {
            needed: CreditRvu::new(needed), from, to, mix_days, items: &items, calendar: &calendar,
            divisions: Divisions::default(),
        };
        let plan = match Plan::new(&asked) {
            Ok(plan) => plan,
            Err(PlanError::NoWorkingDay(_)) => {
                prop_assert_eq!(calendar.count(from, to), 0);
                return Ok(());
            }
            Err(PlanError::NothingToScale) => {
                prop_assert!(items.iter().all(|item| item.held || item.units == 0));
                return Ok(());
            }
            Err(other) => panic!("{other}"),
        };
        prop_assert!(plan.work.get() >= needed, "{plan:?}");
        prop_assert_eq!(plan.beyond.get(), plan.work.get() - needed);
        prop_assert_eq!(plan.items.iter().map(|item| item.work).sum::<CreditRvu>(), plan.work);

        // One less of each that was multiplied, and two for the one that rounding may have added, does not reach it.
        let fewer: i64 = plan.items.iter().zip(&items).filter(|(item, _)| !item.held)
            .map(|(_, item)| if item.units == 0 { 0 } else { item.work.get() / i64::from(item.units) + 1 }).sum();
        prop_assert!(plan.held_suffices || plan.beyond.get() <= 2 * fewer, "{plan:?}");

        for (at, item) in plan.items.iter().enumerate() {
            let in_weeks: u32 = plan.weeks.iter().map(|week| week.counts[at]).sum();
            prop_assert_eq!(in_weeks, item.total);
            prop_assert_eq!(item.more, i64::from(item.total) - i64::from(item.usual));
            prop_assert!(!item.held || item.more == 0);
        }
        prop_assert_eq!(plan.weeks.iter().map(|week| week.work).sum::<CreditRvu>(), plan.work);
        prop_assert_eq!(plan.weeks.iter().map(|week| week.working_days).sum::<u32>(), plan.working_days);
        prop_assert!(plan.weeks.iter().all(|week| week.work >= CreditRvu::ZERO));
    }
}

#[test]
fn a_plan_says_how_many_more_of_what_in_each_week() {
    // In 20 working days 200 visits of 1.5 and 10 procedures of 20: 500 work RVUs.
    let items = [item("99214", 200, "300", false), item("27447", 10, "200", true)];
    let mut settings = plain();
    settings.leave.push(Leave { from: date(2026, 11, 9), to: date(2026, 11, 13) });
    let (from, to) = (date(2026, 11, 2), date(2026, 11, 27));
    let calendar = WorkCalendar::new(&settings, from, to);
    let asked = PlanRequest {
        needed: rvu("450"),
        from,
        to,
        mix_days: 20,
        items: &items,
        calendar: &calendar,
        divisions: Divisions::default(),
    };
    let plan = Plan::new(&asked).unwrap();
    // 15 days bring 7.5 procedures, rounded 8: 160. The rest, 290, is 193.33 visits.
    assert_eq!(plan.working_days, 15);
    let counts: Vec<_> = plan
        .items
        .iter()
        .map(|item| (item.usual, item.total, item.more, item.more_per_week_tenths))
        .collect();
    assert_eq!(counts, [(150, 194, 44, 147), (8, 8, 0, 0)]);
    assert_eq!((plan.work, plan.beyond), (rvu("451"), rvu("1")));
    let weeks: Vec<_> =
        plan.weeks.iter().map(|week| (week.period.from, week.working_days, week.counts.clone())).collect();
    assert_eq!(
        weeks,
        [
            (date(2026, 11, 2), 5, vec![65, 3]),
            (date(2026, 11, 15), 5, vec![65, 3]),
            (date(2026, 11, 22), 5, vec![64, 2]),
        ]
    );

    let enough = Plan::new(&PlanRequest { needed: rvu("150"), ..asked.clone() }).unwrap();
    assert!(enough.held_suffices);
    assert_eq!((enough.items[0].total, enough.beyond), (0, rvu("10")));
    assert_eq!(
        Plan::new(&PlanRequest { needed: CreditRvu::ZERO, ..asked.clone() }),
        Err(PlanError::NothingNeeded)
    );
    let held = [item("27447", 10, "200", true)];
    assert_eq!(Plan::new(&PlanRequest { items: &held, ..asked.clone() }), Err(PlanError::NothingToScale));
    let days = PlanRequest { from: date(2026, 11, 9), to: date(2026, 11, 15), ..asked.clone() };
    assert_eq!(Plan::new(&days), Err(PlanError::NoWorkingDay(date(2026, 11, 15))));
    let tiny = [item("36415", 1, "0.001", false)];
    let many = PlanRequest { needed: CreditRvu::new(i64::MAX), items: &tiny, ..asked.clone() };
    assert!(matches!(Plan::new(&many), Err(PlanError::OutOfProportion(_))));
    let more = vec![item("99213", 1, "1.3", false); 41];
    assert_eq!(Plan::new(&PlanRequest { items: &more, ..asked }), Err(PlanError::TooManyItems(41)));
}

#[test]
fn the_usual_mix_is_that_of_the_last_working_days() {
    let settings = plain();
    let calendar = WorkCalendar::new(&settings, date(2026, 1, 1), date(2026, 12, 31));
    let lines = ["99213", "99214", "99204", "27447", "45378", "20610", "00840@90min", "99999", "99213-25"];
    let days: Vec<_> = calendar.working_days(date(2026, 11, 2), date(2026, 11, 13)).collect();
    let records =
        (1..).zip(days.iter().zip(lines.iter().cycle())).map(|(n, (day, line))| record(n, n, *day, line));
    let ledger = Ledger::new(records.collect(), &valuer(&*BY_SITE));
    let basis = Basis::before(date(2026, 11, 16), Some(days[0]), &calendar).unwrap();
    let is_visit = |code: Code| code.number().is_some_and(|number| (99_202..=99_499).contains(&number));
    let mix = usual_mix(&ledger, Measure::Credited, None, &basis, &is_visit, 2);
    let shown: Vec<_> = mix.items.iter().map(|item| (item.name.as_str(), item.units, item.group)).collect();
    assert_eq!(mix.days, 10);
    assert_eq!(
        shown,
        [
            ("99213", 3, Group::Visits),
            ("99204", 1, Group::Visits),
            ("other visits (1 code)", 1, Group::Visits),
            ("27447", 1, Group::Procedures),
            ("45378", 1, Group::Procedures),
            ("other procedures (1 code)", 1, Group::Procedures),
        ]
    );
    let total: CreditRvu = mix.items.iter().map(|item| item.work).sum();
    assert_eq!(total, ledger.sums(basis.from, basis.to).work);
}
