//! PPRRVU as fixed-width text: a column at the same positions of every line, without a header.

use super::super::row::trim;
use super::super::text::Lines;
use super::super::{Input, Layout};
use super::{Gathered, PprrvuFile, columns};
use crate::error::{Problem, ReadError};

/// First and last position of each column, counted from 1 as CMS's record layout counts them.
///
/// The layout prints the last column's place as `1`; the data have it at 166-171. Position 59, which the layout
/// leaves out, holds the `+` of `NOT USED FOR MEDICARE PAYMENT`.
const POSITIONS: [(usize, usize); columns::COUNT] = [
    (1, 5),
    (6, 7),
    (8, 57),
    (58, 58),
    (59, 59),
    (60, 65),
    (67, 72),
    (73, 74),
    (76, 81),
    (82, 83),
    (85, 89),
    (91, 96),
    (97, 102),
    (103, 103),
    (104, 106),
    (107, 109),
    (110, 112),
    (113, 115),
    (116, 116),
    (117, 117),
    (118, 118),
    (119, 119),
    (120, 120),
    (121, 121),
    (128, 132),
    (133, 140),
    (142, 143),
    (144, 144),
    (146, 147),
    (152, 157),
    (159, 164),
    (166, 171),
];

/// The last position that holds anything.
const WIDTH: usize = POSITIONS[columns::COUNT - 1].1;

/// The characters that begin the lines above the data.
const HEADER_MARK: &[u8] = b"HDR";

/// Whether a line is one of fixed-width PPRRVU: wide enough, with a conversion factor in its place.
pub(in super::super) fn is_line(line: &[u8]) -> bool {
    let digits = |from: usize, to: usize| line[from - 1..to].iter().all(u8::is_ascii_digit);
    line.len() >= WIDTH && line.len() < 260 && line[136 - 1] == b'.' && digits(137, 140) && digits(142, 144)
}

/// Whether the file is fixed-width text: its first line begins as the header lines do, or is a line of data.
pub(super) fn is_fixed_width(input: Input<'_>) -> bool {
    matches!(Lines::new(input).next_line(), Ok(Some((_, line))) if line.starts_with(HEADER_MARK) || is_line(line))
}

/// Reads the lines.
pub(super) fn read(input: Input<'_>, keep_descriptions: bool) -> Result<PprrvuFile, ReadError> {
    let mut gathered = Gathered::new(input, input.bytes.len() / WIDTH, keep_descriptions);
    let mut lines = Lines::new(input);
    while let Some((number, line)) = lines.next_line()? {
        if line.starts_with(HEADER_MARK) || trim(line).is_empty() {
            continue;
        }
        if line.len() < WIDTH {
            let problem = Problem::ShortLine { found: line.len(), expected: WIDTH };
            return Err(ReadError::of_row(input, number, problem));
        }
        gathered.push_fields(number, &POSITIONS.map(|(first, last)| &line[first - 1..last]))?;
    }
    gathered.finish(Layout::FixedWidth)
}
