//! `openrvu benchmark show`: the specialties of a set, or one of them.

use openrvu_benchmark::set::{Cell, Figure, Specialty, slug};
use openrvu_benchmark::{BenchmarkSet, Distribution, PERCENTILES, Quantity, SetId};
use serde_json::{Value, json};

use crate::data::Data;
use crate::failure::Failure;
use crate::report::{Report, Table};

/// What is said below every figure.
const NO_FTE: &str =
    "There is no FTE in Medicare's files: none of these figures is per FTE, of all payers, or a survey's.";

/// Shows a specialty, or lists all of them.
pub fn show(
    data: &Data,
    name: Option<&str>,
    id: Option<SetId>,
    state: Option<&str>,
    most: usize,
) -> Result<Report, Failure> {
    let sets = data.benchmarks()?;
    let held = || sets.iter().map(|set| set.id.to_string()).collect::<Vec<_>>().join(", ");
    let set = match id {
        Some(id) => sets
            .iter()
            .find(|set| set.id == id)
            .ok_or_else(|| Failure::Other(format!("no benchmark set {id} is held: held are {}", held())))?,
        None => sets
            .iter()
            .max_by_key(|set| (!set.synthetic, set.id))
            .ok_or_else(|| Failure::Other("no benchmark set is held".to_owned()))?,
    };
    let Some(name) = name else { return Ok(specialties(set)) };
    let specialty = set
        .specialty_named(name)
        .or_else(|| set.specialty(&slug(name)))
        .ok_or_else(|| Failure::Other(unknown(set, name)))?;
    let state = state.map(str::to_ascii_uppercase);
    let cell = match &state {
        None => &specialty.whole,
        Some(state) => specialty.state(state).ok_or_else(|| Failure::Other(no_state(specialty, state)))?,
    };
    Ok(report(&sets, set, specialty, state.as_deref(), cell, most))
}

/// Every specialty of a set.
fn specialties(set: &BenchmarkSet) -> Report {
    let headers =
        ["specialty", ">providers", ">work RVUs p25", ">median", ">p75", ">services, median", ">covered %"];
    let mut table = Table::new(&headers);
    for specialty in &set.specialties {
        let cell = &specialty.whole;
        let [_, _, lower, median, upper, _, _] = cell.work.values;
        table.row([
            specialty.name.clone(),
            cell.providers().to_string(),
            lower.to_string(),
            median.to_string(),
            upper.to_string(),
            cell.services.median().to_string(),
            cell.coverage.known().map_or_else(|| "unknown".to_owned(), |of| of.pooled.percent()),
        ]);
    }
    let json: Vec<Value> = set
        .specialties
        .iter()
        .map(|of| json!({ "slug": of.slug, "name": of.name, "whole": of.whole }))
        .collect();
    let json = json!({
        "set": set.id, "label": set.label(), "specialties": json, "suppressed": set.suppressed,
    });
    let mut report = Report::new(json, table.clone());
    report.text(format!("{}.", set.label()));
    report.table(table);
    if !set.suppressed.is_empty() {
        report.text(format!(
            "Not shown, since fewer than 11 of them reach the floor: {}.",
            set.suppressed.join(", ")
        ));
    }
    report.text(NO_FTE);
    report
}

fn report(
    sets: &[BenchmarkSet],
    set: &BenchmarkSet,
    specialty: &Specialty,
    state: Option<&str>,
    cell: &Cell,
    most: usize,
) -> Report {
    let percentiles = percentiles(cell);
    let (years, of_years) = years(sets, set, specialty, state);
    let json = json!({
        "set": set.id, "label": set.label(), "method": set.method, "sources": set.sources, "state": state,
        "specialty": specialty, "years": of_years,
    });
    let mut report = Report::new(json, percentiles.clone());
    let place = state.map(|state| format!(" in {state}")).unwrap_or_default();
    report.text(format!("{}{place}. {}.", specialty.name, set.label()));
    report.text(counted(set, specialty, cell));
    report.table(percentiles.titled(format!("{} providers, percentiles by nearest rank", cell.providers())));
    if let Some(years) = years {
        report.table(years);
        report.text(
            "Fewer patients are in fee-for-service every year, so a fall need not be less work; and years valued on \
             different releases differ by their values too.",
        );
    }
    for levels in levels(cell) {
        report.table(levels);
    }
    report.table(codes(specialty, most));
    report.text(computed_from(set));
    report.text(NO_FTE);
    report
}

/// Files that are named each.
const NAMED: usize = 3;

