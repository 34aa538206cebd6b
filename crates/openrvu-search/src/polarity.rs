//! `With` and `without`: a scan without contrast is not one with contrast.

use crate::lexicon::Lexicon;
use crate::stem::stem;
use crate::text::Word;

/// How a word stands to `with` and `without`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sign {
    Without,
    With,
}

/// Words that may stand between `without` and what it denies.
pub(crate) const BETWEEN: [&str; 12] =
    ["and", "or", "then", "followed", "by", "iv", "intravenous", "oral", "any", "the", "use", "of"];

/// Whether a text has a word that gives another a sign.
pub(crate) fn has_signs(words: &[Word]) -> bool {
    words.iter().any(|word| word == "with" || word == "without")
}

/// Whether the word at this place stands after `without`, after `with`, after both or after neither.
///
/// Only words that the lexicon calls polar are told apart after `with`.
pub(crate) fn signs(words: &[Word], at: usize, lexicon: &Lexicon) -> Vec<Sign> {
    let Some(word) = words.get(at) else { return Vec::new() };
    let polar = lexicon.is_polar(word);
    let mut signs = Vec::new();
    for before in words[..at].iter().rev() {
        let sign = match before.as_str() {
            "without" => Sign::Without,
            "with" if polar => Sign::With,
            "with" => continue,
            between if BETWEEN.contains(&between) => continue,
            _ => break,
        };
        if !signs.contains(&sign) {
            signs.push(sign);
        }
    }
    signs
}

/// The stem of a word together with its sign.
pub(crate) fn signed(sign: Sign, word: &str) -> String {
    let mark = match sign {
        Sign::Without => '-',
        Sign::With => '+',
    };
    format!("{mark}{}", stem(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_after_without_are_told_apart() {
        let lexicon = Lexicon::embedded().unwrap();
        for (text, wanted) in [
            ("ct without contrast", "-contrast"),
            ("ct with contrast", "+contrast"),
            ("ct w/o and w/ dye", "+contrast -contrast"),
            ("without contrast, then with contrast", "-contrast +contrast"),
            ("mri noncontrast", "-contrast"),
            ("repair without mesh", "-mesh"),
            ("repair with mesh", ""),
        ] {
            let words = lexicon.words(text);
            let found: Vec<String> = (0..words.len())
                .filter(|at| !["with", "without", "and", "then"].contains(&words[*at].as_str()))
                .flat_map(|at| signs(&words, at, &lexicon).into_iter().map(move |sign| (sign, at)))
                .map(|(sign, at)| signed(sign, &words[at]))
                .collect();
            assert_eq!(found.join(" "), wanted, "{text}");
        }
    }
}
