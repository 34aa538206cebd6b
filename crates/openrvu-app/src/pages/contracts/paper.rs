//! A contract in words as a paper.

use openrvu_core::valuation::{Rule, Step};
use openrvu_log::contract::words::{ContractWords, Example, Section};

use crate::paper::{Cell, Paper, Part, Table, number, words};

/// Sections in words as parts of a paper.
pub(crate) fn sections(sections: Vec<Section>) -> Vec<Part> {
    let mut parts = Vec::new();
    for section in sections {
        parts.push(Part::Subheading(section.title.to_owned()));
        parts.extend(section.paragraphs.into_iter().map(Part::Text));
        if !section.items.is_empty() {
            parts.push(Part::List(section.items));
        }
        parts.extend(section.closing.into_iter().map(Part::Text));
    }
    parts
}

/// A contract for signature.
pub(super) fn paper(contract: ContractWords) -> Paper {
    let ContractWords { name, sections: terms, examples, example_release, .. } = contract;
    let mut parts = sections(terms);
    if !examples.is_empty() {
        parts.push(Part::Heading(format!("Worked examples with the work RVUs of {example_release}")));
        for example in &examples {
            parts.push(Part::Subheading(example.title.to_owned()));
            parts.push(Part::Table(table(example)));
        }
    }
    parts.push(Part::Heading("Signed".to_owned()));
    for who in ["Clinician", "Employer"] {
        parts.push(Part::Text(format!("{who}, date: {}", "_".repeat(48))));
    }
    Paper {
        title: name,
        subject: "How work is credited and paid".to_owned(),
        file: "contract".to_owned(),
        table: "",
        facts: Vec::new(),
        parts,
    }
}

/// The steps of a line that say more than that it was rounded.
pub(super) fn steps(steps: &[Step]) -> String {
    let telling = steps.iter().filter(|step| step.rule != Rule::CreditRounding);
    let words = telling.map(|step| match step.factor {
        Some(factor) if !factor.is_one() => format!("{} × {factor}", step.words),
        _ => step.words.clone(),
    });
    words.collect::<Vec<_>>().join(" ")
}

fn table(example: &Example) -> Table {
    let row = |line: &openrvu_log::contract::words::ExampleLine| {
        vec![
            Cell::Text(line.line.to_string()),
            Cell::from(line.role.name()),
            Cell::from(line.published),
            Cell::Text(steps(&line.steps)),
            line.credited.map_or_else(|| Cell::from("not credited"), Cell::Work),
        ]
    };
    let total = (example.lines.len() > 1).then(|| {
        vec![Cell::from("Together"), Cell::Empty, Cell::Empty, Cell::Empty, Cell::from(example.total)]
    });
    Table {
        name: example.title.to_owned(),
        columns: vec![words("Line"), words("Role"), number("Published"), words("Steps"), number("Credited")],
        rows: example.lines.iter().map(row).collect(),
        total,
    }
}
