//! Goals.

use openrvu_log::Goal;
use openrvu_store::{Revision, UserId};

use super::documents;
use crate::{App, AppError};

/// Writes a goal. `seen` is the revision of the one that the writer saw; none where they made it new.
pub(crate) async fn write(
    app: &App,
    user: UserId,
    goal: &Goal,
    seen: Option<Revision>,
) -> Result<Revision, AppError> {
    goal.check().map_err(|error| {
        let text = error.to_string();
        let (field, message) = text.split_once(": ").unwrap_or(("goal", &text));
        AppError::invalid(field, message)
    })?;
    documents::write(app, user, goal.id.uuid(), goal, seen).await
}
