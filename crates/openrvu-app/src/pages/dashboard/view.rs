//! What the dashboard says, as text.

use jiff::civil::Date;
use openrvu_content::structure::CODE_SETS;
use openrvu_core::CreditRvu;
use openrvu_log::dashboard::{ContractChoice, Dashboard, SiteChoice, Standing, TrendPoint};
use openrvu_log::figures;
use openrvu_log::goal::GoalState;
use openrvu_log::period::long;
use openrvu_log::{Goal, Logged, Pace, Period, PeriodKind, Role, Sums};

use crate::App;
use crate::pages::chart::{bar, percent};
use crate::services::dashboard::{DashboardQuery, NONE, Question, section_name};
use crate::services::ledger::UserLedger;

/// The sums of the period of a kind that holds today.
pub(super) struct Tile {
    pub(super) name: &'static str,
    pub(super) period: String,
    pub(super) address: String,
    pub(super) work: String,
    pub(super) comparison: String,
}

impl Tile {
    pub(super) fn new(standing: &Standing, query: &DashboardQuery, today: Date) -> Self {
        let period = standing.period;
        let name = match period.kind {
            PeriodKind::Day => "Today",
            PeriodKind::Week => "This week",
            PeriodKind::Month => "This month",
            PeriodKind::Quarter => "This quarter",
            PeriodKind::Year => "This year",
            PeriodKind::FiscalYear => "Fiscal year",
            PeriodKind::TwelveMonths | PeriodKind::Custom => "12 months",
        };
        let words = before_words(period.kind);
        let comparison = standing.before.map_or_else(String::new, |before| {
            let change = standing.sums.work - before.work;
            match change.get() {
                0 => format!("as much as {words}"),
                1.. => format!("{} more than {words}", figures::work(change)),
                _ => format!("{} less than {words}", figures::work(-change)),
            }
        });
        let address = of_period(&DashboardQuery { on: today.to_string(), ..query.clone() }, &period);
        Self {
            name,
            period: period.to_string(),
            address,
            work: figures::work(standing.sums.work),
            comparison,
        }
    }
}

fn before_words(kind: PeriodKind) -> &'static str {
    match kind {
        PeriodKind::Day => "the day before",
        PeriodKind::Week => "last week by this day",
        PeriodKind::Month => "last month by this day",
        PeriodKind::Quarter => "last quarter by this day",
        PeriodKind::Year => "last year by this day",
        PeriodKind::FiscalYear => "last fiscal year by this day",
        PeriodKind::TwelveMonths | PeriodKind::Custom => "the 12 months before",
    }
}

/// The last day with an entry, and the dashboard of its time.
pub(super) struct Latest {
    pub(super) day: String,
    pub(super) period: String,
    pub(super) address: String,
}

impl Latest {
    /// A month stands for days that have no kind. None where nothing is logged at all.
    pub(super) fn of(user: &UserLedger, query: &DashboardQuery, asked: Period) -> Option<Self> {
        let (_, day) = user.ledger.extent()?;
        let kind = match asked.kind {
            PeriodKind::Custom | PeriodKind::TwelveMonths => PeriodKind::Month,
            kind => kind,
        };
        let period = Period::of(kind, day, user.settings.divisions());
        Some(Self { day: long(day), period: period.to_string(), address: of_period(query, &period) })
    }
}

/// A goal whose time it is.
pub(super) struct GoalLine {
    pub(super) address: String,
    pub(super) name: String,
    pub(super) done: String,
    pub(super) target: String,
    pub(super) percent: String,
    pub(super) bar: i64,
    pub(super) words: String,
}

impl GoalLine {
    pub(super) fn new(goal: &Goal, pace: &Pace) -> Self {
        Self {
            address: format!("/log/goals/{}", goal.id),
            name: goal.name.to_string(),
            done: figures::work(pace.done),
            target: figures::work(pace.target),
            percent: percent(pace.done.get(), pace.target.get()),
            bar: bar(pace.done.get(), pace.target.get()),
            words: pace_words(pace),
        }
    }
}

/// Where a goal stands, in a sentence or two.
pub(crate) fn pace_words(pace: &Pace) -> String {
    let mut words = match (pace.state, pace.ahead) {
        _ if pace.left.is_zero() => "Reached.".to_owned(),
        (GoalState::Over, _) => format!("Missed by {}.", figures::work(pace.left)),
        (GoalState::NotBegun, _) => "Not begun.".to_owned(),
        (_, None) => "It has no working day to place a pace on.".to_owned(),
        (_, Some(ahead)) if ahead < CreditRvu::ZERO => {
            format!("{} behind the pace by the end of yesterday.", figures::work(-ahead))
        }
        (_, Some(ahead)) => format!("{} ahead of the pace by the end of yesterday.", figures::work(ahead)),
    };
    if pace.state != GoalState::Over && !pace.left.is_zero() {
        match pace.needed_per_day {
            Some(needed) => words.push_str(&format!(
                " {} a working day for the {} left reach it.",
                figures::work(needed),
                days(pace.days_left)
            )),
            None => words.push_str(" No working day is left."),
        }
    }
    words
}

