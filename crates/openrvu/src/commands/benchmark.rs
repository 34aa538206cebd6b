//! `openrvu benchmark`: distributions of Medicare's services and work RVUs by specialty.

use std::fs;
use std::io::BufWriter;
use std::path::Path;

use openrvu_benchmark::build::{BuildOptions, build};
use openrvu_benchmark::generate::Generator;
use openrvu_benchmark::set::{Biases, Cell, SetFile, write};
use openrvu_benchmark::{BenchmarkSet, Distribution, PERCENTILES, Quantity, SetId};
use openrvu_core::ReleaseId;
use serde_json::json;

use crate::args::{BenchmarkBuildArgs, BenchmarkCommand};
use crate::data::Data;
use crate::failure::Failure;
use crate::progress::Bar;
use crate::report::{Form, Report, Table};

/// The command that builds the set of the whole country.
const NATIONAL: &str = "openrvu benchmark build MUP_PHY_R25_P05_V20_D23_Prov_Svc.csv --year 2023";

/// Runs the command.
pub fn run(data: &Data, command: Option<&BenchmarkCommand>, form: Form) -> Result<Report, Failure> {
    match command {
        None => list(data),
        Some(BenchmarkCommand::Build(args)) => build_set(data, args, form),
        Some(BenchmarkCommand::Generate { rows, seed, release, out }) => {
            generate(data, *rows, *seed, *release, out)
        }
        Some(BenchmarkCommand::Show { specialty, set, state, most }) => {
            show(data, specialty, *set, state.as_deref(), *most)
        }
    }
}

fn list(data: &Data) -> Result<Report, Failure> {
    let sets = data.benchmarks()?;
    let ships = data.benchmark_store().ids()?.is_empty();
    let headers =
        ["set", "area", ">rows", ">providers", ">specialties", "floor", "amounts compared", "synthetic"];
    let mut table = Table::new(&headers);
    for set in &sets {
        table.row([
            set.id.to_string(),
            set.area.words.clone(),
            set.rows.read.to_string(),
            set.rows.providers.to_string(),
            set.specialties.len().to_string(),
            format!("{} services", set.method.least_services.short()),
            match set.biases {
                Biases::Compared { release, .. } => format!("with {release}"),
                Biases::NotApplicable { reason } => format!("no: {}", reason.words()),
            },
            if set.synthetic { "yes: not data".to_owned() } else { "no".to_owned() },
        ]);
    }
    let json: Vec<_> = sets.iter().map(summary).collect();
    let mut report = Report::new(json!({ "sets": json, "ships_with_the_program": ships }), table.clone());
    report.table(table);
    for set in &sets {
        report.text(format!("{}: {}.", set.id, set.label()));
    }
    if ships {
        report.text(format!(
            "This small set ships with the program. Build that of the whole country from CMS's file: {NATIONAL}"
        ));
    }
    Ok(report)
}

/// A set without its specialties and codes.
fn summary(set: &BenchmarkSet) -> serde_json::Value {
    json!({
        "id": set.id, "label": set.label(), "area": set.area, "synthetic": set.synthetic, "method": set.method,
        "sources": set.sources, "rows": set.rows, "biases": set.biases, "suppressed": set.suppressed,
        "specialties": set.specialties.len(), "codes": set.codes.len(),
    })
}

fn build_set(data: &Data, args: &BenchmarkBuildArgs, form: Form) -> Result<Report, Failure> {
    let schedule = data.schedule()?;
    let mut options = BuildOptions {
        value_release: args.value_release,
        incomplete_release: args.incomplete_release,
        area: args.area.clone(),
        least_services: args.least_services,
        least_em_services: args.least_visits,
        least_coverage: args.least_coverage,
        ..BuildOptions::of_year(args.year)
    };
    if let Some(threads) = args.threads {
        options.threads = threads.get();
    }
    let store = data.benchmark_store();
    let parts = store.parts_dir();
    let bar = Bar::new(form == Form::Tables);
    let built = build(&args.files, &schedule, &options, args.out.is_none().then_some(&parts), &bar);
    bar.finish();
    let set = built?;
    match &args.out {
        Some(out) => write_to(out, &write(&set)?)?,
        None => store.keep(&set)?,
    }
    let mut counts = Table::new(&["rows", ">count", ">services"]).titled("Rows");
    counts.row(["read".to_owned(), set.rows.read.to_string(), String::new()]);
    counts.row(["counted".to_owned(), set.rows.used.to_string(), String::new()]);
    for excluded in &set.rows.excluded {
        let words = format!("left out: {}", excluded.reason.words());
        counts.row([words, excluded.rows.to_string(), excluded.services.short()]);
    }
    let mut report = Report::new(summary(&set), counts.clone());
    report.text(format!("{}: {}.", set.id, set.label()));
    report.table(counts);
    report.text(format!(
        "{} specialties of {} providers; {} are below the floor of {} services, and {} specialties have too few.",
        set.specialties.len(),
        set.rows.providers,
        set.rows.below_floor,
        set.method.least_services.short(),
        set.suppressed.len()
    ));
    match &set.biases {
        Biases::NotApplicable { reason } => {
            report.text(format!("Amounts were not compared with the fee schedule: {}.", reason.words()));
        }
        Biases::Compared { release, compared, not_compared, classes, .. } => {
            let mut table = Table::new(&["told by amounts", ">weight of work", ">rows", ">services"])
                .titled(format!("{compared} rows compared with {release}, {not_compared} not"));
            for of in classes {
                let words = of.class.words().to_owned();
                table.row([words, of.weight.to_string(), of.rows.to_string(), of.services.short()]);
            }
            report.table(table);
        }
    }
    Ok(report)
}

