//! Questions and answers, made only from facts at hand: a question whose answer is not known is not asked.

use openrvu_core::indicator::{
    AssistantAtSurgery, Bilateral, CoSurgeons, GlobalPeriod, MultipleProcedure, PcTc,
};
use openrvu_core::{Cents, RowModifier, Rvu, Setting};
use serde::Serialize;

use super::{CodePage, Facts};

/// A question with its answer.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Question {
    /// The question.
    pub(crate) question: String,
    /// The answer.
    pub(crate) answer: String,
}

impl Question {
    fn new(question: String, answer: String) -> Self {
        Self { question, answer }
    }
}

/// The questions of a page, in the order in which readers ask them.
pub(super) fn questions(facts: &Facts<'_>, page: &CodePage) -> Vec<Question> {
    let asked = [
        work(facts, page),
        payment(facts),
        global(facts),
        add_on(facts, page),
        bilateral(facts),
        assistant(facts),
        co_surgeons(facts),
        several(facts),
        components(facts),
        why_unpaid(facts),
        changed(facts, page),
    ];
    asked.into_iter().flatten().collect()
}

fn work(facts: &Facts<'_>, page: &CodePage) -> Option<Question> {
    let (code, row, id) = (facts.code, facts.row, facts.as_of.release.id);
    if row.work <= Rvu::ZERO {
        return None;
    }
    let mut answer = format!("{} in {id}", row.work);
    if row.modifier == RowModifier::Professional {
        answer.push_str(", on the row of the professional component (26)");
    }
    if let Some(place) = page.comparison.as_ref().and_then(|comparison| comparison.place.as_ref()) {
        answer.push_str(&format!(
            ". Of {} codes with work RVUs in {}, {} have less",
            place.count,
            place.section.to_lowercase(),
            place.below
        ));
    }
    if row.not_used_for_payment {
        answer.push_str(". Medicare shows this value but does not pay on it");
    }
    answer.push('.');
    Some(Question::new(format!("How many work RVUs does {code} have?"), answer))
}

fn payment(facts: &Facts<'_>) -> Option<Question> {
    let code = facts.code;
    let id = facts.as_of.release.id;
    let office = facts.national(Setting::NonFacility).map(Cents::dollars);
    let facility = facts.national(Setting::Facility).map(Cents::dollars);
    let amounts = match (office, facility) {
        (Some(office), Some(facility)) if office == facility => format!("{office} in either setting"),
        (Some(office), Some(facility)) => format!("{office} outside a facility and {facility} in one"),
        (Some(office), None) => {
            format!("{office} outside a facility; in one the technical part is the facility's")
        }
        (None, Some(facility)) => format!("{facility} in a facility"),
        (None, None) => return None,
    };
    Some(Question::new(
        format!("What does Medicare pay for {code}?"),
        format!(
            "Nationally, before any adjustment for place, {amounts} ({id}, conversion factor {}). The amount where you \
             practice differs: it weighs work, practice expense and malpractice by the locality's indices.",
            facts.as_of.release.conversion_factor
        ),
    ))
}

fn global(facts: &Facts<'_>) -> Option<Question> {
    let code = facts.code;
    let row = facts.whole();
    if !row.status.uses_rvus() {
        return None;
    }
    let answer = match row.global {
        GlobalPeriod::Days000 => format!(
            "The day of the procedure only. A visit that day is part of {code} unless it is significant and separate \
             (modifier 25); visits afterwards are billed."
        ),
        GlobalPeriod::Days010 => format!(
            "The day of the procedure and the 10 days after it. Usual follow-up in that time is part of {code}."
        ),
        GlobalPeriod::Days090 => format!(
            "92 days: the day before, the day of surgery and the 90 days after it. {} percent of the payment is for \
             care after {code}, and visits for its usual recovery are not billed.",
            row.postoperative
        ),
        GlobalPeriod::AddOn => return None,
        GlobalPeriod::Maternity => {
            format!("Maternity rules: {code} follows the package of maternity care, not days.")
        }
        GlobalPeriod::ContractorDecides => {
            format!("The Medicare contractor decides for {code}, case by case.")
        }
        GlobalPeriod::NotApplicable => return None,
    };
    Some(Question::new(format!("What is the global period of {code}?"), answer))
}

fn add_on(facts: &Facts<'_>, page: &CodePage) -> Option<Question> {
    let code = facts.code;
    if !facts.whole().is_add_on() {
        return None;
    }
    let primaries = page.rules.as_ref().and_then(|rules| rules.primaries.as_ref());
    let answer = match primaries.filter(|primaries| !primaries.codes.is_empty()) {
        Some(primaries) => {
            let shown: Vec<String> = primaries.codes.iter().take(12).map(ToString::to_string).collect();
            let rest = primaries.codes.len() + primaries.more - shown.len();
            let rest = if rest > 0 { format!(" and {rest} more") } else { String::new() };
            format!(
                "No. {code} is an add-on code. {} Among them: {}{rest}.",
                primaries.meaning,
                shown.join(", ")
            )
        }
        None => format!(
            "No. {code} is an add-on code: it goes with another service of the same session, and is paid in full beside it."
        ),
    };
    Some(Question::new(format!("Can {code} be billed alone?"), answer))
}

