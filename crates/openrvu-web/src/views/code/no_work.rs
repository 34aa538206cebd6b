//! Where CMS assigns no work RVU: why, and how such a code is paid instead.

use openrvu_core::indicator::{PcTc, Status};
use openrvu_core::{CodeKind, Rvu};
use serde::Serialize;

use super::{Facts, in_a_sentence, named};

/// Why there is no work RVU.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct NoWork {
    /// What is without a value: the whole code, or all but a component.
    pub(crate) heading: String,
    /// Why, from the status and the kind of code.
    pub(crate) why: Vec<String>,
    /// How such a code is paid.
    pub(crate) paid: String,
}

impl NoWork {
    /// The section; none where the row of the whole has work, and where it has RVUs and a component has the work.
    pub(super) fn of(facts: &Facts<'_>) -> Option<Self> {
        let row = facts.whole();
        let code = facts.code;
        let status = format!(
            "In {} {code} has status {}, {}. {}",
            facts.as_of.release.id,
            row.status,
            in_a_sentence(row.status.name()),
            row.status.meaning()
        );
        if !facts.rows.iter().any(|row| row.work > Rvu::ZERO) {
            let mut why = vec![status];
            why.extend(kind_of_code(facts).map(str::to_owned));
            return Some(Self { heading: "CMS assigns no work RVU".to_owned(), why, paid: paid(facts) });
        }
        if !facts.only_a_component_is_valued() {
            return None;
        }
        let part = named(code, facts.row.modifier);
        let own = format!(
            "Only {part}, the {}, has a row of its own with RVUs: status {}, {}. Its figures are not those of the whole.",
            facts.row.modifier.name(),
            facts.row.status,
            in_a_sentence(facts.row.status.name())
        );
        let heading = format!("CMS values {part} alone");
        Some(Self { heading, why: vec![status, own], paid: paid(facts) })
    }
}

fn kind_of_code(facts: &Facts<'_>) -> Option<&'static str> {
    Some(match (facts.code.kind(), facts.whole().pc_tc) {
        (CodeKind::CategoryII, _) => {
            "A Category II code reports that a step of good care was taken. It measures; it is no service of its own, \
             so there is no work to value."
        }
        (_, PcTc::TechnicalOnly) => {
            "It stands for the technical part of a test alone: staff, equipment and supplies, without a clinician's \
             interpretation. The value is in practice expense and malpractice."
        }
        (_, PcTc::IncidentTo) => {
            "Staff do it under a clinician's supervision, so its value is in practice expense and malpractice and not \
             in work."
        }
        (CodeKind::CategoryIII, _) if !facts.row.has_rvus() => {
            "A Category III code is temporary, for a service that is still being studied; CMS seldom assigns RVUs to it."
        }
        _ if facts.code.is_anesthesia() => {
            "Anesthesia is valued in base units for the kind of procedure and time units for its length. These units \
             are not work RVUs and do not mix with them."
        }
        _ => return None,
    })
}

fn paid(facts: &Facts<'_>) -> String {
    let code = facts.code;
    let row = facts.whole();
    let parts: Vec<String> = facts
        .rows
        .iter()
        .filter(|part| part.modifier != row.modifier && part.status == row.status && !part.has_rvus())
        .map(|part| named(code, part.modifier))
        .collect();
    let whole = match &parts[..] {
        [] => code.to_string(),
        parts => format!("{code} as a whole and for {}", parts.join(" and ")),
    };
    if code.kind() == CodeKind::CategoryII {
        return format!(
            "{code} is not paid by itself. It is reported, with no charge or a token one, beside the code of the \
             service in which the step was taken, and that service is what is paid. A modifier 1P, 2P, 3P or 8P says \
             why the step was not taken."
        );
    }
    match row.status {
        Status::CarrierPriced => format!(
            "The regional Medicare contractor sets an amount for {whole}, as a rule from the report and by comparison \
             with a code of like work. A contract that credits work RVUs needs such a comparison written down."
        ),
        Status::Restricted if !row.has_rvus() => {
            format!("Where {code} is covered at all, the Medicare contractor sets the amount.")
        }
        Status::Anesthesia if !facts.site.schedule.policy().anesthesia.counts_time(code) => format!(
            "The amount for {code} is base units, without time units, times the anesthesia conversion factor of the area, \
             times the share of whoever gave or directed the anesthesia."
        ),
        Status::Anesthesia => format!(
            "The amount for {code} is base units plus time units (minutes by fifteen), times the anesthesia conversion \
             factor of the area, times the share of whoever gave or directed the anesthesia."
        ),
        Status::Bundled | Status::BundledOrExcluded => {
            format!("{code} earns nothing by itself: its payment is inside that of the service it goes with.")
        }
        Status::NotValidForMedicare => format!(
            "Medicare asks for another code in place of {code}. Other payers may accept and pay it by their own schedules."
        ),
        Status::NonCovered => {
            format!("Medicare does not cover {code}; the patient or another payer may pay for it.")
        }
        Status::ExcludedByRegulation => format!(
            "{code} is paid, where covered, outside the Physician Fee Schedule, such as a drug by its average sales price."
        ),
        Status::StatutoryExclusion => format!(
            "{code} is paid, where covered, under another schedule, such as that for laboratory tests or ambulances."
        ),
        Status::Measurement => format!("{code} is reported for a quality program and carries no payment."),
        Status::Active | Status::Injection | Status::Restricted => format!(
            "{code} is paid by its practice expense and malpractice RVUs, which the table of RVUs shows."
        ),
        _ => format!("{code} is not paid under this release."),
    }
}
