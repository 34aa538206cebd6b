//! What the value release says of each code: its work RVU by place of service, or why its rows do not count.

use openrvu_cms::read::PlaceOfRow;
use openrvu_core::indicator::{PcTc, Status};
use openrvu_core::{Code, FeeRow, HeldRelease, Release, RowModifier, Rvu, Setting};
use rustc_hash::FxHashMap;

use super::record::{CodePlace, NO_VALUE};
use crate::set::{EmFamily, Exclusion};

/// Every code of a release.
#[derive(Debug)]
pub(super) struct Values {
    places: FxHashMap<u32, u16>,
    codes: Vec<CodeValue>,
}

/// A code's value.
#[derive(Debug, Clone, Copy)]
pub(super) struct CodeValue {
    /// By place of service: facility, office, not told.
    work: [Result<Rvu, Exclusion>; 3],
    /// Among the nine levels of office visits.
    pub(super) em_level: Option<u8>,
}

impl Values {
    pub(super) fn of(release: &Release) -> Self {
        let mut values = Self { places: FxHashMap::default(), codes: Vec::new() };
        let mut rows = release.rows.as_slice();
        while let Some(first) = rows.first() {
            let count = rows.partition_point(|row| row.code <= first.code);
            let (of_code, rest) = rows.split_at(count);
            if let Ok(place) = u16::try_from(values.codes.len())
                && place < NO_VALUE
            {
                values.places.insert(CodePlace::new(first.code, None).packed_code(), place);
                values.codes.push(CodeValue::of(first.code, of_code));
            }
            rows = rest;
        }
        values
    }

    /// The place of a code, or [`NO_VALUE`].
    #[inline]
    pub(super) fn place(&self, code_place: CodePlace) -> u16 {
        self.places.get(&code_place.packed_code()).copied().unwrap_or(NO_VALUE)
    }

    pub(super) fn get(&self, place: u16) -> Option<&CodeValue> {
        self.codes.get(usize::from(place))
    }
}

impl CodeValue {
    fn of(code: Code, rows: &[FeeRow]) -> Self {
        let places = [Some(PlaceOfRow::Facility), Some(PlaceOfRow::Office), None];
        let work = places.map(|place| match row_of(rows, place) {
            None => Err(Exclusion::NotInRelease),
            Some(row) => work_of(row),
        });
        Self { work, em_level: em_level(code) }
    }

    /// The work RVU at a place of service, or why the row does not count.
    #[inline]
    pub(super) fn work(&self, place: usize) -> Result<Rvu, Exclusion> {
        self.work.get(place).copied().unwrap_or(Err(Exclusion::NotInRelease))
    }
}

/// The row that values a service: in a facility, the professional component of a test that has one.
pub(super) fn row_of(rows: &[FeeRow], place: Option<PlaceOfRow>) -> Option<&FeeRow> {
    let find = |modifier| rows.iter().find(|row| row.modifier == modifier);
    let whole = find(RowModifier::Global);
    let divides = whole.is_some_and(|row| row.pc_tc == PcTc::Diagnostic);
    if divides && place == Some(PlaceOfRow::Facility) {
        return find(RowModifier::Professional).or(whole);
    }
    whole
}

/// The same among the rows of a release that is held.
pub(crate) fn row_in(release: &HeldRelease, code: Code, place: PlaceOfRow) -> Option<&FeeRow> {
    row_of(release.rows_of(code), Some(place))
}

/// The work RVU that a set valued on a release counts for a service, or why it counts none: for whoever values work of
/// another origin to lay it beside a set.
///
/// # Errors
/// The reason.
pub fn counted_work(release: &HeldRelease, code: Code, setting: Setting) -> Result<Rvu, Exclusion> {
    if code.is_anesthesia() {
        return Err(Exclusion::Anesthesia);
    }
    let place = match setting {
        Setting::Facility => PlaceOfRow::Facility,
        Setting::NonFacility => PlaceOfRow::Office,
    };
    row_in(release, code, place).map_or(Err(Exclusion::NotInRelease), work_of)
}

fn work_of(row: &FeeRow) -> Result<Rvu, Exclusion> {
    match row.status {
        Status::ExcludedByRegulation
        | Status::StatutoryExclusion
        | Status::BundledOrExcluded
        | Status::Anesthesia => Err(Exclusion::NotUnderFeeSchedule),
        _ if row.pc_tc == PcTc::TechnicalOnly => Err(Exclusion::TechnicalOnly),
        Status::CarrierPriced => Err(Exclusion::NoWorkRvu),
        Status::Restricted if !row.has_rvus() => Err(Exclusion::NoWorkRvu),
        _ => Ok(row.work),
    }
}

/// The codes of both families of office visits, in order.
pub(super) fn em_codes() -> impl Iterator<Item = (EmFamily, u32)> {
    EmFamily::ALL.into_iter().flat_map(|family| family.numbers().map(move |number| (family, number)))
}

fn em_level(code: Code) -> Option<u8> {
    let number = code.number()?;
    em_codes().position(|(_, level)| level == number).and_then(|place| u8::try_from(place).ok())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use openrvu_core::{Policy, Schedule};

    use super::*;

    #[test]
    fn work_of_another_origin_is_counted_as_a_set_counts_it() {
        let starter = openrvu_cms::starter::load().unwrap();
        let releases = starter.releases.into_iter().map(Arc::new).collect();
        let schedule =
            Schedule::new(Arc::new(Policy::builtin().unwrap()), releases, Arc::new(starter.tables));
        let release = schedule.release("RVU26C".parse().unwrap()).unwrap();
        let counted = |code: &str, setting| counted_work(release, code.parse().unwrap(), setting);
        assert_eq!(counted("99213", Setting::NonFacility), Ok(Rvu::new(130)));
        assert_eq!(counted("70496", Setting::Facility), counted("70496", Setting::NonFacility));
        assert_eq!(counted("00840", Setting::Facility), Err(Exclusion::Anesthesia));
        assert_eq!(counted("99999", Setting::Facility), Err(Exclusion::NotInRelease));
    }
}
