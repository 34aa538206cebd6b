//! Structured data for search engines: MedicalCode, FAQPage, BreadcrumbList.

use serde_json::{Value, json};

use super::CodePage;
use crate::Site;

/// The graph of a code's page.
pub(crate) fn structured_data(site: &Site, page: &CodePage) -> Value {
    let origin = &site.options.origin;
    let url = format!("{origin}/codes/{}", page.code);
    let mut code = json!({
        "@type": "MedicalCode",
        "@id": format!("{url}#code"),
        "codeValue": page.code.to_string(),
        "codingSystem": page.kind,
        "url": url,
        "description": page.description,
    });
    if let Some(title) = page.title.own() {
        code["name"] = json!(title);
    }
    if let Some(texts) = &page.texts {
        code["alternateName"] = json!(texts.also_known_as);
        code["description"] = json!(texts.summary);
    }
    let mut graph = vec![code, breadcrumbs(origin, page, &url)];
    if !page.questions.is_empty() {
        let questions = page.questions.iter().map(|question| {
            json!({
                "@type": "Question",
                "name": question.question,
                "acceptedAnswer": { "@type": "Answer", "text": question.answer },
            })
        });
        graph.push(json!({ "@type": "FAQPage", "@id": format!("{url}#questions"), "mainEntity": questions.collect::<Vec<_>>() }));
    }
    json!({ "@context": "https://schema.org", "@graph": graph })
}

fn breadcrumbs(origin: &str, page: &CodePage, url: &str) -> Value {
    let steps = page.path.iter().map(|crumb| (crumb.name.to_owned(), format!("{origin}{}", crumb.url)));
    let all = steps.chain([(page.code.to_string(), url.to_owned())]);
    let items: Vec<Value> = all
        .zip(1..)
        .map(|((name, item), position)| json!({ "@type": "ListItem", "position": position, "name": name, "item": item }))
        .collect();
    json!({ "@type": "BreadcrumbList", "itemListElement": items })
}
