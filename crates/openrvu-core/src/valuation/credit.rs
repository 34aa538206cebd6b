//! The work-RVU credit of a line under a credit policy. Nothing here looks at a dollar.

use std::cmp::Reverse;

use crate::indicator::{Bilateral, GlobalPeriod, MultipleProcedure, Status};
use crate::policy::{CreditRule, MultipleProcedureCredit, RateName};
use crate::{CreditRvu, Exact, Factor, FeeRow, Modifier, RowModifier, Rvu};

use super::bilateral;
use super::claim::{Claim, FeeLine, Less, Pair, RefusedLine, Shape};
use super::line::Line;
use super::outcome::{Credit, Reason};
use super::step::{Rule, Trail};

const FIFTY: Modifier = Modifier::known(b"50");
const FIFTY_THREE: Modifier = Modifier::known(b"53");

/// A line's standing in the claim, as far as its credit depends on other lines.
#[derive(Debug, Clone)]
pub(super) struct Standing {
    /// The other side of the line.
    pub(super) pair: Pair,
    /// Units once two sides are seen as one procedure, and the factor for both sides.
    pub(super) units: u32,
    /// Whether both sides are on this line: by 50, by a pair or by two units.
    pub(super) both_sides: bool,
    /// Whether `ranks` holds each side as a unit of its own (BILAT SURG 3).
    pub(super) sides_apart: bool,
    /// Where the policy ranks: the units by the factor of their ranks and the base taken off.
    pub(super) ranks: Vec<Run>,
}

/// Units that are credited alike.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run {
    units: u32,
    factor: Factor,
    less: Less,
}

impl Standing {
    /// Of a line that Medicare does not pay: nothing ranks it.
    fn unranked(line: &Line, pair: Pair, both_sides: Option<u32>) -> Self {
        let units = both_sides.unwrap_or(line.units);
        Self { pair, units, both_sides: both_sides.is_some(), sides_apart: false, ranks: Vec::new() }
    }

    /// Of a line that was ranked for payment.
    pub(super) fn of(line: &FeeLine<'_>) -> Self {
        let ranks = match &line.shape {
            Shape::Procedures(runs) => {
                runs.iter().map(|run| Run { units: run.units, factor: run.factor, less: run.less }).collect()
            }
            Shape::Components(runs) => runs
                .iter()
                .map(|run| Run { units: run.units, factor: run.professional_factor, less: Less::Nothing })
                .collect(),
            Shape::Plain | Shape::Therapy { .. } => Vec::new(),
        };
        let units = line.both_sides.unwrap_or(line.units);
        let sides_apart = line.units > units && !ranks.is_empty();
        Self { pair: line.pair, units, both_sides: line.both_sides.is_some(), sides_apart, ranks }
    }

    fn forget_ranks(&mut self) {
        (self.ranks, self.sides_apart) = (Vec::new(), false);
    }
}

/// The credit of a line.
pub(super) fn credit(
    claim: &Claim<'_>,
    line: &Line,
    row_modifier: RowModifier,
    standing: &Standing,
    trail: &mut Trail,
    warnings: &mut Vec<String>,
) -> Credit {
    let outcome = row_credit(claim, line, row_modifier, trail).and_then(|row| match row {
        Some(row) => factored(claim, line, row, standing, trail),
        None => Ok(CreditRvu::ZERO),
    });
    match outcome {
        Ok(work) => Credit::Credited { work },
        Err(reason) => {
            trail.credit(Rule::CreditRefused, None, None, None, || reason.words());
            if let Reason::NotInValueRelease(code, id) = reason {
                warnings.push(format!(
                    "Nothing is credited for {code}, which {id} does not know: credit the code that stood for the service then."
                ));
            }
            Credit::Uncredited(reason)
        }
    }
}

