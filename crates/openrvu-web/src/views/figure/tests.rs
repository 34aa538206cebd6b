//! Figures as texts ask for them, over the figures that ship.

use std::sync::{Arc, LazyLock};

use openrvu_content::Library;
use openrvu_core::{Policy, Schedule};

use super::fill;
use crate::{Site, SiteOptions};

static SITE: LazyLock<Site> = LazyLock::new(|| {
    let starter = openrvu_cms::starter::load().unwrap();
    let releases = starter.releases.into_iter().map(Arc::new).collect();
    let schedule = Schedule::new(Arc::new(Policy::builtin().unwrap()), releases, Arc::new(starter.tables));
    Site::new(schedule, Library::embedded().unwrap(), SiteOptions::default()).unwrap()
});

fn is(pairs: &[(&str, &str)]) {
    for (figure, expected) in pairs {
        assert_eq!(fill(&SITE, &format!("{{{{{figure}}}}}")).as_deref(), Ok(*expected), "{figure}");
    }
}

#[test]
fn figures_of_a_row_a_release_and_a_locality() {
    is(&[
        ("work 27447 in RVU26C", "19.11"),
        ("factor in RVU24A", "32.7442"),
        ("factor in RVU24AR", "33.2875"),
        ("rate co-surgeon", "62.5"),
        ("rate sequestration in RVU21A", "0"),
        ("index work 10112-00 in RVU26C", "1.000"),
        ("index expense 01112-05 in RVU24B", "1.419"),
        ("locality 15202-00 in RVU26C", "OHIO"),
    ]);
}

#[test]
fn figures_of_a_claim_are_those_of_the_calculator() {
    is(&[
        ("claim allowed 45385,45380 facility in RVU25D", "$258.45"),
        ("claim allowed:2 45385,45380 facility in RVU25D", "$15.53"),
        ("claim work 45385,45380 facility in RVU25D", "8.13"),
        ("claim work 45385,45380 facility mirror-cms in RVU25D", "4.87"),
        ("claim work:2 45385,45380 half-second in RVU25D", "1.78"),
        ("claim credit 45385 in RVU25D", "4.570"),
        ("claim work 27447 RVU20A in RVU26C", "20.72"),
        ("claim allowed 27447-54 in RVU25D", "$993.53"),
        ("claim after:base-amount 70336 15202-00 in RVU20B", "$291.65"),
        ("claim allowed 70336 15202-00 in RVU20B", "$287.69"),
        ("claim limit 99213 non-participating in RVU26C", "$104.00"),
        ("claim allowed 99213 15202-00 nurse-practitioner in RVU20B", "$62.08"),
        ("claim allowed 99213 qualifying in RVU26C", "$95.67"),
    ]);
    let arithmetic = fill(&SITE, "{{claim words:base-amount 99213 in RVU26C}}").unwrap();
    assert!(arithmetic.starts_with("(1.30 work × 1.000 + "), "{arithmetic}");
    assert!(arithmetic.ends_with("× 33.4009"), "{arithmetic}");
}

#[test]
fn a_claim_with_a_line_without_an_amount_has_no_sum() {
    is(&[("claim allowed 99213,27447-52 in RVU26C", "(not held here)")]);
}

#[test]
fn figures_of_a_year() {
    is(&[
        ("year 27447x200 in RVU25D", "3,920.00"),
        ("year 27447x200 since RVU25D in RVU26C", "−98.00"),
        ("year 27447x200 since RVU25D percent in RVU26C", "−2.5"),
        ("year 27447x200 at 50 in RVU26C", "$191,100.00"),
        ("year 27447x200 since RVU25D at 50 in RVU26C", "−$4,900.00"),
        ("year 27447x200,99213x1000 since RVU20A in RVU26C", "8.00"),
    ]);
}

#[test]
fn rows_that_moved_are_counted_once_each() {
    let count = |direction: &str| -> usize {
        let figure = format!("{{{{moved expense facility {direction} since RVU25D in RVU26C}}}}");
        fill(&SITE, &figure).unwrap().parse().unwrap()
    };
    assert!(count("down") > count("up") && count("up") > 0 && count("same") > 0);
    is(&[("moved work same since RVU26B in RVU26B", &{
        let rows = &SITE.schedule.release("RVU26B".parse().unwrap()).unwrap().rows;
        rows.iter().filter(|row| row.status.uses_rvus() && !row.work.is_zero()).count().to_string()
    })]);
}

#[test]
fn what_is_not_a_figure_is_refused() {
    for figure in [
        "wage 27447",
        "rate kindness",
        "index wage 15202-00",
        "claim profit 27447",
        "claim allowed 2744",
        "claim allowed:3 99213,99214",
        "claim allowed 99213 quickly",
        "year 27447",
        "year 27447x2 percent",
        "moved work sideways since RVU25D",
        "work 27447 in RVU99Z",
    ] {
        assert!(fill(&SITE, &format!("{{{{{figure}}}}}")).is_err(), "{figure}");
    }
}
