//! National benchmarks from Medicare's public provider files, and a user's own survey tables.
//!
//! A [`BenchmarkSet`] says how the services and work RVUs of a year are spread over the clinicians of each specialty,
//! as far as Medicare's files show them: fee-for-service only, without the rows of fewer than eleven patients, so
//! every figure is a lower bound. No clinician stands in it.
//!
//! | module | holds |
//! |---|---|
//! | [`quantity`] | services, work RVUs of a year, shares |
//! | [`percentile`] | percentiles by nearest rank; where a value stands among them |
//! | [`set`] | the set and its queries |

pub mod percentile;
pub mod quantity;
pub mod set;

pub use percentile::{Distribution, PERCENTILES, Point, Standing};
pub use quantity::{Quantity, Services, Share, WorkRvus};
pub use set::{BenchmarkSet, SetId};