/// The row whose work is credited; `None` where the policy credits nothing for its status.
fn row_credit<'a>(
    claim: &Claim<'a>,
    line: &Line,
    modifier: RowModifier,
    trail: &mut Trail,
) -> Result<Option<&'a FeeRow>, Reason> {
    let release = claim.value_release;
    let row = if release.id == claim.release.id {
        claim.found(line.code, modifier).map(|found| found.row)
    } else {
        release.row(line.code, modifier)
    };
    // A contract's year may lack the component's row: the work of 26 is that of the whole.
    let row = row.or_else(|| {
        (modifier == RowModifier::Professional).then(|| release.row(line.code, RowModifier::Global)).flatten()
    });
    let row = row.ok_or_else(|| match Reason::absent(line.code, release) {
        Reason::NotInRelease(code, id) if id != claim.release.id => Reason::NotInValueRelease(code, id),
        reason => reason,
    })?;
    let policy = claim.request.credit_policy;
    match row.status {
        Status::Active | Status::Injection => {}
        Status::Restricted if row.has_rvus() => {}
        Status::Restricted => return Err(Reason::RestrictedWithoutRvus),
        Status::CarrierPriced => return Err(Reason::Status(row.status, row.not_used_for_payment)),
        Status::Anesthesia => return Err(Reason::NoWorkRvu),
        status if row.not_used_for_payment && policy.credited_plus_statuses.contains(&status) => {
            trail.credit(Rule::CreditStatus, None, None, None, || {
                format!(
                    "Status {status} with RVUs shown ('+'): Medicare does not pay it, the policy credits it."
                )
            });
        }
        status => {
            trail.credit(
                Rule::CreditStatus,
                Some(Factor::ZERO),
                Some(row.work.to_credit()),
                Some(CreditRvu::ZERO),
                || format!("Status {status}, {}: the policy credits nothing.", status.name().to_lowercase()),
            );
            return Ok(None);
        }
    }
    trail.credit(Rule::CreditRow, None, None, Some(row.work.to_credit()), || {
        let part =
            if row.modifier == RowModifier::Global { String::new() } else { format!("-{}", row.modifier) };
        format!("Work RVU of {}{part} in {}.", row.code, release.id)
    });
    Ok(Some(row))
}

fn factored(
    claim: &Claim<'_>,
    line: &Line,
    row: &FeeRow,
    standing: &Standing,
    trail: &mut Trail,
) -> Result<CreditRvu, Reason> {
    let mut factor = Exact::whole(1);
    for &modifier in &line.modifiers {
        let Some(rule) = claim.request.credit_policy.modifiers.get(&modifier) else { continue };
        if modifier == FIFTY {
            continue;
        }
        let own = modifier_factor(*rule, modifier, row)?;
        factor = factor.times(own);
        trail.credit(Rule::CreditModifier, Some(own), None, None, || {
            format!("Modifier {modifier}: {}.", in_words(*rule))
        });
    }
    let sides = sides(claim, row, standing);
    if let Some((sides, words)) = sides {
        factor = factor.times(sides);
        trail.credit(Rule::CreditModifier, Some(sides), None, None, || words.to_owned());
        if standing.sides_apart {
            factor = factor.times(Factor::HALF);
            trail.credit(Rule::CreditModifier, Some(Factor::HALF), None, None, || {
                "Each side is ranked by itself, so each takes its half of that.".to_owned()
            });
        }
    }
    let sum = multiple(claim, row, standing, trail);
    let exact = sum.product(factor);
    let work = CreditRvu::new(exact.round());
    trail.credit(Rule::CreditRounding, None, None, Some(work), || match standing.units {
        1 => "The line's credit.".to_owned(),
        units => format!("The line's credit for {units} units."),
    });
    Ok(work)
}

fn modifier_factor(rule: CreditRule, modifier: Modifier, row: &FeeRow) -> Result<Factor, Reason> {
    let divided = matches!(row.global, GlobalPeriod::Days010 | GlobalPeriod::Days090);
    let share = |hundredths: u8| if divided { Factor::percent(u32::from(hundredths)) } else { Factor::ONE };
    Ok(match rule {
        CreditRule::Factor(factor) => factor,
        CreditRule::Bilateral => Factor::ONE,
        CreditRule::PreAndIntra => share(row.preoperative + row.intraoperative),
        CreditRule::Intra => share(row.intraoperative),
        CreditRule::Post => share(row.postoperative),
        CreditRule::Pre => share(row.preoperative),
        CreditRule::OwnRowOr(_) if modifier == FIFTY_THREE && row.modifier == RowModifier::Discontinued => {
            Factor::ONE
        }
        CreditRule::OwnRowOr(factor) => factor,
        CreditRule::ByReport => return Err(Reason::CreditByReport(modifier)),
    })
}

fn in_words(rule: CreditRule) -> &'static str {
    match rule {
        CreditRule::Factor(_) => "the policy's factor",
        CreditRule::Bilateral => "by the bilateral indicator",
        CreditRule::PreAndIntra => "the preoperative and intraoperative shares",
        CreditRule::Intra => "the intraoperative share",
        CreditRule::Post => "the postoperative share",
        CreditRule::Pre => "the preoperative share",
        CreditRule::OwnRowOr(_) => "the work of its own row, or the policy's factor",
        CreditRule::ByReport => "decided by report",
    }
}

