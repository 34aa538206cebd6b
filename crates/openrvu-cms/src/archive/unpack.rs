//! The members of a ZIP, read into memory within the limits.

use std::io::{Cursor, Read};
use std::path::{Component, Path};

use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

use super::{ArchiveError, Limits, Member};

/// An entry smaller than this cannot do harm, however well it was compressed.
const RATIO_FROM: u64 = 1 << 20;

/// What may still be read from a ZIP.
pub(super) struct Budget {
    pub(super) entries: usize,
    pub(super) bytes: u64,
}

/// Reads the members of a ZIP, and of the ZIPs in it as deep as `inner` says.
pub(super) fn unpack(
    name: &str,
    bytes: &[u8],
    limits: &Limits,
    budget: &mut Budget,
    inner: u8,
    members: &mut Vec<Member>,
) -> Result<(), ArchiveError> {
    let whole = |error: ZipError| ArchiveError::NotAZip { name: name.to_owned(), detail: error.to_string() };
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(whole)?;
    budget.entries = budget.entries.checked_sub(zip.len()).ok_or_else(|| ArchiveError::TooManyEntries {
        name: name.to_owned(),
        entries: zip.len(),
        limit: limits.entries,
    })?;
    if zip.has_duplicate_names() {
        return Err(ArchiveError::TwoOfAName { name: name.to_owned() });
    }
    if zip.has_overlapping_entries().map_err(whole)? {
        return Err(ArchiveError::Overlap { name: name.to_owned() });
    }
    // First every name and declared size, so that a bad archive is refused before anything is unpacked.
    let mut declared = 0_u64;
    for index in 0..zip.len() {
        let entry = zip.by_index_raw(index).map_err(whole)?;
        let shown = String::from_utf8_lossy(entry.name_raw()).into_owned();
        if leads_outside(&shown) || entry.is_symlink() {
            return Err(ArchiveError::UnsafeName { name: name.to_owned(), entry: shown });
        }
        check_size(name, &shown, entry.size(), entry.compressed_size(), limits)?;
        declared = declared.saturating_add(entry.size());
    }
    if declared > budget.bytes {
        return Err(ArchiveError::TooLarge { name: name.to_owned(), limit: limits.total_bytes });
    }
    for index in 0..zip.len() {
        let Some(member) = unpack_entry(name, &mut zip, index, limits, budget)? else { continue };
        if !Path::new(&member.name).extension().is_some_and(|e| e.eq_ignore_ascii_case("zip")) {
            members.push(member);
        } else if inner == 0 {
            return Err(ArchiveError::TooDeep { name: member.name });
        } else {
            unpack(&member.name, &member.bytes, limits, budget, inner - 1, members)?;
        }
    }
    Ok(())
}

/// Reads one member; `None` for a folder.
fn unpack_entry(
    name: &str,
    zip: &mut ZipArchive<Cursor<&[u8]>>,
    index: usize,
    limits: &Limits,
    budget: &mut Budget,
) -> Result<Option<Member>, ArchiveError> {
    let raw = zip.by_index_raw(index);
    let described = raw.map(|entry| {
        let shown = String::from_utf8_lossy(entry.name_raw()).replace('\\', "/");
        (shown, entry.is_dir(), entry.encrypted(), entry.compression(), entry.compressed_size())
    });
    let (shown, is_dir, encrypted, method, packed) = described
        .map_err(|error| ArchiveError::NotAZip { name: name.to_owned(), detail: error.to_string() })?;
    if is_dir {
        return Ok(None);
    }
    let unsupported =
        |detail: String| ArchiveError::Unsupported { name: name.to_owned(), entry: shown.clone(), detail };
    if encrypted {
        return Err(unsupported("encrypted".to_owned()));
    }
    if !matches!(method, CompressionMethod::Stored | CompressionMethod::Deflated) {
        return Err(unsupported(format!("compressed by {method}, which is not read")));
    }
    let damaged =
        |detail: String| ArchiveError::Damaged { name: name.to_owned(), entry: shown.clone(), detail };
    let entry = zip.by_index(index).map_err(|error| damaged(error.to_string()))?;
    // The declared size may lie: what counts is what comes out.
    let most = limits.file_bytes.min(budget.bytes);
    let mut bytes = Vec::with_capacity(usize::try_from(entry.size().min(most)).unwrap_or_default());
    entry.take(most + 1).read_to_end(&mut bytes).map_err(|error| damaged(error.to_string()))?;
    let size = bytes.len() as u64;
    if size > most {
        return Err(ArchiveError::TooLarge { name: format!("{name}/{shown}"), limit: most });
    }
    check_size(name, &shown, size, packed, limits)?;
    budget.bytes -= size;
    Ok(Some(Member { name: format!("{name}/{shown}"), bytes }))
}

fn check_size(name: &str, entry: &str, bytes: u64, packed: u64, limits: &Limits) -> Result<(), ArchiveError> {
    if bytes > limits.file_bytes {
        return Err(ArchiveError::TooLarge { name: format!("{name}/{entry}"), limit: limits.file_bytes });
    }
    if bytes > RATIO_FROM && bytes > packed.saturating_mul(limits.ratio) {
        return Err(ArchiveError::Ratio {
            name: name.to_owned(),
            entry: entry.to_owned(),
            bytes,
            packed,
            limit: limits.ratio,
        });
    }
    Ok(())
}

/// Whether a member's name is absolute or climbs out of the archive, on any system.
fn leads_outside(name: &str) -> bool {
    let name = name.replace('\\', "/");
    let drive = name.as_bytes().get(1) == Some(&b':');
    name.is_empty()
        || name.contains('\0')
        || drive
        || name.starts_with('/')
        || Path::new(&name).components().any(|part| !matches!(part, Component::Normal(_) | Component::CurDir))
}
