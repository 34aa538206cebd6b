//! The log's store in postgres.
