//! Idempotency keys: a request sent twice is done once.

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jiff::SignedDuration;
use openrvu_store::{KeptResponse, UnderKey};
use sha2::{Digest, Sha256};

use crate::identity::{Caller, Credential};
use crate::{App, AppError};

const HEADER: &str = "idempotency-key";
/// Most characters of a key.
const MOST_KEY: usize = 100;
/// The largest body that is hashed or kept: the largest that any address takes.
const MOST_BODY: usize = 64 * 1024 * 1024;
/// For how long a key is held for a request whose answer does not come: longer than any is worked on.
const UNDER_WAY: SignedDuration = SignedDuration::from_secs(60);
/// For how long an answer is kept.
const KEPT: SignedDuration = SignedDuration::from_hours(24);

/// Answers a request whose key was seen as it was answered then; any other goes on.
pub(super) async fn once(State(app): State<App>, request: Request, next: Next) -> Response {
    if request.method().is_safe() || !request.headers().contains_key(HEADER) {
        return next.run(request).await;
    }
    kept_or_new(&app, request, next).await.unwrap_or_else(IntoResponse::into_response)
}

async fn kept_or_new(app: &App, request: Request, next: Next) -> Result<Response, AppError> {
    let key = request.headers().get(HEADER).and_then(|key| key.to_str().ok()).unwrap_or_default().to_owned();
    if !(1..=MOST_KEY).contains(&key.len()) {
        return Err(AppError::invalid(
            "Idempotency-Key",
            format!("A key is 1 to {MOST_KEY} visible characters, such as a UUID."),
        ));
    }
    let (mut parts, body) = request.into_parts();
    let caller = Caller::from_request_parts(&mut parts, app).await?;
    let too_large = AppError::Refused(
        StatusCode::PAYLOAD_TOO_LARGE,
        "What was sent is too large, so nothing was changed.",
    );
    let body = to_bytes(body, MOST_BODY).await.map_err(|_| too_large)?;
    let hash = hash(parts.method.as_str(), &parts.uri.to_string(), &caller.credential, &body);
    match app.store.take_key(caller.user, &key, hash, app.now(), app.now() + UNDER_WAY).await? {
        UnderKey::Taken => {}
        UnderKey::UnderWay => {
            return Err(AppError::Conflict(
                "The first request with this key is still under way: send it again in a moment.".to_owned(),
            ));
        }
        UnderKey::Answered(kept) if kept.request == hash => return Ok(restored(kept)),
        UnderKey::Answered(_) => {
            return Err(AppError::invalid(
                "Idempotency-Key",
                "The key came before with another request: draw a new one.",
            ));
        }
    }
    let response = next.run(Request::from_parts(parts, Body::from(body))).await;
    // An error is written out further up, and a request that failed may be sent again under its key.
    if !response.status().is_success() {
        app.store.give_up_key(caller.user, &key).await?;
        return Ok(response);
    }
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, MOST_BODY).await.map_err(|error| AppError::Internal(error.to_string()))?;
    let content_type = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let kept = KeptResponse {
        request: hash,
        status: parts.status.as_u16(),
        content_type: content_type.unwrap_or_default().to_owned(),
        body: body.to_vec(),
    };
    app.store.keep_response(caller.user, &key, &kept, app.now() + KEPT).await?;
    Ok(Response::from_parts(parts, Body::from(body)))
}

/// The hash of a request, and of what its sender may do: no answer is given to a token that would not have got it.
fn hash(method: &str, address: &str, credential: &Credential, body: &Bytes) -> [u8; 32] {
    let mut hasher = Sha256::new();
    if let Credential::Token(_, scopes) = credential {
        hasher.update(scopes.join(" "));
    }
    hasher.update([0]);
    hasher.update(method);
    hasher.update([0]);
    hasher.update(address);
    hasher.update([0]);
    hasher.update(body);
    hasher.finalize().into()
}

fn restored(kept: KeptResponse) -> Response {
    let mut response = Response::new(Body::from(kept.body));
    *response.status_mut() = StatusCode::from_u16(kept.status).unwrap_or(StatusCode::OK);
    if let Ok(value) = HeaderValue::from_str(&kept.content_type) {
        response.headers_mut().insert(header::CONTENT_TYPE, value);
    }
    response
}
