//! The payment rules of a code in words, from its indicators and the tables held.

use openrvu_core::indicator::{
    AssistantAtSurgery, Bilateral, CoSurgeons, GlobalPeriod, MultipleProcedure, PcTc, Supervision,
    TeamSurgeons,
};
use openrvu_core::{AddOnEdit, Code, PtpModifierIndicator};
use serde::Serialize;

use super::Facts;
use super::timeline::Timeline;
use crate::views::CodeLine;

/// Most codes of a list of pairs or primaries on a page; the rest are counted.
const MOST_LISTED: usize = 60;

/// The rules.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Rules {
    /// One indicator each, those that do not apply left out.
    pub(crate) rules: Vec<Rule>,
    /// The global period drawn; none where there is none of fixed length.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) timeline: Option<Timeline>,
    /// The base of the endoscopic family.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) endoscopic_base: Option<CodeLine>,
    /// The primaries of an add-on code, where the table is held.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) primaries: Option<Primaries>,
    /// The most units that are usual, where the table is held.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) units: Option<Units>,
    /// Codes that are not paid beside this one, where the table is held.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) pairs: Option<Pairs>,
}

/// One rule.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Rule {
    /// What it is about.
    pub(crate) name: &'static str,
    /// The indicator's value as CMS prints it.
    pub(crate) value: &'static str,
    /// A few words.
    pub(crate) short: &'static str,
    /// A sentence.
    pub(crate) meaning: &'static str,
    /// CMS's name of the column.
    pub(crate) column: &'static str,
}

/// The primary codes of an add-on code.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Primaries {
    /// What the type of the edit means.
    pub(crate) meaning: &'static str,
    /// The primaries, in order.
    pub(crate) codes: Vec<Code>,
    /// How many more there are.
    pub(crate) more: usize,
}

/// A medically unlikely edit.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Units {
    /// The most units.
    pub(crate) most: u32,
    /// CMS's number of how the limit is applied.
    pub(crate) adjudication: u8,
    /// How the limit is applied.
    pub(crate) meaning: &'static str,
}

/// Procedure-to-procedure edits in whose first column the code stands.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Pairs {
    /// Denied beside this code whatever the modifier.
    pub(crate) never: Vec<Code>,
    /// Denied beside this code unless a modifier shows a distinct service.
    pub(crate) unless_distinct: Vec<Code>,
    /// How many more there are.
    pub(crate) more: usize,
}

macro_rules! rule {
    ($name:literal, $value:expr, $column:expr) => {
        Rule {
            name: $name,
            value: $value.as_str(),
            short: $value.name(),
            meaning: $value.meaning(),
            column: $column,
        }
    };
}

impl Rules {
    pub(super) fn of(facts: &Facts<'_>) -> Option<Self> {
        let row = facts.whole();
        let mut rules = Vec::new();
        if row.pc_tc != PcTc::NotApplicable && row.pc_tc != PcTc::PhysicianService {
            rules.push(rule!("Components", row.pc_tc, PcTc::COLUMN));
        }
        if row.global != GlobalPeriod::NotApplicable {
            rules.push(rule!("Global period", row.global, GlobalPeriod::COLUMN));
        }
        // An indicator of a code that Medicare does not price says nothing.
        if row.is_payable() || facts.row.is_payable() {
            let row = if row.is_payable() { row } else { facts.row };
            if row.multiple_procedure != MultipleProcedure::NotApplicable {
                rules.push(rule!("Several procedures", row.multiple_procedure, MultipleProcedure::COLUMN));
            }
            if row.bilateral != Bilateral::NotApplicable {
                rules.push(rule!("Both sides", row.bilateral, Bilateral::COLUMN));
            }
            if row.assistant != AssistantAtSurgery::NotApplicable {
                rules.push(rule!("Assistant at surgery", row.assistant, AssistantAtSurgery::COLUMN));
            }
            if row.co_surgeons != CoSurgeons::NotApplicable {
                rules.push(rule!("Co-surgeons", row.co_surgeons, CoSurgeons::COLUMN));
            }
            if row.team_surgeons != TeamSurgeons::NotApplicable {
                rules.push(rule!("Team of surgeons", row.team_surgeons, TeamSurgeons::COLUMN));
            }
            if row.supervision != Supervision::NotApplicable {
                rules.push(rule!("Supervision of the test", row.supervision, Supervision::COLUMN));
            }
        }
        let rules = Self {
            rules,
            timeline: Timeline::of(row),
            endoscopic_base: row
                .endoscopic_base
                .map(|base| CodeLine::of(facts.site, facts.as_of.release, base)),
            primaries: primaries(facts),
            units: units(facts),
            pairs: pairs(facts),
        };
        let empty = rules.rules.is_empty()
            && rules.endoscopic_base.is_none()
            && rules.primaries.is_none()
            && rules.units.is_none()
            && rules.pairs.is_none();
        (!empty).then_some(rules)
    }
}

fn primaries(facts: &Facts<'_>) -> Option<Primaries> {
    let edits = facts.site.schedule.tables().add_on_edits_of(facts.code);
    let in_force: Vec<&AddOnEdit> = edits.iter().filter(|edit| edit.in_force(facts.as_of.date)).collect();
    let meaning = in_force.first()?.kind.meaning();
    let mut codes: Vec<Code> = in_force.iter().filter_map(|edit| edit.primary).collect();
    codes.sort_unstable();
    codes.dedup();
    let more = codes.len().saturating_sub(MOST_LISTED);
    codes.truncate(MOST_LISTED);
    Some(Primaries { meaning, codes, more })
}

fn units(facts: &Facts<'_>) -> Option<Units> {
    use openrvu_core::MueAdjudication::{ClaimLine, DayClinical, DayPolicy};
    let edit = facts.site.schedule.tables().mue(facts.code)?;
    let meaning = match edit.adjudication {
        ClaimLine => {
            "Applied to each line of a claim; units may be divided among lines with modifiers that tell why."
        }
        DayPolicy => "Applied to the whole day by policy, and never set aside.",
        DayClinical => "Applied to the whole day; set aside when the record shows that more was needed.",
    };
    Some(Units { most: edit.units, adjudication: edit.adjudication.number(), meaning })
}

fn pairs(facts: &Facts<'_>) -> Option<Pairs> {
    let edits = facts.site.schedule.tables().ptp_edits_of(facts.code);
    let mut pairs = Pairs { never: Vec::new(), unless_distinct: Vec::new(), more: 0 };
    for edit in edits.iter().filter(|edit| edit.in_force(facts.as_of.date)) {
        let list = match edit.modifier {
            PtpModifierIndicator::NotAllowed => &mut pairs.never,
            PtpModifierIndicator::Allowed => &mut pairs.unless_distinct,
            PtpModifierIndicator::NotApplicable => continue,
        };
        if list.len() < MOST_LISTED { list.push(edit.column_2) } else { pairs.more += 1 }
    }
    (!(pairs.never.is_empty() && pairs.unless_distinct.is_empty())).then_some(pairs)
}
