//! `/benchmarks` and `/benchmarks/SLUG`, each with its twin (`….json`) and its workbook (`….xlsx`).

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::Uri;
use axum::response::Response;
use openrvu_benchmark::set::{Absent, Figure};
use openrvu_benchmark::{BenchmarkSet, SetId};
use serde::Deserialize;

use super::SharedSite;
use super::list::untwinned;
use crate::http::reader::Reader;
use crate::http::{content, json, page};
use crate::views::benchmark::{
    BUILD_COMMAND, BenchmarkPage, BenchmarksPage, Column, Found, Level, SuppressedPage, workbook,
};
use crate::views::sort::{Heading, Sort, SortColumn};
use crate::views::{Nav, Shell};
use crate::{Site, WebError};

/// The type of a workbook.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

#[derive(Template)]
#[template(path = "benchmarks.html")]
pub(crate) struct BenchmarksTemplate<'a> {
    pub(crate) shell: Shell<'a>,
    pub(crate) page: BenchmarksPage,
    pub(crate) asked: Asked,
}

#[derive(Template)]
#[template(path = "benchmark.html")]
pub(crate) struct BenchmarkTemplate<'a> {
    pub(crate) shell: Shell<'a>,
    pub(crate) page: BenchmarkPage,
    pub(crate) asked: Asked,
}

#[derive(Template)]
#[template(path = "benchmark_suppressed.html")]
pub(crate) struct SuppressedTemplate<'a> {
    pub(crate) shell: Shell<'a>,
    pub(crate) page: SuppressedPage,
    pub(crate) asked: Asked,
}

/// What may stand in the address.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct BenchmarkQuery {
    /// A set by its name.
    #[serde(default)]
    set: String,
    /// Words of the names wanted.
    #[serde(default)]
    q: String,
    /// The order of the list.
    #[serde(default)]
    sort: String,
}

/// What stands in the address, read.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// The set.
    pub(crate) set: Option<SetId>,
    /// Words of the names wanted, as they stand in an address.
    query: String,
    /// The order of the list.
    pub(crate) sort: Option<Sort<Column>>,
}

impl BenchmarkQuery {
    fn read(&self, site: &Site) -> Result<Asked, WebError> {
        let set = match self.set.trim() {
            "" => None,
            text => Some(held(site, text)?),
        };
        let sort = Sort::read(&self.sort).map_err(WebError::BadRequest)?;
        Ok(Asked { set, query: encoded(self.q.trim()), sort })
    }
}

/// A set that is held, by its name.
fn held(site: &Site, text: &str) -> Result<SetId, WebError> {
    let id: SetId = text.parse().map_err(|error| WebError::BadRequest(format!("{error}.")))?;
    if site.benchmarks.get(id).is_some() {
        return Ok(id);
    }
    let held: Vec<String> = site.benchmarks.all().iter().map(|set| set.id.to_string()).collect();
    let held =
        if held.is_empty() { "No set is".to_owned() } else { format!("Those held are {}", held.join(", ")) };
    Err(WebError::BadRequest(format!("The benchmark set {id} is not held here. {held}.")))
}

/// Text as a part of an address.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes().take(320) {
        if byte.is_ascii_alphanumeric() {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

impl Asked {
    /// The end of an address that asks for the same set.
    pub(crate) fn tail(&self) -> String {
        self.set.map(|id| format!("?set={id}")).unwrap_or_default()
    }

    /// The end of an address that asks for the same list.
    pub(crate) fn list_tail(&self) -> String {
        let set = self.set.map(|id| format!("set={id}"));
        let query = (!self.query.is_empty()).then(|| format!("q={}", self.query));
        let sort = self.sort.map(|sort| format!("sort={}", sort.written()));
        let parts: Vec<String> = [set, query, sort].into_iter().flatten().collect();
        if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) }
    }

    /// Every column of the list, with the address that sorts by it.
    pub(crate) fn headings(&self) -> impl Iterator<Item = (Column, Heading, String)> + '_ {
        Column::ALL.iter().map(|column| {
            let heading = Heading::of(*column, self.sort);
            let set = self.set.map(|id| format!("set={id}&")).unwrap_or_default();
            let query = if self.query.is_empty() { String::new() } else { format!("q={}&", self.query) };
            let address = format!("/benchmarks?{set}{query}sort={}", heading.sort);
            (*column, heading, address)
        })
    }

    /// Whether the page is the one that search engines are to know.
    fn is_plain(&self) -> bool {
        self.set.is_none() && self.query.is_empty() && self.sort.is_none()
    }
}

/// The list.
pub(crate) async fn all(
    State(site): SharedSite,
    Query(query): Query<BenchmarkQuery>,
    uri: Uri,
    reader: Reader,
) -> Result<Response, WebError> {
    let asked = query.read(&site)?;
    let set: Option<&BenchmarkSet> =
        asked.set.map_or_else(|| site.benchmarks.newest(), |id| site.benchmarks.get(id));
    let view = BenchmarksPage::of(&site, set, &query.q, asked.sort);
    if uri.path().ends_with(".xlsx") {
        let set = view.set.as_ref().ok_or(WebError::NoSuchPage)?;
        let written = workbook::write_list(&view, set);
        return Ok(content(XLSX, written.map_err(|error| WebError::Internal(error.to_string()))?));
    }
    if untwinned(uri.path()).1 || reader.wants_json {
        return json(&view);
    }
    let mut shell = Shell::new(&site, Nav::Benchmarks, "/benchmarks", "National benchmarks")
        .described(
            "How Medicare work RVUs and services of a year are spread over the clinicians of each specialty, from Medicare’s public files, with every caveat.",
        )
        .with_json(format!("/benchmarks.json{}", asked.tail()));
    shell.noindex = !asked.is_plain();
    page(&BenchmarksTemplate { shell, page: view, asked })
}

/// One specialty.
pub(crate) async fn show(
    State(site): SharedSite,
    Path(name): Path<String>,
    Query(query): Query<BenchmarkQuery>,
    reader: Reader,
) -> Result<Response, WebError> {
    let asked = query.read(&site)?;
    let workbook_wanted = name.ends_with(".xlsx");
    let (slug, twin) = name.strip_suffix(".xlsx").map_or_else(|| untwinned(&name), |slug| (slug, false));
    let set = site.benchmarks.for_specialty(slug, asked.set).ok_or(WebError::NoSuchPage)?;
    let address = format!("/benchmarks/{slug}");
    let Some(specialty) = set.specialty(slug) else {
        let view = SuppressedPage::of(set, slug).filter(|_| !workbook_wanted).ok_or(WebError::NoSuchPage)?;
        if twin || reader.wants_json {
            return json(&view);
        }
        let mut shell = Shell::new(&site, Nav::Benchmarks, address, format!("{}: benchmark", view.name));
        shell.noindex = true;
        return page(&SuppressedTemplate { shell, page: view, asked });
    };
    let view = BenchmarkPage::of(&site, set, specialty);
    if workbook_wanted {
        return Ok(content(
            XLSX,
            workbook::write(&view).map_err(|error| WebError::Internal(error.to_string()))?,
        ));
    }
    if twin || reader.wants_json {
        return json(&view);
    }
    let mut shell = Shell::new(&site, Nav::Benchmarks, &*address, format!("{}: benchmark", view.name))
        .described(view.description())
        .with_json(format!("{address}.json{}", asked.tail()));
    shell.noindex = !asked.is_plain();
    page(&BenchmarkTemplate { shell, page: view, asked })
}
