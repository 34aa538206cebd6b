//! Two sides of the body: on one line, on two, by units; and what keeps two lines from being two sides.

mod support;

use openrvu_core::FeeRow;
use openrvu_core::indicator::{Bilateral, GlobalPeriod, MultipleProcedure};
use openrvu_core::valuation::Valuation;
use support::{allowed, divided, row, rvu, schedule, value, warnings};

fn knee(indicator: Bilateral) -> FeeRow {
    let row = row("27447", "1000.00");
    FeeRow {
        bilateral: indicator,
        global: GlobalPeriod::Days090,
        work: rvu("20.00"),
        non_facility_pe: rvu("980.00"),
        facility_pe: rvu("980.00"),
        preoperative: 10,
        intraoperative: 69,
        postoperative: 21,
        ..row
    }
}

fn claim(indicator: Bilateral, policy: &str, texts: &[&str]) -> Valuation {
    value(&schedule(vec![knee(indicator)]), policy, texts, |_| {})
}

fn work(claim: &Valuation) -> Vec<String> {
    let shown = claim.lines.iter().map(|line| line.credit.work().map(openrvu_core::CreditRvu::short));
    shown.map(Option::unwrap_or_default).collect()
}

#[test]
fn sides_that_differ_in_another_modifier_are_two_services() {
    // The surgeon's side ranks first; of the other, at half, the assistant's or co-surgeon's share is paid.
    for (texts, paid, credited) in [
        (["27447-LT-80", "27447-RT"], ["80.00", "1000.00"], ["1.60", "20.00"]),
        (["27447-LT", "27447-RT-80"], ["1000.00", "80.00"], ["20.00", "1.60"]),
        (["27447-RT", "27447-LT-80"], ["1000.00", "80.00"], ["20.00", "1.60"]),
        (["27447-LT-62", "27447-RT"], ["312.50", "1000.00"], ["6.25", "20.00"]),
        (["27447-LT", "27447-RT-AS"], ["1000.00", "68.00"], ["20.00", "1.36"]),
        (["27447-LT-78", "27447-RT"], ["345.00", "1000.00"], ["6.90", "20.00"]),
    ] {
        let claim = claim(Bilateral::Applies, "mirror-cms", &texts);
        assert_eq!(allowed(&claim), paid, "{texts:?}");
        assert_eq!(work(&claim), credited, "{texts:?}");
    }
}

#[test]
fn sides_that_agree_in_their_modifiers_are_one_procedure() {
    for (texts, total) in [
        (["27447-LT-80", "27447-RT-80"], "240.00"),
        (["27447-LT-80-XS", "27447-59-80-RT"], "240.00"),
        (["27447-RT-62", "27447-LT-62"], "937.50"),
        (["27447-LT-54", "27447-RT-54"], "1185.00"),
    ] {
        let claim = claim(Bilateral::Applies, "full", &texts);
        assert_eq!(claim.totals.allowed.to_string(), total, "{texts:?}");
    }
}

#[test]
fn which_left_line_carries_the_right_does_not_depend_on_their_order() {
    for texts in [["27447-LT-59", "27447-LT", "27447-RT"], ["27447-RT", "27447-LT", "27447-LT-59"]] {
        let claim = claim(Bilateral::Applies, "full", &texts);
        let mut paid: Vec<(String, String)> =
            claim.lines.iter().map(|line| line.line.to_string()).zip(allowed(&claim)).collect();
        paid.sort();
        let expected = [("27447-LT", "1500.00"), ("27447-LT-59", "500.00"), ("27447-RT", "0.00")];
        assert_eq!(paid, expected.map(|(line, amount)| (line.to_owned(), amount.to_owned())), "{texts:?}");
    }
}

#[test]
fn a_modifier_that_the_credit_policy_counts_keeps_sides_apart() {
    let schedule = schedule(vec![knee(Bilateral::Applies)]);
    let mut policy = schedule.policy().credit_preset("full").unwrap().clone();
    let quarter_more = openrvu_core::policy::CreditRule::Factor("1.25".parse().unwrap());
    policy.modifiers.insert("22".parse().unwrap(), quarter_more);
    let request = openrvu_core::Request::new(support::day(), &policy);
    let claim = schedule.value(&request, &support::lines(&["27447-LT-22", "27447-RT"])).unwrap();
    assert_eq!(work(&claim), ["25.00", "20.00"]);
}

#[test]
fn without_a_rule_for_two_sides_lines_and_units_are_procedures_of_their_own() {
    for texts in [&["27447-LT", "27447-RT"][..], &["27447x2"], &["27447-LTx2"], &["27447-LT-RTx2"]] {
        let claim = claim(Bilateral::NotApplicable, "full", texts);
        assert_eq!(claim.totals.allowed.to_string(), "1500.00", "{texts:?}");
        assert_eq!(claim.totals.work.short(), "40.00", "{texts:?}");
        assert_eq!(warnings(&claim), "", "{texts:?}");
    }
    let refused = claim(Bilateral::NotApplicable, "full", &["27447-50"]);
    assert!(support::reason(&refused).starts_with("incompatible: Modifier 50"));
    let one = claim(Bilateral::NotApplicable, "full", &["27447-LT-RT"]);
    assert_eq!(allowed(&one), ["1000.00"]);
    assert!(warnings(&one).contains("LT and RT on one line do not raise the amount: BILAT SURG 9"));
}

