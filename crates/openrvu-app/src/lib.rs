//! The log in the browser and over HTTP: pages and API over the same services, and who may use them.
//!
//! A handler of a page or of the API reads the request and calls a service of the same noun; services alone reach the
//! store. Who asks is told by an extractor of [`identity`], so a handler without one is open to everybody.
//!
//! | module | holds |
//! |---|---|
//! | [`app`] | what handlers share: site, store, clock |
//! | [`identity`] | who asks, and what they may do |
//! | `services` | what can be done, one file a noun |
//! | `pages` | one file a page |
//! | `api` | `/api/v1`, one file a noun, and its OpenAPI document |
//! | `paper` | statements and other papers as PDF, workbook and CSV |
//! | `http` | origin and host checks, errors as pages or problems, bodies |

mod api;
pub mod app;
mod assets;
mod error;
mod files;
mod http;
pub mod identity;
mod pages;
mod paper;
mod router;
mod services;

pub use api::openapi;
pub use app::{App, Clock, Hosted, Mode, Options, Registration, tidy};
pub use assets::files;
pub use error::{AppError, FieldProblem};
pub use files::{ExportFile, Files, Imported, Restored};
pub use http::transport::only_over_tls;
pub use router::router;
pub use services::operator::Operator;
