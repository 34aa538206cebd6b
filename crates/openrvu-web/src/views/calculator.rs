//! The calculator: lines of one claim, ranked and reduced as Medicare does, with both outputs and every step.

use jiff::civil::Date;
use openrvu_core::policy::{CreditPolicy, PlaceOfServiceCode};
use openrvu_core::valuation::Site as Place;
use openrvu_core::valuation::{Area, Credit, Output, Payment, Practitioner, Rule};
use openrvu_core::{Line, LocalityId, ReleaseId, Request, Setting, Valuation};
use serde::{Deserialize, Serialize};

use super::ReleaseView;
use super::code::payment::locality_name;
use super::release::choices;
use crate::Site;
use crate::views::ReleaseChoice;

/// The whole case, as it stands in the address.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default)]
pub(crate) struct Case {
    /// The lines, apart by line breaks, commas or semicolons.
    pub(crate) lines: String,
    /// Day of service.
    pub(crate) on: String,
    /// Locality; empty for the reader's own, `national` for none.
    pub(crate) locality: String,
    /// Place of service, or a setting by name.
    pub(crate) place: String,
    /// Who gave the service.
    pub(crate) by: String,
    /// `yes` for a qualifying participant.
    pub(crate) qualifying: String,
    /// `no` for a clinician who does not participate.
    pub(crate) participating: String,
    /// Credit policy by name.
    pub(crate) policy: String,
    /// The release whose work RVUs are credited.
    pub(crate) value_release: String,
}

/// The calculator with a case.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct CalculatorPage {
    /// The case as asked.
    pub(crate) case: Case,
    /// What came of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) value: Option<Valuation>,
    /// The lines with their titles, as the valuation has them.
    #[serde(skip)]
    pub(crate) lines: Vec<LineView>,
    /// The release that prices.
    #[serde(skip)]
    pub(crate) release: Option<ReleaseView>,
    /// The credit policy in words.
    #[serde(skip)]
    pub(crate) policy_summary: String,
    /// What could not be read, in words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) errors: Vec<String>,
    /// What can be chosen.
    #[serde(skip)]
    pub(crate) choices: Choices,
    /// The case as a query, for links.
    #[serde(skip)]
    pub(crate) query: String,
}

/// A line of the result.
#[derive(Debug, Clone)]
pub(crate) struct LineView {
    /// The line as written.
    pub(crate) text: String,
    /// The code.
    pub(crate) code: openrvu_core::Code,
    /// Its title.
    pub(crate) title: String,
    /// Whether its code has a page.
    pub(crate) has_page: bool,
    /// The allowed amount, or a dash.
    pub(crate) allowed: String,
    /// The work RVUs credited, or a dash.
    pub(crate) work: String,
    /// Why there is no amount.
    pub(crate) reason: Option<String>,
    /// Factors of the payment in words, such as `Multiple procedures 50 %`.
    pub(crate) factors: Vec<String>,
}

/// One thing to choose.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    /// What the address holds.
    pub(crate) value: String,
    /// What the reader sees.
    pub(crate) words: String,
    /// Whether it is chosen.
    pub(crate) selected: bool,
}

/// Everything to choose.
#[derive(Debug, Clone, Default)]
pub(crate) struct Choices {
    pub(crate) localities: Vec<Choice>,
    pub(crate) places: Vec<Choice>,
    pub(crate) practitioners: Vec<Choice>,
    pub(crate) policies: Vec<Choice>,
    pub(crate) releases: Vec<ReleaseChoice>,
}

