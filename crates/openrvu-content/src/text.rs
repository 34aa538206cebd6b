//! The little markup that a text may hold: paragraphs and lists.

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A paragraph, its line breaks made blanks.
    Paragraph(String),
    /// The items of a list, in order.
    List(Vec<String>),
}

/// Parts a text: an empty line ends a paragraph, and a line that begins with `- ` begins an item of a list.
///
/// ```
/// use openrvu_content::text::{blocks, Block};
/// let parts = blocks("The note holds:\n- the side;\n- the finding,\nin words.\n\nNo more.");
/// assert_eq!(parts, [
///     Block::Paragraph("The note holds:".into()),
///     Block::List(vec!["the side;".into(), "the finding, in words.".into()]),
///     Block::Paragraph("No more.".into()),
/// ]);
/// ```
#[must_use]
pub fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open = false;
    for line in text.lines().map(str::trim) {
        if line.is_empty() {
            open = false;
        } else if let Some(item) = line.strip_prefix("- ") {
            match blocks.last_mut() {
                Some(Block::List(items)) => items.push(item.to_owned()),
                _ => blocks.push(Block::List(vec![item.to_owned()])),
            }
            open = true;
        } else {
            let last = match blocks.last_mut() {
                Some(Block::Paragraph(text)) => Some(text),
                Some(Block::List(items)) => items.last_mut(),
                None => None,
            };
            match last.filter(|_| open) {
                Some(text) => {
                    text.push(' ');
                    text.push_str(line);
                }
                None => blocks.push(Block::Paragraph(line.to_owned())),
            }
            open = true;
        }
    }
    blocks
}

/// The text as one line: blocks and items joined by blanks. For search and for measuring.
#[must_use]
pub fn flat(text: &str) -> String {
    let mut flat = String::with_capacity(text.len());
    for line in text.lines().map(str::trim) {
        let line = line.strip_prefix("- ").unwrap_or(line);
        if !(line.is_empty() || flat.is_empty()) {
            flat.push(' ');
        }
        flat.push_str(line);
    }
    flat
}

/// A sentence and the byte of the text at which it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sentence<'a> {
    /// The sentence as written, line breaks included.
    pub text: &'a str,
    /// Byte offset in the text.
    pub offset: usize,
}

/// Parts a text into sentences.
///
/// A sentence ends at `.`, `!` or `?` before a blank, at an empty line, and at each item of a list. Points
/// within a number or after a single letter (`e.g.`, `1.5 cm`) do not end one.
#[must_use]
pub fn sentences(text: &str) -> Vec<Sentence<'_>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut start = 0;
    let mut push = |from: usize, to: usize| {
        if let Some(part) = text.get(from..to) {
            let trimmed = part.trim_start();
            let trimmed = trimmed.strip_prefix("- ").unwrap_or(trimmed);
            let offset = to - trimmed.len();
            let sentence = trimmed.trim_end();
            if !sentence.is_empty() {
                found.push(Sentence { text: sentence, offset });
            }
        }
    };
    for at in 0..bytes.len() {
        let rest = &bytes[at + 1..];
        let ends = match bytes[at] {
            b'.' => {
                let letters = bytes[start..at].iter().rev().take_while(|b| b.is_ascii_alphanumeric()).count();
                let abbreviation = letters == 1 && bytes[at - 1].is_ascii_alphabetic();
                !abbreviation && rest.first().is_none_or(u8::is_ascii_whitespace)
            }
            b'!' | b'?' => rest.first().is_none_or(u8::is_ascii_whitespace),
            b'\n' => rest.starts_with(b"\n") || rest.starts_with(b"- "),
            _ => false,
        };
        if ends {
            push(start, at + 1);
            start = at + 1;
        }
    }
    push(start, text.len());
    found
}

/// The words of a text in lower case, digits among them, all other marks dropped.
pub fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

/// A number with a comma between thousands: `1,500`.
#[must_use]
pub fn grouped(count: usize) -> String {
    let mut digits = count.to_string();
    let length = digits.len();
    for at in (1..length).rev().filter(|at| (length - at).is_multiple_of(3)) {
        digits.insert(at, ',');
    }
    digits
}

/// A number with its noun: `1 family`, `2 families`, `1,500 codes`.
#[must_use]
pub fn plural(count: usize, noun: &str) -> String {
    let digits = grouped(count);
    match (count, noun.strip_suffix('y')) {
        (1, _) => format!("{digits} {noun}"),
        (_, Some(stem)) => format!("{digits} {stem}ies"),
        (_, None) => format!("{digits} {noun}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_break_within_a_paragraph_is_a_blank() {
        assert_eq!(
            blocks("One\ntwo.\n\nThree."),
            [Block::Paragraph("One two.".into()), Block::Paragraph("Three.".into())]
        );
        assert_eq!(flat("One\ntwo.\n\n- three\n"), "One two. three");
        assert_eq!(blocks(" \n\n"), []);
    }

    #[test]
    fn sentences_end_at_points_and_items_not_in_numbers_or_abbreviations() {
        let text = "At 1.5 cm it counts, e.g. here. A second\none?\n- an item;\n- another one\n\nThe last";
        let found: Vec<_> = sentences(text).into_iter().map(|s| s.text).collect();
        assert_eq!(
            found,
            ["At 1.5 cm it counts, e.g. here.", "A second\none?", "an item;", "another one", "The last"]
        );
        for sentence in sentences(text) {
            assert!(text[sentence.offset..].starts_with(sentence.text));
        }
    }

    #[test]
    fn numbers_are_grouped_and_nouns_bent() {
        assert_eq!(plural(1, "family"), "1 family");
        assert_eq!(plural(0, "family"), "0 families");
        assert_eq!(plural(1500, "code"), "1,500 codes");
        assert_eq!(plural(1_234_567, "word"), "1,234,567 words");
    }
}
