//! The lines of a claim on their way through the stages.

use jiff::civil::Date;

use super::amount::Prices;
use super::effects::Effects;
use super::line::Line;
use super::outcome::Payment;
use super::request::Request;
use super::step::Trail;
use crate::policy::{ModifierEffect, Policy, RateName};
use crate::schedule::{FoundRow, HeldRelease, Schedule};
use crate::{Cents, Code, Exact, Factor, Modifier, Setting};

/// What all lines of a claim share.
#[derive(Clone, Copy)]
pub(super) struct Claim<'a> {
    pub(super) schedule: &'a Schedule,
    pub(super) request: &'a Request<'a>,
    pub(super) release: &'a HeldRelease,
    pub(super) value_release: &'a HeldRelease,
    pub(super) prices: Prices,
    pub(super) setting: Setting,
    /// The first day that Medicare pays the clinician, where it comes after the claim's.
    pub(super) practitioner_paid_from: Option<Date>,
}

impl<'a> Claim<'a> {
    pub(super) fn policy(&self) -> &'a Policy {
        self.schedule.policy()
    }

    pub(super) fn date(&self) -> Date {
        self.request.date
    }

    pub(super) fn rate(&self, name: RateName) -> Factor {
        self.policy().rates.on(name, self.date())
    }

    /// The modifiers of a line that change its amounts or its credit, its side apart, in the order of characters.
    pub(super) fn decisive_modifiers(&self, line: &Line) -> Vec<Modifier> {
        let credited = &self.request.credit_policy.modifiers;
        let decides = |modifier: &Modifier| match self.policy().modifiers.get(*modifier) {
            Some(rule) if matches!(rule.effect, ModifierEffect::Left | ModifierEffect::Right) => false,
            rule => rule.is_some_and(|rule| rule.effect.changes_amounts()) || credited.contains_key(modifier),
        };
        let mut modifiers: Vec<Modifier> = line.modifiers.iter().copied().filter(decides).collect();
        modifiers.sort_unstable();
        modifiers
    }

    /// The row of a code's component for the claim's day.
    pub(super) fn found(&self, code: Code, modifier: crate::RowModifier) -> Option<FoundRow<'a>> {
        self.schedule.row_on(self.release, code, modifier, self.date(), self.request.reading)
    }
}

/// A line with its row, while its amount is being worked out.
pub(super) struct FeeLine<'a> {
    /// Place among the claim's lines.
    pub(super) at: usize,
    pub(super) line: &'a Line,
    pub(super) found: FoundRow<'a>,
    pub(super) effects: Effects,
    /// The fee of one unit: the lesser of fee schedule amount and imaging cap.
    pub(super) fee: Cents,
    /// The units that count for payment, once two sides are seen as one procedure.
    pub(super) units: u32,
    /// Two sides of one procedure: the factor on each unit.
    pub(super) bilateral: Factor,
    /// The units of which each is both sides, where a rule for two sides applies: by 50, a pair or two units.
    pub(super) both_sides: Option<u32>,
    /// The other side of this line, whose value this line carries; and the reverse.
    pub(super) pair: Pair,
    /// 54, 55, 78: the share of the package.
    pub(super) share: Factor,
    /// How the units are paid beside each other.
    pub(super) shape: Shape,
    pub(super) trail: Trail,
    pub(super) warnings: Vec<String>,
}

/// How little is left of a line's amount after ranking; code, modifiers, units and charge; its place comes last, for
/// lines that are equal in all.
pub(super) type Tie<'t> = (u8, Code, &'t [Modifier], u32, Option<Cents>, usize);

/// Whether the same code stands on another line for the other side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pair {
    /// It does not.
    None,
    /// This line carries both sides' value; the other line's place.
    Carries(usize),
    /// The other line carries it; its place.
    CarriedBy(usize),
}

/// How a line's units are paid.
#[derive(Debug, Clone)]
pub(super) enum Shape {
    /// Every unit the same fee.
    Plain,
    /// Every unit ranked as a procedure of its own (MULT PROC 2 and 3), in runs of units that are paid alike.
    Procedures(Vec<Procedure>),
    /// Professional and technical parts apart (MULT PROC 4, 6 and 7, and imaging equipment), in runs as well.
    Components(Vec<Components>),
    /// Units at the full amount and at the reduced one (MULT PROC 5).
    Therapy {
        /// Units at the full amount.
        full: u32,
        /// The amount of every other unit.
        reduced: Cents,
    },
}

/// Units ranked as procedures, all paid alike.
#[derive(Debug, Clone, Copy)]
pub(super) struct Procedure {
    /// How many.
    pub(super) units: u32,
    /// The endoscopic base taken off.
    pub(super) less: Less,
    /// The factor of its rank.
    pub(super) factor: Factor,
}

