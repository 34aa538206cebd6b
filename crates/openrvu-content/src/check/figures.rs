//! No figure of the schedule is typed in a text: amounts, RVUs, percentages, days of a global period. They come
//! from the release in force and would be wrong with the next one.
//!
//! Thresholds that define a code are wanted and pass: minutes, centimeters, counts, ages. A percentage passes in a
//! sentence that names what it measures in the patient.

use super::{Text, labels, prose, retirements};
use crate::source::Sources;
use crate::{Finding, text};

/// What a percentage may measure: a sentence with one of these words keeps its percentage.
const MEASURED_IN_THE_PATIENT: &[&str] =
    &["body surface", "stenosis", "narrow", "ejection", "saturation", "oxygen", "weight", "concentration"];

/// Numbers in words that name a global period.
const DAYS_IN_WORDS: &[&str] = &["zero", "ten", "ninety"];

pub(super) fn check(sources: &Sources, findings: &mut Vec<Finding>) {
    let families = sources.families.iter().flat_map(|family| labels(family).chain(prose(family)));
    for text in families.chain(retirements(sources)) {
        for sentence in text::sentences(&text.text.value) {
            if let Some(figure) = figure_of(sentence.text) {
                findings.push(finding(&text, sentence.offset, figure));
            }
        }
    }
}

fn finding(text: &Text<'_>, offset: usize, figure: &str) -> Finding {
    text.finding(
        offset,
        format!("{figure} is typed; figures come from the schedule, and the page shows them"),
    )
}

/// The kind of figure in a sentence, if there is one.
fn figure_of(sentence: &str) -> Option<&'static str> {
    let lower = sentence.to_lowercase();
    let tokens: Vec<&str> = lower.split([' ', '\n', '-', '/', '(', ')', ',', ';', ':']).collect();
    let tokens: Vec<&str> =
        tokens.into_iter().map(|t| t.trim_end_matches('.')).filter(|t| !t.is_empty()).collect();
    let is_number = |token: &str| {
        token.starts_with(|c: char| c.is_ascii_digit())
            && token.chars().all(|c| c.is_ascii_digit() || c == '.')
    };
    let dollars = tokens.windows(2).any(|pair| {
        matches!(pair, [number, word] if is_number(number) && matches!(*word, "dollar" | "dollars" | "cents"))
    });
    if dollars
        || lower
            .match_indices('$')
            .any(|(at, _)| lower[at + 1..].trim_start().starts_with(|c: char| c.is_ascii_digit()))
    {
        return Some("an amount of money");
    }
    let is_rvu = |token: &str| matches!(token, "rvu" | "rvus" | "wrvu" | "wrvus");
    let near_rvu = tokens.windows(5).chain([tokens.as_slice()].into_iter().filter(|all| all.len() < 5));
    for window in near_rvu {
        // A code, five digits, may well stand near the word; an RVU has fewer.
        if window.iter().any(|t| is_rvu(t)) && window.iter().any(|t| is_number(t) && t.len() < 5) {
            return Some("an RVU");
        }
    }
    if lower.contains("conversion factor") && tokens.iter().any(|t| is_number(t) && t.contains('.')) {
        return Some("a conversion factor");
    }
    let percent = tokens.iter().enumerate().any(|(at, token)| {
        let after = tokens.get(at + 1).copied().unwrap_or_default();
        (is_number(token) && matches!(after, "percent" | "%"))
            || token.strip_suffix('%').is_some_and(is_number)
    });
    if percent && !MEASURED_IN_THE_PATIENT.iter().any(|word| lower.contains(word)) {
        return Some("a percentage");
    }
    let days = tokens.windows(2).any(|pair| {
        matches!(pair, [number, word] if matches!(*word, "day" | "days")
            && (is_number(number) || DAYS_IN_WORDS.contains(number)))
    });
    (days && lower.contains("global")).then_some("the length of the global period")
}

#[cfg(test)]
mod tests {
    use super::figure_of;
    use crate::check::tests::{GOOD, findings, sources};

    #[test]
    fn figures_of_the_schedule_are_found() {
        let figures = [
            ("It pays $117.58 in San Francisco.", "an amount of money"),
            ("About 100 dollars is usual.", "an amount of money"),
            ("It carries 6.85 RVUs.", "an RVU"),
            ("The work RVU is 1.3 since then.", "an RVU"),
            ("Medicare pays 150 percent for two sides.", "a percentage"),
            ("The second is paid at 50%.", "a percentage"),
            ("The conversion factor of 33.4009 applies.", "a conversion factor"),
            ("It has a 90-day global period.", "the length of the global period"),
            ("Visits within the global period of ten days are included.", "the length of the global period"),
        ];
        for (sentence, figure) in figures {
            assert_eq!(figure_of(sentence), Some(figure), "{sentence}");
        }
    }

    #[test]
    fn thresholds_codes_and_modifiers_pass() {
        for sentence in [
            "At least 15 minutes in the other compartment.",
            "A lesion of 1.1 to 2.0 cm in a patient of 12 years.",
            "Once every 24 months, with modifier 59.",
            "The work RVU of 29881 contains smoothing of cartilage.",
            "Burns of 10 percent of the body surface or more.",
            "For stenosis of 70% or more.",
            "The readings of at least 16 days in 30.",
            "Care within the global period is included.",
        ] {
            assert_eq!(figure_of(sentence), None, "{sentence}");
        }
    }

    #[test]
    fn a_typed_figure_is_named_with_its_line() {
        let text = GOOD.replace("knee belongs to it.", "knee belongs to it. It carries 6.85 RVUs.");
        assert_eq!(
            findings(&sources(&text)),
            [
                "surgery/knee.toml:27: 29881: documentation: an RVU is typed; figures come from the schedule, and the \
             page shows them"
            ]
        );
    }
}
