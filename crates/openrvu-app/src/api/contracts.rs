//! `/api/v1/contracts` and `/api/v1/modifiers`.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use openrvu_log::Contract;
use openrvu_log::contract::modifiers::{ModifierSides, modifiers};
use openrvu_log::contract::words::ContractWords;
use openrvu_store::Revision;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::settings::Changed;
use crate::http::body::{self, Path, Query};
use crate::identity::{CanRead, CanWrite};
use crate::services::documents::{self, Kept};
use crate::services::{contracts, ledger, statements};
use crate::{App, AppError};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(show, write, delete))
        .routes(routes!(in_words))
        .routes(routes!(of_modifiers))
}

/// A contract: which days and sites it covers, what work it credits, what it pays.
#[derive(ToSchema)]
#[schema(as = Contract)]
#[expect(dead_code, reason = "documents the log's own contract")]
pub(super) struct ContractFields {
    /// Names the contract; the client draws it at random. That of the address.
    id: Uuid,
    /// What its owner calls it.
    #[schema(min_length = 1, max_length = 80, example = "Employment")]
    name: String,
    /// First day of service that it covers.
    #[schema(format = Date, example = "2026-07-01")]
    from: String,
    /// Last day of service; none while it has no end.
    #[schema(format = Date)]
    to: Option<String>,
    /// The sites that it covers; all where it is left out. A contract that lists sites comes before one for all.
    #[schema(example = "all")]
    sites: Option<SitesFields>,
    /// The share of full time, above 0 and at most 2.
    #[schema(pattern = "^[0-2][.][0-9]{2}$", default = "1.00", example = "0.80")]
    fte: Option<String>,
    /// Whose work RVUs are credited; those of the day of service where it is left out.
    #[schema(example = json!({"year": 2020}))]
    values: Option<CreditedValuesFields>,
    /// How work is credited.
    credit: CreditFields,
    /// The day of the year on which its years begin.
    #[schema(pattern = "^(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])$", example = "07-01")]
    year_start: String,
    /// What it pays.
    pay: Option<PayTermsFields>,
}

/// The sites that a contract covers.
#[derive(Serialize, ToSchema)]
#[schema(as = Sites)]
#[serde(rename_all = "kebab-case")]
#[expect(dead_code, reason = "documents the log's own sites")]
enum SitesFields {
    /// Every site, and entries without one.
    All,
    /// Those of these names, 1 to 50, whatever their case.
    Listed(Vec<String>),
}

/// Whose work RVUs are credited.
#[derive(Serialize, ToSchema)]
#[schema(as = CreditedValues)]
#[serde(rename_all = "kebab-case")]
#[expect(dead_code, reason = "documents the log's own values")]
enum CreditedValuesFields {
    /// Those of the release in effect on the day of service.
    DayOfService,
    /// Those of one release, such as RVU20A, whatever the day.
    Release(String),
    /// Those of a calendar year, 2000 to 2099: of the first release of it that is held.
    Year(u16),
}

/// What several procedures of a session do.
#[derive(Serialize, ToSchema)]
#[schema(as = MultipleProcedures)]
#[serde(untagged)]
#[expect(dead_code, reason = "documents the engine's own rule")]
enum MultipleProcedureFields {
    /// `none`: each in full. `as-medicare`: the factor that Medicare's ranking gives the payment.
    #[schema(example = "as-medicare")]
    Named(String),
    /// Factors by rank of work, at most 10, the last repeating.
    ByRank(Vec<String>),
}

/// A file of a release.
#[derive(ToSchema)]
#[schema(as = SourceFile)]
#[expect(dead_code, reason = "documents the engine's own file")]
pub(super) struct FileFields {
    /// Its name as published, with the ZIP's name before it where it lay in one.
    name: String,
    /// The SHA-256 of its bytes.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    sha256: String,
    /// Its size.
    bytes: u64,
}

