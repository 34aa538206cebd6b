//! What a code is called, where it is called anything.

use std::fmt;

use openrvu_core::Code;
use serde::{Serialize, Serializer};

use crate::Site;

/// The title of a code, or else the section it stands in, which is no name of the code and is not given as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Title {
    words: String,
    own: bool,
}

impl Title {
    /// The title of a code.
    pub(crate) fn of(site: &Site, code: Code) -> Self {
        Self { words: site.label(code), own: site.title(code).is_some() }
    }

    /// The code's own title; none where only its section is known.
    pub(crate) fn own(&self) -> Option<&str> {
        self.own.then_some(&*self.words)
    }

    /// Whether the words are the code's own.
    pub(crate) fn is_own(&self) -> bool {
        self.own
    }
}

impl fmt::Display for Title {
    /// The title, or the name of the section.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.words)
    }
}

impl Serialize for Title {
    /// The code's own title, or null.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.own().serialize(serializer)
    }
}
