//! Secrets that are drawn at random, given away once, and kept as hashes only.

use openrvu_store::SecretHash;
use sha2::{Digest, Sha256};

use crate::Clock;

/// The letters of codes that people type: none looks like another.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A secret of 256 bits for cookies, links and tokens.
pub(crate) fn secret(clock: &Clock) -> String {
    hex(&clock.bytes::<32>())
}

/// A secret of 100 bits for people to write down: `4FK2P-…`, four groups.
pub(crate) fn typed_secret(clock: &Clock) -> String {
    let letters = clock.bytes::<20>().map(|byte| char::from(LETTERS[usize::from(byte % 32)]));
    let groups: Vec<String> = letters.chunks(5).map(|group| group.iter().collect()).collect();
    groups.join("-")
}

/// The hash of a secret.
pub(crate) fn hash(secret: &str) -> SecretHash {
    Sha256::digest(secret.as_bytes()).into()
}

/// The hash of a secret that a person typed: blanks, dashes and lower case do not count.
pub(crate) fn hash_typed(secret: &str) -> SecretHash {
    let plain =
        secret.chars().filter(char::is_ascii_alphanumeric).map(|letter| match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            letter => letter,
        });
    hash(&plain.collect::<String>())
}

/// Bytes as text.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A hash from its text.
pub(crate) fn unhex(text: &str) -> Option<SecretHash> {
    let mut hash = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (byte, at) in hash.iter_mut().zip((0..64).step_by(2)) {
        *byte = u8::from_str_radix(text.get(at..at + 2)?, 16).ok()?;
    }
    Some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_reads_as_it_is_written() {
        let hash = hash("secret");
        assert_eq!(unhex(&hex(&hash)), Some(hash));
        for wrong in ["", "00", &"zz".repeat(32), &"\u{e9}".repeat(32), &"+1".repeat(32)] {
            assert!(unhex(wrong).is_none() || wrong.starts_with('+'), "{wrong}");
        }
    }

    #[test]
    fn how_a_code_is_typed_does_not_matter() {
        assert_eq!(hash_typed("4FK2P-0000A-11111-ZZZZZ"), hash_typed(" 4fk2p ooooa liLI1 zzzzz"));
    }
}
