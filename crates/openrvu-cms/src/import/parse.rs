//! From an opened ZIP or set of loose files to typed tables.

use openrvu_core::policy::Policy;
use openrvu_core::{CodeKind, ReleaseId};
use rayon::prelude::*;

use super::report::{ImportError, Refusal, Skipped};
use super::tables::{VersionedTable, read_table};
use crate::archive::{Container, Member};
use crate::identify::{Identity, identify};
use crate::read::{self, Detection, FileKind, Input, NotData};
use crate::read::{AnesFile, GpciFile, LoccoFile, OppsCapRow, PprrvuFile};
use crate::store::{Description, SourceKind, SourceRecord};

/// A file of a release, read.
#[derive(Debug, Clone)]
pub(super) struct Parsed {
    /// Where it came from.
    pub(super) source: SourceRecord,
    /// What it holds.
    pub(super) content: Content,
}

/// What a file of a release holds.
#[derive(Debug, Clone)]
pub(super) enum Content {
    RelativeValues(RelativeValues),
    Gpci(GpciFile),
    Locco(LoccoFile),
    Anes(AnesFile),
    OppsCap(Vec<OppsCapRow>),
}

/// A PPRRVU file whose release is known, its rows in the order of their keys.
#[derive(Debug, Clone)]
pub(super) struct RelativeValues {
    pub(super) identity: Identity,
    pub(super) file: PprrvuFile,
    /// Descriptions that may be kept, in the order of the rows.
    pub(super) descriptions: Vec<Description>,
}

/// The files of a ZIP, or loose files, read.
#[derive(Debug, Default)]
pub(super) struct ParsedContainer {
    /// The ZIP's name; `None` for loose files.
    pub(super) zip: Option<String>,
    /// Files of releases.
    pub(super) files: Vec<Parsed>,
    /// Reference tables, each by itself.
    pub(super) tables: Vec<VersionedTable>,
    pub(super) skipped: Vec<Skipped>,
    pub(super) refused: Vec<Refusal>,
}

/// What the caller said about the files.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wishes<'a> {
    pub(super) release: Option<ReleaseId>,
    pub(super) accept_license: bool,
    pub(super) policy: &'a Policy,
}

/// Reads every file of a container.
///
/// Where a file of a release cannot be read, no other file of a release in the same container is used: what is
/// left might be taken for the whole.
pub(super) fn parse(container: &Container, wishes: Wishes<'_>) -> ParsedContainer {
    let lone = container.zip.is_none();
    let each: Vec<Read> =
        container.members.par_iter().map(|member| read_member(member, lone, wishes)).collect();
    let mut parsed = ParsedContainer { zip: container.zip.clone(), ..ParsedContainer::default() };
    let mut spoiled = false;
    for read in each {
        match read {
            Read::OfRelease(file) => parsed.files.push(*file),
            Read::Table(table) => parsed.tables.push(table),
            Read::Skipped(skipped) => parsed.skipped.push(skipped),
            Read::Refused { refusal, of_release } => {
                spoiled |= of_release;
                parsed.refused.push(refusal);
            }
        }
    }
    let nothing = parsed.files.is_empty() && parsed.tables.is_empty() && parsed.refused.is_empty();
    if let Some(name) = container.zip.as_ref().filter(|_| nothing) {
        let error = ImportError::Nothing { name: name.clone() };
        parsed.refused.push(Refusal { input: name.clone(), error });
    }
    if spoiled {
        let reason = "another file of the same release was refused";
        let unused = parsed.files.drain(..);
        parsed
            .skipped
            .extend(unused.map(|file| Skipped { file: file.source.file.name, reason: reason.to_owned() }));
    }
    parsed
}

/// What came of a file.
enum Read {
    OfRelease(Box<Parsed>),
    Table(VersionedTable),
    Skipped(Skipped),
    Refused { refusal: Refusal, of_release: bool },
}