#[test]
fn left_and_right_on_one_line_are_both_sides() {
    for (indicator, total, credited) in [
        (Bilateral::Applies, "1500.00", "30.00"),
        (Bilateral::EachSide, "1500.00", "40.00"),
        (Bilateral::NoAdjustment, "1000.00", "20.00"),
        (Bilateral::AlreadyBilateral, "1000.00", "20.00"),
    ] {
        let on_one_line = claim(indicator, "full", &["27447-LT-RT"]);
        let by_50 = claim(indicator, "full", &["27447-50"]);
        assert_eq!(on_one_line.totals.allowed.to_string(), total, "{indicator}");
        assert_eq!(on_one_line.totals.work.short(), credited, "{indicator}");
        assert_eq!(on_one_line.totals, by_50.totals, "{indicator}");
        assert_eq!(on_one_line.lines[0].warnings.len(), by_50.lines[0].warnings.len(), "{indicator}");
    }
    // Its two units are the two sides.
    for indicator in [Bilateral::Applies, Bilateral::EachSide, Bilateral::NoAdjustment] {
        let two_units = claim(indicator, "full", &["27447-LT-RTx2"]);
        assert_eq!(two_units.totals, claim(indicator, "full", &["27447-50"]).totals, "{indicator}");
    }
}

#[test]
fn a_charge_for_one_side_is_named_and_not_compared() {
    for texts in [["27447-LT=900", "27447-RT"], ["27447-LT", "27447-RT=900"]] {
        let claim = claim(Bilateral::Applies, "full", &texts);
        assert_eq!(claim.totals.allowed.to_string(), "1500.00", "{texts:?}");
        assert!(warnings(&claim).contains("The charge of $900.00 is for one side"), "{texts:?}");
    }
    let both = claim(Bilateral::Applies, "full", &["27447-LT=700", "27447-RT=600"]);
    assert_eq!(both.totals.allowed.to_string(), "1300.00");
    assert_eq!(warnings(&both), "");
}

#[test]
fn sides_that_are_ranked_apart_are_credited_once_each() {
    let mut rows = divided("73721", "70", "160", MultipleProcedure::Imaging);
    for row in &mut rows {
        row.bilateral = Bilateral::EachSide;
        row.work = rvu("1.00");
    }
    let schedule = schedule(rows.to_vec());
    for (policy, credited) in [("full", "2.00"), ("mirror-cms", "1.95"), ("half-second", "2.00")] {
        let claim = value(&schedule, policy, &["73721-26-50"], |_| {});
        assert_eq!(work(&claim), [credited], "{policy}");
    }
}

#[test]
fn the_credit_of_two_sides_does_not_depend_on_a_denial() {
    let every = [
        Bilateral::NoAdjustment,
        Bilateral::Applies,
        Bilateral::AlreadyBilateral,
        Bilateral::EachSide,
        Bilateral::NotApplicable,
    ];
    for texts in [
        &["27447"][..],
        &["27447-LT"],
        &["27447x2"],
        &["27447x3"],
        &["27447-LTx2"],
        &["27447-LT-RT"],
        &["27447-LT-RTx2"],
        &["27447-LT-RTx3"],
        &["27447-RT", "27447-LT"],
        &["27447-LT-80", "27447-RT"],
        &["27447-LT", "27447-LT", "27447-RT"],
    ] {
        let denied: Vec<String> = texts
            .iter()
            .map(|text| {
                let (service, units) = text.split_once('x').unwrap_or((text, "1"));
                format!("{service}-GYx{units}")
            })
            .collect();
        let denied: Vec<&str> = denied.iter().map(String::as_str).collect();
        for indicator in every {
            let (paid, unpaid) = (claim(indicator, "full", texts), claim(indicator, "full", &denied));
            assert_eq!(unpaid.totals.allowed.to_string(), "0.00", "{denied:?}");
            assert_eq!(work(&unpaid), work(&paid), "BILAT SURG {indicator}: {denied:?}");
        }
    }
    for (texts, credited) in [
        (&["27447-LT-RT-GYx2"][..], "30.00"),
        (&["27447-GYx2"], "30.00"),
        (&["27447-LT-GY", "27447-RT-GY"], "30.00"),
        (&["27447-50-GY"], "30.00"),
    ] {
        assert_eq!(claim(Bilateral::Applies, "full", texts).totals.work.short(), credited, "{texts:?}");
    }
}
