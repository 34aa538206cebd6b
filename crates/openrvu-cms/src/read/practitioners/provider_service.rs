//! By Provider and Service: one row a provider, code and place of service.

use std::borrow::Cow;
use std::io::{BufRead, Read as _};

use openrvu_core::reference::Zip;
use openrvu_core::{Cents, Code};

use super::columns::{Column, Columns, hundredths, npi};
use crate::error::{Problem, ReadError};
use crate::read::row::{decode, shown, trim};
use crate::read::value::{code, unexpected};
use crate::read::{Input, limits};

/// A row: what one provider billed of one code, in one setting where the file tells settings apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProviderService<'l> {
    /// National Provider Identifier (`Rndrng_NPI`, `npi`): ten digits.
    pub npi: u32,
    /// `Rndrng_Prvdr_Ent_Cd`, `nppes_entity_code`.
    pub entity: Option<Entity>,
    /// Postal abbreviation (`Rndrng_Prvdr_State_Abrvtn`, `nppes_provider_state`), where it is two letters.
    pub state: Option<[u8; 2]>,
    /// `Rndrng_Prvdr_Zip5`, `nppes_provider_zip`, where it is a ZIP code of the United States.
    pub zip: Option<Zip>,
    /// Specialty as Medicare names it (`Rndrng_Prvdr_Type`, `provider_type`).
    pub specialty: &'l [u8],
    /// `HCPCS_Cd`, `hcpcs_code`.
    pub code: Code,
    /// `HCPCS_Drug_Ind`, since 2013: whether it is a drug.
    pub drug: Option<bool>,
    /// `Place_Of_Srvc`.
    pub place: Option<PlaceOfRow>,
    /// Services (`Tot_Srvcs`, `line_srvc_cnt`), in hundredths.
    pub services: u64,
    /// Distinct beneficiary-days (`Tot_Bene_Day_Srvcs`, `bene_day_srvc_cnt`).
    pub days: Option<u32>,
    /// Average amount allowed (`Avg_Mdcr_Alowd_Amt`), rounded half-up.
    pub allowed: Option<Cents>,
}

/// Who a provider is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Entity {
    /// `I`: a person.
    Individual,
    /// `O`: an organization.
    Organization,
}

/// Where the services of a row were given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlaceOfRow {
    /// `F`: a facility.
    Facility,
    /// `O`: an office or the like.
    Office,
}

/// What stands for a name in rows that were made by a generator.
pub const SYNTHETIC: &str = "SYNTHETIC";

const NPI: usize = 0;
const NAME: usize = 1;
const ENTITY: usize = 2;
const STATE: usize = 3;
const ZIP: usize = 4;
const SPECIALTY: usize = 5;
const CODE: usize = 6;
const DRUG: usize = 7;
const PLACE: usize = 8;
const SERVICES: usize = 9;
const DAYS: usize = 10;
const ALLOWED: usize = 11;
const PATIENTS: usize = 12;

/// The columns read, each with the names that it has had: today, until 2017, and as a newspaper re-published 2012.
const COLUMNS: [Column; 13] = [
    Column { name: "Rndrng_NPI", names: &["rndrng_npi", "npi"] },
    Column {
        name: "Rndrng_Prvdr_Last_Org_Name",
        names: &["rndrng_prvdr_last_org_name", "nppes_provider_last_org_name"],
    },
    Column { name: "Rndrng_Prvdr_Ent_Cd", names: &["rndrng_prvdr_ent_cd", "nppes_entity_code"] },
    Column {
        name: "Rndrng_Prvdr_State_Abrvtn",
        names: &["rndrng_prvdr_state_abrvtn", "nppes_provider_state"],
    },
    Column { name: "Rndrng_Prvdr_Zip5", names: &["rndrng_prvdr_zip5", "nppes_provider_zip"] },
    Column {
        name: "Rndrng_Prvdr_Type",
        names: &["rndrng_prvdr_type", "provider_type", "provider_specialty"],
    },
    Column { name: "HCPCS_Cd", names: &["hcpcs_cd", "hcpcs_code", "service_billing_code"] },
    Column { name: "HCPCS_Drug_Ind", names: &["hcpcs_drug_ind", "hcpcs_drug_indicator"] },
    Column { name: "Place_Of_Srvc", names: &["place_of_srvc", "place_of_service"] },
    Column { name: "Tot_Srvcs", names: &["tot_srvcs", "line_srvc_cnt", "num_of_services"] },
    Column { name: "Tot_Bene_Day_Srvcs", names: &["tot_bene_day_srvcs", "bene_day_srvc_cnt"] },
    Column { name: "Avg_Mdcr_Alowd_Amt", names: &["avg_mdcr_alowd_amt", "average_medicare_allowed_amt"] },
    Column { name: "Tot_Benes", names: &["tot_benes", "bene_unique_cnt"] },
];

