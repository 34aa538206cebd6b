//! Codes, modifiers and numbers in the shapes that spreadsheets and billing systems write.

use openrvu_core::policy::PlaceOfServiceCode;
use openrvu_core::quantity::{parse_scaled, round_half_up};
use openrvu_core::{Cents, Code, CreditRvu, Modifier};

/// Characters of a code.
const CODE_WIDTH: usize = 5;
/// What stands in a cell that holds nothing.
const NOTHING: [&str; 9] = ["", "-", "--", "NULL", "NONE", "NA", "N/A", "#N/A", "NAN"];

/// A cell without what spreadsheets put around its text: blanks, an apostrophe before, `="…"`.
#[must_use]
pub fn clean(text: &str) -> &str {
    let text = text.trim();
    let text = text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')).unwrap_or(text);
    text.trim_start_matches('\'').trim_matches(|c: char| c.is_whitespace() || c == '\u{A0}' || c == '"')
}

/// Whether a cell holds nothing.
#[must_use]
pub fn is_nothing(text: &str) -> bool {
    let text = clean(text);
    NOTHING.iter().any(|nothing| text.eq_ignore_ascii_case(nothing))
}

/// A code with what else stands in its cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeCell {
    /// The code.
    pub code: Code,
    /// Modifiers behind it.
    pub modifiers: Vec<Modifier>,
    /// Whether zeros were put before the number, which a spreadsheet takes off: 840 is 00840.
    pub zeros_restored: bool,
}

/// Why a cell is no code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotACode {
    /// Nothing there.
    Empty,
    /// A number too short for a code, and no anesthesia code without its zeros.
    TooShort,
    /// More than one code.
    Several,
    /// Something else.
    Other,
}

/// Reads a code: `99213`, `99213.0`, `CPT 99213`, `99213-25,59`, `9921325`, `840`, or with words behind it, which are
/// dropped.
///
/// # Errors
/// [`NotACode`].
pub fn code(text: &str) -> Result<CodeCell, NotACode> {
    let text = clean(text);
    if is_nothing(text) {
        return Err(NotACode::Empty);
    }
    let text = without_label(text);
    let end = text.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(text.len());
    let (head, rest) = text.split_at(end);
    let rest = if is_zero_fraction(rest) { "" } else { rest };
    let (code, mut modifiers, zeros_restored) = head_code(head).map_err(|why| match why {
        NotACode::TooShort if !rest.is_empty() => NotACode::Other,
        why => why,
    })?;
    modifiers.extend(behind_code(rest)?);
    // Behind a number without its zeros, two digits are rather part of a date than a modifier.
    let like_a_date = |modifier: &Modifier| modifier.as_str().bytes().all(|byte| byte.is_ascii_digit());
    if code.is_placeholder() || (zeros_restored && modifiers.iter().any(like_a_date)) {
        return Err(NotACode::Other);
    }
    Ok(CodeCell { code, modifiers, zeros_restored })
}

fn without_label(text: &str) -> &str {
    for label in ["CPT4", "CPT", "HCPCS"] {
        if let Some((head, rest)) = text.split_at_checked(label.len())
            && head.eq_ignore_ascii_case(label)
            && rest.starts_with([' ', ':', '#', '-', '®'])
        {
            return rest.trim_start_matches([' ', ':', '#', '-', '®']);
        }
    }
    text
}

fn is_zero_fraction(text: &str) -> bool {
    text.strip_prefix('.').is_some_and(|zeros| zeros.bytes().all(|byte| byte == b'0'))
}

/// The code at the head of a cell, with modifiers written at its end without a dash.
fn head_code(head: &str) -> Result<(Code, Vec<Modifier>, bool), NotACode> {
    if head.len() >= CODE_WIDTH {
        let (code, behind) = head.split_at(CODE_WIDTH);
        let code = code.parse().map_err(|_| NotACode::Other)?;
        let modifiers = pairs(behind).ok_or(NotACode::Other)?;
        return Ok((code, modifiers, false));
    }
    if head.is_empty() || !head.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(NotACode::Other);
    }
    // Anesthesia codes are the only ones of five digits that begin with a zero.
    let code: Code = format!("{head:0>5}").parse().map_err(|_| NotACode::Other)?;
    if head.len() >= 3 && code.is_anesthesia() {
        Ok((code, Vec::new(), true))
    } else {
        Err(NotACode::TooShort)
    }
}

