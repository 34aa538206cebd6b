#![no_main]

use libfuzzer_sys::fuzz_target;
use openrvu_cms::read::{self, Input};

fuzz_target!(|bytes: &[u8]| {
    let input = Input { name: "add_on", bytes };
    let _ = read::add_on(input);
});
