//! The whole site as static files.
