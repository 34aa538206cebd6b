//! The steps of a valuation as data: one shape, rendered alike by every surface.

use serde::{Serialize, Serializer};

use crate::{Cents, CreditRvu, Factor};

/// Which of the two outputs a step belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Output {
    /// The Medicare amount.
    Payment,
    /// The work-RVU credit.
    Credit,
}

/// A quantity of one of the two outputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Quantity {
    /// Dollars and cents.
    Cents(Cents),
    /// Work RVUs.
    Work(CreditRvu),
}

impl std::fmt::Display for Quantity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Cents(cents) => f.pad(&cents.dollars()),
            Self::Work(work) => f.pad(&work.short()),
        }
    }
}

impl Serialize for Quantity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Cents(cents) => cents.serialize(serializer),
            Self::Work(work) => work.serialize(serializer),
        }
    }
}

/// Declares the rules: a fixed word for programs and a title for readers.
macro_rules! rules {
    ($($variant:ident = $id:literal, $title:literal;)+) => {
        /// The rule that a step applies.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Rule { $(#[doc = $title] $variant,)+ }

        impl Rule {
            /// A fixed word for programs.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Self::$variant => $id,)+ }
            }

            /// A few words for readers.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)+ }
            }
        }
    };
}

rules! {
    Row = "row", "Row of the fee schedule";
    Correction = "correction", "Later correction";
    BaseAmount = "base-amount", "Fee schedule amount";
    ImagingCap = "imaging-cap", "Imaging cap (OPPS)";
    TherapyAmount = "therapy-amount", "Amount with reduced practice expense";
    Units = "units", "Units";
    GlobalShare = "global-share", "Share of the global package";
    Bilateral = "bilateral", "Bilateral procedure";
    EndoscopicFamily = "endoscopic-family", "Endoscopic family";
    MultipleProcedure = "multiple-procedure", "Multiple procedures";
    CoSurgeon = "co-surgeon", "Co-surgeons";
    Assistant = "assistant", "Assistant at surgery";
    Practitioner = "practitioner", "Practitioner's percentage";
    Equipment = "equipment", "Imaging equipment";
    TherapyAssistant = "therapy-assistant", "Therapy assistant";
    Rounding = "rounding", "Rounded half-up to the cent";
    Charge = "charge", "Lesser of charge and fee";
    NonParticipating = "non-participating", "Non-participating clinician";
    LimitingCharge = "limiting-charge", "Limiting charge";
    PatientShare = "patient-share", "Patient's share";
    Sequestration = "sequestration", "Sequestration";
    AnesthesiaUnits = "anesthesia-units", "Anesthesia units";
    AnesthesiaAmount = "anesthesia-amount", "Anesthesia amount";
    AnesthesiaShare = "anesthesia-share", "Medical direction";
    Refused = "refused", "No amount";
    CreditRow = "credit-row", "Work RVU of the row";
    CreditStatus = "credit-status", "Credit by status";
    CreditModifier = "credit-modifier", "Credit by modifier";
    CreditMultiple = "credit-multiple", "Credit of several procedures";
    CreditRounding = "credit-rounding", "Rounded half-up to a thousandth";
    CreditRole = "credit-role", "Credit by role";
    CreditRefused = "credit-refused", "No credit";
}

impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id())
    }
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Which output it belongs to.
    pub output: Output,
    /// The rule.
    pub rule: Rule,
    /// What was looked at and why, in a sentence.
    pub words: String,
    /// The factor, where the step multiplies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub factor: Option<Factor>,
    /// The quantity before, as shown: rounded, while the engine keeps it exact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Quantity>,
    /// The quantity after, likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Quantity>,
}

/// The steps of a line while it is valued. Kept only when asked for: a closure that is not called costs nothing.
#[derive(Debug, Clone, Default)]
pub(super) struct Trail {
    steps: Option<Vec<Step>>,
}

impl Trail {
    pub(super) fn new(explain: bool) -> Self {
        Self { steps: explain.then(Vec::new) }
    }

    pub(super) fn push(&mut self, step: impl FnOnce() -> Step) {
        if let Some(steps) = &mut self.steps {
            steps.push(step());
        }
    }

    /// A step of the payment that only says something.
    pub(super) fn note(&mut self, rule: Rule, words: impl FnOnce() -> String) {
        self.push(|| Step {
            output: Output::Payment,
            rule,
            words: words(),
            factor: None,
            before: None,
            after: None,
        });
    }

    /// A step of the payment that ends in an amount.
    pub(super) fn amount(&mut self, rule: Rule, after: Cents, words: impl FnOnce() -> String) {
        self.push(|| Step {
            output: Output::Payment,
            rule,
            words: words(),
            factor: None,
            before: None,
            after: Some(Quantity::Cents(after)),
        });
    }

    /// A step of the payment from an amount to an amount, by a factor or otherwise.
    pub(super) fn change(
        &mut self,
        rule: Rule,
        factor: Option<Factor>,
        (before, after): (Cents, Cents),
        words: impl FnOnce() -> String,
    ) {
        self.push(|| Step {
            output: Output::Payment,
            rule,
            words: words(),
            factor,
            before: Some(Quantity::Cents(before)),
            after: Some(Quantity::Cents(after)),
        });
    }

    /// A step of the credit.
    pub(super) fn credit(
        &mut self,
        rule: Rule,
        factor: Option<Factor>,
        before: Option<CreditRvu>,
        after: Option<CreditRvu>,
        words: impl FnOnce() -> String,
    ) {
        self.push(|| Step {
            output: Output::Credit,
            rule,
            words: words(),
            factor,
            before: before.map(Quantity::Work),
            after: after.map(Quantity::Work),
        });
    }

    pub(super) fn into_steps(self) -> Vec<Step> {
        self.steps.unwrap_or_default()
    }
}
