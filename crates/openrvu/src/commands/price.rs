//! `openrvu price`: the lines of a claim, priced and credited.

use std::path::Path;

use jiff::civil::Date;
use openrvu_core::policy::{CreditPolicy, PolicyFile, RateName};
use openrvu_core::valuation::{
    Amounts, Area, Credit, LineValue, Output, Payment, Request, Site, Step, Valuation,
};
use openrvu_core::{Cents, Reading, Schedule, Setting};
use serde_json::json;

use crate::args::PriceArgs;
use crate::failure::Failure;
use crate::report::{Report, Table};

/// Runs the command.
pub fn run(schedule: &Schedule, args: &PriceArgs) -> Result<Report, Failure> {
    let policy = credit_policy(schedule, &args.policy)?;
    let (area, zip_note) = area(schedule, args)?;
    let site = match (args.pos, args.setting) {
        (Some(code), _) => Site::Place(code),
        (None, setting) => Site::Setting(setting.map_or(Setting::NonFacility, Setting::from)),
    };
    let request = Request {
        area,
        site,
        qualifying: args.qpp,
        practitioner: args.practitioner,
        participating: !args.non_participating,
        reading: if args.as_published { Reading::AsPublished } else { Reading::AsCorrected },
        release: args.release,
        value_release: args.value_release,
        present_at_induction: args.at_induction,
        explain: true,
        ..Request::new(date(schedule, args)?, &policy)
    };
    let valuation = schedule.value(&request, &args.lines)?;
    let mut json = json!(valuation);
    if let (Some(document), Some(zip)) = (json.as_object_mut(), args.zip) {
        document.insert("zip".to_owned(), json!(zip.to_string()));
        document.insert("zip_note".to_owned(), json!(zip_note));
    }
    let mut report = Report::new(json, csv(&valuation, zip_note.as_deref()));
    report.text(heading(schedule, &valuation, &policy, zip_note.as_deref()));
    report.table(lines(&valuation));
    report.text(totals(&valuation));
    let remarks = remarks(&valuation);
    if !remarks.is_empty() {
        report.text(remarks.join("\n"));
    }
    if args.explain {
        for line in &valuation.lines {
            report.table(steps(line));
        }
    } else {
        report.text("--explain shows every step.");
    }
    Ok(report)
}

/// The day asked for; with a release alone, the first day it is in effect.
fn date(schedule: &Schedule, args: &PriceArgs) -> Result<Date, Failure> {
    match (args.on, args.release) {
        (Some(date), _) => Ok(date),
        (None, Some(id)) => Ok(schedule.release(id)?.effective_from),
        (None, None) => {
            Err(Failure::Other("give a date of service with --on, such as --on 2026-08-01".to_owned()))
        }
    }
}

fn credit_policy(schedule: &Schedule, name: &str) -> Result<CreditPolicy, Failure> {
    if let Some(preset) = schedule.policy().credit_preset(name) {
        return Ok(preset.clone());
    }
    let path = Path::new(name);
    let named_as_file = path.extension().is_some() || path.components().count() > 1;
    if !named_as_file && !path.exists() {
        let presets: Vec<&str> = schedule.policy().credit.iter().map(|policy| policy.name.as_str()).collect();
        return Err(Failure::UnknownPolicy { name: name.to_owned(), presets: presets.join(", ") });
    }
    let text = std::fs::read_to_string(name).map_err(|error| Failure::Io { path: name.into(), error })?;
    Ok(CreditPolicy::load(PolicyFile { name, text: &text })?)
}

fn area(schedule: &Schedule, args: &PriceArgs) -> Result<(Area, Option<String>), Failure> {
    if let Some(id) = args.locality {
        return Ok((Area::Locality(id), None));
    }
    let Some(zip) = args.zip else { return Ok((Area::National, None)) };
    let found = schedule.tables().zip(zip).ok_or(Failure::UnknownZip(zip))?;
    let note = found.plus_four.then(|| {
        format!("Parts of ZIP code {zip} lie in another locality, which only the nine-digit file tells: this is the main one.")
    });
    Ok((Area::Locality(found.locality), note))
}

