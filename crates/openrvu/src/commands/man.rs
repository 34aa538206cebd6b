//! `openrvu completions` and `openrvu man`: what a package installs beside the program.

use std::io::{self, Write};

use clap::CommandFactory;

use crate::args::Cli;
use crate::failure::Failure;
use crate::report::Report;

/// Writes a completion script to standard output.
pub fn completions(shell: clap_complete::Shell) -> Result<Report, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "openrvu", &mut script);
    raw(&script)
}

/// Writes the manual page, of the program and its subcommands, to standard output.
pub fn page() -> Result<Report, Failure> {
    let mut text = Vec::new();
    let mut command = Cli::command();
    command.build();
    let mut render = |command: clap::Command| {
        clap_mangen::Man::new(command).render(&mut text).map_err(|error| Failure::Other(error.to_string()))
    };
    render(command.clone())?;
    for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
        render(sub.clone())?;
    }
    raw(&text)
}

fn raw(bytes: &[u8]) -> Result<Report, Failure> {
    match io::stdout().write_all(bytes) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::Other(error.to_string())),
        _ => Ok(Report::nothing()),
    }
}
