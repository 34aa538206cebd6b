//! Abbreviations in CMS's words for HCPCS codes, which CMS's file prints in small letters.

/// The abbreviations that are mended: none is also a word.
const ABBREVIATIONS: [&str; 22] = [
    "aids", "bmi", "cms", "cpap", "cpt", "ct", "dme", "ecg", "eeg", "ekg", "emg", "fda", "hcpcs", "hiv",
    "iv", "mips", "mri", "nos", "nsaid", "pet", "tens", "usp",
];

/// The text with its abbreviations in capitals; `None` where there is nothing to mend.
pub(super) fn mended(text: &str) -> Option<String> {
    let is_letter = |c: char| c.is_ascii_alphanumeric() || c == '\'';
    let mut out = String::new();
    let mut rest = text;
    let mut changed = false;
    while let Some(begin) = rest.find(is_letter) {
        let (before, word) = rest.split_at(begin);
        let (word, after) = word.split_at(word.find(|c| !is_letter(c)).unwrap_or(word.len()));
        out.push_str(before);
        if ABBREVIATIONS.binary_search(&word).is_ok() {
            out.push_str(&word.to_ascii_uppercase());
            changed = true;
        } else {
            out.push_str(word);
        }
        rest = after;
    }
    out.push_str(rest);
    changed.then_some(out)
}

#[cfg(test)]
mod tests {
    use super::{ABBREVIATIONS, mended};

    #[test]
    fn abbreviations_are_mended_and_words_are_not() {
        assert!(ABBREVIATIONS.is_sorted());
        let mended = |text| mended(text);
        assert_eq!(
            mended("Miscellaneous dme supply of another hcpcs code").as_deref(),
            Some("Miscellaneous DME supply of another HCPCS code")
        );
        assert_eq!(mended("Skin substitute, fda cleared").as_deref(), Some("Skin substitute, FDA cleared"));
        assert_eq!(mended("Product of a doctor's dmexyz"), None);
    }
}
