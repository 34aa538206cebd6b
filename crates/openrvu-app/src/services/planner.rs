//! The reverse planner: what an address asks for, and the plan.

use jiff::civil::Date;
use openrvu_core::{CreditRvu, Line};
use openrvu_log::goal::{Basis, Measure};
use openrvu_log::planner::{Group, MOST_ITEMS, MixItem, PlanRequest, UsualMix, usual_mix};
use openrvu_log::{
    ChooseTerms, EncounterId, Entry, EntryId, Goal, Pace, Plan, Role, WorkCalendar, value_encounter,
};
use openrvu_store::UserId;
use openrvu_web::Site;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::dashboard::{day, is_visit};
use super::documents;
use super::ledger::UserLedger;
use crate::{App, AppError, FieldProblem};

/// Codes of a group that stand by themselves in a mix of one's own history.
const CODES_OF_A_GROUP: usize = 8;
/// The largest number of work RVUs that is planned for.
const MOST_NEEDED: CreditRvu = CreditRvu::new(1_000_000_000);
/// The longest time that is planned for, in years.
const MOST_YEARS: i32 = 5;
/// The most text of a mix.
const MOST_TEXT: usize = 4_000;

/// What an address asks for, as text. Everything may be left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(crate) struct PlannerQuery {
    /// The goal whose rest is planned for, by its id.
    pub(crate) goal: String,
    /// Work RVUs to be done; what is left of the goal where it is left out.
    pub(crate) needed: String,
    /// First day; today, or the first of the goal, where it is left out.
    pub(crate) from: String,
    /// Last day; that of the goal where it is left out.
    pub(crate) to: String,
    /// A mix of one's own, a line a service with its units in a usual week: `99214x60`. That of the last 60 working days where it is left out.
    pub(crate) mix: String,
    /// What stays as usual: codes or other names of the mix, or all `visits` or `procedures`.
    pub(crate) hold: Vec<String>,
}

/// The answer.
pub(crate) struct Planned {
    /// The goal, where one is named.
    pub(crate) goal: Option<Goal>,
    /// First day.
    pub(crate) from: Date,
    /// Last day.
    pub(crate) to: Option<Date>,
    /// The mix; in words why there is none.
    pub(crate) mix: Result<UsualMix, String>,
    /// The plan; in words why there is none.
    pub(crate) plan: Result<Plan, String>,
    /// What cannot be read.
    pub(crate) problems: Vec<FieldProblem>,
}

