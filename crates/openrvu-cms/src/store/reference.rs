//! The reference tables as Arrow tables, and back.

use arrow_array::RecordBatch;
use itertools::izip;
use openrvu_core::reference::{
    AddOnEdit, AddOnType, AnesthesiaBaseUnits, HcpcsCoverage, HcpcsDescriptor, ModifierDescriptor, Mue,
    MueAdjudication, PtpEdit, PtpModifierIndicator, StateCode, Zip, ZipLocality,
};
use openrvu_core::{Code, LocalityId, Modifier};
use rustc_hash::FxHashMap;

use super::column::{self, ColumnError, Columns};
use super::file::TableBuilder;

pub(super) fn zip_localities_table(rows: &[ZipLocality]) -> TableBuilder {
    TableBuilder::default()
        .with("zip", column::texts(rows.iter().map(|row| row.zip.to_string())))
        .with("state", column::words(rows.iter().map(|row| Some(row.state.as_str()))))
        .with("mac", column::numbers(rows.iter().map(|row| row.locality.mac)))
        .with("locality", column::small(rows.iter().map(|row| row.locality.number)))
        .with("plus_four", column::bools(rows.iter().map(|row| row.plus_four)))
}

pub(super) fn zip_localities(batch: &RecordBatch) -> Result<Vec<ZipLocality>, ColumnError> {
    let table = Columns(batch);
    let zips = table.texts("zip", |text| Zip::from_bytes(text.as_bytes()))?;
    let states = table.each_word("state", |text| StateCode::from_bytes(text.as_bytes()))?;
    let (macs, numbers) = (table.numbers("mac")?, table.small("locality")?);
    Ok(izip!(zips, states, macs, numbers, table.bools("plus_four")?)
        .map(|(zip, state, mac, number, plus_four)| ZipLocality {
            zip,
            state,
            locality: LocalityId { mac: *mac, number: *number },
            plus_four,
        })
        .collect())
}

pub(super) fn base_units_table(rows: &[AnesthesiaBaseUnits]) -> TableBuilder {
    TableBuilder::default()
        .with("code", column::texts(rows.iter().map(|row| String::from(row.code))))
        .with("units", column::small(rows.iter().map(|row| row.units)))
}

pub(super) fn base_units(batch: &RecordBatch) -> Result<Vec<AnesthesiaBaseUnits>, ColumnError> {
    let table = Columns(batch);
    let codes = table.texts("code", |text| text.parse::<Code>().ok())?;
    Ok(izip!(codes, table.small("units")?)
        .map(|(code, units)| AnesthesiaBaseUnits { code, units: *units })
        .collect())
}

pub(super) fn add_on_table(rows: &[AddOnEdit]) -> TableBuilder {
    TableBuilder::default()
        .with("type", column::small(rows.iter().map(|row| row.kind.number())))
        .with("add_on", column::texts(rows.iter().map(|row| String::from(row.add_on))))
        .with("add_on_deleted", column::dates(rows.iter().map(|row| row.add_on_deleted)))
        .with("primary", column::words(rows.iter().map(|row| row.primary.map(String::from))))
        .with("primary_deleted", column::dates(rows.iter().map(|row| row.primary_deleted)))
        .with("effective_from", column::dates(rows.iter().map(|row| Some(row.effective_from))))
        .with("deleted", column::dates(rows.iter().map(|row| row.deleted)))
        .with("note", column::words(rows.iter().map(|row| row.note.as_ref())))
}

pub(super) fn add_on_edits(batch: &RecordBatch) -> Result<Vec<AddOnEdit>, ColumnError> {
    let table = Columns(batch);
    let kinds =
        table.numbered("type", |number| AddOnType::ALL.into_iter().find(|kind| kind.number() == number))?;
    let add_ons = table.texts("add_on", code)?;
    let add_on_deleted = table.dates("add_on_deleted")?;
    let primaries = table.words("primary", code)?;
    let primary_deleted = table.dates("primary_deleted")?;
    let (from, deleted) = (table.each_date("effective_from")?, table.dates("deleted")?);
    let notes = table.words("note", own)?;
    Ok(izip!(kinds, add_ons, add_on_deleted, primaries, primary_deleted, from, deleted, notes)
        .map(|(kind, add_on, add_on_deleted, primary, primary_deleted, effective_from, deleted, note)| {
            AddOnEdit {
                kind,
                add_on,
                add_on_deleted,
                primary,
                primary_deleted,
                effective_from,
                deleted,
                note,
            }
        })
        .collect())
}

