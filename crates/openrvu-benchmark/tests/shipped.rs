//! The set that ships, and synthetic rows of its shape.
#![allow(clippy::unwrap_used, clippy::panic, reason = "what the tests share may stop at the first surprise")]

mod common;

use common::{SCHEDULE, options, write};
use openrvu_benchmark::build::build;
use openrvu_benchmark::generate::Generator;
use openrvu_benchmark::set::{self, Absent, BiasClass, Biases, NoBiases};
use openrvu_benchmark::{BenchmarkSet, Figure, embedded};

#[test]
fn the_set_that_ships_says_exactly_what_it_is() {
    let ships = embedded().unwrap();
    assert_eq!(
        ships.label(),
        "Medicare fee-for-service, observed, year 2012, 21 states and territories, valued on RVU26C, a lower bound"
    );
    assert_eq!(ships.area.states.len(), 21);
    assert_eq!((ships.rows.read, ships.sources.len()), (639_794, 21));
    assert!(!ships.synthetic && ships.method.release_complete);
    assert_eq!(ships.biases, Biases::NotApplicable { reason: NoBiases::NoAmounts });
    assert_eq!(set::read(&set::write(&ships).unwrap()).unwrap(), ships);
}

#[test]
fn nothing_that_ships_stands_on_fewer_than_eleven_providers() {
    let ships = embedded().unwrap();
    for specialty in &ships.specialties {
        let cells = std::iter::once(&specialty.whole).chain(specialty.states.iter().map(|state| &state.cell));
        for cell in cells {
            assert!(cell.providers() >= 11, "{}", specialty.name);
            assert_eq!(cell.coverage, Figure::Absent(Absent::NoProviderTotals));
            assert_eq!(cell.work_per_day, Figure::Absent(Absent::NoBeneficiaryDays));
            for em in &cell.em {
                let shown = em.levels.iter().filter_map(|level| level.figures.known());
                assert!(em.providers >= 11 && shown.clone().all(|of| of.providers >= 11));
                let together: u64 = shown.map(|of| of.pooled.get()).sum();
                assert!(together <= 10_002, "{} {:?}", specialty.name, em.family);
            }
        }
        assert!(specialty.codes.iter().all(|code| code.providers >= 11));
    }
    assert!(ships.codes.iter().all(|code| code.providers >= 11));
    assert!(ships.codes.iter().flat_map(|code| &code.specialties).all(|part| part.providers >= 11));
}

fn synthetic(rows: u64, seed: u64, threads: usize) -> BenchmarkSet {
    let ships = embedded().unwrap();
    let release = SCHEDULE.release("RVU23D".parse().unwrap()).unwrap();
    let mut text = Vec::new();
    Generator::new(&ships, &SCHEDULE, release).unwrap().write(rows, seed, &mut text).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let path = write(dir.path(), "synthetic.csv", &text);
    build(&[path], &SCHEDULE, &openrvu_benchmark::BuildOptions { threads, ..options() }, None, &()).unwrap()
}

#[test]
fn synthetic_rows_are_marked_repeatable_and_of_the_shape_asked_for() {
    let set = synthetic(20_000, 7, 1);
    assert!(set.synthetic && set.label().starts_with("Synthetic rows, not data. "));
    assert_eq!(set.rows.read, 20_000);
    assert_eq!(set, synthetic(20_000, 7, 4), "the same whatever the threads");
    assert_ne!(set.sources, synthetic(20_000, 8, 1).sources);
    let internists = set.specialty("internal-medicine").unwrap();
    assert!(internists.codes.iter().take(5).any(|code| code.code.as_str() == "99214"));
    assert!(internists.whole.work_per_day.known().is_some());
}

#[test]
fn amounts_tell_assistants_and_technical_parts_and_their_work_is_weighed() {
    let set = synthetic(60_000, 1, 2);
    let Biases::Compared { release, compared, classes, .. } = &set.biases else { panic!("{:?}", set.biases) };
    assert_eq!(release.to_string(), "RVU23D");
    assert!(*compared * 10 > set.rows.used * 9, "{compared} of {}", set.rows.used);
    let rows = |class| classes.iter().find(|of| of.class == class).unwrap().rows;
    assert!(rows(BiasClass::NonPhysician) > 100 && rows(BiasClass::TechnicalComponent) > 100);
    let assistants = set.specialty("physician-assistant").unwrap();
    let assisting = assistants.biases.iter().find(|of| of.class == BiasClass::Assistant).unwrap();
    assert!(assisting.rows > 10 && assisting.weight.to_string() == "0.16");
    let elsewhere = rows(BiasClass::Assistant) - assisting.rows;
    assert_eq!(elsewhere, 0, "the generator makes none in other specialties");
}