/// Answers the question of an address.
pub(crate) async fn plan(
    app: &App,
    user: UserId,
    found: &UserLedger,
    query: &PlannerQuery,
) -> Result<Planned, AppError> {
    let goal = match query.goal.trim() {
        "" => None,
        text => {
            let id = text.parse::<Uuid>().map_err(|_| AppError::NoSuch("goal"))?;
            Some(documents::one::<Goal>(app, user, id).await?.content)
        }
    };
    let today = found.today(app);
    let mut problems = Vec::new();
    let mut read = |field: &str, text: &str| match text.trim() {
        "" => None,
        text => day(text).map_err(|message| problems.push(FieldProblem::new(field, message))).ok(),
    };
    let (from, to) = (read("from", &query.from), read("to", &query.to));
    let pace = goal.as_ref().map(|goal| Pace::new(goal, &found.settings, &found.ledger, today));
    let from = from.unwrap_or_else(|| pace.as_ref().map_or(today, |pace| pace.period.from.max(today)));
    let to = to.or_else(|| pace.as_ref().map(|pace| pace.period.to));
    let needed = match query.needed.trim() {
        "" => pace.as_ref().map(|pace| pace.left),
        text => {
            let read =
                text.parse::<CreditRvu>().ok().filter(|work| *work > CreditRvu::ZERO && *work <= MOST_NEEDED);
            if read.is_none() {
                let message = "Write work RVUs above 0, at most 1,000,000, such as 850.";
                problems.push(FieldProblem::new("needed", message));
            }
            read
        }
    };
    if to.is_some_and(|to| {
        to < from || to.year() - from.year() > i16::try_from(MOST_YEARS).unwrap_or(i16::MAX)
    }) {
        let message = format!("The last day comes after the first, by at most {MOST_YEARS} years.");
        problems.push(FieldProblem::new("to", message));
    }
    let calendar = WorkCalendar::new(
        &found.settings,
        today.saturating_sub(jiff::Span::new().years(2)),
        to.unwrap_or(from).max(today),
    );
    let mut mix = if query.mix.trim().is_empty() {
        of_history(found, goal.as_ref(), today, &calendar)
    } else {
        given(&app.site, found, &query.mix, today, calendar.usual_week(), &mut problems)
    };
    if let Ok(mix) = &mut mix {
        for item in &mut mix.items {
            let group = if item.group == Group::Visits { "visits" } else { "procedures" };
            item.held = query.hold.iter().any(|held| *held == item.name || held == group);
        }
    }
    let plan = match (&mix, needed, to) {
        _ if !problems.is_empty() => Err("Correct what cannot be read first.".to_owned()),
        (Err(why), ..) => Err(why.clone()),
        (_, None, _) | (_, _, None) => {
            Err("Choose a goal, or say how many work RVUs are needed by when.".to_owned())
        }
        (Ok(mix), Some(needed), Some(to)) => Plan::new(&PlanRequest {
            needed,
            from,
            to,
            mix_days: mix.days,
            items: &mix.items,
            calendar: &calendar,
            divisions: found.settings.divisions(),
        })
        .map_err(|error| capitalized(&format!("{error}."))),
    };
    Ok(Planned { goal, from, to, mix, plan, problems })
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn of_history(
    found: &UserLedger,
    goal: Option<&Goal>,
    today: Date,
    calendar: &WorkCalendar<'_>,
) -> Result<UsualMix, String> {
    let first = found.ledger.extent().map(|(first, _)| first);
    let basis = Basis::before(today, first, calendar)?;
    let (measure, contract) = goal.map_or((Measure::Credited, None), |goal| (goal.measure, goal.contract));
    let mix = usual_mix(&found.ledger, measure, contract, &basis, &is_visit, CODES_OF_A_GROUP);
    if mix.items.is_empty() {
        return Err(format!("Nothing with work RVUs was logged in {}.", basis.in_words()));
    }
    Ok(mix)
}

/// A mix as typed, each service valued alone as of today.
fn given(
    site: &Site,
    found: &UserLedger,
    text: &str,
    today: Date,
    week: u32,
    problems: &mut Vec<FieldProblem>,
) -> Result<UsualMix, String> {
    let mut note = |message: String| problems.push(FieldProblem::new("mix", message));
    if text.len() > MOST_TEXT {
        note(format!("A mix has at most {MOST_TEXT} characters."));
        return Err("The mix is too long.".to_owned());
    }
    let mut items: Vec<MixItem> = Vec::new();
    for text in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let line: Line = match text.parse() {
            Ok(line) => line,
            Err(error) => {
                note(format!("{error}."));
                continue;
            }
        };
        let (code, units) = (line.code, line.units);
        let name = Line { units: 1, ..line.clone() }.to_string();
        if items.iter().any(|item| item.name == name) {
            note(format!("{name} stands twice."));
            continue;
        }
        match work_of(site, found, line, today) {
            Ok(work) => {
                let group = if is_visit(code) { Group::Visits } else { Group::Procedures };
                items.push(MixItem { name, group, units, work, held: false });
            }
            Err(why) => note(format!("{name}: {why}")),
        }
    }
    if items.len() > MOST_ITEMS {
        note(format!("A mix has at most {MOST_ITEMS} lines."));
    }
    items.sort_by_key(|item| item.group);
    Ok(UsualMix::given(items, week))
}

fn work_of(site: &Site, found: &UserLedger, line: Line, today: Date) -> Result<CreditRvu, String> {
    let entry = Entry {
        id: EntryId::from(Uuid::nil()),
        encounter: EncounterId::from(Uuid::nil()),
        date: today,
        line,
        place: found.settings.place,
        site: found.settings.site.clone(),
        role: Role::Performed,
        colleague: None,
        note: None,
    };
    let terms = found.terms.terms(&entry);
    let crediting = terms.crediting.map_err(str::to_owned)?;
    let values = value_encounter(site.schedule(), crediting, &[&entry], found.settings.place, false);
    let value = values.into_iter().next();
    let work = value.as_ref().and_then(|value| value.work).filter(|work| *work > CreditRvu::ZERO);
    work.ok_or_else(|| {
        let why = value.and_then(|value| value.review.into_iter().next());
        why.unwrap_or_else(|| "it has no work RVU.".to_owned())
    })
}
