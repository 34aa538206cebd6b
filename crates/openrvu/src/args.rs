//! The command line: one subcommand a role.

mod hosted;
mod log;

use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::builder::{OsStringValueParser, TypedValueParser};
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;
use openrvu_benchmark::{Services, SetId, Share};
use openrvu_core::policy::PlaceOfServiceCode;
use openrvu_core::reference::Zip;
use openrvu_core::valuation::{Line, Practitioner};
use openrvu_core::{Code, LocalityId, ReleaseId, RowModifier, Setting};

pub use hosted::{AccountCommand, HostedArgs, RegistrationArg};
pub use log::LogCommand;

/// CPT code reference, exact Medicare prices and work RVUs, from CMS's files as published.
///
/// Without a subcommand it serves the site at http://127.0.0.1:8080.
///
/// Exit codes: 0 done; 1 done, and something was found (amounts that differ, a check that failed);
/// 2 wrong usage; 3 refused or not possible, with the reason.
#[derive(Debug, Parser)]
#[command(name = "openrvu", version, propagate_version = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,

    /// Address to listen on, where no subcommand is named.
    #[arg(long, value_name = "HOST:PORT", hide = true)]
    pub addr: Option<SocketAddr>,

    /// Where releases and the log are kept [default: openrvu in the user's data folder].
    #[arg(long, global = true, env = "OPENRVU_DATA_DIR", value_name = "DIR", value_parser = OsStringValueParser::new().map(PathBuf::from))]
    pub data_dir: Option<PathBuf>,

    /// Answer as JSON.
    #[arg(long, global = true, conflicts_with = "csv")]
    pub json: bool,

    /// Answer as CSV: one table, its header the same whatever is found.
    #[arg(long, global = true)]
    pub csv: bool,
}

/// A subcommand.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the site (what a bare `openrvu` does).
    Serve(ServeArgs),
    /// Show a code: figures, indicators in words, history.
    Code(CodeArgs),
    /// Price the lines of a claim and credit their work RVUs.
    Price(PriceArgs),
    /// Search codes by words, codes, ranges.
    Search(SearchArgs),
    /// Read CMS's files into the data folder.
    Import(ImportArgs),
    /// List the releases held, with checks and gaps.
    Releases,
    /// Verify the whole store.
    Doctor,
    /// Compare CMS's payment amount or OPPSCAP files with our own amounts.
    Parity(ParityArgs),
    /// Classify every work RVU between two releases by the efficiency adjustment.
    Efficiency(EfficiencyArgs),
    /// National benchmarks by specialty: list the sets held, build one from Medicare's files.
    Benchmark {
        /// What to do; without it the sets held are listed.
        #[command(subcommand)]
        command: Option<BenchmarkCommand>,
    },
    /// The reference texts: check them, or count what they cover.
    #[command(subcommand)]
    Content(ContentCommand),
    /// The figures that ship with the program.
    #[command(subcommand)]
    Starter(StarterCommand),
    /// The accounts of `serve --hosted`.
    #[command(subcommand)]
    Account(AccountCommand),
    /// The personal log's files: export, import, restore; also while the server runs.
    #[command(subcommand)]
    Log(LogCommand),
    /// Copy the log to a file, also while the server runs.
    Backup(BackupArgs),
    /// Put a copy in the place of the log; the server must not run. The log that was there is kept beside it.
    Restore(BackupArgs),
    /// Write the whole public site as static files.
    Export(ExportArgs),
    /// Write a completion script for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Write the manual page.
    Man,
}

/// `serve`.
#[derive(Debug, Args, Default)]
pub struct ServeArgs {
    /// Address to listen on [default: 127.0.0.1:8080].
    #[arg(long, value_name = "HOST:PORT")]
    pub addr: Option<SocketAddr>,
    /// The site's public address, for canonical links, where a proxy stands before it [default: http://ADDR].
    #[arg(long, value_name = "URL", value_parser = origin)]
    pub origin: Option<String>,
    /// Accounts.
    #[command(flatten)]
    pub accounts: HostedArgs,
}

/// A site's public address, without the slash at its end.
fn origin(text: &str) -> Result<String, String> {
    let address = text.trim_end_matches('/');
    let host = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
    match host {
        Some(host) if !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_graphic()) => {
            Ok(address.to_owned())
        }
        _ => Err("write the whole address, such as https://openrvu.example".to_owned()),
    }
}

