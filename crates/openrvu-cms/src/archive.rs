//! Opening what the user gives: release ZIPs as downloaded, folders, single files.
//!
//! Nothing is ever unpacked to disk: the members of a ZIP are read into memory, within [`Limits`], and their
//! names serve only to call them by. A ZIP inside a ZIP is opened one level deep.

use std::fs;
use std::io::{Cursor, Read};
use std::path::{Component, Path, PathBuf};

use openrvu_core::SourceFile;
use sha2::{Digest, Sha256};
use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

/// How deep a folder is searched.
const FOLDER_DEPTH: u8 = 8;
/// An entry smaller than this cannot do harm, however well it was compressed.
const RATIO_FROM: u64 = 1 << 20;

/// How much is read from one ZIP. CMS's largest files, the NCCI tables, stay far below the defaults.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Members of a ZIP, those of a ZIP inside counted too.
    pub entries: usize,
    /// Bytes of one file after decompression.
    pub file_bytes: u64,
    /// Bytes of all members of a ZIP after decompression.
    pub total_bytes: u64,
    /// Bytes after decompression for one byte before.
    pub ratio: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { entries: 1000, file_bytes: 512 << 20, total_bytes: 2 << 30, ratio: 200 }
    }
}

/// What to open as one: a ZIP, or files that lie together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A ZIP archive.
    Zip(PathBuf),
    /// The loose files of a folder, or those named one by one.
    Loose(Vec<PathBuf>),
}

impl Source {
    /// What to call it by.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Zip(path) => file_name(path),
            Self::Loose(paths) => match paths.as_slice() {
                [only] => file_name(only),
                several => format!("{} files", several.len()),
            },
        }
    }
}

/// Files opened together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Container {
    /// The ZIP's file name; `None` for loose files.
    pub zip: Option<String>,
    /// The files, in the order of the ZIP or of their names.
    pub members: Vec<Member>,
}

/// A file in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Name to call it by, with the ZIP's before it where it lay in one: `rvu26c.zip/GPCI2026.csv`.
    pub name: String,
    /// The whole file.
    pub bytes: Vec<u8>,
}

impl Member {
    /// The file's name, size and SHA-256, for the record.
    #[must_use]
    pub fn source(&self) -> SourceFile {
        SourceFile {
            name: self.name.clone(),
            sha256: hex(&Sha256::digest(&self.bytes)),
            bytes: self.bytes.len() as u64,
        }
    }
}

/// Bytes in lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|b| [DIGITS[usize::from(b >> 4)], DIGITS[usize::from(b & 15)]])
        .map(char::from)
        .collect()
}

/// Why an input could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The path cannot be read.
    #[error("{}: {error}. Check the path.", path.display())]
    Io {
        /// As given.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// A folder without a file.
    #[error("{}: the folder holds no file. Give the folder that holds CMS's files.", path.display())]
    EmptyFolder {
        /// As given.
        path: PathBuf,
    },
    /// The bytes are no ZIP archive, or its end is missing.
    #[error(
        "{name}: not a complete ZIP archive ({detail}). The download was cut short or is a web page: download it again from CMS."
    )]
    NotAZip {
        /// The ZIP.
        name: String,
        /// What is wrong with it.
        detail: String,
    },
    /// A member's bytes cannot be decompressed or fail their checksum.
    #[error("{name}/{entry}: cannot be unpacked ({detail}). The ZIP is damaged: download it again from CMS.")]
    Damaged {
        /// The ZIP.
        name: String,
        /// The member.
        entry: String,
        /// What is wrong with it.
        detail: String,
    },
    /// A member is encrypted or compressed in a way that is not read.
    #[error("{name}/{entry}: {detail}. Unpack the ZIP with another program and give the folder.")]
    Unsupported {
        /// The ZIP.
        name: String,
        /// The member.
        entry: String,
        /// Encrypted, or which method.
        detail: String,
    },
    /// Too many members.
    #[error("{name}: {entries} files inside, more than the limit of {limit}. This is not a file of CMS's.")]
    TooManyEntries {
        /// The ZIP.
        name: String,
        /// How many it has.
        entries: usize,
        /// [`Limits::entries`].
        limit: usize,
    },
    /// A file is too large.
    #[error("{name}: larger than the limit of {limit} bytes. This is not a file of CMS's.")]
    TooLarge {
        /// The file.
        name: String,
        /// [`Limits::file_bytes`] or [`Limits::total_bytes`].
        limit: u64,
    },
    /// A member is compressed more than any real file: a ZIP bomb.
    #[error(
        "{name}/{entry}: {bytes} bytes packed into {packed}, beyond the limit of {limit} to 1. Refused as a ZIP bomb."
    )]
    Ratio {
        /// The ZIP.
        name: String,
        /// The member.
        entry: String,
        /// Size after decompression.
        bytes: u64,
        /// Size before.
        packed: u64,
        /// [`Limits::ratio`].
        limit: u64,
    },
    /// Members share their bytes: a ZIP bomb.
    #[error("{name}: files inside overlap. Refused as a ZIP bomb.")]
    Overlap {
        /// The ZIP.
        name: String,
    },
    /// A member's name leads out of the archive.
    #[error(
        "{name}: the file {entry:?} inside would be placed outside the folder. Refused: this is not CMS's ZIP."
    )]
    UnsafeName {
        /// The ZIP.
        name: String,
        /// The member's name.
        entry: String,
    },
    /// Two members have one name, so that programs would disagree on which is meant.
    #[error("{name}: two files inside have the same name. Refused: this is not CMS's ZIP.")]
    TwoOfAName {
        /// The ZIP.
        name: String,
    },
    /// A ZIP inside a ZIP inside a ZIP.
    #[error("{name}: a ZIP within a ZIP within a ZIP is not opened. Unpack it and give the inner one.")]
    TooDeep {
        /// The innermost ZIP.
        name: String,
    },
}

