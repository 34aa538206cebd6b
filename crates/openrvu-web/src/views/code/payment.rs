//! What Medicare pays: by area, row, setting and conversion factor, each amount with its arithmetic.

use openrvu_core::valuation::Site as Place;
use openrvu_core::valuation::{Area, Payment, Step};
use openrvu_core::{
    Cents, Code, ConversionFactor, Gpcis, Line, Locality, LocalityId, Modifier, Request, RowModifier, Setting,
};
use serde::Serialize;

use crate::Site;
use crate::site::AsOf;

/// The payment section.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct PaymentSection {
    /// The nation, then the reader's locality where one is chosen.
    pub(crate) areas: Vec<AreaPayment>,
    /// Whether a row is capped in any area.
    pub(crate) capped: bool,
    /// Whether a setting is marked NA.
    pub(crate) rarely_done: bool,
    /// What the amounts of an anesthesia code are for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) anesthesia: Option<AnesthesiaExample>,
}

/// The anesthesia that is priced as an example.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct AnesthesiaExample {
    /// Base units; none where CMS's file of them is not held.
    pub(crate) base_units: Option<u8>,
    /// Minutes; none for a code whose time is not counted.
    pub(crate) minutes: Option<u32>,
}

/// The amounts of one area.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct AreaPayment {
    /// In words.
    pub(crate) name: String,
    /// The locality; none for the nation.
    pub(crate) locality: Option<LocalityId>,
    /// The indices.
    pub(crate) gpcis: Gpcis,
    /// A row of amounts a row of the schedule and conversion factor.
    pub(crate) rows: Vec<PaymentRow>,
}

/// The amounts of a row of the schedule by one conversion factor.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct PaymentRow {
    /// The row.
    pub(crate) modifier: RowModifier,
    /// Whether the factor is that of qualifying participants.
    pub(crate) qualifying: bool,
    /// The factor that the amounts were computed by, of RVUs or of anesthesia units; none where there is none.
    pub(crate) conversion_factor: Option<ConversionFactor>,
    /// Outside a facility.
    pub(crate) non_facility: PaymentCell,
    /// In a facility.
    pub(crate) facility: PaymentCell,
}

/// One amount.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct PaymentCell {
    /// The fee schedule amount, capped where a cap binds; none where there is no amount.
    pub(crate) amount: Option<Cents>,
    /// Why there is no amount.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<String>,
    /// The most that a non-participating clinician may charge.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) limiting_charge: Option<Cents>,
    /// Whether the imaging cap makes the amount less.
    pub(crate) capped: bool,
    /// Whether CMS marks the setting NA.
    pub(crate) rarely_done: bool,
    /// Whether no clinician is paid the amount there: that of a test with its technical part, in a facility.
    pub(crate) for_comparison: bool,
    /// The arithmetic.
    pub(crate) steps: Vec<Step>,
}

/// What is priced: a row of a code in an area and setting.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked {
    /// The code.
    pub(crate) code: Code,
    /// The row.
    pub(crate) modifier: RowModifier,
    /// The area.
    pub(crate) area: Area,
    /// The setting.
    pub(crate) setting: Setting,
    /// Whether by the qualifying participants' factor.
    pub(crate) qualifying: bool,
    /// Minutes, for anesthesia.
    pub(crate) minutes: Option<u32>,
}

impl Asked {
    /// The whole service, nationally, for a clinician who is not a qualifying participant.
    pub(crate) fn national(code: Code, modifier: RowModifier, setting: Setting) -> Self {
        Self { code, modifier, area: Area::National, setting, qualifying: false, minutes: None }
    }
}

/// Minutes for which an anesthesia code is priced as an example.
const EXAMPLE_MINUTES: u32 = 60;

impl AnesthesiaExample {
    fn of(site: &Site, code: Code) -> Option<Self> {
        let counts_time = site.schedule.policy().anesthesia.counts_time(code);
        code.is_anesthesia().then(|| Self {
            base_units: site.schedule.tables().anesthesia_base(code),
            minutes: counts_time.then_some(EXAMPLE_MINUTES),
        })
    }
}

