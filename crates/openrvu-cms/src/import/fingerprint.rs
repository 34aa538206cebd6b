//! What a revision is named by: the hash of its content, whatever the form of the files it was read from.

use openrvu_core::{Locality, Release};
use sha2::{Digest, Sha256};

use crate::archive::hex;
use crate::columns::{write_decimal, write_row};
use crate::read::OppsCapRow;
use crate::store::Description;

/// Digits of a revision's name.
pub(super) const REVISION_DIGITS: usize = 12;

/// SHA-256 of the figures, and the revision's name: the first digits of that of everything kept.
pub(super) fn fingerprint(
    release: &Release,
    descriptions: &[Description],
    opps_cap: Option<&[OppsCapRow]>,
) -> (String, String) {
    let mut hasher = Sha256::new();
    let mut text = Vec::new();
    let factors = [
        Some(release.conversion_factor),
        release.qualifying_conversion_factor,
        release.anesthesia_conversion_factor,
    ];
    text.extend_from_slice(format!("{} {}\n", release.id, release.effective_from).as_bytes());
    for factor in factors {
        let factor = factor.map(|factor| factor.to_string()).unwrap_or_default();
        text.extend_from_slice(format!("{factor}\n").as_bytes());
    }
    for row in &release.rows {
        write_row(row, &mut text);
        text.push(b'\n');
    }
    for locality in &release.localities {
        write_locality(locality, &mut text);
    }
    hasher.update(&text);
    let figures = hex(&hasher.finalize());

    let mut hasher = Sha256::new();
    let mut text = format!("{figures}\n").into_bytes();
    for row in descriptions {
        text.extend_from_slice(format!("{} {} {}\n", row.code, row.modifier, row.text).as_bytes());
    }
    for row in opps_cap.unwrap_or_default() {
        text.extend_from_slice(
            format!("{} {} {} {} ", row.code, row.modifier, row.status, row.locality).as_bytes(),
        );
        write_decimal(row.facility.get(), 2, &mut text);
        text.push(b' ');
        write_decimal(row.non_facility.get(), 2, &mut text);
        text.push(b'\n');
    }
    hasher.update(&text);
    let mut revision = hex(&hasher.finalize());
    revision.truncate(REVISION_DIGITS);
    (figures, revision)
}

fn write_locality(locality: &Locality, text: &mut Vec<u8>) {
    let optional = |value: Option<String>| value.unwrap_or_default();
    let line = format!(
        "{}|{}|{}|{}|{}|{}|{}|{}|{}\n",
        locality.id,
        locality.state,
        locality.name,
        locality.gpcis.work,
        locality.gpcis.practice_expense,
        locality.gpcis.malpractice,
        optional(locality.unfloored_work.map(|gpci| gpci.to_string())),
        optional(locality.anesthesia.map(|cents| cents.to_string())),
        locality.counties.as_deref().unwrap_or_default(),
    );
    text.extend_from_slice(line.as_bytes());
}
