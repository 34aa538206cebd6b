//! Pictures of distributions: percentiles as a line, the levels of office visits, the middle half as a strip, years.
//!
//! Each writes itself as SVG where a template shows it (`{{ chart|safe }}`), so the log draws the same pictures.

use std::fmt::Write;

use askama::Template;
use openrvu_benchmark::set::{EmDistribution, Figure};
use openrvu_benchmark::{Distribution, Point, Quantity, Share, WorkRvus};
use openrvu_content::text::grouped;
use openrvu_core::Code;

use super::Whole;
use crate::views::chart::{Scale, Tick};

/// Width of a picture in its own units: near the width of a phone, so that its letters keep their size there.
const WIDTH: i64 = 380;
/// Height.
const HEIGHT: i64 = 230;
/// Room for labels at the left.
const LEFT: i64 = 50;
/// Room at the right.
const RIGHT: i64 = 10;
/// Room above.
const TOP: i64 = 12;
/// The line on which a picture stands.
const FLOOR: i64 = HEIGHT - 38;

/// From the left edge of the picture's inside to the right one.
const fn x(part: i64, whole: i64) -> i64 {
    LEFT + part * (WIDTH - LEFT - RIGHT) / whole
}

/// From the floor to the top.
fn y(value: i64, top: i64) -> i64 {
    FLOOR - value * (FLOOR - TOP) / top.max(1)
}

/// A quantity of hundredths as charts compute with it; a year's sum is far below the bound.
fn scaled<Q: Quantity>(quantity: Q) -> i64 {
    i64::try_from(quantity.scaled()).unwrap_or(i64::MAX).min(1_000_000_000_000)
}

fn value_ticks(scale: &Scale) -> Vec<Tick> {
    let label = |value: i64| {
        let whole = grouped(usize::try_from(value / 100).unwrap_or_default());
        match value % 100 {
            0 => whole,
            rest => format!("{whole}.{rest:02}"),
        }
    };
    scale.ticks().map(|value| Tick { at: y(value, scale.top), label: label(value) }).collect()
}

/// A path through points.
fn path(points: impl IntoIterator<Item = (i64, i64)>) -> String {
    let mut path = String::new();
    for (x, y) in points {
        // Writing to a string does not fail.
        let _ = write!(path, "{}{x} {y}", if path.is_empty() { 'M' } else { 'L' });
    }
    path
}

/// A point with what it says.
#[derive(Debug, Clone)]
pub struct Mark {
    /// From the left.
    pub x: i64,
    /// From above.
    pub y: i64,
    /// The words.
    pub label: String,
}

/// Percentiles from left to right, their values upward, with straight lines between, as the percentile of a value
/// between two tabled ones is read.
#[derive(Debug, Clone, Template)]
#[template(path = "chart/percentiles.html")]
pub struct PercentileChart {
    /// What it shows.
    pub title: String,
    line: String,
    middle: String,
    points: Vec<Mark>,
    median: Option<Mark>,
    own: Option<Own>,
    values: Vec<Tick>,
    percentiles: Vec<Tick>,
}

/// The reader's own value.
#[derive(Debug, Clone)]
struct Own {
    y: i64,
    /// Where the line has the value; none beyond the outermost percentiles.
    x: Option<i64>,
    label: String,
    /// Where the label stands, so that it is neither above the picture nor on the line.
    label_y: i64,
}

