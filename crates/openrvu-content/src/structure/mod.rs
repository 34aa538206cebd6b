//! The structure of the CPT and HCPCS Level II code sets: which section and subsection a code stands in.
//!
//! The names of sections are ours; no descriptor is among them. The structure is told by the code's shape and
//! number alone, so it also places a code that no text and no release knows.
//!
//! ```
//! use openrvu_content::structure;
//! let path = structure::path_of("6040F".parse().unwrap());
//! assert_eq!(path.names().collect::<Vec<_>>(), ["CPT Category II", "Patient safety"]);
//! assert_eq!(path.url(), "category-ii/patient-safety");
//! ```

use std::fmt;

use openrvu_core::{Code, CodeKind};

mod tree;

pub use tree::CODE_SETS;

/// A code set, or a section or subsection of one.
#[derive(Debug, PartialEq, Eq)]
pub struct Section {
    /// One step of an address: lower-case letters, digits and hyphens, unique among its siblings.
    pub slug: &'static str,
    /// The name as a heading.
    pub name: &'static str,
    /// The codes, as ranges that include both ends. Empty at a code set whose shape alone tells its codes.
    pub ranges: &'static [CodeRange],
    /// The parts, in the code set's order. Empty at a leaf.
    pub sections: &'static [Section],
}

/// Codes from the first to the last, both included, of one shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeRange {
    /// First code, such as `99202`.
    pub first: &'static str,
    /// Last code, such as `99499`.
    pub last: &'static str,
}

impl CodeRange {
    /// Whether the code lies in the range and has the shape of its ends.
    #[must_use]
    pub fn contains(&self, code: Code) -> bool {
        let code = code.as_str();
        let suffix = |text: &str| text.bytes().last().filter(u8::is_ascii_alphabetic);
        self.first <= code && code <= self.last && suffix(code) == suffix(self.first)
    }
}

impl fmt::Display for CodeRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last {
            f.write_str(self.first)
        } else {
            write!(f, "{}–{}", self.first, self.last)
        }
    }
}

impl Section {
    /// Whether one of the section's own ranges holds the code.
    #[must_use]
    pub fn contains(&self, code: Code) -> bool {
        self.ranges.iter().any(|range| range.contains(code))
    }
}

/// The way from a code set down to a section: never empty, the code set first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path(Vec<&'static Section>);

impl Path {
    /// The sections, the code set first.
    #[must_use]
    pub fn sections(&self) -> &[&'static Section] {
        &self.0
    }

    /// The names, the code set's first.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.0.iter().map(|section| section.name)
    }

    /// The slugs joined by `/`: the section's address below that of the browse page.
    #[must_use]
    pub fn url(&self) -> String {
        self.0.iter().map(|section| section.slug).collect::<Vec<_>>().join("/")
    }

    /// The section at the end.
    #[must_use]
    pub fn last(&self) -> Option<&'static Section> {
        self.0.last().copied()
    }

    /// Whether this path leads through the other: the other is the same section or one above.
    #[must_use]
    pub fn is_within(&self, other: &Self) -> bool {
        self.0.starts_with(&other.0)
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, name) in self.names().enumerate() {
            if i > 0 {
                f.write_str(" › ")?;
            }
            f.write_str(name)?;
        }
        Ok(())
    }
}

/// The section and subsection of a code.
///
/// Every code has at least its code set. A number between two subsections ends at the section above them.
#[must_use]
pub fn path_of(code: Code) -> Path {
    let set = &CODE_SETS[match code.kind() {
        CodeKind::CategoryI => 0,
        CodeKind::CategoryII => 1,
        CodeKind::CategoryIII => 2,
        CodeKind::Pla => 3,
        CodeKind::Maaa => 4,
        CodeKind::HcpcsII => 5,
    }];
    let mut path = vec![set];
    let mut here = set;
    while let Some(section) = here.sections.iter().find(|section| section.contains(code)) {
        path.push(section);
        here = section;
    }
    Path(path)
}

/// The section at an address as [`Path::url`] writes it; `None` where there is none.
#[must_use]
pub fn find(url: &str) -> Option<Path> {
    let mut path = Vec::new();
    let mut sections = CODE_SETS;
    for slug in url.split('/') {
        let section = sections.iter().find(|section| section.slug == slug)?;
        path.push(section);
        sections = section.sections;
    }
    Some(Path(path))
}