/// How a contract credits work: a preset with rules of its own.
#[derive(ToSchema)]
#[schema(as = CreditTerms)]
#[expect(dead_code, reason = "documents the log's own credit terms")]
struct CreditFields {
    /// `full`, `mirror-cms` or `half-second`.
    #[schema(pattern = "^(full|mirror-cms|half-second)$")]
    preset: String,
    /// Rules by modifier: a factor, `bilateral`, `pre-and-intra`, `intra`, `post`, `pre`, `own-row-or 0.50`, `by-report`.
    #[schema(example = json!({"22": "1.20"}))]
    modifiers: Option<BTreeMap<String, String>>,
    /// What several procedures of a session do, in place of the preset's rule.
    #[schema(example = json!(["1.00", "0.50"]))]
    multiple_procedures: Option<MultipleProcedureFields>,
    /// Statuses credited although Medicare does not pay them: B, I, N, X.
    #[schema(example = json!(["I", "N"]))]
    statuses: Option<Vec<String>>,
    /// Factors by role.
    #[schema(example = json!({"shared": "0.50"}))]
    roles: Option<BTreeMap<String, String>>,
}

/// What a contract pays.
#[derive(ToSchema)]
#[schema(as = PayTerms)]
#[expect(dead_code, reason = "documents the log's own pay terms")]
struct PayTermsFields {
    /// How often work is settled: month, quarter or year.
    #[schema(pattern = "^(month|quarter|year)$", default = "year")]
    settlement: Option<String>,
    /// Rates by the work above thresholds, in ascending order.
    #[schema(max_items = 10)]
    tiers: Option<Vec<TierFields>>,
    /// Over which time thresholds count: year or settlement.
    #[schema(pattern = "^(year|settlement)$", default = "year")]
    tiers_over: Option<String>,
    /// Which work a tier's rate pays: work-above its threshold, or all-work once it is passed.
    #[schema(pattern = "^(work-above|all-work)$", default = "work-above")]
    tier_pays: Option<String>,
    /// Salary of a contract year, in dollars.
    #[schema(pattern = "^[0-9]{1,8}[.][0-9]{2}$", example = "240000.00")]
    salary: Option<String>,
    /// A draw against what the tiers pay.
    draw: Option<DrawFields>,
    /// Bonuses.
    #[schema(max_items = 10)]
    bonuses: Option<Vec<BonusFields>>,
    /// Whether thresholds, salary, draw and bonuses are stated for full time.
    stated_for_full_time: Option<bool>,
    /// Whether thresholds and bonuses shrink with a year or settlement that is covered in part.
    prorated: Option<bool>,
}

/// A rate for the work above a threshold.
#[derive(ToSchema)]
#[schema(as = Tier)]
#[expect(dead_code, reason = "documents the log's own tier")]
struct TierFields {
    /// Work RVUs above which the rate applies.
    #[schema(pattern = "^[0-9]{1,6}[.][0-9]{3}$", example = "4800.000")]
    above: String,
    /// Dollars for one work RVU.
    #[schema(pattern = "^[0-9]{1,3}[.][0-9]{4}$", example = "52.1250")]
    rate: String,
}

/// A draw.
#[derive(ToSchema)]
#[schema(as = Draw)]
#[expect(dead_code, reason = "documents the log's own draw")]
struct DrawFields {
    /// Dollars a month.
    #[schema(pattern = "^[0-9]{1,8}[.][0-9]{2}$", example = "20000.00")]
    monthly: String,
    /// What becomes of a draw that was not earned: carried-forward, forgiven or repaid.
    #[schema(pattern = "^(carried-forward|forgiven|repaid)$", default = "carried-forward")]
    deficit: Option<String>,
}

/// A bonus.
#[derive(ToSchema)]
#[schema(as = Bonus)]
#[expect(dead_code, reason = "documents the log's own bonus")]
struct BonusFields {
    /// What it is called.
    #[schema(min_length = 1, max_length = 80)]
    name: String,
    /// Work RVUs to reach.
    #[schema(pattern = "^[0-9]{1,6}[.][0-9]{3}$", example = "6000.000")]
    at_least: String,
    /// Dollars.
    #[schema(pattern = "^[0-9]{1,8}[.][0-9]{2}$", example = "10000.00")]
    amount: String,
    /// Over which time: year or settlement.
    #[schema(pattern = "^(year|settlement)$", default = "year")]
    over: Option<String>,
}

/// A contract as kept.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = KeptContract)]
struct ContractBody {
    #[schema(value_type = ContractFields)]
    contract: Contract,
    /// The ledger's revision that changed it last. To change or delete the contract, send it back as `seen`.
    revision: u64,
}

