//! Figures in words.

use openrvu_core::CreditRvu;

/// Work RVUs with thousands commas and two decimal places, or three where the third is not zero: `4,803.25`.
#[must_use]
pub fn work(work: CreditRvu) -> String {
    let text = CreditRvu::new(work.get().saturating_abs()).short();
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, "00"));
    let sign = if work < CreditRvu::ZERO { "-" } else { "" };
    format!("{sign}{}.{decimals}", grouped(whole))
}

/// A whole number with thousands commas.
#[must_use]
pub fn count(n: u64) -> String {
    grouped(&n.to_string())
}

fn grouped(digits: &str) -> String {
    let mut grouped = String::with_capacity(digits.len() * 4 / 3 + 1);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_grouped() {
        let shown = |thousandths| work(CreditRvu::new(thousandths));
        assert_eq!(shown(4_803_250), "4,803.25");
        assert_eq!(shown(-1_234_567_891), "-1,234,567.891");
        assert_eq!(shown(0), "0.00");
        assert_eq!([count(999), count(1000), count(1_234_567)], ["999", "1,000", "1,234,567"]);
    }
}
