//! The texts inside the binary.

use crate::Library;

/// The texts as `build.rs` packed them.
static PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/library.postcard"));

/// The texts inside the binary cannot be unpacked: the binary is damaged.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the texts inside the binary cannot be unpacked ({0}); install it again")]
pub struct EmbeddedError(postcard::Error);

impl Library {
    /// The texts that this binary was built with. Takes a few milliseconds: do it once and keep the result.
    ///
    /// # Errors
    /// [`EmbeddedError`] where the binary is damaged.
    pub fn embedded() -> Result<Self, EmbeddedError> {
        postcard::from_bytes(PACKED).map_err(EmbeddedError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_binary_holds_the_texts_of_the_repository() {
        let library = Library::embedded().unwrap();
        let (family, entry) = library.get("29881".parse().unwrap()).unwrap();
        assert_eq!(
            (family.id.as_str(), family.folder.as_str()),
            ("knee-arthroscopy", "surgery/musculoskeletal")
        );
        assert!(entry.title.contains("meniscectomy"), "{}", entry.title);
        assert!(library.specialty(&entry.specialties[0]).is_some());
    }
}
