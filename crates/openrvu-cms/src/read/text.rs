//! Text files: lines, and rows of fields separated by a comma or a tab.
//!
//! Nearly every line of a CMS file is plain and is cut at its separators without copying. A line with a
//! quotation mark goes through the `csv` library's parser.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use memchr::{memchr, memchr_iter, memchr2};

use super::row::Row;
use super::{Input, limits};
use crate::error::{Problem, ReadError};

/// The lines of a text, ended by CR, LF or both, with their numbers from 1.
pub(super) struct Lines<'a> {
    input: Input<'a>,
    rest: &'a [u8],
    number: u32,
}

impl<'a> Lines<'a> {
    pub(super) fn new(input: Input<'a>) -> Self {
        Self { input, rest: without_mark(input.bytes), number: 0 }
    }

    /// The next line without its end, or `None` after the last.
    pub(super) fn next_line(&mut self) -> Result<Option<(u32, &'a [u8])>, ReadError> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        self.number += 1;
        let (line, rest) = cut_line(self.rest);
        check_line(self.input, self.number, line.len())?;
        self.rest = rest;
        Ok(Some((self.number, line)))
    }
}

/// Takes off the byte order mark of a UTF-8 text.
fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)
}

/// The first line and what follows its end.
#[inline]
fn cut_line(text: &[u8]) -> (&[u8], &[u8]) {
    match memchr2(b'\n', b'\r', text) {
        None => (text, &[]),
        Some(end) => (&text[..end], after_line_end(&text[end..])),
    }
}

/// Skips one line end: CR LF, CR or LF.
#[inline]
fn after_line_end(text: &[u8]) -> &[u8] {
    match text {
        [b'\r', b'\n', rest @ ..] | [b'\r' | b'\n', rest @ ..] => rest,
        rest => rest,
    }
}

fn check_line(input: Input<'_>, number: u32, length: usize) -> Result<(), ReadError> {
    if length > limits::LINE {
        let problem = Problem::TooMuch { what: "characters in a line", most: limits::LINE };
        return Err(ReadError::of_row(input, number, problem));
    }
    if number as usize > limits::ROWS {
        let problem = Problem::TooMuch { what: "rows", most: limits::ROWS };
        return Err(ReadError::of_row(input, number, problem));
    }
    Ok(())
}

/// Rows of fields between separators.
pub(super) struct Delimited<'a> {
    input: Input<'a>,
    rest: &'a [u8],
    delimiter: u8,
    /// Number of the next row.
    number: u32,
    bounds: Vec<(u32, u32)>,
    quoted: Option<Box<Quoted>>,
}

/// The `csv` library's parser and its buffers, made when the first quotation mark is met.
struct Quoted {
    reader: Reader,
    text: Vec<u8>,
    ends: Vec<usize>,
}

impl<'a> Delimited<'a> {
    /// Tells the separator by counting tabs and commas in the first lines.
    pub(super) fn new(input: Input<'a>) -> Self {
        let rest = without_mark(input.bytes);
        let head = &rest[..rest.len().min(4096)];
        let count = |wanted: u8| head.iter().filter(|&&byte| byte == wanted).count();
        let delimiter = if count(b'\t') > count(b',') { b'\t' } else { b',' };
        Self { input, rest, delimiter, number: 1, bounds: Vec::with_capacity(32), quoted: None }
    }

    /// The line of the next row, where it is one line, for a reader that may read it at once. The row counts as
    /// read when [`skip_line`](Self::skip_line) is told so.
    #[inline]
    pub(super) fn peek_line(&self) -> Option<(u32, &'a [u8])> {
        let (line, _) = cut_line(self.rest);
        (!self.rest.is_empty() && check_line(self.input, self.number, line.len()).is_ok())
            .then_some((self.number, line))
    }

    /// Goes past the line that [`peek_line`](Self::peek_line) gave.
    #[inline]
    pub(super) fn skip_line(&mut self, line: &[u8]) {
        self.rest = after_line_end(self.rest.get(line.len()..).unwrap_or_default());
        self.number += 1;
    }

