//! Rows of PPRRVU off plain lines of csv, the way that makes an import fast.

use openrvu_core::indicator::{
    AssistantAtSurgery, Bilateral, CoSurgeons, GlobalPeriod, ImagingFamily, MultipleProcedure, PcTc,
    PricingIndicator, Status, Supervision, TeamSurgeons,
};
use openrvu_core::{Code, ConversionFactor, FeeRow, RowModifier, Rvu};

use super::super::plain::Cursor;
use super::row::read_factor;

/// The latest row, over which the next one is written.
///
/// Two rows in five have the same text as the row above from the status on, and three in five from the PC/TC
/// indicator on. What is the same text is the same values, so it is not read again.
pub(super) struct PlainRow<'a> {
    pub(super) row: FeeRow,
    pub(super) factor: ConversionFactor,
    /// `DESCRIPTION`.
    pub(super) description: &'a [u8],
    /// The line from `STATUS CODE` on.
    from_status: Option<&'a [u8]>,
    /// The line from `PCTC IND` on.
    from_pc_tc: Option<&'a [u8]>,
    factor_text: Option<&'a [u8]>,
}

impl<'a> PlainRow<'a> {
    /// Begins below a row that was read the general way, which settles the layout.
    pub(super) fn below(row: FeeRow, factor: ConversionFactor) -> Self {
        Self { row, factor, description: &[], from_status: None, from_pc_tc: None, factor_text: None }
    }

    /// Reads a line of csv. `None` where it has not the plain form, or anything is wrong with it; the row is
    /// then half written and of no more use.
    #[inline]
    pub(super) fn read(&mut self, line: &'a [u8]) -> Option<()> {
        let mut line = Cursor::new(line);
        self.row.code = Code::from_bytes(line.exactly::<5>()?).ok()?;
        self.row.modifier = RowModifier::from_column(line.exactly_or_blank::<2>()?)?;
        self.description = line.quoted_text()?;
        if self.from_status == Some(line.rest()) {
            return Some(());
        }
        self.from_status = Some(line.rest());
        self.read_figures(&mut line)?;
        if self.from_pc_tc == Some(line.rest()) {
            return Some(());
        }
        self.from_pc_tc = Some(line.rest());
        self.read_indicators(line)
    }

    /// Reads from `STATUS CODE` to `FACILITY TOTAL` and checks the totals.
    #[inline]
    fn read_figures(&mut self, line: &mut Cursor<'a>) -> Option<()> {
        let row = &mut self.row;
        row.status = Status::from_column(line.exactly::<1>()?)?;
        row.not_used_for_payment = line.flag(b"+")?;
        let work = line.hundredths()?;
        let non_facility_pe = line.hundredths()?;
        row.non_facility_na = line.flag(b"NA")?;
        let facility_pe = line.hundredths()?;
        row.facility_na = line.flag(b"NA")?;
        let malpractice = line.hundredths()?;
        let totals = (line.hundredths()?, line.hundredths()?);
        row.work = Rvu::new(work);
        row.non_facility_pe = Rvu::new(non_facility_pe);
        row.facility_pe = Rvu::new(facility_pe);
        row.malpractice = Rvu::new(malpractice);
        let expected = (work + non_facility_pe + malpractice, work + facility_pe + malpractice);
        (totals == expected).then_some(())
    }

    /// Reads from `PCTC IND` to the end.
    fn read_indicators(&mut self, mut line: Cursor<'a>) -> Option<()> {
        let row = &mut self.row;
        row.pc_tc = PcTc::from_column(line.exactly::<1>()?)?;
        row.global = GlobalPeriod::from_column(line.exactly::<3>()?)?;
        row.preoperative = share(&mut line)?;
        row.intraoperative = share(&mut line)?;
        row.postoperative = share(&mut line)?;
        row.multiple_procedure = MultipleProcedure::from_column(line.exactly::<1>()?)?;
        row.bilateral = Bilateral::from_column(line.exactly::<1>()?)?;
        row.assistant = AssistantAtSurgery::from_column(line.exactly::<1>()?)?;
        row.co_surgeons = CoSurgeons::from_column(line.exactly::<1>()?)?;
        row.team_surgeons = TeamSurgeons::from_column(line.exactly::<1>()?)?;
        if row.pricing != PricingIndicator::Absent {
            row.pricing = PricingIndicator::from_column(line.exactly::<1>()?)?;
        }
        row.endoscopic_base = match line.exactly_or_blank::<5>()? {
            [] => None,
            text => Some(Code::from_bytes(text).ok()?),
        };
        let factor_text = line.text()?;
        if self.factor_text != Some(factor_text) {
            self.factor = read_factor(factor_text).ok()?;
            self.factor_text = Some(factor_text);
        }
        row.supervision = Supervision::from_column(line.exactly::<2>()?)?;
        row.calculation_flag = match line.exactly::<1>()? {
            [digit @ b'0'..=b'9'] => digit - b'0',
            _ => return None,
        };
        row.imaging_family = ImagingFamily::from_column(line.exactly::<2>()?)?;
        row.opps_non_facility_pe = Rvu::new(line.hundredths()?);
        row.opps_facility_pe = Rvu::new(line.hundredths()?);
        row.opps_malpractice = Rvu::new(line.last_hundredths()?);
        Some(())
    }
}

/// Takes a share of the global period, in hundredths.
#[inline]
fn share(line: &mut Cursor<'_>) -> Option<u8> {
    u8::try_from(line.hundredths()?).ok().filter(|&hundredths| hundredths <= 100)
}
