//! Links of exported pages: relative to the page, so that the files work at any address.

use std::path::Path;

/// The attributes that hold an address of the site.
const ATTRIBUTES: [&str; 4] = ["href", "src", "action", "data-module"];

/// A page whose links to the site are relative to the page's own file.
pub(super) fn relative(page: &str, file: &Path) -> String {
    let depth = file.components().count().saturating_sub(1);
    let root = if depth == 0 { "./".to_owned() } else { "../".repeat(depth) };
    rewritten(page, &root)
}

/// A page whose links to the site begin with the path of a base address, such as `https://example.org/rvu`.
pub(super) fn under(page: &str, base: &str) -> String {
    let path = base.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map_or("", |(_, path)| path);
    let root = if path.is_empty() { "/".to_owned() } else { format!("/{path}/") };
    rewritten(page, &root)
}

fn rewritten(page: &str, root: &str) -> String {
    let mut out = String::with_capacity(page.len() + page.len() / 16);
    let mut rest = page;
    while let Some((before, after)) = rest.split_once("=\"/") {
        out.push_str(before);
        out.push_str("=\"");
        let is_attribute =
            ATTRIBUTES.iter().any(|name| before.strip_suffix(name).is_some_and(|tag| tag.ends_with(' ')));
        if is_attribute && !after.starts_with('/') {
            let (address, tail) = after.split_at(after.find('"').unwrap_or(after.len()));
            out.push_str(root);
            push_as_folder(&mut out, address);
            rest = tail;
        } else {
            out.push('/');
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

/// The address of a page ends with a slash, since its file is the index of a folder; that of a file does not.
fn push_as_folder(out: &mut String, address: &str) {
    let (path, tail) = address.split_at(address.find(['?', '#']).unwrap_or(address.len()));
    let last = path.rsplit('/').next().unwrap_or_default();
    out.push_str(path);
    if !last.is_empty() && !last.contains('.') {
        out.push('/');
    }
    out.push_str(tail);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_from_the_page_s_own_folder() {
        let page = r##"<a href="/">x</a><a href="/codes/27447#pay"><img src="/assets/icon.svg"> <form action="/search"><a href="/search?q=a/b"><a href="//other.example"><a href="https://x.example/y"><p title="/no">="/</p>"##;
        let deep = relative(page, Path::new("codes/27447/index.html"));
        assert_eq!(
            deep,
            r##"<a href="../../">x</a><a href="../../codes/27447/#pay"><img src="../../assets/icon.svg"> <form action="../../search/"><a href="../../search/?q=a/b"><a href="//other.example"><a href="https://x.example/y"><p title="/no">="/</p>"##
        );
        let home = relative(r#"<a href="/"> <a href="/codes">"#, Path::new("index.html"));
        assert_eq!(home, r#"<a href="./"> <a href="./codes/">"#);
    }

    #[test]
    fn a_page_shown_at_any_address_goes_by_the_base() {
        let page = r#"<a href="/codes">"#;
        assert_eq!(under(page, "https://example.org"), r#"<a href="/codes/">"#);
        assert_eq!(under(page, "https://example.org/rvu"), r#"<a href="/rvu/codes/">"#);
    }
}
