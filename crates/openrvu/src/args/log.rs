//! What the commands of the personal log's files take.

use std::path::PathBuf;

use clap::Subcommand;

/// `log`.
#[derive(Debug, Subcommand)]
pub enum LogCommand {
    /// Write the log to a new file: .json for everything, .csv or .xlsx for the entries.
    Export {
        /// The file, which must not be there yet.
        file: PathBuf,
    },
    /// Look at what a table of an employer or billing system would add, and add it with --write.
    Import {
        /// The table: CSV, TSV or XLSX.
        file: PathBuf,
        /// Add it.
        #[arg(long)]
        write: bool,
        /// Add also rows that are the same as an entry logged in another way.
        #[arg(long)]
        add_alike: bool,
        /// Add again rows that were imported before and deleted since.
        #[arg(long)]
        add_deleted: bool,
    },
    /// Look at what an export of a whole log would restore, and restore it with --write.
    Restore {
        /// The .json file.
        file: PathBuf,
        /// Restore it.
        #[arg(long)]
        write: bool,
        /// Let what was changed or deleted here since become what it is in the file.
        #[arg(long)]
        replace: bool,
    },
}