impl Cli {
    /// The subcommand: that of a bare `openrvu` is to serve.
    ///
    /// # Errors
    /// An address before another subcommand than `serve`.
    pub fn subcommand(&mut self) -> Result<Command, clap::Error> {
        match (self.command.take(), self.addr) {
            (None, addr) => Ok(Command::Serve(ServeArgs { addr, ..ServeArgs::default() })),
            (Some(Command::Serve(args)), addr) => {
                Ok(Command::Serve(ServeArgs { addr: args.addr.or(addr), ..args }))
            }
            (Some(command), None) => Ok(command),
            (Some(_), Some(_)) => Err(Self::command()
                .error(clap::error::ErrorKind::ArgumentConflict, "--addr is for serving: leave it out")),
        }
    }
}

/// `code`.
#[derive(Debug, Args)]
pub struct CodeArgs {
    /// The code, such as 27447 or 6040F, or one of its rows: 74328-26.
    #[arg(value_name = "CODE[-26|-TC|-53]", value_parser = code_row)]
    pub code: (Code, Option<RowModifier>),
    /// Figures for a date of service [default: the newest release held].
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date, conflicts_with = "release")]
    pub on: Option<Date>,
    /// Figures of a release.
    #[arg(long, value_name = "RELEASE")]
    pub release: Option<ReleaseId>,
}

/// A code, alone or with the modifier of one of its rows.
fn code_row(text: &str) -> Result<(Code, Option<RowModifier>), String> {
    let (code, modifier) = match text.trim().split_once('-') {
        Some((code, modifier)) => (code, Some(modifier)),
        None => (text.trim(), None),
    };
    let code: Code = code.parse().map_err(|error: openrvu_core::CodeError| error.to_string())?;
    let Some(modifier) = modifier else { return Ok((code, None)) };
    let row = RowModifier::from_column(modifier.to_ascii_uppercase().as_bytes());
    match row.filter(|row| *row != RowModifier::Global) {
        Some(row) => Ok((code, Some(row))),
        None => Err(format!(
            "{modifier:?} is no row of a code: rows have 26, TC or 53; openrvu price takes every modifier"
        )),
    }
}

/// A setting on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SettingArg {
    /// The clinician's practice bears the costs.
    NonFacility,
    /// A facility bears them.
    Facility,
}

impl From<SettingArg> for Setting {
    fn from(arg: SettingArg) -> Self {
        match arg {
            SettingArg::NonFacility => Self::NonFacility,
            SettingArg::Facility => Self::Facility,
        }
    }
}

/// `price`.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "flags of a command line")]
pub struct PriceArgs {
    /// Lines of one claim: 27447-50, 97110x3, 45378-53, 00840-AA@90min, 99213=150.00 (a charge).
    #[arg(required = true, value_name = "LINE")]
    pub lines: Vec<Line>,
    /// Date of service.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date, required_unless_present = "release")]
    pub on: Option<Date>,
    /// Price by this release, whatever the date.
    #[arg(long, value_name = "RELEASE")]
    pub release: Option<ReleaseId>,
    /// Payment locality: contractor and number.
    #[arg(long, value_name = "MAC-NN", group = "area")]
    pub locality: Option<LocalityId>,
    /// The locality of a ZIP code.
    #[arg(long, value_name = "ZIP", value_parser = zip, group = "area")]
    pub zip: Option<Zip>,
    /// National amounts, unadjusted (the default).
    #[arg(long, group = "area")]
    pub national: bool,
    /// Place of service, which tells the setting.
    #[arg(long, value_name = "CODE", group = "site")]
    pub pos: Option<PlaceOfServiceCode>,
    /// Setting [default: non-facility].
    #[arg(long, group = "site")]
    pub setting: Option<SettingArg>,
    /// The qualifying participants' conversion factor (2026 on).
    #[arg(long)]
    pub qpp: bool,
    /// Who gave the service.
    #[arg(long, value_name = "KIND", value_parser = practitioner, default_value = "physician")]
    pub practitioner: Practitioner,
    /// The clinician does not participate: 95 percent, with a limiting charge.
    #[arg(long)]
    pub non_participating: bool,
    /// Read releases as published, without CMS's later corrections.
    #[arg(long)]
    pub as_published: bool,
    /// Credit policy: full, mirror-cms, half-second, or a file.
    #[arg(long, value_name = "NAME|FILE", default_value = "full")]
    pub policy: String,
    /// The release whose work RVUs are credited.
    #[arg(long, value_name = "RELEASE")]
    pub value_release: Option<ReleaseId>,
    /// For supervised anesthesia (AD): present at induction.
    #[arg(long)]
    pub at_induction: bool,
    /// Show every step.
    #[arg(long)]
    pub explain: bool,
}

