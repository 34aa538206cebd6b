#![no_main]

use libfuzzer_sys::fuzz_target;
use openrvu_cms::read::{PractitionerLayout, ProviderServices};

fuzz_target!(|bytes: &[u8]| {
    let mut lines = bytes.split(|byte| *byte == b'\n');
    if let Ok(layout) = PractitionerLayout::of_header("provider_service", lines.next().unwrap_or_default()) {
        for (line, row) in lines.zip(2..) {
            match &layout {
                PractitionerLayout::ProviderService(layout) => {
                    let _ = layout.row("provider_service", row, line);
                }
                PractitionerLayout::Provider(layout) => {
                    let _ = layout.row("provider_service", row, line);
                }
                PractitionerLayout::Geography(layout) => {
                    let _ = layout.row("provider_service", row, line);
                }
            }
        }
    }
    if let Ok(mut file) = ProviderServices::open("provider_service", bytes) {
        while let Ok(Some(_)) = file.next_row() {}
    }
});
