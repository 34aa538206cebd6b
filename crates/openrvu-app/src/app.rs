//! What handlers share.

use std::ops::Deref;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use openrvu_store::{Store, UserId};
use openrvu_web::Site;
use uuid::Uuid;

use crate::AppError;
use crate::identity::Passwords;
use crate::services::ledger::{self, Ledgers};
use crate::services::limits::Leases;
use crate::services::offline::Packs;
use crate::services::operator::Operator;

/// Who the log is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mode {
    /// One user on their own machine: no sign-in, and no host but this one may ask.
    Personal,
    /// Accounts, each with a log of its own.
    Hosted(Hosted),
}

/// How accounts are run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hosted {
    /// Who may make an account.
    pub registration: Registration,
    /// Whether a proxy stands before the server and says in `X-Forwarded-For` who asks.
    pub behind_proxy: bool,
    /// Most requests of a user to the API in a minute; 0 for no bound.
    pub api_requests_a_minute: u32,
}

impl Default for Hosted {
    fn default() -> Self {
        Self { registration: Registration::Invitation, behind_proxy: false, api_requests_a_minute: 1200 }
    }
}

/// Who may make an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Registration {
    /// Everybody.
    Open,
    /// Whoever holds an invitation.
    Invitation,
}

/// Where time and chance come from.
#[derive(Clone)]
pub struct Clock {
    /// Now.
    pub now: fn() -> Timestamp,
    /// The time zone of users who named none.
    pub zone: TimeZone,
    /// Fills bytes at random, fit for secrets.
    pub random: fn(&mut [u8]),
}

impl Clock {
    /// Random bytes.
    #[must_use]
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        (self.random)(&mut bytes);
        bytes
    }
}

/// How the app is run.
pub struct Options {
    /// Who it is for.
    pub mode: Mode,
    /// Time and chance.
    pub clock: Clock,
    /// Scheme and host of the site's public address, without a slash at the end.
    pub origin: String,
}

/// The app, shared by its handlers.
#[derive(Clone)]
pub struct App(Arc<Shared>);

/// What is shared.
pub struct Shared {
    /// The reference site: schedule, texts, search.
    pub site: Arc<Site>,
    /// What the log keeps.
    pub store: Arc<dyn Store>,
    /// How the app is run.
    pub options: Options,
    /// What is kept in memory of users' ledgers.
    pub(crate) ledgers: Ledgers,
    /// What is kept in memory of packs for phones.
    pub(crate) packs: Packs,
    /// The hashing of passwords.
    pub(crate) passwords: Passwords,
    /// What is left of requests that were counted in the store ahead of time.
    pub(crate) leases: Leases,
}

impl Deref for App {
    type Target = Shared;
    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl App {
    /// An app over a site and a store.
    #[must_use]
    pub fn new(site: Arc<Site>, store: Arc<dyn Store>, options: Options) -> Self {
        let (ledgers, passwords, leases) = (Ledgers::default(), Passwords::default(), Leases::default());
        let packs = Packs::default();
        Self(Arc::new(Shared { site, store, options, ledgers, packs, passwords, leases }))
    }
}

/// Removes what has expired from the store, and what belonged to deleted accounts from memory.
///
/// # Errors
/// The store's.
pub async fn tidy(app: &App) -> Result<(), AppError> {
    app.store.sweep(app.now()).await?;
    ledger::forget_deleted(app).await
}

impl Shared {
    /// Whose ledgers are kept in memory, in no order.
    #[must_use]
    pub fn kept_ledgers(&self) -> Vec<UserId> {
        self.ledgers.users()
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.options.clock.now)()
    }

    /// The day it is where a user named no time zone.
    #[must_use]
    pub fn today(&self) -> Date {
        self.now().to_zoned(self.options.clock.zone.clone()).date()
    }

    /// Random bytes.
    #[must_use]
    pub fn random<const N: usize>(&self) -> [u8; N] {
        self.options.clock.bytes()
    }

    /// A new random name.
    #[must_use]
    pub fn new_id(&self) -> Uuid {
        uuid::Builder::from_random_bytes(self.random()).into_uuid()
    }

    /// Whether one user keeps their log here, without signing in.
    #[must_use]
    pub fn is_personal(&self) -> bool {
        self.options.mode == Mode::Personal
    }

    /// How accounts are run; none where there are none.
    #[must_use]
    pub(crate) fn hosted(&self) -> Option<&Hosted> {
        match &self.options.mode {
            Mode::Personal => None,
            Mode::Hosted(hosted) => Some(hosted),
        }
    }

    /// What the server's operator can do.
    #[must_use]
    pub(crate) fn operator(&self) -> Operator<'_> {
        Operator { store: &*self.store, clock: &self.options.clock, origin: &self.options.origin }
    }

    /// Whether browsers reach the site over TLS.
    #[must_use]
    pub(crate) fn is_https(&self) -> bool {
        self.options.origin.starts_with("https://")
    }
}
