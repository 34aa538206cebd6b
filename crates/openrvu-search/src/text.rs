//! From running text to plain words: lower case, no accents, no punctuation, numbers and signs kept apart.

/// A word of a text. Most words are short and need no memory of their own.
pub(crate) type Word = smol_str::SmolStr;

/// Splits a text into lower-case words, numbers and the signs `<`, `>` and `+`.
///
/// `w/o` becomes `without` and `w/` becomes `with`; a number is parted from the letters after it when those are a
/// unit (`5cm`, `15min`, `2v`), but not otherwise (`3d`, `t4`). An apostrophe joins (`bell's` is `bells`).
pub(crate) fn tokens(text: &str) -> Vec<Word> {
    let mut out = Vec::with_capacity(text.len() / 6 + 1);
    let mut word = String::new();
    let mut chars = text.chars().peekable();
    let mut before = ' ';
    while let Some(c) = chars.next() {
        let next = chars.peek().copied().unwrap_or(' ');
        match c {
            'a'..='z' | '0'..='9' => word.push(c),
            'A'..='Z' => word.push(c.to_ascii_lowercase()),
            '.' if before.is_ascii_digit() && next.is_ascii_digit() => word.push('.'),
            '.' if !before.is_alphanumeric() && next.is_ascii_digit() => word.push_str("0."),
            '\'' | '\u{2019}' => {}
            // `finger(s)` is a finger.
            '(' if !word.is_empty() && chars.clone().take(2).eq("s)".chars()) => {
                chars.nth(1);
            }
            '/' if word == "w" => {
                if matches!(next, 'o' | 'O') {
                    chars.next();
                    word = "without".to_owned();
                } else {
                    word = "with".to_owned();
                }
                flush(&mut word, &mut out);
            }
            '<' | '>' | '+' => {
                flush(&mut word, &mut out);
                out.push(Word::from_iter([c]));
            }
            '≤' => sign(&mut word, &mut out, "<"),
            '≥' => sign(&mut word, &mut out, ">"),
            _ if c.is_ascii() => flush(&mut word, &mut out),
            _ => match unaccented(c) {
                Some(plain) => word.push_str(plain),
                None => flush(&mut word, &mut out),
            },
        }
        before = c;
    }
    flush(&mut word, &mut out);
    out
}

fn sign(word: &mut String, out: &mut Vec<Word>, sign: &str) {
    flush(word, out);
    out.push(sign.into());
}

/// Units that are parted from a number written before them.
pub(crate) const UNITS: [&str; 22] = [
    "cm", "cms", "mm", "min", "mins", "minute", "minutes", "hr", "hrs", "hour", "hours", "v", "vw", "vws",
    "view", "views", "yr", "yrs", "yo", "mg", "sqcm", "sq",
];

fn flush(word: &mut String, out: &mut Vec<Word>) {
    if word.is_empty() {
        return;
    }
    let digits = word.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(0);
    if digits > 0 && UNITS.contains(&&word[digits..]) {
        out.push(word[..digits].into());
        out.push(word[digits..].into());
        word.clear();
    } else {
        // The word's own room serves the next word.
        out.push(word.as_str().into());
        word.clear();
    }
}

fn unaccented(c: char) -> Option<&'static str> {
    Some(match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'À' | 'Á' | 'Â' | 'Ä' | 'Å' => "a",
        'è' | 'é' | 'ê' | 'ë' | 'È' | 'É' | 'Ê' => "e",
        'ì' | 'í' | 'î' | 'ï' | 'Í' => "i",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'Ó' | 'Ö' | 'Ø' => "o",
        'ù' | 'ú' | 'û' | 'ü' | 'Ü' => "u",
        'ç' | 'Ç' => "c",
        'ñ' | 'Ñ' => "n",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'ß' => "ss",
        _ => return None,
    })
}

/// Whether a token is a word or a number, not a sign.
pub(crate) fn is_word(token: &str) -> bool {
    token.as_bytes().first().is_some_and(u8::is_ascii_alphanumeric)
}

/// Whether a token is a number.
pub(crate) fn is_number(token: &str) -> bool {
    token.as_bytes().first().is_some_and(u8::is_ascii_digit)
        && token.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_becomes_plain_words() {
        for (text, words) in [
            ("MRI knee w/o", "mri knee without"),
            ("CT w/contrast", "ct with contrast"),
            ("w/ & w/o dye", "with without dye"),
            ("2.5cm laceration", "2.5 cm laceration"),
            (".5 cm", "0.5 cm"),
            ("x-ray, 3v", "x ray 3 v"),
            ("3D echo", "3d echo"),
            ("I&D", "i d"),
            ("Bell's palsy", "bells palsy"),
            ("Ménière", "meniere"),
            ("30 min.", "30 min"),
            ("finger(s), each", "finger each"),
            ("(s) x (s)", "s x s"),
            ("15+ lesions", "15 + lesions"),
            ("", ""),
            ("—\u{301}🦴", ""),
        ] {
            assert_eq!(tokens(text).join(" "), words, "{text}");
        }
    }
}
