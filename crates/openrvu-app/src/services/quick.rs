//! Quick entry: a text read back with its worth, and logged.

use std::sync::Arc;

use jiff::civil::Date;
use openrvu_core::Code;
use openrvu_log::quick::{
    Candidate, Circumstances, Found, Reading, Report, ScheduleBook, read as read_text, value_reading,
};
use openrvu_log::repeat::{duplicates, repeat};
use openrvu_log::template::Template;
use openrvu_log::{Entry, Valuer};
use openrvu_store::{EntryWrite, UserId, Written};
use openrvu_web::Site;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::ledger::{self, UserLedger};
use super::{documents, entries};
use crate::{App, AppError};

/// Most hits that are looked at for words.
const MOST_HITS: usize = 6;
/// A text as long is read aside, so that other requests go on meanwhile.
const LONG: usize = 300;

/// A text with what its lines share.
#[derive(Debug, Clone)]
pub(crate) struct Quick {
    /// The text.
    pub(crate) text: String,
    /// Whether each line is an encounter of its own.
    pub(crate) apart: bool,
    /// What the lines share.
    pub(crate) circumstances: Circumstances,
}

/// A text as read, and how it is read back.
#[derive(Debug, Clone)]
pub(crate) struct ReadBack {
    pub(crate) reading: Reading,
    pub(crate) report: Report,
}

/// What words mean by the site's search.
fn find(site: &Site, words: &str) -> Found {
    let answer = site.index().search(words, MOST_HITS);
    let candidate = |code: Code| Candidate { code, title: title(site, code) };
    Found {
        certain: answer.is_certain(),
        candidates: answer.hits.iter().map(|hit| candidate(hit.code)).collect(),
    }
}

/// A service's title in our own words, empty where there is none.
pub(crate) fn title(site: &Site, code: Code) -> String {
    site.title(code).unwrap_or_default().to_owned()
}

/// Reads a text, and values its lines as the log would.
pub(crate) async fn read(app: &App, kept: &Arc<UserLedger>, quick: Quick) -> Result<ReadBack, AppError> {
    let (site, kept) = (Arc::clone(&app.site), Arc::clone(kept));
    if quick.text.len() < LONG {
        return Ok(read_now(&site, &kept, &quick));
    }
    let aside = tokio::task::spawn_blocking(move || read_now(&site, &kept, &quick));
    aside.await.map_err(|error| AppError::Internal(error.to_string()))
}

fn read_now(site: &Site, kept: &UserLedger, quick: &Quick) -> ReadBack {
    let book = ScheduleBook::new(site.schedule(), quick.circumstances.date, |words: &str| find(site, words));
    let reading = read_text(&quick.text, &book, quick.apart);
    let valuer = Valuer { schedule: site.schedule(), terms: &kept.terms, usual_place: kept.settings.place };
    let value = value_reading(&valuer, &reading, &quick.circumstances);
    let entries = quick.circumstances.entries(&reading, ids(Uuid::nil()));
    let logged = logged(kept, quick.circumstances.date, &entries);
    let report = Report::new(&reading, &value, &logged, |code| title(site, code));
    ReadBack { reading, report }
}

/// By entry, how many such services stand on the day already.
fn logged(kept: &UserLedger, date: Date, entries: &[Entry]) -> Vec<usize> {
    duplicates(kept.ledger.between(date, date).map(|logged| logged.entry()), entries)
}

/// The ids of a submission: the same at each call, so that a submission sent twice is logged once.
pub(crate) fn ids(submission: Uuid) -> impl FnMut() -> [u8; 16] {
    let mut count = 0_u32;
    move || {
        count += 1;
        let hash = Sha256::new().chain_update(submission).chain_update(count.to_be_bytes()).finalize();
        let mut id = [0; 16];
        id.copy_from_slice(&hash[..16]);
        id
    }
}

/// What was logged.
pub(crate) struct Logged {
    /// The entries.
    pub(crate) entries: Vec<Entry>,
    /// What the store says of it.
    pub(crate) written: Written,
}

/// Logs the lines of a reading under a submission's ids.
pub(crate) async fn log(
    app: &App,
    user: UserId,
    submission: Uuid,
    reading: &Reading,
    circumstances: &Circumstances,
) -> Result<Logged, AppError> {
    put(app, user, circumstances.entries(reading, ids(submission))).await
}

/// Logs the entries of one day again on another, under a submission's ids.
pub(crate) async fn log_again(
    app: &App,
    user: UserId,
    submission: Uuid,
    from: Date,
    to: Date,
) -> Result<Logged, AppError> {
    let kept = ledger::of(app, user).await?;
    let day: Vec<Entry> = kept.ledger.between(from, from).map(|logged| logged.entry().clone()).collect();
    if day.is_empty() {
        return Err(AppError::invalid("from", "Nothing is logged on this day."));
    }
    let entries = repeat(&day, to, ids(submission));
    put(app, user, entries).await
}

async fn put(app: &App, user: UserId, entries: Vec<Entry>) -> Result<Logged, AppError> {
    let puts = entries.iter().map(|entry| EntryWrite::Put { entry: entry.clone(), seen: None });
    let written = entries::write(app, user, &puts.collect::<Vec<_>>()).await?;
    Ok(Logged { entries, written })
}

/// The text with a template's lines behind it, and the circumstances that the template names.
pub(crate) async fn with_template(
    app: &App,
    user: UserId,
    mut quick: Quick,
    template: Uuid,
) -> Result<Quick, AppError> {
    let template = documents::one::<Template>(app, user, template).await?.content;
    if !quick.text.trim().is_empty() {
        quick.text = format!("{}; ", quick.text.trim_end_matches([' ', ';', ',']));
    }
    quick.text.push_str(&template.text());
    let circumstances = &mut quick.circumstances;
    circumstances.place = template.place.or(circumstances.place);
    circumstances.site = template.site.or(circumstances.site.take());
    circumstances.role = template.role;
    Ok(quick)
}
