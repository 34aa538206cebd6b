//! Compression: which encoding a client takes, and the bytes in it.

use std::io::Write;

use axum::http::{HeaderMap, header};

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

    /// The best encoding that a client takes. One refused by `q=0` is not taken.
    pub(crate) fn accepted(headers: &HeaderMap) -> Self {
        let mut best = Self::Identity;
        for value in headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok()) {
            for part in value.split(',') {
                let mut parameters = part.split(';').map(str::trim);
                let name = parameters.next().unwrap_or_default();
                let refused = parameters
                    .any(|p| p.strip_prefix("q=").is_some_and(|q| q.trim_matches(['0', '.']).is_empty()));
                match name {
                    _ if refused => {}
                    "br" => best = Self::Brotli,
                    "gzip" if best == Self::Identity => best = Self::Gzip,
                    _ => {}
                }
            }
        }
        best
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
    }
}
