//! What surrounds every page of the log: the site's surroundings, and the log's own navigation.

use openrvu_web::{Nav, Shell};

use crate::App;

/// The part of the log that a page belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Enter,
    Dashboard,
    Entries,
    Goals,
    Benchmark,
    Contracts,
    Statements,
    Import,
    Reconcile,
    Export,
    Settings,
    Account,
}

/// Parts that stand beside the menu on a phone.
const FIRST: usize = 3;

const PARTS: [(Part, &str, &str); 12] = [
    (Part::Enter, "/log", "Enter"),
    (Part::Dashboard, "/log/dashboard", "Dashboard"),
    (Part::Entries, "/log/entries", "Entries"),
    (Part::Goals, "/log/goals", "Goals"),
    (Part::Benchmark, "/log/benchmark", "Benchmark"),
    (Part::Contracts, "/log/contracts", "Contracts"),
    (Part::Statements, "/log/statement", "Statements"),
    (Part::Import, "/log/import", "Import"),
    (Part::Reconcile, "/log/reconcile", "Reconcile"),
    (Part::Export, "/log/export", "Export"),
    (Part::Settings, "/log/settings", "Settings"),
    (Part::Account, "/account", "Account"),
];

/// The surroundings of a page of the log at a path.
pub(crate) fn shell(app: &App, path: impl Into<String>, title: impl Into<String>) -> Shell<'_> {
    let mut shell = Shell::new(&app.site, Nav::Log, path, title);
    shell.noindex = true;
    shell
}

/// The log's own navigation.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Parts {
    part: Part,
    is_personal: bool,
}

impl Parts {
    /// The navigation of a page of one part.
    pub(crate) fn of(app: &App, part: Part) -> Self {
        Self { part, is_personal: app.is_personal() }
    }

    /// Address, words, whether the page is of that part. A personal log has no account.
    pub(crate) fn links(&self) -> impl Iterator<Item = (&'static str, &'static str, bool)> + '_ {
        let parts = PARTS.into_iter().filter(|(part, ..)| *part != Part::Account || !self.is_personal);
        parts.map(|(part, address, words)| (address, words, part == self.part))
    }

    /// How many of the links a phone shows beside its menu of the others.
    pub(crate) fn first(&self) -> usize {
        FIRST
    }

    /// The words of the page's part where it stands in that menu.
    pub(crate) fn in_menu(&self) -> Option<&'static str> {
        PARTS.into_iter().skip(FIRST).find(|(part, ..)| *part == self.part).map(|(.., words)| words)
    }
}
