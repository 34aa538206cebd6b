//! The whole public site as static files, which any host or network can serve: the same routes, asked one by one.
//!
//! A page at `/codes/27447` becomes `codes/27447/index.html`, its twin `codes/27447.json`. What needs a server (the
//! calculator, the comparison, the choice of a locality or release) is left out, and no page links to it. Links are
//! relative, so the files may lie at any address; `404.html`, which a host shows at any address, goes by the base
//! given. Search works from one file, `search-index.json`, which a small script fetches when it is first needed.

mod links;
mod search_index;

use std::fs;
use std::path::{Path, PathBuf};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{Request, StatusCode};
use openrvu_content::Library;
use openrvu_core::Schedule;
use rayon::prelude::*;
use tower::ServiceExt;

use crate::handlers::sitemap;
use crate::site::{Site, SiteError, SiteOptions};

/// What an export wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Exported {
    /// Files.
    pub files: usize,
    /// Their bytes.
    pub bytes: u64,
}

impl Exported {
    fn plus(self, other: Self) -> Self {
        Self { files: self.files + other.files, bytes: self.bytes + other.bytes }
    }
}

/// Why an export failed. What was written until then is left in place.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The site could not be prepared.
    #[error(transparent)]
    Site(#[from] SiteError),
    /// A file could not be written.
    #[error("{}: {error}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// A page could not be made.
    #[error("{path} could not be made ({status})")]
    Page {
        /// The address.
        path: String,
        /// The status it was answered with.
        status: StatusCode,
    },
    /// The search index could not be written as JSON.
    #[error("the search index could not be made: {0}")]
    Index(#[from] serde_json::Error),
    /// The thread that makes pages could not be prepared.
    #[error("the pages could not be made: {0}")]
    Runtime(std::io::Error),
}

/// Writes the whole public site into a folder, which is made where it is absent; files of an earlier export are
/// written over.
///
/// # Errors
/// [`ExportError`], with the file or the page.
pub fn export(
    schedule: Schedule,
    library: Library,
    options: SiteOptions,
    dir: &Path,
) -> Result<Exported, ExportError> {
    let site = Site::for_export(schedule, library, options)?.shared();
    let router = crate::router(site.clone());
    let mut pages = sitemap::paths(&site);
    pages.extend(["/blog/feed.xml", "/robots.txt", "/sitemap.xml"].map(str::to_owned));
    let lists = (1..).take_while(|number| sitemap::list_of(&site, *number).is_some());
    pages.extend(lists.map(|number| format!("/sitemap/{number}.xml")));
    pages.extend(site.codes.iter().map(|code| format!("/codes/{code}.json")));
    for section in &site.sections {
        let url = section.path.url();
        let count = crate::views::browse::page_count(&site, &url);
        pages.extend((2..=count).map(|number| format!("/codes/browse/{url}/page/{number}")));
    }
    pages.extend(site.assets.all().iter().map(|asset| asset.url.clone()));

    let runtime = || tokio::runtime::Builder::new_current_thread().build().map_err(ExportError::Runtime);
    let written = pages
        .par_iter()
        .map_init(
            || (runtime(), router.clone()),
            |(runtime, router), path| {
                let runtime = match runtime {
                    Ok(runtime) => runtime,
                    Err(_) => return Err(ExportError::Runtime(std::io::Error::other("no runtime"))),
                };
                let body = runtime.block_on(ask(router.clone(), path, StatusCode::OK))?;
                let file = file_of(path);
                match std::str::from_utf8(&body) {
                    Ok(page) if file.ends_with("index.html") => {
                        write(dir, &file, links::relative(page, &file).as_bytes())
                    }
                    _ => write(dir, &file, &body),
                }
            },
        )
        .try_reduce(Exported::default, |a, b| Ok(a.plus(b)))?;
    let missing = runtime()?.block_on(ask(router, "/404", StatusCode::NOT_FOUND))?;
    let missing = links::under(&String::from_utf8_lossy(&missing), &site.options.origin);
    let missing = write(dir, Path::new("404.html"), missing.as_bytes())?;
    let index = write(dir, Path::new("search-index.json"), &search_index::json(&site)?)?;
    Ok([missing, index].into_iter().fold(written, Exported::plus))
}

/// The body of an address that is answered with the status expected.
async fn ask(router: Router, path: &str, expected: StatusCode) -> Result<Bytes, ExportError> {
    let failed = |status| ExportError::Page { path: path.to_owned(), status };
    let request = Request::get(path).body(Body::empty()).map_err(|_| failed(StatusCode::BAD_REQUEST))?;
    let response = match router.oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    if response.status() != expected {
        return Err(failed(response.status()));
    }
    to_bytes(response.into_body(), usize::MAX).await.map_err(|_| failed(StatusCode::INTERNAL_SERVER_ERROR))
}

/// The file for an address: one with an extension as it is, any other as the index of a folder.
fn file_of(path: &str) -> PathBuf {
    let relative = path.trim_start_matches('/');
    let last = relative.rsplit('/').next().unwrap_or_default();
    if last.contains('.') { PathBuf::from(relative) } else { Path::new(relative).join("index.html") }
}

fn write(dir: &Path, file: &Path, body: &[u8]) -> Result<Exported, ExportError> {
    let path = dir.join(file);
    let failed = |error| ExportError::Write { path: path.clone(), error };
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(failed)?;
    }
    fs::write(&path, body).map_err(failed)?;
    Ok(Exported { files: 1, bytes: body.len() as u64 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_becomes_a_file() {
        assert_eq!(file_of("/"), Path::new("index.html"));
        assert_eq!(file_of("/codes/27447"), Path::new("codes/27447/index.html"));
        assert_eq!(file_of("/codes/27447.json"), Path::new("codes/27447.json"));
        assert_eq!(file_of("/sitemap/1.xml"), Path::new("sitemap/1.xml"));
    }
}
