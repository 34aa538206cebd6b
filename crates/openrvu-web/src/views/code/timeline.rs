//! The global period drawn: the days, and how the payment is shared among before, during and after.

use openrvu_core::FeeRow;
use openrvu_core::indicator::GlobalPeriod;
use serde::Serialize;

/// A global period of fixed length.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Timeline {
    /// Days before the day of the procedure.
    pub(crate) days_before: u32,
    /// Days after it.
    pub(crate) days_after: u32,
    /// All days.
    pub(crate) days: u32,
    /// Hundredths of the payment before, during and after; none for a 0-day global.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) shares: Option<Shares>,
}

/// How the payment is shared, in hundredths.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Shares {
    /// Before.
    pub(crate) preoperative: u8,
    /// During.
    pub(crate) intraoperative: u8,
    /// After.
    pub(crate) postoperative: u8,
}

/// Width of the picture in its own units.
const WIDTH: u32 = 600;

impl Timeline {
    /// The period of a row; none where it has no fixed length.
    pub(crate) fn of(row: &FeeRow) -> Option<Self> {
        let (days_before, days_after) = match row.global {
            GlobalPeriod::Days000 => (0, 0),
            GlobalPeriod::Days010 => (0, 10),
            GlobalPeriod::Days090 => (1, 90),
            _ => return None,
        };
        let shares = Shares {
            preoperative: row.preoperative,
            intraoperative: row.intraoperative,
            postoperative: row.postoperative,
        };
        let shared = row.preoperative + row.intraoperative + row.postoperative > 0;
        Some(Self {
            days_before,
            days_after,
            days: days_before + 1 + days_after,
            shares: shared.then_some(shares),
        })
    }

    /// Where each part of the bar begins and how wide it is: before, the day itself, after.
    ///
    /// The day itself is drawn wide enough to be seen.
    pub(crate) fn bars(&self) -> Vec<(&'static str, u32, u32)> {
        let day = if self.days == 1 { WIDTH } else { 40 };
        let before = if self.days_before > 0 { 40 } else { 0 };
        let bars =
            [("before", 0, before), ("day", before, day), ("after", before + day, WIDTH - before - day)];
        bars.into_iter().filter(|(_, _, width)| *width > 0).collect()
    }
}
