//! Goals: the pace against a model that walks day by day.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod support;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};
use openrvu_core::CreditRvu;
use openrvu_log::calendar::PublicHolidays;
use openrvu_log::goal::{Basis, GoalSpan, GoalState, Measure};
use openrvu_log::settings::{Leave, Settings};
use openrvu_log::{Goal, GoalId, Ledger, Pace, Record, WorkCalendar};
use proptest::prelude::*;
use support::{BY_SITE, any_record, record, valuer};

fn goal(span: &str, target: &str) -> Goal {
    Goal {
        id: GoalId::from_bytes([1; 16]),
        name: "Year".parse().unwrap(),
        span: span.parse().unwrap(),
        target: target.parse().unwrap(),
        for_full_time: false,
        fte: None,
        ramp: Vec::new(),
        measure: Measure::Credited,
        contract: None,
    }
}

fn rvu(text: &str) -> CreditRvu {
    text.parse().unwrap()
}

/// Work RVUs of 1.3 a visit on every day given.
fn visits(days: impl IntoIterator<Item = Date>) -> Ledger {
    let records: Vec<Record> = (1..).zip(days).map(|(n, day)| record(n, n, day, "99213")).collect();
    Ledger::new(records, &valuer(&*BY_SITE))
}

fn any_settings() -> impl Strategy<Value = Settings> {
    let leave = prop::collection::vec((0..500_i32, 0..20_i32), 0..5);
    (1..13_i8, 1..128_u8, leave, 0..3_usize).prop_map(|(month, weekdays, leave, holidays)| Settings {
        fiscal_year_month: month,
        working_weekdays: (0..7_i8)
            .filter(|day| weekdays >> day & 1 == 1)
            .map(|day| Weekday::from_monday_zero_offset(day).unwrap())
            .collect(),
        leave: leave
            .into_iter()
            .map(|(from, length)| {
                let from = support::FIRST + from.days();
                Leave { from, to: from + length.days() }
            })
            .collect(),
        public_holidays: PublicHolidays::ALL[holidays],
        ..Settings::default()
    })
}