/// The layout of a file.
#[derive(Debug, Clone)]
pub struct ProviderServiceLayout(Columns<13>);

impl ProviderServiceLayout {
    /// Reads the header of a file, which `name` is called in messages. Providers, specialties, codes and services must
    /// be there.
    ///
    /// # Errors
    /// [`ReadError`] where a column is absent.
    pub fn of_header(name: &str, header: &[u8]) -> Result<Self, ReadError> {
        let columns = Columns::find(name, header, &COLUMNS)?;
        columns.require(name, header, &COLUMNS, [NPI, SPECIALTY, CODE, SERVICES])?;
        Ok(Self(columns))
    }

    /// Refuses a file without one of the columns that Medicare's own files have had in every year.
    ///
    /// # Errors
    /// [`ReadError`], which names the column.
    pub fn require_whole(&self, name: &str, header: &[u8]) -> Result<(), ReadError> {
        self.0.require(
            name,
            header,
            &COLUMNS,
            (0..COLUMNS.len()).filter(|at| ![DRUG, NAME, PATIENTS].contains(at)),
        )
    }

    /// Reads a line; `None` for one without data: an empty one, or the notice of copyright below the header of the files
    /// until 2017.
    ///
    /// # Errors
    /// [`ReadError`], which names the row and column that depart from the layout.
    #[inline]
    pub fn row<'l>(
        &self,
        name: &str,
        row: u32,
        line: &'l [u8],
    ) -> Result<Option<ProviderService<'l>>, ReadError> {
        if is_notice(line) || trim(line).is_empty() {
            return Ok(None);
        }
        let fields = self.0.fields(line);
        let fields = fields.map_err(|problem| ReadError::of_row(Input { name, bytes: &[] }, row, problem))?;
        read(&fields).map(Some).map_err(|(column, problem)| {
            ReadError::of_column(Input { name, bytes: &[] }, row, COLUMNS[column].name, problem)
        })
    }

    /// Whether a row says that a generator made it.
    #[must_use]
    pub fn is_synthetic(&self, line: &[u8]) -> bool {
        self.0.fields(line).is_ok_and(|fields| fields[NAME] == SYNTHETIC.as_bytes())
    }
}

fn is_notice(line: &[u8]) -> bool {
    line.starts_with(b"0000000001") || line.starts_with(b"\"0000000001\"")
}

