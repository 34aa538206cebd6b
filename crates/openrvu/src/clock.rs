//! The program's one look at the clock; everything below is told the time.

use jiff::Timestamp;

/// Now.
#[expect(clippy::disallowed_methods, reason = "the binary owns the clock")]
pub fn now() -> Timestamp {
    Timestamp::now()
}