/// The files behind a set.
fn computed_from(set: &BenchmarkSet) -> String {
    let rows: u64 = set.sources.iter().map(|source| source.rows).sum();
    match set.sources.as_slice() {
        [first, .., last] if set.sources.len() > NAMED => format!(
            "Computed from {} files with {rows} rows, {} to {}; --json names each with its SHA-256.",
            set.sources.len(),
            first.file.name,
            last.file.name
        ),
        sources => {
            let named = sources.iter().map(|source| {
                let file = &source.file;
                format!(
                    "{} ({} rows, {}, SHA-256 {})",
                    file.name,
                    source.rows,
                    source.kind.words(),
                    file.sha256
                )
            });
            format!("Computed from {}.", named.collect::<Vec<_>>().join(", "))
        }
    }
}

/// Whose figures these are, and how much of their work they show.
fn counted(set: &BenchmarkSet, specialty: &Specialty, cell: &Cell) -> String {
    let coverage = match cell.coverage {
        Figure::Known(coverage) => format!(
            "the rows hold {}% of the services of the {} whose total is known",
            coverage.pooled.percent(),
            coverage.providers
        ),
        Figure::Absent(reason) => {
            format!("how much of their services the rows hold is unknown: {}", reason.words())
        }
    };
    format!(
        "{} providers with at least {} services, of {} in the files of the whole area; {coverage}.",
        cell.providers(),
        set.method.least_services.short(),
        specialty.providers
    )
}

/// The specialty in every set of the same kind, the latest year first; no table of one alone.
fn years(
    sets: &[BenchmarkSet],
    shown: &BenchmarkSet,
    specialty: &Specialty,
    state: Option<&str>,
) -> (Option<Table>, Vec<Value>) {
    let headers = ["set", "area", ">providers", ">work RVUs p25", ">median", ">p75", ">services, median"];
    let mut table = Table::new(&headers).titled("Years");
    let mut json = Vec::new();
    for set in sets.iter().rev().filter(|set| set.synthetic == shown.synthetic) {
        let Some(of_set) = set.specialty(&specialty.slug) else { continue };
        let cell = match state {
            None => Some(&of_set.whole),
            Some(state) => of_set.state(state),
        };
        let Some(cell) = cell else { continue };
        let [_, _, lower, median, upper, _, _] = cell.work.values;
        table.row([
            set.id.to_string(),
            set.area.words.clone(),
            cell.providers().to_string(),
            lower.to_string(),
            median.to_string(),
            upper.to_string(),
            cell.services.median().to_string(),
        ]);
        json.push(json!({
            "set": set.id, "area": set.area.words, "providers": cell.providers(), "work": cell.work,
            "services": cell.services,
        }));
    }
    (Some(table).filter(|_| json.len() > 1), json)
}

fn levels(cell: &Cell) -> impl Iterator<Item = Table> + '_ {
    cell.em.iter().map(|em| {
        let headers = ["code", ">providers", ">of all visits %", ">p25 %", ">median %", ">p75 %"];
        let mut table = Table::new(&headers).titled(format!(
            "Levels of office visits, {}: {} providers",
            em.family.name(),
            em.providers
        ));
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
        table
    })
}

fn codes(specialty: &Specialty, most: usize) -> Table {
    let mut codes = Table::new(&["code", ">of work %", ">providers", ">median services"])
        .titled("Codes that make up the specialty's work in the whole area");
    for code in specialty.codes.iter().take(most) {
        codes.row([
            code.code.to_string(),
            code.work_share.percent(),
            code.providers.to_string(),
            code.median_services.short(),
        ]);
    }
    codes
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

/// Why a specialty cannot be shown, with those of a like name.
fn unknown(set: &BenchmarkSet, name: &str) -> String {
    let asked = slug(name);
    if let Some(name) = set.suppressed.iter().find(|other| slug(other) == asked) {
        return format!(
            "{name:?} has fewer than 11 providers above the floor in the set {}, so nothing is shown",
            set.id
        );
    }
    let like = |other: &str| {
        let other = slug(other);
        let mut words = asked.split('-').filter(|word| word.len() >= 4);
        words.any(|word| other.split('-').any(|own| own.starts_with(word.get(..6).unwrap_or(word))))
    };
    let found = set.specialties.iter().map(|specialty| &*specialty.name).filter(|name| like(name));
    let found: Vec<&str> = found.take(6).collect();
    let hint = match found.as_slice() {
        [] => "list those that are with: openrvu benchmark show".to_owned(),
        names => format!("Medicare's names that are like it: {}", names.join(", ")),
    };
    format!("{name:?} is not in the set {}: {hint}", set.id)
}

fn no_state(specialty: &Specialty, state: &str) -> String {
    let states: Vec<&str> = specialty.states.iter().map(|of| &*of.state).collect();
    let held = match states.as_slice() {
        [] => "no state has as many".to_owned(),
        states => format!("states with as many are {}", states.join(", ")),
    };
    format!("{} has fewer than 11 providers above the floor in {state}, or none: {held}", specialty.name)
}
