//! Charts as server-side SVG: points in the picture's own units, drawn by a template, with their table beside.

use openrvu_content::text::plural;
use openrvu_core::Rvu;
use serde::Serialize;

/// Width of a chart in its own units.
pub(crate) const WIDTH: i64 = 640;
/// Height of a chart in its own units.
pub(crate) const HEIGHT: i64 = 160;
/// Room for labels at the left.
const LEFT: i64 = 48;
/// Room for labels below.
const BOTTOM: i64 = 24;
/// Room above.
const TOP: i64 = 12;

/// A mark on an axis.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Tick {
    /// Where, in units.
    pub(crate) at: i64,
    /// The words.
    pub(crate) label: String,
}

/// A step line: a value that holds until the next.
#[derive(Debug, Clone)]
pub(crate) struct StepChart {
    /// The path of the line, as SVG writes it; one piece a run without gap.
    pub(crate) path: String,
    /// Each value: where, and what it says.
    pub(crate) points: Vec<(i64, i64, String)>,
    /// Marks of the years.
    pub(crate) years: Vec<Tick>,
    /// Marks of the values.
    pub(crate) values: Vec<Tick>,
}

/// A value over days: from a day to a day, both counted from the first.
#[derive(Debug, Clone)]
pub(crate) struct Span {
    /// First day.
    pub(crate) from: i64,
    /// The day after the last.
    pub(crate) to: i64,
    /// The value.
    pub(crate) value: Rvu,
    /// What it says.
    pub(crate) label: String,
}

impl StepChart {
    /// Draws spans in the order of time; none where there is nothing to see.
    pub(crate) fn draw(spans: &[Span], years: &[(i64, String)]) -> Option<Self> {
        let (first, last) = (spans.first()?.from, spans.last()?.to);
        let top = spans.iter().map(|span| i64::from(span.value.get())).max()?;
        if spans.len() < 2 || last <= first || top <= 0 {
            return None;
        }
        let scale = Scale::to(top);
        let x = |day: i64| LEFT + (day - first) * (WIDTH - LEFT - 8) / (last - first);
        let y = |value: i64| HEIGHT - BOTTOM - value * (HEIGHT - BOTTOM - TOP) / scale.top;
        let (mut path, mut points, mut end) = (String::new(), Vec::new(), None);
        for span in spans {
            let (from, to, at) = (x(span.from), x(span.to), y(i64::from(span.value.get())));
            if end == Some(span.from) {
                path.push_str(&format!("V{at}H{to}"));
            } else {
                path.push_str(&format!("M{from} {at}H{to}"));
            }
            end = Some(span.to);
            points.push((from, at, span.label.clone()));
        }
        let inside = years.iter().filter(|(day, _)| (first..last).contains(day));
        Some(Self {
            path,
            points,
            years: inside.map(|(day, label)| Tick { at: x(*day), label: label.clone() }).collect(),
            values: scale.ticks().map(|value| Tick { at: y(value), label: hundredths(value) }).collect(),
        })
    }
}

/// Values counted in columns of equal width.
#[derive(Debug, Clone)]
pub(crate) struct Histogram {
    /// Each column: left edge, top, width, height, whether the code's own value lies in it, words.
    pub(crate) columns: Vec<Column>,
    /// Where the code's own value lies.
    pub(crate) own: i64,
    /// Marks of the values.
    pub(crate) values: Vec<Tick>,
}

/// A column of a histogram.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    /// Left edge.
    pub(crate) x: i64,
    /// Top.
    pub(crate) y: i64,
    /// Width.
    pub(crate) width: i64,
    /// Height.
    pub(crate) height: i64,
    /// Whether the code's own value lies in it.
    pub(crate) own: bool,
    /// How many values, and between what.
    pub(crate) label: String,
}

/// Columns of a histogram.
const COLUMNS: i64 = 24;