fn date(text: &str) -> Result<Date, String> {
    let given = text.trim().parse();
    given.map_err(|_| "not a date: write year, month and day, such as 2026-08-01".to_owned())
}

fn zip(text: &str) -> Result<Zip, String> {
    Zip::from_bytes(text.trim().as_bytes()).ok_or_else(|| "write the five digits, such as 44114".to_owned())
}

fn practitioner(text: &str) -> Result<Practitioner, String> {
    Practitioner::ALL.into_iter().find(|kind| kind.slug() == text).ok_or_else(|| {
        let all: Vec<&str> = Practitioner::ALL.iter().map(|kind| kind.slug()).collect();
        format!("choose one of {}", all.join(", "))
    })
}

/// `search`.
#[derive(Debug, Args)]
pub struct SearchArgs {
    /// What to look for.
    #[arg(required_unless_present = "evaluate", value_name = "WORD")]
    pub query: Vec<String>,
    /// Run the judgements of the repository, and print recall and mean reciprocal rank.
    #[arg(long, conflicts_with = "query")]
    pub evaluate: bool,
}

/// `import`.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// Release ZIPs as downloaded, folders, single files.
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// The release that the files are, where neither content nor name tells.
    #[arg(long, value_name = "RELEASE")]
    pub release: Option<ReleaseId>,
    /// Keep the CPT and CDT short descriptors in your own data folder, under the notice that is shown.
    #[arg(long)]
    pub accept_license: bool,
    /// Put the given cut of a release in force, though one that was released later is held.
    #[arg(long)]
    pub put_in_force: bool,
    /// Keep a file of which a part is missing, marked as not complete.
    #[arg(long)]
    pub partial: bool,
}

/// `parity`.
#[derive(Debug, Args)]
pub struct ParityArgs {
    /// Payment amount files (PFALL, PFREV, a carrier's), OPPSCAP files, or ZIPs with such files.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Compare with this release, whatever the file says.
    #[arg(long, value_name = "RELEASE")]
    pub release: Option<ReleaseId>,
    /// The files are for qualifying participants (told by a name with QPP or nonQPP otherwise, or by the figures).
    #[arg(long)]
    pub qpp: bool,
    /// Most differences to list.
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub most: usize,
}

/// `efficiency`.
#[derive(Debug, Args)]
pub struct EfficiencyArgs {
    /// The earlier release.
    pub before: ReleaseId,
    /// The later release.
    pub after: ReleaseId,
    /// List the rows of a class: adjusted, too-small, exempt or revalued.
    #[arg(long, value_name = "CLASS")]
    pub list: Option<String>,
}

/// `benchmark`.
#[derive(Debug, Subcommand)]
pub enum BenchmarkCommand {
    /// Build a set from Medicare Physician & Other Practitioners files of one year.
    ///
    /// A set takes the place of one of the same year and release, and only when it is whole. Where a build over several
    /// files breaks off, run it again: it does not read those that it had finished. Years are built one by one, and shown
    /// beside each other.
    Build(BenchmarkBuildArgs),
    /// Write synthetic rows in the layout of today, for tests of scale: never data.
    Generate {
        /// How many rows.
        #[arg(long, value_name = "N")]
        rows: u64,
        /// The same seed writes the same rows.
        #[arg(long, value_name = "N", default_value_t = 1)]
        seed: u64,
        /// The release whose amounts they have [default: the newest held].
        #[arg(long, value_name = "RELEASE")]
        release: Option<ReleaseId>,
        /// File to write to.
        #[arg(value_name = "OUT.csv")]
        out: PathBuf,
    },
    /// Show a specialty: percentiles, years, levels of office visits, the codes that make up its work; or list them all.
    Show {
        /// Its name as Medicare has it, or the end of its page's address: internal-medicine [default: a list of all].
        #[arg(value_name = "SPECIALTY")]
        specialty: Option<String>,
        /// The set [default: the one with the latest year, of data before synthetic rows].
        #[arg(long, value_name = "YEAR-RELEASE")]
        set: Option<SetId>,
        /// A state, by its two letters.
        #[arg(long, value_name = "STATE")]
        state: Option<String>,
        /// Most codes to list.
        #[arg(long, value_name = "N", default_value_t = 15)]
        most: usize,
    },
}

