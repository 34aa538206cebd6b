#![no_main]

use libfuzzer_sys::fuzz_target;
use openrvu_cms::read::{self, Input};

fuzz_target!(|bytes: &[u8]| {
    let input = Input { name: "pprrvu", bytes };
    let plain = read::pprrvu(input, false);
    let described = read::pprrvu(input, true);
    // Keeping the descriptions changes nothing else.
    match (plain, described) {
        (Ok(plain), Ok(described)) => {
            assert_eq!(plain.rows, described.rows);
            assert_eq!(described.descriptions.map(|all| all.len()), Some(plain.rows.len()));
        }
        (plain, described) => assert_eq!(plain.err(), described.err()),
    }
});
