//! How often a user may ask.

use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::App;
use crate::identity::Caller;
use crate::services::limits;

/// Counts the requests of each user, and refuses what is too much. Who is not signed in is refused further on.
pub(super) async fn count(State(app): State<App>, request: Request, next: Next) -> Response {
    if app.is_personal() {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    if let Ok(caller) = Caller::from_request_parts(&mut parts, &app).await
        && let Err(error) = limits::count_request(&app, caller.user).await
    {
        return error.into_response();
    }
    next.run(Request::from_parts(parts, body)).await
}