impl From<Kept<Contract>> for ContractBody {
    fn from(kept: Kept<Contract>) -> Self {
        Self { contract: kept.content, revision: kept.revision.0 }
    }
}

/// Contracts.
#[derive(Debug, Serialize, ToSchema)]
struct ContractList {
    contracts: Vec<ContractBody>,
}

/// A contract to be written.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ContractWrite {
    #[schema(value_type = ContractFields)]
    contract: Contract,
    /// The revision of the contract that is changed; none for a new one.
    seen: Option<u64>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Seen {
    /// The revision of the contract that is deleted.
    seen: u64,
}

/// List contracts
///
/// In the order in which they were made.
#[utoipa::path(get, path = "/contracts", tag = "contracts", security(("token" = ["log:read"])),
    responses((status = 200, body = ContractList), (status = "4XX", description = "A problem document", content_type = "application/problem+json")))]
async fn list(State(app): State<App>, CanRead(user): CanRead) -> Result<Json<ContractList>, AppError> {
    let contracts = documents::all::<Contract>(&app, user).await?;
    Ok(Json(ContractList { contracts: contracts.into_iter().map(Into::into).collect() }))
}

/// Show a contract
#[utoipa::path(get, path = "/contracts/{id}", tag = "contracts", params(("id" = Uuid, Path, description = "The contract")), security(("token" = ["log:read"])),
    responses((status = 200, body = ContractBody), (status = "4XX", description = "A problem document", content_type = "application/problem+json")))]
async fn show(
    State(app): State<App>,
    CanRead(user): CanRead,
    Path(id): Path<Uuid>,
) -> Result<Json<ContractBody>, AppError> {
    Ok(Json(documents::one::<Contract>(&app, user, id).await?.into()))
}

/// Write a contract
///
/// One that is there already as sent changes nothing; one that was changed since it was `seen` is a conflict (409). Refused is one that covers days and sites of another, or credits a release that is not held.
#[utoipa::path(put, path = "/contracts/{id}", tag = "contracts", params(("id" = Uuid, Path, description = "The contract")), request_body = ContractWrite, security(("token" = ["log:write"])),
    responses((status = 200, body = Changed), (status = "4XX", description = "A problem document", content_type = "application/problem+json")))]
async fn write(
    State(app): State<App>,
    CanWrite(user): CanWrite,
    Path(id): Path<Uuid>,
    body::Json(sent): body::Json<ContractWrite>,
) -> Result<Json<Changed>, AppError> {
    if sent.contract.id.uuid() != id {
        return Err(AppError::invalid("contract.id", "It is another than that of the address."));
    }
    let revision = contracts::write(&app, user, &sent.contract, sent.seen.map(Revision)).await?;
    Ok(Json(Changed { revision: revision.0 }))
}

/// Delete a contract
///
/// One that is deleted already stays so. Entries stay, and are credited as those without a contract.
#[utoipa::path(delete, path = "/contracts/{id}", tag = "contracts", params(("id" = Uuid, Path, description = "The contract"), Seen), security(("token" = ["log:write"])),
    responses((status = 204, description = "Deleted"), (status = "4XX", description = "A problem document", content_type = "application/problem+json")))]
