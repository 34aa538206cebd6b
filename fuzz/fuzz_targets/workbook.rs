//! Run with `cargo +nightly fuzz run -O workbook`: the workbook library counts on arithmetic without overflow
//! checks, which `-O` leaves out. The reader refuses what panics there, but a fuzz target stops at any panic.

#![no_main]

use libfuzzer_sys::fuzz_target;
use openrvu_cms::read::{self, Input};

#[path = "../wrap.rs"]
mod wrap;

fuzz_target!(|sheet: &[u8]| {
    let Some(bytes) = wrap::workbook(sheet) else { return };
    let input = Input { name: "workbook.xlsx", bytes: &bytes };
    let _ = read::detect(input);
    let _ = read::anesthesia_base(input);
});
