//! Charts as server-side SVG: points in the picture's own units, drawn by the macros of `log/charts.html`, each with its
//! table beside it.

use openrvu_core::CreditRvu;
use openrvu_log::figures;

/// Width of a chart in its own units.
const WIDTH: i64 = 640;
/// Height of a chart in its own units.
const HEIGHT: i64 = 180;
/// Room for labels at the left.
const LEFT: i64 = 64;
/// Room at the right.
const RIGHT: i64 = 8;
/// Room for labels below.
const BOTTOM: i64 = 26;
/// Room above.
const TOP: i64 = 12;
/// Most labels below.
const MOST_LABELS: usize = 6;

/// A mark on an axis.
#[derive(Debug, Clone)]
pub(crate) struct Tick {
    /// Where, in units.
    pub(crate) at: i64,
    /// The words.
    pub(crate) label: String,
}

/// A column.
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
    /// What it says.
    pub(crate) label: String,
}

/// Columns of equal width over parts of time.
#[derive(Debug, Clone)]
pub(crate) struct Columns {
    /// The columns that are not zero.
    pub(crate) columns: Vec<Column>,
    /// Marks of the parts.
    pub(crate) parts: Vec<Tick>,
    /// Marks of the values.
    pub(crate) values: Vec<Tick>,
}

/// A part of time: its label on the axis, its words, its value.
pub(crate) struct Point {
    /// A few characters.
    pub(crate) label: String,
    /// In full.
    pub(crate) words: String,
    /// The value; nothing below zero is drawn.
    pub(crate) work: CreditRvu,
}

impl Columns {
    /// Draws points in the order of time; none where there is nothing to see.
    pub(crate) fn draw(points: &[Point]) -> Option<Self> {
        let highest = points.iter().map(|point| point.work.get()).max().filter(|highest| *highest > 0)?;
        let scale = Scale::to(highest);
        let count = i64::try_from(points.len()).ok()?;
        let left = |at: i64| LEFT + at * (WIDTH - LEFT - RIGHT) / count;
        let mut columns = Vec::new();
        for (at, point) in (0..).zip(points).filter(|(_, point)| point.work.get() > 0) {
            let gap = i64::from(count <= 150);
            let height = (HEIGHT - BOTTOM - scale.y(point.work.get())).max(1);
            columns.push(Column {
                x: left(at),
                y: HEIGHT - BOTTOM - height,
                width: (left(at + 1) - left(at) - gap).max(1),
                height,
                label: format!("{}: {}", point.words, figures::work(point.work)),
            });
        }
        let every = points.len().div_ceil(MOST_LABELS).max(1);
        let labelled = points.iter().enumerate().step_by(every);
        let parts = labelled.map(|(at, point)| Tick {
            at: i64::try_from(at).map_or(LEFT, |at| (left(at) + left(at + 1)) / 2),
            label: point.label.clone(),
        });
        Some(Self { columns, parts: parts.collect(), values: scale.ticks() })
    }
}

/// Two lines over the days of a goal: what was to be done, and what was.
#[derive(Debug, Clone)]
pub(crate) struct Lines {
    /// The path of what was to be done, as SVG writes it.
    pub(crate) expected: String,
    /// The path of what was done, to today.
    pub(crate) done: String,
    /// Where today is; none where it lies outside.
    pub(crate) today: Option<i64>,
    /// Where what is done ends.
    pub(crate) end: Option<(i64, i64)>,
    /// Where the projection ends.
    pub(crate) projected: Option<(i64, i64)>,
    /// Marks of the days.
    pub(crate) parts: Vec<Tick>,
    /// Marks of the values.
    pub(crate) values: Vec<Tick>,
}

impl Lines {
    /// Draws the pace of a goal; none where there is nothing to see.
    pub(crate) fn draw(pace: &openrvu_log::Pace) -> Option<Self> {
        let days = &pace.days;
        let projected = pace.projection.as_ref().ok().map(|projection| projection.work);
        let done = days.iter().filter_map(|day| day.done).max().unwrap_or_default();
        let highest = [pace.target, done, projected.unwrap_or_default()].into_iter().max()?.get();
        let (first, last) = (days.first()?, days.last()?);
        if highest <= 0 || first.day == last.day {
            return None;
        }
        let scale = Scale::to(highest);
        let count = i64::try_from(days.len()).ok()?;
        let x =
            |at: usize| i64::try_from(at + 1).map_or(LEFT, |at| LEFT + at * (WIDTH - LEFT - RIGHT) / count);
        let path = |values: &mut dyn Iterator<Item = (usize, CreditRvu)>| {
            let mut path = format!("M{LEFT} {}", scale.y(0));
            let mut last = None;
            for (at, work) in values {
                let point = (x(at), scale.y(work.get()));
                path.push_str(&format!("L{} {}", point.0, point.1));
                last = Some(point);
            }
            (path, last)
        };
        let (expected, _) = path(&mut days.iter().enumerate().map(|(at, day)| (at, day.expected)));
        let (done, end) = path(&mut days.iter().enumerate().filter_map(|(at, day)| Some((at, day.done?))));
        let today = days.iter().rposition(|day| day.done.is_some()).filter(|at| at + 1 < days.len());
        let months = days.iter().enumerate().filter(|(at, day)| *at == 0 || day.day.day() == 1);
        let months: Vec<_> = months.collect();
        let every = months.len().div_ceil(MOST_LABELS).max(1);
        let label = |day: jiff::civil::Date| match days.len() {
            ..=31 => day.strftime("%b %-d").to_string(),
            _ => day.strftime("%b").to_string(),
        };
        let shown: Vec<_> = match days.len() {
            ..=31 => days.iter().enumerate().step_by(7).collect(),
            _ => months.into_iter().step_by(every).collect(),
        };
        Some(Self {
            expected,
            done,
            today: today.map(x),
            end,
            projected: projected.map(|work| (x(days.len() - 1), scale.y(work.get()))),
            parts: shown.into_iter().map(|(at, day)| Tick { at: x(at), label: label(day.day) }).collect(),
            values: scale.ticks(),
        })
    }
}

