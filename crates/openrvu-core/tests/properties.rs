//! Properties: an independent decimal computation agrees to the cent, and the order of lines never matters.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod support;

use openrvu_core::indicator::{Bilateral, MultipleProcedure};
use openrvu_core::valuation::{Line, Prices, Request, amount};
use openrvu_core::{Code, ConversionFactor, Exact, Factor, FeeRow, Gpci, Gpcis, Modifier, Rvu, Setting};
use proptest::prelude::*;
use rust_decimal::{Decimal, RoundingStrategy};
use support::{code, day, divided, row, schedule};

/// The base amount as a person with a decimal calculator works it out.
fn oracle(rvus: [i32; 3], gpcis: [i32; 3], factor: i32) -> Decimal {
    let weighed: Decimal = rvus
        .iter()
        .zip(gpcis)
        .map(|(rvu, gpci)| Decimal::new((*rvu).into(), 2) * Decimal::new(gpci.into(), 3))
        .sum();
    (weighed * Decimal::new(factor.into(), 4))
        .round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}

proptest! {
    #[test]
    fn the_base_amount_agrees_with_decimal_arithmetic(
        rvus in [0..30_000_i32, 0..300_000, 0..10_000],
        gpcis in [200..3000_i32, 200..3000, 200..3000],
        factor in 100_000..500_000_i32,
    ) {
        let prices = Prices {
            gpcis: Gpcis {
                work: Gpci::new(gpcis[0]),
                practice_expense: Gpci::new(gpcis[1]),
                malpractice: Gpci::new(gpcis[2]),
            },
            conversion_factor: ConversionFactor::new(factor),
        };
        let ours = amount(Rvu::new(rvus[0]), Rvu::new(rvus[1]), Rvu::new(rvus[2]), &prices);
        prop_assert_eq!(Decimal::new(ours.get(), 2), oracle(rvus, gpcis, factor));
    }

    #[test]
    fn the_therapy_amount_agrees_with_decimal_arithmetic(
        rvus in [0..1000_i32, 0..1000, 0..100],
        gpcis in [200..3000_i32, 200..3000, 200..3000],
        factor in 100_000..500_000_i32,
    ) {
        let prices = Prices {
            gpcis: Gpcis { work: Gpci::new(gpcis[0]), practice_expense: Gpci::new(gpcis[1]), malpractice: Gpci::new(gpcis[2]) },
            conversion_factor: ConversionFactor::new(factor),
        };
        let therapy = FeeRow {
            work: Rvu::new(rvus[0]), non_facility_pe: Rvu::new(rvus[1]), malpractice: Rvu::new(rvus[2]), ..row("97110", "0")
        };
        let ours = therapy.therapy_amount(Setting::NonFacility, &prices, Factor::HALF);
        let d = |n: i32, places| Decimal::new(n.into(), places);
        let weighed = d(rvus[0], 2) * d(gpcis[0], 3) + d(rvus[1], 2) * d(gpcis[1], 3) / Decimal::TWO + d(rvus[2], 2) * d(gpcis[2], 3);
        let expected = (weighed * d(factor, 4)).round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
        prop_assert_eq!(Decimal::new(ours.get(), 2), expected);
    }

    #[test]
    fn a_chain_of_factors_rounds_once(cents in 0..100_000_000_i64, factors in prop::collection::vec(0..20_000_u32, 0..6)) {
        let exact = factors.iter().fold(Exact::whole(cents), |e, f| e.times(Factor::ten_thousandths(*f)));
        // In whole numbers: the product over its power of ten, half-up.
        let mut numerator = num(cents);
        let mut denominator = 1_i128;
        for factor in &factors {
            let g = gcd(numerator * i128::from(*factor), denominator * 10_000);
            (numerator, denominator) = (numerator * i128::from(*factor) / g, denominator * 10_000 / g);
        }
        prop_assert_eq!(i128::from(exact.round()), (numerator * 2 + denominator) / (denominator * 2));
    }
}

fn num(n: i64) -> i128 {
    i128::from(n)
}

fn gcd(a: i128, b: i128) -> i128 {
    if b == 0 { a.max(1) } else { gcd(b, a % b) }
}

