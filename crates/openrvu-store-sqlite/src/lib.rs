//! The log's store in sqlite.
