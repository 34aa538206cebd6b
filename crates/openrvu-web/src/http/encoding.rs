//! Compression: which encoding a client takes, and the bytes in it.

use std::io::Write;

use axum::http::{HeaderMap, header};

use super::accept::choices;

/// An encoding of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// As it is.
    Identity,
    /// gzip.
    Gzip,
    /// Brotli.
    Brotli,
}

impl Encoding {
    /// The value of `Content-Encoding`; none for a body as it is.
    pub(crate) const fn name(self) -> Option<&'static str> {
        match self {
            Self::Identity => None,
            Self::Gzip => Some("gzip"),
            Self::Brotli => Some("br"),
        }
    }

    /// The encoding that a client weighs most, of equals the one that makes fewest bytes. One weighed `q=0` is not
    /// taken; a body as it is always is.
    pub(crate) fn accepted(headers: &HeaderMap) -> Self {
        let weight = |name: &str| {
            let named = |wanted: &str| {
                choices(headers, header::ACCEPT_ENCODING)
                    .find(|choice| choice.name.eq_ignore_ascii_case(wanted))
            };
            named(name).or_else(|| named("*")).map_or(0, |choice| choice.weight)
        };
        let encoded = [(Self::Gzip, weight("gzip")), (Self::Brotli, weight("br"))];
        let identity = (Self::Identity, weight("identity"));
        encoded
            .into_iter()
            .filter(|(_, weight)| *weight > 0)
            .fold(identity, |best, next| if next.1 >= best.1 { next } else { best })
            .0
    }

    /// Bytes in this encoding; `None` where encoding fails, or where it does not make them fewer.
    pub(crate) fn encode(self, bytes: &[u8], effort: Effort) -> Option<Vec<u8>> {
        let encoded = match self {
            Self::Identity => return None,
            Self::Gzip => {
                let level = if effort == Effort::Once { 9 } else { 6 };
                let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(level));
                encoder.write_all(bytes).ok()?;
                encoder.finish().ok()?
            }
            Self::Brotli => {
                let quality = if effort == Effort::Once { 11 } else { 5 };
                let mut out = Vec::new();
                let parameters =
                    brotli::enc::BrotliEncoderParams { quality, lgwin: 20, ..Default::default() };
                brotli::BrotliCompress(&mut &*bytes, &mut out, &parameters).ok()?;
                out
            }
        };
        (encoded.len() < bytes.len()).then_some(encoded)
    }
}

/// How hard to compress.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effort {
    /// While a reader waits.
    Waiting,
    /// Once, for many readers.
    Once,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepted(value: &'static str) -> Encoding {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_ENCODING, value.parse().unwrap());
        Encoding::accepted(&headers)
    }

    #[test]
    fn the_best_encoding_that_a_client_takes_is_chosen() {
        assert_eq!(accepted("gzip, deflate, br"), Encoding::Brotli);
        assert_eq!(accepted("gzip"), Encoding::Gzip);
        assert_eq!(accepted("br;q=0, gzip;q=0.5"), Encoding::Gzip);
        assert_eq!(accepted("identity"), Encoding::Identity);
        assert_eq!(accepted("gzip;q=0.0"), Encoding::Identity);
        assert_eq!(accepted("br;q=0.1, gzip;q=1"), Encoding::Gzip);
        assert_eq!(accepted("gzip;q=0.5, br;q=0.5"), Encoding::Brotli);
        assert_eq!(accepted("identity, gzip;q=0.5"), Encoding::Identity);
        assert_eq!(accepted("*"), Encoding::Brotli);
        assert_eq!(accepted("*;q=0.5, br;q=0"), Encoding::Gzip);
    }
}
