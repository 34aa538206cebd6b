//! A set as files: a manifest in JSON and tables in csv, which others read without us and whose changes show in a diff.
//!
//! | file | a row is |
//! |---|---|
//! | `set.json` | the manifest: year, release, area, sources, definitions, counts, and the hash of every table |
//! | `specialties.csv` | a specialty: providers, services and work of all of them |
//! | `distributions.csv` | seven percentiles of services, work or work per day, of a specialty or of a state in it |
//! | `em.csv` | a level of office visits; figures are blank where fewer than eleven providers show it |
//! | `coverage.csv` | how much of the providers' services the rows show |
//! | `codes.csv` | a code in a specialty; `work` is blank where the code's rows do not count |
//! | `code_totals.csv` | a code |
//! | `biases.csv` | a class of modifiers in a specialty |
//!
//! `state` is blank for the whole area. Shares are fractions with four decimals, work RVUs and services have two.

use std::collections::BTreeMap;

use openrvu_core::{Code, Factor};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{
    Absent, Area, BenchmarkSet, BiasClass, BiasCount, Biases, Cell, CodeOfSpecialty, CodeUse, Coverage,
    EmDistribution, EmFamily, EmFigures, EmLevel, Figure, LEAST_PROVIDERS, Method, RowCounts, SetId, Source,
    SourceKind, Specialty, SpecialtyOfCode, StateCell, slug,
};
use crate::{Distribution, Quantity, Services, Share, WorkRvus};

/// Raised with every change of the files' form.
const FORMAT: u32 = 1;
const MANIFEST: &str = "set.json";
const TABLES: [&str; 7] = [
    "specialties.csv",
    "distributions.csv",
    "em.csv",
    "coverage.csv",
    "codes.csv",
    "code_totals.csv",
    "biases.csv",
];
/// Bytes of a table: a set of the whole country stays below ten million.
const MOST_BYTES: usize = 256 << 20;

/// A file of a set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetFile {
    /// Its name, without a folder.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A set that cannot be read: which file, where, and what is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}{}: {detail}. Build the set again.", .row.map(|row| format!(", row {row}")).unwrap_or_default())]
pub struct SetError {
    /// The file's name.
    pub file: String,
    /// The row, where one is at fault: the header is row 1.
    pub row: Option<u64>,
    /// What is wrong.
    pub detail: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    format: u32,
    id: SetId,
    area: Area,
    synthetic: bool,
    method: Method,
    sources: Vec<Source>,
    rows: RowCounts,
    biases: Biases,
    suppressed: Vec<String>,
    files: Vec<ListedFile>,
}

#[derive(Debug, Serialize, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
struct ListedFile {
    name: String,
    bytes: u64,
    sha256: String,
}

#[derive(Serialize, Deserialize)]
struct SpecialtyRow {
    specialty: String,
    providers: u32,
    services: Services,
    work: WorkRvus,
}

