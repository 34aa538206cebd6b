//! Personal access tokens.

use jiff::SignedDuration;
use openrvu_log::ShortText;
use openrvu_store::{NewToken, Token, TokenId, UserId};

use super::audit;
use crate::identity::{Scope, secret};
use crate::{App, AppError};

/// Most tokens of a user.
const MOST: usize = 50;
/// For how many days a token can last.
pub(crate) const DAYS: [i64; 4] = [30, 90, 365, 0];
/// What a token begins with, so that one that leaked is known as what it is.
const PREFIX: &str = "orvu_";

/// A user's tokens, the newest first.
pub(crate) async fn all(app: &App, user: UserId) -> Result<Vec<Token>, AppError> {
    Ok(app.store.tokens(user).await?)
}

/// Makes a token, and returns its secret, which is shown once. No days: it does not end.
pub(crate) async fn make(
    app: &App,
    user: UserId,
    name: &str,
    scopes: &[String],
    days: i64,
) -> Result<String, AppError> {
    let name: ShortText =
        name.parse().map_err(|error: openrvu_log::TextError| AppError::invalid("name", error.to_string()))?;
    if name.as_str().is_empty() {
        return Err(AppError::invalid("name", "Name the token by what it is for."));
    }
    let scopes: Vec<String> = Scope::ALL
        .into_iter()
        .map(|scope| scope.name().to_owned())
        .filter(|known| scopes.contains(known))
        .collect();
    if scopes.is_empty() {
        return Err(AppError::invalid("scopes", "Choose what the token may do."));
    }
    if !DAYS.contains(&days) {
        return Err(AppError::invalid("days", "Choose when the token ends."));
    }
    if all(app, user).await?.len() >= MOST {
        return Err(AppError::invalid(
            "name",
            format!("There are {MOST} tokens, the most that there can be: end one first."),
        ));
    }
    let secret = format!("{PREFIX}{}", secret::secret(&app.options.clock));
    let token = NewToken {
        id: TokenId(app.new_id()),
        hash: secret::hash(&secret),
        name: name.to_string(),
        scopes: scopes.clone(),
        expires: (days > 0).then(|| app.now() + SignedDuration::from_hours(days * 24)),
    };
    app.store.create_token(user, &token, app.now()).await?;
    audit::note(app, user, "token.made", format!("{name}: {}", scopes.join(" "))).await?;
    Ok(secret)
}

/// Ends a token of a user.
pub(crate) async fn end(app: &App, user: UserId, id: TokenId) -> Result<(), AppError> {
    if !app.store.end_token(user, id).await? {
        return Err(AppError::NoSuch("token"));
    }
    audit::note(app, user, "token.ended", "").await
}
