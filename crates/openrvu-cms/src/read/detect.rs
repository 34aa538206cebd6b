//! What a file is, told by its content.

use std::fmt;
use std::io::Cursor;

use zip::ZipArchive;

use super::row::{normal, trim};
use super::table::HEADER_WITHIN;
use super::text::{Delimited, Lines};
use super::{Input, anes, gpci, hcpcs, locco, oppscap, payment, pprrvu, workbook, zip_locality};
use super::{add_on, anesthesia_base, mue, ptp};

/// A kind of CMS file that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileKind {
    /// The relative values: PPRRVU.
    Pprrvu,
    /// The geographic practice cost indices: GPCI.
    Gpci,
    /// The counties of each locality: LOCCO.
    Locco,
    /// The anesthesia conversion factors: ANES.
    Anes,
    /// The imaging cap by locality: OPPSCAP.
    OppsCap,
    /// ZIP code to carrier locality.
    ZipLocality,
    /// Anesthesia base units.
    AnesthesiaBase,
    /// NCCI add-on code edits.
    AddOn,
    /// HCPCS Level II.
    Hcpcs,
    /// NCCI procedure-to-procedure edits.
    Ptp,
    /// NCCI medically unlikely edits.
    Mue,
    /// Payment amounts by locality: PFALL, PFREV and the carriers' files.
    Payment,
}

impl FileKind {
    /// The name a reader of CMS's pages knows.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pprrvu => "PPRRVU",
            Self::Gpci => "GPCI",
            Self::Locco => "LOCCO",
            Self::Anes => "ANES",
            Self::OppsCap => "OPPSCAP",
            Self::ZipLocality => "ZIP code to carrier locality",
            Self::AnesthesiaBase => "anesthesia base units",
            Self::AddOn => "NCCI add-on code",
            Self::Hcpcs => "HCPCS Level II",
            Self::Ptp => "NCCI procedure-to-procedure",
            Self::Mue => "NCCI medically unlikely edits",
            Self::Payment => "payment amount",
        }
    }
}

/// What a file without data to read is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NotData {
    /// Nothing at all.
    Empty,
    /// A PDF, such as the record layout of a release.
    Pdf,
    /// A document or workbook of Microsoft Office before 2007.
    OldOffice,
    /// A Word document.
    Word,
    /// A ZIP archive.
    Archive,
    /// Text of two bytes a character.
    Utf16,
    /// A record layout or other notes in plain text.
    Notes,
    /// A sheet about HCPCS beside the file itself: corrections, transactions, codes not otherwise classified.
    HcpcsReport,
    /// A workbook that cannot be opened.
    BrokenWorkbook,
    /// None of the files that OpenRVU knows.
    Unknown,
}

impl NotData {
    /// What the file is, fit to follow "this is".
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Empty => "an empty file",
            Self::Pdf => "a PDF document",
            Self::OldOffice => "a document or workbook of an old Office format",
            Self::Word => "a Word document",
            Self::Archive => "a ZIP archive",
            Self::Utf16 => "text of two bytes a character (UTF-16)",
            Self::Notes => "a record layout or notes in plain text",
            Self::HcpcsReport => "a report about HCPCS codes, not the HCPCS file",
            Self::BrokenWorkbook => "a workbook that cannot be opened",
            Self::Unknown => "none of the CMS files that OpenRVU reads",
        }
    }

    /// What to give instead, in a sentence.
    #[must_use]
    pub const fn advice(self) -> &'static str {
        match self {
            Self::Empty | Self::BrokenWorkbook => "Download the file again from CMS.",
            Self::Pdf | Self::Word | Self::Notes => {
                "It describes the data: give the .csv, .txt or .xlsx file beside it, or the whole ZIP."
            }
            Self::OldOffice | Self::Utf16 => "Save it as .xlsx or .csv and give that.",
            Self::Archive => "Give it to the import command, which reads the files inside.",
            Self::HcpcsReport => "Give the file named HCPC…_ANWEB….txt of the same ZIP.",
            Self::Unknown => {
                "Give a PPRRVU, GPCI, LOCCO, ANES, OPPSCAP, ZIP5, anesthesia base unit, add-on, HCPCS, PTP, MUE or PFALL file as CMS publishes it."
            }
        }
    }
}

impl fmt::Display for FileKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl fmt::Display for NotData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// What a file turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Detection {
    /// A file that a reader reads.
    Data(FileKind),
    /// A file without data: skipped inside an archive, an error when given alone.
    NotData(NotData),
}

/// What holds a file's rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Container {
    Text,
    Workbook,
    NotData(NotData),
}