    /// The next row, or `None` after the last.
    #[inline]
    pub(super) fn next_row(&mut self) -> Result<Option<Row<'_>>, ReadError> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let number = self.number;
        let (line, rest) = cut_line(self.rest);
        check_line(self.input, number, line.len())?;
        if split(line, self.delimiter, &mut self.bounds) {
            self.rest = rest;
            self.number += 1;
            return Ok(Some(Row::new(number, line, &self.bounds)));
        }
        self.quoted_row(number).map(Some)
    }

    /// A row with a quotation mark, which may run over several lines.
    fn quoted_row(&mut self, number: u32) -> Result<Row<'_>, ReadError> {
        let delimiter = self.delimiter;
        let quoted = self.quoted.get_or_insert_with(|| Box::new(Quoted::new(delimiter)));
        quoted.reader.reset();
        let window = &self.rest[..self.rest.len().min(limits::LINE)];
        let (result, mut read, mut written, mut fields) =
            quoted.reader.read_record(window, &mut quoted.text, &mut quoted.ends);
        let complete = match result {
            ReadRecordResult::Record => true,
            // The last line of a file may lack its end; the parser wants to be told that nothing follows.
            ReadRecordResult::InputEmpty if window.len() == self.rest.len() => {
                let (text, ends) = (&mut quoted.text[written..], &mut quoted.ends[fields..]);
                let (result, more_read, more_written, more_fields) =
                    quoted.reader.read_record(&[], text, ends);
                read += more_read;
                written += more_written;
                fields += more_fields;
                result == ReadRecordResult::Record && !ends_inside_quotes(window, delimiter)
            }
            _ => false,
        };
        if !complete {
            let problem = match result {
                ReadRecordResult::OutputEndsFull => {
                    Problem::TooMuch { what: "columns", most: limits::COLUMNS }
                }
                _ => Problem::OpenQuote,
            };
            return Err(ReadError::of_row(self.input, number, problem));
        }
        let consumed = &self.rest[..read];
        let mut rest = &self.rest[read..];
        // The parser stops behind the CR of a CR LF.
        if consumed.ends_with(b"\r") {
            rest = rest.strip_prefix(b"\n").unwrap_or(rest);
        }
        self.number += count_lines(consumed);
        self.rest = rest;
        self.bounds.clear();
        let mut from = 0;
        for &to in &quoted.ends[..fields] {
            let (first, last) = within_marks(&quoted.text, from, to);
            self.bounds.push((position(first), position(last)));
            from = to;
        }
        Ok(Row::new(number, &quoted.text[..written], &self.bounds))
    }
}

impl Quoted {
    fn new(delimiter: u8) -> Self {
        Self {
            reader: ReaderBuilder::new().delimiter(delimiter).build(),
            text: vec![0; limits::LINE + 1],
            ends: vec![0; limits::COLUMNS],
        }
    }
}

/// The bounds of a field within the quotation marks that blanks part from the separators, which the `csv` library takes
/// for text.
fn within_marks(text: &[u8], from: usize, to: usize) -> (usize, usize) {
    let field = &text[from..to];
    let blank = |byte: &&u8| matches!(byte, b' ' | b'\t');
    let before = field.iter().take_while(blank).count();
    let after = field.iter().rev().take_while(blank).count();
    match field.get(before..field.len().saturating_sub(after)) {
        Some([b'"', inner @ .., b'"']) if before > 0 && !inner.contains(&b'"') => {
            (from + before + 1, from + before + 1 + inner.len())
        }
        _ => (from, to),
    }
}

/// Whether a record at the end of a file opens a quoted field and never closes it.
fn ends_inside_quotes(record: &[u8], delimiter: u8) -> bool {
    let (mut inside, mut at_start) = (false, true);
    let mut bytes = record.iter().peekable();
    while let Some(&byte) = bytes.next() {
        match byte {
            b'"' if inside && bytes.peek() == Some(&&b'"') => {
                bytes.next();
            }
            b'"' if inside => inside = false,
            b'"' if at_start => inside = true,
            _ => {}
        }
        at_start = !inside && byte == delimiter;
    }
    inside
}

/// How many lines a record covers, ended as [`cut_line`] ends them.
fn count_lines(mut record: &[u8]) -> u32 {
    let mut lines = 0;
    while !record.is_empty() {
        record = cut_line(record).1;
        lines += 1;
    }
    lines
}