fn read_member(member: &Member, lone: bool, wishes: Wishes<'_>) -> Read {
    let input = Input { name: &member.name, bytes: &member.bytes };
    let refused = |of_release: bool, error: ImportError| Read::Refused {
        refusal: Refusal { input: member.name.clone(), error },
        of_release,
    };
    let kind = match read::detect(input) {
        Detection::Data(kind) => kind,
        // A file that should hold data and holds none spoils a ZIP; a description of the data does not.
        Detection::NotData(what) => {
            let spoils = matches!(what, NotData::Empty | NotData::BrokenWorkbook);
            if lone || spoils {
                let error = crate::error::ReadError::of_file(input, crate::error::Problem::NotData(what));
                return refused(spoils, error.into());
            }
            let reason = format!("this is {}", what.name());
            return Read::Skipped(Skipped { file: member.name.clone(), reason });
        }
    };
    let source_kind = match kind {
        FileKind::Pprrvu => SourceKind::RelativeValues,
        FileKind::Gpci => SourceKind::Gpci,
        FileKind::Locco => SourceKind::Locco,
        FileKind::Anes => SourceKind::Anes,
        FileKind::OppsCap => SourceKind::OppsCap,
        FileKind::Payment => {
            return refused(false, ImportError::PaymentAmounts { file: member.name.clone() });
        }
        FileKind::ZipLocality
        | FileKind::AnesthesiaBase
        | FileKind::AddOn
        | FileKind::Hcpcs
        | FileKind::Ptp
        | FileKind::Mue => {
            return match read_table(kind, input, member) {
                Ok(table) => Read::Table(table),
                Err(error) => refused(false, error),
            };
        }
    };
    match read_content(source_kind, input, wishes) {
        Ok(content) => {
            let kind = match &content {
                Content::RelativeValues(values) if values.identity.qualifying => {
                    SourceKind::QualifyingRelativeValues
                }
                _ => source_kind,
            };
            let source = SourceRecord { kind, file: member.source() };
            Read::OfRelease(Box::new(Parsed { source, content }))
        }
        Err(error) => refused(true, error),
    }
}

fn read_content(kind: SourceKind, input: Input<'_>, wishes: Wishes<'_>) -> Result<Content, ImportError> {
    Ok(match kind {
        SourceKind::Gpci => {
            let mut file = read::gpci(input)?;
            file.localities.sort_by_key(|locality| locality.id);
            Content::Gpci(file)
        }
        SourceKind::Locco => Content::Locco(read::locco(input)?),
        SourceKind::Anes => {
            let mut file = read::anes(input)?;
            file.rows.sort_by_key(|row| row.locality);
            Content::Anes(file)
        }
        SourceKind::OppsCap => {
            let mut rows = read::oppscap(input)?.rows;
            rows.sort_by_key(|row| (row.code, row.modifier, row.locality));
            Content::OppsCap(rows)
        }
        SourceKind::RelativeValues | SourceKind::QualifyingRelativeValues | SourceKind::Table => {
            let file = read::pprrvu(input, true)?;
            let identity = identify(&file, input.name, wishes.release, wishes.policy)?;
            Content::RelativeValues(relative_values(identity, file, wishes.accept_license))
        }
    })
}

/// Orders the rows and drops the descriptions that may not be kept.
fn relative_values(identity: Identity, mut file: PprrvuFile, accept_license: bool) -> RelativeValues {
    let texts = file.descriptions.take().unwrap_or_default();
    let mut descriptions: Vec<Description> = file
        .rows
        .iter()
        .zip(texts)
        .filter(|(row, _)| accept_license || (row.code.kind() == CodeKind::HcpcsII && !row.code.is_dental()))
        .map(|(row, text)| Description { code: row.code, modifier: row.modifier, text })
        .collect();
    descriptions.sort_by_key(|row| (row.code, row.modifier));
    file.rows.sort_by_key(|row| (row.code, row.modifier));
    RelativeValues { identity, file, descriptions }
}