impl CalculatorPage {
    /// Values a case for a reader in a locality or in none.
    pub(crate) fn of(site: &Site, case: Case, own: Option<LocalityId>) -> Self {
        let mut errors = Vec::new();
        let lines = lines(&case.lines, &mut errors);
        let newest = site.as_of(None, None).ok();
        let date = read(&case.on, "a day such as 2026-08-01", &mut errors)
            .or(newest.map(|as_of| as_of.date))
            .unwrap_or(Date::ZERO);
        let locality = match case.locality.trim() {
            "" => own,
            "national" => None,
            text => read::<LocalityId>(text, "a locality such as 15202-00", &mut errors),
        };
        let policy = policy(site, &case.policy, &mut errors);
        let place = place(&case.place, &mut errors);
        let practitioner = Practitioner::ALL.into_iter().find(|practitioner| practitioner.slug() == case.by);
        let value_release: Option<ReleaseId> =
            read(&case.value_release, "a release such as RVU25D", &mut errors);
        let mut value = None;
        if let (Some(policy), false) = (policy, lines.is_empty()) {
            let request = Request {
                area: locality.map_or(Area::National, Area::Locality),
                site: place,
                qualifying: case.qualifying == "yes",
                practitioner: practitioner.unwrap_or_default(),
                participating: case.participating != "no",
                value_release,
                ..Request::new(date, policy)
            };
            match site.schedule.value(&request, &lines) {
                Ok(valued) => value = Some(valued),
                Err(error) => errors.push(format!("{error}.")),
            }
        }
        let release = value.as_ref().and_then(|value| {
            let as_of = site.as_of(Some(value.release), Some(value.date)).ok()?;
            Some(ReleaseView::of(site, as_of))
        });
        let choices = Choices {
            localities: localities(site, locality),
            places: places(site, &case.place, date),
            practitioners: practitioners(practitioner.unwrap_or_default()),
            policies: policies(site, policy),
            releases: newest.map(|as_of| choices(site, as_of)).unwrap_or_default(),
        };
        Self {
            lines: value.as_ref().map(|value| line_views(site, value)).unwrap_or_default(),
            policy_summary: policy.map(|policy| policy.summary.clone()).unwrap_or_default(),
            query: query(&case, locality),
            case,
            value,
            release,
            errors,
            choices,
        }
    }

    /// The total of the credit.
    pub(crate) fn total_work(&self) -> String {
        self.value.as_ref().map(|value| decimals(value.totals.work, value)).unwrap_or_default()
    }

    /// The result as a table of text.
    pub(crate) fn text(&self) -> String {
        let Some(value) = &self.value else { return self.errors.join("\n") };
        let mut out = format!(
            "{} · {} · {} · {} · credit policy {}\n\n",
            value.date,
            value.release,
            value.area_name,
            value.setting.name(),
            value.credit_policy
        );
        for line in &self.lines {
            out.push_str(&format!("{:<24} {:>12} {:>9} work RVU\n", line.text, line.allowed, line.work));
        }
        let totals = &value.totals;
        out.push_str(&format!(
            "{:<24} {:>12} {:>9} work RVU\n",
            "Total",
            totals.allowed.dollars(),
            totals.work.short()
        ));
        out
    }

    /// The result as CSV.
    pub(crate) fn csv(&self) -> String {
        let mut out = String::from("line,allowed,work_rvu,release,reason\n");
        let Some(value) = &self.value else { return out };
        for (line, view) in value.lines.iter().zip(&self.lines) {
            let allowed = line.payment.allowed().map(|cents| cents.to_string()).unwrap_or_default();
            let work = line.credit.work().map(|work| work.to_string()).unwrap_or_default();
            let release = line.release.map(|id| id.to_string()).unwrap_or_default();
            let reason = view.reason.as_deref().unwrap_or_default().replace('"', "\"\"");
            out.push_str(&format!("{},{allowed},{work},{release},\"{reason}\"\n", line.line));
        }
        out
    }
}

/// Reads a part of the case that may be empty; what cannot be read is named.
fn read<T: std::str::FromStr>(text: &str, wanted: &str, errors: &mut Vec<String>) -> Option<T> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let found = text.parse().ok();
    if found.is_none() {
        let shown: String = text.chars().take(24).collect();
        errors.push(format!("{shown:?} is not {wanted}."));
    }
    found
}

fn lines(text: &str, errors: &mut Vec<String>) -> Vec<Line> {
    let written = text.split(['\n', ';', ',']).map(str::trim).filter(|line| !line.is_empty());
    let read = written.take(openrvu_core::valuation::MOST_LINES + 1).filter_map(|line| match line.parse() {
        Ok(line) => Some(line),
        Err(error) => {
            errors.push(format!("{line}: {error}."));
            None
        }
    });
    read.collect()
}

fn policy<'a>(site: &'a Site, name: &str, errors: &mut Vec<String>) -> Option<&'a CreditPolicy> {
    if name.is_empty() {
        return site.full_credit();
    }
    let found = site.schedule.policy().credit_preset(name);
    if found.is_none() {
        errors.push(format!("There is no credit policy {name:?}; full credit is shown."));
    }
    found.or_else(|| site.full_credit())
}

fn place(text: &str, errors: &mut Vec<String>) -> Place {
    match text {
        "" | "non-facility" => Place::Setting(Setting::NonFacility),
        "facility" => Place::Setting(Setting::Facility),
        text => match text.parse::<PlaceOfServiceCode>() {
            Ok(code) => Place::Place(code),
            Err(error) => {
                errors.push(format!("{error}."));
                Place::Setting(Setting::NonFacility)
            }
        },
    }
}