impl PercentileChart {
    /// Draws tabled percentiles, with the reader's own value where there is one.
    #[must_use]
    pub fn draw<Q: Quantity>(title: &str, points: &[Point<Q>], own: Option<Q>) -> Self {
        let highest = points.iter().map(|point| point.value).chain(own).map(scaled).max().unwrap_or_default();
        let scale = Scale::to(highest.max(1));
        let place =
            |point: &Point<Q>| (x(i64::from(point.percentile), 100), y(scaled(point.value), scale.top));
        let middle: Vec<(i64, i64)> =
            points.iter().filter(|point| (25..=75).contains(&point.percentile)).map(place).collect();
        let sides =
            middle.first().zip(middle.last()).map(|(first, last)| [(last.0, FLOOR), (first.0, FLOOR)]);
        let mark = |point: &Point<Q>, label: String| {
            let (x, y) = place(point);
            Mark { x, y, label }
        };
        let words = |point: &Point<Q>| format!("{}: {}", ordinal(point.percentile), Whole(point.value));
        let median = points.iter().find(|point| point.percentile == 50);
        Self {
            title: title.to_owned(),
            line: path(points.iter().map(place)),
            middle: path(middle.iter().copied().chain(sides.into_iter().flatten())),
            points: points.iter().map(|point| mark(point, words(point))).collect(),
            median: median.map(|point| mark(point, format!("median {}", Whole(point.value)))),
            own: own.map(|own| Own::of(points, own, scale.top)),
            values: value_ticks(&scale),
            percentiles: points
                .iter()
                .map(|point| Tick {
                    at: x(i64::from(point.percentile), 100),
                    label: point.percentile.to_string(),
                })
                .collect(),
        }
    }
}

impl Own {
    fn of<Q: Quantity>(points: &[Point<Q>], own: Q, top: i64) -> Self {
        let at = match openrvu_benchmark::percentile::standing(points, own) {
            Some(openrvu_benchmark::Standing::Within { tenths, .. }) => Some(x(i64::from(tenths), 1000)),
            _ => None,
        };
        let y = y(scaled(own), top);
        Self {
            y,
            x: at,
            label: format!("you {}", Whole(own)),
            label_y: if y < TOP + 16 { y + 13 } else { y - 5 },
        }
    }
}

/// The percentile's name: `25th`.
fn ordinal(percentile: u8) -> String {
    if percentile == 50 { "Median".to_owned() } else { format!("{percentile}th percentile") }
}

/// The levels of a family of office visits: the middle half of the clinicians as a bar, the median on a line.
#[derive(Debug, Clone, Template)]
#[template(path = "chart/levels.html")]
pub struct LevelChart {
    title: String,
    bars: Vec<Bar>,
    lines: Vec<String>,
    medians: Vec<Mark>,
    absent: Vec<Tick>,
    own: Vec<Mark>,
    own_line: String,
    values: Vec<Tick>,
    levels: Vec<Tick>,
}

/// The middle half of a level.
#[derive(Debug, Clone)]
struct Bar {
    x: i64,
    y: i64,
    height: i64,
    label: String,
}

/// Width of a level's bar.
const BAR: i64 = 30;

impl LevelChart {
    /// Draws the levels of a specialty, and the reader's own shares over them.
    #[must_use]
    pub fn draw(em: &EmDistribution, own: &[(Code, Share)]) -> Self {
        let highest =
            em.levels.iter().filter_map(|level| level.figures.known().map(|known| known.upper_quartile));
        let highest = highest.chain(own.iter().map(|(_, share)| *share)).max().unwrap_or(Share::ONE);
        // In hundredths of a percent, so that the scale's marks are whole percents.
        let scale = Scale::to(scaled(highest).max(1));
        let count = i64::try_from(em.levels.len()).unwrap_or(1).max(1);
        let place = |at: usize| x(i64::try_from(at).unwrap_or_default() * 2 + 1, count * 2);
        let top = |share: Share| y(scaled(share), scale.top);
        let (mut bars, mut medians, mut absent) = (Vec::new(), Vec::new(), Vec::new());
        let (mut lines, mut run) = (Vec::new(), Vec::new());
        for (at, level) in em.levels.iter().enumerate() {
            match level.figures {
                Figure::Known(figures) => {
                    let (upper, lower) = (top(figures.upper_quartile), top(figures.lower_quartile));
                    bars.push(Bar {
                        x: place(at) - BAR / 2,
                        y: upper,
                        height: (lower - upper).max(2),
                        label: format!(
                            "{}: middle half {}% to {}%",
                            level.code,
                            figures.lower_quartile.percent(),
                            figures.upper_quartile.percent()
                        ),
                    });
                    let label = format!("{}: median {}%", level.code, figures.median.percent());
                    medians.push(Mark { x: place(at), y: top(figures.median), label });
                    run.push((place(at), top(figures.median)));
                }
                Figure::Absent(reason) => {
                    absent.push(Tick { at: place(at), label: reason.words().to_owned() });
                    lines.push(path(std::mem::take(&mut run)));
                }
            }
        }
        lines.push(path(run));
        let own: Vec<Mark> = em
            .levels
            .iter()
            .enumerate()
            .filter_map(|(at, level)| {
                let (_, share) = own.iter().find(|(code, _)| *code == level.code)?;
                let label = format!("{}: you {}%", level.code, share.percent());
                Some(Mark { x: place(at), y: top(*share), label })
            })
            .collect();
        Self {
            title: format!("Office visits of {} by level", em.family.name()),
            bars,
            lines: lines.into_iter().filter(|line| line.contains('L')).collect(),
            medians,
            absent,
            own_line: path(own.iter().map(|mark| (mark.x, mark.y))),
            own,
            values: scale
                .ticks()
                .map(|value| Tick { at: y(value, scale.top), label: format!("{}%", value / 100) })
                .collect(),
            levels: em
                .levels
                .iter()
                .enumerate()
                .map(|(at, level)| Tick { at: place(at), label: level.code.to_string() })
                .collect(),
        }
    }
}

