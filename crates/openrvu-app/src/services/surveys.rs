//! Survey tables that the user holds: taken in, kept for them alone, and where their own year stands on each.

use jiff::ToSpan;
use openrvu_benchmark::survey::{
    About, Basis, Compared, Mapping, Measure, Sheet, SurveyProblem, SurveyRow, SurveyTable, import, sheets,
    warnings,
};
use openrvu_benchmark::{Standing, Survey};
use openrvu_core::quantity::round_half_up;
use openrvu_core::{Cents, ReleaseId};
use openrvu_log::figures;
use openrvu_log::settings::Fte;
use openrvu_store::UserId;
use openrvu_web::Site;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::benchmark::{BenchmarkQuery, Span, work_of_a_year};
use super::ledger::UserLedger;
use crate::{App, AppError, FieldProblem};

/// For how long a file waits for its columns to be told.
const UPLOAD_HOURS: i64 = 24;
/// The largest file.
pub(crate) const MOST_BYTES: usize = 5 * 1024 * 1024;

/// A table with the row that is the user's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OwnTable {
    /// The table.
    pub(crate) table: SurveyTable,
    /// The specialty of it that the user chose; none where it is told by its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) mine: Option<String>,
}

/// Keeps a file until its columns are told, and names it.
pub(crate) async fn keep_file(app: &App, user: UserId, bytes: &[u8]) -> Result<Uuid, AppError> {
    read_file(bytes)?;
    let (id, now) = (app.new_id(), app.now());
    let expires =
        now.checked_add(UPLOAD_HOURS.hours()).map_err(|error| AppError::Internal(error.to_string()))?;
    app.store.keep_upload(user, id, bytes, now, expires).await?;
    Ok(id)
}

/// The sheets of a file that is kept.
pub(crate) async fn sheets_of(app: &App, user: UserId, id: Uuid) -> Result<Vec<Sheet>, AppError> {
    let bytes = app.store.upload(user, id, app.now()).await?.ok_or(AppError::NoSuch("file"))?;
    let read = tokio::task::spawn_blocking(move || read_file(&bytes));
    read.await.map_err(|error| AppError::Internal(error.to_string()))?
}

/// Lets go of a file.
pub(crate) async fn drop_file(app: &App, user: UserId, id: Uuid) -> Result<(), AppError> {
    Ok(app.store.delete_upload(user, id).await?)
}

/// The sheets of a file's bytes.
pub(crate) fn read_file(bytes: &[u8]) -> Result<Vec<Sheet>, AppError> {
    let sheets = sheets(bytes).map_err(|error| AppError::invalid("file", error.to_string()))?;
    if sheets.is_empty() {
        return Err(AppError::invalid("file", "The file is empty."));
    }
    Ok(sheets)
}

/// A table of a sheet; its faults as fields to correct.
pub(crate) fn table_of(sheet: &Sheet, mapping: &Mapping, about: &About) -> Result<SurveyTable, AppError> {
    let field = |problem: &SurveyProblem| match (problem.row, &problem.column) {
        (Some(row), Some(column)) => format!("row {row}, {column}"),
        (Some(row), None) => format!("row {row}"),
        (None, Some(column)) => column.clone(),
        (None, None) => "table".to_owned(),
    };
    import(sheet, mapping, about).map_err(|problems| {
        AppError::Invalid(
            problems.iter().map(|problem| FieldProblem::new(field(problem), problem.what.clone())).collect(),
        )
    })
}

/// What of one's own year is laid beside a table.
pub(crate) struct Beside<'a> {
    /// The days; in words why no year can be made of them.
    pub(crate) span: &'a Result<Span, String>,
    /// Whether work RVUs are those published, not those credited.
    pub(crate) published: bool,
    /// Pay of a year.
    pub(crate) pay: Option<Cents>,
    /// The release that values the work, as far as one can be named.
    pub(crate) release: ReleaseId,
}

impl<'a> Beside<'a> {
    /// What an address asks for.
    pub(crate) fn asked(
        site: &Site,
        query: &BenchmarkQuery,
        span: &'a Result<Span, String>,
        problems: &mut Vec<FieldProblem>,
    ) -> Option<Self> {
        let published = match query.measure.trim() {
            "" | "credited" => false,
            "published" => true,
            _ => {
                problems.push(FieldProblem::new("measure", "Write credited or published."));
                false
            }
        };
        let pay = match query.pay.trim().replace([',', '$'], "") {
            text if text.is_empty() => None,
            text => {
                let pay = text.parse::<Cents>().ok().filter(|pay| *pay > Cents::ZERO);
                if pay.is_none() {
                    problems
                        .push(FieldProblem::new("pay", "Write dollars of a year above 0, such as 310000."));
                }
                pay
            }
        };
        let release = site.schedule().newest()?.id;
        Some(Self { span, published, pay, release })
    }
}

