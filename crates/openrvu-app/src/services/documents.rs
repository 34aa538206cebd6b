//! Contracts, goals, templates and whatever else a user has few of: documents whose content is JSON.

use openrvu_log::reconcile::KeptReport;
use openrvu_log::template::Template;
use openrvu_log::{Contract, Goal};
use openrvu_store::{Document, DocumentKind, DocumentWrite, Revision, UserId};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::surveys::OwnTable;
use crate::{App, AppError};

/// What a document holds.
pub(crate) trait Content: Serialize + DeserializeOwned {
    /// The kind of document.
    const KIND: DocumentKind;
    /// What its owner calls it.
    const NOUN: &'static str;
    /// How many of them a user may keep.
    const MOST: usize;
}

impl Content for Contract {
    const KIND: DocumentKind = DocumentKind::Contract;
    const NOUN: &'static str = "contract";
    const MOST: usize = 50;
}

impl Content for Goal {
    const KIND: DocumentKind = DocumentKind::Goal;
    const NOUN: &'static str = "goal";
    const MOST: usize = 100;
}

impl Content for Template {
    const KIND: DocumentKind = DocumentKind::Template;
    const NOUN: &'static str = "template";
    const MOST: usize = 100;
}

impl Content for KeptReport {
    const KIND: DocumentKind = DocumentKind::Reconciliation;
    const NOUN: &'static str = "report";
    const MOST: usize = 100;
}

impl Content for OwnTable {
    const KIND: DocumentKind = DocumentKind::SurveyTable;
    const NOUN: &'static str = "table";
    const MOST: usize = 40;
}

/// A document as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kept<T> {
    /// Names it among those of its kind.
    pub(crate) id: Uuid,
    /// What it holds.
    pub(crate) content: T,
    /// The revision that changed it last.
    pub(crate) revision: Revision,
}

/// Every document of a kind, in the order in which they were made.
pub(crate) async fn all<T: Content>(app: &App, user: UserId) -> Result<Vec<Kept<T>>, AppError> {
    app.store.documents(user, T::KIND).await?.into_iter().map(kept).collect()
}

/// One document.
pub(crate) async fn one<T: Content>(app: &App, user: UserId, id: Uuid) -> Result<Kept<T>, AppError> {
    kept(app.store.document(user, T::KIND, id).await?.ok_or(AppError::NoSuch(T::NOUN))?)
}

/// Writes a document. `seen` is the revision of the one that the writer saw; none where they made it new.
pub(crate) async fn write<T: Content>(
    app: &App,
    user: UserId,
    id: Uuid,
    content: &T,
    seen: Option<Revision>,
) -> Result<Revision, AppError> {
    if seen.is_none() {
        has_room::<T>(app, user, id).await?;
    }
    let content = serde_json::to_value(content).map_err(|error| AppError::Internal(error.to_string()))?;
    change(app, user, DocumentWrite { kind: T::KIND, id, content: Some(content), seen }).await
}

/// Deletes a document.
pub(crate) async fn delete<T: Content>(
    app: &App,
    user: UserId,
    id: Uuid,
    seen: Revision,
) -> Result<Revision, AppError> {
    change(app, user, DocumentWrite { kind: T::KIND, id, content: None, seen: Some(seen) }).await
}

/// That one more may be kept. One that is there already, sent again, needs no room.
async fn has_room<T: Content>(app: &App, user: UserId, id: Uuid) -> Result<(), AppError> {
    let documents = app.store.documents(user, T::KIND).await?;
    if documents.len() < T::MOST || documents.iter().any(|document| document.id == id) {
        return Ok(());
    }
    let words = format!("At most {} {}s can be kept: delete one first.", T::MOST, T::NOUN);
    Err(AppError::invalid(T::NOUN, words))
}

async fn change(app: &App, user: UserId, write: DocumentWrite) -> Result<Revision, AppError> {
    Ok(app.store.write_documents(user, &[write], app.now()).await?)
}

fn kept<T: Content>(document: Document) -> Result<Kept<T>, AppError> {
    let content = content(T::KIND, document.content)?;
    Ok(Kept { id: document.id, content, revision: document.revision })
}

/// A document's content. One that does not read is no fault of the request.
pub(crate) fn content<T: DeserializeOwned>(
    kind: DocumentKind,
    content: serde_json::Value,
) -> Result<T, AppError> {
    serde_json::from_value(content)
        .map_err(|error| AppError::Internal(format!("a {} cannot be read: {error}", kind.slug())))
}
