//! What each page says, as data: the page's template and its JSON twin show the same view.

pub mod benchmark;
pub(crate) mod browse;
pub(crate) mod calculator;
pub(crate) mod changes;
pub(crate) mod chart;
pub(crate) mod code;
pub(crate) mod compare;
pub(crate) mod count;
pub(crate) mod data;
pub(crate) mod extent;
pub(crate) mod figure;
pub(crate) mod home;
pub(crate) mod listing;
pub(crate) mod locality;
pub(crate) mod release;
pub(crate) mod search;
pub(crate) mod shell;
pub(crate) mod sort;
pub(crate) mod sorted_codes;
pub(crate) mod specialty;
pub(crate) mod text;
pub(crate) mod title;

pub(crate) use count::Count;
pub(crate) use listing::CodeLine;
pub(crate) use release::{ReleaseChoice, ReleaseView};
pub use shell::{Nav, Shell};
pub(crate) use title::Title;
