//! What the tests share: the figures that ship as a schedule, and rows as text.
#![allow(dead_code, clippy::unwrap_used, reason = "not every test uses all of it")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use openrvu_benchmark::build::{BuildError, BuildOptions, build};
use openrvu_benchmark::{BenchmarkSet, Services};
use openrvu_core::{Policy, Schedule};

pub static SCHEDULE: LazyLock<Schedule> = LazyLock::new(|| {
    let shipped = openrvu_cms::starter::load().unwrap();
    let releases = shipped.releases.into_iter().map(Arc::new).collect();
    Schedule::new(Arc::new(Policy::builtin().unwrap()), releases, Arc::new(shipped.tables))
});

pub const HEADER: &str = "Rndrng_NPI,Rndrng_Prvdr_Last_Org_Name,Rndrng_Prvdr_Ent_Cd,Rndrng_Prvdr_State_Abrvtn,\
Rndrng_Prvdr_Zip5,Rndrng_Prvdr_Type,HCPCS_Cd,HCPCS_Desc,HCPCS_Drug_Ind,Place_Of_Srvc,Tot_Benes,Tot_Srvcs,\
Tot_Bene_Day_Srvcs,Avg_Mdcr_Alowd_Amt";

/// A row of the layout of today, cut to the columns that count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub npi: u32,
    pub entity: char,
    pub state: &'static str,
    pub zip: u32,
    pub specialty: &'static str,
    pub code: &'static str,
    pub drug: char,
    pub place: char,
    pub services: u32,
    pub days: u32,
    pub allowed: String,
}

impl Row {
    pub fn of(npi: u32, specialty: &'static str, code: &'static str, place: char, services: u32) -> Self {
        Self {
            npi: 1_000_000_000 + npi,
            entity: 'I',
            state: "OH",
            zip: 44_114,
            specialty,
            code,
            drug: 'N',
            place,
            services,
            days: services,
            allowed: String::new(),
        }
    }

    pub fn text(&self) -> String {
        let Self { npi, entity, state, zip, specialty, code, drug, place, services, days, allowed } = self;
        format!(
            "{npi},\"Doe, X\",{entity},{state},{zip:05},{specialty},{code},\"x, y\",{drug},{place},{services},\
             {services},{days},{allowed}"
        )
    }
}

pub fn file(rows: &[Row]) -> String {
    let lines: Vec<String> = rows.iter().map(Row::text).collect();
    format!("{HEADER}\n{}\n", lines.join("\n"))
}

pub fn options() -> BuildOptions {
    BuildOptions {
        incomplete_release: true,
        least_services: Services::new(0),
        least_em_services: Services::new(0),
        ..BuildOptions::of_year(2023)
    }
}

pub fn write(dir: &Path, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
    let path = dir.join(name);
    fs::write(&path, text).unwrap();
    path
}

/// Builds a set of the given files, each a name and its text.
pub fn build_of(files: &[(&str, &str)]) -> Result<BenchmarkSet, BuildError> {
    let dir = tempfile::tempdir().unwrap();
    let paths: Vec<PathBuf> = files.iter().map(|(name, text)| write(dir.path(), name, text)).collect();
    build(&paths, &SCHEDULE, &options(), None, &())
}
