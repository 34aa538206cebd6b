//! `openrvu parity`: CMS's own amounts beside ours.

use std::path::PathBuf;

use openrvu_cms::archive::{self, Limits};
use openrvu_cms::identify::zip_hint;
use openrvu_cms::parity::{self, Parity, ParityOptions};
use openrvu_cms::read::{self, Detection, FileKind, Input};
use openrvu_core::{ReleaseId, Schedule};
use serde_json::json;

use crate::args::ParityArgs;
use crate::failure::Failure;
use crate::report::{Report, Table};

/// Runs the command.
pub fn run(schedule: &Schedule, args: &ParityArgs) -> Result<Report, Failure> {
    let mut results = Vec::new();
    for path in &args.files {
        compare_path(schedule, args, path, &mut results)?;
    }
    let mut report = Report::new(json!(results));
    for result in &results {
        describe(result, &mut report);
    }
    if results.iter().any(|result| result.counts.different > 0) {
        report.fail();
    }
    Ok(report)
}

fn compare_path(
    schedule: &Schedule,
    args: &ParityArgs,
    path: &PathBuf,
    results: &mut Vec<Parity>,
) -> Result<(), Failure> {
    let gathered = archive::gather(std::slice::from_ref(path));
    if let Some(error) = gathered.errors.into_iter().next() {
        return Err(error.into());
    }
    for source in gathered.sources {
        let container = archive::open(&source, &Limits::default())?;
        let many = container.members.len() > 1;
        // A file given alone or lying in a release's ZIP was published with that release.
        let published_with = container.zip.as_deref().and_then(release_of_zip);
        for member in &container.members {
            let input = Input { name: &member.name, bytes: &member.bytes };
            let amounts =
                matches!(read::detect(input), Detection::Data(FileKind::Payment | FileKind::OppsCap));
            if many && !amounts {
                continue;
            }
            let name = member.name.to_ascii_uppercase();
            let qualifying = args.qpp || (name.contains("QPP") && !name.contains("NONQPP"));
            let options =
                ParityOptions { release: args.release, published_with, qualifying, most: args.most };
            results.push(parity::compare(schedule, input, options)?);
        }
    }
    if results.is_empty() {
        return Err(Failure::Other(format!(
            "{}: no payment amount or OPPSCAP file is in it",
            path.display()
        )));
    }
    Ok(())
}

fn release_of_zip(name: &str) -> Option<ReleaseId> {
    let hint = zip_hint(name);
    Some(ReleaseId { year: hint.year?, letter: hint.letter? })
}

fn describe(result: &Parity, report: &mut Report) {
    let counts = &result.counts;
    report.text(format!(
        "{} ({}) beside {} ({})\nrows {}  equal {}  different {}  not held {}",
        result.file,
        result.kind,
        result.release,
        result.chosen_by,
        counts.rows,
        counts.equal,
        counts.different,
        counts.not_held
    ));
    if let Some(cap) = &result.imaging_cap {
        report.text(format!(
            "imaging cap columns: rows {}  equal {}  different {}  not held {}",
            cap.rows, cap.equal, cap.different, cap.not_held
        ));
    }
    let mut table =
        Table::new(&["locality", "code", "row", ">non-facility CMS", ">ours", ">facility CMS", ">ours"])
            .titled("First differences");
    for difference in &result.differences {
        table.row([
            difference.locality.to_string(),
            difference.code.to_string(),
            difference.modifier.to_string(),
            difference.non_facility[0].to_string(),
            difference.non_facility[1].to_string(),
            difference.facility[0].to_string(),
            difference.facility[1].to_string(),
        ]);
    }
    report.table(table);
    let mut missing = Table::new(&["locality", "code", "row"]).titled("First rows not held");
    for (locality, code, modifier) in &result.rows_not_held {
        missing.row([locality.to_string(), code.to_string(), modifier.to_string()]);
    }
    report.table(missing);
}
