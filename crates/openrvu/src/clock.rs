//! The program's one look at the clock; everything below is told the time.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Now.
#[expect(clippy::disallowed_methods, reason = "the binary owns the clock")]
pub fn now() -> Timestamp {
    Timestamp::now()
}

/// The day it is, in UTC: a few hours ahead of the days of service where Medicare pays.
pub fn today() -> Date {
    now().to_zoned(TimeZone::UTC).date()
}
