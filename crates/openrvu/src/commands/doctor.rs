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
    let mut report = Report::new(json!(examination), findings.clone());
    report.text(format!(
        "{}: {} releases, {} reference tables, {} files verified",
        data.store().root().display(),
        examination.releases,
        examination.tables,
        examination.files
    ));
    report.table(findings);
    if examination.is_clean() {
        report.text("The store is sound.");
    } else {
        report.fail();
    }
    Ok(report)
}
