//! The choice of a locality.

use openrvu_core::{LocalityId, ReleaseId, Zip};

use super::code::payment::locality_name;
use crate::Site;

/// The localities to choose from.
#[derive(Debug, Clone)]
pub(crate) struct LocalityPage {
    /// The release whose localities these are.
    pub(crate) release: Option<ReleaseId>,
    /// The localities by state.
    pub(crate) localities: Vec<LocalityChoice>,
    /// What was wrong with the last choice.
    pub(crate) error: Option<String>,
    /// Whether ZIP codes are held.
    pub(crate) has_zips: bool,
    /// The name of the locality chosen.
    pub(crate) chosen: Option<String>,
    /// The locality chosen, where the release has none such: it is of another release.
    pub(crate) unknown: Option<LocalityId>,
}

/// A locality to choose.
#[derive(Debug, Clone)]
pub(crate) struct LocalityChoice {
    /// Its id.
    pub(crate) id: LocalityId,
    /// Its state and name.
    pub(crate) name: String,
    /// Whether it is the reader's.
    pub(crate) selected: bool,
}

impl LocalityPage {
    /// The localities of the newest release.
    pub(crate) fn of(site: &Site, chosen: Option<LocalityId>, error: Option<String>) -> Self {
        let newest = site.schedule.newest();
        let mut localities: Vec<LocalityChoice> = newest
            .into_iter()
            .flat_map(|release| &release.localities)
            .map(|locality| LocalityChoice {
                id: locality.id,
                name: locality_name(locality),
                selected: Some(locality.id) == chosen,
            })
            .collect();
        localities.sort_by(|a, b| a.name.cmp(&b.name));
        let name = localities.iter().find(|locality| locality.selected).map(|locality| locality.name.clone());
        Self {
            release: newest.map(|release| release.id),
            localities,
            error,
            has_zips: !site.schedule.tables().zips.is_empty(),
            unknown: chosen.filter(|_| name.is_none()),
            chosen: name,
        }
    }

    /// Reads a choice: a ZIP code, or else a locality, or else none.
    ///
    /// # Errors
    /// What is wrong, in a sentence.
    pub(crate) fn choose(site: &Site, zip: &str, locality: &str) -> Result<Option<LocalityId>, String> {
        let zip = zip.trim();
        let id = if zip.is_empty() {
            match locality.trim() {
                "" | "national" => return Ok(None),
                text => text.parse::<LocalityId>().map_err(|error| error.to_string())?,
            }
        } else {
            let five = zip.split('-').next().unwrap_or_default();
            let read = Zip::from_bytes(five.as_bytes())
                .ok_or_else(|| format!("{zip:?} is not a ZIP code: write its five digits."))?;
            let found = site.schedule.tables().zip(read).ok_or_else(|| {
                format!("ZIP code {read} is not in the table held here. Choose the locality from the list.")
            })?;
            found.locality
        };
        let newest =
            site.schedule.newest().ok_or("No release is held, so there is no locality to choose.")?;
        match newest.locality(id) {
            Some(_) => Ok(Some(id)),
            None => Err(format!("Locality {id} is not in {}.", newest.id)),
        }
    }
}
