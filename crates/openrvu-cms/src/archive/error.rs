//! Why an input could not be opened.

use std::path::PathBuf;

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
        /// [`Limits::entries`](super::Limits::entries).
        limit: usize,
    },
    /// A file is too large.
    #[error("{name}: larger than the limit of {limit} bytes. This is not a file of CMS's.")]
    TooLarge {
        /// The file.
        name: String,
        /// The limit for one file or for all: see [`Limits`](super::Limits).
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
        /// [`Limits::ratio`](super::Limits::ratio).
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