/// Every section with its path, each before its parts, in the order of browsing.
#[must_use]
pub fn all() -> Vec<Path> {
    fn visit(above: &[&'static Section], sections: &'static [Section], found: &mut Vec<Path>) {
        for section in sections {
            let path: Vec<_> = above.iter().copied().chain([section]).collect();
            found.push(Path(path.clone()));
            visit(&path, section.sections, found);
        }
    }
    let mut found = Vec::new();
    visit(&[], CODE_SETS, &mut found);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(code: &str) -> String {
        path_of(code.parse().unwrap()).to_string()
    }

    #[test]
    fn a_code_stands_in_its_section() {
        let places = [
            ("6040F", "CPT Category II › Patient safety"),
            ("6005F", "CPT Category II › Patient safety"),
            ("3044F", "CPT Category II › Diagnostic and screening results"),
            ("00812", "CPT Category I › Anesthesia › Lower abdomen"),
            ("10004", "CPT Category I › Surgery › General"),
            ("29881", "CPT Category I › Surgery › Musculoskeletal system"),
            ("45378", "CPT Category I › Surgery › Digestive system"),
            ("69990", "CPT Category I › Surgery › Operating microscope"),
            ("77067", "CPT Category I › Radiology › Breast imaging"),
            ("85025", "CPT Category I › Pathology and laboratory › Hematology and coagulation"),
            ("90480", "CPT Category I › Medicine › Immunization administration"),
            ("91318", "CPT Category I › Medicine › Vaccines and toxoids"),
            ("99152", "CPT Category I › Medicine › Moderate sedation"),
            ("99213", "CPT Category I › Evaluation and management › Office and other outpatient visits"),
            ("99201", "CPT Category I › Evaluation and management › Office and other outpatient visits"),
            ("99219", "CPT Category I › Evaluation and management › Hospital inpatient and observation care"),
            ("99336", "CPT Category I › Evaluation and management › Home and residence visits"),
            ("99442", "CPT Category I › Evaluation and management › Telephone visits"),
            ("0031A", "CPT Category I › Medicine › Immunization administration"),
            ("0791T", "CPT Category III"),
            ("0001U", "CPT Proprietary Laboratory Analyses"),
            ("0002M", "CPT Multianalyte Assays (administrative)"),
            ("G0105", "HCPCS Level II › G: procedures and professional services"),
            ("D0120", "HCPCS Level II › D: dental services (CDT)"),
        ];
        for (code, expected) in places {
            assert_eq!(path(code), expected, "{code}");
        }
    }

    #[test]
    fn telemedicine_visits_are_evaluation_and_management_though_numbered_in_medicine() {
        for code in ["98000", "98007", "98015", "98016"] {
            assert!(path(code).starts_with("CPT Category I › Evaluation and management"), "{code}");
        }
        for code in ["97814", "98925", "98975", "99091", "99199", "99500", "99607"] {
            assert!(path(code).starts_with("CPT Category I › Medicine"), "{code}");
        }
    }

    #[test]
    fn a_suffix_letter_keeps_a_code_out_of_the_numbers_it_sorts_among() {
        assert_eq!(path("0100T"), "CPT Category III");
        assert_eq!(path("6040T"), "CPT Category III");
        assert_eq!(path("6040U"), "CPT Proprietary Laboratory Analyses");
    }

    #[test]
    fn slugs_and_ranges_are_well_formed_and_within_their_section() {
        for path in all() {
            let section = path.last().unwrap();
            assert!(section.slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'));
            assert_eq!(find(&path.url()), Some(path.clone()), "{path}");
            for range in section.ranges {
                let (first, last) =
                    (range.first.parse::<Code>().unwrap(), range.last.parse::<Code>().unwrap());
                assert!(first <= last && range.contains(first) && range.contains(last), "{path} {range}");
                assert!(path_of(first).is_within(&path), "{first} is taken by {}", path_of(first));
                assert!(path_of(last).is_within(&path), "{last} is taken by {}", path_of(last));
            }
        }
    }

    #[test]
    fn an_unknown_address_is_not_found() {
        for url in ["", "category-iv", "category-i/surgery/teeth", "category-i/"] {
            assert_eq!(find(url), None, "{url}");
        }
    }
}
