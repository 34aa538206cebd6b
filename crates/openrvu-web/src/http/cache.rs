//! Rendered pages kept in memory with their entity tags and encodings.

use std::collections::VecDeque;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use axum::body::Bytes;
use rustc_hash::FxHashMap;

use super::encoding::{Effort, Encoding};

/// A body with its type, its entity tag and, once somebody asked, its encodings.
#[derive(Debug)]
pub(crate) struct Stored {
    /// The body as it is.
    pub(crate) body: Bytes,
    /// `Content-Type`.
    pub(crate) content_type: String,
    /// `ETag`: weak, since the encodings share it.
    pub(crate) etag: String,
    gzip: OnceLock<Option<Bytes>>,
    brotli: OnceLock<Option<Bytes>>,
}

impl Stored {
    /// A body whose hash names it.
    pub(crate) fn new(body: Bytes, content_type: &str, hash: &str) -> Self {
        Self {
            body,
            content_type: content_type.to_owned(),
            etag: format!("W/\"{hash}\""),
            gzip: OnceLock::new(),
            brotli: OnceLock::new(),
        }
    }

    /// The body in an encoding, or as it is where that does not make it smaller.
    pub(crate) fn encoded(&self, encoding: Encoding) -> (Bytes, Encoding) {
        let cell = match encoding {
            Encoding::Identity => return (self.body.clone(), Encoding::Identity),
            Encoding::Gzip => &self.gzip,
            Encoding::Brotli => &self.brotli,
        };
        let encode = || encoding.encode(&self.body, Effort::Waiting).map(Bytes::from);
        match cell.get_or_init(encode) {
            Some(bytes) => (bytes.clone(), encoding),
            None => (self.body.clone(), Encoding::Identity),
        }
    }
}

/// Pages by what was asked, the oldest given up first when memory is full.
#[derive(Debug)]
pub(crate) struct PageCache {
    most: usize,
    held: RwLock<Held>,
}

#[derive(Debug, Default)]
struct Held {
    pages: FxHashMap<String, Arc<Stored>>,
    order: VecDeque<String>,
    bytes: usize,
}

impl PageCache {
    /// A cache of so many bytes of bodies.
    pub(crate) fn new(most: usize) -> Self {
        Self { most, held: RwLock::default() }
    }

    /// The page kept for a request.
    pub(crate) fn get(&self, key: &str) -> Option<Arc<Stored>> {
        self.held.read().unwrap_or_else(PoisonError::into_inner).pages.get(key).cloned()
    }

    /// Keeps a page. A body larger than a sixteenth of the cache is not kept.
    pub(crate) fn put(&self, key: String, page: Arc<Stored>) {
        // Encodings are about a third of a body each; they are made later, so they are counted now.
        let cost = |page: &Stored| page.body.len() + page.body.len() / 2;
        if cost(&page) > self.most / 16 {
            return;
        }
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        held.bytes += cost(&page);
        if let Some(before) = held.pages.insert(key.clone(), page) {
            held.bytes = held.bytes.saturating_sub(cost(&before));
        } else {
            held.order.push_back(key);
        }
        while held.bytes > self.most {
            let Some(oldest) = held.order.pop_front() else { break };
            if let Some(gone) = held.pages.remove(&oldest) {
                held.bytes = held.bytes.saturating_sub(cost(&gone));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(bytes: usize) -> Arc<Stored> {
        Arc::new(Stored::new(Bytes::from(vec![b'x'; bytes]), "text/plain", "0"))
    }

    #[test]
    fn the_oldest_page_is_given_up_when_memory_is_full() {
        let cache = PageCache::new(3200);
        for n in 0..40 {
            cache.put(n.to_string(), page(100));
        }
        assert!(cache.get("0").is_none());
        assert!(cache.get("39").is_some());
        assert!(cache.held.read().unwrap().bytes <= 3200);
        cache.put("large".to_owned(), page(1000));
        assert!(cache.get("large").is_none());
    }
}
