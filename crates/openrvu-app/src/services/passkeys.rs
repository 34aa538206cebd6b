//! Passkeys: registering one, signing in by one. What a ceremony keeps between its two requests lies in the store, so
//! that another server process can finish it.

use jiff::SignedDuration;
use openrvu_log::ShortText;
use openrvu_store::{Passkey, UserId};
use serde_json::Value;
use uuid::Uuid;
use webauthn_rp::bin::{Decode, Encode};
use webauthn_rp::request::auth::AuthenticationVerificationOptions;
use webauthn_rp::request::register::{
    CredProtect, PublicKeyCredentialUserEntity, RegistrationVerificationOptions, UserHandle16, Username,
};
use webauthn_rp::request::{AsciiDomain, PublicKeyCredentialDescriptor, RpId};
use webauthn_rp::response::register::{CompressedPubKey, DynamicState, StaticState};
use webauthn_rp::response::{AuthTransports, CredentialId};
use webauthn_rp::{
    AuthenticatedCredential, DiscoverableAuthentication16, DiscoverableAuthenticationServerState,
    DiscoverableCredentialRequestOptions, PublicKeyCredentialCreationOptions, Registration,
    RegistrationServerState,
};

use super::sessions::Visitor;
use super::{audit, limits};
use crate::identity::secret;
use crate::{App, AppError};

/// For how long a ceremony may take.
const LASTS: SignedDuration = SignedDuration::from_mins(6);
/// Most passkeys of an account.
const MOST: usize = 20;
/// What tells the ceremonies from each other in the store.
const REGISTER: &[u8] = b"register:";
const SIGN_IN: &[u8] = b"sign-in:";
/// Bytes of a credential's state that change with each sign-in; those of its key follow.
const DYNAMIC: usize = 7;

type Options<'a> = AuthenticationVerificationOptions<'a, 'a, &'a str, &'a str>;
type Key = CompressedPubKey<[u8; 32], [u8; 32], [u8; 48], Vec<u8>>;

/// The ceremony as a browser begins it.
#[derive(Debug, serde::Serialize)]
pub(crate) struct Ceremony {
    /// Names it; to be sent back with the answer.
    pub(crate) name: String,
    /// The options of `navigator.credentials`, as WebAuthn writes them in JSON.
    pub(crate) options: Value,
}

/// The domain to which passkeys are bound; none where the site is reached by a number, for which there are none.
fn domain(app: &App) -> Option<RpId> {
    let host = app.options.origin.split_once("://")?.1;
    let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
    let is_name = host.parse::<std::net::IpAddr>().is_err() && !host.starts_with('[');
    is_name.then(|| AsciiDomain::try_from(host.to_owned()).ok()).flatten().map(RpId::Domain)
}

/// Whether passkeys can be used at this address.
pub(crate) fn are_possible(app: &App) -> bool {
    domain(app).is_some()
}

fn needed_domain(app: &App) -> Result<RpId, AppError> {
    domain(app).ok_or(AppError::Forbidden("Passkeys need a site that is reached by a name."))
}

/// A user's passkeys, the oldest first.
pub(crate) async fn all(app: &App, user: UserId) -> Result<Vec<Passkey>, AppError> {
    Ok(app.store.passkeys(user).await?)
}

/// Begins to register a passkey.
pub(crate) async fn begin_registration(app: &App, user: UserId, email: &str) -> Result<Ceremony, AppError> {
    let domain = needed_domain(app)?;
    let held = all(app, user).await?;
    if held.len() >= MOST {
        return Err(AppError::invalid(
            "name",
            format!("There are {MOST} passkeys, the most that there can be."),
        ));
    }
    let handle = handle(user)?;
    let mut entity = PublicKeyCredentialUserEntity::from(&handle);
    if let Ok(name) = Username::try_from(email) {
        entity.name = name;
    }
    let held = held.into_iter().filter_map(|passkey| {
        let id = CredentialId::<Vec<u8>>::decode(passkey.credential).ok()?;
        Some(PublicKeyCredentialDescriptor { id, transports: AuthTransports::decode(0).ok()? })
    });
    let mut options = PublicKeyCredentialCreationOptions::passkey(&domain, entity, held.collect());
    // Phones and computers that do not know the extension would refuse; that the user is verified is asked for anyway.
    options.extensions.cred_protect = CredProtect::None;
    let (server, client) = options.start_ceremony().map_err(|error| internal(&error))?;
    let state = server.encode().map_err(|error| internal(&error))?;
    keep(app, REGISTER, &state, &client).await
}

