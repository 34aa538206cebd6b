//! Text: its encoding, its separator, its rows.

use std::borrow::Cow;

use csv::{ReaderBuilder, StringRecord};
use encoding_rs::{UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::{Limits, Problem, Table, TableError};

/// What may part the cells of a row, the likeliest first.
const SEPARATORS: [u8; 4] = [b'\t', b',', b';', b'|'];
/// From how many lines the separator is told.
const LINES_LOOKED_AT: usize = 60;
/// Lines in one cell past which its quotation mark was never meant to open one.
const MOST_LINES_IN_A_CELL: usize = 30;

/// The text of a file; none where it is not text.
pub(crate) fn decode(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let encoding = match bytes {
        [0xEF, 0xBB, 0xBF, ..] => UTF_8,
        [0xFF, 0xFE, ..] => UTF_16LE,
        [0xFE, 0xFF, ..] => UTF_16BE,
        _ => unmarked(bytes),
    };
    let text = encoding.decode_with_bom_removal(bytes).0;
    (!text.contains('\0')).then_some(text)
}

/// The encoding of a text without a byte order mark. ASCII in UTF-16 has a zero in every other byte.
fn unmarked(bytes: &[u8]) -> &'static encoding_rs::Encoding {
    let head = &bytes[..bytes.len().min(1024)];
    let zeros = |offset: usize| head.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let most = head.len() * 3 / 8;
    if odd > most && even == 0 {
        UTF_16LE
    } else if even > most && odd == 0 {
        UTF_16BE
    } else if std::str::from_utf8(bytes).is_ok() {
        UTF_8
    } else {
        WINDOWS_1252
    }
}

/// The rows of a text.
pub(crate) fn table(text: &str, limits: &Limits) -> Result<Table, TableError> {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator(text))
        .from_reader(text.as_bytes());
    let mut lines = LineNumbers { text, at: 0, line: 1 };
    let mut table = Table::new("");
    let mut record = StringRecord::new();
    loop {
        let from = reader.position().byte();
        match reader.read_record(&mut record) {
            Ok(false) => break,
            Ok(true) => {}
            Err(error) => {
                return Err(Problem::NotATable(match error.kind() {
                    csv::ErrorKind::Utf8 { .. } => "a binary file",
                    _ => "a broken text",
                })
                .into());
            }
        }
        let number = lines.of_record(from);
        if record.iter().any(|cell| cell.bytes().filter(|byte| *byte == b'\n').count() > MOST_LINES_IN_A_CELL)
            || (reader.position().byte() >= text.len() as u64 && never_closed(&text[lines.at..]))
        {
            return Err(TableError::of_row(number, Problem::OpenQuote));
        }
        table.push_row(number, &record, limits)?;
    }
    if table.is_empty() { Err(Problem::Empty.into()) } else { Ok(table) }
}

/// Whether the last record runs over lines behind a quotation mark that nothing closes.
fn never_closed(record: &str) -> bool {
    record.trim_end().contains('\n') && record.bytes().filter(|byte| *byte == b'"').count() % 2 == 1
}

/// Counts lines up to records, whose beginnings come in order.
struct LineNumbers<'t> {
    text: &'t str,
    at: usize,
    line: u32,
}

impl LineNumbers<'_> {
    /// The line of the record that follows a byte, which may be that of a line end or a blank line before it.
    fn of_record(&mut self, from: u64) -> u32 {
        let from = usize::try_from(from).unwrap_or(usize::MAX).min(self.text.len());
        let rest = &self.text.as_bytes()[from..];
        let start = from + rest.iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
        let passed = self.text.as_bytes().get(self.at..start).unwrap_or_default();
        let breaks = (0..passed.len()).filter(|at| is_break(passed, *at)).count();
        self.line = self.line.saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX));
        self.at = start;
        self.line
    }
}

/// Whether a line ends at a byte: an LF, or a CR that none follows.
fn is_break(text: &[u8], at: usize) -> bool {
    match text.get(at) {
        Some(b'\n') => true,
        Some(b'\r') => text.get(at + 1) != Some(&b'\n'),
        _ => false,
    }
}

