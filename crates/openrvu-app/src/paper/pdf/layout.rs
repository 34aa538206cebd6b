//! Where everything of a paper stands, page by page.

use super::super::{Paper, Part, Shown, Table};
use super::font::{Faces, Weight};
use super::{INK, MARGIN, PAGE, RULE, SOFT};

/// Something to be drawn. Places and sizes are hundredths of a point, from the top left corner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Mark {
    /// A line of text; `y` is its baseline.
    Text { x: i32, y: i32, size: i32, weight: Weight, gray: u8, text: String },
    /// A horizontal rule.
    Rule { from: i32, to: i32, y: i32, gray: u8 },
}

const WIDTH: i32 = PAGE.0 - 2 * MARGIN;
const TOP: i32 = MARGIN;
const BOTTOM: i32 = PAGE.1 - 4_400;
/// Between the columns of a table.
const GAP: i32 = 900;
/// The width up to which a heading is not broken.
const MODEST: i32 = 7_000;

/// A style of text: size, distance from line to line, weight, gray.
#[derive(Clone, Copy)]
struct Style {
    size: i32,
    leading: i32,
    weight: Weight,
    gray: u8,
}

const TITLE: Style = Style { size: 1_600, leading: 2_100, weight: Weight::Strong, gray: INK };
const HEADING: Style = Style { size: 1_150, leading: 1_600, weight: Weight::Strong, gray: INK };
const SUBHEADING: Style = Style { size: 950, leading: 1_350, weight: Weight::Strong, gray: INK };
const TEXT: Style = Style { size: 900, leading: 1_280, weight: Weight::Regular, gray: INK };
const FACT: Style = Style { weight: Weight::Regular, gray: SOFT, ..TEXT };
const CELL: Style = Style { size: 800, leading: 1_080, weight: Weight::Regular, gray: INK };
const HEAD: Style = Style { size: 720, leading: 980, weight: Weight::Strong, gray: SOFT };
const TOTAL: Style = Style { weight: Weight::Strong, ..CELL };

/// The pages of a paper.
pub(super) fn lay_out(paper: &Paper, faces: &Faces) -> Vec<Vec<Mark>> {
    let mut flow = Flow { faces, pages: vec![Vec::new()], y: TOP };
    flow.paragraph(&paper.title, TITLE, 0, WIDTH);
    flow.paragraph(&paper.subject, Style { gray: SOFT, ..HEADING }, 0, WIDTH);
    flow.y += 500;
    flow.facts(&paper.facts);
    let mut parts = paper.parts.iter().peekable();
    while let Some(part) = parts.next() {
        match part {
            Part::Heading(text) => flow.heading(text, HEADING, 900, parts.peek().copied()),
            Part::Subheading(text) => flow.heading(text, SUBHEADING, 500, parts.peek().copied()),
            Part::Text(text) => {
                flow.paragraph(text, TEXT, 0, WIDTH);
                flow.y += 350;
            }
            Part::List(items) => flow.list(items),
            Part::Details(title, items) => {
                flow.heading(title, SUBHEADING, 200, None);
                flow.list(items);
            }
            Part::Table(table) => flow.table(table),
        }
    }
    flow.pages
}

struct Flow<'a> {
    faces: &'a Faces,
    pages: Vec<Vec<Mark>>,
    /// Where the next line begins.
    y: i32,
}