fn write_to(out: &Path, files: &[SetFile]) -> Result<(), Failure> {
    fs::create_dir_all(out).map_err(|error| Failure::Io { path: out.to_owned(), error })?;
    for file in files {
        let path = out.join(&file.name);
        fs::write(&path, &file.bytes).map_err(|error| Failure::Io { path, error })?;
    }
    Ok(())
}

/// Synthetic rows with the shape of the set that ships.
fn generate(
    data: &Data,
    rows: u64,
    seed: u64,
    release: Option<ReleaseId>,
    out: &Path,
) -> Result<Report, Failure> {
    let schedule = data.schedule()?;
    let release = match release {
        Some(id) => schedule.release(id)?,
        None => schedule.newest().ok_or_else(|| Failure::Other("no release is held".to_owned()))?,
    };
    let shape = openrvu_benchmark::embedded()?;
    let generator = Generator::new(&shape, &schedule, release)
        .ok_or_else(|| Failure::Other(format!("{} is held without localities", release.id)))?;
    let io = |error| Failure::Io { path: out.to_owned(), error };
    let file = fs::File::create(out).map_err(io)?;
    generator.write(rows, seed, &mut BufWriter::with_capacity(1 << 20, file)).map_err(io)?;
    let mut table = Table::new(&["file", ">rows", ">seed", "amounts of"]);
    let release = release.id.to_string();
    table.row([out.display().to_string(), rows.to_string(), seed.to_string(), release.clone()]);
    let json = json!({ "synthetic": true, "rows": rows, "seed": seed, "release": release });
    let mut report = Report::new(json, table.clone());
    report.table(table);
    report.text("These rows are synthetic: no figure made of them is data.");
    Ok(report)
}

fn show(
    data: &Data,
    name: &str,
    set: Option<SetId>,
    state: Option<&str>,
    most: usize,
) -> Result<Report, Failure> {
    let sets = data.benchmarks()?;
    let set = match set {
        Some(id) => sets.iter().find(|set| set.id == id).ok_or(Failure::Other(format!(
            "no benchmark set {id} is held: list what is with: openrvu benchmark"
        )))?,
        None => sets.last().ok_or_else(|| Failure::Other("no benchmark set is held".to_owned()))?,
    };
    let specialty = set.specialty_named(name).or_else(|| set.specialty(&openrvu_benchmark::set::slug(name)));
    let specialty = specialty.ok_or_else(|| {
        let suppressed = set.suppressed.iter().any(|other| other == name);
        let why = if suppressed { "has too few providers in" } else { "is not in" };
        Failure::Other(format!("{name:?} {why} the set {}", set.id))
    })?;
    let cell = match state {
        None => &specialty.whole,
        Some(state) => specialty.state(&state.to_ascii_uppercase()).ok_or_else(|| {
            Failure::Other(format!("{} has fewer than 11 providers in {state}", specialty.name))
        })?,
    };
    let percentiles = percentiles(cell);
    let json = json!({ "set": set.id, "label": set.label(), "specialty": specialty });
    let mut report = Report::new(json, percentiles.clone());
    report.text(format!("{}. {}.", specialty.name, set.label()));
    report.table(percentiles.titled(format!("{} providers, percentiles by nearest rank", cell.providers())));
    for em in &cell.em {
        let mut table = Table::new(&["code", ">providers", ">of all %", ">p25 %", ">median %", ">p75 %"])
            .titled(format!("Levels of visits, {}: {} providers", em.family.name(), em.providers));
        for level in &em.levels {
            match level.figures.known() {
                Some(of) => table.row([
                    level.code.to_string(),
                    of.providers.to_string(),
                    of.pooled.percent(),
                    of.lower_quartile.percent(),
                    of.median.percent(),
                    of.upper_quartile.percent(),
                ]),
                None => table.row([level.code.to_string(), "fewer than 11".to_owned()]),
            }
        }
        report.table(table);
    }
    let mut codes = Table::new(&["code", ">of work %", ">providers", ">median services"])
        .titled("Codes that make up the specialty's work in the whole area");
    for code in specialty.codes.iter().take(most) {
        let providers = code.providers.to_string();
        codes.row([
            code.code.to_string(),
            code.work_share.percent(),
            providers,
            code.median_services.short(),
        ]);
    }
    report.table(codes);
    report.text("There is no FTE in Medicare's files: none of these figures is per FTE, or of all payers.");
    Ok(report)
}

fn percentiles(cell: &Cell) -> Table {
    let headers = std::iter::once("of a year".to_owned());
    let headers: Vec<String> = headers.chain(PERCENTILES.map(|p| format!(">p{p}"))).collect();
    let mut table = Table::new(&headers.iter().map(String::as_str).collect::<Vec<_>>());
    table.row(row("services", &cell.services));
    table.row(row("work RVUs", &cell.work));
    if let Some(per_day) = cell.work_per_day.known() {
        table.row(row("work RVUs per beneficiary-day", per_day));
    }
    table
}

fn row<T: Quantity + std::fmt::Display>(name: &str, distribution: &Distribution<T>) -> Vec<String> {
    let values = distribution.values.iter().map(ToString::to_string);
    std::iter::once(name.to_owned()).chain(values).collect()
}
