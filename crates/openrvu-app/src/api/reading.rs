//! The OpenAPI document taken apart for people: nouns, their operations, the fields of what is sent and answered.

use serde_json::Value;

/// What the API has operations for.
pub(super) struct Noun {
    /// The tag of its operations.
    pub(super) name: String,
    /// Its operations.
    pub(super) operations: Vec<Operation>,
}

/// An operation.
pub(super) struct Operation {
    /// Names it in an address: `post-api-v1-entries`.
    pub(super) anchor: String,
    /// `POST`.
    pub(super) method: String,
    /// `/api/v1/entries`.
    pub(super) path: String,
    /// What it does, in a few words.
    pub(super) summary: String,
    /// What there is to know, sentence by sentence.
    pub(super) description: Vec<Piece>,
    /// Scopes that a token needs.
    pub(super) scopes: Vec<String>,
    /// Parameters of path and query, fields of the body, fields of the answer.
    pub(super) lists: Vec<(&'static str, Vec<Field>)>,
}

/// A parameter or a field.
pub(super) struct Field {
    /// Its name.
    pub(super) name: String,
    /// Its type in words: `text`, `list of EntryBody`.
    pub(super) kind: String,
    /// Whether it must be there.
    pub(super) required: bool,
    /// What it holds.
    pub(super) words: Vec<Piece>,
}

/// A piece of a description: words, or code that stood between backticks.
pub(super) struct Piece {
    /// The text.
    pub(super) text: String,
    /// Whether it is code.
    pub(super) is_code: bool,
}

/// The operations of a document by noun, in the order of addresses.
pub(super) fn nouns(document: &Value) -> Vec<Noun> {
    let mut nouns: Vec<Noun> = Vec::new();
    for (path, methods) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in methods.as_object().into_iter().flatten() {
            let name = text(&operation["tags"][0]);
            let read = self::operation(document, path, method, operation);
            match nouns.iter_mut().find(|noun| noun.name == name) {
                Some(noun) => noun.operations.push(read),
                None => nouns.push(Noun { name, operations: vec![read] }),
            }
        }
    }
    nouns
}

fn operation(document: &Value, path: &str, method: &str, operation: &Value) -> Operation {
    let scopes = operation["security"].as_array().into_iter().flatten();
    let scopes = scopes.flat_map(|scheme| scheme["token"].as_array().into_iter().flatten());
    let parameters: Vec<Field> =
        operation["parameters"].as_array().into_iter().flatten().map(parameter).collect();
    let sent = fields(document, schema_of(&operation["requestBody"]));
    let responses = operation["responses"].as_object().into_iter().flatten();
    let success = responses.into_iter().find(|(status, _)| status.starts_with('2')).map(|(_, answer)| answer);
    let answered = success.map(|answer| fields(document, schema_of(answer))).unwrap_or_default();
    let lists = [("Parameters", parameters), ("Sent", sent), ("Answered", answered)];
    Operation {
        anchor: format!("{method}{}", path.replace(['/', '{', '}'], "-")).trim_end_matches('-').to_owned(),
        method: method.to_uppercase(),
        path: path.to_owned(),
        summary: text(&operation["summary"]),
        description: pieces(&text(&operation["description"])),
        scopes: scopes.map(text).collect(),
        lists: lists.into_iter().filter(|(_, fields)| !fields.is_empty()).collect(),
    }
}

fn parameter(given: &Value) -> Field {
    Field {
        name: text(&given["name"]),
        kind: kind(&given["schema"]),
        required: given["required"] == true,
        words: pieces(&text(&given["description"])),
    }
}

/// The schema of a body or an answer, in the first type of content that it has.
fn schema_of(message: &Value) -> &Value {
    let mut contents = message["content"].as_object().into_iter().flatten();
    contents.next().map_or(&Value::Null, |(_, content)| &content["schema"])
}

/// The fields of a schema, those of the schemas that it is put together from included.
fn fields(document: &Value, schema: &Value) -> Vec<Field> {
    let schema = resolved(document, schema);
    if !schema["items"].is_null() {
        return fields(document, &schema["items"]);
    }
    let required: Vec<&str> =
        schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let parts = schema["allOf"].as_array().into_iter().flatten();
    let mut found: Vec<Field> = parts.flat_map(|part| fields(document, part)).collect();
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        found.push(Field {
            name: name.clone(),
            kind: kind(property),
            required: required.contains(&name.as_str()),
            words: pieces(&text(&property["description"])),
        });
    }
    found
}

fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str().and_then(|address| address.strip_prefix('#')) {
        Some(pointer) => document.pointer(pointer).unwrap_or(&Value::Null),
        None => schema,
    }
}

/// A type in words.
fn kind(schema: &Value) -> String {
    if let Some(address) = schema["$ref"].as_str() {
        return address.rsplit('/').next().unwrap_or_default().to_owned();
    }
    let one_of = schema["oneOf"].as_array().or(schema["anyOf"].as_array());
    if let Some(kinds) = one_of {
        let kinds: Vec<String> = kinds.iter().map(kind).filter(|kind| kind != "null").collect();
        return kinds.join(" or ");
    }
    let named = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).find(|kind| *kind != "null"),
        kind => kind.as_str(),
    };
    match (named.unwrap_or_default(), schema["format"].as_str()) {
        ("array", _) => format!("list of {}", kind(&schema["items"])),
        ("string", Some("uuid")) => "UUID".to_owned(),
        ("string", Some("date")) => "date".to_owned(),
        ("string", Some("date-time")) => "time".to_owned(),
        ("string", _) => "text".to_owned(),
        ("integer" | "number", _) => "number".to_owned(),
        ("boolean", _) => "true or false".to_owned(),
        (other, _) => other.to_owned(),
    }
}

/// Words and the code between backticks.
fn pieces(text: &str) -> Vec<Piece> {
    let pieces = text.split('`').enumerate();
    let pieces = pieces.map(|(nth, piece)| Piece { text: piece.to_owned(), is_code: nth % 2 == 1 });
    pieces.filter(|piece| !piece.text.is_empty()).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
