//! Who asks: the locality chosen once and kept in a cookie, and whether JSON is wanted.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use openrvu_core::LocalityId;

use super::accept::wants_json;

/// The name of the cookie that keeps the reader's locality.
pub(crate) const LOCALITY_COOKIE: &str = "locality";

/// What a request tells of its reader.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Reader {
    /// The locality of the cookie.
    pub(crate) locality: Option<LocalityId>,
    /// Whether `Accept` asks for JSON rather than a page.
    pub(crate) wants_json: bool,
}

impl Reader {
    /// Reads the headers.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        Self {
            locality: cookie(headers, LOCALITY_COOKIE).and_then(|value| value.parse().ok()),
            wants_json: wants_json(headers),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Reader {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.headers))
    }
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let values = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    values
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_is_known_by_cookie_and_accept() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, "a=b; locality=15202-00".parse().unwrap());
        headers.insert(header::ACCEPT, "application/json, */*;q=0.1".parse().unwrap());
        let reader = Reader::of(&headers);
        assert_eq!(reader.locality.unwrap().to_string(), "15202-00");
        assert!(reader.wants_json);
        headers.insert(header::ACCEPT, "text/html,application/json;q=0.9".parse().unwrap());
        headers.insert(header::COOKIE, "locality=nowhere".parse().unwrap());
        let reader = Reader::of(&headers);
        assert!(reader.locality.is_none() && !reader.wants_json);
    }
}