impl Flow<'_> {
    fn push(&mut self, mark: Mark) {
        if let Some(page) = self.pages.last_mut() {
            page.push(mark);
        }
    }

    /// Begins a page unless there is room for so much.
    fn make_room(&mut self, height: i32) -> bool {
        let breaks = self.y + height > BOTTOM && self.y > TOP;
        if breaks {
            self.pages.push(Vec::new());
            self.y = TOP;
        }
        breaks
    }

    /// A line of text at a place of the page, its top where the flow stands.
    fn line(&mut self, x: i32, dy: i32, style: Style, text: String) {
        let y = self.y + dy + style.size;
        self.push(Mark::Text { x, y, size: style.size, weight: style.weight, gray: style.gray, text });
    }

    fn paragraph(&mut self, text: &str, style: Style, indent: i32, width: i32) {
        for line in self.wrapped(text, style, width - indent) {
            self.make_room(style.leading);
            self.line(MARGIN + indent, 0, style, line);
            self.y += style.leading;
        }
    }

    fn heading(&mut self, text: &str, style: Style, before: i32, next: Option<&Part>) {
        // A heading stays with what it heads: two lines, or the head of a table and two rows.
        let behind = match next {
            Some(Part::Table(_)) => 2 * HEAD.leading + 2 * CELL.leading + 800,
            _ => 2 * TEXT.leading,
        };
        self.make_room(before + style.leading + behind);
        if self.y > TOP {
            self.y += before;
        }
        self.paragraph(text, style, 0, WIDTH);
        self.y += 200;
    }

    fn list(&mut self, items: &[String]) {
        for item in items {
            self.make_room(TEXT.leading);
            self.line(MARGIN + 200, 0, TEXT, "\u{2022}".to_owned());
            self.paragraph(item, TEXT, 1_200, WIDTH);
            self.y += 120;
        }
        self.y += 300;
    }

    fn facts(&mut self, facts: &[(&'static str, String)]) {
        let widest = facts.iter().map(|(name, _)| self.faces.width(name, FACT.weight, FACT.size)).max();
        let indent = widest.unwrap_or(0) + 1_200;
        for (name, value) in facts {
            self.make_room(TEXT.leading);
            self.line(MARGIN, 0, FACT, (*name).to_owned());
            self.paragraph(value, TEXT, indent, WIDTH);
            self.y += 60;
        }
        self.y += 400;
    }

    /// A text in lines that fit; a word that does not fit is broken anywhere.
    fn wrapped(&self, text: &str, style: Style, width: i32) -> Vec<String> {
        let text = self.faces.drawable(text);
        let fits = |text: &str| self.faces.width(text, style.weight, style.size) <= width;
        let mut lines = Vec::new();
        let mut line = String::new();
        for word in text.split_whitespace() {
            let joined = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if fits(&joined) {
                line = joined;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            for c in word.chars() {
                line.push(c);
                if !fits(&line) && line.chars().count() > 1 {
                    line.pop();
                    lines.push(std::mem::replace(&mut line, c.to_string()));
                }
            }
        }
        if !line.is_empty() || lines.is_empty() {
            lines.push(line);
        }
        lines
    }

    fn table(&mut self, table: &Table) {
        if table.rows.is_empty() {
            self.paragraph("None.", FACT, 0, WIDTH);
            self.y += 300;
            return;
        }
        let words = |row: Vec<Shown<'_>>| row.into_iter().map(|cell| cell.words).collect::<Vec<_>>();
        let total = table.shown_total().map(words);
        let words: Vec<Vec<String>> = table.shown().into_iter().map(words).collect();
        let widths = self.widths(table, &words, total.as_deref());
        self.head(table, &widths);
        for row in &words {
            self.row(table, &widths, row, CELL);
        }
        if let Some(total) = total {
            let to = MARGIN + widths.iter().sum::<i32>() + GAP * (gaps(&widths));
            self.push(Mark::Rule { from: MARGIN, to, y: self.y + 40, gray: SOFT });
            self.y += 120;
            self.row(table, &widths, &total, TOTAL);
        }
        self.y += 600;
    }

    /// The widths of the columns: what their cells need, the widest columns of words cut where that is too much.
    fn widths(&self, table: &Table, rows: &[Vec<String>], total: Option<&[String]>) -> Vec<i32> {
        let mut widths: Vec<i32> = Vec::with_capacity(table.columns.len());
        for (at, column) in table.columns.iter().enumerate() {
            let longest_word =
                column.name.split(' ').map(|word| self.faces.width(word, HEAD.weight, HEAD.size));
            let heading = self.faces.width(column.name, HEAD.weight, HEAD.size).min(MODEST);
            let cell = |row: &[String], style: Style| {
                row.get(at).map_or(0, |words| self.faces.width(words, style.weight, style.size))
            };
            let cells = rows.iter().map(|row| cell(row, CELL)).max().unwrap_or(0);
            let of_total = total.map_or(0, |row| cell(row, TOTAL));
            widths.push(longest_word.max().unwrap_or(0).max(heading).max(cells).max(of_total) + 20);
        }
        let room = WIDTH - GAP * gaps(&widths);
        loop {
            let excess = widths.iter().sum::<i32>() - room;
            let widest = (0..widths.len())
                .filter(|at| table.columns.get(*at).is_some_and(|column| !column.is_number))
                .max_by_key(|at| widths[*at]);
            let Some(widest) = widest.filter(|at| excess > 0 && widths[*at] > 3_000) else { break };
            widths[widest] = (widths[widest] - excess.min(1_000)).max(3_000);
        }
        widths
    }

    fn head(&mut self, table: &Table, widths: &[i32]) {
        let lines: Vec<Vec<String>> = table
            .columns
            .iter()
            .zip(widths)
            .map(|(column, width)| self.wrapped(column.name, HEAD, *width))
            .collect();
        let height = i32::try_from(lines.iter().map(Vec::len).max().unwrap_or(1)).unwrap_or(1) * HEAD.leading;
        self.make_room(height + 3 * CELL.leading);
        for ((lines, left), (column, width)) in
            lines.iter().zip(lefts(widths)).zip(table.columns.iter().zip(widths))
        {
            // The lines of a heading stand at the foot of the head.
            let empty = height - i32::try_from(lines.len()).unwrap_or(1) * HEAD.leading;
            self.cell(lines, left, *width, column.is_number, HEAD, empty);
        }
        self.y += height + 150;
        let to = MARGIN + widths.iter().sum::<i32>() + GAP * gaps(widths);
        self.push(Mark::Rule { from: MARGIN, to, y: self.y, gray: SOFT });
        self.y += 150;
    }

    fn row(&mut self, table: &Table, widths: &[i32], row: &[String], style: Style) {
        let lines: Vec<Vec<String>> =
            row.iter().zip(widths).map(|(words, width)| self.wrapped(words, style, *width)).collect();
        let height =
            i32::try_from(lines.iter().map(Vec::len).max().unwrap_or(1)).unwrap_or(1) * style.leading;
        if self.make_room(height + 200) {
            self.head(table, widths);
        }
        for ((lines, left), (column, width)) in
            lines.iter().zip(lefts(widths)).zip(table.columns.iter().zip(widths))
        {
            self.cell(lines, left, *width, column.is_number, style, 0);
        }
        self.y += height + 160;
        let to = MARGIN + widths.iter().sum::<i32>() + GAP * gaps(widths);
        self.push(Mark::Rule { from: MARGIN, to, y: self.y - 60, gray: RULE.saturating_add(45) });
    }

    fn cell(&mut self, lines: &[String], left: i32, width: i32, is_number: bool, style: Style, above: i32) {
        for (at, text) in (0..).zip(lines) {
            let own = self.faces.width(text, style.weight, style.size);
            let x = if is_number { left + width - own } else { left };
            self.line(x, above + at * style.leading, style, text.clone());
        }
    }
}

fn gaps(widths: &[i32]) -> i32 {
    i32::try_from(widths.len()).unwrap_or(1) - 1
}

/// Where the columns begin.
fn lefts(widths: &[i32]) -> impl Iterator<Item = i32> + '_ {
    widths.iter().scan(MARGIN, |left, width| {
        let here = *left;
        *left += width + GAP;
        Some(here)
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::{Cell, number, words};
    use super::*;

    fn paper(rows: usize) -> Paper {
        let cell = |at: usize| {
            let credited = openrvu_core::CreditRvu::new(i64::try_from(at * 1_111).unwrap());
            vec![
                Cell::Text(format!("{at}")),
                Cell::Text("a long site ".repeat(at % 20)),
                Cell::Work(credited),
            ]
        };
        Paper {
            title: "Statement".to_owned(),
            subject: "Employment".to_owned(),
            file: "statement".to_owned(),
            table: "Lines",
            facts: vec![("Hash", "f".repeat(64))],
            parts: vec![
                Part::Heading("Lines".to_owned()),
                Part::Table(Table {
                    name: "Lines".to_owned(),
                    columns: vec![words("Number"), words("Site"), number("Credited")],
                    rows: (0..rows).map(cell).collect(),
                    total: None,
                }),
                Part::Text("word ".repeat(2_000)),
            ],
        }
    }

    /// Every text within the margins; every row of the table once, under a head on each page.
    #[test]
    fn nothing_leaves_the_page_and_nothing_is_lost() {
        let faces = Faces::new().unwrap();
        for rows in [0, 1, 40, 400] {
            let pages = lay_out(&paper(rows), &faces);
            let mut numbers = Vec::new();
            for marks in &pages {
                for mark in marks {
                    let Mark::Text { x, y, size, weight, text, .. } = mark else { continue };
                    let right = x + faces.width(text, *weight, *size);
                    assert!(*x >= MARGIN && right <= PAGE.0 - MARGIN + 30, "{text:?} from {x} to {right}");
                    assert!(*y >= TOP && *y <= BOTTOM, "{text:?} at {y}");
                    if *size == CELL.size && *x == MARGIN {
                        numbers.push(text.clone());
                    }
                }
                let holds = |wanted: &str| {
                    marks.iter().any(|mark| matches!(mark, Mark::Text { text, .. } if text == wanted))
                };
                let has_rows = marks.iter().any(|mark| matches!(mark, Mark::Text { size: 800, .. }));
                assert!(!has_rows || holds("Credited"), "each page of a table has its head");
            }
            assert_eq!(numbers, (0..rows).map(|at| at.to_string()).collect::<Vec<_>>());
        }
    }

    #[test]
    fn numbers_end_on_one_edge() {
        let faces = Faces::new().unwrap();
        let pages = lay_out(&paper(12), &faces);
        let ends: Vec<i32> = pages
            .iter()
            .flatten()
            .filter_map(|mark| match mark {
                Mark::Text { x, size: 800, weight, text, .. } if text.contains('.') => {
                    Some(x + faces.width(text, *weight, 800))
                }
                _ => None,
            })
            .collect();
        assert_eq!(ends.len(), 12);
        assert!(ends.windows(2).all(|pair| pair[0] == pair[1]), "{ends:?}");
    }
}