impl Histogram {
    /// Draws values in ascending order; the highest twentieth may share the last column.
    pub(crate) fn draw(values: &[Rvu], own: Rvu) -> Option<Self> {
        let high = values.get((values.len() * 19 / 20).min(values.len().checked_sub(1)?))?;
        let scale = Scale::to(i64::from(high.get().max(own.get())).max(1));
        let width = (WIDTH - LEFT - 8) / COLUMNS;
        let column_of = |value: Rvu| (i64::from(value.get()) * COLUMNS / scale.top).clamp(0, COLUMNS - 1);
        let mut counts = [0_i64; COLUMNS as usize];
        for value in values {
            if let Some(count) = usize::try_from(column_of(*value)).ok().and_then(|at| counts.get_mut(at)) {
                *count += 1;
            }
        }
        let most = counts.iter().copied().max().filter(|most| *most > 0)?;
        let room = HEIGHT - BOTTOM - TOP;
        let columns = (0..).zip(counts).filter(|(_, count)| *count > 0).map(|(at, count)| {
            let height = (count * room / most).max(1);
            let (from, to) = (at * scale.top / COLUMNS, (at + 1) * scale.top / COLUMNS);
            let range = if at == COLUMNS - 1 {
                format!("{} or more", hundredths(from))
            } else {
                format!("{} to {}", hundredths(from), hundredths(to))
            };
            Column {
                x: LEFT + at * width,
                y: HEIGHT - BOTTOM - height,
                width: width - 1,
                height,
                own: at == column_of(own),
                label: format!("{range}: {}", plural(usize::try_from(count).unwrap_or_default(), "code")),
            }
        });
        let x = |value: i64| LEFT + value * width * COLUMNS / scale.top;
        Some(Self {
            columns: columns.collect(),
            own: x(i64::from(own.get())).min(WIDTH - 8),
            values: scale.ticks().map(|value| Tick { at: x(value), label: hundredths(value) }).collect(),
        })
    }
}

/// A scale from zero to a round number, in hundredths.
pub(super) struct Scale {
    /// The round number.
    pub(super) top: i64,
    step: i64,
}

impl Scale {
    /// A scale that holds a value.
    pub(super) fn to(highest: i64) -> Self {
        let steps = (0..9).flat_map(|power| [1, 2, 5].map(|n| n * 10_i64.pow(power)));
        let step = steps.into_iter().find(|step| highest <= step * 5).unwrap_or(highest);
        Self { top: (highest + step - 1) / step * step, step }
    }

    /// Its marks, from zero.
    pub(super) fn ticks(&self) -> impl Iterator<Item = i64> + '_ {
        (0..=self.top / self.step).map(|n| n * self.step)
    }
}

/// Hundredths as a number: as many decimals as it needs.
fn hundredths(value: i64) -> String {
    match value % 100 {
        0 => (value / 100).to_string(),
        rest if rest % 10 == 0 => format!("{}.{}", value / 100, rest / 10),
        rest => format!("{}.{rest:02}", value / 100),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_ends_at_a_round_number() {
        for (highest, top) in [(1911, 2000), (130, 150), (17, 20), (1, 1), (8600, 10000)] {
            assert_eq!(Scale::to(highest).top, top, "{highest}");
        }
        assert_eq!(hundredths(150), "1.5");
        assert_eq!(hundredths(205), "2.05");
    }

    #[test]
    fn a_gap_breaks_the_line() {
        let span = |from, to, value| Span { from, to, value: Rvu::new(value), label: String::new() };
        let chart =
            StepChart::draw(&[span(0, 100, 100), span(100, 200, 200), span(300, 400, 200)], &[]).unwrap();
        assert_eq!(chart.path.matches('M').count(), 2);
        assert_eq!(chart.path.matches('V').count(), 1);
    }

    #[test]
    fn every_value_is_in_a_column() {
        let values: Vec<Rvu> = (1..=100).map(|n| Rvu::new(n * 10)).collect();
        let chart = Histogram::draw(&values, Rvu::new(500)).unwrap();
        assert_eq!(chart.columns.iter().filter(|column| column.own).count(), 1);
        assert!(chart.columns.iter().all(|column| column.height > 0 && column.x + column.width <= WIDTH));
    }
}
