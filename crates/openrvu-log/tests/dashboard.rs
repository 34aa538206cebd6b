//! The dashboard: every way to divide work adds up to the whole.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod support;

use jiff::civil::date;
use openrvu_core::{Code, CodeKind};
use openrvu_log::dashboard::{Asked, ContractChoice, Dashboard, Filter, SiteChoice, matching, needs_review};
use openrvu_log::{Divisions, Ledger, Logged, Period, PeriodKind, Role, Sums};
use proptest::prelude::*;
use support::{BY_SITE, any_record, record, valuer};

/// Sections of two steps: anesthesia, surgery, evaluation, the rest.
fn classify(code: Code) -> String {
    match (code.kind(), code.number()) {
        (CodeKind::CategoryI, Some(..10_000)) => "category-i/anesthesia".to_owned(),
        (CodeKind::CategoryI, Some(10_000..70_000)) => "category-i/surgery/all".to_owned(),
        (CodeKind::CategoryI, Some(99_202..99_500)) => "category-i/evaluation".to_owned(),
        _ => "category-i/medicine".to_owned(),
    }
}

fn any_filter() -> impl Strategy<Value = Filter> {
    let site = prop_oneof![
        Just(SiteChoice::None),
        Just(SiteChoice::Named("North".parse().unwrap())),
        Just(SiteChoice::Named("Nowhere".parse().unwrap())),
    ];
    let section = prop::sample::select(vec![
        "category-i",
        "category-i/surgery",
        "category-i/surg",
        "category-i/medicine",
    ]);
    let code = prop::sample::select(vec!["99213", "27447", "99999"]);
    let contract = prop::sample::select(vec![ContractChoice::None, ContractChoice::Of(BY_SITE.contract)]);
    (
        prop::option::weighted(0.3, site),
        prop::option::weighted(0.3, section),
        prop::option::weighted(0.2, code),
        prop::option::weighted(0.2, prop::sample::select(Role::ALL.to_vec())),
        prop::option::weighted(0.2, contract),
    )
        .prop_map(|(site, section, code, role, contract)| Filter {
            site,
            section: section.map(str::to_owned),
            code: code.map(|code| code.parse().unwrap()),
            role,
            contract,
        })
}