/// Finishes it.
pub(crate) async fn finish_registration(
    app: &App,
    user: UserId,
    ceremony: &str,
    answer: &Value,
    name: &str,
) -> Result<(), AppError> {
    let name: ShortText =
        name.parse().map_err(|error: openrvu_log::TextError| AppError::invalid("name", error.to_string()))?;
    let state = take(app, REGISTER, ceremony).await?;
    let server = RegistrationServerState::<16>::decode(&state).map_err(|error| internal(&error))?;
    let answer = serde_json::to_vec(answer).map_err(|error| internal(&error))?;
    let answer = Registration::from_json_relaxed(&answer).map_err(|_| not_understood())?;
    let options = RegistrationVerificationOptions::<&str, &str> {
        allowed_origins: &[&app.options.origin],
        error_on_unsolicited_extensions: false,
        ..RegistrationVerificationOptions::default()
    };
    let credential = server.verify(&needed_domain(app)?, &answer, &options).map_err(|_| refused())?;
    if *credential.user_id() != handle(user)? {
        return Err(refused());
    }
    let dynamic = credential.dynamic_state().encode().map_err(|error| internal(&error))?;
    let key = credential.static_state().encode().map_err(|error| internal(&error))?;
    let passkey = Passkey {
        id: app.new_id(),
        user,
        credential: credential.id().as_ref().to_vec(),
        state: [&dynamic[..], &key].concat(),
        name: if name.as_str().is_empty() { "passkey".to_owned() } else { name.to_string() },
        created: app.now(),
        used: None,
    };
    app.store.add_passkey(&passkey).await?;
    audit::note(app, user, "passkey.added", passkey.name).await
}

/// Removes a passkey of a user.
pub(crate) async fn remove(app: &App, user: UserId, id: Uuid) -> Result<(), AppError> {
    if !app.store.remove_passkey(user, id).await? {
        return Err(AppError::NoSuch("passkey"));
    }
    audit::note(app, user, "passkey.removed", "").await
}

/// Begins to sign in. The browser offers the passkeys that it has for the site; no address is asked for.
pub(crate) async fn begin_sign_in(app: &App, visitor: &Visitor) -> Result<Ceremony, AppError> {
    limits::count(app, limits::SIGN_IN_OF_ADDRESS, &visitor.address).await?;
    let domain = needed_domain(app)?;
    let (server, client) = DiscoverableCredentialRequestOptions::passkey(&domain)
        .start_ceremony()
        .map_err(|error| internal(&error))?;
    let state = server.encode().map_err(|error| internal(&error))?;
    keep(app, SIGN_IN, &state, &client).await
}

/// Finishes it: who signs in.
pub(crate) async fn finish_sign_in(
    app: &App,
    visitor: &Visitor,
    ceremony: &str,
    answer: &Value,
) -> Result<UserId, AppError> {
    limits::count(app, limits::SIGN_IN_OF_ADDRESS, &visitor.address).await?;
    let state = take(app, SIGN_IN, ceremony).await?;
    let server = DiscoverableAuthenticationServerState::decode(&state).map_err(|error| internal(&error))?;
    let answer = serde_json::to_vec(answer).map_err(|error| internal(&error))?;
    let answer = DiscoverableAuthentication16::from_json_relaxed(&answer).map_err(|_| not_understood())?;
    let known = app.store.passkey(answer.raw_id().as_ref()).await?.ok_or_else(refused)?;
    let (dynamic, key) = known.state.split_first_chunk::<DYNAMIC>().ok_or_else(damaged)?;
    let handle = handle(known.user)?;
    let mut credential = AuthenticatedCredential::new(
        answer.raw_id(),
        &handle,
        StaticState::<Key>::decode(key).map_err(|_| damaged())?,
        DynamicState::decode(*dynamic).map_err(|_| damaged())?,
    )
    .map_err(|_| damaged())?;
    let options = Options {
        allowed_origins: &[&app.options.origin],
        error_on_unsolicited_extensions: false,
        ..Options::default()
    };
    server.verify(&needed_domain(app)?, &answer, &mut credential, &options).map_err(|_| refused())?;
    let dynamic = credential.dynamic_state().encode().map_err(|error| internal(&error))?;
    app.store.update_passkey(known.id, &[&dynamic[..], key].concat(), app.now()).await?;
    Ok(known.user)
}

fn handle(user: UserId) -> Result<UserHandle16, AppError> {
    UserHandle16::decode(*user.0.as_bytes()).map_err(|error| internal(&error))
}

async fn keep(
    app: &App,
    kind: &[u8],
    state: &[u8],
    client: &impl serde::Serialize,
) -> Result<Ceremony, AppError> {
    let name = secret::secret(&app.options.clock);
    let options = serde_json::to_value(client).map_err(|error| internal(&error))?;
    app.store.keep_challenge(secret::hash(&name), &[kind, state].concat(), app.now() + LASTS).await?;
    Ok(Ceremony { name, options })
}

async fn take(app: &App, kind: &[u8], name: &str) -> Result<Vec<u8>, AppError> {
    let state = app.store.take_challenge(secret::hash(name), app.now()).await?;
    let state = state.and_then(|state| state.strip_prefix(kind).map(<[u8]>::to_vec));
    state.ok_or_else(|| AppError::Unreadable("This took too long: begin again.".to_owned()))
}

fn refused() -> AppError {
    AppError::invalid("passkey", "This passkey is not known here.")
}

fn not_understood() -> AppError {
    AppError::Unreadable("The browser's answer cannot be read: begin again.".to_owned())
}

fn damaged() -> AppError {
    AppError::Internal("a passkey in the store is damaged".to_owned())
}

fn internal(error: &impl std::fmt::Debug) -> AppError {
    AppError::Internal(format!("a passkey: {error:?}"))
}
