//! The log in the browser and over HTTP.
