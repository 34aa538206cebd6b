//! What is searched: a document a code, from the texts, the HCPCS file and the structure.

use openrvu_content::{Library, structure};
use openrvu_core::{Code, Schedule};
use openrvu_search::{Document, Field};
use rustc_hash::FxHashMap;

/// The documents of the search index.
pub(crate) fn documents(
    schedule: &Schedule,
    library: &Library,
    codes: &[Code],
    ranking: &[Code],
) -> Vec<Document> {
    let ranks: FxHashMap<Code, u32> = ranking.iter().copied().zip(1..).collect();
    codes.iter().map(|code| document(schedule, library, *code, ranks.get(code).copied())).collect()
}

fn document(schedule: &Schedule, library: &Library, code: Code, rank: Option<u32>) -> Document {
    let path = structure::path_of(code);
    let mut document = Document::new(code).with_all(Field::Section, path.names()).ranked(rank);
    if let Some((family, entry)) = library.get(code) {
        document = document
            .with(Field::Title, &*entry.title)
            .with_all(Field::Synonym, entry.also_known_as.iter().map(String::as_str))
            .with(Field::Summary, &*entry.summary)
            .with(Field::Text, &*entry.plain)
            .with(Field::Text, &*entry.context)
            .with(Field::Family, &*family.title);
        let names = entry.specialties.iter().filter_map(|slug| library.specialty(slug));
        document = document.with_all(Field::Specialty, names.map(|specialty| specialty.name.as_str()));
    }
    if let Some(descriptor) = schedule.tables().hcpcs_descriptor(code).filter(|_| !code.is_dental()) {
        document = document.with(Field::Descriptor, &*descriptor.long);
    }
    let in_force = schedule.newest().is_none_or(|release| !release.rows_of(code).is_empty());
    if in_force { document } else { document.retired() }
}
