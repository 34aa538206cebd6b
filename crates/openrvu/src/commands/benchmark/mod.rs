//! `openrvu benchmark`: distributions of Medicare's services and work RVUs by specialty.

mod show;

use std::fs;
use std::io::BufWriter;
use std::path::Path;

use openrvu_benchmark::BenchmarkSet;
use openrvu_benchmark::build::{BuildOptions, build};
use openrvu_benchmark::generate::Generator;
use openrvu_benchmark::set::{Biases, SetFile, write};
use openrvu_core::ReleaseId;
use serde_json::json;

use crate::args::{BenchmarkBuildArgs, BenchmarkCommand};
use crate::data::Data;
use crate::failure::Failure;
use crate::progress::Bar;
use crate::report::{Form, Report, Table};

/// The command that builds the set of the whole country.
const NATIONAL: &str = "openrvu benchmark build MUP_PHY_R25_P05_V20_D23_Prov_Svc.csv --year 2023";

/// The file of a set that names all others.
const MANIFEST: &str = "set.json";

/// Runs the command.
pub fn run(data: &Data, command: Option<&BenchmarkCommand>, form: Form) -> Result<Report, Failure> {
    match command {
        None => list(data),
        Some(BenchmarkCommand::Build(args)) => build_set(data, args, form),
        Some(BenchmarkCommand::Generate { rows, seed, release, out }) => {
            generate(data, *rows, *seed, *release, out)
        }
        Some(BenchmarkCommand::Show { specialty, set, state, most }) => {
            show::show(data, specialty.as_deref(), *set, state.as_deref(), *most)
        }
    }
}

fn list(data: &Data) -> Result<Report, Failure> {
    let sets = data.benchmarks()?;
    let kept = data.benchmark_store().ids()?;
    let ships = sets.iter().any(|set| !kept.contains(&set.id));
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
        let small = sets.iter().find(|set| !kept.contains(&set.id));
        report.text(format!(
            "{} is a small set that ships with the program. Build that of the whole country from CMS's file: {NATIONAL}",
            small.map(|set| set.id.to_string()).unwrap_or_default()
        ));
    }
    report.text("List the specialties of a set with: openrvu benchmark show");
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
    let parts = store.parts_dir(args.year);
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
    report.text(match &args.out {
        Some(out) => format!("Written to {}.", out.display()),
        None => format!(
            "Kept as {0}: openrvu benchmark show --set {0}. The site shows it from its next start.",
            set.id
        ),
    });
    Ok(report)
}

/// Writes a set's files to a folder: a new one appears whole, and one that is there loses its manifest first and gets it
/// back last.
fn write_to(out: &Path, files: &[SetFile]) -> Result<(), Failure> {
    let at = |path: &Path| {
        let path = path.to_owned();
        move |error| Failure::Io { path, error }
    };
    let parent = out.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(at(parent))?;
    let incoming = tempfile::tempdir_in(parent).map_err(at(parent))?;
    for file in files {
        let path = incoming.path().join(&file.name);
        fs::write(&path, &file.bytes).map_err(at(&path))?;
    }
    if !out.exists() {
        fs::create_dir(out).map_err(at(out))?;
    }
    let manifest = out.join(MANIFEST);
    if manifest.exists() {
        fs::remove_file(&manifest).map_err(at(&manifest))?;
    }
    let (last, first): (Vec<_>, Vec<_>) = files.iter().partition(|file| file.name == MANIFEST);
    for file in first.into_iter().chain(last) {
        let to = out.join(&file.name);
        fs::rename(incoming.path().join(&file.name), &to).map_err(at(&to))?;
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
