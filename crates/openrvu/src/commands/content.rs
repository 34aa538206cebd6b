//! `openrvu content`: the checks that keep the reference texts honest, and what they cover.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use openrvu_content::check::{Check, spelling};
use openrvu_content::{Sources, Stats, Volume, files};
use openrvu_core::{Code, CodeKind, Schedule};
use serde_json::json;

use crate::args::ContentCommand;
use crate::data::Data;
use crate::failure::Failure;
use crate::report::{Report, Table};

/// Common English words, where Debian keeps them.
const DICTIONARY: &str = "/usr/share/dict/american-english";
/// Uncovered codes that are listed.
const GAPS: usize = 30;

/// Runs the command.
pub fn run(data: &Data, command: &ContentCommand) -> Result<Report, Failure> {
    match command {
        ContentCommand::Check { dir, add_words } => {
            let sources = read(dir)?;
            if *add_words { add(dir, &sources) } else { check(data, &sources) }
        }
        ContentCommand::Stats { dir, volume } => stats(&read(dir)?, volume.as_deref()),
    }
}

fn read(dir: &Path) -> Result<Sources, Failure> {
    let texts = files::read_folder(dir).map_err(|error| Failure::Io { path: dir.to_owned(), error })?;
    if texts.is_empty() {
        return Err(Failure::Other(format!(
            "{}: no texts are there; run it from the repository's root or give --dir",
            dir.display()
        )));
    }
    Ok(Sources::read(texts))
}

fn check(data: &Data, sources: &Sources) -> Result<Report, Failure> {
    let schedule = data.schedule()?;
    let complete = schedule.newest().is_some_and(|release| release.complete);
    let descriptors = descriptors(data)?;
    let in_schedule = |code| held(&schedule, code);
    // The figures that ship are those of the texts' own codes: only a complete release tells which codes there are.
    let in_schedule: Option<&dyn Fn(Code) -> bool> = if complete { Some(&in_schedule) } else { None };
    let found = Check { in_schedule, descriptors: &descriptors, ..Check::of(sources) }.run();
    let rows = found.findings.iter().map(|finding| {
        let code = finding.code.map(|code| code.to_string()).unwrap_or_default();
        [
            finding.file.clone(),
            finding.line.to_string(),
            code,
            finding.field.to_owned(),
            finding.message.clone(),
        ]
    });
    let csv = Table::new(&["file", "line", "code", "field", "message"]).with_rows(rows);
    let json = json!({
        "findings": found.findings,
        "complete_schedule": complete,
        "descriptors": descriptors.len(),
    });
    let mut report = Report::new(json, csv);
    report.text(found.to_string());
    if descriptors.iter().all(|(code, _)| code.kind() == CodeKind::HcpcsII) {
        report.text("Not compared with CPT's short descriptors: none are held. Import a release with --accept-license to compare.");
    }
    if !complete {
        report.text("Codes were not looked up in the schedule: no complete release is held. Import one to look them up.");
    }
    if !found.is_clean() {
        report.fail();
    }
    Ok(report)
}

fn held(schedule: &Schedule, code: Code) -> bool {
    schedule.newest().is_some_and(|release| !release.rows_of(code).is_empty())
}

/// CMS's short descriptors in the newest release, of CPT and CDT codes only where the user keeps them.
fn descriptors(data: &Data) -> Result<Vec<(Code, String)>, Failure> {
    let Some(newest) = data.store().releases()?.pop() else { return Ok(Vec::new()) };
    let all = data.store().descriptions(&newest.in_force)?;
    Ok(all.into_iter().map(|row| (row.code, row.text)).collect())
}

/// Adds words of common English to the list, and names those to be looked at one by one.
fn add(dir: &Path, sources: &Sources) -> Result<Report, Failure> {
    let list =
        fs::read_to_string(DICTIONARY).map_err(|error| Failure::Io { path: DICTIONARY.into(), error })?;
    let dictionary: BTreeSet<String> = list.lines().map(str::to_lowercase).collect();
    let new = spelling::new_words(sources, &dictionary);
    let added: BTreeSet<String> = new.in_dictionary.iter().chain(new.to_review.keys()).cloned().collect();
    let path = dir.join("words.txt");
    let io = |error| Failure::Io { path: path.clone(), error };
    let old = fs::read_to_string(&path).map_err(io)?;
    fs::write(&path, spelling::rewrite(&old, sources, &added)).map_err(io)?;
    let known = new.in_dictionary.iter().map(|word| [word.clone(), String::new()]);
    let rows = known.chain(new.to_review.iter().map(|(word, place)| [word.clone(), place.clone()]));
    let csv = Table::new(&["word", "to_review_at"]).with_rows(rows);
    let json = json!({ "in_dictionary": new.in_dictionary, "to_review": new.to_review });
    let mut report = Report::new(json, csv);
    report.text(format!(
        "{} words of common English were added to {}.",
        new.in_dictionary.len(),
        path.display()
    ));
    if !new.to_review.is_empty() {
        let words: Vec<String> =
            new.to_review.iter().map(|(word, place)| format!("{word}  {place}")).collect();
        report.text(format!(
            "Added too, and to be looked at one by one before they are committed:\n{}",
            words.join("\n")
        ));
    }
    Ok(report)
}

fn stats(sources: &Sources, volume: Option<&Path>) -> Result<Report, Failure> {
    let volume = volume
        .map(|path| {
            let file = fs::File::open(path).map_err(|error| Failure::Io { path: path.to_owned(), error })?;
            Volume::read(file).map_err(|error| Failure::Other(format!("{}: {error}", path.display())))
        })
        .transpose()?;
    let stats = Stats::of(&sources.library(), volume.as_ref(), GAPS);
    let coverage = stats.coverage.as_ref().map(|coverage| {
        let counts = coverage.by_count.iter().map(|(name, services, work)| {
            json!({ "count": name, "services": services.to_string(), "work": work.to_string() })
        });
        json!({ "codes": coverage.codes.to_string(), "by_count": counts.collect::<Vec<_>>() })
    });
    let rows = stats.by_section.iter().map(|(section, codes)| [section.clone(), codes.to_string()]);
    let csv = Table::new(&["section", "codes"]).with_rows(rows);
    let json = json!({ "codes": stats.codes, "families": stats.families, "coverage": coverage });
    let mut report = Report::new(json, csv);
    report.text(stats.to_string());
    Ok(report)
}
