//! Synthetic rows in the layout that Medicare uses today, for tests of scale: never data.
//!
//! The shape is that of a set: its specialties by their providers, each code as often as its specialty bills it,
//! services about its median. Every name reads `SYNTHETIC`, and no NPI has a valid check digit, so none is anyone's.

use std::io::{self, Write};

use openrvu_cms::read::{PlaceOfRow, SYNTHETIC};
use openrvu_core::indicator::{AssistantAtSurgery, PcTc};
use openrvu_core::valuation::Prices;
use openrvu_core::{Code, FeeRow, HeldRelease, RowModifier, Schedule, Setting};
use rustc_hash::FxHashMap;

use crate::BenchmarkSet;

/// The columns of Medicare Physician & Other Practitioners by Provider and Service.
pub const HEADER: &str = "Rndrng_NPI,Rndrng_Prvdr_Last_Org_Name,Rndrng_Prvdr_First_Name,Rndrng_Prvdr_MI,\
Rndrng_Prvdr_Crdntls,Rndrng_Prvdr_Ent_Cd,Rndrng_Prvdr_St1,Rndrng_Prvdr_St2,Rndrng_Prvdr_City,\
Rndrng_Prvdr_State_Abrvtn,Rndrng_Prvdr_State_FIPS,Rndrng_Prvdr_Zip5,Rndrng_Prvdr_RUCA,Rndrng_Prvdr_RUCA_Desc,\
Rndrng_Prvdr_Cntry,Rndrng_Prvdr_Type,Rndrng_Prvdr_Mdcr_Prtcptg_Ind,HCPCS_Cd,HCPCS_Desc,HCPCS_Drug_Ind,Place_Of_Srvc,\
Tot_Benes,Tot_Srvcs,Tot_Bene_Day_Srvcs,Avg_Sbmtd_Chrg,Avg_Mdcr_Alowd_Amt,Avg_Mdcr_Pymt_Amt,Avg_Mdcr_Stdzd_Amt";

/// Services of sixteen equally frequent providers, in hundredths of the median.
const SPREAD: [u64; 16] = [25, 35, 45, 55, 65, 75, 85, 95, 105, 120, 140, 165, 200, 260, 370, 650];
/// Patients below whom Medicare shows no row.
const LEAST_PATIENTS: u64 = 11;
/// Of so many providers, one is an organization.
const ONE_ORGANIZATION_IN: u64 = 20;
/// Of so many assistants at surgery, one bills the operation that it could assist at as its own.
const ONE_SURGEON_IN: u64 = 5;

/// What rows are made of.
#[derive(Debug)]
pub struct Generator<'a> {
    specialties: Vec<Shape<'a>>,
    /// Providers of all specialties.
    providers: u64,
    places: Vec<Place>,
    release: &'a HeldRelease,
}

#[derive(Debug)]
struct Shape<'a> {
    name: &'a str,
    providers: u64,
    assists: bool,
    codes: Vec<CodeShape>,
}

#[derive(Debug)]
struct CodeShape {
    code: Code,
    /// Providers of the specialty that bill it.
    providers: u64,
    median: u64,
    /// The rows of the release by setting: facility, office.
    rows: [Option<FeeRow>; 2],
}

#[derive(Debug)]
struct Place {
    state: String,
    zip: u32,
    prices: Prices,
}