/// CMS's letter for a coverage value.
fn coverage_letter(coverage: HcpcsCoverage) -> &'static str {
    match coverage {
        HcpcsCoverage::ContractorJudgment => "C",
        HcpcsCoverage::SpecialInstructions => "D",
        HcpcsCoverage::NotPayable => "I",
        HcpcsCoverage::NonCovered => "M",
        HcpcsCoverage::NonCoveredByStatute => "S",
    }
}

fn coverage(letter: &str) -> Option<HcpcsCoverage> {
    [
        HcpcsCoverage::ContractorJudgment,
        HcpcsCoverage::SpecialInstructions,
        HcpcsCoverage::NotPayable,
        HcpcsCoverage::NonCovered,
        HcpcsCoverage::NonCoveredByStatute,
    ]
    .into_iter()
    .find(|coverage| coverage_letter(*coverage) == letter)
}

pub(super) fn hcpcs_table(rows: &[HcpcsDescriptor]) -> TableBuilder {
    TableBuilder::default()
        .with("code", column::texts(rows.iter().map(|row| String::from(row.code))))
        .with("long", column::texts(rows.iter().map(|row| &row.long)))
        .with("short", column::texts(rows.iter().map(|row| &row.short)))
        .with("coverage", column::words(rows.iter().map(|row| row.coverage.map(coverage_letter))))
        .with("added", column::dates(rows.iter().map(|row| row.added)))
        .with("changed", column::dates(rows.iter().map(|row| row.changed)))
        .with("terminated", column::dates(rows.iter().map(|row| row.terminated)))
}

pub(super) fn hcpcs(batch: &RecordBatch) -> Result<Vec<HcpcsDescriptor>, ColumnError> {
    let table = Columns(batch);
    let codes = table.texts("code", code)?;
    let (longs, shorts) = (table.texts("long", own)?, table.texts("short", own)?);
    let coverages = table.words("coverage", coverage)?;
    let (added, changed) = (table.dates("added")?, table.dates("changed")?);
    Ok(izip!(codes, longs, shorts, coverages, added, changed, table.dates("terminated")?)
        .map(|(code, long, short, coverage, added, changed, terminated)| HcpcsDescriptor {
            code,
            long,
            short,
            coverage,
            added,
            changed,
            terminated,
        })
        .collect())
}

pub(super) fn modifiers_table(rows: &[ModifierDescriptor]) -> TableBuilder {
    TableBuilder::default()
        .with("modifier", column::texts(rows.iter().map(|row| String::from(row.modifier))))
        .with("long", column::texts(rows.iter().map(|row| &row.long)))
        .with("short", column::texts(rows.iter().map(|row| &row.short)))
        .with("added", column::dates(rows.iter().map(|row| row.added)))
        .with("terminated", column::dates(rows.iter().map(|row| row.terminated)))
}

pub(super) fn modifiers(batch: &RecordBatch) -> Result<Vec<ModifierDescriptor>, ColumnError> {
    let table = Columns(batch);
    let modifiers = table.texts("modifier", |text| text.parse::<Modifier>().ok())?;
    let (longs, shorts) = (table.texts("long", own)?, table.texts("short", own)?);
    Ok(izip!(modifiers, longs, shorts, table.dates("added")?, table.dates("terminated")?)
        .map(|(modifier, long, short, added, terminated)| ModifierDescriptor {
            modifier,
            long,
            short,
            added,
            terminated,
        })
        .collect())
}

/// A row with the text of its rationale, which stands in the table instead of a number.
pub(super) type WithRationale<T> = (T, String);