/// Where one's own year stands on a table.
pub(crate) struct OnTable<'a> {
    /// The row.
    pub(crate) row: &'a SurveyRow,
    /// One's own value, as the table counts.
    pub(crate) value: Survey,
    /// How it was made, in sentences.
    pub(crate) made: Vec<String>,
    /// Where it stands.
    pub(crate) standing: Standing<Survey>,
    /// What to mind.
    pub(crate) warnings: Vec<String>,
}

impl OwnTable {
    /// The row that is the user's: the one chosen, or the one with the name of their specialty.
    pub(crate) fn row(&self, site: &Site, found: &UserLedger) -> Option<&SurveyRow> {
        if let Some(mine) = &self.mine {
            return self.table.row(mine);
        }
        let ours = site.library().specialty(found.settings.specialty.as_ref()?.as_str())?;
        let names = [&ours.name].into_iter().chain(&ours.cms);
        names.filter_map(|name| self.table.row(name)).next()
    }

    /// Where one's own year stands.
    ///
    /// # Errors
    /// In words, why that cannot be said.
    pub(crate) fn standing<'a>(
        &'a self,
        site: &Site,
        found: &UserLedger,
        beside: &Beside<'_>,
    ) -> Result<OnTable<'a>, String> {
        let row = self.row(site, found).ok_or("Choose which row of the table is yours.")?;
        let span = beside.span.as_ref().map_err(Clone::clone)?;
        let (mut made, mut value) = match self.table.measure {
            Measure::WorkRvus => work(found, span, beside.published),
            Measure::Compensation => {
                let pay = beside.pay.ok_or(NO_PAY)?;
                (vec![format!("Your pay of a year is {}, as you gave it.", pay.dollars())], hundredths(pay))
            }
            Measure::CompensationPerWorkRvu => {
                let pay = beside.pay.ok_or(NO_PAY)?;
                let (mut made, work) = work(found, span, beside.published);
                if work == Survey::ZERO {
                    return Err("No work RVUs are logged, so there is no pay for one.".to_owned());
                }
                made.push(format!("Your pay of a year is {}, as you gave it.", pay.dollars()));
                (made, ratio(hundredths(pay), 100, work.get()))
            }
        };
        let fte = found.settings.fte;
        if self.table.basis == Basis::PerFte && self.table.measure != Measure::CompensationPerWorkRvu {
            let (numerator, denominator) = fte.factor().parts();
            value = ratio(value, denominator.into(), numerator.into());
            if fte != Fte::FULL {
                made.push(format!(
                    "The table is per full-time equivalent and you work {fte} of full time by your settings, so yours is divided by {fte}."
                ));
            }
        }
        let year = u16::try_from(span.period.to.year()).unwrap_or_default();
        let compared = Compared {
            year,
            release: beside.release,
            fte: Some(fte.factor()),
            annualized: !span.is_year && self.table.measure != Measure::Compensation,
        };
        let standing = row.percentile_of(value).ok_or("The row has no percentiles.")?;
        let warnings = warnings(&self.table, row, &compared).iter().map(|warning| warning.words()).collect();
        Ok(OnTable { row, value, made, standing, warnings })
    }
}

const NO_PAY: &str = "Say what you are paid in a year, and it is laid beside this table.";

/// Work RVUs of a year and how they were made.
fn work(found: &UserLedger, span: &Span, published: bool) -> (Vec<String>, Survey) {
    let sums = found.ledger.sums(span.period.from, span.period.to);
    let (work, kind) = if published {
        (sums.published, "as published, times units, before modifiers and contracts")
    } else {
        (sums.work, "as your contracts credit them")
    };
    let value = work_of_a_year(work, span);
    let mut made = vec![format!(
        "{} work RVUs of a year, {kind}, of all payers.",
        figures::count((value.get() + 50) / 100)
    )];
    if !span.is_year {
        made.push(span.assumption());
    }
    if !published && sums.uncredited > 0 {
        made.push(match sums.uncredited {
            1 => "1 entry whose credit is unknown is not in it.".to_owned(),
            entries => format!("{entries} entries whose credit is unknown are not in it."),
        });
    }
    (made, value.into())
}

/// Money as a value of a table.
fn hundredths(pay: Cents) -> Survey {
    Survey::new(u64::try_from(pay.get()).unwrap_or(0))
}

/// A value times a ratio, rounded half-up.
fn ratio(value: Survey, numerator: u64, denominator: u64) -> Survey {
    let product = i128::from(value.get()) * i128::from(numerator);
    let rounded = round_half_up(product, i128::from(denominator.max(1)));
    Survey::new(u64::try_from(rounded).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_brought_to_full_time_in_whole_numbers() {
        let (numerator, denominator) = "0.80".parse::<Fte>().unwrap().factor().parts();
        let full = ratio(Survey::new(400_001), denominator.into(), numerator.into());
        assert_eq!(full, Survey::new(500_001));
        assert_eq!(ratio(Survey::new(30_000_000), 100, 500_000), Survey::new(6_000));
    }
}