/// What a call of import is about: the sources, and the paths that could not be read.
#[derive(Debug)]
pub struct Gathered {
    /// What to open, in the order given.
    pub sources: Vec<Source>,
    /// Paths that do not exist or cannot be read.
    pub errors: Vec<ArchiveError>,
}

/// Sorts the given paths into sources, without reading them yet.
///
/// Every ZIP is a source of its own, and so are the loose files of each folder; the files named one by one are
/// one source together, for they may be parts of one release.
#[must_use]
pub fn gather(paths: &[PathBuf]) -> Gathered {
    let mut found = Gathered { sources: Vec::new(), errors: Vec::new() };
    let mut named = Vec::new();
    for path in paths {
        match fs::metadata(path) {
            Err(error) => found.errors.push(ArchiveError::Io { path: path.clone(), error }),
            Ok(meta) if meta.is_dir() => {
                let before = found.sources.len();
                match gather_folder(path, FOLDER_DEPTH, &mut found.sources) {
                    Err(error) => found.errors.push(error),
                    Ok(()) if found.sources.len() == before => {
                        found.errors.push(ArchiveError::EmptyFolder { path: path.clone() });
                    }
                    Ok(()) => {}
                }
            }
            Ok(_) if is_zip(path) => found.sources.push(Source::Zip(path.clone())),
            Ok(_) => named.push(path.clone()),
        }
    }
    if !named.is_empty() {
        found.sources.push(Source::Loose(named));
    }
    found
}

fn gather_folder(folder: &Path, depth: u8, sources: &mut Vec<Source>) -> Result<(), ArchiveError> {
    let io = |error| ArchiveError::Io { path: folder.to_owned(), error };
    let mut paths = fs::read_dir(folder)
        .map_err(io)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()
        .map_err(io)?;
    paths.sort();
    let hidden =
        |path: &Path| path.file_name().is_none_or(|name| name.to_string_lossy().starts_with(['.', '~']));
    let mut loose = Vec::new();
    for path in paths.into_iter().filter(|path| !hidden(path)) {
        // Follows no link out of the folder and into a circle.
        let meta =
            fs::symlink_metadata(&path).map_err(|error| ArchiveError::Io { path: path.clone(), error })?;
        if meta.is_dir() && depth > 0 {
            gather_folder(&path, depth - 1, sources)?;
        } else if meta.is_file() && is_zip(&path) {
            sources.push(Source::Zip(path));
        } else if meta.is_file() {
            loose.push(path);
        }
    }
    if !loose.is_empty() {
        sources.push(Source::Loose(loose));
    }
    Ok(())
}

/// Whether a file is to be opened as an archive: by its name, or by its first bytes where it is no workbook.
fn is_zip(path: &Path) -> bool {
    let extension = path.extension().unwrap_or_default().to_ascii_lowercase();
    let mut magic = [0; 4];
    let mut begins_as_zip = || {
        fs::File::open(path).and_then(|mut file| file.read_exact(&mut magic)).is_ok()
            && magic == *b"PK\x03\x04"
    };
    extension == "zip"
        || (!(extension == "xlsx" || extension == "xlsm" || extension == "docx") && begins_as_zip())
}

/// A path's last part, to call the file by.
pub(crate) fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

/// Reads the files of a source into memory.
///
/// # Errors
/// [`ArchiveError`] where a file cannot be read, or a ZIP is damaged, goes beyond a limit or names a file
/// outside itself.
pub fn open(source: &Source, limits: &Limits) -> Result<Container, ArchiveError> {
    match source {
        Source::Zip(path) => {
            let name = file_name(path);
            let bytes = read_file(path, limits)?;
            let mut budget = Budget { entries: limits.entries, bytes: limits.total_bytes };
            let mut members = Vec::new();
            unpack(&name, &bytes, limits, &mut budget, 1, &mut members)?;
            Ok(Container { zip: Some(name), members })
        }
        Source::Loose(paths) => {
            let read = |path: &PathBuf| Ok(Member { name: file_name(path), bytes: read_file(path, limits)? });
            Ok(Container { zip: None, members: paths.iter().map(read).collect::<Result<_, _>>()? })
        }
    }
}

fn read_file(path: &Path, limits: &Limits) -> Result<Vec<u8>, ArchiveError> {
    let io = |error| ArchiveError::Io { path: path.to_owned(), error };
    let file = fs::File::open(path).map_err(io)?;
    let size = file.metadata().map_err(io)?.len();
    let too_large = || ArchiveError::TooLarge { name: file_name(path), limit: limits.file_bytes };
    if size > limits.file_bytes {
        return Err(too_large());
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).map_err(|_| too_large())?);
    file.take(limits.file_bytes + 1).read_to_end(&mut bytes).map_err(io)?;
    if bytes.len() as u64 > limits.file_bytes { Err(too_large()) } else { Ok(bytes) }
}

/// What may still be read from a ZIP.
struct Budget {
    entries: usize,
    bytes: u64,
}

fn unpack(
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
