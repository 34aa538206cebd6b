//! The program's one look at the clock, and its one draw of chance; everything below is told both.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use openrvu_app::Clock;

/// Now.
#[expect(clippy::disallowed_methods, reason = "the binary owns the clock")]
pub fn now() -> Timestamp {
    Timestamp::now()
}

/// The day it is, in UTC: a few hours ahead of the days of service where Medicare pays.
pub fn today() -> Date {
    now().to_zoned(TimeZone::UTC).date()
}

/// The time zone of this machine, UTC where it names none.
fn zone() -> TimeZone {
    TimeZone::system()
}

/// Fills bytes at random, from the operating system.
#[expect(
    clippy::expect_used,
    reason = "a system without randomness can keep no secret, so nothing may go on"
)]
fn random(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the operating system gives random bytes");
}

/// All of them, for the app.
pub fn clock() -> Clock {
    Clock { now, zone: zone(), random }
}
