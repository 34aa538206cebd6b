//! `/api/v1/statement` and `/api/v1/report`.

use axum::Json;
use axum::extract::State;
use jiff::civil::Date;
use openrvu_core::{AnesthesiaUnits, CreditRvu, ReleaseId};
use openrvu_log::pay::PeriodPay;
use openrvu_log::statement::{CodeSum, MonthSum, ReleaseUse, Report, Work, WorkSum};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::contracts::FileFields;
use super::dashboard::PeriodBody;
use super::entries::EntryBody;
use super::limit;
use crate::http::body::Query;
use crate::identity::CanRead;
use crate::services::ledger;
use crate::services::statements::{self, PeriodQuery};
use crate::{App, AppError};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(statement)).routes(routes!(report))
}

/// Which lines are listed.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct LinesQuery {
    /// Lines behind this entry, the `next` of the answer before.
    after: Option<Uuid>,
    /// Lines listed, 1 to 1,000; 100 where it is left out.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u32>,
    /// month, quarter, year, fiscal-year, contract-year, 12-months, all, custom. The month where it is left out; custom where `from` or `to` is given.
    #[serde(default)]
    period: String,
    /// A day of the period, or the last of 12 months; today where it is left out.
    #[serde(default)]
    on: String,
    /// First day of any days.
    #[serde(default)]
    from: String,
    /// Last day of any days.
    #[serde(default)]
    to: String,
}

