//! What each page says, as data: the page's template and its JSON twin show the same view.

pub(crate) mod chart;
pub(crate) mod code;
pub(crate) mod home;
pub(crate) mod listing;
pub(crate) mod locality;
pub(crate) mod release;
pub(crate) mod search;
pub(crate) mod shell;

pub(crate) use listing::CodeLine;
pub(crate) use release::ReleaseView;
pub(crate) use shell::{Nav, Shell};
