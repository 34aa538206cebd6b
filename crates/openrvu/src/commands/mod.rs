//! The subcommands, one file each.

mod account;
mod backup;
mod benchmark;
mod code;
mod content;
mod doctor;
mod efficiency;
mod export;
mod import;
mod log;
mod man;
mod parity;
mod price;
mod releases;
mod search;
mod serve;
mod starter;

use std::path::PathBuf;

use crate::args::Command;
use crate::data::Data;
use crate::failure::Failure;
use crate::report::{Form, Report};

/// Runs a subcommand on the data of a folder.
pub fn run(command: Command, data_dir: Option<PathBuf>, form: Form) -> Result<Report, Failure> {
    let data = Data::new(data_dir)?;
    match command {
        Command::Serve(args) => serve::run(&data, &args),
        Command::Code(args) => code::run(&data.schedule()?, &args),
        Command::Price(args) => price::run(&data.schedule()?, &args),
        Command::Search(args) => search::run(&data, &args),
        Command::Import(args) => import::run(&data, &args, form),
        Command::Releases => releases::run(&data),
        Command::Doctor => doctor::run(&data, form),
        Command::Parity(args) => parity::run(&data.schedule()?, &args),
        Command::Efficiency(args) => efficiency::run(&data.schedule()?, &args),
        Command::Benchmark { command } => benchmark::run(&data, command.as_ref(), form),
        Command::Content(command) => content::run(&data, &command),
        Command::Starter(command) => starter::run(&data, &command),
        Command::Account(command) => account::run(&data, &command),
        Command::Log(command) => log::run(&data, &command),
        Command::Backup(args) => backup::backup(&data, &args),
        Command::Restore(args) => backup::restore(&data, &args),
        Command::Export(args) => export::run(&data, &args),
        Command::Completions { shell } => man::completions(shell),
        Command::Man => man::page(),
    }
}