impl PaymentSection {
    /// The section; none where the release has no row of the code or no amount can be computed for any.
    pub(crate) fn of(site: &Site, as_of: AsOf<'_>, code: Code, locality: Option<&Locality>) -> Option<Self> {
        let anesthesia = AnesthesiaExample::of(site, code);
        let national = AreaPayment::of(site, as_of, code, None, anesthesia)?;
        let local = locality.and_then(|place| AreaPayment::of(site, as_of, code, Some(place), anesthesia));
        let areas: Vec<_> = std::iter::once(national).chain(local).collect();
        let (mut capped, mut rarely_done, mut any) = (false, false, false);
        for cell in areas.iter().flat_map(|area| &area.rows).flat_map(PaymentRow::cells) {
            capped |= cell.capped;
            rarely_done |= cell.rarely_done && cell.amount.is_some();
            any |= cell.amount.is_some();
        }
        any.then_some(Self { areas, capped, rarely_done, anesthesia })
    }

    /// Whether any amount is that of qualifying participants.
    pub(crate) fn has_qualifying(&self) -> bool {
        self.rows().any(|row| row.qualifying)
    }

    /// Whether there is a row of the interpretation.
    pub(crate) fn has_component(&self) -> bool {
        self.rows().any(|row| row.modifier == RowModifier::Professional)
    }

    /// Whether any amount is one that no clinician is paid.
    pub(crate) fn has_comparison(&self) -> bool {
        self.rows().flat_map(PaymentRow::cells).any(|cell| cell.for_comparison)
    }

    /// The national amounts of a row of the schedule, for a clinician who is not a qualifying participant.
    pub(crate) fn national(&self, modifier: RowModifier) -> Option<&PaymentRow> {
        let rows = &self.areas.first()?.rows;
        rows.iter().find(|row| row.modifier == modifier && !row.qualifying && row.is_priced())
    }

    fn rows(&self) -> impl Iterator<Item = &PaymentRow> {
        self.areas.iter().flat_map(|area| &area.rows)
    }
}

impl AreaPayment {
    fn of(
        site: &Site,
        as_of: AsOf<'_>,
        code: Code,
        locality: Option<&Locality>,
        anesthesia: Option<AnesthesiaExample>,
    ) -> Option<Self> {
        let area = locality.map_or(Area::National, |locality| Area::Locality(locality.id));
        let gpcis = site.schedule.gpcis(as_of.release, area, as_of.date).ok()?;
        let factor = |qualifying| match anesthesia {
            Some(_) => site.schedule.anesthesia_factor(as_of.release, area, as_of.date, qualifying),
            None => Some(site.schedule.conversion_factor(as_of.release, qualifying)),
        };
        let minutes = anesthesia.and_then(|example| example.minutes);
        let statuses: &[bool] = if factor(true) == factor(false) { &[false] } else { &[false, true] };
        let mut rows = Vec::new();
        for row in as_of.release.rows_of(code) {
            let divides = row.is_whole_test();
            for &qualifying in statuses {
                let cell = |setting| {
                    let asked = Asked { code, modifier: row.modifier, area, setting, qualifying, minutes };
                    let cell = cell(site, as_of, asked, row.is_na(setting));
                    let for_comparison = divides && setting == Setting::Facility && cell.amount.is_some();
                    PaymentCell { for_comparison, ..cell }
                };
                let (non_facility, facility) = (cell(Setting::NonFacility), cell(Setting::Facility));
                let priced = non_facility.amount.is_some() || facility.amount.is_some();
                // A row without an amount says why, once.
                if priced || !qualifying {
                    let conversion_factor = if priced { factor(qualifying) } else { None };
                    rows.push(PaymentRow {
                        modifier: row.modifier,
                        qualifying,
                        conversion_factor,
                        non_facility,
                        facility,
                    });
                }
            }
        }
        let name = locality.map_or_else(|| "National, unadjusted".to_owned(), locality_name);
        Some(Self { name, locality: locality.map(|locality| locality.id), gpcis, rows })
    }
}

impl PaymentRow {
    /// Whether there is an amount in any setting.
    pub(crate) fn is_priced(&self) -> bool {
        self.cells().iter().any(|cell| cell.amount.is_some())
    }

    /// Why there is no amount in either setting; none where there is one.
    pub(crate) fn reason(&self) -> Option<&str> {
        if self.is_priced() { None } else { self.non_facility.reason.as_deref() }
    }

    /// Both amounts.
    pub(crate) fn cells(&self) -> [&PaymentCell; 2] {
        [&self.non_facility, &self.facility]
    }

