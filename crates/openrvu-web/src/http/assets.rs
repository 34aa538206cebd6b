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

/// The files as they lie in `assets/`.
const FILES: [AssetFile; 4] = [
    AssetFile::new("style.css", include_bytes!("../../assets/style.css")),
    AssetFile::new("site.js", include_bytes!("../../assets/site.js")),
    AssetFile::new("static-search.js", STATIC_SEARCH.as_bytes()),
    AssetFile::new("icon.svg", include_bytes!("../../assets/icon.svg")),
];

/// A file that pages need, as it lies in the repository.
#[derive(Debug, Clone, Copy)]
pub struct AssetFile {
    name: &'static str,
    bytes: &'static [u8],
}

impl AssetFile {
    /// A file by its name, whose ending tells the type.
    #[must_use]
    pub const fn new(name: &'static str, bytes: &'static [u8]) -> Self {
        Self { name, bytes }
    }

    fn content_type(self) -> &'static str {
        match self.name.rsplit_once('.').map(|(_, ending)| ending) {
            Some("css") => "text/css; charset=utf-8",
            Some("js") => "text/javascript; charset=utf-8",
            Some("svg") => "image/svg+xml",
            Some("png") => "image/png",
            Some("wasm") => "application/wasm",
            _ => "application/octet-stream",
        }
    }

    /// What is sent: of a script, without comments and indentation.
    fn sent(self) -> Bytes {
        match std::str::from_utf8(self.bytes) {
            Ok(text) if self.name.ends_with(".js") => Bytes::from(squeezed(text)),
            _ => Bytes::from_static(self.bytes),
        }
    }
}

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
    /// The files that are built into the program, and those of its other parts.
    pub(crate) fn embedded(others: &[AssetFile]) -> Self {
        let files = FILES.iter().chain(others).map(|file| {
            let (name, bytes) = (file.name, file.sent());
            let hash = short_hash(&bytes);
            let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
            let url = format!("/assets/{stem}.{hash}.{extension}");
            Asset { name, url, stored: Stored::new(bytes, file.content_type(), &hash) }
        });
        Self { files: files.collect() }
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
