//! Amounts on the edge of each class, from rows of one provider each.
#![allow(clippy::unwrap_used, clippy::panic, reason = "what the tests share may stop at the first surprise")]

mod common;

use common::{Row, SCHEDULE, build_of, file};
use openrvu_benchmark::set::{BiasClass, Biases};
use openrvu_core::valuation::Prices;
use openrvu_core::{RowModifier, Setting};

/// The fee in Ohio by RVU23D, in cents.
fn fee(code: &str, setting: Setting) -> i64 {
    let release = SCHEDULE.release("RVU23D".parse().unwrap()).unwrap();
    let zip = SCHEDULE.tables().zip(openrvu_core::Zip::from_bytes(b"44114").unwrap()).unwrap();
    let gpcis = SCHEDULE.locality(release, zip.locality).unwrap().gpcis;
    let prices = Prices { gpcis, conversion_factor: release.conversion_factor };
    release.row(code.parse().unwrap(), RowModifier::Global).unwrap().fee(setting, &prices).get()
}

/// The class of twelve rows with so many thousandths of the fee, and the median work for a hundred services.
fn told(
    specialty: &'static str,
    code: &'static str,
    place: char,
    thousandths: i64,
) -> (Option<BiasClass>, String) {
    let setting = if place == 'F' { Setting::Facility } else { Setting::NonFacility };
    let cents = fee(code, setting) * thousandths / 1000;
    let rows: Vec<Row> = (0..12)
        .map(|npi| Row {
            allowed: format!("{}.{:02}", cents / 100, cents % 100),
            ..Row::of(npi, specialty, code, place, 100)
        })
        .collect();
    let set = build_of(&[("rows.csv", &file(&rows))]).unwrap();
    let Biases::Compared { compared: 12, classes, .. } = &set.biases else { panic!("{:?}", set.biases) };
    let found: Vec<BiasClass> = classes.iter().filter(|of| of.rows > 0).map(|of| of.class).collect();
    assert!(found.len() < 2, "{found:?}");
    (found.first().copied(), set.specialties[0].whole.work.median().to_string())
}

#[test]
fn an_amount_near_a_ratio_is_of_the_class_whose_ratio_it_is() {
    use BiasClass::{Assistant, Bilateral, CoSurgeon, NonPhysician, TechnicalComponent};
    let surgeon = "Orthopedic Surgery";
    let cases = [
        // A knee replacement: 19.60 work RVUs, for which assistants, two surgeons and two sides are paid.
        (surgeon, "27447", 'F', 1000, None, "1960.00"),
        (surgeon, "27447", 'F', 951, None, "1960.00"),
        (surgeon, "27447", 'F', 800, None, "1960.00"),
        (surgeon, "27447", 'F', 160, Some(Assistant), "313.60"),
        (surgeon, "27447", 'F', 153, Some(Assistant), "313.60"),
        (surgeon, "27447", 'F', 150, None, "1960.00"),
        (surgeon, "27447", 'F', 625, Some(CoSurgeon), "1225.00"),
        (surgeon, "27447", 'F', 590, None, "1960.00"),
        (surgeon, "27447", 'F', 1500, Some(Bilateral), "2940.00"),
        ("Physician Assistant", "27447", 'F', 136, Some(Assistant), "313.60"),
        ("Physician Assistant", "99213", 'O', 850, Some(NonPhysician), "130.00"),
        // The ratio of a non-physician tells nothing of a physician.
        (surgeon, "99213", 'O', 850, None, "130.00"),
        // A visit has no assistant, no second surgeon, no second side.
        (surgeon, "99213", 'O', 160, None, "130.00"),
        (surgeon, "99213", 'O', 625, None, "130.00"),
        (surgeon, "99213", 'O', 1500, None, "130.00"),
    ];
    for (specialty, code, place, thousandths, class, work) in cases {
        let expected = (class, work.to_owned());
        assert_eq!(told(specialty, code, place, thousandths), expected, "{specialty} {code} {thousandths}");
    }
    // A head scan in an office, whose technical part is so much of its fee, has no work.
    let release = SCHEDULE.release("RVU23D".parse().unwrap()).unwrap();
    let part = |modifier| release.row("70450".parse().unwrap(), modifier).unwrap();
    let share = |modifier| {
        let total = |row: &openrvu_core::FeeRow| i64::from(row.total(Setting::NonFacility).get());
        total(part(modifier)) * 1000 / total(part(RowModifier::Global))
    };
    let technical = told("Diagnostic Radiology", "70450", 'O', share(RowModifier::Technical));
    assert_eq!(technical, (Some(TechnicalComponent), "0.00".to_owned()));
    let professional = told("Diagnostic Radiology", "70450", 'O', share(RowModifier::Professional));
    assert_eq!(professional, (None, "85.00".to_owned()), "reading alone is work in full");
    // In a facility the row is the reading's already.
    assert_eq!(told("Diagnostic Radiology", "70450", 'F', 1000).0, None);
}
