//! Small files in CMS's layouts, made for the tests, and a store to import them into.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use openrvu_cms::archive::Limits;
use openrvu_cms::completeness::Bounds;
use openrvu_cms::import::{ImportOptions, ImportReport, import};
use openrvu_cms::store::Store;
use openrvu_core::policy::Policy;
use tempfile::TempDir;
use zip::write::SimpleFileOptions;

/// CMS's own files, `None` where they are not at hand.
pub fn cms(path: &str) -> Option<PathBuf> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/cms")).join(path);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: {} is not at hand", path.display());
    None
}

/// The column names of a PPRRVU csv of 2026, one header line.
const HEADER_2026: &str = "HCPCS,MOD,DESCRIPTION,STATUS CODE,NOT USED FOR MEDICARE PAYMENT,WORK RVU,NON-FAC PE RVU,NON-FAC NA INDICATOR,FACILITY PE RVU,FACILITY NA INDICATOR,MP RVU,NON-FACILITY TOTAL,FACILITY TOTAL,PCTC IND,GLOB DAYS,PRE OP,INTRA OP,POST OP,MULT PROC,BILAT SURG,ASST SURG,CO- SURG,TEAM SURG,PRIC IND,ENDO BASE,CONV FACTOR,PHYSICIAN SUPERVISION OF DIAGNOSTIC PROCEDURES,CALCULATION FLAG,DIAGNOSTIC IMAGING FAMILY INDICATOR,NON-FACILITY PE USED FOR OPPS PAYMENT AMOUNT,FACILITY PE USED FOR OPPS PAYMENT AMOUNT,MP USED FOR OPPS PAYMENT AMOUNT";

/// A PPRRVU csv of 2026 in the making.
#[derive(Clone)]
pub struct Pprrvu {
    pub title: Option<String>,
    pub released: Option<String>,
    pub factor: &'static str,
    pub pricing: &'static str,
    /// Code, work, non-facility PE, facility PE and MP in hundredths, of active rows.
    pub rows: Vec<(&'static str, [u32; 4])>,
}

impl Default for Pprrvu {
    fn default() -> Self {
        Self {
            title: Some("2026 National Physician Fee Schedule Relative Value File July Release".to_owned()),
            released: None,
            factor: "33.4009",
            pricing: "9",
            rows: vec![
                ("99213", [130, 146, 33, 9]),
                ("99214", [192, 200, 45, 13]),
                ("G0101", [45, 60, 20, 4]),
            ],
        }
    }
}

impl Pprrvu {
    pub fn qualifying() -> Self {
        Self { factor: "33.5675", pricing: "1", ..Self::default() }
    }

    pub fn csv(&self) -> String {
        let mut text = String::new();
        for line in [&self.title, &None, &self.released] {
            writeln!(text, ",,{}{}", line.as_deref().unwrap_or_default(), ",".repeat(29)).unwrap();
        }
        writeln!(text, "{HEADER_2026}").unwrap();
        for (code, rvus) in &self.rows {
            let [work, non_facility, facility, mp] = rvus.map(decimal);
            let totals = [rvus[0] + rvus[1] + rvus[3], rvus[0] + rvus[2] + rvus[3]].map(decimal);
            let [total_non_facility, total_facility] = totals;
            writeln!(
                text,
                "{code},,words of {code},A,,{work},{non_facility},,{facility},,{mp},{total_non_facility},{total_facility},0,XXX,0.00,0.00,0.00,0,0,0,0,0,{},,{},09,0,99,0.00,0.00,0.00",
                self.pricing, self.factor
            )
            .unwrap();
        }
        text
    }
}

fn decimal(hundredths: u32) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// A GPCI csv with so many localities of a year.
pub fn gpci(year: u16, localities: u32) -> String {
    let mut text = format!(
        "ADDENDUM E. FINAL CY {year} GEOGRAPHIC PRACTICE COST INDICES (GPCIs) BY STATE AND MEDICARE LOCALITY,,,,,,\n,,,,,,\nMedicare Administrative Contractor (MAC),State,Locality Number,Locality Name,{year} PW GPCI (with 1.0 Floor),{year} PE GPCI,{year} MP GPCI\n"
    );
    for n in 0..localities {
        writeln!(
            text,
            "{:05},OH,{:02},PLACE {n},1.0{:02},0.9{:02},0.8{:02}",
            1000 + n,
            n % 100,
            n % 50,
            n % 90,
            n % 70
        )
        .unwrap();
    }
    text
}

/// An ANES csv of 2026 for the localities of [`gpci`].
pub fn anes(year: u16, localities: u32) -> String {
    let mut text = format!("Contractor,Locality,Locality Name,{year} Anesthesia Conversion Factor\n");
    for n in 0..localities {
        writeln!(text, "{:05},{:02},PLACE {n},20.{:02}", 1000 + n, n % 100, n % 90).unwrap();
    }
    text
}

/// A ZIP with the given members.
pub fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A store and a folder of files to import, both gone at the end.
pub struct Bench {
    pub policy: Policy,
    pub store: Store,
    data: TempDir,
    files: TempDir,
}

impl Bench {
    pub fn new() -> Self {
        let data = tempfile::tempdir().unwrap();
        Self {
            policy: Policy::builtin().unwrap(),
            store: Store::open(data.path().join("data")),
            data,
            files: tempfile::tempdir().unwrap(),
        }
    }

    /// Puts a file into the folder and gives its path.
    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.files.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// The folder that [`file`](Self::file) writes to.
    pub fn folder(&self) -> &Path {
        self.files.path()
    }

    pub fn options(&self) -> ImportOptions<'_> {
        ImportOptions {
            policy: &self.policy,
            imported_at: Timestamp::UNIX_EPOCH,
            release: None,
            accept_license: false,
            limits: Limits::default(),
            bounds: Bounds::NONE,
            partial: false,
            put_in_force: false,
        }
    }

    pub fn import(&self, paths: &[PathBuf]) -> ImportReport {
        import(&self.store, paths, &self.options(), &()).unwrap()
    }

    /// Imports one file and gives the one message of refusal.
    pub fn refusal(&self, path: PathBuf) -> String {
        let report = self.import(&[path]);
        assert!(report.releases.is_empty() && report.tables.is_empty(), "nothing is imported");
        let messages: Vec<String> = report.refused.iter().map(|refusal| refusal.error.to_string()).collect();
        assert_eq!(messages.len(), 1, "{messages:?}");
        messages.concat()
    }

    /// Every file of the data directory with its bytes, but for the lock.
    pub fn contents(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        contents(self.data.path())
    }
}

/// Every file under a folder with its bytes, but for the lock.
pub fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(contents(&path));
        } else if path.file_name().unwrap() != ".lock" {
            found.insert(path.clone(), std::fs::read(&path).unwrap());
        }
    }
    found
}