/// Numbers the rationales in the order in which they first occur, and gives every row its number.
pub(super) fn indexed<T>(
    rows: Vec<WithRationale<T>>,
    numbered: impl Fn(T, u16) -> T,
) -> (Vec<T>, Vec<String>) {
    let mut rationales = Vec::new();
    let mut places = FxHashMap::<String, u16>::default();
    let rows = rows
        .into_iter()
        .map(|(row, rationale)| {
            let place = places.get(&rationale).copied().unwrap_or_else(|| {
                let place = u16::try_from(rationales.len()).unwrap_or(u16::MAX);
                rationales.push(rationale.clone());
                places.insert(rationale, place);
                place
            });
            numbered(row, place)
        })
        .collect();
    (rows, rationales)
}

fn rationale(rationales: &[String], place: u16) -> Option<&String> {
    rationales.get(usize::from(place))
}

pub(super) fn ptp_table(edits: &[PtpEdit], rationales: &[String]) -> TableBuilder {
    let indicator = |edit: &PtpEdit| match edit.modifier {
        PtpModifierIndicator::NotAllowed => 0,
        PtpModifierIndicator::Allowed => 1,
        PtpModifierIndicator::NotApplicable => 9,
    };
    TableBuilder::default()
        .with("column_1", column::words(edits.iter().map(|edit| Some(String::from(edit.column_1)))))
        .with("column_2", column::words(edits.iter().map(|edit| Some(String::from(edit.column_2)))))
        .with("before_1996", column::bools(edits.iter().map(|edit| edit.before_1996)))
        .with("effective_from", column::dates(edits.iter().map(|edit| Some(edit.effective_from))))
        .with("deleted", column::dates(edits.iter().map(|edit| edit.deleted)))
        .with("modifier", column::small(edits.iter().map(indicator)))
        .with("rationale", column::words(edits.iter().map(|edit| rationale(rationales, edit.rationale))))
}

pub(super) fn ptp_edits(batch: &RecordBatch) -> Result<Vec<WithRationale<PtpEdit>>, ColumnError> {
    let table = Columns(batch);
    let (firsts, seconds) = (table.each_word("column_1", code)?, table.each_word("column_2", code)?);
    let (from, deleted) = (table.each_date("effective_from")?, table.dates("deleted")?);
    let modifiers = table.numbered("modifier", |number| match number {
        0 => Some(PtpModifierIndicator::NotAllowed),
        1 => Some(PtpModifierIndicator::Allowed),
        9 => Some(PtpModifierIndicator::NotApplicable),
        _ => None,
    })?;
    let rationales = table.words("rationale", own)?;
    Ok(izip!(firsts, seconds, table.bools("before_1996")?, from, deleted, modifiers, rationales)
        .map(|(column_1, column_2, before_1996, effective_from, deleted, modifier, rationale)| {
            let edit =
                PtpEdit { column_1, column_2, before_1996, effective_from, deleted, modifier, rationale: 0 };
            (edit, rationale.unwrap_or_default())
        })
        .collect())
}

pub(super) fn mue_table(edits: &[Mue], rationales: &[String]) -> TableBuilder {
    TableBuilder::default()
        .with("code", column::texts(edits.iter().map(|edit| String::from(edit.code))))
        .with("units", column::numbers(edits.iter().map(|edit| edit.units)))
        .with("adjudication", column::small(edits.iter().map(|edit| edit.adjudication.number())))
        .with("rationale", column::words(edits.iter().map(|edit| rationale(rationales, edit.rationale))))
}

pub(super) fn mues(batch: &RecordBatch) -> Result<Vec<WithRationale<Mue>>, ColumnError> {
    let table = Columns(batch);
    let codes = table.texts("code", code)?;
    let adjudications = table.numbered("adjudication", |number| {
        [MueAdjudication::ClaimLine, MueAdjudication::DayPolicy, MueAdjudication::DayClinical]
            .into_iter()
            .find(|adjudication| adjudication.number() == number)
    })?;
    let rationales = table.words("rationale", own)?;
    Ok(izip!(codes, table.numbers("units")?, adjudications, rationales)
        .map(|(code, units, adjudication, rationale)| {
            let edit = Mue { code, units: *units, adjudication, rationale: 0 };
            (edit, rationale.unwrap_or_default())
        })
        .collect())
}

fn code(text: &str) -> Option<Code> {
    text.parse().ok()
}

fn own(text: &str) -> Option<String> {
    Some(text.to_owned())
}