fn bilateral(facts: &Facts<'_>) -> Option<Question> {
    let (code, row) = (facts.code, facts.row);
    if !row.is_payable() {
        return None;
    }
    let answer = match row.bilateral {
        Bilateral::Applies => format!(
            "150 percent of one. Report {code} with modifier 50, or with RT and LT as the payer asks."
        ),
        Bilateral::AlreadyBilateral => {
            format!("Nothing more: the RVUs of {code} are for both sides already.")
        }
        Bilateral::EachSide => format!("Each side in full: {code} on two sides is paid twice."),
        Bilateral::NoAdjustment | Bilateral::NotApplicable => return None,
    };
    Some(Question::new(format!("What is paid when {code} is done on both sides?"), answer))
}

fn assistant(facts: &Facts<'_>) -> Option<Question> {
    let (code, row) = (facts.code, facts.row);
    if !row.is_payable()
        || !matches!(
            row.global,
            GlobalPeriod::Days000 | GlobalPeriod::Days010 | GlobalPeriod::Days090 | GlobalPeriod::AddOn
        )
    {
        return None;
    }
    let answer = match row.assistant {
        AssistantAtSurgery::Payable => {
            format!("Yes. Medicare pays an assistant for {code} without asking for documents.")
        }
        AssistantAtSurgery::StatutoryRestriction => {
            format!("No. By statute Medicare never pays an assistant for {code}.")
        }
        AssistantAtSurgery::RestrictedUnlessDocumented => {
            format!("Only when documents show that {code} needed one.")
        }
        AssistantAtSurgery::NotApplicable => return None,
    };
    Some(Question::new(format!("Does Medicare pay an assistant at {code}?"), answer))
}

fn co_surgeons(facts: &Facts<'_>) -> Option<Question> {
    let (code, row) = (facts.code, facts.row);
    let answer = match row.co_surgeons {
        CoSurgeons::Permitted => {
            format!("Yes, when they are of two specialties: each reports {code} with modifier 62.")
        }
        CoSurgeons::WithDocumentation => format!("Only when documents show why {code} needed two surgeons."),
        CoSurgeons::NotPermitted | CoSurgeons::NotApplicable => return None,
    };
    row.is_payable().then(|| Question::new(format!("May two surgeons share {code}?"), answer))
}

fn several(facts: &Facts<'_>) -> Option<Question> {
    let (code, row) = (facts.code, facts.row);
    let answer = match row.multiple_procedure {
        MultipleProcedure::Endoscopy => {
            let base = row.endoscopic_base.map(|base| format!(" ({base})")).unwrap_or_default();
            format!(
                "Beside another scope of its family {code} is paid at its amount less that of the family's base{base}; the highest of the family is paid in full."
            )
        }
        MultipleProcedure::Standard => format!(
            "{code} is ranked with the others by amount: the highest is paid in full, the next four at half."
        ),
        MultipleProcedure::Imaging
        | MultipleProcedure::Therapy
        | MultipleProcedure::Cardiovascular
        | MultipleProcedure::Ophthalmology => {
            format!("{} This applies to {code}.", row.multiple_procedure.meaning())
        }
        MultipleProcedure::None | MultipleProcedure::Obsolete | MultipleProcedure::NotApplicable => {
            return None;
        }
    };
    row.is_payable()
        .then(|| Question::new(format!("What happens to {code} beside other procedures?"), answer))
}

fn components(facts: &Facts<'_>) -> Option<Question> {
    let code = facts.code;
    if facts.whole().pc_tc != PcTc::Diagnostic {
        return None;
    }
    let work = facts.rows.iter().find(|row| row.modifier == RowModifier::Professional)?.work;
    Some(Question::new(
        format!("What does modifier 26 mean for {code}?"),
        format!(
            "{code}-26 is the interpretation alone, work RVU {work} in {}; {code}-TC is the technical part, without work. \
             The plain code is both together.",
            facts.as_of.release.id
        ),
    ))
}

fn why_unpaid(facts: &Facts<'_>) -> Option<Question> {
    let row = facts.whole();
    if facts.rows.iter().any(openrvu_core::FeeRow::is_payable) {
        return None;
    }
    let code = facts.code;
    Some(Question::new(
        format!("Why does Medicare show no payment for {code}?"),
        format!("In {} {code} has status {}. {}", facts.as_of.release.id, row.status, row.status.meaning()),
    ))
}

fn changed(facts: &Facts<'_>, page: &CodePage) -> Option<Question> {
    let (row, old, new) = page.history.as_ref()?.last_work_change()?;
    Some(Question::new(
        format!("When did the work RVU of {} last change?", facts.code),
        format!("In {}, from {old} to {new}, among the releases held here.", row.release),
    ))
}