/// What is taken off a scope's fee beside another scope of its family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Less {
    /// Nothing.
    Nothing,
    /// The fee of the family's base.
    Base(Code, Cents),
    /// All of it: this is the base itself.
    All(Code),
}

/// Units divided into their parts, all paid alike. The amounts are of one unit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Components {
    /// How many.
    pub(super) units: u32,
    /// The fee of the professional part.
    pub(super) professional: Cents,
    /// The fee schedule amount of the technical part, not yet capped.
    pub(super) technical: Cents,
    /// The imaging cap of the technical part.
    pub(super) cap: Option<Cents>,
    /// The factor on the professional part.
    pub(super) professional_factor: Factor,
    /// The factor on the technical part.
    pub(super) technical_factor: Factor,
    /// The factor for imaging equipment, on the technical part.
    pub(super) equipment_factor: Factor,
}

impl Components {
    /// Whether any factor takes something off.
    pub(super) fn is_reduced(&self) -> bool {
        !(self.professional_factor.is_one()
            && self.technical_factor.is_one()
            && self.equipment_factor.is_one())
    }

    /// Both parts of all units, each part a line of CMS's with its own rounding: the technical one is reduced by rank,
    /// then capped, then reduced for equipment.
    fn amount(&self) -> Exact {
        let technical = Exact::whole(self.technical.get()).times(self.technical_factor);
        let capped = self.cap.map_or(technical, |cap| technical.min(Exact::whole(cap.get())));
        let professional = Exact::whole(self.professional.get()).times(self.professional_factor);
        let unit =
            Exact::whole(professional.round()) + Exact::whole(capped.times(self.equipment_factor).round());
        unit.times_whole(self.units)
    }
}

impl FeeLine<'_> {
    /// The value of one unit as a procedure: the fee with the global share and both sides.
    pub(super) fn procedure_value(&self) -> Exact {
        Exact::whole(self.fee.get()).times(self.share).times(self.bilateral)
    }

    /// The value of a procedure after what its family takes off, before its rank's factor.
    pub(super) fn family_value(&self, less: Less) -> Exact {
        match less {
            Less::Nothing => self.procedure_value(),
            Less::Base(_, base) => {
                let rest = self.procedure_value() + Exact::whole(-base.get());
                rest.max(Exact::whole(0))
            }
            Less::All(_) => Exact::whole(0),
        }
    }

    /// The line's amount after ranking, before the adjustments that follow it.
    pub(super) fn amount(&self) -> Exact {
        if matches!(self.pair, Pair::CarriedBy(_)) {
            return Exact::whole(0);
        }
        match &self.shape {
            Shape::Plain => self.procedure_value().times_whole(self.units),
            Shape::Procedures(procedures) => procedures
                .iter()
                .map(|run| self.family_value(run.less).times(run.factor).times_whole(run.units))
                .fold(Exact::whole(0), |sum, value| sum + value),
            Shape::Components(runs) => {
                let sum = runs.iter().map(Components::amount).fold(Exact::whole(0), |sum, value| sum + value);
                sum.times(self.share).times(self.bilateral)
            }
            Shape::Therapy { full, reduced } => {
                self.procedure_value().times_whole(*full)
                    + Exact::whole(reduced.get()).times_whole(self.units - *full)
            }
        }
    }

    /// What settles ties between equal values.
    pub(super) fn tie(&self) -> Tie<'_> {
        tie(self.line, &self.effects, self.at)
    }
}

/// What settles ties between equal values, whatever the order of the lines: of which the most is left ranks first.
pub(super) fn tie<'t>(line: &'t Line, effects: &Effects, at: usize) -> Tie<'t> {
    let Line { code, modifiers, units, charge, .. } = line;
    (effects.taken_after_ranking(), *code, modifiers, *units, *charge, at)
}

/// A line after the first look: on its way to an amount, or refused one.
pub(super) enum Resolved<'a> {
    /// Paid by RVUs.
    Fee(Box<FeeLine<'a>>),
    /// Paid by anesthesia units.
    Anesthesia(AnesthesiaLine<'a>),
    /// No amount, or zero.
    Refused(RefusedLine<'a>),
}

/// An anesthesia line.
pub(super) struct AnesthesiaLine<'a> {
    pub(super) at: usize,
    pub(super) line: &'a Line,
    pub(super) found: FoundRow<'a>,
    pub(super) effects: Effects,
    pub(super) trail: Trail,
    pub(super) warnings: Vec<String>,
}

/// A line without an amount.
pub(super) struct RefusedLine<'a> {
    pub(super) at: usize,
    pub(super) line: &'a Line,
    pub(super) found: Option<FoundRow<'a>>,
    pub(super) payment: Payment,
    pub(super) effects: Effects,
    pub(super) trail: Trail,
    pub(super) warnings: Vec<String>,
}