fn heading(schedule: &Schedule, valuation: &Valuation, policy: &CreditPolicy, note: Option<&str>) -> String {
    let area = match valuation.area {
        Area::National => valuation.area_name.clone(),
        Area::Locality(id) => format!("{id} {}", valuation.area_name),
    };
    let qualifying = if valuation.qualifying { ", qualifying participant" } else { "" };
    let share = |rate: RateName| {
        let timeline = schedule.policy().rates.timeline(rate)?;
        timeline.on(valuation.date).map(|factor| format!(" (× {factor})"))
    };
    let practitioner = valuation.practitioner.rate().map(|rate| {
        let name = valuation.practitioner.slug().replace('-', " ");
        format!(", {name}{}", share(rate).unwrap_or_default())
    });
    let practitioner = practitioner.unwrap_or_default();
    let participation = if valuation.participating {
        String::new()
    } else {
        format!(", not participating{}", share(RateName::NonParticipating).unwrap_or_default())
    };
    let note = note.map(|note| format!("\n{note}")).unwrap_or_default();
    format!(
        "{} on {}: {area}, {}, conversion factor {}{qualifying}{practitioner}{participation}\nCredit: {} ({}), work RVUs of {}{note}",
        valuation.release,
        valuation.date,
        valuation.setting.name(),
        valuation.conversion_factor,
        policy.title,
        policy.name,
        valuation.value_release,
    )
}

fn lines(valuation: &Valuation) -> Table {
    let mut table = Table::new(&["line", ">allowed", ">patient", ">Medicare pays", ">work RVU", ""]);
    for line in &valuation.lines {
        let amounts = match &line.payment {
            Payment::Priced(amounts) => {
                [amounts.allowed, amounts.patient, amounts.paid].map(|cents| cents.to_string())
            }
            Payment::NotPaid(_) => ["0.00", "0.00", "0.00"].map(str::to_owned),
            Payment::Unpriced(_) => ["unpriced", "", ""].map(str::to_owned),
        };
        let [allowed, patient, paid] = amounts;
        let work = line.credit.work().map_or_else(|| "unknown".to_owned(), openrvu_core::CreditRvu::short);
        table.row([line.line.to_string(), allowed, patient, paid, work, outcome(line)]);
    }
    table
}

/// A row for each line, all figures plain numbers: zero where Medicare pays nothing, blank where nobody knows.
fn csv(valuation: &Valuation, zip_note: Option<&str>) -> Table {
    let mut table = Table::new(&[
        "line",
        "allowed",
        "patient",
        "paid",
        "work",
        "outcome",
        "reason",
        "credit_reason",
        "limiting_charge",
        "anesthesia_units",
        "date",
        "release",
        "area",
        "area_name",
        "zip_note",
        "setting",
        "conversion_factor",
        "qualifying",
        "practitioner",
        "participating",
        "credit_policy",
        "value_release",
        "warnings",
    ]);
    let area = match valuation.area {
        Area::National => "national".to_owned(),
        Area::Locality(id) => id.to_string(),
    };
    for line in &valuation.lines {
        let (outcome, reason, amounts) = match &line.payment {
            Payment::Priced(amounts) => ("priced", "", Some(amounts)),
            Payment::NotPaid(reason) => ("not-paid", reason.code(), None),
            Payment::Unpriced(reason) => ("unpriced", reason.code(), None),
        };
        let cents = |pick: fn(&Amounts) -> Cents| match (amounts, outcome) {
            (Some(amounts), _) => pick(amounts).to_string(),
            (None, "not-paid") => Cents::ZERO.to_string(),
            (None, _) => String::new(),
        };
        let credit_reason = match &line.credit {
            Credit::Uncredited(reason) => reason.code(),
            Credit::Credited { .. } => "",
        };
        let limiting = amounts.and_then(|amounts| amounts.limiting_charge);
        table.row([
            line.line.to_string(),
            cents(|amounts| amounts.allowed),
            cents(|amounts| amounts.patient),
            cents(|amounts| amounts.paid),
            line.credit.work().map(|work| work.to_string()).unwrap_or_default(),
            outcome.to_owned(),
            reason.to_owned(),
            credit_reason.to_owned(),
            limiting.map(|cents| cents.to_string()).unwrap_or_default(),
            line.anesthesia_units.map(|units| units.to_string()).unwrap_or_default(),
            valuation.date.to_string(),
            valuation.release.to_string(),
            area.clone(),
            valuation.area_name.clone(),
            zip_note.unwrap_or_default().to_owned(),
            valuation.setting.name().to_owned(),
            valuation.conversion_factor.to_string(),
            valuation.qualifying.to_string(),
            valuation.practitioner.slug().to_owned(),
            valuation.participating.to_string(),
            valuation.credit_policy.clone(),
            valuation.value_release.to_string(),
            line.warnings.join(" "),
        ]);
    }
    table
}