impl LinesQuery {
    fn days(&self) -> PeriodQuery {
        PeriodQuery {
            period: self.period.clone(),
            on: self.on.clone(),
            from: self.from.clone(),
            to: self.to.clone(),
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ContractQuery {
    /// The contract.
    contract: Uuid,
}

/// A line with what it is worth.
#[derive(Debug, Serialize, ToSchema)]
struct LineBody {
    #[serde(flatten)]
    entry: EntryBody,
    /// `credited`, which alone is in the sums; `without-work` for anesthesia; `uncredited` where the credit is unknown.
    outcome: &'static str,
    /// Work RVUs credited; null where the credit is unknown.
    #[schema(value_type = Option<String>, example = "1.300")]
    credited: Option<CreditRvu>,
    /// The work RVU as published, times units.
    #[schema(value_type = Option<String>)]
    published: Option<CreditRvu>,
    /// Anesthesia units.
    #[schema(value_type = Option<String>)]
    anesthesia_units: Option<AnesthesiaUnits>,
    /// The release whose work RVUs are credited.
    #[schema(value_type = Option<String>, example = "RVU26C")]
    release: Option<ReleaseId>,
    /// The release in effect on the day where it is not held and the other stands in for it.
    #[schema(value_type = Option<String>)]
    provisional_for: Option<ReleaseId>,
    /// Why it needs review. A line whose credit is known counts all the same.
    review: Vec<String>,
}

impl LineBody {
    fn of(work: &Work<'_>, outcome: &'static str) -> Self {
        Self {
            entry: work.entry.clone().into(),
            outcome,
            credited: work.credited,
            published: work.published,
            anesthesia_units: work.anesthesia_units,
            release: work.release,
            provisional_for: work.provisional_for,
            review: work.review.iter().map(|words| (*words).to_owned()).collect(),
        }
    }
}

/// A sum over lines.
#[derive(ToSchema)]
#[schema(as = WorkSum)]
#[expect(dead_code, reason = "documents the log's own sum")]
struct SumFields {
    /// Lines.
    lines: u64,
    /// Units of all lines.
    units: u64,
    /// Encounters.
    encounters: u64,
    /// Days with a line.
    days: u64,
    /// Work RVUs as published, times units.
    published: String,
    /// Work RVUs credited.
    credited: String,
}

/// The work of a month.
#[derive(ToSchema)]
#[schema(as = MonthSum)]
#[expect(dead_code, reason = "documents the log's own sum")]
struct MonthFields {
    /// The first day of the month.
    #[schema(format = Date)]
    month: String,
    #[serde(flatten)]
    sum: SumFields,
}

/// The work of a code.
#[derive(ToSchema)]
#[schema(as = CodeSum)]
#[expect(dead_code, reason = "documents the log's own sum")]
struct CodeFields {
    /// The code.
    code: String,
    #[serde(flatten)]
    sum: SumFields,
}

/// A release that lines were credited by.
#[derive(ToSchema)]
#[schema(as = ReleaseUse)]
#[expect(dead_code, reason = "documents the log's own releases")]
struct ReleaseFields {
    /// The release.
    release: String,
    /// First day that it is in effect.
    #[schema(format = Date)]
    effective_from: String,
    /// Lines credited by it.
    lines: u64,
    /// Lines among them whose own release is not held.
    provisional: u64,
    /// The files that it was read from.
    files: Vec<FileFields>,
}

/// What was done in a period and what of it is credited.
#[derive(Debug, Serialize, ToSchema)]
struct ReportBody {
    period: PeriodBody,
    /// The sum over the lines credited.
    #[schema(value_type = SumFields)]
    total: WorkSum,
    /// By month.
    #[schema(value_type = Vec<MonthFields>)]
    months: Vec<MonthSum>,
    /// By code, the most work first.
    #[schema(value_type = Vec<CodeFields>)]
    codes: Vec<CodeSum>,
    /// Lines whose credit is unknown, and so in no sum.
    uncredited: usize,
    /// Lines that need review: those, and what is marked among the others, which counts as it stands.
    needs_review: usize,
    /// The releases credited, with the hashes of their files.
    #[schema(value_type = Vec<ReleaseFields>)]
    releases: Vec<ReleaseUse>,
    /// Lines: those credited by day, then those without a work RVU, then those whose credit is unknown.
    lines: Vec<LineBody>,
    /// What to send as `after` for the next lines; null behind the last.
    next: Option<Uuid>,
}

impl ReportBody {
    fn of(report: Report<'_>, query: &LinesQuery) -> Result<Self, AppError> {
        let most = limit(query.limit)?;
        let credited = report.lines.iter().map(|work| (work, "credited"));
        let without = report.without_work.iter().map(|work| (work, "without-work"));
        let uncredited = report.uncredited.iter().map(|work| (work, "uncredited"));
        let all: Vec<_> = credited.chain(without).chain(uncredited).collect();
        let from = match query.after {
            None => 0,
            Some(after) => {
                let at = all.iter().position(|(work, _)| work.entry.id.uuid() == after);
                1 + at.ok_or_else(|| AppError::invalid("after", "There is no such line on these days."))?
            }
        };
        let behind = all.get(from..).unwrap_or_default();
        let shown = behind.get(..most).unwrap_or(behind);
        let next = shown.last().filter(|_| behind.len() > shown.len()).map(|(work, _)| work.entry.id.uuid());
        Ok(Self {
            period: report.period.into(),
            total: report.total,
            uncredited: report.uncredited.len(),
            needs_review: report.needs_review,
            lines: shown.iter().map(|(work, outcome)| LineBody::of(work, outcome)).collect(),
            next,
            months: report.months,
            codes: report.codes,
            releases: report.releases,
        })
    }
}

/// Days from the first to the last, both included.
#[derive(ToSchema)]
#[schema(as = Days)]
#[expect(dead_code, reason = "documents the log's own days")]
pub(super) struct DaysFields {
    /// First day.
    #[schema(format = Date)]
    from: String,
    /// Last day.
    #[schema(format = Date)]
    to: String,
}

/// The work in a tier and what it earns.
#[derive(ToSchema)]
#[schema(as = TierPay)]
#[expect(dead_code, reason = "documents the log's own tiers")]
struct TierPayFields {
    /// Work RVUs above which the rate applies, as it stands for this settlement.
    above: String,
    /// Work RVUs up to which it applies; left out for the last tier.
    up_to: Option<String>,
    /// Dollars for one work RVU.
    rate: String,
    /// The settlement's work in the tier.
    work: String,
    /// What it earns, in dollars.
    amount: String,
}

/// Work of the contract year before a settlement, paid again by as much as the rate rose in it.
#[derive(ToSchema)]
#[schema(as = RaisedPay)]
#[expect(dead_code, reason = "documents the log's own raise")]
struct RaisedPayFields {
    /// The work before the settlement.
    work: String,
    /// Dollars for one work RVU by which the rate rose.
    by: String,
    /// What it earns more, in dollars.
    amount: String,
}

/// A bonus at the settlement that decides it.
#[derive(ToSchema)]
#[schema(as = BonusPay)]
#[expect(dead_code, reason = "documents the log's own bonuses")]
struct BonusPayFields {
    /// What it is called.
    name: String,
    /// Work RVUs to reach.
    at_least: String,
    /// The work that counts.
    work: String,
    /// What it pays; 0.00 where the work is not reached.
    amount: String,
}

/// A step of the pay.
#[derive(ToSchema)]
#[schema(as = PayStep)]
#[expect(dead_code, reason = "documents the log's own steps")]
struct PayStepFields {
    /// The term, as a fixed word.
    rule: String,
    /// What was looked at and why.
    words: String,
    /// The factor, where the step multiplies by one.
    factor: Option<String>,
    /// Work RVUs or dollars before.
    before: Option<String>,
    /// Work RVUs or dollars after.
    after: Option<String>,
}

/// What a settlement pays. Amounts are dollars.
#[derive(ToSchema)]
#[schema(as = SettlementPay)]
#[expect(dead_code, reason = "documents the log's own settlements")]
struct SettlementFields {
    /// Its days; up to the day asked for where it is not over.
    days: DaysFields,
    /// The covered days of its contract year.
    year: DaysFields,
    /// Whether it is over.
    settled: bool,
    /// Its work.
    work: String,
    /// The work of the contract year before it, where the tiers count over the year.
    work_before: String,
    /// Its work below the first threshold, which earns nothing.
    unpaid: String,
    /// Its work by tier.
    tiers: Vec<TierPayFields>,
    /// What earlier work earns more, where a tier pays all work and a higher one was reached.
    raised: Option<RaisedPayFields>,
    /// What the tiers earn together.
    earned: String,
    /// The draw paid for its days.
    draw: String,
    /// The deficit carried in.
    carried_in: String,
    /// Paid beside the draw; below zero where a deficit is owed back.
    true_up: String,
    /// The deficit carried to the next settlement.
    carried_out: String,
    /// The deficit forgiven.
    forgiven: String,
    /// Bonuses that it decides.
    bonuses: Vec<BonusPayFields>,
    /// The salary for its days.
    salary: String,
    /// Salary, draw, true-up and bonuses together.
    total: String,
    /// How it came about.
    steps: Vec<PayStepFields>,
}

/// What a contract pays in a period. Amounts are dollars.
#[derive(ToSchema)]
#[schema(as = PeriodPay)]
#[expect(dead_code, reason = "documents the log's own pay")]
pub(super) struct PayFields {
    /// The settlements that end in the period.
    settlements: Vec<SettlementFields>,
    /// The settlement that is open on the last day of the period; in no sum.
    open: Option<SettlementFields>,
    /// Salary for the days of the period.
    salary: String,
    /// Draw for the days of the period.
    draw: String,
    /// True-ups of the settlements.
    true_ups: String,
    /// Bonuses that the settlements decide.
    bonuses: String,
    /// Paid in the period.
    total: String,
}

/// A contract's statement of a period.
#[derive(Debug, Serialize, ToSchema)]
struct StatementBody {
    /// The contract.
    contract: Uuid,
    /// Its name.
    name: String,
    /// The release that it credits whatever the day; null where it is that of the day.
    #[schema(value_type = Option<String>)]
    release: Option<ReleaseId>,
    /// The work.
    report: ReportBody,
    /// The day up to which pay is computed: the last of the period, or today where the period is not over.
    #[schema(value_type = String, format = Date)]
    paid_through: Date,
    /// What the contract pays.
    #[schema(value_type = PayFields)]
    pay: PeriodPay,
}

/// Show a statement
///
/// Every line under a contract in a period, its credit, and the pay by tier, with draw, true-up and what is carried forward.
#[utoipa::path(get, path = "/statement", tag = "statements", params(ContractQuery, LinesQuery), security(("token" = ["log:read"])),
    responses((status = 200, body = StatementBody), (status = "4XX", description = "A problem document", content_type = "application/problem+json")))]
async fn statement(
    State(app): State<App>,
    CanRead(user): CanRead,
    Query(ContractQuery { contract }): Query<ContractQuery>,
    Query(query): Query<LinesQuery>,
) -> Result<Json<StatementBody>, AppError> {
    let ledger = ledger::of(&app, user).await?;
    let contract = statements::contract(&ledger, contract.into())?;
    let today = ledger.today(&app);
    let (period, problems) = query.days().read(&ledger, today, Some(contract));
    if !problems.is_empty() {
        return Err(AppError::Invalid(problems));
    }
    let statement = statements::statement(app.site.schedule(), &ledger, contract, period, today)?;
    Ok(Json(StatementBody {
        contract: contract.id.uuid(),
        name: contract.name.to_string(),
        release: statement.values.map(|values| values.release),
        report: ReportBody::of(statement.report, &query)?,
        paid_through: statement.paid_through,
        pay: statement.pay,
    }))
}

/// Show a productivity report
///
/// Every line of a period and its credit, over every contract and none.
#[utoipa::path(get, path = "/report", tag = "statements", params(LinesQuery), security(("token" = ["log:read"])),
    responses((status = 200, body = ReportBody), (status = "4XX", description = "A problem document", content_type = "application/problem+json")))]
async fn report(
    State(app): State<App>,
    CanRead(user): CanRead,
    Query(query): Query<LinesQuery>,
) -> Result<Json<ReportBody>, AppError> {
    let ledger = ledger::of(&app, user).await?;
    let (period, problems) = query.days().read(&ledger, ledger.today(&app), None);
    if !problems.is_empty() {
        return Err(AppError::Invalid(problems));
    }
    Ok(Json(ReportBody::of(statements::report(app.site.schedule(), &ledger, period), &query)?))
}