/// So many days, in words.
pub(crate) fn days(count: u32) -> String {
    if count == 1 { "1 day".to_owned() } else { format!("{count} days") }
}

/// A part of a trend.
pub(super) struct TrendRow {
    pub(super) name: String,
    pub(super) address: String,
    pub(super) work: String,
    pub(super) entries: String,
}

impl TrendRow {
    pub(super) fn new(point: &TrendPoint, by: PeriodKind, query: &DashboardQuery) -> Self {
        let name = match by {
            PeriodKind::Day => point.period.from.strftime("%a, %B %-d, %Y").to_string(),
            _ => point.period.to_string(),
        };
        Self {
            name,
            address: of_period(query, &Period { kind: PeriodKind::Custom, ..point.period }),
            work: figures::work(point.sums.work),
            entries: figures::count(point.sums.entries.into()),
        }
    }
}

/// One way in which the work divides.
pub(super) struct Division {
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    /// The head of its first column.
    pub(super) head: &'static str,
    pub(super) rows: Vec<DivisionRow>,
    /// How many more there are than shown, and what they come to.
    pub(super) others: Option<DivisionRow>,
}

pub(super) struct DivisionRow {
    pub(super) name: String,
    /// What a code is.
    pub(super) title: String,
    /// The dashboard of that part alone.
    pub(super) address: Option<String>,
    pub(super) work: String,
    pub(super) percent: String,
    pub(super) bar: i64,
    pub(super) units: String,
    pub(super) entries: String,
    pub(super) uncredited: u32,
}

impl DivisionRow {
    fn new(name: String, sums: &Sums, whole: &Sums, most: &Sums) -> Self {
        Self {
            name,
            title: String::new(),
            address: None,
            work: work_of(sums),
            percent: percent(sums.work.get(), whole.work.get()),
            bar: bar(sums.work.get(), most.work.get()),
            units: figures::count(sums.units),
            entries: figures::count(sums.entries.into()),
            uncredited: if sums.entries > sums.uncredited + sums.without_work { sums.uncredited } else { 0 },
        }
    }

    fn at(self, query: DashboardQuery) -> Self {
        Self { address: Some(address(&query)), ..self }
    }
}

/// The work of sums; a word where there is none that is known.
fn work_of(sums: &Sums) -> String {
    match sums.entries {
        0 => figures::work(sums.work),
        entries if entries == sums.without_work => "—".to_owned(),
        entries if entries == sums.uncredited + sums.without_work => "unknown".to_owned(),
        _ => figures::work(sums.work),
    }
}

