//! Passwords, hashed with Argon2id.

use std::sync::OnceLock;

use argon2::{Argon2, Params, PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;

use crate::{App, AppError};

/// Memory of one hash in KiB.
const MEMORY_KIB: u32 = 19 * 1024;
/// Passes over the memory.
const PASSES: u32 = 2;
/// Lanes.
const LANES: u32 = 1;
/// Hashes computed at once; others wait, so that sign-ins cannot take all of the memory or of the processor.
const AT_ONCE: usize = 4;

/// Fewest characters of a password.
pub(crate) const FEWEST_CHARACTERS: usize = 12;
/// Most bytes of a password.
const MOST_BYTES: usize = 256;
/// Fewest different characters of a password.
const FEWEST_DIFFERENT: usize = 5;

/// The hashing of passwords.
pub(crate) struct Passwords {
    turns: Semaphore,
    /// The hash of no account, against which passwords of unknown accounts are checked, so that it takes as long.
    nobodys: OnceLock<String>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self { turns: Semaphore::new(AT_ONCE), nobodys: OnceLock::new() }
    }
}

impl Passwords {
    /// The hash of a new password, as a PHC string.
    pub(crate) async fn hash(&self, app: &App, password: &str) -> Result<String, AppError> {
        let (password, salt) = (password.to_owned(), app.random::<16>());
        self.compute(move || phc(&password, &salt)).await
    }

    /// Whether a password is an account's. It takes as long where there is no account.
    pub(crate) async fn is_right(&self, password: &str, hash: Option<&str>) -> Result<bool, AppError> {
        if password.len() > MOST_BYTES {
            return Ok(false);
        }
        let (password, is_somebodys) = (password.to_owned(), hash.is_some());
        let hash = match hash {
            Some(hash) => hash.to_owned(),
            None => self.nobodys().await?,
        };
        let is_right = move || {
            argon2()?.verify_password(password.as_bytes(), hash.as_str()).map(|()| true).or_else(|error| {
                match error {
                    argon2::password_hash::Error::PasswordInvalid => Ok(false),
                    error => Err(internal(&error)),
                }
            })
        };
        Ok(self.compute(is_right).await? && is_somebodys)
    }

    /// Computes what the first sign-in would have to wait for.
    pub(crate) async fn nobodys(&self) -> Result<String, AppError> {
        if let Some(hash) = self.nobodys.get() {
            return Ok(hash.clone());
        }
        let hash = self.compute(|| phc("nobody's", &[0; 16])).await?;
        Ok(self.nobodys.get_or_init(|| hash).clone())
    }

    async fn compute<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, AppError> + Send + 'static,
    ) -> Result<T, AppError> {
        let _turn = self.turns.acquire().await.map_err(|error| internal(&error))?;
        tokio::task::spawn_blocking(work).await.map_err(|error| internal(&error))?
    }
}

fn argon2() -> Result<Argon2<'static>, AppError> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|error| internal(&error))?;
    Ok(Argon2::from(params))
}

fn phc(password: &str, salt: &[u8]) -> Result<String, AppError> {
    let hash = argon2()?.hash_password_with_salt(password.as_bytes(), salt);
    hash.map(|hash| hash.to_string()).map_err(|error| internal(&error))
}

fn internal(error: &impl std::fmt::Display) -> AppError {
    AppError::Internal(format!("a password could not be hashed: {error}"))
}

/// What is wrong with a new password of an account.
pub(crate) fn weakness(password: &str, email: &str) -> Option<String> {
    let characters = password.chars().count();
    let mut different: Vec<char> = password.chars().collect();
    different.sort_unstable();
    different.dedup();
    let name = email.split('@').next().unwrap_or(email);
    let lower = password.to_lowercase();
    if characters < FEWEST_CHARACTERS {
        Some(format!(
            "A password has at least {FEWEST_CHARACTERS} characters; this has {characters}. Several words make a good one."
        ))
    } else if password.len() > MOST_BYTES {
        Some(format!("A password has at most {MOST_BYTES} characters."))
    } else if different.len() < FEWEST_DIFFERENT {
        Some("This password repeats a few characters: choose another.".to_owned())
    } else if lower.contains(email) || (name.len() >= 5 && lower.contains(name)) {
        Some("This password holds your e-mail address: choose another.".to_owned())
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_right_or_not() {
        let passwords = Passwords::default();
        let hash = phc("correct horse battery", b"0123456789abcdef").unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(passwords.is_right("correct horse battery", Some(&hash)).await.unwrap());
        assert!(!passwords.is_right("correct horse", Some(&hash)).await.unwrap());
        assert!(!passwords.is_right("nobody's", None).await.unwrap(), "nobody signs in as nobody");
        assert!(!passwords.is_right(&"x".repeat(1_000_000), Some(&hash)).await.unwrap());
        assert!(passwords.is_right("correct horse battery", Some("nonsense")).await.is_err());
    }

    #[test]
    fn weak_passwords_are_told_from_good_ones() {
        for weak in ["", "short", "aaaaaaaaaaaaaaaa", "ada.lovelace1815", &"ab".repeat(200)] {
            assert!(weakness(weak, "ada.lovelace@example.org").is_some(), "{weak}");
        }
        for good in ["correct horse battery", "Zwölf Zeichen", "9f3b1c7e5d2a"] {
            assert_eq!(weakness(good, "ada.lovelace@example.org"), None, "{good}");
        }
    }
}
