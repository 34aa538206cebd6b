//! National benchmarks from Medicare's public provider files, and a user's own survey tables.
//!
//! A [`BenchmarkSet`] says how the services and work RVUs of a year are spread over the clinicians of each specialty,
//! as far as Medicare's files show them: fee-for-service only, without the rows of fewer than eleven patients, so
//! every figure is a lower bound. No clinician stands in it.
//!
//! | module | holds |
//! |---|---|
//! | [`mod@build`] | from Medicare's files to a set |
//! | [`generate`] | synthetic rows for tests of scale |
//! | [`quantity`] | services, work RVUs of a year, shares |
//! | [`percentile`] | percentiles by nearest rank; where a value stands among them |
//! | [`set`] | the set, its queries, its files |
//! | [`store`] | the sets kept in the data folder; [`embedded`](embedded()) is the one that ships |
//! | [`survey`] | tables that the user holds: import, interpolation, warnings |

pub mod build;
mod embedded;
pub mod generate;
pub mod percentile;
pub mod quantity;
pub mod set;
pub mod store;
pub mod survey;

pub use build::{BuildError, BuildOptions, build};
pub use embedded::embedded;
pub use percentile::{Distribution, PERCENTILES, Point, Standing};
pub use quantity::{Quantity, Services, Share, Survey, WorkRvus};
pub use set::{BenchmarkSet, Figure, SetId};
pub use store::BenchmarkStore;