/// Modifiers behind a code. Words are dropped, unless there is another code among them.
fn behind_code(mut rest: &str) -> Result<Vec<Modifier>, NotACode> {
    let mut modifiers = Vec::new();
    while let Some(behind) = rest.strip_prefix(['-', ',', '/', ':', ';', '.'])
        && let Some((two, next)) = behind.split_at_checked(2)
        && !next.starts_with(|c: char| c.is_ascii_alphanumeric())
        && let Ok(modifier) = two.parse()
    {
        modifiers.push(modifier);
        rest = next;
    }
    let tokens: Vec<&str> = tokens(rest).collect();
    let read: Option<Vec<Modifier>> = tokens.iter().map(|token| token.parse().ok()).collect();
    match read {
        Some(more) => modifiers.extend(more),
        None if tokens.iter().any(|token| token.parse::<Code>().is_ok()) => return Err(NotACode::Several),
        None => {}
    }
    Ok(modifiers)
}

fn tokens(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|token| !token.is_empty())
}

/// Two characters a modifier; none where that does not come out even.
fn pairs(text: &str) -> Option<Vec<Modifier>> {
    text.as_bytes().chunks(2).map(|two| Modifier::from_bytes(two).ok()).collect()
}

/// Reads modifiers: `25`, `25,59`, `25 59`, `2559`, `25.0`, `25 - words`. None where the cell holds something else.
#[must_use]
pub fn modifiers(text: &str) -> Option<Vec<Modifier>> {
    let text = clean(text);
    if is_nothing(text) || text.bytes().all(|byte| byte == b'0') {
        return Some(Vec::new());
    }
    if let Some((two, fraction)) = text.split_at_checked(2)
        && is_zero_fraction(fraction)
    {
        return two.parse().ok().map(|modifier| vec![modifier]);
    }
    let mut read = Vec::new();
    for token in tokens(text) {
        match pairs(token) {
            Some(more) if token.len() == 2 || token.bytes().any(|byte| byte.is_ascii_digit()) => {
                read.extend(more)
            }
            // Words behind a modifier say what it means.
            _ if !read.is_empty() => break,
            _ => return None,
        }
    }
    Some(read)
}

/// Decimal places that are looked at in a number; what binary arithmetic leaves behind them is dropped.
const PLACES: u32 = 9;

/// A decimal number in billionths: with a sign, in parentheses, with a dollar sign, with commas.
fn billionths(text: &str) -> Option<i64> {
    let text = clean(text);
    let (negative, text) = match text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        Some(inner) => (true, inner),
        None => match text.strip_suffix('-') {
            Some(before) => (true, before),
            None => (false, text),
        },
    };
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    if decimals.bytes().any(|byte| !byte.is_ascii_digit()) {
        return None;
    }
    let kept = &decimals[..decimals.len().min(PLACES as usize)];
    let scaled = parse_scaled(format!("{whole}.{kept}").as_bytes(), PLACES).ok()?;
    Some(if negative { -scaled } else { scaled })
}

/// A number of the wanted decimal places, rounded half-up. None where the cell is no number.
fn decimal(text: &str, places: u32) -> Option<i64> {
    i64::try_from(round_half_up(i128::from(billionths(text)?), 10_i128.pow(PLACES - places))).ok()
}

/// Work RVUs, rounded half-up to thousandths.
#[must_use]
pub fn work(text: &str) -> Option<CreditRvu> {
    decimal(text, CreditRvu::PLACES).map(CreditRvu::new)
}

/// Dollars, rounded half-up to cents.
#[must_use]
pub fn cents(text: &str) -> Option<Cents> {
    decimal(text, Cents::PLACES).map(Cents::new)
}

/// A whole number: `1`, `1.00`, `-1`, `(1)`.
#[must_use]
pub fn whole(text: &str) -> Option<i64> {
    const ONE: i64 = 10_i64.pow(PLACES);
    billionths(text).filter(|n| n % ONE == 0).map(|n| n / ONE)
}

