//! What the columns of a table hold: shown as guessed, and corrected. A step of the import and of a reconciliation.

use askama::Template;
use axum::response::Response;
use openrvu_log::import::{self, DateOrder, Field, Guess, Mapping};
use openrvu_web::Shell;
use serde::Deserialize;

use super::{Parts, shell};
use crate::http::page;
use crate::services::uploads::{Purpose, Upload};
use crate::{App, AppError};

/// The fields that a user chooses from; those of this program's own tables come with them alone.
const OFFERED: usize = 14;

/// The form as text.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ColumnsForm {
    /// What is asked for: another sheet, or nothing for going on.
    action: String,
    sheet: String,
    header: String,
    column: Vec<String>,
    date_order: String,
    carry_dates: String,
    provider: Option<String>,
}

impl ColumnsForm {
    /// The sheet asked for, where another is.
    pub(crate) fn sheet(&self) -> Option<usize> {
        (self.action == "sheet").then(|| self.sheet.parse().ok()).flatten()
    }

    /// Reads the form into a mapping, with what is wrong with it.
    pub(crate) fn read(&self) -> (Mapping, Vec<String>) {
        let mut errors = Vec::new();
        let header = match self.header.trim() {
            "" => None,
            text => {
                let header = text.parse().ok().filter(|header| *header > 0);
                if header.is_none() {
                    errors.push(
                        "The row of the header is a number; leave it empty where there is none.".to_owned(),
                    );
                }
                header
            }
        };
        let fields = self.column.iter().map(|slug| Field::from_slug(slug).unwrap_or_default());
        let mapping = Mapping {
            header,
            columns: fields.collect(),
            date_order: if self.date_order == "day-first" {
                DateOrder::DayFirst
            } else {
                DateOrder::MonthFirst
            },
            carry_dates: !self.carry_dates.is_empty(),
            provider: self.provider.clone().filter(|name| !name.is_empty()),
        };
        errors.extend(mapping.check().err().map(|error| sentence(&error.to_string())));
        (mapping, errors)
    }

    /// Whether the clinician is still to be chosen: a column of several was named, and the form did not ask yet.
    pub(crate) fn lacks_provider(&self, upload: &Upload) -> Result<bool, AppError> {
        let providers = import::providers(upload.table()?, &upload.mapping);
        Ok(self.provider.is_none() && providers.len() > 1)
    }
}

/// A text that begins with a capital and ends with a full stop.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

/// A sheet to choose.
struct Sheet {
    name: String,
    rows: usize,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "log/columns.html")]
struct ColumnsPage<'a> {
    shell: Shell<'a>,
    parts: Parts,
    address: String,
    purpose: Purpose,
    file: String,
    rows: usize,
    sheets: Vec<Sheet>,
    guess: Guess,
    offered: Vec<Field>,
    patients: Vec<String>,
    providers: Vec<(String, usize)>,
    remembered: bool,
    errors: Vec<String>,
}

impl ColumnsPage<'_> {
    fn header(&self) -> String {
        self.guess.mapping.header.map_or_else(String::new, |header| header.to_string())
    }

    fn is_day_first(&self) -> bool {
        self.guess.mapping.date_order == DateOrder::DayFirst
    }

    fn is_chosen(&self, name: &str) -> bool {
        self.guess.mapping.provider.as_deref() == Some(name)
    }

    fn is_import(&self) -> bool {
        self.purpose == Purpose::Import
    }
}

/// The page at an address, with what was wrong with the form.
pub(crate) fn show(
    app: &App,
    parts: Parts,
    address: String,
    upload: &Upload,
    errors: Vec<String>,
) -> Result<Response, AppError> {
    let guess = upload.told()?;
    let table = upload.table()?;
    let is_own = guess.mapping.column(Field::EntryId).is_some();
    let sheets = upload.tables.iter().enumerate().map(|(at, sheet)| Sheet {
        name: if sheet.name().is_empty() { format!("Table {}", at + 1) } else { sheet.name().to_owned() },
        rows: sheet.len(),
        chosen: at == upload.chosen,
    });
    let patients = guess.columns.iter().filter(|column| column.field == Field::Patient);
    page(&ColumnsPage {
        shell: shell(app, address.clone(), "What the columns hold"),
        parts,
        address,
        purpose: upload.purpose,
        file: upload.file.clone(),
        rows: table.len(),
        sheets: sheets.collect(),
        offered: Field::ALL.into_iter().take(if is_own { Field::ALL.len() } else { OFFERED }).collect(),
        patients: patients.map(|column| column.name.clone()).collect(),
        providers: import::providers(table, &guess.mapping),
        remembered: upload.remembered,
        guess,
        errors,
    })
}
