//! Templates of quick entry.

use openrvu_log::template::Template;
use openrvu_store::{Document, DocumentKind, DocumentWrite, Revision, UserId};
use uuid::Uuid;

use super::ledger;
use crate::{App, AppError};

/// Most templates of a user.
pub(crate) const MOST_TEMPLATES: usize = 100;

/// A template as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeptTemplate {
    /// Names it.
    pub(crate) id: Uuid,
    /// The template.
    pub(crate) template: Template,
    /// The revision that changed it last.
    pub(crate) revision: Revision,
}

fn kept(document: Document) -> Result<KeptTemplate, AppError> {
    let template = ledger::content(DocumentKind::Template, document.content)?;
    Ok(KeptTemplate { id: document.id, template, revision: document.revision })
}

/// Every template, in the order in which they were made.
pub(crate) async fn all(app: &App, user: UserId) -> Result<Vec<KeptTemplate>, AppError> {
    app.store.documents(user, DocumentKind::Template).await?.into_iter().map(kept).collect()
}

/// One template.
pub(crate) async fn one(app: &App, user: UserId, id: Uuid) -> Result<KeptTemplate, AppError> {
    kept(app.store.document(user, DocumentKind::Template, id).await?.ok_or(AppError::NoSuch("template"))?)
}

/// Writes a template. `seen` is the revision of the one that the writer saw; none where they made it new.
pub(crate) async fn write(
    app: &App,
    user: UserId,
    id: Uuid,
    template: &Template,
    seen: Option<Revision>,
) -> Result<Revision, AppError> {
    if seen.is_none() && app.store.documents(user, DocumentKind::Template).await?.len() >= MOST_TEMPLATES {
        let words = format!("At most {MOST_TEMPLATES} templates can be kept: delete one first.");
        return Err(AppError::invalid("template", words));
    }
    let content = serde_json::to_value(template).map_err(|error| AppError::Internal(error.to_string()))?;
    change(app, user, id, Some(content), seen).await
}

/// Deletes a template.
pub(crate) async fn delete(app: &App, user: UserId, id: Uuid, seen: Revision) -> Result<Revision, AppError> {
    change(app, user, id, None, Some(seen)).await
}

async fn change(
    app: &App,
    user: UserId,
    id: Uuid,
    content: Option<serde_json::Value>,
    seen: Option<Revision>,
) -> Result<Revision, AppError> {
    let write = DocumentWrite { kind: DocumentKind::Template, id, content, seen };
    Ok(app.store.write_documents(user, &[write], app.now()).await?)
}
