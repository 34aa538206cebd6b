#![no_main]

use libfuzzer_sys::fuzz_target;
use openrvu_store::archive::Archive;

fuzz_target!(|bytes: &[u8]| {
    let Ok(archive) = Archive::read(bytes) else { return };
    let mut written = Vec::new();
    archive.write(&mut written).expect("memory takes it");
    assert_eq!(Archive::read(&written), Ok(archive), "an archive reads as it is written");
});