/// Tells a text from a workbook, and both from what holds no rows, by the first bytes.
pub(super) fn container(input: Input<'_>) -> Container {
    let bytes = input.bytes;
    let head = &bytes[..bytes.len().min(8192)];
    let not_data = if trim(head).is_empty() {
        NotData::Empty
    } else if bytes.starts_with(b"%PDF") {
        NotData::Pdf
    } else if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        NotData::OldOffice
    } else if bytes.starts_with(b"PK\x03\x04") {
        match ZipArchive::new(Cursor::new(bytes)) {
            Ok(archive) if archive.index_for_name("word/document.xml").is_some() => NotData::Word,
            Ok(archive) if archive.index_for_name("xl/workbook.xml").is_none() => NotData::Archive,
            // A workbook cut short is for the workbook reader to complain about.
            Ok(_) | Err(_) => return Container::Workbook,
        }
    } else if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        NotData::Utf16
    } else if head.contains(&0) {
        NotData::Unknown
    } else {
        return Container::Text;
    };
    Container::NotData(not_data)
}

/// Whether a row, its fields made comparable, is the header of a kind of file.
type IsHeader = fn(&[String]) -> bool;

/// The kinds that have a header, the stricter tests first.
const HEADERS: [(FileKind, IsHeader); 11] = [
    (FileKind::Pprrvu, pprrvu::is_header),
    (FileKind::OppsCap, oppscap::is_header),
    (FileKind::Gpci, gpci::is_header),
    (FileKind::Locco, locco::is_header),
    (FileKind::AddOn, add_on::is_header),
    (FileKind::Ptp, ptp::is_header),
    (FileKind::Mue, mue::is_header),
    (FileKind::Hcpcs, hcpcs::is_header),
    (FileKind::AnesthesiaBase, anesthesia_base::is_header),
    (FileKind::Payment, payment::is_record),
    (FileKind::Anes, anes::is_header),
];

/// Whether a line has the shape of a kind of file.
type IsLine = fn(&[u8]) -> bool;

/// The kinds that are published as fixed-width text.
const LINES: [(FileKind, IsLine); 7] = [
    (FileKind::Pprrvu, pprrvu::is_line),
    (FileKind::Hcpcs, hcpcs::is_line),
    (FileKind::ZipLocality, zip_locality::is_line),
    (FileKind::OppsCap, oppscap::is_line),
    (FileKind::Anes, anes::is_line),
    (FileKind::Gpci, gpci::is_line),
    (FileKind::Locco, locco::is_line),
];

/// Tells a file's kind by its header or the shape of its lines.
///
/// The name decides only between kinds of text that hold no data.
#[must_use]
pub fn detect(input: Input<'_>) -> Detection {
    match container(input) {
        Container::NotData(what) => Detection::NotData(what),
        Container::Text => detect_text(input),
        Container::Workbook => detect_workbook(input),
    }
}

fn kind_of(fields: &[String]) -> Option<FileKind> {
    HEADERS.iter().find(|(_, is_header)| is_header(fields)).map(|(kind, _)| *kind)
}

fn detect_text(input: Input<'_>) -> Detection {
    let mut rows = Delimited::new(input);
    for _ in 0..HEADER_WITHIN {
        let Ok(Some(row)) = rows.next_row() else { break };
        let fields: Vec<String> = row.fields().map(normal).collect();
        if let Some(kind) = kind_of(&fields) {
            return Detection::Data(kind);
        }
    }
    let mut lines = Lines::new(input);
    for _ in 0..HEADER_WITHIN {
        let Ok(Some((_, line))) = lines.next_line() else { break };
        if let Some((kind, _)) = LINES.iter().find(|(_, is_line)| is_line(line)) {
            return Detection::Data(*kind);
        }
    }
    Detection::NotData(if looks_like_notes(input) { NotData::Notes } else { NotData::Unknown })
}

fn looks_like_notes(input: Input<'_>) -> bool {
    let head = normal(&input.bytes[..input.bytes.len().min(4096)]);
    let name = input.name.to_lowercase();
    ["RECORD LAYOUT", "CMS RIF REPORT", "PROCESSING NOTES"].iter().any(|words| head.contains(words))
        || [".doc", ".rtf", "layout", "lyout", "readme", "notes"].iter().any(|part| name.contains(part))
}

fn detect_workbook(input: Input<'_>) -> Detection {
    let Ok(sheets) = workbook::sheets(input, HEADER_WITHIN) else {
        return Detection::NotData(NotData::BrokenWorkbook);
    };
    let rows = sheets.iter().flat_map(|sheet| (0..).map_while(|index| sheet.row(index)));
    for row in rows {
        let fields: Vec<String> = row.fields().map(normal).collect();
        if let Some(kind) = kind_of(&fields) {
            return Detection::Data(kind);
        }
        let names = |name: &str| fields.iter().any(|field| field == name || field.starts_with(name));
        if names("HCPC") && ["ACTION", "ACTION CD", "LONG DESCRIPTION"].into_iter().any(names) {
            return Detection::NotData(NotData::HcpcsReport);
        }
    }
    Detection::NotData(NotData::Unknown)
}
