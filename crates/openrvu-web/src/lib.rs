//! The reference site: a page for every code that teaches, prices and links; search, calculator, changes.
//!
//! Everything is rendered on the server from a [`Schedule`](openrvu_core::Schedule) and a
//! [`Library`](openrvu_content::Library); no page needs a script. A handler reads the request, a view computes
//! what the page says, a template of the same name writes it; the JSON twin of a page is its view.
//!
//! | module | holds |
//! |---|---|
//! | [`site`] | what is served, computed once when the server starts |
//! | `handlers` | one file a page: request in, response out |
//! | `views` | what each page says, as data |
//! | `export` | the whole site as static files |
//! | `http` | entity tags, compression, security headers, assets |

pub mod error;
mod export;
mod handlers;
mod http;
mod router;
pub mod site;
mod views;

pub use error::WebError;
pub use export::{ExportError, Exported, export};
pub use http::assets::AssetFile;
pub use http::finish::{POLICY, secured};
pub use http::origin::{is_same_origin, own_path};
pub use router::{router, serve};
pub use site::{NotCovered, Site, SiteError, SiteOptions, UsualDay};
pub use views::benchmark::chart::{LevelChart, PercentileChart};
pub use views::benchmark::{Caveat, Whole, caveats};
pub use views::{Nav, Shell};
