//! Credit policies: how many work RVUs an employer or a contract credits for a line.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use toml::Spanned;

use super::timeline::{optional_date, optional_spanned_date};
use super::{PolicyError, PolicyFile};
use crate::indicator::Status;
use crate::{Factor, Modifier};

/// What a modifier does to the work RVU under a credit policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CreditRule {
    /// A fixed factor, `"0.625"`.
    Factor(Factor),
    /// `"bilateral"`: by the bilateral indicator, as Medicare does.
    Bilateral,
    /// `"pre-and-intra"`: preoperative and intraoperative shares.
    PreAndIntra,
    /// `"intra"`: the intraoperative share; the whole of a 0-day global procedure.
    Intra,
    /// `"post"`: the postoperative share.
    Post,
    /// `"pre"`: the preoperative share.
    Pre,
    /// `"own-row-or 0.50"`: the work of the modifier's own row, or a factor where there is none.
    OwnRowOr(Factor),
    /// `"by-report"`: decided by hand, so not credited until it is.
    ByReport,
}

/// Text that is not a credit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{text:?} is not a credit: write a factor such as 0.50, or bilateral, pre-and-intra, intra, post, pre, own-row-or 0.50, by-report"
)]
pub struct CreditRuleError {
    /// What was read, cut to a length fit for a message.
    pub text: String,
}

impl FromStr for CreditRule {
    type Err = CreditRuleError;
    fn from_str(text: &str) -> Result<Self, CreditRuleError> {
        let error = || CreditRuleError { text: text.chars().take(32).collect() };
        Ok(match text.trim() {
            "bilateral" => Self::Bilateral,
            "pre-and-intra" => Self::PreAndIntra,
            "intra" => Self::Intra,
            "post" => Self::Post,
            "pre" => Self::Pre,
            "by-report" => Self::ByReport,
            text => match text.strip_prefix("own-row-or ") {
                Some(factor) => Self::OwnRowOr(factor.parse().map_err(|_| error())?),
                None => Self::Factor(text.parse().map_err(|_| error())?),
            },
        })
    }
}

impl fmt::Display for CreditRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Factor(factor) => factor.fmt(f),
            Self::Bilateral => f.pad("bilateral"),
            Self::PreAndIntra => f.pad("pre-and-intra"),
            Self::Intra => f.pad("intra"),
            Self::Post => f.pad("post"),
            Self::Pre => f.pad("pre"),
            Self::OwnRowOr(factor) => write!(f, "own-row-or {factor}"),
            Self::ByReport => f.pad("by-report"),
        }
    }
}

impl Serialize for CreditRule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for CreditRule {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// What several procedures of one session do to the work RVUs. A word or a list of factors in policy files and JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "MultipleText", try_from = "MultipleText")]
pub enum MultipleProcedureCredit {
    /// `"none"`: every procedure in full.
    None,
    /// `"as-medicare"`: the factor that Medicare's ranking gives the payment.
    AsMedicare,
    /// A list of factors by rank of work, the last repeating; for procedures that Medicare ranks.
    ByRank(Vec<Factor>),
}

/// A credit policy as data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreditPolicy {
    /// Short name, as given on the command line.
    pub name: String,
    /// Name as shown.
    pub title: String,
    /// The policy in a sentence or two.
    pub summary: String,
    /// First day of service that it covers; `None` where it has no beginning.
    pub from: Option<Date>,
    /// Last day of service that it covers; `None` where it has no end.
    pub to: Option<Date>,
    /// What several procedures do.
    pub multiple_procedures: MultipleProcedureCredit,
    /// Statuses whose `+` rows are credited although Medicare does not pay them.
    pub credited_plus_statuses: Vec<Status>,
    /// Factors by modifier; a modifier that is absent changes nothing.
    pub modifiers: BTreeMap<Modifier, CreditRule>,
}

impl CreditPolicy {
    /// Whether the policy covers a day of service.
    #[must_use]
    pub fn covers(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }

    /// The days of service that the policy covers: `2025-07-01 to 2026-06-30`, `days from 2025-07-01 on`.
    #[must_use]
    pub fn days_in_words(&self) -> String {
        match (self.from, self.to) {
            (Some(from), Some(to)) => format!("{from} to {to}"),
            (Some(from), None) => format!("days from {from} on"),
            (None, Some(to)) => format!("days until {to}"),
            (None, None) => "every day".to_owned(),
        }
    }

