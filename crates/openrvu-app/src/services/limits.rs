//! Rate limits, counted in the store, so that all server processes count together.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Mutex, PoisonError};

use axum::extract::ConnectInfo;
use axum::http::request::Parts;
use jiff::{SignedDuration, Timestamp};
use openrvu_store::UserId;

use crate::identity::secret::{hash, hex};
use crate::{App, AppError};

/// How often something may be done within a time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limit {
    name: &'static str,
    most: u32,
    within: SignedDuration,
}

/// Sign-ins to one account from one address.
pub(crate) const SIGN_IN: Limit = Limit { name: "sign-in", most: 10, within: SignedDuration::from_mins(15) };
/// Sign-ins to one account from anywhere.
pub(crate) const SIGN_IN_OF_ACCOUNT: Limit =
    Limit { name: "sign-in-account", most: 100, within: SignedDuration::from_hours(1) };
/// Sign-ins from one address, behind which a whole hospital may stand.
pub(crate) const SIGN_IN_OF_ADDRESS: Limit =
    Limit { name: "sign-in-address", most: 200, within: SignedDuration::from_mins(15) };
/// Registrations from one address.
pub(crate) const REGISTRATION: Limit =
    Limit { name: "registration", most: 20, within: SignedDuration::from_hours(1) };
/// Confirmations by the password of who is signed in.
pub(crate) const CONFIRMATION: Limit =
    Limit { name: "confirmation", most: 10, within: SignedDuration::from_mins(15) };

const MINUTE: SignedDuration = SignedDuration::from_mins(1);
/// Requests to the API that are counted in the store by one write.
const LEASE: u32 = 20;

/// Counts once more, and refuses what is too much.
pub(crate) async fn count(app: &App, limit: Limit, whose: &str) -> Result<(), AppError> {
    let (window, left) = window(app.now(), limit.within);
    // A name tells neither an address nor an account.
    let name = format!("{}:{}", limit.name, hex(&hash(whose)));
    if app.store.count(&name, window).await? > limit.most { Err(AppError::TooMany(left)) } else { Ok(()) }
}

/// The begin of the window in which a moment lies, and the seconds until its end.
fn window(now: Timestamp, within: SignedDuration) -> (Timestamp, u64) {
    let into = now.as_second().rem_euclid(within.as_secs());
    let begin = Timestamp::from_second(now.as_second() - into).unwrap_or(Timestamp::UNIX_EPOCH);
    (begin, u64::try_from(within.as_secs() - into).unwrap_or(1))
}

/// What is left of the requests that this process counted in the store ahead of time, for the minute that it is.
#[derive(Default)]
pub(crate) struct Leases(Mutex<(Timestamp, HashMap<UserId, u32>)>);

impl Leases {
    /// Whether one was left.
    fn take(&self, minute: Timestamp, user: UserId) -> bool {
        let mut leases = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if leases.0 != minute {
            *leases = (minute, HashMap::new());
        }
        match leases.1.get_mut(&user) {
            Some(left) if *left > 0 => {
                *left -= 1;
                true
            }
            _ => false,
        }
    }

    fn add(&self, minute: Timestamp, user: UserId, requests: u32) {
        let mut leases = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if leases.0 == minute {
            *leases.1.entry(user).or_default() += requests;
        }
    }
}

/// Counts a request of a user to the API. The store is asked once for several of them.
pub(crate) async fn count_request(app: &App, user: UserId) -> Result<(), AppError> {
    let most = app.hosted().map_or(0, |hosted| hosted.api_requests_a_minute);
    if most == 0 {
        return Ok(());
    }
    let (minute, left) = window(app.now(), MINUTE);
    if app.leases.take(minute, user) {
        return Ok(());
    }
    let lease = LEASE.min(most);
    if app.store.count(&format!("api:{}", user.0), minute).await? > most / lease {
        return Err(AppError::TooMany(left));
    }
    app.leases.add(minute, user, lease - 1);
    Ok(())
}

/// Who asks, as far as the network tells: an address, of IPv6 the part that a household or a hospital shares.
pub(crate) fn address(app: &App, parts: &Parts) -> String {
    let forwarded = || {
        let header = parts.headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
        header.rsplit(',').next()?.trim().parse::<IpAddr>().ok()
    };
    let peer = || parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
    let behind_proxy = app.hosted().is_some_and(|hosted| hosted.behind_proxy);
    let address = if behind_proxy { forwarded().or_else(peer) } else { peer() };
    match address.map(|address| address.to_canonical()) {
        Some(IpAddr::V4(address)) => address.to_string(),
        Some(IpAddr::V6(address)) => format!("{:x?}", &address.segments()[..4]),
        None => "unknown".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_begins_and_ends_at_fixed_times() {
        let now: Timestamp = "2026-08-14T16:07:30Z".parse().unwrap();
        let (begin, left) = window(now, SignedDuration::from_mins(15));
        assert_eq!((begin.to_string().as_str(), left), ("2026-08-14T16:00:00Z", 450));
        assert_eq!(window(begin, MINUTE), (begin, 60));
    }
}
