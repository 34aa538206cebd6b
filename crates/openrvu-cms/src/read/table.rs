//! The common layer: lines, fields and cells.
