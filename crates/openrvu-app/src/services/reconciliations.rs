//! Reports of employers, compared with the log.

use std::sync::Arc;

use jiff::civil::Date;
use openrvu_core::ConversionFactor;
use openrvu_log::ledger::Logged;
use openrvu_log::reconcile::{Comparison, KeptReport, MOST_DAYS_OFF, MOST_LINES, Reconciliation, reconcile};
use openrvu_log::{ShortText, TextError, import};
use openrvu_store::{Revision, UserId};
use uuid::Uuid;

use super::documents::{self, Kept};
use super::ledger::{self, UserLedger};
use super::uploads::{self, Upload};
use crate::{App, AppError, FieldProblem};

/// Days by which a line may be off where nobody said otherwise.
pub(crate) const USUAL_DAYS_OFF: u8 = 1;

/// How a report is named and compared, where its owner said so.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wishes {
    /// What it is called.
    pub(crate) name: Option<ShortText>,
    /// Its first day.
    pub(crate) from: Option<Date>,
    /// Its last day.
    pub(crate) to: Option<Date>,
    /// By how many days a line may be off.
    pub(crate) days: Option<u8>,
    /// Dollars for one work RVU.
    pub(crate) rate: Option<ConversionFactor>,
}

/// Reads a table as a report and keeps it. Its days are those of its lines where nobody said otherwise, its rate that of
/// the contract that covers the first of them.
pub(crate) async fn make(
    app: &App,
    user: UserId,
    id: Uuid,
    upload: &Upload,
    wishes: Wishes,
) -> Result<Kept<KeptReport>, AppError> {
    let ledger = ledger::of(app, user).await?;
    let today = ledger.today(app);
    let reading = import::read(upload.table()?, &upload.mapping, today)
        .map_err(|error| AppError::invalid("columns", error.to_string()))?;
    let Some((first, last)) = reading.days() else {
        return Err(AppError::invalid("table", "No row of it can be read as a line: look at the columns."));
    };
    let (from, to) = (wishes.from.unwrap_or(first), wishes.to.unwrap_or(last));
    let name = match wishes.name {
        Some(name) => name,
        None => {
            usual_name(from, to).parse().map_err(|error: TextError| AppError::Internal(error.to_string()))?
        }
    };
    let rate = wishes.rate.or_else(|| usual_rate(&ledger, from));
    let comparison = Comparison { from, to, days: wishes.days.unwrap_or(USUAL_DAYS_OFF) };
    let problems = reading.counts();
    let report = KeptReport {
        name,
        read_on: today,
        comparison,
        rate,
        has: reading.has,
        problems,
        lines: reading.lines,
    };
    let revision = write(app, user, id, &report, None).await?;
    uploads::remember(app, user, upload).await?;
    Ok(Kept { id, content: report, revision })
}

/// The months of a report as its name: `Report of August 2026`.
fn usual_name(from: Date, to: Date) -> String {
    let month = |date: Date| date.strftime("%B %Y").to_string();
    if month(from) == month(to) {
        format!("Report of {}", month(from))
    } else {
        format!("Report of {} to {}", month(from), month(to))
    }
}

/// The first rate of the contract that covers a day.
fn usual_rate(ledger: &UserLedger, day: Date) -> Option<ConversionFactor> {
    let contracts = ledger.terms.contracts().iter();
    let mut covering = contracts.filter(|contract| contract.year_on(day).is_some());
    Some(covering.next()?.pay.tiers.first()?.rate)
}

/// Writes a report. `seen` is the revision of the one that the writer saw; none where they made it new.
pub(crate) async fn write(
    app: &App,
    user: UserId,
    id: Uuid,
    report: &KeptReport,
    seen: Option<Revision>,
) -> Result<Revision, AppError> {
    if let Some(problem) = problem(report) {
        return Err(AppError::Invalid(vec![problem]));
    }
    documents::write(app, user, id, report, seen).await
}

/// What is wrong with a report.
pub(crate) fn problem(report: &KeptReport) -> Option<FieldProblem> {
    let Comparison { from, to, days } = report.comparison;
    let is_negative = report.rate.is_some_and(|rate| rate < ConversionFactor::ZERO);
    let (field, words) = match () {
        () if from > to => ("to", "The last day is before the first: correct one of them.".to_owned()),
        () if days > MOST_DAYS_OFF => ("days", format!("A line may be off by 0 to {MOST_DAYS_OFF} days.")),
        () if is_negative => ("rate", "A rate is zero dollars or more.".to_owned()),
        () if report.lines.len() > MOST_LINES => {
            ("table", format!("A report has at most {MOST_LINES} lines: give the months one by one."))
        }
        () => return None,
    };
    Some(FieldProblem::new(field, words))
}

/// Compares a report with the log as it stands, aside from the requests that go on meanwhile.
pub(crate) async fn compared<T: Send + 'static>(
    app: &App,
    user: UserId,
    report: Arc<KeptReport>,
    say: impl FnOnce(&App, &UserLedger, &Reconciliation<'_>) -> T + Send + 'static,
) -> Result<T, AppError> {
    let ledger = ledger::of(app, user).await?;
    let app = app.clone();
    let aside = tokio::task::spawn_blocking(move || {
        let (from, to) = report.comparison.window();
        let log: Vec<Logged<'_>> = ledger.ledger.between(from, to).collect();
        let found = reconcile(&log, &report.lines, report.has, &report.comparison, &ledger.valuer(&app));
        say(&app, &ledger, &found)
    });
    aside.await.map_err(|error| AppError::Internal(error.to_string()))
}
