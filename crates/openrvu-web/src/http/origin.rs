//! Whence a request comes, and where one may be sent back to.

use axum::http::HeaderMap;

/// A path of this site, or the home page for anything else. Browsers drop tabs and line breaks from an address and
/// read `\\` as `/`, so only visible ASCII is a path.
#[must_use]
pub fn own_path(back: &str) -> String {
    let is_path = back.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let is_own = is_path && back.starts_with('/') && !back.starts_with("//");
    if is_own { back.to_owned() } else { "/".to_owned() }
}

/// Whether a form was sent from a page of this very site.
#[must_use]
pub fn is_same_origin(headers: &HeaderMap) -> bool {
    let value = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = value("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    match (value("origin"), value("host")) {
        (Some(origin), Some(host)) => origin.split_once("://").is_some_and(|(_, from)| from == host),
        // A program without a browser sends neither, and has no cookie to be misused.
        (None, _) => true,
        (Some(_), None) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_path_of_this_site_is_gone_back_to() {
        assert_eq!(own_path("/codes/27447?on=2026-08-01"), "/codes/27447?on=2026-08-01");
        let foreign = ["", "//evil.example", "https://evil.example", "/\\evil.example", "/a\r\nb"];
        let hidden =
            ["/\t/evil.example", "/\0/evil.example", "/\x7f/evil.example", "\t//evil.example", "/ /x", "/é"];
        for back in foreign.into_iter().chain(hidden) {
            assert_eq!(own_path(back), "/", "{back:?}");
        }
    }
}
