//! The fields of the form read into a contract, or refused field by field.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;

use openrvu_core::indicator::Status;
use openrvu_core::policy::{CreditRule, MultipleProcedureCredit};
use openrvu_core::{Factor, Modifier};
use openrvu_log::contract::{
    Bonus, CreditTerms, CreditedValues, Deficit, Draw, Over, PayTerms, Settlement, Sites, Tier, TierPays,
};
use openrvu_log::{Contract, ContractId, Role};

use super::form::{Fields, ROLES};
use crate::FieldProblem;

/// Reads a contract.
pub(super) fn read(fields: &Fields, id: ContractId) -> Result<Contract, Vec<FieldProblem>> {
    let mut reader = Reader(Vec::new());
    let (name, from) = (reader.wanted("name", &fields.name), reader.date("from", &fields.from));
    let to = if fields.to.trim().is_empty() { None } else { reader.date("to", &fields.to) };
    let sites = sites(&mut reader, &fields.sites);
    let (fte, year_start) =
        (reader.wanted("fte", &fields.fte), reader.wanted("year_start", &fields.year_start));
    let values = values(&mut reader, fields);
    let credit = credit(&mut reader, fields);
    let pay = pay(&mut reader, fields);
    match (name, from, fte, year_start, values) {
        (Some(name), Some(from), Some(fte), Some(year_start), Some(values)) if reader.0.is_empty() => {
            Ok(Contract { id, name, from, to, sites, fte, values, credit, year_start, pay })
        }
        _ => Err(reader.0),
    }
}

/// Problems as they are found.
struct Reader(Vec<FieldProblem>);

impl Reader {
    fn problem(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.0.push(FieldProblem::new(field, message));
    }

    fn parsed<T: FromStr<Err: Display>>(&mut self, field: impl Into<String>, text: &str) -> Option<T> {
        text.trim().parse().map_err(|error: T::Err| self.problem(field, error.to_string())).ok()
    }

    fn wanted<T: FromStr<Err: Display>>(&mut self, field: &str, text: &str) -> Option<T> {
        if text.trim().is_empty() {
            self.problem(field, "fill this in");
            return None;
        }
        self.parsed(field, text)
    }

    fn given<T: FromStr<Err: Display>>(&mut self, field: impl Into<String>, text: &str) -> Option<T> {
        if text.trim().is_empty() { None } else { self.parsed(field, text) }
    }

    fn date(&mut self, field: &str, text: &str) -> Option<jiff::civil::Date> {
        let read = text.trim().parse().ok();
        if read.is_none() {
            self.problem(field, "write year, month and day, such as 2026-07-01");
        }
        read
    }
}

fn sites(reader: &mut Reader, text: &str) -> Sites {
    let names: Vec<&str> = text.lines().map(str::trim).filter(|name| !name.is_empty()).collect();
    if names.is_empty() {
        return Sites::All;
    }
    Sites::Listed(names.into_iter().filter_map(|name| reader.parsed("sites", name)).collect())
}

fn values(reader: &mut Reader, fields: &Fields) -> Option<CreditedValues> {
    match fields.values.as_str() {
        "day" | "" => Some(CreditedValues::DayOfService),
        "year" => match fields.values_year.trim().parse() {
            Ok(year) => Some(CreditedValues::Year(year)),
            Err(_) => {
                reader.problem("values.year", "write the calendar year, such as 2020");
                None
            }
        },
        release => reader.parsed("values", release).map(CreditedValues::Release),
    }
}

fn credit(reader: &mut Reader, fields: &Fields) -> CreditTerms {
    let multiple_procedures = match fields.multiple.as_str() {
        "none" => Some(MultipleProcedureCredit::None),
        "as-medicare" => Some(MultipleProcedureCredit::AsMedicare),
        "ranks" => ranks(reader, &fields.ranks),
        _ => None,
    };
    let status = |text: &String| Status::from_column(text.as_bytes());
    let own = fields.own_statuses == "own";
    let mut roles: BTreeMap<Role, Factor> = BTreeMap::new();
    for (role, _) in ROLES {
        let factor = reader.given(format!("credit.roles.{}", role.slug()), fields.role(role));
        roles.extend(factor.map(|factor| (role, factor)));
    }
    CreditTerms {
        preset: fields.preset.clone(),
        modifiers: modifiers(reader, &fields.modifiers),
        multiple_procedures,
        statuses: own.then(|| fields.status.iter().filter_map(status).collect()),
        roles,
    }
}

