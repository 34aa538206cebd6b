//! Who uses each code: from Medicare's provider-by-service files to the list that ships, and back.
//!
//! The list is csv below two lines that tell the year and the area. Bare counts: no provider stands in it.

use std::fmt::Write as _;
use std::io::BufRead;

use openrvu_core::{Code, CodeUsage, SpecialtyShare, Usage};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::error::ReadError;
use crate::read::ProviderServices;

/// Providers that must have billed a code before it is listed, as few as Medicare itself shows patients.
const LEAST_PROVIDERS: usize = 11;
/// Specialties listed for a code at the most.
const MOST_SPECIALTIES: usize = 5;
/// The smallest share listed, in thousandths.
const LEAST_PERMILLE: u16 = 10;

const HEADER: &str = "code,providers,permille,specialty";

/// A list that ships with the program and cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the list of codes by specialty: expected {expected}")]
pub struct UsageError {
    /// The line, from 1.
    pub line: usize,
    /// What should stand there.
    pub expected: &'static str,
}

/// Counts services by code and specialty while files are read one after the other.
#[derive(Debug, Default)]
pub struct UsageBuilder {
    specialties: Vec<String>,
    /// Services in hundredths of each code and place in `specialties`.
    services: FxHashMap<(Code, usize), u64>,
    providers: FxHashMap<Code, FxHashSet<u32>>,
    /// Rows read.
    pub rows: u64,
}

impl UsageBuilder {
    /// Adds a file, which `name` is called in messages. Two files must not hold the same rows.
    ///
    /// # Errors
    /// [`ReadError`], which names the row and column that depart from the layout.
    pub fn add(&mut self, name: &str, file: impl BufRead) -> Result<(), ReadError> {
        let mut file = ProviderServices::open(name, file)?;
        while let Some(row) = file.next_row()? {
            let specialty = row.specialty_name();
            let known = self.specialties.iter().position(|known| *known == specialty);
            let place = known.unwrap_or_else(|| {
                self.specialties.push(specialty.into_owned());
                self.specialties.len() - 1
            });
            *self.services.entry((row.code, place)).or_default() += row.services;
            self.providers.entry(row.code).or_default().insert(row.npi);
            self.rows += 1;
        }
        Ok(())
    }

    /// What was counted, of a year and an area.
    #[must_use]
    pub fn finish(self, year: u16, area: &str) -> Usage {
        let mut of_code: FxHashMap<Code, Vec<(u64, &str)>> = FxHashMap::default();
        for ((code, place), services) in &self.services {
            of_code.entry(*code).or_default().push((*services, &self.specialties[*place]));
        }
        let mut codes: Vec<CodeUsage> = of_code
            .into_iter()
            .filter_map(|(code, services)| {
                let providers = self.providers.get(&code).map_or(0, FxHashSet::len);
                (providers >= LEAST_PROVIDERS).then(|| CodeUsage {
                    code,
                    providers: u32::try_from(providers).unwrap_or(u32::MAX),
                    shares: shares(services),
                })
            })
            .filter(|usage| !usage.shares.is_empty())
            .collect();
        codes.sort_by_key(|usage| usage.code);
        Usage { year, area: area.to_owned(), codes }
    }
}

/// The largest shares of a code's services, in hundredths by specialty.
fn shares(mut services: Vec<(u64, &str)>) -> Vec<SpecialtyShare> {
    let all: u64 = services.iter().map(|(count, _)| count).sum();
    services.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    services
        .into_iter()
        .filter_map(|(count, specialty)| {
            let permille = (count * 2000 + all).checked_div(all * 2)?;
            Some(SpecialtyShare { specialty: specialty.to_owned(), permille: u16::try_from(permille).ok()? })
        })
        .filter(|share| share.permille >= LEAST_PERMILLE)
        .take(MOST_SPECIALTIES)
        .collect()
}

/// The list as csv.
#[must_use]
pub fn write(usage: &Usage) -> String {
    let mut out = format!("year,{}\narea,{}\n{HEADER}\n", usage.year, usage.area);
    for CodeUsage { code, providers, shares } in &usage.codes {
        for SpecialtyShare { specialty, permille } in shares {
            // Writing to a string cannot fail.
            let _ = writeln!(out, "{code},{providers},{permille},{specialty}");
        }
    }
    out
}

/// Reads the list.
///
/// # Errors
/// [`UsageError`], which names the line.
pub fn read(text: &str) -> Result<Usage, UsageError> {
    let mut lines = text.lines().enumerate().map(|(at, line)| (at + 1, line));
    let mut head = |expected: &'static str| {
        let (line, text) = lines.next().unwrap_or_default();
        text.strip_prefix(expected).ok_or(UsageError { line, expected })
    };
    let year = head("year,")?.parse().map_err(|_| UsageError { line: 1, expected: "a calendar year" })?;
    let area = head("area,")?.to_owned();
    head(HEADER)?;
    let mut codes: Vec<CodeUsage> = Vec::new();
    for (line, text) in lines {
        let row = read_row(text).ok_or(UsageError { line, expected: HEADER })?;
        match codes.last_mut() {
            Some(last) if last.code == row.code => last.shares.extend(row.shares),
            Some(last) if last.code > row.code => {
                return Err(UsageError { line, expected: "codes in their order" });
            }
            _ => codes.push(row),
        }
    }
    Ok(Usage { year, area, codes })
}

fn read_row(text: &str) -> Option<CodeUsage> {
    let mut fields = text.splitn(4, ',');
    let code = fields.next()?.parse().ok()?;
    let providers = fields.next()?.parse().ok()?;
    let permille = fields.next()?.parse().ok().filter(|&permille| permille <= 1000)?;
    let specialty = fields.next()?.to_owned();
    Some(CodeUsage { code, providers, shares: vec![SpecialtyShare { specialty, permille }] })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn built() -> Usage {
        let mut text = "Rndrng_NPI,Rndrng_Prvdr_Type,HCPCS_Cd,Tot_Srvcs\n".to_owned();
        for npi in 0..12 {
            let specialty = if npi < 9 { "Cardiology" } else { "Internal Medicine" };
            let _ = writeln!(text, "10030001{npi:02},{specialty},93010,10");
            let _ = writeln!(text, "10030001{npi:02},Rare,99999,0.04");
        }
        text.push_str("1003000100,Cardiology,93010,20\n1003000100,Cardiology,00100,20\n");
        let mut builder = UsageBuilder::default();
        builder.add("services.csv", text.as_bytes()).unwrap();
        builder.finish(2012, "a part of the country")
    }

    #[test]
    fn shares_are_of_all_services_and_rarely_billed_codes_are_left_out() {
        let usage = built();
        assert_eq!(usage.of("00100".parse().unwrap()), None);
        let own = usage.of("93010".parse().unwrap()).unwrap();
        assert_eq!(own.providers, 12);
        let shares: Vec<(&str, u16)> =
            own.shares.iter().map(|share| (share.specialty.as_str(), share.permille)).collect();
        assert_eq!(shares, [("Cardiology", 786), ("Internal Medicine", 214)]);
    }

    #[test]
    fn the_list_reads_as_it_was_written() {
        let usage = built();
        assert_eq!(read(&write(&usage)), Ok(usage));
    }

    #[test]
    fn a_damaged_list_names_its_line() {
        let text = write(&built());
        assert_eq!(read(&text.replace("93010,12,786", "93010,12,1786")).unwrap_err().line, 4);
        assert_eq!(read(&text.replace("93010,12,214", "93009,12,214")).unwrap_err().line, 5);
        assert_eq!(read("").unwrap_err().expected, "year,");
    }
}