/// Half-up, as one writes it by hand.
fn half_up(numerator: i128, denominator: i128) -> i64 {
    i64::try_from((2 * numerator + denominator).div_euclid(2 * denominator)).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn the_pace_is_what_a_walk_day_by_day_finds(
        records in prop::collection::vec(any_record(), 0..60),
        settings in any_settings(),
        span in prop::sample::select(vec!["2026", "FY2026", "FY2027", "2026-04"]),
        target in 1..9_000_000_i64,
        ramp in prop::option::of(prop::collection::vec(0..300_u16, 12)),
        of_contract in any::<bool>(),
        today in -40..560_i32,
    ) {
        let mut goal = goal(span, "1");
        goal.target = CreditRvu::new(target);
        if let Some(ramp) = ramp && goal.span.months() == 12 && ramp.iter().any(|share| *share > 0) {
            goal.ramp = ramp;
        }
        goal.contract = of_contract.then_some(BY_SITE.contract);
        let ledger = Ledger::new(records, &valuer(&*BY_SITE));
        let today = support::FIRST + today.days();
        let pace = Pace::new(&goal, &settings, &ledger, today);
        let period = goal.span.period(settings.divisions());
        let working = |day: Date| {
            settings.working_weekdays.contains(day.weekday())
                && !settings.leave.iter().any(|leave| leave.from <= day && day <= leave.to)
                && !(day.year() - 1..=day.year() + 1).any(|year| settings.public_holidays.of_year(year).contains(&day))
        };

        let (mut month, mut seen) = (0, period.from.month());
        let (mut whole, mut past, mut total_days, mut left_days) = (0_i128, 0_i128, 0, 0);
        let mut day = period.from;
        while day <= period.to {
            if day.month() != seen {
                (month, seen) = (month + 1, day.month());
            }
            if working(day) {
                let share = i128::from(goal.ramp.get(month).copied().unwrap_or(100));
                whole += share;
                past += if day < today { share } else { 0 };
                total_days += 1;
                left_days += i128::from(day >= today);
            }
            day = day.tomorrow().unwrap();
        }
        let (mut done, mut of_today) = (0, 0);
        for logged in ledger.between(period.from, period.to) {
            let counts = !of_contract || logged.value.contract == Some(BY_SITE.contract);
            if counts && logged.entry().date <= today {
                let work = logged.value.work().map_or(0, CreditRvu::get);
                done += work;
                of_today += if logged.entry().date == today { work } else { 0 };
            }
        }
        prop_assert_eq!((pace.done.get(), pace.today.get()), (done, of_today));
        prop_assert_eq!(i128::from(pace.days_left), left_days);
        prop_assert_eq!(pace.working_days, total_days);
        let expected = (whole > 0).then(|| match past == whole {
            true => target,
            false => 10 * half_up(i128::from(target) * past, 10 * whole),
        });
        prop_assert_eq!(pace.expected.map(CreditRvu::get), expected);
        prop_assert_eq!(pace.ahead.map(CreditRvu::get), expected.map(|expected| done - of_today - expected));
        prop_assert_eq!(pace.left.get(), (target - done).max(0));

        let missing = i128::from(target - done + of_today).max(0);
        match pace.needed_per_day {
            None => prop_assert!(left_days == 0 && missing > 0),
            Some(needed) => {
                let needed = i128::from(needed.get());
                prop_assert!(needed * left_days >= missing);
                prop_assert!(needed == 0 || (needed - 10) * left_days < missing);
            }
        }
        if whole > 0 {
            prop_assert_eq!(pace.months.iter().map(|month| month.expected).sum::<CreditRvu>().get(), target);
            prop_assert_eq!(pace.days.last().unwrap().expected.get(), target);
        }
        prop_assert_eq!(pace.months.iter().map(|month| month.done).sum::<CreditRvu>(), pace.done);
        prop_assert_eq!(pace.months.iter().map(|month| month.working_days).sum::<u32>(), total_days);

        if let Ok(projection) = &pace.projection {
            let basis = projection.basis;
            prop_assert!((5..=60).contains(&basis.days) && basis.to < today);
            let mut count = 0;
            let mut day = basis.from;
            while day <= basis.to {
                count += u32::from(working(day));
                day = day.tomorrow().unwrap();
            }
            prop_assert_eq!(count, basis.days);
            prop_assert!(projection.work >= pace.done);
            if let Some(day) = projection.reached_on {
                prop_assert!(period.contains(day) && day >= today && projection.work >= pace.target);
            }
        }
    }
}

#[test]
fn a_projection_holds_the_rate_of_the_last_working_days() {
    let settings = Settings { public_holidays: PublicHolidays::None, ..Settings::default() };
    let calendar = WorkCalendar::new(&settings, date(2026, 1, 1), date(2026, 12, 31));
    // A visit on each working day of September and October.
    let days: Vec<_> = calendar.working_days(date(2026, 9, 1), date(2026, 10, 31)).collect();
    let ledger = visits(days.clone());
    let goal = goal("2026-11", "26");
    let pace = Pace::new(&goal, &settings, &ledger, date(2026, 11, 2));
    let projection = pace.projection.unwrap();
    assert_eq!(days.len(), 44);
    assert_eq!((projection.basis.days, projection.rate, projection.days), (44, rvu("1.3"), 21));
    assert_eq!((projection.work, projection.beyond), (rvu("27.3"), rvu("1.3")));
    assert_eq!(projection.reached_on, Some(date(2026, 11, 27)), "the twentieth working day");
    assert_eq!(
        projection.assumption,
        "Assumes that the 21 working days left, without holidays and leave, bring as much as before: 57.20 work RVUs in the last 44 working days (September 1 to November 1, 2026), 1.30 a working day."
    );
    assert_eq!((pace.state, pace.days_left), (GoalState::Running, 21));
    assert_eq!(pace.needed_per_day, Some(rvu("1.24")));
    assert_eq!(pace.needed_per_week, Some(rvu("6.2")));

    let over = Pace::new(&goal, &settings, &ledger, date(2026, 12, 1));
    assert_eq!((over.state, over.needed_per_day, over.left), (GoalState::Over, None, rvu("26")));
    assert!(over.projection.is_err());
    let early = Pace::new(&goal, &settings, &visits(days[..4].to_vec()), date(2026, 9, 7));
    assert!(early.projection.unwrap_err().contains("has 4 before September 7, 2026"));
}

