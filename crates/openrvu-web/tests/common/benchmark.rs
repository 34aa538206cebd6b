//! A small benchmark set, made up, with one of each thing that a page has to show.

use openrvu_benchmark::set::{
    Absent, Area, BiasClass, BiasCount, Biases, Cell, CodeOfSpecialty, CodeUse, Coverage, EmDistribution,
    EmFamily, EmFigures, EmLevel, Excluded, Exclusion, Figure, Method, RowCounts, Source, SourceKind,
    Specialty, SpecialtyOfCode, StateCell,
};
use openrvu_benchmark::{BenchmarkSet, Distribution, Services, Share, WorkRvus};
use openrvu_core::{Code, Factor, SourceFile};

fn code(text: &str) -> Code {
    text.parse().unwrap()
}

fn work(n: u32, values: [u64; 7]) -> Distribution<WorkRvus> {
    Distribution { n, values: values.map(|value| WorkRvus::new(value * 100 + 50)) }
}

fn services(n: u32, values: [u64; 7]) -> Distribution<Services> {
    Distribution { n, values: values.map(|value| Services::new(value * 100)) }
}

/// The set: cardiology with a state, office visits of one family, a code without work; and a name with a formula.
pub fn sample(year: u16) -> BenchmarkSet {
    let level = |number: &str, shares: Option<[u64; 4]>| EmLevel {
        code: code(number),
        figures: shares.map_or(Figure::Absent(Absent::TooFewProviders), |[pooled, lower, median, upper]| {
            Figure::Known(EmFigures {
                providers: 30,
                pooled: Share::new(pooled),
                lower_quartile: Share::new(lower),
                median: Share::new(median),
                upper_quartile: Share::new(upper),
            })
        }),
    };
    let established = EmDistribution {
        family: EmFamily::EstablishedPatient,
        providers: 35,
        levels: vec![
            level("99211", None),
            level("99212", Some([500, 200, 400, 800])),
            level("99213", Some([4000, 3000, 4100, 5200])),
            level("99214", Some([4500, 3500, 4600, 5500])),
            level("99215", Some([1000, 400, 900, 1500])),
        ],
    };
    let bias = BiasCount {
        class: BiasClass::Assistant,
        weight: "0.16".parse::<Factor>().unwrap(),
        rows: 12,
        services: Services::new(34_000),
    };
    let cell = Cell {
        services: services(40, [150, 300, 1000, 2000, 3500, 5000, 7000]),
        work: work(40, [200, 400, 1200, 2500, 4000, 6000, 8000]),
        work_per_day: Figure::Known(work(40, [1, 1, 1, 2, 2, 3, 4])),
        em: vec![established],
        coverage: Figure::Known(Coverage {
            providers: 40,
            pooled: Share::new(8_250),
            median: Share::new(8_000),
        }),
    };
    let state = Cell {
        services: services(12, [150, 200, 900, 1500, 2500, 3000, 3500]),
        work: work(12, [200, 300, 1000, 1800, 3000, 4000, 4500]),
        work_per_day: Figure::Absent(Absent::TooFewProviders),
        em: Vec::new(),
        coverage: Figure::Absent(Absent::NoProviderTotals),
    };
    let of_specialty = |number: &str, work: u64, share: u64| CodeOfSpecialty {
        code: code(number),
        providers: 35,
        services: Services::new(1_000_000),
        work: WorkRvus::new(work),
        work_share: Share::new(share),
        median_services: Services::new(25_000),
    };
    let cardiology = Specialty {
        slug: "cardiology".to_owned(),
        name: "Cardiology".to_owned(),
        providers: 45,
        services: Services::new(8_000_000),
        work: WorkRvus::new(10_000_000),
        whole: cell.clone(),
        states: vec![StateCell { state: "UT".to_owned(), cell: state }],
        codes: vec![
            of_specialty("99214", 6_000_000, 6_000),
            of_specialty("99213", 3_500_000, 3_500),
            of_specialty("36415", 0, 0),
        ],
        biases: vec![bias],
    };
    let odd = Specialty {
        slug: "hyperlink".to_owned(),
        name: "=HYPERLINK(\"https://example.org\")".to_owned(),
        states: Vec::new(),
        codes: Vec::new(),
        ..cardiology.clone()
    };
    BenchmarkSet {
        id: format!("{year}-RVU26C").parse().unwrap(),
        area: Area { words: "2 states".to_owned(), states: vec!["UT".to_owned(), "VT".to_owned()] },
        synthetic: false,
        method: Method {
            percentile: "nearest rank".to_owned(),
            least_services: Services::new(10_000),
            least_em_services: Services::new(10_000),
            least_coverage: Some(Share::new(5_000)),
            release_complete: true,
        },
        sources: vec![Source {
            file: SourceFile { name: "sample.csv".to_owned(), sha256: "0".repeat(64), bytes: 1 },
            kind: SourceKind::ProviderService,
            rows: 1_200,
        }],
        rows: RowCounts {
            read: 1_200,
            used: 1_000,
            without_place: 0,
            without_days: 0,
            excluded: vec![Excluded { reason: Exclusion::Drug, rows: 200, services: Services::new(100) }],
            providers: 90,
            below_floor: 7,
            below_coverage: 3,
        },
        biases: Biases::Compared {
            release: "RVU26C".parse().unwrap(),
            tolerance: Share::new(300),
            compared: 900,
            not_compared: 100,
            classes: vec![bias],
        },
        specialties: vec![odd, cardiology],
        suppressed: vec!["Addiction Medicine".to_owned()],
        codes: vec![CodeUse {
            code: code("99214"),
            providers: 80,
            services: Services::new(3_000_000),
            coverage: Figure::Known(Share::new(120)),
            specialties: vec![SpecialtyOfCode {
                specialty: "Cardiology".to_owned(),
                providers: 35,
                services: Services::new(1_000_000),
                share: Share::new(3_333),
                median_services: Services::new(25_000),
            }],
        }],
    }
}