impl<'a> Generator<'a> {
    /// Rows with the shape of a set and the amounts of a release; `None` where either holds too little for that.
    #[must_use]
    pub fn new(shape: &'a BenchmarkSet, schedule: &'a Schedule, release: &'a HeldRelease) -> Option<Self> {
        let mut codes: FxHashMap<&str, Vec<CodeShape>> = FxHashMap::default();
        // A year's file has no code that ended before it.
        let in_use = |code| !release.complete || !release.rows_of(code).is_empty();
        for of_code in shape.codes.iter().filter(|of_code| in_use(of_code.code)) {
            for part in &of_code.specialties {
                let row = |place| crate::build::row_in(release, of_code.code, place).copied();
                codes.entry(part.specialty.as_str()).or_default().push(CodeShape {
                    code: of_code.code,
                    providers: u64::from(part.providers),
                    median: part.median_services.get() / 100,
                    rows: [row(PlaceOfRow::Facility), row(PlaceOfRow::Office)],
                });
            }
        }
        let specialties: Vec<Shape<'_>> = shape
            .specialties
            .iter()
            .filter_map(|specialty| {
                Some(Shape {
                    name: &specialty.name,
                    providers: u64::from(specialty.providers),
                    assists: specialty.name == "Physician Assistant",
                    codes: codes.remove(specialty.name.as_str())?,
                })
            })
            .collect();
        let places: Vec<Place> = schedule
            .tables()
            .zips
            .iter()
            .step_by(7)
            .filter_map(|zip| {
                let locality = schedule.locality(release, zip.locality)?;
                let prices = Prices { gpcis: locality.gpcis, conversion_factor: release.conversion_factor };
                // CMS divides two states.
                let state = match zip.state.as_str() {
                    "EK" | "WK" => "KS".to_owned(),
                    "EM" | "WM" => "MO".to_owned(),
                    other => other.to_owned(),
                };
                Some(Place { state, zip: zip.zip.get(), prices })
            })
            .collect();
        let providers = specialties.iter().map(|specialty| specialty.providers).sum();
        (providers > 0 && !places.is_empty()).then_some(Self { specialties, providers, places, release })
    }

