//! Search over procedure codes, for people who type codes, clinical words, abbreviations, lay terms and typos.
//!
//! An [`Index`] is built once from [`Document`]s and a [`Lexicon`] and answers queries from memory. This crate
//! does no input or output, asks no clock and draws no random number, and builds for `wasm32-unknown-unknown`.
//! All arithmetic is on integers, so an answer is the same on every machine.
//!
//! What a query may hold: a code (`27447`, `g0105`), the beginning of one (`2744`, `9921x`), a range
//! (`99202-99215`, `99202 to 99215`), modifiers (`27447-50`, `27447 50 RT`), several codes, and words. Fit decides
//! the order of hits; how much a code is used decides between equal fits, and the code itself between equal
//! uses.

pub mod answer;
mod build;
mod codes;
pub mod compact;
pub mod document;
pub mod evaluate;
pub mod index;
pub mod lexicon;
mod polarity;
mod postings;
mod quantity;
mod reading;
mod score;
mod search;
mod stem;
mod text;
mod vocabulary;

pub use answer::{Answer, CodeReading, Correction, Expansion, Hit, Match, QueryReading};
pub use compact::{COMPACT_FORMAT, Compact};
pub use document::{Document, Field};
pub use evaluate::{Judgement, JudgementError, Report, evaluate, read_judgements};
pub use index::{Index, QUERY_CHARACTERS, RESULT_LIMIT};
pub use lexicon::{Lexicon, LexiconError};
