//! The fonts of a PDF: Noto Sans, cut to Latin, with figures of one width.

use krilla::text::Font;

/// How strong letters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    Strong,
}

const REGULAR: &[u8] = include_bytes!("../../../assets/fonts/NotoSans-Regular.ttf");
const STRONG: &[u8] = include_bytes!("../../../assets/fonts/NotoSans-SemiBold.ttf");

/// A font that can be measured and drawn.
pub(super) struct Face {
    /// What is drawn with.
    pub(super) font: Font,
    /// What is measured by.
    face: ttf_parser::Face<'static>,
}

/// Both weights.
pub(super) struct Faces {
    regular: Face,
    strong: Face,
}

impl Faces {
    pub(super) fn new() -> Result<Self, String> {
        Ok(Self { regular: Face::new(REGULAR)?, strong: Face::new(STRONG)? })
    }

    pub(super) const fn of(&self, weight: Weight) -> &Face {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Strong => &self.strong,
        }
    }

    /// The width of a text in hundredths of a point; `size` likewise.
    pub(super) fn width(&self, text: &str, weight: Weight, size: i32) -> i32 {
        let face = &self.of(weight).face;
        let units: i64 = text.chars().map(|c| face.advance(c)).sum();
        let em = i64::from(face.units_per_em()).max(1);
        i32::try_from(units * i64::from(size) / em).unwrap_or(i32::MAX / 4)
    }

    /// A text with a question mark for whatever the fonts have no letter for.
    pub(super) fn drawable(&self, text: &str) -> String {
        let has = |c: char| self.regular.face.glyph_index(c).is_some();
        text.chars().map(|c| if has(c) { c } else { '?' }).collect()
    }
}

impl Face {
    fn new(bytes: &'static [u8]) -> Result<Self, String> {
        Ok(Self {
            font: Font::new(bytes.into(), 0).ok_or("the font cannot be read")?,
            face: ttf_parser::Face::parse(bytes, 0).map_err(|error| error.to_string())?,
        })
    }
}

trait Advance {
    fn advance(&self, c: char) -> i64;
}

impl Advance for ttf_parser::Face<'_> {
    fn advance(&self, c: char) -> i64 {
        let glyph = self.glyph_index(c).unwrap_or(ttf_parser::GlyphId(0));
        i64::from(self.glyph_hor_advance(glyph).unwrap_or(0))
    }
}
