#![no_main]

use libfuzzer_sys::fuzz_target;
use openrvu_cms::read::ProviderServices;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(mut file) = ProviderServices::open("provider_service", bytes) {
        while let Ok(Some(_)) = file.next_row() {}
    }
});
