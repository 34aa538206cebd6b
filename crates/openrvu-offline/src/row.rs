//! A row of the fee schedule in few bytes: numbers as integers, indicators as places in their lists.

use openrvu_core::indicator::{
    AssistantAtSurgery, Bilateral, CoSurgeons, GlobalPeriod, ImagingFamily, MultipleProcedure, PcTc,
    PricingIndicator, Status, Supervision, TeamSurgeons,
};
use openrvu_core::{Code, FeeRow, RowModifier, Rvu};
use serde::{Deserialize, Serialize};

/// A row as packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackedRow {
    code: [u8; 5],
    modifier: u8,
    /// Used for payment, NA outside a facility, NA in one: a bit each.
    flags: u8,
    rvus: [i32; 7],
    /// Preoperative, intraoperative and postoperative shares.
    shares: [u8; 3],
    indicators: [u8; 11],
    endoscopic_base: Option<[u8; 5]>,
}

const ROW_MODIFIERS: [RowModifier; 4] =
    [RowModifier::Global, RowModifier::Professional, RowModifier::Technical, RowModifier::Discontinued];

/// The place of a value in its list. The lists are short.
fn place<T: PartialEq>(all: &[T], value: &T) -> u8 {
    all.iter().position(|other| other == value).and_then(|at| u8::try_from(at).ok()).unwrap_or(u8::MAX)
}

fn at<T: Copy>(all: &[T], place: u8) -> Option<T> {
    all.get(usize::from(place)).copied()
}

fn bytes(code: Code) -> [u8; 5] {
    let mut bytes = [b'0'; 5];
    bytes.copy_from_slice(code.as_str().as_bytes());
    bytes
}

impl PackedRow {
    /// Packs a row.
    #[must_use]
    pub fn of(row: &FeeRow) -> Self {
        let flags = u8::from(row.not_used_for_payment)
            | u8::from(row.non_facility_na) << 1
            | u8::from(row.facility_na) << 2;
        let rvus = [
            row.work,
            row.non_facility_pe,
            row.facility_pe,
            row.malpractice,
            row.opps_non_facility_pe,
            row.opps_facility_pe,
            row.opps_malpractice,
        ];
        Self {
            code: bytes(row.code),
            modifier: place(&ROW_MODIFIERS, &row.modifier),
            flags,
            rvus: rvus.map(Rvu::get),
            shares: [row.preoperative, row.intraoperative, row.postoperative],
            indicators: [
                place(Status::ALL, &row.status),
                place(PcTc::ALL, &row.pc_tc),
                place(GlobalPeriod::ALL, &row.global),
                place(MultipleProcedure::ALL, &row.multiple_procedure),
                place(Bilateral::ALL, &row.bilateral),
                place(AssistantAtSurgery::ALL, &row.assistant),
                place(CoSurgeons::ALL, &row.co_surgeons),
                place(TeamSurgeons::ALL, &row.team_surgeons),
                place(PricingIndicator::ALL, &row.pricing),
                place(Supervision::ALL, &row.supervision),
                place(ImagingFamily::ALL, &row.imaging_family),
            ],
            endoscopic_base: row.endoscopic_base.map(bytes),
        }
    }

    /// The row; none where a byte stands for nothing.
    #[must_use]
    pub fn row(&self) -> Option<FeeRow> {
        let [
            work,
            non_facility_pe,
            facility_pe,
            malpractice,
            opps_non_facility_pe,
            opps_facility_pe,
            opps_malpractice,
        ] = self.rvus.map(Rvu::new);
        let [status, pc_tc, global, multiple, bilateral, assistant, co, team, pricing, supervision, imaging] =
            self.indicators;
        let [preoperative, intraoperative, postoperative] = self.shares;
        let endoscopic_base = match self.endoscopic_base {
            Some(base) => Some(Code::from_bytes(&base).ok()?),
            None => None,
        };
        Some(FeeRow {
            code: Code::from_bytes(&self.code).ok()?,
            modifier: at(&ROW_MODIFIERS, self.modifier)?,
            status: at(Status::ALL, status)?,
            not_used_for_payment: self.flags & 1 != 0,
            work,
            non_facility_pe,
            non_facility_na: self.flags & 2 != 0,
            facility_pe,
            facility_na: self.flags & 4 != 0,
            malpractice,
            pc_tc: at(PcTc::ALL, pc_tc)?,
            global: at(GlobalPeriod::ALL, global)?,
            preoperative,
            intraoperative,
            postoperative,
            multiple_procedure: at(MultipleProcedure::ALL, multiple)?,
            bilateral: at(Bilateral::ALL, bilateral)?,
            assistant: at(AssistantAtSurgery::ALL, assistant)?,
            co_surgeons: at(CoSurgeons::ALL, co)?,
            team_surgeons: at(TeamSurgeons::ALL, team)?,
            pricing: at(PricingIndicator::ALL, pricing)?,
            endoscopic_base,
            supervision: at(Supervision::ALL, supervision)?,
            calculation_flag: 0,
            imaging_family: at(ImagingFamily::ALL, imaging)?,
            opps_non_facility_pe,
            opps_facility_pe,
            opps_malpractice,
        })
    }
}