/// What a reader should see beside the figures: the reason, the limiting charge, the units.
fn outcome(line: &LineValue) -> String {
    let mut words = Vec::new();
    match &line.payment {
        Payment::NotPaid(reason) => words.push(format!("not paid: {}", reason.code())),
        Payment::Unpriced(reason) => words.push(format!("unpriced: {}", reason.code())),
        Payment::Priced(amounts) => {
            if let Some(limit) = amounts.limiting_charge {
                words.push(format!("limiting charge {limit}"));
            }
        }
    }
    if let Some(units) = line.anesthesia_units {
        words.push(format!("{units} anesthesia units"));
    }
    if let Credit::Uncredited(reason) = &line.credit {
        words.push(format!("credit: {}", reason.code()));
    }
    words.join("; ")
}

fn totals(valuation: &Valuation) -> String {
    let totals = &valuation.totals;
    let mut text = format!(
        "Total allowed {}, patient {}, Medicare pays {}; work RVUs credited {}",
        totals.allowed.dollars(),
        totals.patient.dollars(),
        totals.paid.dollars(),
        totals.work.short()
    );
    if totals.unpriced > 0 {
        text.push_str(&format!("\nNot in the amounts: {} unpriced", totals.unpriced));
    }
    if totals.uncredited > 0 {
        text.push_str(&format!("\nNot in the work RVUs: {} without a known credit", totals.uncredited));
    }
    text
}

fn remarks(valuation: &Valuation) -> Vec<String> {
    let mut remarks = Vec::new();
    for line in &valuation.lines {
        let refused = match &line.payment {
            Payment::NotPaid(reason) | Payment::Unpriced(reason) => Some(reason),
            Payment::Priced(_) => None,
        };
        remarks.extend(refused.map(|reason| format!("{}: {}", line.line, reason.words())));
        if let Credit::Uncredited(reason) = &line.credit
            && refused != Some(reason)
        {
            remarks.push(format!("{}: no credit: {}", line.line, reason.words()));
        }
        remarks.extend(line.warnings.iter().map(|warning| format!("{}: {warning}", line.line)));
    }
    remarks
}

fn steps(line: &LineValue) -> Table {
    let mut table = Table::new(&["output", "rule", "what", ">factor", ">before", ">after"])
        .titled(format!("Steps of {}", line.line));
    for step in &line.steps {
        let Step { output, rule, words, factor, before, after } = step;
        let output = match output {
            Output::Payment => "payment",
            Output::Credit => "credit",
        };
        let shown = |quantity: &Option<_>| quantity.as_ref().map(ToString::to_string).unwrap_or_default();
        table.row([
            output.to_owned(),
            rule.title().to_owned(),
            words.clone(),
            factor.map(|factor| factor.to_string()).unwrap_or_default(),
            shown(before),
            shown(after),
        ]);
    }
    table
}
