//! Questions and answers, made only from facts at hand: a question whose answer is not known is not asked.

use openrvu_content::text::plural;
use openrvu_core::indicator::{
    AssistantAtSurgery, Bilateral, CoSurgeons, GlobalPeriod, MultipleProcedure, PcTc,
};
use openrvu_core::{Cents, ConversionFactor, FeeRow, ReleaseId, RowModifier, Rvu};
use serde::Serialize;

use super::payment::{AnesthesiaExample, PaymentRow, PaymentSection};
use super::{CodePage, Facts, in_a_sentence, named};

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
        payment(facts, page),
        global(facts),
        add_on(facts, page),
        bilateral(facts),
        assistant(facts),
        co_surgeons(facts),
        several(facts),
        components(facts),
        why_unpaid(facts, page),
        changed(facts, page),
    ];
    asked.into_iter().flatten().collect()
}

fn work(facts: &Facts<'_>, page: &CodePage) -> Option<Question> {
    let (code, row, id) = (facts.code, facts.row, facts.as_of.release.id);
    if row.work <= Rvu::ZERO {
        return None;
    }
    let mut answer = if facts.only_a_component_is_valued() {
        format!(
            "As a whole none: its status in {id} is {}, {}. {}, the {} alone, has {}",
            facts.whole().status,
            in_a_sentence(facts.whole().status.name()),
            facts.listed(),
            row.modifier.name(),
            row.work
        )
    } else {
        format!("{} in {id}", row.work)
    };
    if let Some(place) = page.comparison.as_ref().and_then(|comparison| comparison.place.as_ref()) {
        answer.push_str(&format!(
            ". Of {} codes with work RVUs in {}{}, {} have less",
            place.count,
            in_a_sentence(&place.section),
            place.held_here(),
            place.below
        ));
    }
    if row.not_used_for_payment {
        answer.push_str(". Medicare shows this value but does not pay on it");
    }
    answer.push('.');
    Some(Question::new(format!("How many work RVUs does {code} have?"), answer))
}

fn payment(facts: &Facts<'_>, page: &CodePage) -> Option<Question> {
    let code = facts.code;
    let id = facts.as_of.release.id;
    let section = page.payment.as_ref()?;
    let row = section.national(facts.row.modifier)?;
    let factor = row.conversion_factor?;
    let question = format!("What does Medicare pay for {code}?");
    if let Some(example) = section.anesthesia {
        return Some(Question::new(question, anesthesia(id, row, factor, example)?));
    }
    let amounts = settings(facts, section, row)?;
    let whole = if facts.only_a_component_is_valued() {
        format!(
            "The amount for the whole is not in the fee schedule: status {}. {} For {} alone, nationally,",
            facts.whole().status,
            facts.whole().status.meaning(),
            facts.listed()
        )
    } else {
        "Nationally,".to_owned()
    };
    let answer = format!(
        "{whole} before any adjustment for place, {amounts} ({id}, conversion factor {factor}). The amount where you \
         practice differs: it weighs work, practice expense and malpractice by the locality's indices."
    );
    Some(Question::new(question, answer))
}

/// The amounts of both settings in words: in a facility a test's technical part is the facility's.
fn settings(facts: &Facts<'_>, section: &PaymentSection, row: &PaymentRow) -> Option<String> {
    let (office, facility) =
        (row.non_facility.amount.map(Cents::dollars), row.facility.amount.map(Cents::dollars));
    if row.facility.for_comparison
        && let Some(office) = &office
    {
        let paid = match section.national(RowModifier::Professional) {
            Some(component) => format!(
                "the clinician is paid {}, {}",
                named(facts.code, component.modifier),
                component.facility.dollars()
            ),
            None => "the clinician is paid for the code of the interpretation alone".to_owned(),
        };
        return Some(format!(
            "{office} outside a facility. In one {paid}, and the technical part is the facility's"
        ));
    }
    Some(match (office, facility) {
        (Some(office), Some(facility)) if office == facility => format!("{office} in either setting"),
        (Some(office), Some(facility)) => format!("{office} outside a facility and {facility} in one"),
        (Some(office), None) if facts.row.has_technical_part() => {
            format!("{office} outside a facility; in one the technical part is the facility's")
        }
        (Some(office), None) => format!("{office} outside a facility; in one no clinician is paid for it"),
        (None, Some(facility)) => format!("{facility} in a facility"),
        (None, None) => return None,
    })
}

/// The example of an anesthesia code in words.
fn anesthesia(
    id: ReleaseId,
    row: &PaymentRow,
    factor: ConversionFactor,
    example: AnesthesiaExample,
) -> Option<String> {
    let base = plural(usize::from(example.base_units?), "base unit");
    let amount = row.facility.amount.or(row.non_facility.amount)?.dollars();
    let units = match example.minutes {
        Some(minutes) => format!("{amount} for {minutes} minutes: {base} and the time units"),
        None => format!("{amount}: {base}, and no time is counted"),
    };
    Some(format!(
        "Nationally {units}, at {factor} dollars a unit ({id}). The amount where you practice goes by the locality's own \
         anesthesia conversion factor, and a modifier tells who gave or directed the anesthesia and which share is paid."
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
    if !facts.is_add_on() {
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
    let professional = facts.professional()?;
    let id = facts.as_of.release.id;
    let work = if professional.has_rvus() || professional.is_payable() {
        format!("work RVU {} in {id}", professional.work)
    } else {
        format!(
            "without a published work RVU in {id} (status {}, {})",
            professional.status,
            in_a_sentence(professional.status.name())
        )
    };
    Some(Question::new(
        format!("What does modifier 26 mean for {code}?"),
        format!(
            "{code}-26 is the interpretation alone, {work}; {code}-TC is the technical part, without work. The plain code \
             is both together."
        ),
    ))
}

fn why_unpaid(facts: &Facts<'_>, page: &CodePage) -> Option<Question> {
    let row = facts.whole();
    if page.payment.is_some() || facts.rows.iter().any(FeeRow::is_payable) {
        return None;
    }
    let code = facts.code;
    Some(Question::new(
        format!("Why does Medicare show no payment for {code}?"),
        format!("In {} {code} has status {}. {}", facts.as_of.release.id, row.status, row.status.meaning()),
    ))
}

fn changed(facts: &Facts<'_>, page: &CodePage) -> Option<Question> {
    let (before, after, old, new) = page.history.as_ref()?.last_work_change()?;
    let when = match after.not_held {
        Some(_) => format!("Between {} and {}", before.release, after.release),
        None => format!("In {}", after.release),
    };
    Some(Question::new(
        format!("When did the work RVU of {} last change?", facts.listed()),
        format!("{when}, from {old} to {new}, among the releases held here."),
    ))
}
