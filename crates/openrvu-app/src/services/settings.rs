//! A user's settings: one document.

use jiff::tz::TimeZone;
use openrvu_log::Settings;
use openrvu_store::{DocumentKind, DocumentWrite, Revision, UserId};
use uuid::Uuid;

use super::documents;
use crate::{App, AppError};

/// The settings, with the revision that changed them last; the usual ones, and none, where there were never any.
pub(crate) async fn of(app: &App, user: UserId) -> Result<(Settings, Option<Revision>), AppError> {
    match app.store.document(user, DocumentKind::Settings, Uuid::nil()).await? {
        Some(kept) => Ok((documents::content(DocumentKind::Settings, kept.content)?, Some(kept.revision))),
        None => Ok((Settings::default(), None)),
    }
}

/// Writes the settings. `seen` is the revision of those that the writer saw.
pub(crate) async fn write(
    app: &App,
    user: UserId,
    settings: Settings,
    seen: Option<Revision>,
) -> Result<Revision, AppError> {
    let settings = settings.checked().map_err(|error| {
        let text = error.to_string();
        let (field, message) = text.split_once(": ").unwrap_or(("settings", &text));
        AppError::invalid(field, message)
    })?;
    if let Some(name) = &settings.time_zone
        && TimeZone::get(name.as_str()).is_err()
    {
        let message = format!(
            "{name} is not a time zone that is known here: write its IANA name, such as America/New_York"
        );
        return Err(AppError::invalid("time_zone", message));
    }
    let content = serde_json::to_value(&settings).map_err(|error| AppError::Internal(error.to_string()))?;
    let write = DocumentWrite { kind: DocumentKind::Settings, id: Uuid::nil(), content: Some(content), seen };
    Ok(app.store.write_documents(user, &[write], app.now()).await?)
}