#[inline]
fn read<'l>(fields: &[&'l [u8]; 13]) -> Result<ProviderService<'l>, (usize, Problem)> {
    let text = |column: usize| fields[column];
    let wrong = |column: usize, expected: &str| (column, unexpected(fields[column], expected));
    let optional = |column: usize, expected: &str| match text(column) {
        b"" => Ok(None),
        text => hundredths(text).map(Some).ok_or_else(|| wrong(column, expected)),
    };
    let allowed = optional(ALLOWED, "an amount of money")?;
    // Not kept: a row with fewer than none is no row of Medicare's.
    optional(PATIENTS, "a count of patients")?;
    let days = match optional(DAYS, "a count of days")? {
        Some(days) if days % 100 == 0 => u32::try_from(days / 100).ok(),
        Some(_) => return Err(wrong(DAYS, "a count of days")),
        None => None,
    };
    Ok(ProviderService {
        npi: npi(text(NPI))
            .ok_or_else(|| wrong(NPI, "a number of ten digits, the first of which is 1 or 2"))?,
        entity: match text(ENTITY) {
            b"I" => Some(Entity::Individual),
            b"O" => Some(Entity::Organization),
            b"" => None,
            _ => return Err(wrong(ENTITY, "I or O")),
        },
        state: text(STATE).try_into().ok().filter(|state: &[u8; 2]| state.iter().all(u8::is_ascii_uppercase)),
        zip: text(ZIP).get(..5).and_then(Zip::from_bytes),
        specialty: text(SPECIALTY),
        code: code(text(CODE)).map_err(|error| (CODE, error.into()))?,
        drug: match text(DRUG) {
            b"Y" => Some(true),
            b"N" => Some(false),
            b"" => None,
            _ => return Err(wrong(DRUG, "Y or N")),
        },
        place: match text(PLACE) {
            b"F" => Some(PlaceOfRow::Facility),
            b"O" => Some(PlaceOfRow::Office),
            b"" => None,
            _ => return Err(wrong(PLACE, "F or O")),
        },
        services: hundredths(text(SERVICES)).ok_or_else(|| wrong(SERVICES, "a count of services"))?,
        days,
        allowed: allowed.map(|cents| Cents::new(i64::try_from(cents).unwrap_or(i64::MAX))),
    })
}

impl ProviderService<'_> {
    /// The specialty as text.
    #[must_use]
    pub fn specialty_name(&self) -> Cow<'_, str> {
        decode(self.specialty)
    }
}

/// The rows of a file in turn, for whoever reads it from one end to the other.
pub struct ProviderServices<'a, R> {
    name: &'a str,
    file: R,
    layout: ProviderServiceLayout,
    line: Vec<u8>,
    row: u32,
}

impl<'a, R: BufRead> ProviderServices<'a, R> {
    /// Reads the header of a file, which `name` is called in messages.
    ///
    /// # Errors
    /// [`ReadError`] where the file cannot be read or lacks a column.
    pub fn open(name: &'a str, mut file: R) -> Result<Self, ReadError> {
        let mut header = Vec::new();
        read_line(name, 1, &mut file, &mut header)?;
        let layout = ProviderServiceLayout::of_header(name, &header)?;
        Ok(Self { name, file, layout, line: header, row: 1 })
    }

    /// The next row; `None` at the end.
    ///
    /// # Errors
    /// [`ReadError`], which names the row and column that depart from the layout.
    pub fn next_row(&mut self) -> Result<Option<ProviderService<'_>>, ReadError> {
        loop {
            self.row = self.row.saturating_add(1);
            if !read_line(self.name, self.row, &mut self.file, &mut self.line)? {
                return Ok(None);
            }
            if !is_notice(&self.line) && !trim(&self.line).is_empty() {
                return self.layout.row(self.name, self.row, &self.line);
            }
        }
    }
}

