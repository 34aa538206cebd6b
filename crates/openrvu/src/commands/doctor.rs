//! `openrvu doctor`: verifies the whole store.

use openrvu_cms::doctor::{self, Gravity};
use serde_json::json;

use crate::data::Data;
use crate::failure::Failure;
use crate::progress::Bar;
use crate::report::{Form, Report, Table};

/// Runs the command.
pub fn run(data: &Data, form: Form) -> Result<Report, Failure> {
    let bar = Bar::new(form == Form::Tables);
    let examination = doctor::examine(data.store(), data.policy(), &bar)?;
    bar.finish();
    let mut findings = Table::new(&["gravity", "subject", "finding"]);
    for finding in &examination.findings {
        let gravity = match finding.gravity {
            Gravity::Note => "note",
            Gravity::Warning => "warning",
            Gravity::Error => "error",
        };
        findings.row([gravity, &finding.subject, &finding.message]);
    }
    let store = data.benchmark_store();
    let sets = store.ids()?;
    let damaged: Vec<String> =
        sets.iter().filter_map(|id| store.load(*id).err()).map(|error| error.to_string()).collect();
    for error in &damaged {
        findings.row(["error", "benchmark set", error]);
    }
    let mut document = json!(examination);
    document["benchmark_sets"] = json!({ "verified": sets.len(), "damaged": damaged });
    let mut report = Report::new(document, findings.clone());
    report.text(format!(
        "{}: {} releases, {} reference tables, {} files and {} benchmark sets verified",
        data.store().root().display(),
        examination.releases,
        examination.tables,
        examination.files,
        sets.len()
    ));
    report.table(findings);
    if examination.is_clean() && damaged.is_empty() {
        report.text("The store is sound.");
    } else {
        report.fail();
    }
    Ok(report)
}
