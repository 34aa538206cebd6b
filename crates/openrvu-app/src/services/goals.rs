//! Goals.

use openrvu_log::{Goal, GoalId};
use openrvu_store::{Document, DocumentKind, DocumentWrite, Revision, UserId};

use super::ledger;
use crate::{App, AppError};

/// Most goals of a user.
pub(crate) const MOST_GOALS: usize = 100;

/// A goal as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeptGoal {
    /// The goal.
    pub(crate) goal: Goal,
    /// The revision that changed it last.
    pub(crate) revision: Revision,
}

fn kept(document: Document) -> Result<KeptGoal, AppError> {
    Ok(KeptGoal { goal: ledger::content(DocumentKind::Goal, document.content)?, revision: document.revision })
}

/// Every goal, in the order in which they were made.
pub(crate) async fn all(app: &App, user: UserId) -> Result<Vec<KeptGoal>, AppError> {
    app.store.documents(user, DocumentKind::Goal).await?.into_iter().map(kept).collect()
}

/// One goal.
pub(crate) async fn one(app: &App, user: UserId, id: GoalId) -> Result<KeptGoal, AppError> {
    let document = app.store.document(user, DocumentKind::Goal, id.uuid()).await?;
    kept(document.ok_or(AppError::NoSuch("goal"))?)
}

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
    if seen.is_none() && app.store.documents(user, DocumentKind::Goal).await?.len() >= MOST_GOALS {
        return Err(AppError::invalid(
            "goal",
            format!("at most {MOST_GOALS} goals can be kept: delete one first"),
        ));
    }
    let content = serde_json::to_value(goal).map_err(|error| AppError::Internal(error.to_string()))?;
    change(app, user, goal.id, Some(content), seen).await
}

/// Deletes a goal.
pub(crate) async fn delete(
    app: &App,
    user: UserId,
    id: GoalId,
    seen: Revision,
) -> Result<Revision, AppError> {
    change(app, user, id, None, Some(seen)).await
}

async fn change(
    app: &App,
    user: UserId,
    id: GoalId,
    content: Option<serde_json::Value>,
    seen: Option<Revision>,
) -> Result<Revision, AppError> {
    let write = DocumentWrite { kind: DocumentKind::Goal, id: id.uuid(), content, seen };
    Ok(app.store.write_documents(user, &[write], app.now()).await?)
}
