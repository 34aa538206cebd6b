//! The lines of a claim on their way through the stages.

use jiff::civil::Date;

use super::amount::Prices;
use super::effects::Effects;
use super::line::Line;
use super::outcome::Payment;
use super::request::Request;
use super::step::Trail;
use crate::policy::{Policy, RateName};
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
    /// The other side of this line, whose value this line carries; and the reverse.
    pub(super) pair: Pair,
    /// 54, 55, 78: the share of the package.
    pub(super) share: Factor,
    /// How the units are paid beside each other.
    pub(super) shape: Shape,
    pub(super) trail: Trail,
    pub(super) warnings: Vec<String>,
}

/// Code, modifiers, units and charge of a line; its place comes last, for lines that are equal in all.
pub(super) type Tie<'t> = (Code, &'t [Modifier], u32, Option<Cents>, usize);

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
    /// Every unit ranked as a procedure of its own (MULT PROC 2 and 3).
    Procedures(Vec<Procedure>),
    /// Professional and technical parts apart (MULT PROC 4, 6 and 7, and imaging equipment).
    Components(Vec<Components>),
    /// Units at the full amount and at the reduced one (MULT PROC 5).
    Therapy {
        /// Units at the full amount.
        full: u32,
        /// The amount of every other unit.
        reduced: Cents,
    },
}

/// A unit ranked as a procedure.
#[derive(Debug, Clone, Copy)]
pub(super) struct Procedure {
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

/// A unit divided into its parts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Components {
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

    /// Both parts, each a line of CMS's with its own rounding: the technical one is reduced by rank, then capped, then
    /// reduced for equipment.
    fn amount(&self) -> Exact {
        let technical = Exact::whole(self.technical.get()).times(self.technical_factor);
        let capped = self.cap.map_or(technical, |cap| technical.min(Exact::whole(cap.get())));
        let professional = Exact::whole(self.professional.get()).times(self.professional_factor);
        Exact::whole(professional.round()) + Exact::whole(capped.times(self.equipment_factor).round())
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
                .map(|procedure| self.family_value(procedure.less).times(procedure.factor))
                .fold(Exact::whole(0), |sum, value| sum + value),
            Shape::Components(units) => {
                let sum =
                    units.iter().map(Components::amount).fold(Exact::whole(0), |sum, value| sum + value);
                sum.times(self.share).times(self.bilateral)
            }
            Shape::Therapy { full, reduced } => {
                self.procedure_value().times_whole(*full)
                    + Exact::whole(reduced.get()).times_whole(self.units - *full)
            }
        }
    }

    /// What settles ties between equal values, whatever the order of the lines.
    pub(super) fn tie(&self) -> Tie<'_> {
        (self.line.code, &self.line.modifiers, self.line.units, self.line.charge, self.at)
    }
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
