//! The form of a contract: its fields as text, read into a contract or refused field by field.

use openrvu_core::Factor;
use openrvu_core::indicator::Status;
use openrvu_core::policy::MultipleProcedureCredit;
use openrvu_log::contract::words::{plain, rate_in_words};
use openrvu_log::contract::{CreditedValues, Over, Settlement, Sites, YearDay};
use openrvu_log::{Contract, Role};
use serde::Deserialize;

/// Rows of tiers and bonuses that are free beside those that are filled.
const FREE_ROWS: usize = 2;

/// The fields of the form.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Fields {
    /// The revision that the writer saw; empty for a new contract.
    pub(super) seen: String,
    pub(super) name: String,
    pub(super) from: String,
    pub(super) to: String,
    /// One a line; empty for all.
    pub(super) sites: String,
    pub(super) fte: String,
    pub(super) year_start: String,
    /// `day`, `year` or a release.
    pub(super) values: String,
    pub(super) values_year: String,
    pub(super) preset: String,
    /// Empty as the preset, `none`, `as-medicare` or `ranks`.
    pub(super) multiple: String,
    pub(super) ranks: String,
    /// `own` where the boxes count, empty as the preset.
    pub(super) own_statuses: String,
    pub(super) status: Vec<String>,
    /// One a line: `22 1.20`.
    pub(super) modifiers: String,
    pub(super) role_shared: String,
    pub(super) role_assisted: String,
    pub(super) role_supervised: String,
    pub(super) role_under_supervision: String,
    pub(super) role_observed: String,
    pub(super) settlement: String,
    pub(super) tiers_over: String,
    pub(super) tier_pays: String,
    pub(super) tier_above: Vec<String>,
    pub(super) tier_rate: Vec<String>,
    pub(super) salary: String,
    pub(super) draw: String,
    pub(super) deficit: String,
    pub(super) bonus_name: Vec<String>,
    pub(super) bonus_at_least: Vec<String>,
    pub(super) bonus_amount: Vec<String>,
    pub(super) bonus_over: Vec<String>,
    pub(super) full_time: String,
    pub(super) prorated: String,
}

/// A field as the form calls it: `Tier 2, rate` for `pay.tiers[1].rate`.
pub(super) fn label(field: &str) -> String {
    let (list, rest) = field.split_once('[').unwrap_or((field, ""));
    let (at, part) = rest.split_once("].").unwrap_or((rest.trim_end_matches(']'), ""));
    let number = at.parse::<usize>().map_or_else(|_| String::new(), |at| format!(" {}", at + 1));
    let part = if part.is_empty() { String::new() } else { format!(", {}", part.replace('_', " ")) };
    let words = match list {
        "name" => "Name",
        "from" => "First day of service",
        "to" => "Last day",
        "fte" => "Share of full time",
        "year_start" => "Contract years",
        "sites" => "Sites",
        "values" => "Work RVUs of",
        "values.year" => "Calendar year",
        "credit.preset" => "Credit policy",
        "credit.multiple_procedures" => "Factors by rank",
        "credit.statuses" => "Statuses",
        "pay.settlement" => "Settlement",
        "pay.tiers" => "Tier",
        "pay.salary" => "Salary",
        "pay.draw" | "pay.draw.monthly" => "Draw",
        "pay.bonuses" => "Bonus",
        other if other.starts_with("credit.modifiers") => "Own rules by modifier",
        other if other.starts_with("credit.roles.") => {
            let slug = other.trim_start_matches("credit.roles.");
            let role = Role::ALL.into_iter().find(|role| role.slug() == slug);
            return role.map_or_else(|| other.to_owned(), |role| format!("Factor when {}", role.name()));
        }
        other => other,
    };
    format!("{words}{number}{part}")
}

/// The roles that may have a factor of their own, with the field of each.
pub(super) const ROLES: [(Role, &str); 5] = [
    (Role::Shared, "role_shared"),
    (Role::Assisted, "role_assisted"),
    (Role::Supervised, "role_supervised"),
    (Role::UnderSupervision, "role_under_supervision"),
    (Role::Observed, "role_observed"),
];

/// The statuses whose `+` rows a contract may credit.
pub(super) const STATUSES: [Status; 4] =
    [Status::Bundled, Status::NotValidForMedicare, Status::NonCovered, Status::StatutoryExclusion];

impl Fields {
    /// The fields of a new contract.
    pub(super) fn new(today: jiff::civil::Date) -> Self {
        let mut fields = Self {
            from: today.first_of_year().to_string(),
            fte: "1.00".to_owned(),
            year_start: YearDay::JANUARY_1.to_string(),
            values: "day".to_owned(),
            preset: "full".to_owned(),
            settlement: Settlement::Year.slug().to_owned(),
            prorated: "on".to_owned(),
            ..Self::default()
        };
        fields.add_free_rows();
        fields
    }