/// Every way in which the work divides into more than one part; codes and sections in any case.
pub(super) fn divisions(
    app: &App,
    user: &UserLedger,
    query: &DashboardQuery,
    answer: &Dashboard,
    most_codes: usize,
) -> Vec<Division> {
    let (mix, whole) = (&answer.mix, &answer.total);
    let most = |sums: Option<&Sums>| sums.copied().unwrap_or_default();
    let with = |change: &dyn Fn(&mut DashboardQuery)| {
        let mut query = query.clone();
        change(&mut query);
        query
    };
    let first = most(mix.codes.first().map(|(_, sums)| sums));
    let codes = mix.codes.iter().take(most_codes).map(|(code, sums)| DivisionRow {
        title: app.site.title(*code).unwrap_or_default().to_owned(),
        ..DivisionRow::new(code.to_string(), sums, whole, &first)
            .at(with(&|query| query.code = code.to_string()))
    });
    let rest = mix.codes.get(most_codes..).unwrap_or_default();
    let others = (!rest.is_empty()).then(|| {
        let name =
            if rest.len() == 1 { "1 other code".to_owned() } else { format!("{} other codes", rest.len()) };
        DivisionRow::new(name, &rest.iter().map(|(_, sums)| *sums).sum(), whole, &first)
    });
    let codes = Division { id: "codes", title: "By code", head: "Code", rows: codes.collect(), others };

    let first = most(mix.sections.first().map(|(_, sums)| sums));
    let sections = mix.sections.iter().map(|(section, sums)| {
        DivisionRow::new(section_name(section), sums, whole, &first)
            .at(with(&|query| query.section.clone_from(section)))
    });
    let first = most(mix.sites.first().map(|(_, sums)| sums));
    let sites = mix.sites.iter().map(|(site, sums)| {
        let name = site.as_ref().map_or_else(|| "no site given".to_owned(), ToString::to_string);
        let value = site.as_ref().map_or_else(|| NONE.to_owned(), ToString::to_string);
        DivisionRow::new(name, sums, whole, &first).at(with(&|query| query.site.clone_from(&value)))
    });
    let first = most(mix.roles.first().map(|(_, sums)| sums));
    let roles = mix.roles.iter().map(|(role, sums)| {
        let row = DivisionRow::new(role.name().to_owned(), sums, whole, &first);
        row.at(with(&|query| role.slug().clone_into(&mut query.role)))
    });
    let first = most(mix.contracts.first().map(|(_, sums)| sums));
    let contracts = mix.contracts.iter().map(|(id, sums)| {
        let contract = user.terms.contracts().iter().find(|contract| Some(contract.id) == *id);
        let name = contract.map_or_else(|| "no contract".to_owned(), |contract| contract.name.to_string());
        let value = id.map_or_else(|| NONE.to_owned(), |id| id.to_string());
        DivisionRow::new(name, sums, whole, &first).at(with(&|query| query.contract.clone_from(&value)))
    });
    let division = |id, title, head, rows| Division { id, title, head, rows, others: None };
    let further = [
        division("sites", "By site", "Site", sites.collect::<Vec<_>>()),
        division("roles", "By role", "Role", roles.collect()),
        division("contracts", "By contract", "Contract", contracts.collect()),
    ];
    let mut divisions =
        vec![codes, division("sections", "By section", "Section of the code set", sections.collect())];
    divisions.extend(further.into_iter().filter(|division| division.rows.len() > 1));
    divisions.retain(|division| !division.rows.is_empty());
    divisions
}

/// A family of visits with its levels.
pub(super) struct Level {
    pub(super) name: &'static str,
    pub(super) units: String,
    pub(super) rows: Vec<LevelRow>,
}

pub(super) struct LevelRow {
    pub(super) code: String,
    pub(super) address: String,
    pub(super) units: String,
    pub(super) percent: String,
    pub(super) bar: i64,
    pub(super) work: String,
}

pub(super) fn levels(query: &DashboardQuery, answer: &Dashboard) -> Vec<Level> {
    let count = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let families = answer.mix.levels.iter().map(|family| Level {
        name: family.name,
        units: figures::count(family.units),
        rows: family
            .levels
            .iter()
            .map(|level| LevelRow {
                code: level.code.to_string(),
                address: address(&DashboardQuery { code: level.code.to_string(), ..query.clone() }),
                units: figures::count(level.sums.units),
                percent: percent(count(level.sums.units), count(family.units)),
                bar: bar(count(level.sums.units), count(family.units)),
                work: figures::work(level.sums.work),
            })
            .collect(),
    });
    families.collect()
}

/// An entry that needs review.
pub(super) struct ReviewRow {
    pub(super) id: String,
    pub(super) date: Date,
    pub(super) line: String,
    pub(super) reasons: String,
    pub(super) counted: String,
}

impl ReviewRow {
    pub(super) fn new(logged: Logged<'_>) -> Self {
        let entry = logged.entry();
        let reasons: Vec<&str> = logged.value.review().iter().map(AsRef::as_ref).collect();
        Self {
            id: entry.id.to_string(),
            date: entry.date,
            line: entry.line.to_string(),
            reasons: reasons.join(" "),
            counted: logged.value.work().map_or_else(|| "unknown".to_owned(), figures::work),
        }
    }
}

/// What can be chosen in the filter.
pub(super) struct Choices {
    pub(super) kinds: Vec<Choice>,
    pub(super) parts: Vec<Choice>,
    pub(super) sites: Vec<Choice>,
    pub(super) sections: Vec<Choice>,
    pub(super) roles: Vec<Choice>,
    pub(super) contracts: Vec<Choice>,
    pub(super) code: String,
    pub(super) on: String,
    pub(super) from: String,
    pub(super) to: String,
}

pub(super) struct Choice {
    pub(super) value: String,
    pub(super) name: String,
    pub(super) chosen: bool,
}