async fn delete(
    State(app): State<App>,
    CanWrite(user): CanWrite,
    Path(id): Path<Uuid>,
    Query(Seen { seen }): Query<Seen>,
) -> Result<StatusCode, AppError> {
    documents::delete::<Contract>(&app, user, id, Revision(seen)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A contract in words.
#[derive(ToSchema)]
#[schema(as = ContractWords)]
#[expect(dead_code, reason = "documents the log's own words")]
struct WordsFields {
    /// The contract's name.
    name: String,
    /// What stands under which heading.
    sections: Vec<SectionFields>,
    /// Worked examples, computed by the engine.
    examples: Vec<ExampleFields>,
    /// The release of the examples.
    example_release: String,
    /// The files of that release.
    files: Vec<FileFields>,
}

/// A part of a contract's words.
#[derive(ToSchema)]
#[schema(as = ContractSection)]
#[expect(dead_code, reason = "documents the log's own section")]
struct SectionFields {
    /// The heading.
    title: String,
    /// Paragraphs.
    paragraphs: Vec<String>,
    /// A list behind them.
    items: Option<Vec<String>>,
    /// Paragraphs behind the list.
    closing: Option<Vec<String>>,
}

/// A line of a worked example.
#[derive(ToSchema)]
#[schema(as = ContractExampleLine)]
#[expect(dead_code, reason = "documents the log's own example")]
struct ExampleLineFields {
    /// The service.
    line: LineFields,
    /// What the clinician did.
    role: String,
    /// The work RVU as published.
    published: Option<String>,
    /// What is credited.
    credited: Option<String>,
    /// How that came about: output, rule, words, factor, before, after.
    #[schema(value_type = Vec<Object>)]
    steps: Vec<String>,
}

/// A service as it is written on a claim.
#[derive(ToSchema)]
#[schema(as = Line)]
#[expect(dead_code, reason = "documents the engine's own line")]
pub(super) struct LineFields {
    /// CPT or HCPCS code.
    code: String,
    /// Modifiers, at most four.
    #[schema(max_items = 4)]
    modifiers: Option<Vec<String>>,
    /// Units, 1 to 999; 1 where it is left out.
    #[schema(minimum = 1, maximum = 999)]
    units: Option<u32>,
    /// Anesthesia time in minutes.
    #[schema(minimum = 1, maximum = 2880)]
    minutes: Option<u32>,
    /// What was charged for all units together, in dollars.
    charge: Option<String>,
}

/// A worked example.
#[derive(ToSchema)]
#[schema(as = ContractExample)]
#[expect(dead_code, reason = "documents the log's own example")]
struct ExampleFields {
    /// What it shows.
    title: String,
    /// Its lines.
    lines: Vec<ExampleLineFields>,
    /// The credit of all lines.
    total: Option<String>,
}

/// Show a contract in words
///
/// Plain prose for signature, with worked examples on codes of the release that is credited.
#[utoipa::path(get, path = "/contracts/{id}/words", tag = "contracts", params(("id" = Uuid, Path, description = "The contract")), security(("token" = ["log:read"])),
    responses((status = 200, body = WordsFields), (status = "4XX", description = "A problem document", content_type = "application/problem+json")))]
async fn in_words(
    State(app): State<App>,
    CanRead(user): CanRead,
    Path(id): Path<Uuid>,
) -> Result<Json<ContractWords>, AppError> {
    let kept = documents::one::<Contract>(&app, user, id).await?;
    Ok(Json(contracts::in_words(&app, &kept.content)?))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ModifiersQuery {
    /// The contract; what is credited without one where it is left out.
    contract: Option<Uuid>,
}

/// A modifier, seen from its three sides.
#[derive(ToSchema)]
#[schema(as = ModifierSides)]
#[expect(dead_code, reason = "documents the log's own modifiers")]
struct ModifierFields {
    /// The two characters.
    modifier: String,
    /// Its name.
    name: String,
    /// What it means.
    meaning: String,
    /// What Medicare does today.
    medicare: String,
    /// What the contract credits.
    credit: String,
    /// The rule that credits it; left out where it changes nothing.
    rule: Option<String>,
    /// Whether the rule is the contract's own.
    own: bool,
}

/// Modifiers.
#[derive(Debug, Serialize, ToSchema)]
struct ModifierList {
    #[schema(value_type = Vec<ModifierFields>)]
    modifiers: Vec<ModifierSides>,
}

/// List modifiers
///
/// What each means, what Medicare does, what a contract credits.
#[utoipa::path(get, path = "/modifiers", tag = "contracts", params(ModifiersQuery), security(("token" = ["log:read"])),
    responses((status = 200, body = ModifierList), (status = "4XX", description = "A problem document", content_type = "application/problem+json")))]
async fn of_modifiers(
    State(app): State<App>,
    CanRead(user): CanRead,
    Query(query): Query<ModifiersQuery>,
) -> Result<Json<ModifierList>, AppError> {
    let ledger = ledger::of(&app, user).await?;
    let contract = query.contract.map(|id| statements::contract(&ledger, id.into())).transpose()?;
    let (policy, credit) = contracts::credit_policy(&app, contract)?;
    let own = contract.map(|contract| &contract.credit);
    Ok(Json(ModifierList { modifiers: modifiers(policy, &credit, own, ledger.today(&app)) }))
}
