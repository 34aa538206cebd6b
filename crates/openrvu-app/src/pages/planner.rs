//! `/log/planner`: how many more of what, in each week that is left, to reach a number of work RVUs.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use openrvu_core::CreditRvu;
use openrvu_log::Goal;
use openrvu_log::figures;
use openrvu_log::period::long;
use openrvu_log::planner::{Group, MixItem, PlanItem};
use openrvu_web::Shell;

use super::{Part, Parts, shell};
use crate::http::body::Query;
use crate::http::page;
use crate::identity::CanRead;
use crate::services::planner::{self, Planned, PlannerQuery};
use crate::services::{documents, ledger};
use crate::{App, AppError};

/// A line of the mix with what the plan says of it.
struct Row {
    name: String,
    title: String,
    group: &'static str,
    held: bool,
    each: String,
    usual: u32,
    total: u32,
    more: String,
    more_per_week: String,
    work: String,
}

/// A week of the plan.
struct WeekRow {
    name: String,
    working_days: u32,
    counts: Vec<u32>,
    work: String,
}

/// A line of the mix that can be held.
struct Held {
    name: String,
    title: String,
    usual: String,
}

/// The plan as text.
struct PlanView {
    summary: String,
    check: String,
    rows: Vec<Row>,
    weeks: Vec<WeekRow>,
    names: Vec<String>,
    work: String,
    working_days: u32,
}

#[derive(Template)]
#[template(path = "log/planner.html")]
struct PlannerPage<'a> {
    shell: Shell<'a>,
    parts: Parts,
    goals: Vec<(String, String, bool)>,
    query: PlannerQuery,
    errors: Vec<String>,
    mix_words: String,
    held: Vec<Held>,
    plan: Result<PlanView, String>,
}

impl PlannerPage<'_> {
    fn holds(&self, name: &str) -> bool {
        self.query.hold.iter().any(|held| held == name)
    }
}

/// The page.
pub(super) async fn show(
    State(app): State<App>,
    CanRead(user): CanRead,
    Query(query): Query<PlannerQuery>,
) -> Result<Response, AppError> {
    let found = ledger::of(&app, user).await?;
    let kept = documents::all::<Goal>(&app, user).await?;
    let planned = planner::plan(&app, user, &found, &query).await?;
    let title = |name: &str| {
        let code = name.get(..5).and_then(|code| code.parse().ok());
        code.and_then(|code| app.site.title(code)).unwrap_or_default().to_owned()
    };
    let (mix_words, held) = match &planned.mix {
        Ok(mix) => {
            let held = mix.items.iter().map(|item| Held {
                title: title(&item.name),
                name: item.name.clone(),
                usual: usual(item, mix.days),
            });
            (format!("Usual counts are those of {}.", mix.words), held.collect())
        }
        Err(why) => (why.clone(), Vec::new()),
    };
    let plan = match &planned.plan {
        Ok(plan) => Ok(view(plan, &planned, &title)),
        Err(why) => Err(why.clone()),
    };
    let goals = kept.iter().map(|kept| {
        let id = kept.content.id.to_string();
        let chosen = planned.goal.as_ref().is_some_and(|goal| goal.id == kept.content.id);
        (
            id,
            format!("{} ({})", kept.content.name, kept.content.span.period(found.settings.divisions())),
            chosen,
        )
    });
    page(&PlannerPage {
        shell: shell(&app, "/log/planner", "Planner"),
        parts: Parts::of(&app, Part::Goals),
        goals: goals.collect(),
        errors: planned
            .problems
            .iter()
            .map(|problem| format!("{}: {}", problem.field, problem.message))
            .collect(),
        mix_words,
        held,
        plan,
        query,
    })
}

/// How many a usual week of five working days brings: `12.5 in 5 working days`.
fn usual(item: &MixItem, days: u32) -> String {
    let tenths = openrvu_core::quantity::round_half_up(i128::from(item.units) * 50, i128::from(days.max(1)));
    format!("{}.{} in 5 working days", tenths / 10, tenths % 10)
}

fn view(plan: &openrvu_log::Plan, planned: &Planned, title: &dyn Fn(&str) -> String) -> PlanView {
    let row = |item: &PlanItem| Row {
        name: item.name.clone(),
        title: title(&item.name),
        group: if item.group == Group::Visits { "visits" } else { "procedures" },
        held: item.held,
        each: figures::work(item.each),
        usual: item.usual,
        total: item.total,
        more: signed(item.more),
        more_per_week: tenths(item.more_per_week_tenths),
        work: figures::work(item.work),
    };
    let week = |week: &openrvu_log::planner::PlanWeek| WeekRow {
        name: week.period.to_string(),
        working_days: week.working_days,
        counts: week.counts.clone(),
        work: figures::work(week.work),
    };
    let needed = figures::work(plan.needed);
    let end = planned.to.map(long).unwrap_or_default();
    let days = if plan.working_days == 1 {
        "1 working day".to_owned()
    } else {
        format!("{} working days", plan.working_days)
    };
    let beyond = match plan.beyond {
        CreditRvu::ZERO => "exactly what is needed".to_owned(),
        beyond if plan.held_suffices => {
            format!("{} beyond it, for what stays as usual suffices", figures::work(beyond))
        }
        beyond => format!("{} beyond it, since counts are rounded up", figures::work(beyond)),
    };
    PlanView {
        summary: format!("{needed} work RVUs from {} to {end}, in {days}", long(planned.from)),
        check: format!("The counts come to {} work RVUs: {beyond}.", figures::work(plan.work)),
        rows: plan.items.iter().map(row).collect(),
        weeks: plan.weeks.iter().map(week).collect(),
        names: plan.items.iter().map(|item| item.name.clone()).collect(),
        work: figures::work(plan.work),
        working_days: plan.working_days,
    }
}

fn signed(count: i64) -> String {
    if count > 0 { format!("+{count}") } else { count.to_string() }
}

fn tenths(count: i64) -> String {
    let sign = match count {
        0 => "",
        1.. => "+",
        _ => "-",
    };
    format!("{sign}{}.{}", (count / 10).abs(), (count % 10).abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_carry_their_sign() {
        assert_eq!([signed(3), signed(0), signed(-3)], ["+3", "0", "-3"]);
        assert_eq!([tenths(147), tenths(0), tenths(-5)], ["+14.7", "0.0", "-0.5"]);
    }
}
