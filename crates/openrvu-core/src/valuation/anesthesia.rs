//! Anesthesia (status J): base units and time, at the area's own factor.
//!
//! Source: Medicare Claims Processing Manual, chapter 12 section 50; base units and factors from CMS's files.

use std::cmp::Reverse;

use jiff::civil::Date;

use crate::policy::RateName;
use crate::quantity::round_half_up;
use crate::schedule::{HeldRelease, Schedule};
use crate::{AnesthesiaUnits, Cents, ConversionFactor, Exact, Factor};

use super::claim::{AnesthesiaLine, Claim};
use super::effects::AnesthesiaRole;
use super::outcome::{Amounts, Payment, Reason};
use super::request::Area;
use super::settle::settle_anesthesia;
use super::step::Rule;

/// Dollars for one unit in ten-thousandths, and how they were found.
type UnitDollars = (i64, String);

/// The payment of each anesthesia line, in their order, with the units it was computed from.
pub(super) fn value(
    claim: &Claim<'_>,
    lines: &mut [AnesthesiaLine<'_>],
) -> Vec<(Payment, Option<AnesthesiaUnits>)> {
    let rules = &claim.policy().anesthesia;
    let is_add_on = |line: &AnesthesiaLine<'_>| rules.is_add_on(line.line.code);
    let base_of = |line: &AnesthesiaLine<'_>| claim.schedule.tables().anesthesia_base(line.line.code);
    // Of several services, the one with the most base units is paid, for the time of all.
    let main = (0..lines.len()).filter(|&at| !is_add_on(&lines[at])).min_by_key(|&at| {
        let line = &lines[at];
        (Reverse(base_of(line)), line.line.code, line.line.modifiers.clone(), line.at)
    });
    let whole_time = lines.iter().filter(|line| !is_add_on(line) && rules.counts_time(line.line.code));
    let whole_time: u32 = whole_time.filter_map(|line| line.line.minutes).sum();
    let mut values = Vec::with_capacity(lines.len());
    for (at, line) in lines.iter_mut().enumerate() {
        let (add_on, base) = (is_add_on(line), base_of(line));
        let minutes = if add_on { line.line.minutes } else { Some(whole_time).filter(|time| *time > 0) };
        let value = if !add_on && main != Some(at) {
            Err(Payment::NotPaid(Reason::LesserAnesthesia))
        } else {
            units(claim, line, base, minutes, add_on).and_then(|units| {
                dollars(claim, line, units).map(|amounts| (Payment::Priced(amounts), Some(units)))
            })
        };
        values.push(value.unwrap_or_else(|payment| {
            if let Payment::NotPaid(reason) | Payment::Unpriced(reason) = &payment {
                line.trail.note(Rule::Refused, || reason.words());
            }
            (payment, None)
        }));
    }
    values
}

fn units(
    claim: &Claim<'_>,
    line: &mut AnesthesiaLine<'_>,
    base: Option<u8>,
    minutes: Option<u32>,
    add_on: bool,
) -> Result<AnesthesiaUnits, Payment> {
    let rules = &claim.policy().anesthesia;
    if let Some((AnesthesiaRole::Supervised, modifier)) = line.effects.anesthesia {
        let present = claim.request.present_at_induction;
        let whole =
            rules.supervision_base_units + if present { rules.supervision_induction_units } else { 0 };
        line.trail.note(Rule::AnesthesiaUnits, || {
            let induction = if present { " and one for presence at induction" } else { "" };
            format!("Modifier {modifier}: {} base units{induction}.", rules.supervision_base_units)
        });
        return Ok(AnesthesiaUnits::new(i32::try_from(whole * 10).unwrap_or(i32::MAX)));
    }
    let base = base.ok_or(Payment::Unpriced(Reason::BaseUnitsNotHeld(line.line.code)))?;
    if !rules.counts_time(line.line.code) {
        if line.line.minutes.is_some() {
            line.warnings.push(format!("{} has no time units: its minutes are not counted.", line.line.code));
        }
        let times = if rules.counts_units(line.line.code) { line.line.units } else { 1 };
        line.trail.note(Rule::AnesthesiaUnits, || {
            let each = if times > 1 { format!(" for each of {times} units") } else { String::new() };
            format!("{base} base units{each}; no time is counted.")
        });
        let tenths = i32::try_from(u32::from(base) * times * 10).unwrap_or(i32::MAX);
        return Ok(AnesthesiaUnits::new(tenths));
    }
    let minutes = match minutes {
        Some(minutes) => minutes,
        None if add_on => 0,
        None => return Err(Payment::Unpriced(Reason::MinutesMissing)),
    };
    let tenths = round_half_up(i128::from(minutes) * 10, i128::from(rules.minutes_per_unit));
    let time = AnesthesiaUnits::new(i32::try_from(tenths).unwrap_or(i32::MAX));
    let units = AnesthesiaUnits::new(i32::from(base) * 10) + time;
    line.trail.note(Rule::AnesthesiaUnits, || {
        format!(
            "{base} base units + {minutes} minutes / {} = {time} time units: {units} units.",
            rules.minutes_per_unit
        )
    });
    Ok(units)
}

fn dollars(
    claim: &Claim<'_>,
    line: &mut AnesthesiaLine<'_>,
    units: AnesthesiaUnits,
) -> Result<Amounts, Payment> {
    let (factor, found) = unit_dollars(claim).ok_or(Payment::Unpriced(Reason::AnesthesiaFactorNotHeld))?;
    // Tenths of a unit times ten-thousandths of a dollar: thousandths of a cent.
    let cents = round_half_up(i128::from(units.get()) * i128::from(factor), 1000);
    let amount = Cents::new(i64::try_from(cents).unwrap_or(i64::MAX));
    line.trail.amount(Rule::AnesthesiaAmount, amount, || format!("{units} units × {found}."));
    let mut after = amount;
    match line.effects.anesthesia {
        Some((AnesthesiaRole::Directed, modifier)) => {
            let share = claim.rate(RateName::MedicallyDirectedAnesthesia);
            after = Cents::new(Exact::whole(amount.get()).times(share).round());
            line.trail.change(Rule::AnesthesiaShare, Some(share), (amount, after), || {
                format!("Modifier {modifier}: medically directed.")
            });
        }
        Some((_, modifier)) => {
            line.trail.change(Rule::AnesthesiaShare, Some(Factor::ONE), (amount, amount), || {
                format!("Modifier {modifier}: paid in full.")
            })
        }
        None => line.warnings.push("No anesthesia modifier: priced as personally performed (AA).".to_owned()),
    }
    Ok(settle_anesthesia(claim, after, line.line, &line.effects, &mut line.trail))
}

/// The area's factor, and how it was found.
fn unit_dollars(claim: &Claim<'_>) -> Option<UnitDollars> {
    let factor = claim.schedule.anesthesia_factor(
        claim.release,
        claim.request.area,
        claim.date(),
        claim.request.qualifying,
    )?;
    let Area::Locality(id) = claim.request.area else {
        return Some((i64::from(factor.get()), format!("{factor} dollars, national")));
    };
    let locality = claim.schedule.locality(claim.release, id)?;
    let cents = Cents::new(i64::from(factor.get()) / 100);
    let computed = if locality.anesthesia.is_none() || claim.request.qualifying {
        ", computed from its indices"
    } else {
        ""
    };
    Some((i64::from(factor.get()), format!("{cents} dollars in {}{computed}", locality.name)))
}

impl Schedule {
    /// Dollars for an anesthesia unit in an area on a day: the nation's, the locality's as published, or computed from
    /// its indices and CMS's shares. `None` where neither is held.
    #[must_use]
    pub fn anesthesia_factor(
        &self,
        release: &HeldRelease,
        area: Area,
        date: Date,
        qualifying: bool,
    ) -> Option<ConversionFactor> {
        let published = if qualifying { None } else { release.anesthesia_conversion_factor };
        let national = published
            .or_else(|| self.policy().conversion_factors.on(date)?.anesthesia_for_status(qualifying));
        let Area::Locality(id) = area else { return national };
        let cents = match self.locality(release, id)?.anesthesia.filter(|_| !qualifying) {
            Some(cents) => cents,
            None => {
                let shares = self.policy().anesthesia.shares.on(date)?;
                shares.locality_factor(national?, &self.gpcis(release, area, date).ok()?)
            }
        };
        Some(ConversionFactor::new(i32::try_from(cents.get() * 100).ok()?))
    }
}