#[derive(Serialize, Deserialize)]
struct DistributionRow {
    specialty: String,
    state: String,
    measure: Measure,
    n: u32,
    p5: Services,
    p10: Services,
    p25: Services,
    p50: Services,
    p75: Services,
    p90: Services,
    p95: Services,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Measure {
    Services,
    Work,
    WorkPerDay,
}

#[derive(Serialize, Deserialize)]
struct EmRow {
    specialty: String,
    state: String,
    code: Code,
    family_providers: u32,
    providers: Option<u32>,
    pooled: Option<Share>,
    p25: Option<Share>,
    p50: Option<Share>,
    p75: Option<Share>,
}

#[derive(Serialize, Deserialize)]
struct CoverageRow {
    specialty: String,
    state: String,
    providers: u32,
    pooled: Share,
    median: Share,
}

#[derive(Serialize, Deserialize)]
struct CodeRow {
    specialty: String,
    code: Code,
    providers: u32,
    services: Services,
    work: Option<WorkRvus>,
    median_services: Services,
}

#[derive(Serialize, Deserialize)]
struct CodeTotalRow {
    code: Code,
    providers: u32,
    services: Services,
    coverage: Option<Share>,
}

#[derive(Serialize, Deserialize)]
struct BiasRow {
    specialty: String,
    class: BiasClass,
    weight: Factor,
    rows: u64,
    services: Services,
}

/// The files of a set, the manifest first. The same set makes the same bytes.
///
/// # Errors
/// [`SetError`] where a table cannot be written, which no set that was built or read causes.
pub fn write(set: &BenchmarkSet) -> Result<Vec<SetFile>, SetError> {
    let mut tables = Tables::default();
    for specialty in &set.specialties {
        tables.specialty(specialty);
    }
    tables.codes(set);
    let files = [
        table(TABLES[0], &tables.specialties)?,
        table(TABLES[1], &tables.distributions)?,
        table(TABLES[2], &tables.em)?,
        table(TABLES[3], &tables.coverage)?,
        table(TABLES[4], &tables.codes)?,
        table(TABLES[5], &tables.code_totals)?,
        table(TABLES[6], &tables.biases)?,
    ];
    let manifest = Manifest {
        format: FORMAT,
        id: set.id,
        area: set.area.clone(),
        synthetic: set.synthetic,
        method: set.method.clone(),
        sources: set.sources.clone(),
        rows: set.rows.clone(),
        biases: set.biases.clone(),
        suppressed: set.suppressed.clone(),
        files: files.iter().map(listed).collect(),
    };
    let wrong = |error: serde_json::Error| fault(MANIFEST, None, error.to_string());
    let mut bytes = serde_json::to_vec_pretty(&manifest).map_err(wrong)?;
    bytes.push(b'\n');
    let manifest = SetFile { name: MANIFEST.to_owned(), bytes };
    Ok(std::iter::once(manifest).chain(files).collect())
}

/// Reads a set from its files, in any order.
///
/// # Errors
/// [`SetError`] where a file is missing, was changed, or contradicts the others.
pub fn read(files: &[SetFile]) -> Result<BenchmarkSet, SetError> {
    let find = |name: &str| {
        let file = files.iter().find(|file| file.name == name);
        file.ok_or_else(|| fault(name, None, "the file is missing"))
    };
    let manifest = manifest(&find(MANIFEST)?.bytes)?;
    let mut tables = Tables::default();
    for name in TABLES {
        let file = find(name)?;
        if manifest.files.iter().all(|known| *known != listed(file)) {
            return Err(fault(name, None, "the file is not the one that was written"));
        }
        match name {
            "specialties.csv" => tables.specialties = rows(file)?,
            "distributions.csv" => tables.distributions = rows(file)?,
            "em.csv" => tables.em = rows(file)?,
            "coverage.csv" => tables.coverage = rows(file)?,
            "codes.csv" => tables.codes = rows(file)?,
            "code_totals.csv" => tables.code_totals = rows(file)?,
            _ => tables.biases = rows(file)?,
        }
    }
    tables.into_set(manifest)
}

fn manifest(bytes: &[u8]) -> Result<Manifest, SetError> {
    #[derive(Deserialize)]
    struct Version {
        format: u32,
    }
    let wrong = |error: serde_json::Error| fault(MANIFEST, None, error.to_string());
    let Version { format } = serde_json::from_slice(bytes).map_err(wrong)?;
    if format != FORMAT {
        let detail = format!("format {format}, and this program reads {FORMAT}");
        return Err(fault(MANIFEST, None, detail));
    }
    serde_json::from_slice(bytes).map_err(wrong)
}

/// The rows of every table.
#[derive(Default)]
struct Tables {
    specialties: Vec<SpecialtyRow>,
    distributions: Vec<DistributionRow>,
    em: Vec<EmRow>,
    coverage: Vec<CoverageRow>,
    codes: Vec<CodeRow>,
    code_totals: Vec<CodeTotalRow>,
    biases: Vec<BiasRow>,
}

impl Tables {
    fn specialty(&mut self, specialty: &Specialty) {
        self.specialties.push(SpecialtyRow {
            specialty: specialty.name.clone(),
            providers: specialty.providers,
            services: specialty.services,
            work: specialty.work,
        });
        self.cell(&specialty.name, "", &specialty.whole);
        for of_state in &specialty.states {
            self.cell(&specialty.name, &of_state.state, &of_state.cell);
        }
        self.biases.extend(specialty.biases.iter().map(|bias| BiasRow {
            specialty: specialty.name.clone(),
            class: bias.class,
            weight: bias.weight,
            rows: bias.rows,
            services: bias.services,
        }));
    }

