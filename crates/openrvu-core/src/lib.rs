//! The Medicare Physician Fee Schedule in memory: exact quantities, valuation, explanation.
//!
//! This crate does no input or output, asks no clock and draws no random number, and builds for
//! `wasm32-unknown-unknown`. Data flows one way: a [`Release`] is read from CMS's files elsewhere, a
//! [`Schedule`] holds releases and answers by date, a valuation prices lines and explains each number.

pub mod code;
pub mod efficiency;
pub mod indicator;
pub mod locality;
pub mod modifier;
pub mod policy;
pub mod quantity;
pub mod reference;
pub mod release;
pub mod row;
pub mod schedule;
pub mod valuation;

pub use code::{Code, CodeError, CodeKind};
pub use efficiency::{EfficiencyChange, EfficiencyClass};
pub use locality::{Gpcis, Locality, LocalityError, LocalityId};
pub use modifier::{Modifier, ModifierError, RowModifier};
pub use policy::{Policy, PolicyError, PolicyFile};
pub use quantity::{
    AnesthesiaUnits, Cents, ConversionFactor, CreditRvu, DecimalError, Exact, Factor, Gpci, Rvu,
};
pub use reference::{
    AddOnEdit, AddOnType, AnesthesiaBaseUnits, HcpcsCoverage, HcpcsDescriptor, ModifierDescriptor, Mue,
    MueAdjudication, PtpEdit, PtpModifierIndicator, StateCode, Zip, ZipLocality,
};
pub use release::{Release, ReleaseId, ReleaseIdError, ReleaseLetter, SourceFile};
pub use row::{FeeRow, Setting};
pub use schedule::{FoundRow, HeldRelease, NotHeld, Reading, ReferenceTables, Schedule};
pub use valuation::{Line, Request, Valuation};
