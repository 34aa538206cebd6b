//! The fonts of a PDF: Noto Sans, cut to Latin, with figures of one width.

use krilla::text::{Font, GlyphId, KrillaGlyph};

/// How strong letters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    Strong,
}

const REGULAR: &[u8] = include_bytes!("../../../assets/fonts/NotoSans-Regular.ttf");
const STRONG: &[u8] = include_bytes!("../../../assets/fonts/NotoSans-SemiBold.ttf");
/// No letter of the fonts stands behind this one, the minus sign.
const LAST: u32 = 0x2212;

/// A letter: its glyph, and how far it moves on, in units of the font.
#[derive(Clone, Copy)]
struct Letter {
    glyph: u16,
    advance: u16,
}

/// A font that can be measured and drawn. Latin letters need no shaping: they stand one behind the other.
pub(super) struct Face {
    /// What is drawn with.
    pub(super) font: Font,
    /// By code point.
    letters: Vec<Option<Letter>>,
    units_per_em: u16,
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
        let face = self.of(weight);
        let units: i64 =
            text.chars().map(|c| face.letter(c).map_or(0, |letter| i64::from(letter.advance))).sum();
        i32::try_from(units * i64::from(size) / i64::from(face.units_per_em)).unwrap_or(i32::MAX / 4)
    }

    /// A text with a question mark for whatever the fonts have no letter for.
    pub(super) fn drawable(&self, text: &str) -> String {
        text.chars().map(|c| if self.regular.letter(c).is_some() { c } else { '?' }).collect()
    }
}

impl Face {
    fn new(bytes: &'static [u8]) -> Result<Self, String> {
        let face = ttf_parser::Face::parse(bytes, 0).map_err(|error| error.to_string())?;
        let letter = |code: u32| {
            let glyph = face.glyph_index(char::from_u32(code)?)?;
            Some(Letter { glyph: glyph.0, advance: face.glyph_hor_advance(glyph)? })
        };
        Ok(Self {
            font: Font::new(bytes.into(), 0).ok_or("the font cannot be read")?,
            letters: (0..=LAST).map(letter).collect(),
            units_per_em: face.units_per_em().max(1),
        })
    }

    fn letter(&self, c: char) -> Option<Letter> {
        *self.letters.get(usize::try_from(u32::from(c)).ok()?)?
    }

    /// The letters of a text as the library draws them.
    #[expect(
        clippy::float_arithmetic,
        reason = "the library takes advances as shares of the size of the letters"
    )]
    pub(super) fn glyphs(&self, text: &str) -> Vec<KrillaGlyph> {
        let em = f32::from(self.units_per_em);
        let letters = text.char_indices().map(|(at, c)| {
            let Letter { glyph, advance } = self.letter(c).unwrap_or(Letter { glyph: 0, advance: 0 });
            let (id, range) = (GlyphId::new(glyph.into()), at..at + c.len_utf8());
            KrillaGlyph::new(id, f32::from(advance) / em, 0.0, 0.0, 0.0, range, None)
        });
        letters.collect()
    }
}