/// Rows of every ranked kind, with ties among their amounts.
fn rows() -> Vec<FeeRow> {
    let scope = |text, dollars, work: i32, base| FeeRow {
        multiple_procedure: MultipleProcedure::Endoscopy,
        endoscopic_base: Some(code(base)),
        work: Rvu::new(work),
        ..row(text, dollars)
    };
    let plain = |text, dollars, work: i32| FeeRow {
        work: Rvu::new(work),
        bilateral: Bilateral::Applies,
        ..row(text, dollars)
    };
    let therapy = |text, dollars, work: i32| FeeRow {
        multiple_procedure: MultipleProcedure::Therapy,
        work: Rvu::new(work),
        ..row(text, dollars)
    };
    let mut rows = vec![
        scope("45385", "3.00", 457, "45378"),
        scope("45380", "3.00", 356, "45378"),
        plain("45378", "2.50", 326),
        scope("43239", "2.00", 239, "43235"),
        plain("43235", "2.00", 209),
        plain("11042", "1.00", 101),
        plain("11043", "1.00", 101),
        therapy("97110", "0.40", 45),
        therapy("97140", "0.40", 43),
    ];
    rows.extend(divided("74177", "0.68", "4.76", MultipleProcedure::Imaging));
    rows.extend(divided("71260", "0.68", "4.76", MultipleProcedure::Imaging));
    rows.extend(divided("93306", "0.65", "1.48", MultipleProcedure::Cardiovascular));
    rows.extend(divided("78452", "0.77", "1.48", MultipleProcedure::Cardiovascular));
    rows
}

fn line() -> impl Strategy<Value = Line> {
    let codes = [
        "45385", "45380", "45378", "43239", "43235", "11042", "11043", "97110", "97140", "74177", "71260",
        "93306", "78452",
    ];
    let modifiers = ["", "50", "LT", "RT", "LT RT", "LT 80", "LT 59", "RT 59", "26", "62", "80", "59"];
    (prop::sample::select(codes.to_vec()), prop::sample::select(modifiers.to_vec()), 1..4_u32).prop_map(
        |(text, modifiers, units)| {
            let modifiers = modifiers.split_whitespace().map(|m| m.parse::<Modifier>().unwrap()).collect();
            Line { modifiers, units, ..Line::new(text.parse::<Code>().unwrap()) }
        },
    )
}

/// A line of the ranked kinds other than scopes, without modifiers.
fn plain_line() -> impl Strategy<Value = Line> {
    let codes = ["11042", "11043", "97110", "97140", "74177", "71260", "93306", "78452"];
    (prop::sample::select(codes.to_vec()), 1..4_u32)
        .prop_map(|(text, units)| Line { units, ..Line::new(code(text)) })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn the_order_of_lines_does_not_matter(
        (lines, shuffled) in prop::collection::vec(line(), 1..9).prop_flat_map(|lines| {
            let original: Vec<(usize, Line)> = lines.into_iter().enumerate().collect();
            (Just(original.clone()), Just(original).prop_shuffle())
        }),
        preset in prop::sample::select(vec!["full", "mirror-cms", "half-second"]),
    ) {
        let schedule = schedule(rows());
        let policy = schedule.policy().credit_preset(preset).unwrap();
        let request = Request { explain: false, ..Request::new(day(), policy) };
        let plain = |lines: &[(usize, Line)]| lines.iter().map(|(_, line)| line.clone()).collect::<Vec<_>>();
        let first = schedule.value(&request, &plain(&lines)).unwrap();
        let second = schedule.value(&request, &plain(&shuffled)).unwrap();
        prop_assert_eq!(&first.totals, &second.totals);
        // Line by line too, except that equal lines may trade places.
        let outcomes = |lines: &[(usize, Line)], valuation: &openrvu_core::Valuation| {
            let mut all: Vec<String> = lines.iter().zip(&valuation.lines)
                .map(|((_, line), value)| format!("{line} {:?} {:?}", value.payment.allowed(), value.credit.work()))
                .collect();
            all.sort();
            all
        };
        prop_assert_eq!(outcomes(&lines, &first), outcomes(&shuffled, &second));
    }

    // Scopes aside, for a base beside a member of its family is not paid.
    #[test]
    fn more_lines_never_pay_less(lines in prop::collection::vec(plain_line(), 1..6), more in plain_line()) {
        let schedule = schedule(rows());
        let policy = schedule.policy().credit_preset("mirror-cms").unwrap();
        let request = Request { explain: false, ..Request::new(day(), policy) };
        let before = schedule.value(&request, &lines).unwrap().totals.allowed;
        let mut longer = lines;
        longer.push(more);
        prop_assert!(schedule.value(&request, &longer).unwrap().totals.allowed >= before);
    }
}

proptest! {
    #[test]
    fn any_text_reads_as_a_line_or_an_error(text in ".{0,40}") {
        if let Ok(line) = text.parse::<Line>() {
            prop_assert_eq!(line.to_string().parse::<Line>(), Ok(line));
        }
    }

    #[test]
    fn what_looks_like_a_line_reads_back(text in "[0-9A-G][0-9]{4}(-[A-Z0-9]{2}){0,3}(x[1-9]{1,2})?(@[1-9][0-9]?min)?") {
        if let Ok(line) = text.parse::<Line>() {
            prop_assert_eq!(line.to_string().parse::<Line>(), Ok(line));
        }
    }
}
