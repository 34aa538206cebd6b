//! The files that the log's pages need; the site serves them with its own.

use openrvu_web::AssetFile;

/// Every file.
#[must_use]
pub fn files() -> Vec<AssetFile> {
    vec![
        AssetFile::new("account.css", include_bytes!("../assets/account.css")),
        AssetFile::new("log.css", include_bytes!("../assets/log.css")),
        AssetFile::new("passkeys.js", include_bytes!("../assets/passkeys.js")),
    ]
}
