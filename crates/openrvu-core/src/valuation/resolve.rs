//! The first stage: a line finds its row, and status, indicators and place say whether it can have an amount.

use crate::indicator::{PcTc, Status};
use crate::{Factor, FeeRow, Modifier, RowModifier, Setting};

use super::claim::{AnesthesiaLine, Claim, FeeLine, Pair, RefusedLine, Resolved, Shape};
use super::effects::{Effects, GlobalShare};
use super::line::Line;
use super::outcome::{Payment, Reason};
use super::step::{Rule, Trail};
use super::warnings as warn;
use crate::schedule::FoundRow;

pub(super) fn resolve<'a>(claim: &Claim<'a>, at: usize, line: &'a Line) -> Resolved<'a> {
    let mut trail = Trail::new(claim.request.explain);
    let mut warnings = Vec::new();
    let (effects, contradiction) = match Effects::of(line, claim.policy()) {
        Ok(effects) => (effects, None),
        Err(reason) => (Effects::default(), Some(reason)),
    };
    warn::of_modifiers(claim, &effects, &mut warnings);
    let found = find_row(claim, line, &effects);
    let refused = |payment, found: Option<FoundRow<'a>>, effects, mut trail: Trail, warnings| {
        if let Payment::NotPaid(reason) | Payment::Unpriced(reason) = &payment {
            trail.note(Rule::Refused, || reason.words());
        }
        Resolved::Refused(RefusedLine { at, line, found, payment, effects, trail, warnings })
    };
    let found = match found {
        Ok(found) => found,
        Err(reason) => return refused(Payment::Unpriced(reason), None, effects, trail, warnings),
    };
    note_row(claim, &found, &mut trail);
    warn::of_row(claim, line, &effects, found.row, &mut warnings);
    if let Some(reason) = contradiction {
        return refused(Payment::Unpriced(reason), Some(found), effects, trail, warnings);
    }
    if let Some(from) = claim.practitioner_paid_from {
        let reason = Reason::PractitionerNotPaid(claim.request.practitioner, from);
        return refused(Payment::NotPaid(reason), Some(found), effects, trail, warnings);
    }
    if found.row.status == Status::Anesthesia {
        if let Err(payment) = admit_modifiers(found.row, &effects, &mut warnings) {
            return refused(payment, Some(found), effects, trail, warnings);
        }
        return Resolved::Anesthesia(AnesthesiaLine { at, line, found, effects, trail, warnings });
    }
    if let Err(payment) = admit(claim, &found, &effects, &mut warnings) {
        return refused(payment, Some(found), effects, trail, warnings);
    }
    let fee = price_unit(claim, &found, &mut trail);
    let share = global_share(&found, &effects, fee, &mut trail);
    Resolved::Fee(Box::new(FeeLine {
        at,
        line,
        found,
        effects,
        fee,
        units: line.units,
        bilateral: Factor::ONE,
        both_sides: None,
        pair: Pair::None,
        share,
        shape: Shape::Plain,
        trail,
        warnings,
    }))
}

/// The row that the modifiers ask for: 26, TC and 53 have rows of their own.
fn find_row<'a>(claim: &Claim<'a>, line: &Line, effects: &Effects) -> Result<FoundRow<'a>, Reason> {
    let wanted = effects.row.map_or(RowModifier::Global, |(row, _)| row);
    if effects.discontinued.is_some()
        && wanted == RowModifier::Global
        && let Some(found) = claim.found(line.code, RowModifier::Discontinued)
    {
        return Ok(found);
    }
    if let Some(found) = claim.found(line.code, wanted) {
        return Ok(found);
    }
    let Some(any) = claim.release.rows_of(line.code).first() else {
        return Err(Reason::absent(line.code, claim.release));
    };
    Err(match effects.row {
        Some((wanted, modifier)) if !divides_into(any.pc_tc, wanted) => does_not_divide(any, modifier),
        _ => Reason::NoSuchRow(line.code, wanted, claim.release.id),
    })
}

/// Whether 26 or TC applies under the PC/TC indicator.
fn divides_into(pc_tc: PcTc, component: RowModifier) -> bool {
    match pc_tc {
        PcTc::Diagnostic => true,
        PcTc::LaboratoryInterpretation => component == RowModifier::Professional,
        _ => false,
    }
}

fn does_not_divide(row: &FeeRow, modifier: Modifier) -> Reason {
    Reason::Incompatible(format!(
        "Modifier {modifier} does not fit the code: PCTC IND {} ({}).",
        row.pc_tc,
        row.pc_tc.name().to_lowercase()
    ))
}

fn note_row(claim: &Claim<'_>, found: &FoundRow<'_>, trail: &mut Trail) {
    let row = found.row;
    trail.note(Rule::Row, || {
        let part =
            if row.modifier == RowModifier::Global { String::new() } else { format!("-{}", row.modifier) };
        format!(
            "{}{part} in {}: status {} ({}).",
            row.code,
            found.release.id,
            row.status,
            row.status.name().to_lowercase()
        )
    });
    if let Some(published) = found.corrected_from {
        trail.note(Rule::Correction, || {
            format!(
                "{published} was in effect on {}; {} corrected this row back to that day.",
                claim.date(),
                found.release.id
            )
        });
    }
}

