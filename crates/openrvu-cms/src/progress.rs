//! Telling the caller how far long work has come.

/// A stretch of long work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Opening and reading the given files; a step is a ZIP or a set of loose files.
    Read,
    /// Verifying and writing; a step is a release or a reference table.
    Keep,
    /// Verifying what is held; a step is a release or a reference table.
    Examine,
}

/// Receives the progress of long work. Called from several threads.
pub trait Progress: Sync {
    /// A stage begins that has so many steps.
    fn begin(&self, stage: Stage, steps: usize);
    /// A step is done; `name` says of what.
    fn step(&self, stage: Stage, name: &str);
}

/// Nobody listens.
impl Progress for () {
    fn begin(&self, _: Stage, _: usize) {}
    fn step(&self, _: Stage, _: &str) {}
}
