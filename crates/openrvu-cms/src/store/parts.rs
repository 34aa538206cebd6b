//! The tables beside the rows of a release: `localities.parquet`, `oppscap.parquet`, `descriptions.parquet`.

use arrow_array::RecordBatch;
use itertools::izip;
use openrvu_core::indicator::Status;
use openrvu_core::{Cents, Code, Gpci, Gpcis, Locality, LocalityId, RowModifier};

use super::Description;
use super::column::{self, ColumnError, Columns};
use super::file::TableBuilder;
use crate::read::OppsCapRow;

pub(super) fn localities_table(localities: &[Locality]) -> TableBuilder {
    let gpci = |of: fn(&Gpcis) -> Gpci| {
        column::decimals(Gpci::PLACES, localities.iter().map(|locality| Some(of(&locality.gpcis).get())))
    };
    TableBuilder::default()
        .with("mac", column::numbers(localities.iter().map(|locality| locality.id.mac)))
        .with("locality", column::small(localities.iter().map(|locality| locality.id.number)))
        .with("state", column::texts(localities.iter().map(|locality| &locality.state)))
        .with("name", column::texts(localities.iter().map(|locality| &locality.name)))
        .with("work_gpci", gpci(|gpcis| gpcis.work))
        .with("pe_gpci", gpci(|gpcis| gpcis.practice_expense))
        .with("mp_gpci", gpci(|gpcis| gpcis.malpractice))
        .with(
            "unfloored_work_gpci",
            column::decimals(Gpci::PLACES, localities.iter().map(|l| l.unfloored_work.map(Gpci::get))),
        )
        .with("counties", column::words(localities.iter().map(|locality| locality.counties.as_ref())))
        .with(
            "anesthesia",
            column::amounts(Cents::PLACES, localities.iter().map(|l| l.anesthesia.map(Cents::get))),
        )
}

pub(super) fn localities(batch: &RecordBatch) -> Result<Vec<Locality>, ColumnError> {
    let table = Columns(batch);
    let own = |text: &str| Some(text.to_owned());
    let (macs, numbers) = (table.numbers("mac")?, table.small("locality")?);
    let (states, names) = (table.texts("state", own)?, table.texts("name", own)?);
    let gpci = |name| table.decimals(name);
    let (work, pe, mp) = (gpci("work_gpci")?, gpci("pe_gpci")?, gpci("mp_gpci")?);
    let unfloored = table.optional_decimals("unfloored_work_gpci")?;
    let (counties, anesthesia) = (table.words("counties", own)?, table.amounts("anesthesia")?);
    let places = izip!(macs, numbers, states, names);
    let indices = izip!(work, pe, mp, unfloored);
    Ok(izip!(places, indices, counties, anesthesia)
        .map(|((mac, number, state, name), (work, pe, mp, unfloored), counties, anesthesia)| Locality {
            id: LocalityId { mac: *mac, number: *number },
            state,
            name,
            gpcis: Gpcis {
                work: Gpci::new(*work),
                practice_expense: Gpci::new(*pe),
                malpractice: Gpci::new(*mp),
            },
            unfloored_work: unfloored.map(Gpci::new),
            counties,
            anesthesia: anesthesia.map(Cents::new),
        })
        .collect())
}

pub(super) fn opps_cap_table(rows: &[OppsCapRow]) -> TableBuilder {
    let cents = |of: fn(&OppsCapRow) -> Cents| {
        column::amounts(Cents::PLACES, rows.iter().map(|row| Some(of(row).get())))
    };
    TableBuilder::default()
        .with("code", column::words(rows.iter().map(|row| Some(String::from(row.code)))))
        .with("modifier", column::words(rows.iter().map(|row| Some(row.modifier.as_str()))))
        .with("status", column::words(rows.iter().map(|row| Some(row.status.as_str()))))
        .with("mac", column::numbers(rows.iter().map(|row| row.locality.mac)))
        .with("locality", column::small(rows.iter().map(|row| row.locality.number)))
        .with("facility", cents(|row| row.facility))
        .with("non_facility", cents(|row| row.non_facility))
}

pub(super) fn opps_cap(batch: &RecordBatch) -> Result<Vec<OppsCapRow>, ColumnError> {
    let table = Columns(batch);
    let codes = table.each_word("code", |text| text.parse::<Code>().ok())?;
    let modifiers = table.each_word("modifier", |text| RowModifier::from_column(text.as_bytes()))?;
    let statuses = table.each_word("status", |text| Status::from_column(text.as_bytes()))?;
    let (macs, numbers) = (table.numbers("mac")?, table.small("locality")?);
    let (facility, non_facility) = (table.each_amount("facility")?, table.each_amount("non_facility")?);
    Ok(izip!(codes, modifiers, statuses, macs, numbers, facility, non_facility)
        .map(|(code, modifier, status, mac, number, facility, non_facility)| OppsCapRow {
            code,
            modifier,
            status,
            locality: LocalityId { mac: *mac, number: *number },
            facility: Cents::new(facility),
            non_facility: Cents::new(non_facility),
        })
        .collect())
}

pub(super) fn descriptions_table(descriptions: &[Description]) -> TableBuilder {
    TableBuilder::default()
        .with("code", column::texts(descriptions.iter().map(|row| String::from(row.code))))
        .with("modifier", column::words(descriptions.iter().map(|row| Some(row.modifier.as_str()))))
        .with("description", column::texts(descriptions.iter().map(|row| &row.text)))
}

pub(super) fn descriptions(batch: &RecordBatch) -> Result<Vec<Description>, ColumnError> {
    let table = Columns(batch);
    let codes = table.texts("code", |text| text.parse::<Code>().ok())?;
    let modifiers = table.each_word("modifier", |text| RowModifier::from_column(text.as_bytes()))?;
    let texts = table.texts("description", |text| Some(text.to_owned()))?;
    Ok(izip!(codes, modifiers, texts)
        .map(|(code, modifier, text)| Description { code, modifier, text })
        .collect())
}