    /// Both amounts with the names of their settings.
    pub(crate) fn settings(&self) -> [(&'static str, &PaymentCell); 2] {
        [("non-facility", &self.non_facility), ("facility", &self.facility)]
    }
}

impl PaymentCell {
    /// The marks beside the amount.
    pub(crate) fn marks(&self) -> Option<&'static str> {
        match (self.capped, self.rarely_done && self.amount.is_some()) {
            (true, true) => Some("cap, NA"),
            (true, false) => Some("cap"),
            (false, true) => Some("NA"),
            (false, false) => None,
        }
    }

    /// The amount with a dollar sign, or a dash.
    pub(crate) fn dollars(&self) -> String {
        self.amount.map_or_else(|| "—".to_owned(), Cents::dollars)
    }

    /// The limiting charge, or a dash.
    pub(crate) fn limit(&self) -> String {
        self.limiting_charge.map_or_else(|| "—".to_owned(), Cents::dollars)
    }
}

/// A locality as a reader knows it.
pub(crate) fn locality_name(locality: &Locality) -> String {
    let name = locality.name.trim();
    if locality.state.is_empty() || name.contains(&*locality.state) {
        name.to_owned()
    } else {
        format!("{name}, {}", locality.state)
    }
}

/// The allowed amount of what is asked, where there is one.
pub(crate) fn amount(site: &Site, as_of: AsOf<'_>, asked: Asked) -> Option<Cents> {
    cell(site, as_of, asked, false).amount
}

fn cell(site: &Site, as_of: AsOf<'_>, asked: Asked, rarely_done: bool) -> PaymentCell {
    let refused = |reason: String| PaymentCell {
        amount: None,
        reason: Some(reason),
        limiting_charge: None,
        capped: false,
        rarely_done,
        for_comparison: false,
        steps: Vec::new(),
    };
    let Some(policy) = site.full_credit() else { return refused(String::new()) };
    let mut line = Line { minutes: asked.minutes, ..Line::new(asked.code) };
    line.modifiers.extend(row_modifier(asked.modifier));
    let mut request = Request {
        area: asked.area,
        site: Place::Setting(asked.setting),
        qualifying: asked.qualifying,
        release: Some(as_of.release.id),
        ..Request::new(as_of.date, policy)
    };
    let value = |request: &Request<'_>| {
        site.schedule.value(request, std::slice::from_ref(&line)).map(|mut value| value.lines.pop())
    };
    let participating = match value(&request) {
        Ok(Some(value)) => value,
        Ok(None) => return refused(String::new()),
        Err(error) => return refused(error.to_string()),
    };
    let amounts = match participating.payment {
        Payment::Priced(amounts) => amounts,
        Payment::NotPaid(reason) | Payment::Unpriced(reason) => return refused(reason.words()),
    };
    request.participating = false;
    request.explain = false;
    let limiting_charge = match value(&request) {
        Ok(Some(value)) => match value.payment {
            Payment::Priced(amounts) => amounts.limiting_charge,
            _ => None,
        },
        _ => None,
    };
    let steps: Vec<Step> = participating
        .steps
        .into_iter()
        .filter(|step| step.output == openrvu_core::valuation::Output::Payment)
        .collect();
    let capped = as_of.release.row(asked.code, asked.modifier).is_some_and(|row| {
        site.schedule.gpcis(as_of.release, asked.area, as_of.date).is_ok_and(|gpcis| {
            let conversion_factor = site.schedule.conversion_factor(as_of.release, asked.qualifying);
            let prices = openrvu_core::valuation::Prices { gpcis, conversion_factor };
            row.fee(asked.setting, &prices) < row.fee_schedule_amount(asked.setting, &prices)
        })
    });
    PaymentCell {
        amount: Some(amounts.allowed),
        reason: None,
        limiting_charge,
        capped,
        rarely_done,
        for_comparison: false,
        steps,
    }
}

fn row_modifier(modifier: RowModifier) -> Option<Modifier> {
    match modifier {
        RowModifier::Global => None,
        RowModifier::Professional => Some(Modifier::known(b"26")),
        RowModifier::Technical => Some(Modifier::known(b"TC")),
        RowModifier::Discontinued => Some(Modifier::known(b"53")),
    }
}
