//! The files that the log's pages need; the site serves them with its own.

use openrvu_web::AssetFile;

/// Quick entry: the parts of one module, in their order.
const QUICK: &str = concat!(
    include_str!("../assets/quick/dom.js"),
    include_str!("../assets/quick/reading.js"),
    include_str!("../assets/quick/page.js"),
);

/// Every file.
#[must_use]
pub fn files() -> Vec<AssetFile> {
    vec![
        AssetFile::new("account.css", include_bytes!("../assets/account.css")),
        AssetFile::new("log.css", include_bytes!("../assets/log.css")),
        AssetFile::new("passkeys.js", include_bytes!("../assets/passkeys.js")),
        AssetFile::new("quick.css", include_bytes!("../assets/quick.css")),
        AssetFile::new("quick.js", QUICK.as_bytes()),
    ]
}
