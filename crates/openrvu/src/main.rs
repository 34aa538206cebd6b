//! `openrvu`: the reference site, the engine on the command line, and the keeper of CMS's files.

mod args;
mod clock;
mod commands;
mod data;
mod failure;
mod progress;
mod report;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;

use args::Cli;
use report::{Ending, Form};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let mut cli = Cli::parse();
    let command = cli.subcommand().unwrap_or_else(|error| error.exit());
    let form = match (cli.json, cli.csv) {
        (true, _) => Form::Json,
        (_, true) => Form::Csv,
        _ => Form::Tables,
    };
    match commands::run(command, cli.data_dir, form) {
        Ok(report) => {
            let mut out = io::BufWriter::new(io::stdout().lock());
            // A reader that closed the pipe has seen what it wanted.
            let written = report.write(form, &mut out).and_then(|()| out.flush());
            match written {
                Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                    eprintln!("openrvu: the answer could not be written: {error}");
                    ExitCode::from(3)
                }
                _ => match report.ending() {
                    Ending::Done => ExitCode::SUCCESS,
                    Ending::Found => ExitCode::from(1),
                    Ending::Refused => ExitCode::from(3),
                },
            }
        }
        Err(failure) => {
            if form == Form::Json {
                let document = serde_json::json!({ "error": failure.to_string() });
                println!("{document}");
            }
            eprintln!("openrvu: {failure}");
            ExitCode::from(3)
        }
    }
}