/// The separator that stands in most of the first lines, and as often in each as in the others.
fn separator(text: &str) -> u8 {
    let lines: Vec<&str> =
        text.lines().filter(|line| !line.trim().is_empty()).take(LINES_LOOKED_AT).collect();
    let likeness = |separator: u8| {
        let counts: Vec<usize> = lines.iter().map(|line| outside_quotes(line, separator)).collect();
        let usual = |wanted: usize| counts.iter().filter(|count| **count == wanted).count();
        counts
            .iter()
            .filter(|count| **count > 0)
            .map(|count| (usual(*count), *count))
            .max()
            .unwrap_or_default()
    };
    // Of equals the first wins, and `max_by_key` gives the last.
    SEPARATORS.into_iter().rev().max_by_key(|separator| likeness(*separator)).unwrap_or(b',')
}

fn outside_quotes(line: &str, separator: u8) -> usize {
    let mut inside = false;
    let mut count = 0;
    for byte in line.bytes() {
        match byte {
            b'"' => inside = !inside,
            byte if byte == separator && !inside => count += 1,
            _ => {}
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(u32, Vec<String>)> {
        let table = table(text, &Limits::UPLOAD).unwrap();
        table.rows().map(|row| (row.number(), row.cells().map(str::to_owned).collect())).collect()
    }

    fn cells(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|&cell| cell.to_owned()).collect()
    }

    #[test]
    fn rows_keep_their_line_numbers_over_blank_lines_and_quoted_breaks() {
        for end in ["\n", "\r\n"] {
            let text = ["a,b", "", "c,\"d", "e\"", "", "", "f,g"].join(end);
            let read = rows(&text);
            assert_eq!(read[0], (1, cells(&["a", "b"])), "{end:?}");
            assert_eq!((read[1].0, read[1].1[0].as_str()), (3, "c"), "{end:?}");
            assert_eq!(read[2], (7, cells(&["f", "g"])), "{end:?}");
        }
        assert_eq!(rows("\r\rx,y\rz,w")[1], (4, cells(&["z", "w"])));
        assert_eq!(rows("a,b\rc,d\ne,f").iter().map(|row| row.0).collect::<Vec<_>>(), [1, 2, 3]);
    }

    #[test]
    fn the_separator_is_told_by_the_lines() {
        for separator in ["\t", ",", ";", "|"] {
            let text = ["Date,Code,Units", "1,99213,1", "2,\"a, b\",1"].join("\n");
            let text =
                if separator == "," { text } else { text.replace("\"a, b\"", "a b").replace(',', separator) };
            assert_eq!(rows(&text)[0].1, cells(&["Date", "Code", "Units"]), "{separator:?}");
        }
        // Names with commas, in a text parted by semicolons.
        assert_eq!(rows("Smith, A;1\nJones, B;2\nMiller, C, D;3")[0].1, cells(&["Smith, A", "1"]));
        assert_eq!(rows("99213\n99214"), [(1, cells(&["99213"])), (2, cells(&["99214"]))]);
    }

    #[test]
    fn a_quotation_mark_that_nothing_closes_is_named_with_its_row() {
        let error = table("a,b\nc,\"d\ne,f\ng,h", &Limits::UPLOAD).unwrap_err();
        assert_eq!(error, TableError::of_row(2, Problem::OpenQuote));
        let long = format!("a,b\nc,\"d\n{}x\",y\n", "e,f\n".repeat(60));
        assert_eq!(table(&long, &Limits::UPLOAD).unwrap_err(), TableError::of_row(2, Problem::OpenQuote));
        assert_eq!(rows("a,6\" tube\nb,c").len(), 2, "an inch is no quotation");
    }

    #[test]
    fn every_usual_encoding_is_read() {
        let text = "Date,Site\n2026-08-03,Clínica";
        let wide = |bytes: fn(u16) -> [u8; 2], mark: bool| {
            let mark = mark.then_some('\u{FEFF}').into_iter().collect::<String>();
            (mark + text).encode_utf16().flat_map(bytes).collect::<Vec<u8>>()
        };
        let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
        let forms = [
            text.as_bytes().to_vec(),
            format!("\u{FEFF}{text}").into_bytes(),
            wide(u16::to_le_bytes, true),
            wide(u16::to_be_bytes, true),
            wide(u16::to_le_bytes, false),
            wide(u16::to_be_bytes, false),
            latin,
        ];
        for bytes in forms {
            assert_eq!(decode(&bytes).as_deref(), Some(text), "{bytes:?}");
        }
        assert_eq!(decode(b"a\0\0\0b"), None);
    }
}
