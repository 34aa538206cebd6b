//! What was wrong with a row of a table, where, and what to do about it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A row that was not read, or not in full.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowProblem {
    /// The row, as a spreadsheet numbers it.
    pub row: u32,
    /// The column's name; empty where the whole row is meant.
    pub column: String,
    /// The kind, by which problems are counted.
    pub kind: ProblemKind,
    /// What the cell holds, cut to a length fit for a message; empty where that says nothing.
    pub found: String,
}

/// Kinds of problems.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the words of each say it")]
pub enum ProblemKind {
    NoDate,
    NotADate,
    OtherOrder,
    InTheFuture,
    NoCode,
    NotACode,
    ShortCode,
    SeveralCodes,
    NotAModifier,
    TooManyModifiers,
    NotUnits,
    NoUnits,
    NotMinutes,
    NotACharge,
    NotWork,
    TakesBackNothing,
    NotAnId,
    NotARole,
    IdTwice,
    // From here on the row is read all the same.
    ZerosRestored,
    RepeatedModifier,
    PlaceLeftOut,
    TextLeftOut,
}

impl ProblemKind {
    /// Whether the row is read all the same.
    #[must_use]
    pub const fn is_remark(self) -> bool {
        matches!(self, Self::ZerosRestored | Self::RepeatedModifier | Self::PlaceLeftOut | Self::TextLeftOut)
    }

    /// What was wrong.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::NoDate => "there is no date",
            Self::NotADate => "this is not a date of 2000 to 2099",
            Self::OtherOrder => "this is no date in the order of day and month of the other rows",
            Self::InTheFuture => "this day is still to come",
            Self::NoCode => "there is no code",
            Self::NotACode => "this is not a CPT or HCPCS code",
            Self::ShortCode => "this number is too short for a code",
            Self::SeveralCodes => "there is more than one code",
            Self::NotAModifier => "this is not a list of modifiers",
            Self::TooManyModifiers => "there are more than 4 modifiers",
            Self::NotUnits => "this is not a whole number of units",
            Self::NoUnits => "units are 1 to 999",
            Self::NotMinutes => "minutes are a whole number of 1 to 2880",
            Self::NotACharge => "this is not an amount in dollars of zero or more",
            Self::NotWork => "this is not a number of work RVUs",
            Self::TakesBackNothing => "this takes back a line that is not in the file",
            Self::NotAnId => "this is not an id",
            Self::NotARole => "this is not a role",
            Self::IdTwice => "an entry above has the same id",
            Self::ZerosRestored => "zeros that a spreadsheet took off were put before the code",
            Self::RepeatedModifier => "a modifier stands twice; it was taken once",
            Self::PlaceLeftOut => "this is not a place of service; it was left out",
            Self::TextLeftOut => "this text was left out: it is too long or may name a patient",
        }
    }

    /// What to do about it.
    #[must_use]
    pub const fn remedy(self) -> &'static str {
        match self {
            Self::NoDate => "Write the date of service into the row, or enter the line by hand.",
            Self::NotADate => "Correct the date, or choose another column for the date of service.",
            Self::OtherOrder => "Correct the date, or choose the other order of day and month.",
            Self::InTheFuture => "Correct the date, or choose the other order of day and month.",
            Self::NoCode => "Write the code into the row, or leave the row out.",
            Self::NotACode => "Correct the code, or choose another column for the code.",
            Self::ShortCode => "Format the column as text, so that codes keep all five characters.",
            Self::SeveralCodes => "Give each code a row of its own.",
            Self::NotAModifier => "Correct the modifiers, or choose another column for them.",
            Self::TooManyModifiers => "Leave the four that matter.",
            Self::NotUnits => "Correct the units, or choose another column for them.",
            Self::NoUnits => "Correct the units, or leave the row out.",
            Self::NotMinutes => "Correct the minutes, or choose another column for them.",
            Self::NotACharge => "Correct the amount, or set its column to \u{201c}not used\u{201d}.",
            Self::NotWork => "Correct the number, or choose another column for the work RVUs.",
            Self::TakesBackNothing => "Take the line out of the log by hand if it is there.",
            Self::NotAnId => "Leave the ids as they were exported, or take their columns out.",
            Self::NotARole => "Write one of the roles as they are exported.",
            Self::IdTwice => "Take the id out of the row that was added.",
            Self::ZerosRestored => "Look whether the code is the one that was meant.",
            Self::RepeatedModifier => "Nothing, if it was meant once.",
            Self::PlaceLeftOut => "Nothing, if your usual place is meant; or write its two digits.",
            Self::TextLeftOut => "Nothing, or shorten the text and take names and numbers out.",
        }
    }
}

impl fmt::Display for RowProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Row {}", self.row)?;
        if !self.column.is_empty() {
            write!(f, ", {}", self.column)?;
        }
        if !self.found.is_empty() {
            write!(f, ", {:?}", self.found)?;
        }
        write!(f, ": {}. {}", self.kind.words(), self.kind.remedy())
    }
}