/// `benchmark build`.
#[derive(Debug, Args)]
pub struct BenchmarkBuildArgs {
    /// Files as downloaded, csv, tabbed text, ZIP or gz: by Provider and Service, and by Provider and by Geography and
    /// Service if at hand.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Calendar year of the services.
    #[arg(long, value_name = "YEAR")]
    pub year: u16,
    /// The release whose work RVUs value the services [default: the October release of the year].
    #[arg(long, value_name = "RELEASE")]
    pub value_release: Option<ReleaseId>,
    /// Build though only chosen codes of the release are held, such as those that ship.
    #[arg(long)]
    pub incomplete_release: bool,
    /// Whose services these are, as pages shall say it [default: told by the states in the rows].
    #[arg(long, value_name = "WORDS")]
    pub area: Option<String>,
    /// Services that a provider needs to enter the distributions.
    #[arg(long, value_name = "N", default_value = "100")]
    pub least_services: Services,
    /// Office visits, of new or of established patients, that a provider needs to enter their levels.
    #[arg(long, value_name = "N", default_value = "50")]
    pub least_visits: Services,
    /// The part of a provider's services that must stand in the rows, where totals by provider are read.
    #[arg(long, value_name = "SHARE", default_value = "0.5")]
    pub least_coverage: Share,
    /// Threads that read rows [default: one a core].
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,
    /// Write the set's files to this folder, and keep nothing in the data folder.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// `content`.
#[derive(Debug, Subcommand)]
pub enum ContentCommand {
    /// Check every text: fields, lengths, vocabulary, sentences, descriptors, spelling, figures.
    Check {
        /// Folder of the texts.
        #[arg(long, value_name = "DIR", default_value = "content")]
        dir: PathBuf,
        /// Add words that are not in the list to it, for review.
        #[arg(long)]
        add_words: bool,
    },
    /// Count codes, words and the share of Medicare's services that is covered.
    Stats {
        /// Folder of the texts.
        #[arg(long, value_name = "DIR", default_value = "content")]
        dir: PathBuf,
        /// A list of codes by volume (`code`, `work_rvu_rvu26c` and a column of services).
        #[arg(long, value_name = "FILE")]
        volume: Option<PathBuf>,
    },
}

/// `starter`.
#[derive(Debug, Subcommand)]
pub enum StarterCommand {
    /// Build the starter figures from the releases in the data folder.
    Build {
        /// Folder to write to.
        #[arg(long, value_name = "DIR", default_value = "data/starter")]
        out: PathBuf,
        /// A list of further codes, one a line or in a column `code`.
        #[arg(long, value_name = "FILE")]
        codes: Option<PathBuf>,
    },
}

/// `backup`, `restore`.
#[derive(Debug, Args)]
pub struct BackupArgs {
    /// The file.
    pub file: PathBuf,
    /// The accounts and logs of `serve --hosted` instead of the personal log.
    #[arg(long)]
    pub hosted: bool,
}

/// `export`.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// Folder to write to; it must be empty or an earlier export.
    pub dir: PathBuf,
    /// The site's public address, for canonical links.
    #[arg(long, value_name = "URL", value_parser = origin, default_value = "http://127.0.0.1:8080")]
    pub base: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_data_folder_may_stand_before_or_after_the_subcommand() {
        for args in [["openrvu", "--data-dir", "d", "releases"], ["openrvu", "releases", "--data-dir", "d"]] {
            assert_eq!(Cli::parse_from(args).data_dir, Some(PathBuf::from("d")));
        }
    }
}