    /// The fields of a contract.
    pub(super) fn of(contract: &Contract, seen: u64) -> Self {
        let (credit, pay) = (&contract.credit, &contract.pay);
        let (values, values_year) = match contract.values {
            CreditedValues::DayOfService => ("day".to_owned(), String::new()),
            CreditedValues::Release(id) => (id.to_string(), String::new()),
            CreditedValues::Year(year) => ("year".to_owned(), year.to_string()),
        };
        let (multiple, ranks) = match &credit.multiple_procedures {
            None => ("", String::new()),
            Some(MultipleProcedureCredit::None) => ("none", String::new()),
            Some(MultipleProcedureCredit::AsMedicare) => ("as-medicare", String::new()),
            Some(MultipleProcedureCredit::ByRank(factors)) => ("ranks", joined(factors, ", ")),
        };
        let role = |role| credit.roles.get(&role).map_or_else(String::new, Factor::to_string);
        let mut fields = Self {
            seen: seen.to_string(),
            name: contract.name.to_string(),
            from: contract.from.to_string(),
            to: contract.to.map_or_else(String::new, |to| to.to_string()),
            sites: match &contract.sites {
                Sites::All => String::new(),
                Sites::Listed(sites) => joined(sites, "\n"),
            },
            fte: contract.fte.to_string(),
            year_start: contract.year_start.to_string(),
            values,
            values_year,
            preset: credit.preset.clone(),
            multiple: multiple.to_owned(),
            ranks,
            own_statuses: if credit.statuses.is_some() { "own".to_owned() } else { String::new() },
            status: credit.statuses.iter().flatten().map(ToString::to_string).collect(),
            modifiers: credit
                .modifiers
                .iter()
                .map(|(modifier, rule)| format!("{modifier} {rule}\n"))
                .collect(),
            role_shared: role(Role::Shared),
            role_assisted: role(Role::Assisted),
            role_supervised: role(Role::Supervised),
            role_under_supervision: role(Role::UnderSupervision),
            role_observed: role(Role::Observed),
            settlement: pay.settlement.slug().to_owned(),
            tiers_over: over_slug(pay.tiers_over).to_owned(),
            tier_pays: pay.tier_pays.slug().to_owned(),
            tier_above: pay.tiers.iter().map(|tier| plain(tier.above)).collect(),
            tier_rate: pay.tiers.iter().map(|tier| rate_in_words(tier.rate)).collect(),
            salary: pay.salary.map_or_else(String::new, |salary| salary.to_string()),
            draw: pay.draw.map_or_else(String::new, |draw| draw.monthly.to_string()),
            deficit: pay.draw.map_or("", |draw| draw.deficit.slug()).to_owned(),
            bonus_name: pay.bonuses.iter().map(|bonus| bonus.name.to_string()).collect(),
            bonus_at_least: pay.bonuses.iter().map(|bonus| plain(bonus.at_least)).collect(),
            bonus_amount: pay.bonuses.iter().map(|bonus| bonus.amount.to_string()).collect(),
            bonus_over: pay.bonuses.iter().map(|bonus| over_slug(bonus.over).to_owned()).collect(),
            full_time: if pay.stated_for_full_time { "on".to_owned() } else { String::new() },
            prorated: if pay.prorated { "on".to_owned() } else { String::new() },
        };
        fields.add_free_rows();
        fields
    }

    /// Adds empty rows of tiers and bonuses, for more.
    pub(super) fn add_free_rows(&mut self) {
        let filled =
            |rows: &[String]| rows.iter().rposition(|row| !row.trim().is_empty()).map_or(0, |at| at + 1);
        let tiers = filled(&self.tier_above).max(filled(&self.tier_rate)) + FREE_ROWS;
        self.tier_above.resize(tiers, String::new());
        self.tier_rate.resize(tiers, String::new());
        let bonuses =
            filled(&self.bonus_name).max(filled(&self.bonus_at_least)).max(filled(&self.bonus_amount));
        for list in
            [&mut self.bonus_name, &mut self.bonus_at_least, &mut self.bonus_amount, &mut self.bonus_over]
        {
            list.resize(bonuses + FREE_ROWS - 1, String::new());
        }
    }

    /// The field of a role.
    pub(super) fn role(&self, role: Role) -> &str {
        match role {
            Role::Performed => "",
            Role::Shared => &self.role_shared,
            Role::Assisted => &self.role_assisted,
            Role::Supervised => &self.role_supervised,
            Role::UnderSupervision => &self.role_under_supervision,
            Role::Observed => &self.role_observed,
        }
    }
}

/// The name of a time in the form.
pub(super) const fn over_slug(over: Over) -> &'static str {
    match over {
        Over::Year => "year",
        Over::Settlement => "settlement",
    }
}

fn joined<T: ToString>(items: &[T], between: &str) -> String {
    items.iter().map(ToString::to_string).collect::<Vec<_>>().join(between)
}

#[cfg(test)]
mod tests {
    use super::label;

    #[test]
    fn fields_are_named_as_the_form_names_them() {
        let fields = [
            "fte",
            "pay.tiers[1].rate",
            "pay.bonuses[0].at_least",
            "credit.modifiers.22",
            "credit.roles.observed",
        ];
        assert_eq!(
            fields.map(label),
            [
                "Share of full time",
                "Tier 2, rate",
                "Bonus 1, at least",
                "Own rules by modifier",
                "Factor when observed"
            ]
        );
    }
}