/// A place of service: `11`, `11.0`, `11 - Office`, `POS 11`.
#[must_use]
pub fn place(text: &str) -> Option<PlaceOfServiceCode> {
    let text = clean(text);
    let text = text.strip_prefix("POS").or_else(|| text.strip_prefix("pos")).unwrap_or(text).trim_start();
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    if rest.starts_with(|c: char| c.is_alphanumeric()) { None } else { digits.parse().ok() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        match code(text) {
            Ok(cell) => {
                let modifiers: String =
                    cell.modifiers.iter().map(|modifier| format!("-{modifier}")).collect();
                format!("{}{modifiers}{}", cell.code, if cell.zeros_restored { " zeros" } else { "" })
            }
            Err(why) => format!("{why:?}"),
        }
    }

    #[test]
    fn codes_are_read_in_every_usual_shape() {
        let cases = [
            ("99213", "99213"),
            ("99213.0", "99213"),
            (" g0105  ", "G0105"),
            ("'99213", "99213"),
            ("=\"00840\"", "00840"),
            ("CPT 99213", "99213"),
            ("CPT®: 99213", "99213"),
            ("99213-25", "99213-25"),
            ("99213-25,59", "99213-25-59"),
            ("99213 25 59", "99213-25-59"),
            ("99213 - 25", "99213-25"),
            ("9921325", "99213-25"),
            ("992132559", "99213-25-59"),
            ("99213-25 some words", "99213-25"),
            ("99213 - some words here", "99213"),
            ("840", "00840 zeros"),
            ("1967.00", "01967 zeros"),
            ("0042T", "0042T"),
            ("", "Empty"),
            ("NULL", "Empty"),
            ("5001", "TooShort"),
            ("25", "TooShort"),
            ("99213, 20610", "Several"),
            ("Total", "Other"),
            ("992132", "Other"),
            ("GXXX1", "Other"),
            ("2026-08-03", "Other"),
            ("1967-08-03", "Other"),
            ("840-AA", "00840-AA zeros"),
            ("é", "Other"),
        ];
        for (text, wanted) in cases {
            assert_eq!(shown(text), wanted, "{text:?}");
        }
    }

    #[test]
    fn modifiers_are_read_from_one_column() {
        let shown = |text: &str| {
            modifiers(text).map(|read| read.iter().map(ToString::to_string).collect::<Vec<_>>().join(","))
        };
        for text in ["25,59", "25 59", "25;59", "25/59", "2559", "25|59", " 25 , 59 "] {
            assert_eq!(shown(text).as_deref(), Some("25,59"), "{text}");
        }
        assert_eq!(shown("25.0").as_deref(), Some("25"));
        assert_eq!(shown("lt").as_deref(), Some("LT"));
        assert_eq!(shown("25 - significant, separate").as_deref(), Some("25"));
        for nothing in ["", "N/A", "null", "00", "--"] {
            assert_eq!(shown(nothing).as_deref(), Some(""), "{nothing}");
        }
        for wrong in ["5", "left side", "123", "LEFT"] {
            assert_eq!(shown(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn numbers_are_read_and_rounded() {
        assert_eq!(whole("1.00"), Some(1));
        assert_eq!(whole("(2)"), Some(-2));
        assert_eq!(whole("-1.0"), Some(-1));
        assert_eq!(whole("1-"), Some(-1));
        assert_eq!(whole("1.5"), None);
        assert_eq!(whole("x"), None);
        assert_eq!(work("1.30"), Some(CreditRvu::new(1300)));
        assert_eq!(work("0.96999999999"), Some(CreditRvu::new(970)));
        assert_eq!(work("(0.97)"), Some(CreditRvu::new(-970)));
        assert_eq!(work("1,204.5"), Some(CreditRvu::new(1_204_500)));
        assert_eq!(work("-"), None);
        assert_eq!(cents("$1,150.00"), Some(Cents::new(115_000)));
        assert_eq!(place("11 - Office").map(|place| place.to_string()).as_deref(), Some("11"));
        assert_eq!(place("POS 2").map(|place| place.to_string()).as_deref(), Some("02"));
        for wrong in ["Office", "221", "", "11th floor"] {
            assert_eq!(place(wrong), None, "{wrong}");
        }
    }
}
