//! Packs the texts below `content/` into one file that the binary unpacks in a few milliseconds.
//!
//! Reading 2.5 MB of TOML took about 35 ms in release on the machine it was measured on, most of the 50 ms that
//! a command may take to start; the packed form took 3 ms. So TOML is read here, by the crate's own modules.
//!
//! A file that does not follow the schema stops a release build. A debug build leaves it out and warns, so that
//! a half-written text does not stop everyone else's work; `openrvu content check` and the tests refuse it.

use std::error::Error;
use std::path::Path;

use finding::Finding;

#[path = "src/files.rs"]
mod files;
#[path = "src/finding.rs"]
mod finding;
#[allow(dead_code, reason = "the library uses the rest")]
#[path = "src/retired.rs"]
mod retired;
#[allow(dead_code, reason = "the library uses the rest")]
#[path = "src/schema.rs"]
mod schema;
#[allow(dead_code, reason = "the library uses the rest")]
#[path = "src/source.rs"]
mod source;
#[allow(dead_code, reason = "the library uses the rest")]
#[path = "src/text.rs"]
mod text;

fn main() -> Result<(), Box<dyn Error>> {
    let content = Path::new(&std::env::var("CARGO_MANIFEST_DIR")?).join("../../content");
    println!("cargo::rerun-if-changed={}", content.display());
    println!("cargo::rerun-if-changed=src");

    let sources = source::Sources::read(files::read_folder(&content)?);
    for finding in &sources.unreadable {
        println!("cargo::warning=content/{finding}");
    }
    if std::env::var("PROFILE")? == "release" && !sources.unreadable.is_empty() {
        return Err(
            "texts that do not follow the schema are not built into a release; mend the files above".into()
        );
    }
    let packed = postcard::to_stdvec(&sources.library())?;
    std::fs::write(Path::new(&std::env::var("OUT_DIR")?).join("library.postcard"), packed)?;
    Ok(())
}
