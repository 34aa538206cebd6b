//! Readers: from the bytes of one CMS file to a typed table.
//!
//! One reader a file of CMS's, each for every form in which CMS publishes it (csv, fixed-width text, workbook).
//! A reader trusts nothing: it finds the header by its text, checks every value against the layout and says in
//! its error which row and column is wrong. It never panics, whatever the bytes.
//!
//! | reader | file | tried on |
//! |---|---|---|
//! | [`pprrvu`] | PPRRVU, the relative values | csv, txt and xlsx of 2020-2026; no QPP file |
//! | [`gpci`] | GPCI | csv, txt and xlsx of 2020-2026 |
//! | [`locco`] | LOCCO, the counties of each locality | csv, txt and xlsx of 2020-2025 |
//! | [`anes`] | ANES, anesthesia conversion factors | csv, txt and xlsx of 2020-2025; not 2026, whose two columns are known by report only |
//! | [`oppscap`] | OPPSCAP, the imaging cap by locality | csv, txt and xlsx of 2020-2025 |
//! | [`zip_locality`] | ZIP5, where a ZIP code is priced | October 2025 |
//! | [`anesthesia_base`] | anesthesia base units | xlsx of 2022 |
//! | [`add_on`] | NCCI add-on code edits | xlsx of 2026 |
//! | [`hcpcs`] | HCPCS Level II | the text of January 2025 |
//! | [`ptp`] | NCCI procedure-to-procedure edits | the first lines of a text file of 2026 |
//! | [`mue`] | NCCI medically unlikely edits | the first lines of a csv file of 2026 |
//! | [`payment`] | PFALL, PFREV: payment amounts by locality | PFREV25C |
//! | [`PractitionerLayout`], [`ProviderServices`] | Medicare Physician & Other Practitioners | by provider and service: the national file of 2012, cut, and its states in another layout; no file with `Rndrng_` columns, none by provider or geography |

mod add_on;
mod anes;
mod anesthesia_base;
mod detect;
mod gpci;
mod hcpcs;
mod locco;
mod mue;
mod oppscap;
mod payment;
mod plain;
mod pprrvu;
mod practitioners;
mod ptp;
mod row;
mod table;
mod text;
mod value;
mod workbook;
mod zip_locality;

pub use add_on::{AddOnFile, add_on};
pub use anes::{AnesFile, AnesRow, anes};
pub use anesthesia_base::{AnesthesiaBaseFile, anesthesia_base};
pub use detect::{Detection, FileKind, NotData, detect};
pub use gpci::{GpciFile, gpci};
pub use hcpcs::{HcpcsFile, hcpcs};
pub use locco::{LoccoFile, LoccoRow, locco};
pub use mue::{MueFile, MueService, mue};
pub use oppscap::{OppsCapFile, OppsCapRow, oppscap};
pub use payment::{PaymentFile, PaymentRow, payment};
pub use pprrvu::{PprrvuFile, pprrvu};
pub use practitioners::{
    Entity, GeographyLayout, GeographyService, PlaceOfRow, PractitionerLayout, ProviderLayout,
    ProviderService, ProviderServiceLayout, ProviderServices, ProviderTotal, SYNTHETIC,
};
pub use ptp::{PtpFile, ptp};
pub use zip_locality::{ZipLocalityFile, zip_locality};

/// The bytes of one file and the name to call it by.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// The name as published, for messages and for what the content leaves open.
    pub name: &'a str,
    /// The whole file.
    pub bytes: &'a [u8],
}

/// The form in which a file was published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Layout {
    /// Values separated by commas, or by tabs.
    Csv,
    /// A column at fixed positions of each line.
    FixedWidth,
    /// A workbook.
    Xlsx,
}

/// What no file of CMS exceeds, so that a broken or hostile one cannot take the machine's memory.
mod limits {
    /// Bytes in a line, or in a record that runs over several lines.
    pub(super) const LINE: usize = 64 * 1024;
    /// Rows in a file. The largest, a year's payment amounts, has about a million.
    pub(super) const ROWS: usize = 2_000_000;
    /// Columns in a row.
    pub(super) const COLUMNS: usize = 256;
    /// Cells in a sheet.
    pub(super) const CELLS: usize = 40_000_000;
    /// Bytes of a workbook once unpacked.
    pub(super) const INFLATED: usize = 1 << 30;
}
