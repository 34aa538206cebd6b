//! Why the store cannot be read or written.

use std::path::{Path, PathBuf};

use openrvu_core::ReleaseId;

use super::FORMAT;

/// Why the store cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The system refused.
    #[error("{}: {error}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// A file is not what the store wrote.
    #[error("{}: damaged ({detail}). Import the same files again: what is damaged is then replaced.", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        detail: String,
    },
    /// A newer program wrote it.
    #[error("{}: written in format {found}; this program reads up to {FORMAT}. Update OpenRVU.", path.display())]
    Newer {
        /// The manifest.
        path: PathBuf,
        /// Its format.
        found: u32,
    },
    /// A table could not be brought into the form it is stored in.
    #[error("{name} could not be written: {detail}")]
    Encode {
        /// The file.
        name: String,
        /// What is wrong.
        detail: String,
    },
    /// The release is not in the store.
    #[error("{release} is not held; held are {held}. Import it: openrvu import rvu….zip")]
    NotHeld {
        /// What was asked for.
        release: ReleaseId,
        /// What is held, in words.
        held: String,
    },
}

impl StoreError {
    pub(crate) fn io(path: &Path, error: std::io::Error) -> Self {
        Self::Io { path: path.to_owned(), error }
    }

    pub(crate) fn damaged(path: &Path, detail: impl ToString) -> Self {
        Self::Damaged { path: path.to_owned(), detail: detail.to_string() }
    }
}
