//! A typed volume: so many of each service in a year.

use openrvu_core::Line;

/// Most lines of text.
pub const MOST_ROWS: usize = 500;
/// Most codes of one row, which are one claim.
const MOST_LINES: usize = 20;
/// The largest count.
const MOST_COUNT: u32 = 1_000_000;

/// So many claims of the same lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VolumeRow {
    /// The lines of the claim.
    pub lines: Vec<Line>,
    /// How many there are in a year.
    pub count: u32,
}

/// What is wrong with a row of a volume.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {row}: {message}")]
pub struct VolumeError {
    /// The line of the text, from one.
    pub row: usize,
    /// What is wrong and what to do.
    pub message: String,
}

/// Reads a volume: a row a line, a code with its modifiers and how many in a year, `99213 1200` or `27447-50, 40`.
/// Codes of one session are joined by a plus sign, `45385 + 45380  120`. Empty lines and what stands behind `#` are
/// passed over.
///
/// # Errors
/// Every row that cannot be read.
pub fn read_volume(text: &str) -> Result<Vec<VolumeRow>, Vec<VolumeError>> {
    let (mut rows, mut errors) = (Vec::new(), Vec::new());
    for (at, line) in text.lines().enumerate() {
        let line = line.split('#').next().unwrap_or_default().trim();
        if line.is_empty() {
            continue;
        }
        if rows.len() + errors.len() == MOST_ROWS {
            errors.push(VolumeError {
                row: at + 1,
                message: format!("a volume has at most {MOST_ROWS} lines"),
            });
            break;
        }
        match row(line) {
            Ok(row) => rows.push(row),
            Err(message) => errors.push(VolumeError { row: at + 1, message }),
        }
    }
    if errors.is_empty() { Ok(rows) } else { Err(errors) }
}

fn row(text: &str) -> Result<VolumeRow, String> {
    let (claim, count) = text
        .rsplit_once([' ', '\t', ',', ';'])
        .ok_or("write how many in a year behind the code, such as 99213 1200")?;
    let digits = count.trim();
    let count = digits.parse().ok().filter(|count| (1..=MOST_COUNT).contains(count));
    let count = count.ok_or_else(|| {
        let shown: String = digits.chars().take(24).collect();
        format!("{shown:?} is not how many in a year: write 1 to 1000000 without a comma")
    })?;
    let claim = claim.trim_end_matches([' ', '\t', ',', ';']);
    let lines: Vec<Line> = claim
        .split('+')
        .map(|line| line.parse().map_err(|error: openrvu_core::valuation::LineError| error.to_string()))
        .collect::<Result<_, _>>()?;
    if lines.len() > MOST_LINES {
        return Err(format!("a session has at most {MOST_LINES} codes here"));
    }
    Ok(VolumeRow { lines, count })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_volume_reads_as_one_types_it() {
        let text = "99213 1200\n\n27447-50, 40 # both knees\n45385 + 45380-59\t120\n 97110x3; 7\n27447 50 12";
        let rows = read_volume(text).unwrap();
        let shown: Vec<_> = rows
            .iter()
            .map(|row| {
                let lines: Vec<_> = row.lines.iter().map(ToString::to_string).collect();
                format!("{} {}", lines.join("+"), row.count)
            })
            .collect();
        assert_eq!(shown, ["99213 1200", "27447-50 40", "45385+45380-59 120", "97110x3 7", "27447-50 12"]);
    }

    #[test]
    fn every_fault_is_named_by_its_line() {
        let errors = read_volume("99213\n99213 x\n9921 5\n99213 1,200\n99214 3\n99213 + 5").unwrap_err();
        let rows: Vec<_> = errors.iter().map(|error| error.row).collect();
        assert_eq!(rows, [1, 2, 3, 4, 6]);
        let many = "99213 1\n".repeat(MOST_ROWS + 1);
        assert_eq!(read_volume(&many).unwrap_err()[0].row, MOST_ROWS + 1);
    }
}