fn ranks(reader: &mut Reader, text: &str) -> Option<MultipleProcedureCredit> {
    let factors = text.split([',', ' ', ';']).map(str::trim).filter(|factor| !factor.is_empty());
    let factors: Vec<Factor> =
        factors.filter_map(|factor| reader.parsed("credit.multiple_procedures", factor)).collect();
    if factors.is_empty() {
        reader.problem("credit.multiple_procedures", "write the factors by rank, such as 1.00, 0.50");
        return None;
    }
    Some(MultipleProcedureCredit::ByRank(factors))
}

/// Reads rules, one a line: the modifier, then what it credits.
fn modifiers(reader: &mut Reader, text: &str) -> BTreeMap<Modifier, CreditRule> {
    let mut rules = BTreeMap::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let shown: String = line.chars().take(40).collect();
        let Some((modifier, rule)) = line.split_once([' ', '=', ':', '\t']) else {
            reader.problem(
                "credit.modifiers",
                format!("{shown:?}: write the modifier and what it credits, such as 22 1.20"),
            );
            continue;
        };
        let rule = rule.trim_start_matches([' ', '=', ':', '\t']);
        let modifier: Option<Modifier> = reader.parsed("credit.modifiers", modifier);
        let rule: Option<CreditRule> = reader.parsed("credit.modifiers", rule);
        let (Some(modifier), Some(rule)) = (modifier, rule) else { continue };
        if rules.insert(modifier, rule).is_some() {
            reader.problem("credit.modifiers", format!("{modifier} stands twice"));
        }
    }
    rules
}

fn over(text: &str) -> Over {
    if text == "settlement" { Over::Settlement } else { Over::Year }
}

fn pay(reader: &mut Reader, fields: &Fields) -> PayTerms {
    let settlement = Settlement::ALL.into_iter().find(|settlement| settlement.slug() == fields.settlement);
    let tier_pays = TierPays::ALL.into_iter().find(|pays| pays.slug() == fields.tier_pays);
    let deficit = Deficit::ALL.into_iter().find(|deficit| deficit.slug() == fields.deficit);
    let monthly = reader.given("pay.draw.monthly", &fields.draw);
    PayTerms {
        settlement: settlement.unwrap_or_default(),
        tiers: tiers(reader, fields),
        tiers_over: over(&fields.tiers_over),
        tier_pays: tier_pays.unwrap_or_default(),
        salary: reader.given("pay.salary", &fields.salary),
        draw: monthly.map(|monthly| Draw { monthly, deficit: deficit.unwrap_or_default() }),
        bonuses: bonuses(reader, fields),
        stated_for_full_time: !fields.full_time.is_empty(),
        prorated: !fields.prorated.is_empty(),
    }
}

/// Tiers of the rows that are filled. A first row without a threshold begins at zero.
fn tiers(reader: &mut Reader, fields: &Fields) -> Vec<Tier> {
    let blank = String::new();
    let mut tiers = Vec::new();
    for at in 0..fields.tier_above.len().max(fields.tier_rate.len()) {
        let above = fields.tier_above.get(at).unwrap_or(&blank).trim();
        let rate = fields.tier_rate.get(at).unwrap_or(&blank).trim();
        if above.is_empty() && rate.is_empty() {
            continue;
        }
        let above = if above.is_empty() && tiers.is_empty() { "0" } else { above };
        let number = tiers.len();
        let above = reader.wanted(&format!("pay.tiers[{number}].above"), above);
        let rate = reader.wanted(&format!("pay.tiers[{number}].rate"), rate);
        if let (Some(above), Some(rate)) = (above, rate) {
            tiers.push(Tier { above, rate });
        }
    }
    tiers
}

