//! The files that pages need, named by their content so that a browser may keep them for good.

use axum::body::Bytes;
use sha2::{Digest, Sha256};

use super::cache::Stored;
use super::script::squeezed;

/// The search of a static export: the parts of one module, in their order.
const STATIC_SEARCH: &str = concat!(
    include_str!("../../assets/static-search/1-words.js"),
    include_str!("../../assets/static-search/2-quantities.js"),
    include_str!("../../assets/static-search/3-codes.js"),
    include_str!("../../assets/static-search/4-vocabulary.js"),
    include_str!("../../assets/static-search/5-reading.js"),
    include_str!("../../assets/static-search/6-score.js"),
    include_str!("../../assets/static-search/7-search.js"),
);

/// The files as they lie in `assets/`: name, type, content.
const FILES: [(&str, &str, &str); 4] = [
    ("style.css", "text/css; charset=utf-8", include_str!("../../assets/style.css")),
    ("site.js", SCRIPT, include_str!("../../assets/site.js")),
    ("static-search.js", SCRIPT, STATIC_SEARCH),
    ("icon.svg", "image/svg+xml", include_str!("../../assets/icon.svg")),
];

const SCRIPT: &str = "text/javascript; charset=utf-8";

/// One file.
#[derive(Debug)]
pub(crate) struct Asset {
    /// The name in the repository.
    pub(crate) name: &'static str,
    /// The address, with a part of the content's hash.
    pub(crate) url: String,
    /// Content with its encodings.
    pub(crate) stored: Stored,
}

/// All files.
#[derive(Debug)]
pub(crate) struct Assets {
    files: Vec<Asset>,
}

impl Assets {
    /// The files that are built into the program.
    pub(crate) fn embedded() -> Self {
        let files = FILES.map(|(name, content_type, text)| {
            let bytes = match content_type {
                SCRIPT => Bytes::from(squeezed(text)),
                _ => Bytes::from_static(text.as_bytes()),
            };
            let hash = short_hash(&bytes);
            let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
            let url = format!("/assets/{stem}.{hash}.{extension}");
            Asset { name, url, stored: Stored::new(bytes, content_type, &hash) }
        });
        Self { files: files.into() }
    }

    /// The address of a file by its name in the repository.
    pub(crate) fn url(&self, name: &str) -> &str {
        self.files.iter().find(|asset| asset.name == name).map_or("", |asset| &asset.url)
    }

    /// The file at an address.
    pub(crate) fn find(&self, url: &str) -> Option<&Asset> {
        self.files.iter().find(|asset| asset.url == url)
    }

    /// Every file.
    pub(crate) fn all(&self) -> &[Asset] {
        &self.files
    }
}

/// Sixteen hexadecimal digits of the content's SHA-256.
pub(crate) fn short_hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