/// A part of a whole as the width of a bar of a hundred units; at least one where there is any.
pub(crate) fn bar(part: i64, whole: i64) -> i64 {
    if part <= 0 || whole <= 0 {
        return 0;
    }
    let width = i128::from(part) * 100 / i128::from(whole);
    i64::try_from(width).unwrap_or(100).clamp(1, 100)
}

/// A part of a whole in percent, to a tenth; a dash where there is no whole.
pub(crate) fn percent(part: i64, whole: i64) -> String {
    if whole <= 0 {
        return "—".to_owned();
    }
    let tenths = openrvu_core::quantity::round_half_up(i128::from(part) * 1000, i128::from(whole));
    format!("{}.{}%", tenths / 10, (tenths % 10).abs())
}

/// A scale from zero to a round number, in thousandths.
struct Scale {
    top: i64,
    step: i64,
}

impl Scale {
    fn to(highest: i64) -> Self {
        let steps = (0..15).flat_map(|power| [1, 2, 5].map(|n| n * 10_i64.pow(power)));
        let step = steps.into_iter().find(|step| highest <= step * 5).unwrap_or(highest);
        Self { top: (highest + step - 1) / step * step, step }
    }

    fn y(&self, value: i64) -> i64 {
        let height =
            i128::from(value.max(0)) * i128::from(HEIGHT - BOTTOM - TOP) / i128::from(self.top.max(1));
        HEIGHT - BOTTOM - i64::try_from(height).unwrap_or(0)
    }

    fn ticks(&self) -> Vec<Tick> {
        let values = (0..=self.top / self.step.max(1)).map(|n| n * self.step);
        values.map(|value| Tick { at: self.y(value), label: short(value) }).collect()
    }
}

/// Thousandths as a number with as many decimals as it needs.
fn short(value: i64) -> String {
    let text = figures::work(CreditRvu::new(value));
    match text.split_once('.') {
        Some((whole, decimals)) if decimals.bytes().all(|digit| digit == b'0') => whole.to_owned(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(works: &[i64]) -> Vec<Point> {
        let point = |work: &i64| Point {
            label: "x".to_owned(),
            words: "day".to_owned(),
            work: CreditRvu::new(*work),
        };
        works.iter().map(point).collect()
    }

    #[test]
    fn columns_stand_in_their_room() {
        for count in [1, 7, 31, 480] {
            let works: Vec<i64> = (0..count).map(|n| n * 1_300 % 40_000 + 1).collect();
            let chart = Columns::draw(&points(&works)).unwrap();
            assert_eq!(chart.columns.len(), works.len());
            for column in &chart.columns {
                assert!(column.x >= LEFT && column.x + column.width <= WIDTH - RIGHT + 1, "{column:?}");
                assert!(column.y >= TOP && column.y + column.height == HEIGHT - BOTTOM, "{column:?}");
            }
            assert!(chart.parts.len() <= MOST_LABELS);
        }
        assert!(Columns::draw(&points(&[0, 0])).is_none());
        assert!(Columns::draw(&[]).is_none());
    }

    #[test]
    fn parts_of_a_whole_are_rounded_and_never_beyond_it() {
        assert_eq!(
            [bar(1, 1_000), bar(500, 1_000), bar(2_000, 1_000), bar(0, 5), bar(5, 0)],
            [1, 50, 100, 0, 0]
        );
        assert_eq!(
            [percent(1, 3), percent(2, 3), percent(5, 5), percent(1, 0)],
            ["33.3%", "66.7%", "100.0%", "—"]
        );
    }

    #[test]
    fn a_scale_ends_at_a_round_number() {
        for (highest, top) in [(4_803_250, 5_000_000), (1_300, 1_500), (1, 1)] {
            assert_eq!(Scale::to(highest).top, top, "{highest}");
        }
        assert_eq!([short(5_000_000), short(1_500), short(125)], ["5,000", "1.50", "0.125"]);
    }
}