    fn cell(&mut self, specialty: &str, state: &str, cell: &Cell) {
        let distribution = |measure, n, values: [u64; 7]| {
            let [p5, p10, p25, p50, p75, p90, p95] = values.map(Services::new);
            let (specialty, state) = (specialty.to_owned(), state.to_owned());
            DistributionRow { specialty, state, measure, n, p5, p10, p25, p50, p75, p90, p95 }
        };
        let services =
            distribution(Measure::Services, cell.services.n, cell.services.values.map(Services::get));
        let work = distribution(Measure::Work, cell.work.n, cell.work.values.map(WorkRvus::get));
        self.distributions.extend([services, work]);
        if let Figure::Known(per_day) = cell.work_per_day {
            let per_day = distribution(Measure::WorkPerDay, per_day.n, per_day.values.map(WorkRvus::get));
            self.distributions.push(per_day);
        }
        if let Figure::Known(coverage) = cell.coverage {
            self.coverage.push(CoverageRow {
                specialty: specialty.to_owned(),
                state: state.to_owned(),
                providers: coverage.providers,
                pooled: coverage.pooled,
                median: coverage.median,
            });
        }
        for (em, level) in cell.em.iter().flat_map(|em| em.levels.iter().map(move |level| (em, level))) {
            let figures = level.figures.known();
            self.em.push(EmRow {
                specialty: specialty.to_owned(),
                state: state.to_owned(),
                code: level.code,
                family_providers: em.providers,
                providers: figures.map(|figures| figures.providers),
                pooled: figures.map(|figures| figures.pooled),
                p25: figures.map(|figures| figures.lower_quartile),
                p50: figures.map(|figures| figures.median),
                p75: figures.map(|figures| figures.upper_quartile),
            });
        }
    }

    fn codes(&mut self, set: &BenchmarkSet) {
        for of_code in &set.codes {
            self.code_totals.push(CodeTotalRow {
                code: of_code.code,
                providers: of_code.providers,
                services: of_code.services,
                coverage: of_code.coverage.known().copied(),
            });
            for part in &of_code.specialties {
                let specialty = set.specialty_named(&part.specialty);
                self.codes.push(CodeRow {
                    specialty: part.specialty.clone(),
                    code: of_code.code,
                    providers: part.providers,
                    services: part.services,
                    work: specialty.and_then(|specialty| specialty.code(of_code.code)).map(|code| code.work),
                    median_services: part.median_services,
                });
            }
        }
        self.codes.sort_by(|a, b| a.specialty.cmp(&b.specialty).then(a.code.cmp(&b.code)));
    }

    fn into_set(self, manifest: Manifest) -> Result<BenchmarkSet, SetError> {
        let read_totals = manifest.sources.iter().any(|source| source.kind == SourceKind::Provider);
        let mut cells = self.cells(&manifest.rows, read_totals)?;
        let mut specialties = Vec::with_capacity(self.specialties.len());
        for row in &self.specialties {
            let mut own = cells.remove(&row.specialty).unwrap_or_default();
            let whole = own.remove("").ok_or_else(|| {
                fault(TABLES[1], None, format!("{} has no row for the whole area", row.specialty))
            })?;
            specialties.push(Specialty {
                slug: slug(&row.specialty),
                name: row.specialty.clone(),
                providers: row.providers,
                services: row.services,
                work: row.work,
                whole,
                states: own.into_iter().map(|(state, cell)| StateCell { state, cell }).collect(),
                codes: self.codes_of(row),
                biases: self.biases_of(&row.specialty),
            });
        }
        if !specialties.is_sorted_by(|a, b| a.name < b.name) {
            return Err(fault(TABLES[0], None, "specialties are not in the order of their names"));
        }
        Ok(BenchmarkSet {
            id: manifest.id,
            area: manifest.area,
            synthetic: manifest.synthetic,
            method: manifest.method,
            sources: manifest.sources,
            rows: manifest.rows,
            biases: manifest.biases,
            specialties,
            suppressed: manifest.suppressed,
            codes: self.code_uses()?,
        })
    }

