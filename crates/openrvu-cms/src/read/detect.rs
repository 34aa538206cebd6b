//! What a file is, told by its content.

use super::Input;

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
    /// A record layout or other notes in plain text.
    Notes,
    /// A sheet about HCPCS beside the file itself: corrections, transactions, codes not otherwise classified.
    HcpcsReport,
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
            Self::Notes => "a record layout or notes in plain text",
            Self::HcpcsReport => "a report about HCPCS codes, not the HCPCS file",
            Self::Unknown => "none of the CMS files that OpenRVU reads",
        }
    }

    /// What to give instead, in a sentence.
    #[must_use]
    pub const fn advice(self) -> &'static str {
        match self {
            Self::Empty => "Download the file again from CMS.",
            Self::Pdf | Self::Word | Self::Notes => {
                "It describes the data: give the .csv, .txt or .xlsx file beside it, or the whole ZIP."
            }
            Self::OldOffice => "Save it as .xlsx or .csv and give that.",
            Self::Archive => "Give it to the import command, which reads the files inside.",
            Self::HcpcsReport => "Give the file named HCPC…_ANWEB….txt of the same ZIP.",
            Self::Unknown => {
                "Give a PPRRVU, GPCI, LOCCO, ANES, OPPSCAP, ZIP5, anesthesia base unit, add-on, HCPCS, PTP, MUE or PFALL file as CMS publishes it."
            }
        }
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

/// Tells a file's kind by its header and shape, and by its name only where those leave it open.
#[must_use]
pub fn detect(input: Input<'_>) -> Detection {
    let _ = input;
    Detection::NotData(NotData::Unknown)
}