fn bonuses(reader: &mut Reader, fields: &Fields) -> Vec<Bonus> {
    let blank = String::new();
    let mut bonuses = Vec::new();
    for at in 0..fields.bonus_name.len() {
        let of = |list: &'_ [String]| list.get(at).unwrap_or(&blank).trim().to_owned();
        let (name, at_least, amount) =
            (of(&fields.bonus_name), of(&fields.bonus_at_least), of(&fields.bonus_amount));
        if name.is_empty() && at_least.is_empty() && amount.is_empty() {
            continue;
        }
        let number = bonuses.len();
        let field = |name: &str| format!("pay.bonuses[{number}].{name}");
        let name = reader.wanted(&field("name"), &name);
        let at_least = reader.wanted(&field("at_least"), &at_least);
        let amount = reader.wanted(&field("amount"), &amount);
        if let (Some(name), Some(at_least), Some(amount)) = (name, at_least, amount) {
            bonuses.push(Bonus { name, at_least, amount, over: over(&of(&fields.bonus_over)) });
        }
    }
    bonuses
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contract(json: &str) -> Contract {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn a_contract_survives_its_form() {
        let id = ContractId::from_bytes([3; 16]);
        let text = format!(
            r#"{{"id":"{id}","name":"Employment","from":"2025-07-01","to":"2028-06-30","sites":{{"listed":["Main","Clinic"]}},
            "fte":"0.80","values":{{"year":2020}},"credit":{{"preset":"full","modifiers":{{"22":"1.20","50":"bilateral","53":"own-row-or 0.50"}},
            "multiple_procedures":["1.00","0.50"],"statuses":["I"],"roles":{{"assisted":"0.20","shared":"0.50"}}}},"year_start":"07-01",
            "pay":{{"settlement":"quarter","tiers":[{{"above":"0","rate":"52.1250"}},{{"above":"4800.5","rate":"60"}}],
            "tiers_over":"settlement","tier_pays":"all-work","salary":"240000.00","draw":{{"monthly":"20000.00","deficit":"forgiven"}},
            "bonuses":[{{"name":"Volume","at_least":"6000","amount":"10000","over":"settlement"}}],"stated_for_full_time":true,"prorated":true}}}}"#
        );
        let contract = contract(&text);
        assert_eq!(read(&Fields::of(&contract, 7), id), Ok(contract));
        let bare = format!(
            r#"{{"id":"{id}","name":"Bare","from":"2025-07-01","credit":{{"preset":"mirror-cms","statuses":[]}},"year_start":"01-01","values":{{"release":"RVU20A"}}}}"#
        );
        let bare = self::contract(&bare);
        assert_eq!(read(&Fields::of(&bare, 7), id), Ok(bare));
    }

    #[test]
    fn every_fault_of_the_form_is_named() {
        let mut fields = Fields::new("2026-08-03".parse().unwrap());
        fields.values = "year".to_owned();
        fields.multiple = "ranks".to_owned();
        fields.modifiers = "22\n22 1.2\n22=1.3\n5 1".to_owned();
        fields.tier_above = vec![String::new(), "4000".to_owned(), String::new()];
        fields.tier_rate = vec!["50".to_owned(), String::new(), "x".to_owned()];
        fields.role_shared = "half".to_owned();
        fields.bonus_amount = vec!["10000".to_owned()];
        fields.bonus_name = vec![String::new()];
        let problems = read(&fields, ContractId::from_bytes([3; 16])).unwrap_err();
        let fields: Vec<_> = problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(
            fields,
            [
                "name",
                "values.year",
                "credit.multiple_procedures",
                "credit.roles.shared",
                "credit.modifiers",
                "credit.modifiers",
                "credit.modifiers",
                "pay.tiers[1].rate",
                "pay.tiers[1].above",
                "pay.tiers[1].rate",
                "pay.bonuses[0].name",
                "pay.bonuses[0].at_least",
            ]
        );
    }
}