    /// Writes a header and exactly so many rows, in the order of their providers. The same seed writes the same rows.
    ///
    /// # Errors
    /// What the system says.
    pub fn write(&self, rows: u64, seed: u64, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "{HEADER}")?;
        let mut chance = Chance(seed);
        let (mut left, mut number) = (rows, 0);
        while left > 0 {
            number += 1;
            left -= self.provider(number, left, &mut chance, out)?;
        }
        out.flush()
    }

    /// Writes the rows of a provider, at most so many; says how many.
    fn provider(&self, number: u64, most: u64, chance: &mut Chance, out: &mut impl Write) -> io::Result<u64> {
        let mut at = chance.below(self.providers);
        let specialty = self.specialties.iter().find(|specialty| {
            let here = at < specialty.providers;
            at = at.saturating_sub(specialty.providers);
            here
        });
        let Some(specialty) = specialty else { return Ok(0) };
        let npi = without_valid_check_digit(number);
        let Some(place) = self.places.get(index(chance.below(self.places.len() as u64))) else {
            return Ok(0);
        };
        let organization = chance.below(ONE_ORGANIZATION_IN) == 0;
        let begin = format!(
            "{npi},{SYNTHETIC},{SYNTHETIC},,M.D.,{},1 {SYNTHETIC} STREET,,{SYNTHETIC},{},00,{:05},1,\"Metropolitan area \
             core: primary flow within an urbanized area of 50,000 and greater\",US,{},Y",
            if organization { 'O' } else { 'I' },
            place.state,
            place.zip,
            specialty.name,
        );
        let mut written = 0;
        for code in &specialty.codes {
            if chance.below(specialty.providers) >= code.providers {
                continue;
            }
            // Rows of both places are the exception.
            let settings: &[usize] = match chance.below(20) {
                0 => &[0, 1],
                1..=9 => &[0],
                _ => &[1],
            };
            for setting in settings {
                if written == most {
                    return Ok(written);
                }
                self.row(&begin, specialty, code, *setting, place, chance, out)?;
                written += 1;
            }
        }
        Ok(written)
    }

    #[expect(clippy::too_many_arguments, reason = "a row is of all of these")]
    fn row(
        &self,
        begin: &str,
        specialty: &Shape<'_>,
        code: &CodeShape,
        setting: usize,
        place: &Place,
        chance: &mut Chance,
        out: &mut impl Write,
    ) -> io::Result<()> {
        let spread = SPREAD.get(index(chance.below(16))).copied().unwrap_or(100);
        let services =
            (code.median.max(1) * (spread * 100 + chance.below(2_000)) / 10_000).max(LEAST_PATIENTS);
        let patients = LEAST_PATIENTS + (services - LEAST_PATIENTS) * (60 + chance.below(41)) / 100;
        let days = patients + chance.below(services - patients + 1);
        let half = if chance.below(4_000) == 0 { ".5" } else { "" };
        let is_drug = code.code.as_str().starts_with('J');
        let allowed = self.allowed(specialty, code, setting, place, chance);
        let decimals = chance.below(1_000_000);
        let dollars = |cents: u64| format!("{}.{:02}{decimals:06}", cents / 100, cents % 100);
        writeln!(
            out,
            "{begin},{},\"Synthetic words in place of a description, about as long as one\",{},{},{patients},{services}{half},\
             {days},{},{},{},{}",
            code.code,
            if is_drug { 'Y' } else { 'N' },
            if setting == 0 { 'F' } else { 'O' },
            dollars(allowed * 3),
            dollars(allowed),
            dollars(allowed * 8 / 10),
            dollars(allowed * 8 / 10),
        )
    }

    /// The amount allowed in cents: the fee, now and then that of an assistant or of the technical part.
    fn allowed(
        &self,
        specialty: &Shape<'_>,
        code: &CodeShape,
        setting: usize,
        place: &Place,
        chance: &mut Chance,
    ) -> u64 {
        let Some(row) = code.rows.get(setting).and_then(Option::as_ref) else { return 5_000 };
        let settings = [Setting::Facility, Setting::NonFacility];
        let of = settings.get(setting).copied().unwrap_or(Setting::NonFacility);
        let cents = |row: &FeeRow| u64::try_from(row.fee(of, &place.prices).get()).unwrap_or(0);
        let fee = cents(row);
        if specialty.assists {
            let assists = row.assistant == AssistantAtSurgery::Payable && chance.below(ONE_SURGEON_IN) > 0;
            return if assists { fee * 136 / 1000 } else { fee * 85 / 100 };
        }
        let divides = row.modifier == RowModifier::Global && row.pc_tc == PcTc::Diagnostic;
        if divides && chance.below(10) == 0 {
            let technical = self.release.row(code.code, RowModifier::Technical);
            return technical.map_or(fee, cents);
        }
        // Half a percent up or down.
        fee * (9_950 + chance.below(101)) / 10_000
    }
}

/// An identifier of ten digits whose last is not the check digit that a real one would have.
fn without_valid_check_digit(number: u64) -> u64 {
    let nine = 100_000_000 + number % 200_000_000;
    // Luhn's sum over the digits behind the prefix 80840, whose own part is 24.
    let mut sum = 24;
    let mut rest = nine;
    for place in 0..9 {
        let digit = rest % 10;
        rest /= 10;
        let doubled = digit * 2;
        sum += if place % 2 > 0 { digit } else { doubled / 10 + doubled % 10 };
    }
    let check = (10 - sum % 10) % 10;
    nine * 10 + (check + 1) % 10
}

fn index(number: u64) -> usize {
    usize::try_from(number).unwrap_or(0)
}

/// Repeatable chance: SplitMix64, which is public domain.
#[derive(Debug)]
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below another, nearly evenly.
    fn below(&mut self, most: u64) -> u64 {
        u64::try_from((u128::from(self.next()) * u128::from(most)) >> 64).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_identifier_is_a_real_one() {
        // 1234567893 is the example of a valid one in the standard.
        assert_eq!(without_valid_check_digit(23_456_789), 1_234_567_894);
        assert!((1..1000).all(|number| without_valid_check_digit(number) >= 1_000_000_000));
    }
}