impl Choices {
    pub(super) fn new(
        user: &UserLedger,
        query: &DashboardQuery,
        question: &Question,
        answer: &Dashboard,
    ) -> Self {
        let choice = |value: &str, name: &str, chosen: bool| Choice {
            value: value.to_owned(),
            name: name.to_owned(),
            chosen,
        };
        let filter = &question.filter;
        let kinds = PeriodKind::ALL.into_iter();
        let kinds = kinds.map(|kind| choice(kind.slug(), kind.name(), kind == question.period.kind));
        let parts = [PeriodKind::Day, PeriodKind::Week, PeriodKind::Month].into_iter();
        let parts =
            parts.map(|kind| choice(kind.slug(), kind.name(), !query.by.is_empty() && kind == question.by));
        let mut sites: Vec<_> = user.ledger.sites().map(|(_, site)| site.clone()).collect();
        sites.sort();
        let is_site = |name| filter.site.as_ref().is_some_and(|site| *site == SiteChoice::Named(name));
        let sites = sites.into_iter().map(|site| choice(site.as_str(), site.as_str(), is_site(site.clone())));
        let none = choice(NONE, "no site given", filter.site == Some(SiteChoice::None));
        let roles = Role::ALL.into_iter();
        let roles = roles.map(|role| choice(role.slug(), role.name(), filter.role == Some(role)));
        let contracts = user.terms.contracts().iter().map(|contract| {
            let chosen = filter.contract == Some(ContractChoice::Of(contract.id));
            choice(&contract.id.to_string(), contract.name.as_str(), chosen)
        });
        let without = choice(NONE, "no contract", filter.contract == Some(ContractChoice::None));
        Self {
            kinds: kinds.collect(),
            parts: parts.collect(),
            sites: sites.chain([none]).collect(),
            sections: sections(question, answer),
            roles: roles.collect(),
            contracts: contracts.chain([without]).collect(),
            code: query.code.chars().take(10).collect(),
            on: question
                .period
                .to
                .min(answer.standings.first().map_or(question.period.to, |day| day.period.to))
                .to_string(),
            from: if question.period.kind == PeriodKind::Custom {
                question.period.from.to_string()
            } else {
                String::new()
            },
            to: if question.period.kind == PeriodKind::Custom {
                question.period.to.to_string()
            } else {
                String::new()
            },
        }
    }
}

/// The parts of each code set, those in which work was done, and the one chosen.
fn sections(question: &Question, answer: &Dashboard) -> Vec<Choice> {
    let mut addresses: Vec<String> = Vec::new();
    for set in CODE_SETS {
        addresses.push(set.slug.to_owned());
        addresses.extend(set.sections.iter().map(|section| format!("{}/{}", set.slug, section.slug)));
    }
    addresses.retain(|address| address.starts_with("category-i/") || !address.contains('/'));
    addresses.extend(answer.mix.sections.iter().map(|(section, _)| section.clone()));
    addresses.extend(question.filter.section.clone());
    addresses.sort();
    addresses.dedup();
    let chosen = question.filter.section.as_ref();
    let choices = addresses.into_iter().map(|address| Choice {
        name: section_name(&address),
        chosen: chosen == Some(&address),
        value: address,
    });
    choices.collect()
}

/// The address of a dashboard.
pub(super) fn address(query: &DashboardQuery) -> String {
    match serde_html_form::to_string(query) {
        Ok(text) if !text.is_empty() => format!("/log/dashboard?{text}"),
        _ => "/log/dashboard".to_owned(),
    }
}

/// The address of the same dashboard over another period.
pub(super) fn of_period(query: &DashboardQuery, period: &Period) -> String {
    let is_custom = period.kind == PeriodKind::Custom;
    let day = |day: Date| if is_custom { day.to_string() } else { String::new() };
    address(&DashboardQuery {
        period: if is_custom { String::new() } else { period.kind.slug().to_owned() },
        on: if is_custom { String::new() } else { period.to.to_string() },
        from: day(period.from),
        to: day(period.to),
        by: String::new(),
        ..query.clone()
    })
}

/// The address of the same days without a filter.
pub(super) fn without_filter(query: &DashboardQuery) -> String {
    let DashboardQuery { period, on, from, to, by, .. } = query.clone();
    address(&DashboardQuery { period, on, from, to, by, ..DashboardQuery::default() })
}

/// A part of time on an axis.
pub(super) fn short_label(day: Date, by: PeriodKind) -> String {
    match by {
        PeriodKind::Month => day.strftime("%b %Y").to_string(),
        _ => day.strftime("%b %-d").to_string(),
    }
}

/// The name of the parts of a trend.
pub(super) fn part_name(by: PeriodKind) -> &'static str {
    by.name()
}

/// The releases whose work RVUs are credited, in words.
pub(super) fn releases(answer: &Dashboard) -> String {
    let mut ids: Vec<_> = answer.mix.releases.iter().filter_map(|(id, _)| *id).collect();
    ids.sort();
    ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