/// Width of a strip.
const STRIP: i64 = 180;

/// A distribution as a strip: a thin line from the 10th percentile to the 90th, a bar for the middle half, the median.
#[derive(Debug, Clone, Template)]
#[template(path = "chart/strip.html")]
pub struct Strip {
    thin: (i64, i64),
    bar: (i64, i64),
    median: i64,
}

/// One scale for the strips of a table.
#[derive(Debug, Clone, Copy)]
pub struct StripScale {
    top: i64,
}

impl StripScale {
    /// A scale that holds the 90th percentile of every distribution.
    #[must_use]
    pub fn over<'a>(distributions: impl IntoIterator<Item = &'a Distribution<WorkRvus>>) -> Self {
        let highest = distributions.into_iter().filter_map(|of| of.at(90)).map(scaled).max();
        Self { top: highest.unwrap_or_default().max(1) }
    }

    /// A distribution on it.
    #[must_use]
    pub fn strip(self, distribution: &Distribution<WorkRvus>) -> Strip {
        let [_, tenth, lower, median, upper, ninetieth, _] =
            distribution.values.map(|value| (scaled(value) * STRIP / self.top).min(STRIP));
        Strip { thin: (tenth, ninetieth - tenth), bar: (lower, (upper - lower).max(1)), median }
    }
}

/// The quartiles of a year.
#[derive(Debug, Clone, Copy)]
pub struct Year {
    /// The year.
    pub year: u16,
    /// 25th percentile, median, 75th percentile.
    pub quartiles: [WorkRvus; 3],
}

/// Work RVUs over years: the middle half as a band, the median as a line.
#[derive(Debug, Clone, Template)]
#[template(path = "chart/trend.html")]
pub struct TrendChart {
    band: String,
    line: String,
    medians: Vec<Mark>,
    values: Vec<Tick>,
    years: Vec<Tick>,
}

impl TrendChart {
    /// Draws years in ascending order; none of fewer than two.
    #[must_use]
    pub fn draw(years: &[Year]) -> Option<Self> {
        let (first, last) = (years.first()?.year, years.last()?.year);
        if first >= last {
            return None;
        }
        let highest = years.iter().map(|year| scaled(year.quartiles[2])).max()?;
        let scale = Scale::to(highest.max(1));
        let span = i64::from(last - first);
        let left = |year: &Year| x(i64::from(year.year.saturating_sub(first)) * 10 + span, span * 12);
        let place =
            |year: &Year, quartile: usize| (left(year), y(scaled(year.quartiles[quartile]), scale.top));
        let upper = years.iter().map(|year| place(year, 2));
        let lower = years.iter().rev().map(|year| place(year, 0));
        let medians = years.iter().map(|year| {
            let (x, y) = place(year, 1);
            Mark { x, y, label: format!("{}: median {}", year.year, Whole(year.quartiles[1])) }
        });
        Some(Self {
            band: path(upper.chain(lower)),
            line: path(years.iter().map(|year| place(year, 1))),
            medians: medians.collect(),
            values: value_ticks(&scale),
            years: years.iter().map(|year| Tick { at: left(year), label: year.year.to_string() }).collect(),
        })
    }
}
