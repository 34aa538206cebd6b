//! From typed tables to candidates: what one import brings of each release.

use std::collections::BTreeSet;

use openrvu_core::{FeeRow, Locality, LocalityId, ReleaseId, ReleaseLetter};

use super::parse::{Content, Parsed, ParsedContainer, RelativeValues};
use super::report::{ImportError, Refusal, Skipped};
use crate::identify::zip_hint;
use crate::read::{AnesFile, LoccoFile, OppsCapRow};
use crate::store::{SourceKind, SourceRecord};
use crate::verify::{Check, Severity};

/// What one import brings of a release. Anything may be missing, to be taken from what is held.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub(super) id: ReleaseId,
    pub(super) relative_values: Option<RelativeValues>,
    pub(super) qualifying: Option<RelativeValues>,
    pub(super) gpci: Option<Vec<Locality>>,
    pub(super) locco: Option<LoccoFile>,
    pub(super) anes: Option<AnesFile>,
    pub(super) opps_cap: Option<Vec<OppsCapRow>>,
    pub(super) sources: Vec<SourceRecord>,
    /// Checks made while the files were put together.
    pub(super) checks: Vec<Check>,
}

impl Candidate {
    fn new(id: ReleaseId) -> Self {
        Self {
            id,
            relative_values: None,
            qualifying: None,
            gpci: None,
            locco: None,
            anes: None,
            opps_cap: None,
            sources: Vec::new(),
            checks: Vec::new(),
        }
    }

    /// The release and a file of it, to name in a message.
    pub(super) fn name(&self) -> String {
        format!("{} ({})", self.id, self.first_file())
    }

    /// A file to name in a message.
    pub(super) fn first_file(&self) -> String {
        self.sources.first().map(|source| source.file.name.clone()).unwrap_or_default()
    }

    fn has(&self, kind: SourceKind) -> bool {
        match kind {
            SourceKind::RelativeValues => self.relative_values.is_some(),
            SourceKind::QualifyingRelativeValues => self.qualifying.is_some(),
            SourceKind::Gpci => self.gpci.is_some(),
            SourceKind::Locco => self.locco.is_some(),
            SourceKind::Anes => self.anes.is_some(),
            SourceKind::OppsCap => self.opps_cap.is_some(),
            SourceKind::Table => false,
        }
    }

    fn put(&mut self, content: Content) {
        match content {
            Content::RelativeValues(values) if values.identity.qualifying => self.qualifying = Some(values),
            Content::RelativeValues(values) => self.relative_values = Some(values),
            Content::Gpci(file) => self.gpci = Some(file.localities),
            Content::Locco(file) => self.locco = Some(file),
            Content::Anes(file) => self.anes = Some(file),
            Content::OppsCap(rows) => self.opps_cap = Some(rows),
        }
    }

    /// Takes another candidate of the same release in, from another ZIP. Gives it back where both bring the same
    /// kind of file with another content: then the release was published twice.
    fn join(&mut self, other: Self) -> Result<(), Box<Self>> {
        fn agree<T: PartialEq>(a: &Option<T>, b: &Option<T>) -> bool {
            a.as_ref().zip(b.as_ref()).is_none_or(|(a, b)| a == b)
        }
        fn rows(values: Option<&RelativeValues>) -> Option<&[FeeRow]> {
            values.map(|values| values.file.rows.as_slice())
        }
        let same = agree(&rows(self.relative_values.as_ref()), &rows(other.relative_values.as_ref()))
            && agree(&rows(self.qualifying.as_ref()), &rows(other.qualifying.as_ref()))
            && agree(&self.gpci, &other.gpci)
            && agree(&self.locco, &other.locco)
            && agree(&self.anes, &other.anes)
            && agree(&self.opps_cap, &other.opps_cap);
        if !same {
            return Err(Box::new(other));
        }
        self.relative_values = self.relative_values.take().or(other.relative_values);
        self.qualifying = self.qualifying.take().or(other.qualifying);
        self.gpci = self.gpci.take().or(other.gpci);
        self.locco = self.locco.take().or(other.locco);
        self.anes = self.anes.take().or(other.anes);
        self.opps_cap = self.opps_cap.take().or(other.opps_cap);
        self.sources.extend(other.sources);
        self.checks.extend(other.checks);
        Ok(())
    }
}

/// What the containers amount to.
#[derive(Debug, Default)]
pub(super) struct Assembled {
    /// In the order of releases; those of one release in the order in which they were published.
    pub(super) candidates: Vec<Candidate>,
    pub(super) skipped: Vec<Skipped>,
    pub(super) refused: Vec<Refusal>,
}

