//! Opening what the user gives: release ZIPs as downloaded, folders, single files.
//!
//! Nothing is ever unpacked to disk: the members of a ZIP are read into memory, within [`Limits`], and their
//! names serve only to call them by. A ZIP inside a ZIP is opened one level deep.

mod error;
mod unpack;

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use openrvu_core::SourceFile;
use sha2::{Digest, Sha256};

use unpack::{Budget, unpack};

pub use error::ArchiveError;

/// How deep a folder is searched.
const FOLDER_DEPTH: u8 = 8;

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
