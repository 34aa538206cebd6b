//! Medicare's provider-by-service files: one row a provider, code and place of service.
//!
//! A year's national file has about ten million rows, so it is read as a stream, row by row, and never held.

use std::io::{BufRead, Read as _};

use csv::ByteRecord;
use openrvu_core::Code;

use super::row::{decode, shown, trim};
use super::value::{code, digits, unexpected};
use super::{Input, limits};
use crate::error::{Problem, ReadError};

/// A row: what one provider billed of one code, in one setting where the file tells settings apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderService {
    /// National Provider Identifier (`npi`, `Rndrng_NPI`).
    pub npi: u64,
    /// Specialty as Medicare names it (`provider_type`, `Rndrng_Prvdr_Type`).
    pub specialty: String,
    /// `hcpcs_code`, `HCPCS_Cd`.
    pub code: Code,
    /// Services (`line_srvc_cnt`, `Tot_Srvcs`), in hundredths.
    pub services: u64,
}

/// The columns read, each with the names that it has had: until 2012, as states re-published it, and since 2013.
const COLUMNS: [(&str, [&str; 3]); 4] = [
    ("Rndrng_NPI", ["npi", "npi", "rndrng_npi"]),
    ("Rndrng_Prvdr_Type", ["provider_type", "provider_specialty", "rndrng_prvdr_type"]),
    ("HCPCS_Cd", ["hcpcs_code", "service_billing_code", "hcpcs_cd"]),
    ("Tot_Srvcs", ["line_srvc_cnt", "num_of_services", "tot_srvcs"]),
];
const EXPECTED: &str = "Rndrng_NPI, Rndrng_Prvdr_Type, HCPCS_Cd, Tot_Srvcs, or their names of 2012";

/// The rows of a file in turn, separated by commas or by tabs.
pub struct ProviderServices<'a, R> {
    name: &'a str,
    reader: csv::Reader<R>,
    /// The place of each of [`COLUMNS`].
    places: [usize; COLUMNS.len()],
    record: ByteRecord,
    row: u32,
}

impl<'a, R: BufRead> ProviderServices<'a, R> {
    /// Reads the header of a file, which `name` is called in messages.
    ///
    /// # Errors
    /// [`ReadError`] where the file cannot be read or lacks a column.
    pub fn open(name: &'a str, mut file: R) -> Result<Self, ReadError> {
        let mut header = Vec::new();
        let mut head = (&mut file).take(limits::LINE as u64);
        head.read_until(b'\n', &mut header).map_err(|error| unreadable(name, 1, &error))?;
        let separator = if header.contains(&b'\t') { b'\t' } else { b',' };
        let names: Vec<String> = header
            .split(|&byte| byte == separator)
            .map(|field| decode(trim(field)).trim_matches(['"', '\u{feff}']).to_lowercase())
            .collect();
        let mut places = [0; COLUMNS.len()];
        for (place, (_, known)) in places.iter_mut().zip(COLUMNS) {
            *place = names.iter().position(|name| known.contains(&name.as_str())).ok_or_else(|| {
                let problem = Problem::Header { found: shown(&header), expected: EXPECTED };
                ReadError::of_row(Input { name, bytes: &[] }, 1, problem)
            })?;
        }
        let reader = csv::ReaderBuilder::new()
            .delimiter(separator)
            // Names in tabbed files hold single quotation marks.
            .quoting(separator == b',')
            .has_headers(false)
            .flexible(true)
            .from_reader(file);
        Ok(Self { name, reader, places, record: ByteRecord::new(), row: 1 })
    }

    /// The next row; `None` at the end. The line with the notice of copyright, which has no code, is passed over.
    ///
    /// # Errors
    /// [`ReadError`], which names the row and column that depart from the layout.
    pub fn next_row(&mut self) -> Result<Option<ProviderService>, ReadError> {
        loop {
            self.row = self.row.saturating_add(1);
            let more = self.reader.read_byte_record(&mut self.record);
            if !more.map_err(|error| unreadable(self.name, self.row, &error))? {
                return Ok(None);
            }
            let [_, _, code_at, _] = self.places;
            if !trim(self.record.get(code_at).unwrap_or_default()).is_empty() {
                return self.read_row().map(Some);
            }
        }
    }

    fn read_row(&self) -> Result<ProviderService, ReadError> {
        let [npi, specialty, hcpcs, services] =
            self.places.map(|place| trim(self.record.get(place).unwrap_or_default()));
        let at = |column: usize, problem: Problem| {
            let input = Input { name: self.name, bytes: &[] };
            ReadError::of_column(input, self.row, COLUMNS[column].0, problem)
        };
        Ok(ProviderService {
            npi: npi_of(npi).ok_or_else(|| at(0, unexpected(npi, "a number of ten digits")))?,
            specialty: decode(specialty).into_owned(),
            code: code(hcpcs).map_err(|error| at(2, error.into()))?,
            services: hundredths(services)
                .ok_or_else(|| at(3, unexpected(services, "a count of services")))?,
        })
    }
}

fn unreadable(name: &str, row: u32, error: &dyn std::fmt::Display) -> ReadError {
    let problem = Problem::Value { found: shown(error.to_string().as_bytes()), expected: "a row".to_owned() };
    ReadError::of_row(Input { name, bytes: &[] }, row, problem)
}

fn npi_of(text: &[u8]) -> Option<u64> {
    let (high, low) = text.split_at_checked(5).filter(|_| text.len() == 10)?;
    Some(u64::from(digits(high)?) * 100_000 + u64::from(digits(low)?))
}

/// A count such as `115`, `37.0` or `12.5`, rounded half-up to hundredths.
fn hundredths(text: &[u8]) -> Option<u64> {
    let dot = text.iter().position(|&byte| byte == b'.').unwrap_or(text.len());
    let (whole, fraction) = (&text[..dot], text.get(dot + 1..).unwrap_or_default());
    if !fraction.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let digit = |place: usize| fraction.get(place).map_or(0, |byte| u64::from(byte - b'0'));
    Some(u64::from(digits(whole)?) * 100 + digit(0) * 10 + digit(1) + u64::from(digit(2) >= 5))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Result<Vec<ProviderService>, ReadError> {
        let mut file = ProviderServices::open("services.csv", text.as_bytes())?;
        let mut rows = Vec::new();
        while let Some(row) = file.next_row()? {
            rows.push(row);
        }
        Ok(rows)
    }

    #[test]
    fn the_layouts_of_2012_of_states_and_of_today_read_alike() {
        let expected = vec![ProviderService {
            npi: 1_003_000_126,
            specialty: "Internal Medicine".to_owned(),
            code: "99222".parse().unwrap(),
            services: 11_550,
        }];
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
    fn what_is_wrong_is_named_with_its_row_and_column() {
        let head = "Rndrng_NPI,Rndrng_Prvdr_Type,HCPCS_Cd,Tot_Srvcs\n";
        for (row, column) in [
            ("12,Internal Medicine,99222,1", "Rndrng_NPI"),
            ("1003000126,Internal Medicine,9922,1", "HCPCS_Cd"),
            ("1003000126,Internal Medicine,99222,many", "Tot_Srvcs"),
            ("1003000126,Internal Medicine,99222", "Tot_Srvcs"),
        ] {
            let error = rows(&format!("{head}1003000126,Internal Medicine,99222,1\n{row}\n")).unwrap_err();
            assert_eq!((error.row, error.column), (Some(3), Some(column)), "{error}");
        }
        assert!(rows("npi,hcpcs_code\n").unwrap_err().to_string().contains("Rndrng_Prvdr_Type"));
        assert!(rows("").is_err());
    }
}
