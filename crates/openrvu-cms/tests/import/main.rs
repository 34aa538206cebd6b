//! Importing, and what the store keeps: on CMS's own files where they are at hand, and on small files made here.

#![allow(clippy::unwrap_used, clippy::panic, reason = "what the tests share may stop at the first surprise")]

mod bad;
mod kill;
mod parts;
mod real;
mod revisions;
mod starter;
mod support;
