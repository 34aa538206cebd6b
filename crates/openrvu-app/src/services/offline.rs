//! What a phone needs to read and value entries without a network.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Bytes;
use openrvu_core::ReleaseId;
use openrvu_log::Contract;
use openrvu_log::template::Template;
use openrvu_offline::Pack;
use openrvu_store::UserId;
use serde::Serialize;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::documents;
use super::ledger::UserLedger;
use crate::{App, AppError};

/// The newest releases, which price the days on which someone logs without a network.
const NEWEST: usize = 3;
/// Most packs that are kept in memory; users whose contracts credit the same releases share one.
const MOST_PACKS: usize = 8;

/// A pack as sent.
#[derive(Debug, Clone)]
pub(crate) struct SentPack {
    /// The bytes.
    pub(crate) bytes: Bytes,
    /// Sixteen hexadecimal digits of their hash.
    pub(crate) hash: String,
}

/// The packs kept in memory, by the releases in them.
#[derive(Debug, Default)]
pub(crate) struct Packs(Mutex<HashMap<Vec<ReleaseId>, SentPack>>);

/// The pack for a user: the newest releases, and those whose work RVUs their contracts credit.
pub(crate) async fn pack(app: &App, kept: &Arc<UserLedger>) -> Result<SentPack, AppError> {
    let releases = releases(app, kept);
    let held = app.packs.0.lock().unwrap_or_else(PoisonError::into_inner).get(&releases).cloned();
    if let Some(held) = held {
        return Ok(held);
    }
    let (site, wanted) = (Arc::clone(&app.site), releases.clone());
    let made = tokio::task::spawn_blocking(move || {
        Pack::new(site.schedule(), &wanted, site.public_documents()).bytes()
    });
    let bytes = made
        .await
        .map_err(|error| AppError::Internal(error.to_string()))?
        .map_err(|error| AppError::Internal(error.to_string()))?;
    let hash = Sha256::digest(&bytes).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let sent = SentPack { bytes: Bytes::from(bytes), hash };
    let mut packs = app.packs.0.lock().unwrap_or_else(PoisonError::into_inner);
    if packs.len() >= MOST_PACKS {
        packs.clear();
    }
    packs.insert(releases, sent.clone());
    Ok(sent)
}

fn releases(app: &App, kept: &UserLedger) -> Vec<ReleaseId> {
    let schedule = app.site.schedule();
    let mut releases: Vec<ReleaseId> =
        schedule.releases().iter().rev().take(NEWEST).map(|release| release.id).collect();
    let credited =
        kept.terms.contracts().iter().filter_map(|contract| contract.crediting(schedule).ok()?.release);
    releases.extend(credited);
    releases.sort_unstable();
    releases.dedup();
    releases
}

/// A template with its text.
#[derive(Debug, Serialize)]
pub(crate) struct OfflineTemplate {
    id: Uuid,
    text: String,
    #[serde(flatten)]
    template: Template,
}

/// Whose log it is, for the phone.
#[derive(Debug, Serialize)]
pub(crate) struct Me {
    user: Uuid,
    contracts: Vec<Contract>,
    place: Option<String>,
    site: Option<String>,
    sites: Vec<String>,
    templates: Vec<OfflineTemplate>,
}

/// Most sites that are offered.
const MOST_SITES: usize = 50;

/// Whose log it is, with what values and fills their entries.
pub(crate) async fn me(app: &App, user: UserId, kept: &UserLedger) -> Result<Me, AppError> {
    let templates = documents::all::<Template>(app, user).await?.into_iter();
    let mut sites: Vec<String> = kept.ledger.sites().map(|(_, name)| name.to_string()).collect();
    sites.sort_unstable();
    sites.truncate(MOST_SITES);
    Ok(Me {
        user: user.0,
        contracts: kept.terms.contracts().to_vec(),
        place: kept.settings.place.map(|place| place.to_string()),
        site: kept.settings.site.as_ref().map(ToString::to_string),
        sites,
        templates: templates
            .map(|kept| OfflineTemplate { id: kept.id, text: kept.content.text(), template: kept.content })
            .collect(),
    })
}
