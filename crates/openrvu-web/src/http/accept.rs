//! Headers that weigh choices, such as `Accept: text/html;q=0.8, */*;q=0.1` (RFC 9110, sections 12.4.2 and 12.5).

use axum::http::header::HeaderName;
use axum::http::{HeaderMap, header};

/// A weight in thousandths.
pub(crate) type Weight = u16;

/// The weight of a choice that names none.
const FULL: Weight = 1000;

/// One choice of a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Choice<'a> {
    /// What is chosen, such as `br` or `text/html`.
    pub(crate) name: &'a str,
    /// How much it is wanted; zero refuses it.
    pub(crate) weight: Weight,
}

/// The choices of a header, in its order.
pub(crate) fn choices(headers: &HeaderMap, name: HeaderName) -> impl Iterator<Item = Choice<'_>> {
    let values = headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).filter_map(|part| {
        let mut parts = part.split(';').map(str::trim);
        let name = parts.next().filter(|name| !name.is_empty())?;
        let weight = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
        Some(Choice { name, weight: weight.map_or(FULL, read) })
    })
}

/// A weight as written, `0.25` or `1`. One that cannot be read weighs nothing, so that it chooses nothing.
fn read(text: &str) -> Weight {
    let (whole, part) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let digits = part.len() <= 3 && part.bytes().all(|byte| byte.is_ascii_digit());
    let thousandths = format!("{part:0<3}").parse().ok().filter(|_| digits);
    match (whole, thousandths) {
        ("0", Some(thousandths)) => thousandths,
        ("1", Some(0)) => FULL,
        _ => 0,
    }
}

/// Whether JSON is wanted rather than a page: more of it, or as much and named more exactly or earlier.
pub(crate) fn wants_json(headers: &HeaderMap) -> bool {
    let json = standing(headers, "application/json").max(standing(headers, "application/problem+json"));
    json.is_some_and(|json| json.weight > 0) && json > standing(headers, "text/html")
}

/// How a media type stands in `Accept`: greater is preferred.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Standing {
    weight: Weight,
    /// Two for its own name, one for its kind (`text/*`), zero for anything (`*/*`).
    exactness: u8,
    place: std::cmp::Reverse<usize>,
}

/// By the most exact of the ranges that cover a media type; none where none does.
fn standing(headers: &HeaderMap, media_type: &str) -> Option<Standing> {
    let kind = media_type.split('/').next().unwrap_or_default();
    let covering = choices(headers, header::ACCEPT).enumerate().filter_map(|(place, choice)| {
        let exactness = match choice.name.split_once('/') {
            _ if choice.name.eq_ignore_ascii_case(media_type) => 2,
            Some((own, "*")) if own.eq_ignore_ascii_case(kind) => 1,
            Some(("*", "*")) => 0,
            _ => return None,
        };
        Some(Standing { weight: choice.weight, exactness, place: std::cmp::Reverse(place) })
    });
    covering.max_by_key(|standing| (standing.exactness, standing.place))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(accept: &'static str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, accept.parse().unwrap());
        wants_json(&headers)
    }

    #[test]
    fn a_weight_is_read_in_thousandths() {
        for (text, weight) in [("1", 1000), ("1.000", 1000), ("0.5", 500), ("0.25", 250), ("0", 0), ("0.", 0)]
        {
            assert_eq!(read(text), weight, "{text}");
        }
        for wrong in ["", "2", "1.5", "0.1234", "-1", "0.x", "half"] {
            assert_eq!(read(wrong), 0, "{wrong}");
        }
    }

    #[test]
    fn json_is_given_where_it_weighs_more_than_a_page() {
        for accept in [
            "application/json",
            "text/html;q=0.1, application/json",
            "application/json, */*;q=0.1",
            "application/json, text/plain, */*",
            "application/json, text/html",
            "application/*",
            "application/problem+json",
        ] {
            assert!(json(accept), "{accept}");
        }
        for accept in [
            "*/*",
            "text/html",
            "application/json;q=0.1, text/html",
            "text/html, application/json",
            "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "application/json;q=0",
            "image/png",
        ] {
            assert!(!json(accept), "{accept}");
        }
        assert!(!wants_json(&HeaderMap::new()));
    }
}
