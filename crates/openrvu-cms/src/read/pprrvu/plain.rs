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

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::super::super::Input;
    use super::super::super::text::Delimited;
    use super::super::row;
    use super::*;

    const LINE: &str = "45380,,\"Sample, scope\",A,,3.50,9.01,NA,1.80,,0.40,12.91,5.70,0,000,0.00,0.00,0.00,3,\
                        0,1,0,0,9,45378,33.4009,09,0,99,0.10,0.00,0.01";

    /// What the general way makes of a line.
    fn general(line: &[u8]) -> Option<(FeeRow, ConversionFactor)> {
        let mut table = Delimited::new(Input { name: "line.csv", bytes: line });
        let line = table.next_row().ok()??;
        (line.len() == 32).then(|| row::read(&std::array::from_fn(|column| line.raw(column))).ok())?
    }

    #[test]
    fn what_the_plain_way_reads_the_general_way_reads_alike() {
        let (above, factor) = general(LINE.as_bytes()).unwrap();
        let byte = select(b"0123456789ACNTXZ+., \"\x1a\xe9".to_vec());
        proptest!(ProptestConfig::with_cases(5000), |(changes in vec((0..LINE.len(), byte), 0..4))| {
            let mut changed = LINE.as_bytes().to_vec();
            for (at, byte) in changes {
                changed[at] = byte;
            }
            let mut plain = PlainRow::below(above, factor);
            prop_assert!(plain.read(LINE.as_bytes()).is_some());
            if plain.read(&changed).is_some() {
                prop_assert_eq!(general(&changed), Some((plain.row, plain.factor)));
            }
        });
    }
}