/// Puts files together: those of one ZIP first, then what several bring of the same release.
pub(super) fn assemble(containers: Vec<ParsedContainer>, wanted: Option<ReleaseId>) -> Assembled {
    let mut assembled = Assembled::default();
    let mut loose = Vec::new();
    for container in containers {
        let name = container.zip.clone();
        match assemble_one(container, wanted, &mut assembled.skipped) {
            Ok((candidates, unplaced)) => {
                loose.extend(unplaced);
                for candidate in candidates {
                    add(&mut assembled.candidates, candidate);
                }
            }
            Err(error) => {
                let input = name.unwrap_or_else(|| "the given files".to_owned());
                assembled.refused.push(Refusal { input, error });
            }
        }
    }
    for file in loose {
        place(file, &mut assembled);
    }
    assembled.candidates.sort_by_key(|candidate| {
        let released = candidate.relative_values.as_ref().and_then(|values| values.file.released);
        (candidate.id, released)
    });
    assembled
}

fn add(candidates: &mut Vec<Candidate>, mut candidate: Candidate) {
    let id = candidate.id;
    for held in candidates.iter_mut().filter(|held| held.id == id) {
        match held.join(candidate) {
            Ok(()) => return,
            Err(back) => candidate = *back,
        }
    }
    candidates.push(candidate);
}

/// Gives a file that does not name its release to every release of its year in this import that lacks its kind.
fn place(file: Parsed, assembled: &mut Assembled) {
    let kind = file.source.kind;
    let year = year_of(&file.content);
    let mut given = false;
    for candidate in &mut assembled.candidates {
        let fits = year.is_none_or(|year| year == candidate.id.year) && month_fits(&file, candidate.id);
        if fits && !candidate.has(kind) {
            candidate.sources.push(file.source.clone());
            candidate.put(file.content.clone());
            given = true;
        }
    }
    if !given {
        let name = file.source.file.name;
        let error = ImportError::WhichRelease { file: name.clone(), kind };
        assembled.refused.push(Refusal { input: name, error });
    }
}

fn year_of(content: &Content) -> Option<u16> {
    match content {
        Content::RelativeValues(values) => Some(values.identity.id.year),
        Content::Gpci(file) => Some(file.year),
        Content::Locco(file) => file.year,
        Content::Anes(file) => file.year,
        Content::OppsCap(_) => None,
    }
}

/// Whether the month in the name of an OPPSCAP file (`OPPSCAP_Oct.csv`) is that of the release. The other files
/// are made for a year.
fn month_fits(file: &Parsed, id: ReleaseId) -> bool {
    if file.source.kind != SourceKind::OppsCap {
        return true;
    }
    let months = match id.letter {
        ReleaseLetter::A | ReleaseLetter::AR => ["_jan", "january"],
        ReleaseLetter::B => ["_apr", "april"],
        ReleaseLetter::C => ["_jul", "july"],
        ReleaseLetter::D => ["_oct", "october"],
    };
    let name = file.source.file.name.to_ascii_lowercase();
    months.iter().any(|month| name.contains(month))
}

