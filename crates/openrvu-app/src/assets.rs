//! The files that the log's pages need; the site serves them with its own.

use openrvu_web::AssetFile;

/// Quick entry: the parts of one module, in their order.
const QUICK: &str = concat!(
    include_str!("../assets/quick/dom.js"),
    include_str!("../assets/quick/reading.js"),
    include_str!("../assets/quick/engine.js"),
    include_str!("../assets/quick/outbox.js"),
    include_str!("../assets/quick/page.js"),
    include_str!("../assets/quick/offline.js"),
);

/// The engine for WebAssembly; empty where it could not be built.
const ENGINE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/engine.wasm"));

/// What a phone keeps, so that the page of quick entry works without a network.
pub(crate) const KEPT: [&str; 8] =
    ["style.css", "log.css", "quick.css", "site.js", "quick.js", "icon.svg", "app-192.png", "engine.wasm"];

/// Every file.
#[must_use]
pub fn files() -> Vec<AssetFile> {
    let mut files = vec![
        AssetFile::new("account.css", include_bytes!("../assets/account.css")),
        AssetFile::new("log.css", include_bytes!("../assets/log.css")),
        AssetFile::new("passkeys.js", include_bytes!("../assets/passkeys.js")),
        AssetFile::new("quick.css", include_bytes!("../assets/quick.css")),
        AssetFile::new("quick.js", QUICK.as_bytes()),
        AssetFile::new("signed-out.js", include_bytes!("../assets/signed-out.js")),
        AssetFile::new("app-192.png", include_bytes!("../assets/app-192.png")),
        AssetFile::new("app-512.png", include_bytes!("../assets/app-512.png")),
    ];
    if !ENGINE.is_empty() {
        files.push(AssetFile::new("engine.wasm", ENGINE));
    }
    files
}
