//! Compiles the engine for WebAssembly, so that the page of quick entry works without a network.
//!
//! Where the target is not installed the build goes on without it: the page then says that values come from the server.
//! `OPENRVU_WITHOUT_OFFLINE=1` leaves it out, for whoever builds often and works on other things.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const TARGET: &str = "wasm32-unknown-unknown";
/// What the engine is made of, from this crate's folder.
const SOURCES: [&str; 8] = [
    "../openrvu-core/src",
    "../openrvu-log/src",
    "../openrvu-offline/src",
    "../openrvu-search/src",
    "../openrvu-table/src",
    "../openrvu-offline/Cargo.toml",
    "../../policy",
    "../../Cargo.lock",
];

fn main() {
    for source in SOURCES {
        println!("cargo:rerun-if-changed={source}");
    }
    println!("cargo:rerun-if-env-changed=OPENRVU_WITHOUT_OFFLINE");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let built = if env::var_os("OPENRVU_WITHOUT_OFFLINE").is_some() { Ok(Vec::new()) } else { engine(&out) };
    let module = built.unwrap_or_else(|why| {
        println!("cargo:warning=quick entry will have no values without a network: {why}");
        Vec::new()
    });
    if let Err(error) = fs::write(out.join("engine.wasm"), module) {
        println!("cargo:error=the engine for WebAssembly could not be written: {error}");
    }
}

/// The module, or why there is none.
fn engine(out: &Path) -> Result<Vec<u8>, String> {
    if !has_target() {
        return Err(format!("the target {TARGET} is not installed: rustup target add {TARGET}"));
    }
    let profile = if env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        "offline"
    } else {
        "offline-debug"
    };
    // A target folder of its own: that of the build that runs this is locked.
    let target = out.ancestors().nth(4).unwrap_or(out).join("offline");
    let cargo = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut command = Command::new(cargo);
    command.args([
        "build",
        "--quiet",
        "--lib",
        "--package",
        "openrvu-offline",
        "--target",
        TARGET,
        "--profile",
        profile,
    ]);
    command.arg("--target-dir").arg(&target);
    // What is set for this build is not for another target.
    for name in [
        "RUSTFLAGS",
        "CARGO_ENCODED_RUSTFLAGS",
        "RUSTC_WORKSPACE_WRAPPER",
        "CARGO_BUILD_TARGET",
        "CARGO_PROFILE_RELEASE_LTO",
    ] {
        command.env_remove(name);
    }
    let output = command.output().map_err(|error| format!("cargo could not be run: {error}"))?;
    if !output.status.success() {
        let told = String::from_utf8_lossy(&output.stderr);
        return Err(told
            .lines()
            .find(|line| line.starts_with("error"))
            .unwrap_or("it does not build")
            .to_owned());
    }
    let file = target.join(TARGET).join(profile).join("openrvu_offline.wasm");
    fs::read(&file).map_err(|error| format!("{} cannot be read: {error}", file.display()))
}

/// Whether the compiler has the target's standard library.
fn has_target() -> bool {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| OsString::from("rustc"));
    let output = Command::new(rustc).args(["--print", "target-libdir", "--target", TARGET]).output();
    output.is_ok_and(|output| Path::new(String::from_utf8_lossy(&output.stdout).trim()).is_dir())
}
