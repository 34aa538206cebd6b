#![no_main]

use libfuzzer_sys::fuzz_target;
use openrvu_cms::read::{self, Input};

fuzz_target!(|bytes: &[u8]| {
    let input = Input { name: "zip_locality", bytes };
    let _ = read::zip_locality(input);
});