/// The factor for two sides under the policy's rule for modifier 50.
fn sides(claim: &Claim<'_>, row: &FeeRow, standing: &Standing) -> Option<(Factor, &'static str)> {
    let rule = claim.request.credit_policy.modifiers.get(&FIFTY)?;
    match (standing.pair, rule) {
        (Pair::CarriedBy(_), _) => {
            Some((Factor::ZERO, "Both sides are credited on the line of the left side."))
        }
        _ if !standing.both_sides => None,
        (_, CreditRule::Bilateral) => Some(match row.bilateral {
            Bilateral::Applies => (claim.rate(RateName::Bilateral), "Both sides: BILAT SURG 1."),
            Bilateral::EachSide => (Factor::percent(200), "Both sides: BILAT SURG 3, each in full."),
            _ => (Factor::ONE, "Both sides are credited as one, by the bilateral indicator."),
        }),
        (_, CreditRule::Factor(factor)) => Some((*factor, "Both sides: the policy's factor.")),
        _ => None,
    }
}

/// The work of all units beside the claim's other procedures.
fn multiple(claim: &Claim<'_>, row: &FeeRow, standing: &Standing, trail: &mut Trail) -> Exact {
    let work = row.work.to_credit();
    if standing.ranks.is_empty() {
        return Exact::whole(work.get()).times_whole(standing.units);
    }
    let mut sum = Exact::whole(0);
    for &Run { units, factor, less } in &standing.ranks {
        let rest = match less {
            Less::Nothing => work,
            Less::All(_) => CreditRvu::ZERO,
            Less::Base(base, _) => {
                let base_work =
                    claim.value_release.row(base, RowModifier::Global).map_or(Rvu::ZERO, |row| row.work);
                (work - base_work.to_credit()).max(CreditRvu::ZERO)
            }
        };
        let value = Exact::whole(rest.get()).times(factor);
        if !factor.is_one() || rest != work {
            trail.credit(
                Rule::CreditMultiple,
                Some(factor),
                Some(work),
                Some(CreditRvu::new(value.round())),
                || match less {
                    Less::Nothing if units > 1 => {
                        format!("The factor of their ranks, for each of {units} units.")
                    }
                    Less::Nothing => "The factor of its rank.".to_owned(),
                    Less::Base(base, _) => {
                        format!("Less the work of {base}, the base of its endoscopic family.")
                    }
                    Less::All(base) => format!(
                        "{base} is the base of an endoscopic family of which another member is billed."
                    ),
                },
            );
        }
        sum = sum + value.times_whole(units);
    }
    sum
}

/// The standing of lines that Medicare does not pay: their two sides are seen as on paid lines.
pub(super) fn stand_unpaid(claim: &Claim<'_>, lines: &[RefusedLine<'_>]) -> Vec<Standing> {
    let sides = bilateral::of_refused(claim, lines);
    lines.iter().zip(sides).map(|(line, (pair, both))| Standing::unranked(line.line, pair, both)).collect()
}

/// Replaces the ranks of payment by those of the policy: none, Medicare's own, or by work.
pub(super) fn rank_for_credit(claim: &Claim<'_>, lines: &[FeeLine<'_>]) -> Vec<Standing> {
    let mut standings: Vec<Standing> = lines.iter().map(Standing::of).collect();
    match &claim.request.credit_policy.multiple_procedures {
        MultipleProcedureCredit::AsMedicare => {}
        MultipleProcedureCredit::None => standings.iter_mut().for_each(Standing::forget_ranks),
        MultipleProcedureCredit::ByRank(factors) => rank_by_work(claim, lines, factors, &mut standings),
    }
    standings
}

fn rank_by_work(claim: &Claim<'_>, lines: &[FeeLine<'_>], factors: &[Factor], standings: &mut [Standing]) {
    let mut entries: Vec<(usize, Rvu)> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        standings[at].forget_ranks();
        let row = line.found.row;
        let ranked =
            matches!(row.multiple_procedure, MultipleProcedure::Standard | MultipleProcedure::Endoscopy);
        if ranked && !row.is_add_on() && !matches!(line.pair, Pair::CarriedBy(_)) {
            let work =
                claim.value_release.row(line.line.code, row.modifier).map_or(Rvu::ZERO, |row| row.work);
            entries.push((at, work));
        }
    }
    entries.sort_by_key(|&(at, work)| (Reverse(work), lines[at].tie()));
    let mut factors = factors.iter().copied();
    let mut last = Factor::ONE;
    for (at, _) in entries {
        let (runs, mut left) = (&mut standings[at].ranks, standings[at].units);
        // Each unit takes the next factor of the list; behind its end all units take the last.
        while left > 0 {
            let (units, factor) = factors.next().map_or((left, last), |factor| (1, factor));
            (left, last) = (left - units, factor);
            match runs.last_mut() {
                Some(run) if run.factor == factor => run.units += units,
                _ => runs.push(Run { units, factor, less: Less::Nothing }),
            }
        }
    }
}
