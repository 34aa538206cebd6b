//! The result to be copied: as a table of text, and as CSV.

use openrvu_core::valuation::{LineValue, Payment};

use super::{CalculatorPage, LineView};

/// The columns of the CSV, the same whatever the case.
const COLUMNS: [&str; 9] =
    ["record", "line", "outcome", "allowed", "patient", "paid", "work_rvu", "release", "words"];

impl CalculatorPage {
    /// The result as a table of text; of a case that could not be read, the errors.
    pub(crate) fn text(&self) -> String {
        let Some(value) = &self.value else {
            if self.errors.is_empty() {
                return "No line is given: add one to the address, such as ?lines=27447-50\n".to_owned();
            }
            return self.errors.iter().map(|error| format!("Error: {error}\n")).collect();
        };
        let mut out = format!(
            "{} · {} · {} · {} · credit policy {}\n\n",
            value.date,
            value.release,
            value.area_name,
            value.setting.name(),
            value.credit_policy
        );
        let row =
            |name: &str, allowed: &str, work: &str| format!("{name:<24} {allowed:>12} {work:>9} work RVU\n");
        for (line, view) in value.lines.iter().zip(&self.lines) {
            out.push_str(&row(&view.text, &view.allowed, &view.work));
            for words in words(line, view) {
                out.push_str(&format!("    {words}\n"));
            }
        }
        out.push_str(&row("Total", &value.totals.allowed.dollars(), &self.total_work()));
        for words in self.left_out() {
            out.push_str(&format!("    {words}\n"));
        }
        out.push_str(&format!("\n{}\n", self.paid_in_words().unwrap_or_default()));
        out
    }

    /// The result as CSV: a record a line, then the total; of a case that could not be read, a record an error.
    pub(crate) fn csv(&self) -> String {
        let mut out = record(&COLUMNS.map(str::to_owned));
        for error in &self.errors {
            let mut fields = empty("error");
            fields[8].clone_from(error);
            out.push_str(&record(&fields));
        }
        let Some(value) = &self.value else { return out };
        for (line, view) in value.lines.iter().zip(&self.lines) {
            let (outcome, amounts) = match &line.payment {
                Payment::Priced(amounts) => ("priced", Some(amounts)),
                Payment::NotPaid(_) => ("not-paid", None),
                Payment::Unpriced(_) => ("unpriced", None),
            };
            out.push_str(&record(&[
                "line".to_owned(),
                view.text.clone(),
                outcome.to_owned(),
                written(line.payment.allowed()),
                written(amounts.map(|amounts| amounts.patient)),
                written(amounts.map(|amounts| amounts.paid)),
                written(line.credit.work()),
                written(line.release),
                words(line, view).join(" "),
            ]));
        }
        let totals = &value.totals;
        out.push_str(&record(&[
            "total".to_owned(),
            String::new(),
            String::new(),
            totals.allowed.to_string(),
            totals.patient.to_string(),
            totals.paid.to_string(),
            totals.work.to_string(),
            value.release.to_string(),
            self.left_out().join(" "),
        ]));
        out
    }
}

/// Why a line has no amount or no credit, and what to know before trusting it.
fn words(line: &LineValue, view: &LineView) -> Vec<String> {
    view.reason.iter().chain(&line.warnings).cloned().collect()
}

fn written<T: std::fmt::Display>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn empty(record: &str) -> [String; COLUMNS.len()] {
    let mut fields = [const { String::new() }; COLUMNS.len()];
    fields[0] = record.to_owned();
    fields
}

/// A record of CSV (RFC 4180); a field is quoted where it must be.
fn record(fields: &[String]) -> String {
    let quoted = fields.iter().map(|field| {
        if field.contains(['"', ',', '\n', '\r']) {
            format!("\"{}\"", field.replace('"', "\"\""))
        } else {
            field.clone()
        }
    });
    let mut out = quoted.collect::<Vec<_>>().join(",");
    out.push('\n');
    out
}
