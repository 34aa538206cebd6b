//! An employer's table, from its bytes to the entries that it would add.

#![no_main]

use libfuzzer_sys::fuzz_target;
use openrvu_log::import;
use openrvu_table::{Limits, read};

fuzz_target!(|bytes: &[u8]| {
    let Ok(tables) = read(bytes, &Limits::UPLOAD) else { return };
    for table in tables {
        let guess = import::guess(&table);
        let _ = import::providers(&table, &guess.mapping);
        let Ok(reading) = import::read(&table, &guess.mapping, jiff::civil::date(2026, 8, 14)) else { continue };
        let plan = import::plan(&reading, [], &Default::default(), import::Doubts::default());
        let entries: Vec<_> = plan.add.into_iter().map(|(_, entry)| entry).collect();
        let again = import::plan(&reading, &entries, &Default::default(), import::Doubts::default());
        assert!(again.add.is_empty(), "importing twice adds nothing");
    }
});
