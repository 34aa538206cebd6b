//! What surrounds every page: head, navigation, search box, footer.

use crate::Site;

/// The part of the site that a page belongs to, marked in the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nav {
    /// The home page, and pages outside the navigation.
    None,
    /// Codes and browsing.
    Codes,
    /// The calculator.
    Calculator,
    /// The log, with everything behind it.
    Log,
    /// National benchmarks.
    Benchmarks,
    /// Changes between releases.
    Changes,
    /// Career stages.
    Stages,
    /// Resources.
    Resources,
    /// Blog.
    Blog,
    /// Support and data.
    Support,
}

/// The surroundings of a page.
#[derive(Debug, Clone)]
pub struct Shell<'a> {
    site: &'a Site,
    /// `<title>`, without the site's name.
    pub title: String,
    /// The description for search engines.
    pub description: String,
    /// The canonical path, such as `/codes/27447`.
    pub path: String,
    /// The part of the site.
    pub nav: Nav,
    /// What stands in the search box.
    pub query: String,
    /// JSON-LD, one script.
    pub json_ld: Option<String>,
    /// The address of the JSON twin.
    pub json: Option<String>,
    /// Whether search engines are asked to leave the page out.
    pub noindex: bool,
}

/// The links of the navigation.
const LINKS: [(Nav, &str, &str); 9] = [
    (Nav::Codes, "/codes", "Codes"),
    (Nav::Calculator, "/calculator", "Calculator"),
    (Nav::Log, "/log", "Log"),
    (Nav::Benchmarks, "/benchmarks", "Benchmarks"),
    (Nav::Changes, "/changes", "Changes"),
    (Nav::Stages, "/stages", "Career stages"),
    (Nav::Resources, "/resources", "Resources"),
    (Nav::Blog, "/blog", "Blog"),
    (Nav::Support, "/support", "Support"),
];

impl<'a> Shell<'a> {
    /// The surroundings of a page at a canonical path.
    #[must_use]
    pub fn new(site: &'a Site, nav: Nav, path: impl Into<String>, title: impl Into<String>) -> Self {
        Self {
            site,
            title: title.into(),
            description: String::new(),
            path: path.into(),
            nav,
            query: String::new(),
            json_ld: None,
            json: None,
            noindex: false,
        }
    }

    /// Sets the description.
    #[must_use]
    pub fn described(mut self, description: impl Into<String>) -> Self {
        self.description = description.into();
        self
    }

    /// Names the JSON twin. A static export holds the twins of codes only.
    #[must_use]
    pub fn with_json(mut self, address: impl Into<String>) -> Self {
        let address = address.into();
        let is_of_code = self.path.strip_prefix("/codes/").is_some_and(|rest| !rest.contains('/'));
        self.json = Some(address).filter(|_| self.served() || is_of_code);
        self
    }

    /// The canonical address.
    #[must_use]
    pub fn canonical(&self) -> String {
        format!("{}{}", self.site.options.origin, self.path)
    }

    /// The address of an asset.
    #[must_use]
    pub fn asset(&self, name: &str) -> &str {
        self.site.assets.url(name)
    }

    /// Whether there is a server to ask: not on the pages of a static export.
    #[must_use]
    pub fn served(&self) -> bool {
        !self.site.exporting
    }

    /// Whether a code can be logged here.
    #[must_use]
    pub fn has_log(&self) -> bool {
        self.served() && self.site.options.has_log
    }

    /// The navigation: address, words, whether the page is of that part.
    pub fn links(&self) -> impl Iterator<Item = (&'static str, &'static str, bool)> + '_ {
        let links = LINKS.into_iter().filter(|(nav, ..)| match nav {
            Nav::Calculator => self.served(),
            Nav::Log => self.has_log(),
            _ => true,
        });
        links.map(|(nav, address, words)| (address, words, nav == self.nav))
    }

    /// The newest release held, named in the footer.
    #[must_use]
    pub fn newest(&self) -> String {
        self.site.schedule.newest().map_or_else(|| "no release".to_owned(), |release| release.id.to_string())
    }
}

/// JSON for a `<script>` of data: no `<` that could end it.
pub(crate) fn json_ld(value: &serde_json::Value) -> String {
    value.to_string().replace('<', "\\u003c")
}
