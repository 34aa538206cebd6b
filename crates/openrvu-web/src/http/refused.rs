//! What the framework refuses before a handler sees it, as errors of this site, in its words.

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode, Uri};
use axum::response::Response;

use crate::WebError;

/// The error that a response of the framework stands for; `None` for any other response.
pub(crate) fn refused(response: &Response, method: &Method, uri: &Uri) -> Option<WebError> {
    Some(match response.status() {
        StatusCode::BAD_REQUEST => WebError::BadRequest(unreadable(uri)),
        StatusCode::METHOD_NOT_ALLOWED => WebError::Method(method.clone()),
        StatusCode::PAYLOAD_TOO_LARGE => WebError::TooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => WebError::NotAForm,
        _ => return None,
    })
}

/// Why an address cannot be read: a part of its query that stands twice, or bytes that are not text.
fn unreadable(uri: &Uri) -> String {
    let mut seen = BTreeSet::new();
    let names = uri.query().unwrap_or_default().split('&').filter_map(|pair| pair.split('=').next());
    let twice: BTreeSet<&str> = names.filter(|name| !name.is_empty() && !seen.insert(*name)).collect();
    if twice.is_empty() {
        return "The address holds bytes that are not UTF-8 text: write it again.".to_owned();
    }
    let twice: Vec<String> = twice.into_iter().map(|name| name.chars().take(24).collect()).collect();
    let stands = if twice.len() == 1 { "stands" } else { "stand" };
    format!("{} {stands} more than once in the address: give each part once.", twice.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_in_an_address_is_named() {
        let words = |uri: &'static str| unreadable(&Uri::from_static(uri));
        assert_eq!(
            words("/codes/1?on=a&x=1&on=b"),
            "on stands more than once in the address: give each part once."
        );
        assert_eq!(
            words("/codes/1?on=a&x=1&on=b&x=2"),
            "on, x stand more than once in the address: give each part once."
        );
        assert!(words("/codes/%FF").contains("not UTF-8"));
    }
}
