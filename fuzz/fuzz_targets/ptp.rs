#![no_main]

use libfuzzer_sys::fuzz_target;
use openrvu_cms::read::{self, Input};

fuzz_target!(|bytes: &[u8]| {
    let input = Input { name: "ptp", bytes };
    let _ = read::ptp(input);
});
