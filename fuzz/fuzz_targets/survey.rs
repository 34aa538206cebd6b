#![no_main]

use libfuzzer_sys::fuzz_target;
use openrvu_benchmark::survey::{About, Basis, Mapping, Measure, import, sheets};

fuzz_target!(|bytes: &[u8]| {
    let about =
        About { name: "survey".to_owned(), year: None, measure: Measure::WorkRvus, basis: Basis::NotTold };
    for sheet in sheets(bytes).unwrap_or_default() {
        if let Ok(table) = import(&sheet, &Mapping::guess(&sheet.rows[0].cells), &about) {
            for row in &table.rows {
                assert!(row.points.len() >= 2 && row.points.is_sorted_by_key(|point| point.value));
            }
        }
    }
});
