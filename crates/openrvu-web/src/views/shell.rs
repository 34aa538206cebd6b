//! What surrounds every page: head, navigation, search box, footer.

use crate::Site;

/// The part of the site that a page belongs to, marked in the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Nav {
    /// The home page, and pages outside the navigation.
    None,
    /// Codes and browsing.
    Codes,
    /// The calculator.
    Calculator,
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
pub(crate) struct Shell<'a> {
    site: &'a Site,
    /// `<title>`, without the site's name.
    pub(crate) title: String,
    /// The description for search engines.
    pub(crate) description: String,
    /// The canonical path, such as `/codes/27447`.
    pub(crate) path: String,
    /// The part of the site.
    pub(crate) nav: Nav,
    /// What stands in the search box.
    pub(crate) query: String,
    /// JSON-LD, one script.
    pub(crate) json_ld: Option<String>,
    /// The address of the JSON twin.
    pub(crate) json: Option<String>,
    /// Whether search engines are asked to leave the page out.
    pub(crate) noindex: bool,
}

/// The links of the navigation.
const LINKS: [(Nav, &str, &str); 7] = [
    (Nav::Codes, "/codes", "Codes"),
    (Nav::Calculator, "/calculator", "Calculator"),
    (Nav::Changes, "/changes", "Changes"),
    (Nav::Stages, "/stages", "Career stages"),
    (Nav::Resources, "/resources", "Resources"),
    (Nav::Blog, "/blog", "Blog"),
    (Nav::Support, "/support", "Support"),
];

impl<'a> Shell<'a> {
    /// The surroundings of a page at a canonical path.
    pub(crate) fn new(site: &'a Site, nav: Nav, path: impl Into<String>, title: impl Into<String>) -> Self {
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
    pub(crate) fn described(mut self, description: impl Into<String>) -> Self {
        self.description = description.into();
        self
    }

    /// Names the JSON twin. A static export holds the twins of codes only.
    #[must_use]
    pub(crate) fn with_json(mut self, address: impl Into<String>) -> Self {
        let address = address.into();
        let is_of_code = self.path.strip_prefix("/codes/").is_some_and(|rest| !rest.contains('/'));
        self.json = Some(address).filter(|_| self.served() || is_of_code);
        self
    }

    /// The canonical address.
    pub(crate) fn canonical(&self) -> String {
        format!("{}{}", self.site.options.origin, self.path)
    }

    /// The address of an asset.
    pub(crate) fn asset(&self, name: &str) -> &str {
        self.site.assets.url(name)
    }

    /// Whether there is a server to ask: not on the pages of a static export.
    pub(crate) fn served(&self) -> bool {
        !self.site.exporting
    }

    /// Whether a code can be logged here.
    pub(crate) fn has_log(&self) -> bool {
        self.served() && self.site.options.has_log
    }

    /// The navigation: address, words, whether the page is of that part.
    pub(crate) fn links(&self) -> impl Iterator<Item = (&'static str, &'static str, bool)> + '_ {
        let links = LINKS.into_iter().filter(|(nav, ..)| self.served() || *nav != Nav::Calculator);
        links.map(|(nav, address, words)| (address, words, nav == self.nav))
    }

    /// The newest release held, named in the footer.
    pub(crate) fn newest(&self) -> String {
        self.site.schedule.newest().map_or_else(|| "no release".to_owned(), |release| release.id.to_string())
    }
}

/// JSON for a `<script>` of data: no `<` that could end it.
pub(crate) fn json_ld(value: &serde_json::Value) -> String {
    value.to_string().replace('<', "\\u003c")
}
