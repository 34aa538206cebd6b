//! `openrvu export`: the public site as static files.

use std::sync::Arc;

use openrvu_content::Library;
use openrvu_web::SiteOptions;
use serde_json::json;

use crate::args::ExportArgs;
use crate::data::{Data, codes_by_use};
use crate::failure::Failure;
use crate::report::{Report, Table};

/// Runs the command.
pub fn run(data: &Data, args: &ExportArgs) -> Result<Report, Failure> {
    let options = SiteOptions {
        origin: args.base.clone(),
        ranking: codes_by_use(),
        benchmarks: data.benchmarks()?.into_iter().map(Arc::new).collect(),
        cache_bytes: 0,
        ..SiteOptions::default()
    };
    let done = openrvu_web::export(data.schedule()?, Library::embedded()?, options, &args.dir)?;
    let [dir, files, bytes] =
        [args.dir.display().to_string(), done.files.to_string(), done.bytes.to_string()];
    let csv = Table::new(&["dir", "files", "bytes"]).with_rows([[dir, files, bytes]]);
    let mut report = Report::new(json!({ "dir": args.dir, "files": done.files, "bytes": done.bytes }), csv);
    report.text(format!("{} files, {} bytes in {}", done.files, done.bytes, args.dir.display()));
    Ok(report)
}
