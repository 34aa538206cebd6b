//! The subcommands, one file each.

mod code;
mod doctor;
mod efficiency;
mod import;
mod parity;
mod price;
mod releases;

use crate::args::{Cli, Command, ServeArgs};
use crate::data::Data;
use crate::failure::Failure;
use crate::report::{Form, Report};

/// Runs the command line.
pub fn run(cli: Cli, form: Form) -> Result<Report, Failure> {
    let data = Data::new(cli.data_dir)?;
    match cli.command.unwrap_or(Command::Serve(ServeArgs::default())) {
        Command::Code(args) => code::run(&data.schedule()?, &args),
        Command::Price(args) => price::run(&data.schedule()?, &args),
        Command::Parity(args) => parity::run(&data.schedule()?, &args),
        Command::Efficiency(args) => efficiency::run(&data.schedule()?, &args),
        Command::Import(args) => import::run(&data, &args, form),
        Command::Releases => releases::run(&data),
        Command::Doctor => doctor::run(&data, form),
        _ => { let _ = form; Err(Failure::Other("not yet".to_owned())) }
    }
}
