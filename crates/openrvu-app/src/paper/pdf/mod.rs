//! A paper as a PDF, on US Letter. Places are computed in whole hundredths of a point.

mod font;
mod layout;

use krilla::Document;
use krilla::color::luma;
use krilla::geom::{PathBuilder, Point};
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;

use super::Paper;
use font::{Faces, Weight};
use layout::{Mark, lay_out};

/// US Letter, in hundredths of a point.
const PAGE: (i32, i32) = (61_200, 79_200);
/// White on every side.
const MARGIN: i32 = 5_000;
/// Grays, of 255.
const INK: u8 = 20;
const SOFT: u8 = 90;
const RULE: u8 = 170;

pub(super) fn write(paper: &Paper) -> Result<Vec<u8>, String> {
    let faces = Faces::new()?;
    let pages = lay_out(paper, &faces);
    let mut document = Document::new();
    document.set_metadata(
        Metadata::new()
            .title(format!("{}, {}", paper.title, paper.subject))
            .language("en-US".to_owned())
            .creator("OpenRVU".to_owned()),
    );
    let count = pages.len();
    for (number, marks) in (1..).zip(pages) {
        let settings = PageSettings::from_wh(points(PAGE.0), points(PAGE.1)).ok_or("no page of this size")?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        marks.iter().for_each(|mark| draw(&mut surface, &faces, mark));
        frame(&mut surface, &faces, paper, number, count);
        surface.finish();
        page.finish();
    }
    document.finish().map_err(|error| format!("{error:?}"))
}

/// What stands at the edge of every page: subject and title above on the later ones, the number below.
fn frame(surface: &mut Surface<'_>, faces: &Faces, paper: &Paper, number: usize, count: usize) {
    let text = |x, y, text: String, right: bool| Mark::Text {
        x: if right { x - faces.width(&text, Weight::Regular, 750) } else { x },
        y,
        size: 750,
        weight: Weight::Regular,
        gray: SOFT,
        text,
    };
    let below = PAGE.1 - 2_800;
    draw(surface, faces, &text(MARGIN, below, "OpenRVU".to_owned(), false));
    draw(surface, faces, &text(PAGE.0 - MARGIN, below, format!("Page {number} of {count}"), true));
    if number > 1 {
        let above = faces.drawable(&format!("{}, {}", paper.title, paper.subject));
        draw(surface, faces, &text(MARGIN, 3_400, above, false));
    }
}

fn draw(surface: &mut Surface<'_>, faces: &Faces, mark: &Mark) {
    match mark {
        Mark::Text { x, y, size, weight, gray, text } => {
            surface.set_stroke(None);
            surface.set_fill(Some(Fill { paint: luma::Color::new(*gray).into(), ..Fill::default() }));
            let face = faces.of(*weight);
            let start = Point::from_xy(points(*x), points(*y));
            surface.draw_glyphs(start, &face.glyphs(text), face.font.clone(), text, points(*size), false);
        }
        Mark::Rule { from, to, y, gray } => {
            let mut path = PathBuilder::new();
            path.move_to(points(*from), points(*y));
            path.line_to(points(*to), points(*y));
            let Some(path) = path.finish() else { return };
            surface.set_fill(None);
            let paint = luma::Color::new(*gray).into();
            surface.set_stroke(Some(Stroke { paint, width: 0.5, ..Stroke::default() }));
            surface.draw_path(&path);
        }
    }
}

/// Hundredths of a point as the library takes them.
#[expect(
    clippy::float_arithmetic,
    clippy::cast_precision_loss,
    reason = "the library takes floats; a page has fewer hundredths than a float tells apart"
)]
fn points(hundredths: i32) -> f32 {
    hundredths as f32 / 100.0
}