/// A place in a line or a sheet. Both are limited to far less than `u32` holds.
fn position(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

/// Writes the bounds of the fields of a line. `false` where the line has a quotation mark.
#[inline]
fn split(line: &[u8], delimiter: u8, bounds: &mut Vec<(u32, u32)>) -> bool {
    if memchr(b'"', line).is_some() {
        return false;
    }
    bounds.clear();
    let mut from = 0;
    for at in memchr_iter(delimiter, line).map(position) {
        bounds.push((from, at));
        from = at + 1;
    }
    bounds.push((from, position(line.len())));
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &[u8]) -> Result<Vec<(u32, Vec<String>)>, ReadError> {
        let mut table = Delimited::new(Input { name: "test.csv", bytes: text });
        let mut rows = Vec::new();
        while let Some(row) = table.next_row()? {
            let fields = (0..row.len()).map(|i| String::from_utf8_lossy(row.raw(i)).into_owned());
            rows.push((row.number, fields.collect()));
        }
        Ok(rows)
    }

    #[test]
    fn every_line_end_ends_a_row() {
        for text in ["a,b\nc,d", "a,b\r\nc,d\r\n", "a,b\rc,d\r"] {
            let read = rows(text.as_bytes()).unwrap();
            let expected = [(1, vec!["a".into(), "b".into()]), (2, vec!["c".into(), "d".into()])];
            assert_eq!(read, expected, "{text:?}");
        }
        assert_eq!(rows(b"a\r\n\r\nb").unwrap().iter().map(|row| row.0).collect::<Vec<_>>(), [1, 2, 3]);
    }

    #[test]
    fn a_quoted_field_keeps_commas_and_line_ends_and_the_count_of_lines() {
        let read = rows(b"\"x, y\",\"a \"\"b\"\"\"\r\n\"two\r\nlines\",1\r\nlast,\"end\"").unwrap();
        assert_eq!(read[0], (1, vec!["x, y".into(), "a \"b\"".into()]));
        assert_eq!(read[1], (2, vec!["two\r\nlines".into(), "1".into()]));
        assert_eq!(read[2], (4, vec!["last".into(), "end".into()]));
    }

    #[test]
    fn blanks_around_quotation_marks_do_not_make_them_text() {
        let read = rows(b"\"a\" , \"b\" ,\"c\"\n1,\t\"2\"\n").unwrap();
        assert_eq!(read[0].1, ["a ", "b", "c"]);
        assert_eq!(read[1].1, ["1", "2"]);
        // Only blanks before the mark show that it opens the field.
        assert_eq!(rows(b"x \"y\",\"\"\"z\"\"\"").unwrap()[0].1, ["x \"y\"", "\"z\""]);
    }

    #[test]
    fn a_quotation_mark_that_is_never_closed_is_an_error_with_its_row() {
        let error = rows(b"a,b\n\"c,d\ne,f").unwrap_err();
        assert_eq!((error.row, *error.problem), (Some(2), Problem::OpenQuote));
    }

    #[test]
    fn a_line_of_any_length_is_refused_past_the_limit() {
        let long = vec![b'x'; limits::LINE + 1];
        assert!(matches!(*rows(&long).unwrap_err().problem, Problem::TooMuch { .. }));
        let wide = [b"\"a\"".as_slice(), &vec![b','; limits::COLUMNS + 1]].concat();
        assert!(matches!(*rows(&wide).unwrap_err().problem, Problem::TooMuch { .. }));
    }

    #[test]
    fn the_fast_way_and_the_csv_library_agree() {
        use proptest::prelude::*;
        proptest!(|(fields in proptest::collection::vec("[ -!#-+\\--~\u{e9}]{0,12}", 1..40))| {
            let line = fields.join(",");
            let read = rows(line.as_bytes()).unwrap();
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(line.as_bytes());
            let expected: Vec<Vec<String>> =
                reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect();
            let read: Vec<Vec<String>> = read.into_iter().map(|row| row.1).collect();
            prop_assert_eq!(read, expected);
        });
    }
}