/// Whether the row can have an amount at all for this clinician in this place.
fn admit(
    claim: &Claim<'_>,
    found: &FoundRow<'_>,
    effects: &Effects,
    warnings: &mut Vec<String>,
) -> Result<(), Payment> {
    let row = found.row;
    match row.status {
        Status::Active | Status::Injection => {}
        Status::Restricted if row.has_rvus() => {
            warnings.push("Status R: covered in special circumstances only.".to_owned());
        }
        Status::Restricted => return Err(Payment::Unpriced(Reason::RestrictedWithoutRvus)),
        Status::CarrierPriced => {
            return Err(Payment::Unpriced(Reason::Status(row.status, row.not_used_for_payment)));
        }
        status => return Err(Payment::NotPaid(Reason::Status(status, row.not_used_for_payment))),
    }
    admit_modifiers(row, effects, warnings)?;
    if claim.setting == Setting::Facility {
        let technical = row.modifier == RowModifier::Technical || row.pc_tc == PcTc::TechnicalOnly;
        if technical {
            return Err(Payment::NotPaid(Reason::TechnicalInFacility));
        }
        if row.pc_tc == PcTc::IncidentTo {
            return Err(Payment::NotPaid(Reason::IncidentToInFacility));
        }
        if row.is_whole_test() {
            let bills = match row.pc_tc {
                PcTc::Diagnostic => "the professional component (26)",
                _ => "the code of the interpretation alone",
            };
            warnings.push(format!("In a facility the technical part is paid to the facility: a clinician bills {bills}. The amount is for comparison."));
        }
    }
    if row.is_na(claim.setting) {
        warnings.push(format!("CMS marks the code NA in the {} setting: rarely or never done there. The amount is what a contractor pays if it is.", claim.setting.name()));
    }
    Ok(())
}

/// Whether the modifiers let the row have an amount.
fn admit_modifiers(row: &FeeRow, effects: &Effects, warnings: &mut Vec<String>) -> Result<(), Payment> {
    if let Some(modifier) = effects.denied {
        return Err(Payment::NotPaid(Reason::DeniedByModifier(modifier)));
    }
    if let Some(modifier) = effects.by_report {
        return Err(Payment::Unpriced(Reason::ByReport(modifier)));
    }
    if let Some(modifier) = effects.discontinued
        && row.modifier != RowModifier::Discontinued
    {
        return Err(Payment::Unpriced(Reason::ByReport(modifier)));
    }
    effects.check(row, warnings)
}

/// The fee of one unit, with its arithmetic.
fn price_unit(claim: &Claim<'_>, found: &FoundRow<'_>, trail: &mut Trail) -> crate::Cents {
    let (row, setting, prices) = (found.row, claim.setting, &claim.prices);
    let amount = row.fee_schedule_amount(setting, prices);
    trail.amount(Rule::BaseAmount, amount, || {
        let g = &prices.gpcis;
        format!(
            "({} work × {} + {} practice expense × {} + {} malpractice × {}) × {}, rounded half-up to the cent.",
            row.work, g.work, row.practice_expense(setting), g.practice_expense, row.malpractice, g.malpractice, prices.conversion_factor
        )
    });
    let Some(cap) = row.imaging_cap(setting, prices) else { return amount };
    let fee = cap.min(amount);
    trail.change(Rule::ImagingCap, None, (amount, fee), || {
        let binds = if cap < amount { "it binds" } else { "it does not bind" };
        format!(
            "The outpatient amount, with {} practice expense and {} malpractice, is {}: {binds}.",
            row.opps_practice_expense(setting),
            row.opps_malpractice,
            cap.dollars()
        )
    });
    fee
}

/// 54, 55 and 78: the share of the global package.
fn global_share(found: &FoundRow<'_>, effects: &Effects, fee: crate::Cents, trail: &mut Trail) -> Factor {
    let row = found.row;
    let Some((share, modifier)) = effects.global else { return Factor::ONE };
    let hundredths = match share {
        GlobalShare::SurgicalCare => u32::from(row.preoperative) + u32::from(row.intraoperative),
        GlobalShare::PostoperativeCare => u32::from(row.postoperative),
        GlobalShare::PreoperativeCare => u32::from(row.preoperative),
        GlobalShare::ReturnToOperatingRoom if row.global == crate::indicator::GlobalPeriod::Days000 => 100,
        GlobalShare::ReturnToOperatingRoom => u32::from(row.intraoperative),
    };
    let factor = Factor::percent(hundredths);
    let after = crate::Cents::new(crate::Exact::whole(fee.get()).times(factor).round());
    trail.change(Rule::GlobalShare, Some(factor), (fee, after), || {
        let which = match share {
            GlobalShare::SurgicalCare => {
                format!("preoperative {}% and intraoperative {}%", row.preoperative, row.intraoperative)
            }
            GlobalShare::PostoperativeCare => format!("postoperative {}%", row.postoperative),
            GlobalShare::PreoperativeCare => format!("preoperative {}%", row.preoperative),
            GlobalShare::ReturnToOperatingRoom if hundredths == 100 => {
                "a 0-day global procedure in full".to_owned()
            }
            GlobalShare::ReturnToOperatingRoom => format!("intraoperative {}%", row.intraoperative),
        };
        format!("Modifier {modifier} pays {which}.")
    });
    factor
}
