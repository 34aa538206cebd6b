//! Quick entry over a pack.

use std::collections::HashMap;
use std::sync::OnceLock;

use jiff::civil::Date;
use openrvu_core::policy::PlaceOfServiceCode;
use openrvu_core::{Cents, Code, Modifier, Schedule};
use openrvu_log::quick::{
    Candidate, Circumstances, Found, Reading, Report, ScheduleBook, read, value_reading,
};
use openrvu_log::{Contract, ContractTerms, Entry, Role, ShortText, Valuer};
use openrvu_search::{Document, Index, Lexicon};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Pack, PackError};

/// Most hits that are looked at for words.
const MOST_HITS: usize = 6;

/// A text to be read, with what its lines share. The fields are those of the server's own interface.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quick {
    /// Codes, modifiers, units, words.
    pub text: String,
    /// Date of service.
    pub date: Date,
    /// Whether each line is an encounter of its own.
    #[serde(default)]
    pub apart: bool,
    /// Place of service; none where the usual one is meant.
    #[serde(default)]
    pub place: Option<PlaceOfServiceCode>,
    /// The clinic or hospital.
    #[serde(default)]
    pub site: Option<ShortText>,
    /// What the clinician did.
    #[serde(default)]
    pub role: Role,
    /// The colleague.
    #[serde(default)]
    pub colleague: Option<ShortText>,
    /// A note.
    #[serde(default)]
    pub note: Option<ShortText>,
}

/// Whose work it is: their contracts and usual place.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Terms {
    /// The contracts.
    #[serde(default)]
    pub contracts: Vec<Contract>,
    /// The place of service of entries that name none.
    #[serde(default)]
    pub place: Option<PlaceOfServiceCode>,
}

/// An entry in the shape of the server's interface.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the fields of an entry and its line")]
pub struct NamedEntry {
    pub id: Uuid,
    pub encounter: Uuid,
    pub date: Date,
    pub code: Code,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub modifiers: Vec<Modifier>,
    pub units: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub charge: Option<Cents>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<PlaceOfServiceCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<ShortText>,
    pub role: Role,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub colleague: Option<ShortText>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<ShortText>,
}

impl From<Entry> for NamedEntry {
    fn from(entry: Entry) -> Self {
        let Entry { id, encounter, date, line, place, site, role, colleague, note } = entry;
        Self {
            id: id.uuid(),
            encounter: encounter.uuid(),
            date,
            code: line.code,
            modifiers: line.modifiers,
            units: line.units,
            minutes: line.minutes,
            charge: line.charge,
            place,
            site,
            role,
            colleague,
            note,
        }
    }
}

/// Why the engine does not answer.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The pack.
    #[error(transparent)]
    Pack(#[from] PackError),
    /// What was asked.
    #[error("{0}")]
    Request(#[from] serde_json::Error),
    /// Too few ids for the entries.
    #[error("{0} ids are needed, and {1} were given")]
    Ids(usize, usize),
}

/// Quick entry over a pack.
#[derive(Debug)]
pub struct Engine {
    schedule: Schedule,
    documents: Vec<Document>,
    titles: HashMap<Code, String>,
    /// Built when words are first looked up.
    index: OnceLock<Option<Index>>,
    terms: ContractTerms,
    place: Option<PlaceOfServiceCode>,
}

impl Engine {
    /// Over a pack.
    ///
    /// # Errors
    /// [`EngineError::Pack`].
    pub fn load(bytes: &[u8]) -> Result<Self, EngineError> {
        let pack = Pack::read(bytes)?;
        let schedule = pack.schedule()?;
        let documents = pack.documents();
        let titles = documents.iter().map(|document| (document.code, document.title().to_owned())).collect();
        let terms = ContractTerms::new(Vec::new(), &schedule);
        Ok(Self { schedule, documents, titles, index: OnceLock::new(), terms, place: None })
    }

    /// Sets whose work it is, from JSON.
    ///
    /// # Errors
    /// [`EngineError::Request`].
    pub fn set_terms(&mut self, json: &[u8]) -> Result<(), EngineError> {
        let Terms { contracts, place } = serde_json::from_slice(json)?;
        self.terms = ContractTerms::new(contracts, &self.schedule);
        self.place = place;
        Ok(())
    }

    /// Reads a text back, as the server does; how often such services are logged already it cannot tell.
    #[must_use]
    pub fn read(&self, quick: &Quick) -> Report {
        let (reading, circumstances) = self.reading(quick);
        let valuer = Valuer { schedule: &self.schedule, terms: &self.terms, usual_place: self.place };
        let value = value_reading(&valuer, &reading, &circumstances);
        Report::new(&reading, &value, &[], |code| self.title(code))
    }

    /// The entries of a text's lines that can be logged, under the ids given: one for each line and one for each
    /// encounter.
    ///
    /// # Errors
    /// [`EngineError::Ids`] where they are too few.
    pub fn entries(&self, quick: &Quick, ids: &[Uuid]) -> Result<Vec<NamedEntry>, EngineError> {
        let (reading, circumstances) = self.reading(quick);
        let mut taken = 0;
        let entries = circumstances.entries(&reading, || {
            taken += 1;
            ids.get(taken - 1).map_or([0; 16], |id| *id.as_bytes())
        });
        if taken > ids.len() {
            return Err(EngineError::Ids(taken, ids.len()));
        }
        Ok(entries.into_iter().map(Into::into).collect())
    }

    fn reading(&self, quick: &Quick) -> (Reading, Circumstances) {
        let book = ScheduleBook::new(&self.schedule, quick.date, |words: &str| self.find(words));
        let filled = |text: &Option<ShortText>| text.clone().filter(|text| !text.as_str().is_empty());
        let circumstances = Circumstances {
            date: quick.date,
            place: quick.place,
            site: filled(&quick.site),
            role: quick.role,
            colleague: filled(&quick.colleague),
            note: filled(&quick.note),
        };
        (read(&quick.text, &book, quick.apart), circumstances)
    }

    fn find(&self, words: &str) -> Found {
        let index = self.index.get_or_init(|| {
            let lexicon = Lexicon::embedded().ok()?;
            Some(Index::build(self.documents.iter().cloned(), lexicon))
        });
        let Some(index) = index else { return Found::default() };
        let answer = index.search(words, MOST_HITS);
        let candidate = |code| Candidate { code, title: self.title(code) };
        Found {
            certain: answer.is_certain(),
            candidates: answer.hits.iter().map(|hit| candidate(hit.code)).collect(),
        }
    }

    fn title(&self, code: Code) -> String {
        self.titles.get(&code).cloned().unwrap_or_default()
    }
}