/// The candidates of one container, and the files of it that name no release.
fn assemble_one(
    container: ParsedContainer,
    wanted: Option<ReleaseId>,
    skipped: &mut Vec<Skipped>,
) -> Result<(Vec<Candidate>, Vec<Parsed>), ImportError> {
    if container.files.is_empty() {
        return Ok((Vec::new(), Vec::new()));
    }
    let (mut relative_values, beside): (Vec<_>, Vec<_>) =
        container.files.into_iter().partition(|file| matches!(file.content, Content::RelativeValues(_)));
    let mut ids: Vec<ReleaseId> = relative_values.iter().filter_map(|file| id_of(&file.content)).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        let hint = container.zip.as_deref().map(zip_hint).unwrap_or_default();
        let hinted = hint.year.zip(hint.letter).map(|(year, letter)| ReleaseId { year, letter });
        match wanted.or(hinted) {
            Some(id) => ids.push(id),
            None => return Ok((Vec::new(), beside)),
        }
    }
    let mut candidates = Vec::new();
    for id in &ids {
        let (own, others): (Vec<_>, Vec<_>) =
            relative_values.into_iter().partition(|file| id_of(&file.content) == Some(*id));
        relative_values = others;
        let mut candidate = Candidate::new(*id);
        let (qualifying, other): (Vec<_>, Vec<_>) =
            own.into_iter().partition(|file| file.source.kind == SourceKind::QualifyingRelativeValues);
        take(&mut candidate, other)?;
        take(&mut candidate, qualifying)?;
        candidates.push(candidate);
    }
    for kind in [SourceKind::Gpci, SourceKind::Locco, SourceKind::Anes, SourceKind::OppsCap] {
        let files: Vec<&Parsed> = beside.iter().filter(|file| file.source.kind == kind).collect();
        let mut used = vec![false; files.len()];
        for candidate in &mut candidates {
            let several = ids.len() > 1;
            let mut own = Vec::new();
            for (file, used) in files.iter().zip(&mut used) {
                let year = year_of(&file.content);
                let of_year = year.is_none_or(|year| year == candidate.id.year);
                if let (false, false, Some(found)) = (several, of_year, year) {
                    let file = file.source.file.name.clone();
                    return Err(ImportError::Year { file, kind, found, release: candidate.id });
                }
                if of_year && (!several || month_fits(file, candidate.id)) {
                    *used = true;
                    own.push((*file).clone());
                }
            }
            take(candidate, own)?;
        }
        let unused = files.iter().zip(used).filter(|(_, used)| !used);
        skipped.extend(unused.map(|(file, _)| Skipped {
            file: file.source.file.name.clone(),
            reason: format!("no PPRRVU file beside it is of the release this {} belongs to", kind.name()),
        }));
    }
    Ok((candidates, Vec::new()))
}

fn id_of(content: &Content) -> Option<ReleaseId> {
    match content {
        Content::RelativeValues(values) => Some(values.identity.id),
        _ => None,
    }
}

/// Which form of a file is taken where CMS publishes several: the one with the most beside the figures.
fn rank(file: &Parsed) -> u8 {
    let name = file.source.file.name.to_ascii_lowercase();
    if name.ends_with(".csv") {
        0
    } else if name.ends_with(".xlsx") {
        1
    } else {
        2
    }
}

/// Takes the best of several forms of one file, and compares the others with it.
fn take(candidate: &mut Candidate, mut files: Vec<Parsed>) -> Result<(), ImportError> {
    files.sort_by_key(rank);
    let mut files = files.into_iter();
    let Some(best) = files.next() else { return Ok(()) };
    let kind = best.source.kind;
    let mut check = Check::new(
        "forms",
        Severity::Refuse,
        format!("every form of the {} file (csv, txt, xlsx) holds the same", kind.name()),
    );
    for other in files {
        let same_form = rank(&other) == rank(&best);
        let equal = same(&best.content, &other.content);
        if same_form && !equal {
            return Err(ImportError::Conflict {
                first: best.source.file.name,
                second: other.source.file.name,
                kind,
                of: candidate.id.to_string(),
            });
        }
        if !same_form {
            check.count(equal, || {
                format!("{} differs from {}", other.source.file.name, best.source.file.name)
            });
        }
        candidate.sources.push(other.source);
    }
    if check.checked > 0 {
        candidate.checks.push(check);
    }
    candidate.sources.push(best.source);
    candidate.put(best.content);
    Ok(())
}

/// Whether two forms of a file hold the same figures. Titles, and with them dates, are only in some.
fn same(a: &Content, b: &Content) -> bool {
    match (a, b) {
        (Content::RelativeValues(a), Content::RelativeValues(b)) => {
            a.file.rows == b.file.rows && a.file.conversion_factor == b.file.conversion_factor
        }
        (Content::Gpci(a), Content::Gpci(b)) => {
            let figures = |localities: &[Locality]| -> Vec<_> {
                localities.iter().map(|l| (l.id, l.gpcis, l.unfloored_work)).collect()
            };
            figures(&a.localities) == figures(&b.localities)
        }
        (Content::Locco(a), Content::Locco(b)) => {
            // The words differ from form to form (CMS's spelling of counties); the localities may not.
            let covered = |file: &LoccoFile| -> BTreeSet<LocalityId> {
                file.rows.iter().map(|row| row.locality).collect()
            };
            covered(a) == covered(b)
        }
        (Content::Anes(a), Content::Anes(b)) => {
            let amounts = |file: &AnesFile| -> Vec<_> {
                file.rows.iter().map(|row| (row.locality, row.amount, row.qualifying)).collect()
            };
            amounts(a) == amounts(b)
        }
        (Content::OppsCap(a), Content::OppsCap(b)) => a == b,
        _ => false,
    }
}