    /// Reads a credit policy file.
    ///
    /// # Errors
    /// [`PolicyError`], with file and line.
    pub fn load(file: PolicyFile<'_>) -> Result<Self, PolicyError> {
        let read = file.parse::<File>()?;
        let at = read.multiple_procedures.span().start;
        let multiple_procedures = MultipleProcedureCredit::try_from(read.multiple_procedures.into_inner())
            .map_err(|message| file.error(at, message.to_owned()))?;
        let mut credited_plus_statuses = Vec::new();
        for text in read.credited_plus_statuses {
            let status = Status::from_column(text.get_ref().as_bytes()).ok_or_else(|| {
                file.error(text.span().start, format!("{:?} is not a status", text.get_ref()))
            })?;
            credited_plus_statuses.push(status);
        }
        let mut modifiers = BTreeMap::new();
        for (modifier, text) in read.modifiers {
            let rule = text.get_ref().parse::<CreditRule>();
            modifiers
                .insert(modifier, rule.map_err(|error| file.error(text.span().start, error.to_string()))?);
        }
        let to = read.to.map(|to| (to.span().start, to.into_inner()));
        if let (Some(from), Some((at, to))) = (read.from, to)
            && to < from
        {
            return Err(file.error(at, format!("the policy ends before it begins on {from}")));
        }
        Ok(Self {
            name: read.name,
            title: read.title,
            summary: read.summary,
            from: read.from,
            to: to.map(|(_, to)| to),
            multiple_procedures,
            credited_plus_statuses,
            modifiers,
        })
    }
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum MultipleText {
    Word(String),
    List(Vec<Factor>),
}

impl TryFrom<MultipleText> for MultipleProcedureCredit {
    type Error = &'static str;
    fn try_from(text: MultipleText) -> Result<Self, &'static str> {
        match text {
            MultipleText::Word(word) if word == "none" => Ok(Self::None),
            MultipleText::Word(word) if word == "as-medicare" => Ok(Self::AsMedicare),
            MultipleText::List(factors) if !factors.is_empty() => Ok(Self::ByRank(factors)),
            _ => Err("multiple_procedures is \"none\", \"as-medicare\" or a list of factors by rank"),
        }
    }
}

impl From<MultipleProcedureCredit> for MultipleText {
    fn from(credit: MultipleProcedureCredit) -> Self {
        match credit {
            MultipleProcedureCredit::None => Self::Word("none".to_owned()),
            MultipleProcedureCredit::AsMedicare => Self::Word("as-medicare".to_owned()),
            MultipleProcedureCredit::ByRank(factors) => Self::List(factors),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    title: String,
    summary: String,
    #[serde(default, deserialize_with = "optional_date")]
    from: Option<Date>,
    #[serde(default, deserialize_with = "optional_spanned_date")]
    to: Option<Spanned<Date>>,
    multiple_procedures: Spanned<MultipleText>,
    credited_plus_statuses: Vec<Spanned<String>>,
    modifiers: BTreeMap<Modifier, Spanned<String>>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policy;

    #[test]
    fn the_presets_say_what_they_credit() {
        let policy = Policy::builtin().unwrap();
        let mirror = policy.credit_preset("mirror-cms").unwrap();
        assert_eq!(
            mirror.modifiers[&Modifier::known(b"62")],
            CreditRule::Factor(Factor::ten_thousandths(6250))
        );
        assert_eq!(mirror.modifiers[&Modifier::known(b"53")], CreditRule::OwnRowOr(Factor::HALF));
        assert_eq!(
            policy.credit_preset("half-second").unwrap().multiple_procedures,
            MultipleProcedureCredit::ByRank(vec![Factor::ONE, Factor::HALF])
        );
    }

    #[test]
    fn an_unknown_credit_is_named_with_its_line() {
        let text = "name = \"x\"\ntitle = \"x\"\nsummary = \"x\"\nmultiple_procedures = \"none\"\ncredited_plus_statuses = []\n[modifiers]\n\"50\" = \"twice\"\n";
        let error = CreditPolicy::load(PolicyFile { name: "mine.toml", text }).unwrap_err();
        assert_eq!(error.line, 7);
        assert!(error.message.contains("twice"));
    }

    #[test]
    fn a_policy_may_have_days() {
        let text = "name = \"x\"\ntitle = \"x\"\nsummary = \"x\"\nfrom = 2025-07-01\nto = 2026-06-30\nmultiple_procedures = \"none\"\ncredited_plus_statuses = []\n[modifiers]\n";
        let load = |text: &str| CreditPolicy::load(PolicyFile { name: "mine.toml", text });
        let policy = load(text).unwrap();
        let days = ["2025-06-30", "2025-07-01", "2026-06-30", "2026-07-01"];
        assert_eq!(days.map(|day| policy.covers(day.parse().unwrap())), [false, true, true, false]);
        let error = load(&text.replace("2026-06-30", "2025-06-30")).unwrap_err();
        assert_eq!(error.line, 5);
        assert!(error.message.contains("before it begins on 2025-07-01"), "{error}");
        let error = load(&text.replace("2026-06-30", "\"2026-06-30\"")).unwrap_err();
        assert_eq!(error.line, 5, "{error}");
    }
}