/// Whether a filter lets an entry through, said plainly.
fn fits(filter: &Filter, logged: Logged<'_>) -> bool {
    let entry = logged.entry();
    let site = match &filter.site {
        None => true,
        Some(SiteChoice::None) => entry.site.is_none(),
        Some(SiteChoice::Named(name)) => entry.site.as_ref() == Some(name),
    };
    let at_north = entry.site.as_ref().is_some_and(|site| site.as_str() == "North");
    let contract = match filter.contract {
        None => true,
        Some(ContractChoice::None) => !at_north,
        Some(ContractChoice::Of(_)) => at_north,
    };
    let section = filter.section.as_ref().is_none_or(|section| {
        let of_code = classify(entry.line.code);
        of_code == *section || of_code.starts_with(&format!("{section}/"))
    });
    site && contract
        && section
        && filter.code.is_none_or(|code| code == entry.line.code)
        && filter.role.is_none_or(|role| role == entry.role)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn every_division_adds_up_to_the_whole(
        records in prop::collection::vec(any_record(), 0..90),
        filter in any_filter(),
        (today, from, length) in (0..450_i32, 0..400_i32, 0..420_i32),
    ) {
        let ledger = Ledger::new(records, &valuer(&*BY_SITE));
        let day = |n: i32| support::FIRST + jiff::Span::new().days(n);
        let divisions = Divisions { fiscal_year_month: 7, ..Divisions::default() };
        let period = Period::custom(day(from), day(from + length));
        let asked = Asked { today: day(today), period, filter: &filter, divisions, classify: &classify };
        let dashboard = Dashboard::new(&ledger, &asked);

        let plainly = |period: &Period| -> Sums {
            let entries = ledger.between(period.from, period.to);
            entries.filter(|logged| fits(&filter, *logged)).map(|logged| logged.value.sums()).sum()
        };
        let total = plainly(&period);
        prop_assert_eq!(dashboard.total, total);
        for standing in &dashboard.standings {
            prop_assert_eq!(standing.sums, plainly(&standing.period));
            let before = standing.period.previous(divisions);
            let has_begun = ledger.extent().is_some_and(|(first, _)| first <= before.from);
            let expected = has_begun.then(|| plainly(&Period { to: standing.before_to, ..before }));
            prop_assert_eq!(standing.before, expected);
        }
        for kind in [PeriodKind::Day, PeriodKind::Week, PeriodKind::Month] {
            let trend = dashboard.trend(kind);
            prop_assert_eq!(trend.iter().map(|point| point.sums).sum::<Sums>(), total);
        }
        let mix = &dashboard.mix;
        prop_assert_eq!(mix.codes.iter().map(|(_, sums)| *sums).sum::<Sums>(), total);
        prop_assert_eq!(mix.sections.iter().map(|(_, sums)| *sums).sum::<Sums>(), total);
        prop_assert_eq!(mix.sites.iter().map(|(_, sums)| *sums).sum::<Sums>(), total);
        prop_assert_eq!(mix.roles.iter().map(|(_, sums)| *sums).sum::<Sums>(), total);
        prop_assert_eq!(mix.releases.iter().map(|(_, sums)| *sums).sum::<Sums>(), total);
        prop_assert_eq!(mix.contracts.iter().map(|(_, sums)| *sums).sum::<Sums>(), total);
        prop_assert!(mix.codes.is_sorted_by(|one, other| one.1.work >= other.1.work));

        let reviewed: Vec<_> = needs_review(&ledger, &period, &filter, &classify).collect();
        prop_assert_eq!(u32::try_from(reviewed.len()).unwrap(), total.review);
        prop_assert!(reviewed.is_sorted_by(|one, other| one.entry().date >= other.entry().date));
        let matched = matching(&ledger, &period, &filter, &classify).count();
        prop_assert_eq!(u32::try_from(matched).unwrap(), total.entries);
    }
}

#[test]
fn levels_of_a_family_are_counted_by_units() {
    let day = date(2026, 8, 3);
    let lines = ["99213", "99214", "99214-25", "99204", "27447"];
    let records = (1..).zip(lines).map(|(number, line)| record(number, number, day, line)).collect();
    let ledger = Ledger::new(records, &valuer(&*BY_SITE));
    let filter = Filter::default();
    let period = Period::of(PeriodKind::Month, day, Divisions::default());
    let asked =
        Asked { today: day, period, filter: &filter, divisions: Divisions::default(), classify: &classify };
    let levels = Dashboard::new(&ledger, &asked).mix.levels;
    let shown: Vec<_> = levels
        .iter()
        .map(|family| (family.name, family.levels.iter().map(|level| level.sums.units).collect::<Vec<_>>()))
        .collect();
    assert_eq!(
        shown,
        [("Office, new patient", vec![0, 0, 1, 0]), ("Office, established patient", vec![0, 0, 1, 2, 0])]
    );
}

#[test]
fn a_period_stands_beside_as_much_of_the_one_before() {
    let today = date(2026, 3, 30);
    let days = [date(2026, 2, 1), date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31)];
    let records = (1..).zip(days).map(|(number, day)| record(number, number, day, "99213")).collect();
    let ledger = Ledger::new(records, &valuer(&*BY_SITE));
    let filter = Filter::default();
    let period = Period::of(PeriodKind::Month, today, Divisions::default());
    let asked =
        Asked { today, period, filter: &filter, divisions: Divisions::default(), classify: &classify };
    let standings = Dashboard::new(&ledger, &asked).standings;
    let month = standings.iter().find(|standing| standing.period.kind == PeriodKind::Month).unwrap();
    assert_eq!((month.sums.entries, month.before.map(|sums| sums.entries)), (2, Some(2)));
    assert_eq!(month.before_to, date(2026, 2, 28));
}
