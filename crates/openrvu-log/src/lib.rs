//! The log's domain: what a clinician enters, what it is worth under a contract, where they stand.
//!
//! This crate does no input or output, asks no clock and draws no random number, and builds for
//! `wasm32-unknown-unknown`, so that a phone reads and values entries offline by the same code as the server.

pub mod calendar;
pub mod compare;
pub mod contract;
pub mod crediting;
pub mod dashboard;
pub mod entry;
pub mod export;
pub mod figures;
pub mod goal;
pub mod import;
pub mod ledger;
pub mod pay;
pub mod period;
pub mod planner;
pub mod privacy;
pub mod quick;
pub mod reconcile;
pub mod repeat;
pub mod restate;
pub mod settings;
pub mod statement;
pub mod template;
pub mod text;
pub mod value;

pub use calendar::WorkCalendar;
pub use contract::{Contract, ContractError, ContractId};
pub use crediting::Crediting;
pub use entry::{EncounterId, Entry, EntryId, Role};
pub use goal::{Goal, GoalId, Pace};
pub use ledger::{
    ChooseTerms, ContractTerms, Ledger, Logged, LoggedValue, OneCrediting, Record, Sums, Terms, Valuer,
};
pub use period::{Divisions, Period, PeriodKind};
pub use planner::Plan;
pub use privacy::Identity;
pub use settings::Settings;
pub use text::{ShortText, TextError};
pub use value::{EntryValue, value_encounter};