/// Work RVUs with as many decimals as the longest of the claim, so that they stand on one point.
fn decimals(work: openrvu_core::CreditRvu, value: &Valuation) -> String {
    let all = value.lines.iter().filter_map(|line| line.credit.work()).chain([value.totals.work]);
    let fine = all.into_iter().any(|work| work.get() % 10 != 0);
    if fine { work.to_string() } else { work.short() }
}

fn line_views(site: &Site, value: &Valuation) -> Vec<LineView> {
    let view = |line: &openrvu_core::valuation::LineValue| LineView {
        text: line.line.to_string(),
        code: line.line.code,
        title: site.label(line.line.code),
        has_page: site.has_page(line.line.code),
        allowed: line.payment.allowed().map_or_else(|| "—".to_owned(), openrvu_core::Cents::dollars),
        work: line.credit.work().map_or_else(|| "—".to_owned(), |work| decimals(work, value)),
        reason: match (&line.payment, &line.credit) {
            (Payment::NotPaid(reason) | Payment::Unpriced(reason), _) => Some(reason.words()),
            (_, Credit::Uncredited(reason)) => Some(reason.words()),
            _ => None,
        },
        factors: line
            .steps
            .iter()
            .filter(|step| step.output == Output::Payment)
            .filter(|step| !matches!(step.rule, Rule::PatientShare | Rule::Sequestration))
            .filter_map(|step| {
                let factor = step.factor.filter(|factor| !factor.is_one())?;
                Some(format!("{} {}", step.rule.title(), factor.as_percent()))
            })
            .collect(),
    };
    value.lines.iter().map(view).collect()
}

fn localities(site: &Site, chosen: Option<LocalityId>) -> Vec<Choice> {
    let held = site.schedule.newest().into_iter().flat_map(|release| &release.localities);
    let mut found: Vec<Choice> = held
        .map(|locality| Choice {
            value: locality.id.to_string(),
            words: format!("{} ({})", locality_name(locality), locality.id),
            selected: Some(locality.id) == chosen,
        })
        .collect();
    found.sort_by(|a, b| a.words.cmp(&b.words));
    let national = Choice {
        value: "national".to_owned(),
        words: "National, unadjusted".to_owned(),
        selected: chosen.is_none(),
    };
    std::iter::once(national).chain(found).collect()
}

fn places(site: &Site, chosen: &str, date: Date) -> Vec<Choice> {
    let settings =
        [("non-facility", "Non-facility"), ("facility", "Facility")].map(|(value, words)| Choice {
            value: value.to_owned(),
            words: words.to_owned(),
            selected: chosen == value || (chosen.is_empty() && value == "non-facility"),
        });
    let places = site.schedule.policy().places.in_use(date).map(|place| Choice {
        value: place.code.to_string(),
        words: format!("{} {} ({})", place.code, place.name, place.setting.name()),
        selected: chosen == place.code.to_string(),
    });
    settings.into_iter().chain(places).collect()
}

fn practitioners(chosen: Practitioner) -> Vec<Choice> {
    let all = Practitioner::ALL.into_iter().map(|practitioner| {
        let words = practitioner.slug().replace('-', " ");
        let mut letters = words.chars();
        let words =
            letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect();
        Choice { value: practitioner.slug().to_owned(), words, selected: practitioner == chosen }
    });
    all.collect()
}

fn policies(site: &Site, chosen: Option<&CreditPolicy>) -> Vec<Choice> {
    let all = site.schedule.policy().credit.iter().map(|policy| Choice {
        value: policy.name.clone(),
        words: policy.title.clone(),
        selected: chosen.is_some_and(|chosen| chosen.name == policy.name),
    });
    all.collect()
}

/// The case as a query: a link shares it whatever cookie the reader has.
fn query(case: &Case, locality: Option<LocalityId>) -> String {
    let locality = locality.map_or_else(|| "national".to_owned(), |id| id.to_string());
    let parts = [
        ("lines", &*case.lines),
        ("on", &case.on),
        ("locality", &locality),
        ("place", &case.place),
        ("by", &case.by),
        ("qualifying", &case.qualifying),
        ("participating", &case.participating),
        ("policy", &case.policy),
        ("value_release", &case.value_release),
    ];
    let written = parts.into_iter().filter(|(_, value)| !value.is_empty());
    written.map(|(name, value)| format!("{name}={}", percent(value))).collect::<Vec<_>>().join("&")
}

/// Percent-encoding for a query.
fn percent(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