/// Reads a line without its end; says whether there was one.
fn read_line(name: &str, row: u32, file: &mut impl BufRead, line: &mut Vec<u8>) -> Result<bool, ReadError> {
    let input = Input { name, bytes: &[] };
    line.clear();
    let read = file.take(limits::LINE as u64).read_until(b'\n', line).map_err(|error| {
        let problem =
            Problem::Value { found: shown(error.to_string().as_bytes()), expected: "a row".to_owned() };
        ReadError::of_row(input, row, problem)
    })?;
    if read == limits::LINE && line.last() != Some(&b'\n') {
        let problem = Problem::TooMuch { what: "bytes in a line", most: limits::LINE };
        return Err(ReadError::of_row(input, row, problem));
    }
    while let Some(b'\n' | b'\r') = line.last() {
        line.pop();
    }
    Ok(read > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    type Told = (u32, String, Code, u64);

    fn rows(text: &str) -> Result<Vec<Told>, ReadError> {
        let mut file = ProviderServices::open("services.csv", text.as_bytes())?;
        let mut rows = Vec::new();
        while let Some(row) = file.next_row()? {
            rows.push((row.npi, row.specialty_name().into_owned(), row.code, row.services));
        }
        Ok(rows)
    }

    #[test]
    fn the_layouts_of_2012_of_states_and_of_today_read_alike() {
        let expected =
            vec![(1_003_000_126, "Internal Medicine".to_owned(), "99222".parse().unwrap(), 11_550)];
        let first = "npi\tnppes_provider_last_org_name\tprovider_type\thcpcs_code\tline_srvc_cnt\n\
                     0000000001\tA \"notice\t\t\t\n1003000126\tX\tInternal Medicine\t99222\t115.5\n";
        let states = "num_of_services,service_billing_code,npi,provider_specialty\n\
                      115.50,99222,1003000126,Internal Medicine\n";
        let today = "Rndrng_NPI,Rndrng_Prvdr_Last_Org_Name,Rndrng_Prvdr_Type,HCPCS_Cd,Tot_Srvcs\r\n\
                     1003000126,\"Doe, X\",Internal Medicine,99222,115.5\r\n";
        for text in [first, states, today] {
            assert_eq!(rows(text).unwrap(), expected, "{text}");
        }
    }

    #[test]
    fn every_column_of_today_is_read() {
        let header = "Rndrng_NPI,Rndrng_Prvdr_Last_Org_Name,Rndrng_Prvdr_Ent_Cd,Rndrng_Prvdr_State_Abrvtn,\
            Rndrng_Prvdr_Zip5,Rndrng_Prvdr_Type,HCPCS_Cd,HCPCS_Drug_Ind,Place_Of_Srvc,Tot_Srvcs,\
            Tot_Bene_Day_Srvcs,Avg_Mdcr_Alowd_Amt";
        let layout = ProviderServiceLayout::of_header("services.csv", header.as_bytes()).unwrap();
        layout.require_whole("services.csv", header.as_bytes()).unwrap();
        let line = b"1003000126,SYNTHETIC,I,MD,21502,\"Internal Medicine\",99222,N,F,115,112,135.2549";
        let row = layout.row("services.csv", 2, line).unwrap().unwrap();
        assert_eq!((row.entity, row.state), (Some(Entity::Individual), Some(*b"MD")));
        assert_eq!((row.zip.map(Zip::get), row.drug), (Some(21_502), Some(false)));
        assert_eq!((row.place, row.days), (Some(PlaceOfRow::Facility), Some(112)));
        assert_eq!((row.allowed, row.specialty), (Some(Cents::new(13_525)), &b"Internal Medicine"[..]));
        assert!(layout.is_synthetic(line));
    }

    #[test]
    fn a_file_without_a_column_that_medicare_publishes_is_not_whole() {
        let header = b"npi,provider_specialty,service_billing_code,num_of_services";
        let layout = ProviderServiceLayout::of_header("VT.csv", header).unwrap();
        let error = layout.require_whole("VT.csv", header).unwrap_err();
        assert!(error.to_string().contains("\"Rndrng_Prvdr_Ent_Cd\""), "{error}");
    }

    #[test]
    fn what_is_wrong_is_named_with_its_row_and_column() {
        let head = "Rndrng_NPI,Rndrng_Prvdr_Type,HCPCS_Cd,Tot_Srvcs\n";
        for (row, column) in [
            ("12,Internal Medicine,99222,1", Some("Rndrng_NPI")),
            ("1003000126,Internal Medicine,9922,1", Some("HCPCS_Cd")),
            ("1003000126,Internal Medicine,99222,many", Some("Tot_Srvcs")),
            ("1003000126,Internal Medicine,99222,-4", Some("Tot_Srvcs")),
            ("1003000126,Internal Medicine,99222", None),
            ("1003000126,\"Internal Medicine,99222,1", None),
        ] {
            let error = rows(&format!("{head}1003000126,Internal Medicine,99222,1\n{row}\n")).unwrap_err();
            assert_eq!((error.row, error.column), (Some(3), column), "{error}");
        }
        assert!(rows("npi,hcpcs_code\n").unwrap_err().to_string().contains("Rndrng_Prvdr_Type"));
        assert!(rows("").is_err());
    }
}