    /// The cells by specialty and state.
    fn cells(
        &self,
        rows: &RowCounts,
        read_totals: bool,
    ) -> Result<BTreeMap<String, BTreeMap<String, Cell>>, SetError> {
        let no_days = if rows.without_days > 0 { Absent::NoBeneficiaryDays } else { Absent::TooFewProviders };
        let no_coverage = if read_totals { Absent::TooFewProviders } else { Absent::NoProviderTotals };
        let mut cells: BTreeMap<String, BTreeMap<String, Cell>> = BTreeMap::new();
        for (row, number) in self.distributions.iter().zip(2..) {
            row.check().map_err(|detail| fault(TABLES[1], Some(number), detail))?;
            let own = cells.entry(row.specialty.clone()).or_default();
            let cell = own.entry(row.state.clone()).or_insert_with(|| Cell {
                services: Distribution { n: 0, values: Default::default() },
                work: Distribution { n: 0, values: Default::default() },
                work_per_day: Figure::Absent(no_days),
                em: Vec::new(),
                coverage: Figure::Absent(no_coverage),
            });
            match row.measure {
                Measure::Services => cell.services = row.distribution(),
                Measure::Work => cell.work = row.distribution(),
                Measure::WorkPerDay => cell.work_per_day = Figure::Known(row.distribution()),
            }
        }
        let half = |cell: &Cell| cell.services.n == 0 || cell.work.n != cell.services.n;
        if cells.values().flat_map(BTreeMap::values).any(half) {
            return Err(fault(TABLES[1], None, "services and work are not of the same providers"));
        }
        for (row, number) in self.coverage.iter().zip(2..) {
            let cell = find(&mut cells, &row.specialty, &row.state);
            let cell = cell.ok_or_else(|| fault(TABLES[3], Some(number), "a row without a distribution"))?;
            let CoverageRow { providers, pooled, median, .. } = *row;
            cell.coverage = Figure::Known(Coverage { providers, pooled, median });
        }
        for (row, number) in self.em.iter().zip(2..) {
            let cell = find(&mut cells, &row.specialty, &row.state);
            let cell = cell.ok_or_else(|| fault(TABLES[2], Some(number), "a row without a distribution"))?;
            let family = EmFamily::of(row.code)
                .ok_or_else(|| fault(TABLES[2], Some(number), format!("{} has no level", row.code)))?;
            let level = EmLevel { code: row.code, figures: row.figures() };
            match cell.em.last_mut().filter(|em| em.family == family) {
                Some(em) => em.levels.push(level),
                None => {
                    let providers = row.family_providers;
                    cell.em.push(EmDistribution { family, providers, levels: vec![level] });
                }
            }
        }
        Ok(cells)
    }

    fn codes_of(&self, specialty: &SpecialtyRow) -> Vec<CodeOfSpecialty> {
        let from = self.codes.partition_point(|row| row.specialty < specialty.specialty);
        let of = self.codes[from..].iter().take_while(|row| row.specialty == specialty.specialty);
        let counted = of.filter_map(|row| Some((row, row.work?)));
        let mut codes: Vec<CodeOfSpecialty> = counted
            .map(|(row, work)| CodeOfSpecialty {
                code: row.code,
                providers: row.providers,
                services: row.services,
                work,
                work_share: Share::of(work.get().into(), specialty.work.get().into()).unwrap_or_default(),
                median_services: row.median_services,
            })
            .collect();
        codes.sort_unstable_by(CodeOfSpecialty::by_work);
        codes
    }

    fn biases_of(&self, specialty: &str) -> Vec<BiasCount> {
        let of = self.biases.iter().filter(|row| row.specialty == specialty);
        let count = |row: &BiasRow| BiasCount {
            class: row.class,
            weight: row.weight,
            rows: row.rows,
            services: row.services,
        };
        of.map(count).collect()
    }