#[test]
fn today_counts_as_a_day_at_the_rate_until_it_brings_more() {
    let settings = Settings { public_holidays: PublicHolidays::None, ..Settings::default() };
    let calendar = WorkCalendar::new(&settings, date(2026, 1, 1), date(2026, 12, 31));
    let mut days: Vec<_> = calendar.working_days(date(2026, 11, 2), date(2026, 11, 13)).collect();
    let today = date(2026, 11, 16);
    let of = |days: &[Date]| {
        Pace::new(&goal("2026-11", "26"), &settings, &visits(days.to_vec()), today).projection.unwrap()
    };
    assert_eq!(of(&days).work, rvu("27.3"));
    days.push(today);
    assert_eq!(of(&days).work, rvu("27.3"), "as much as a day brings");
    days.push(today);
    assert_eq!(of(&days).work, rvu("28.6"));
}

#[test]
fn a_target_for_full_time_goes_by_the_share_worked() {
    let mut settings = Settings { fte: "0.8".parse().unwrap(), ..Settings::default() };
    let mut goal = goal("2026", "6500.5");
    assert_eq!(goal.target_of(&settings), rvu("6500.5"));
    goal.for_full_time = true;
    assert_eq!(goal.target_of(&settings), rvu("5200.4"));
    goal.fte = Some("0.33".parse().unwrap());
    settings.fte = "1".parse().unwrap();
    assert_eq!(goal.target_of(&settings), rvu("2145.165"));
}

#[test]
fn goals_read_as_they_are_written() {
    let mut goal = goal("FY2027", "6500");
    goal.ramp = vec![50; 12];
    let text = serde_json::to_string(&goal).unwrap();
    assert!(text.contains(r#""span":"FY2027""#) && text.contains(r#""target":"6500.000""#), "{text}");
    assert_eq!(serde_json::from_str::<Goal>(&text).unwrap(), goal);
    assert_eq!(goal.check(), Ok(()));
    let refused = |change: fn(&mut Goal)| {
        let mut changed = goal.clone();
        change(&mut changed);
        changed.check().unwrap_err().to_string()
    };
    assert!(refused(|goal| goal.name = "".parse().unwrap()).starts_with("name"));
    assert!(refused(|goal| goal.target = CreditRvu::ZERO).starts_with("target"));
    assert!(refused(|goal| goal.span = GoalSpan::Month(2026, 8)).contains("here 1"));
    assert!(refused(|goal| goal.ramp = vec![0; 12]).starts_with("ramp"));
    assert!(refused(|goal| goal.ramp = vec![1001; 12]).starts_with("ramp"));
    for bad in [
        "",
        "26",
        "1999",
        "2200",
        "FY",
        "FY26",
        "2026-13",
        "2026-00",
        "2026-8",
        "2026-08-01",
        "-2026",
        "fy2026",
    ] {
        assert!(bad.parse::<GoalSpan>().is_err(), "{bad}");
    }
}

#[test]
fn a_basis_goes_back_sixty_working_days_and_no_further() {
    let settings = Settings { public_holidays: PublicHolidays::None, ..Settings::default() };
    let today = date(2026, 11, 28);
    let calendar = WorkCalendar::new(&settings, date(2025, 1, 1), date(2026, 12, 31));
    let basis = Basis::before(today, Some(date(2020, 1, 1)), &calendar).unwrap();
    assert_eq!((basis.days, basis.from, basis.to), (60, date(2026, 9, 7), date(2026, 11, 27)));
    assert!(Basis::before(today, None, &calendar).is_err());
}