    fn code_uses(&self) -> Result<Vec<CodeUse>, SetError> {
        let mut of_code: BTreeMap<Code, Vec<SpecialtyOfCode>> = BTreeMap::new();
        for row in &self.codes {
            of_code.entry(row.code).or_default().push(SpecialtyOfCode {
                specialty: row.specialty.clone(),
                providers: row.providers,
                services: row.services,
                share: Share::ZERO,
                median_services: row.median_services,
            });
        }
        let mut uses = Vec::with_capacity(self.code_totals.len());
        for row in &self.code_totals {
            let mut specialties = of_code.remove(&row.code).unwrap_or_default();
            for part in &mut specialties {
                let share = Share::of(part.services.get().into(), row.services.get().into());
                part.share = share.unwrap_or_default();
            }
            specialties.sort_by(SpecialtyOfCode::by_services);
            uses.push(CodeUse {
                code: row.code,
                providers: row.providers,
                services: row.services,
                coverage: Figure::from_option(row.coverage, Absent::NoNationalTotals),
                specialties,
            });
        }
        if !uses.is_sorted_by(|a, b| a.code < b.code) || !of_code.is_empty() {
            return Err(fault(TABLES[5], None, "codes are not in their order, or one is missing"));
        }
        Ok(uses)
    }
}

impl DistributionRow {
    fn values(&self) -> [Services; 7] {
        [self.p5, self.p10, self.p25, self.p50, self.p75, self.p90, self.p95]
    }

    fn distribution<T: Quantity>(&self) -> Distribution<T> {
        Distribution { n: self.n, values: self.values().map(|value| T::from_scaled(value.scaled())) }
    }

    fn check(&self) -> Result<(), String> {
        if self.n < LEAST_PROVIDERS {
            return Err(format!("{} providers, fewer than {LEAST_PROVIDERS}", self.n));
        }
        if !self.values().is_sorted() {
            return Err("percentiles do not ascend".to_owned());
        }
        Ok(())
    }
}

impl EmRow {
    fn figures(&self) -> Figure<EmFigures> {
        let figures = || {
            Some(EmFigures {
                providers: self.providers?,
                pooled: self.pooled?,
                lower_quartile: self.p25?,
                median: self.p50?,
                upper_quartile: self.p75?,
            })
        };
        Figure::from_option(figures(), Absent::TooFewProviders)
    }
}

fn find<'c>(
    cells: &'c mut BTreeMap<String, BTreeMap<String, Cell>>,
    specialty: &str,
    state: &str,
) -> Option<&'c mut Cell> {
    cells.get_mut(specialty)?.get_mut(state)
}

fn table<R: Serialize>(name: &str, rows: &[R]) -> Result<SetFile, SetError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for (row, number) in rows.iter().zip(2..) {
        writer.serialize(row).map_err(|error| fault(name, Some(number), error.to_string()))?;
    }
    let bytes = writer.into_inner().map_err(|error| fault(name, None, error.to_string()))?;
    Ok(SetFile { name: name.to_owned(), bytes })
}

fn rows<R: DeserializeOwned>(file: &SetFile) -> Result<Vec<R>, SetError> {
    if file.bytes.len() > MOST_BYTES {
        return Err(fault(&file.name, None, "the file is too large for a set"));
    }
    let mut reader = csv::Reader::from_reader(file.bytes.as_slice());
    let read = reader.deserialize().zip(2..);
    read.map(|(row, number)| {
        row.map_err(|error: csv::Error| fault(&file.name, Some(number), error.to_string()))
    })
    .collect()
}

fn listed(file: &SetFile) -> ListedFile {
    let sha256 = Sha256::digest(&file.bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    ListedFile { name: file.name.clone(), bytes: file.bytes.len() as u64, sha256 }
}

fn fault(file: &str, row: Option<u64>, detail: impl Into<String>) -> SetError {
    SetError { file: file.to_owned(), row, detail: detail.into() }
}
