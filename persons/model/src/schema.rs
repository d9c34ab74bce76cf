//! JSON Schemas (draft 2020-12, as `OpenAPI` 3.1 uses it) of rows, new rows and patches, made from [`Record::FIELDS`].
//!
//! The readers in [`create`](crate::create) and [`update`](crate::update) go by the same list, so the document says what
//! they do. Rules that need more than one field are said in words.

use std::collections::BTreeMap;

use lockstep_entity::Entity;
use serde_json::{Map, Value, json};

use crate::{
    Address, BankAccount, ContactInfo, Employment, Field, FieldKind, Iban, Person, Presence, Record,
};

/// The schemas of all entities by name: for each its row (`Address`), what creates one (`NewAddress`) and what changes one
/// (`AddressPatch`); and `PersonWithRelations`. References between them are `#/components/schemas/…`.
pub fn schemas() -> BTreeMap<String, Value> {
    let mut schemas = BTreeMap::new();
    add::<Person>(&mut schemas);
    add::<Address>(&mut schemas);
    add::<BankAccount>(&mut schemas);
    add::<ContactInfo>(&mut schemas);
    add::<Employment>(&mut schemas);
    schemas.insert("PersonWithRelations".to_owned(), person_with_relations());
    schemas
}

/// Which of the three shapes of an entity.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Row,
    New,
    Patch,
}

fn add<R: Record>(schemas: &mut BTreeMap<String, Value>) {
    let name = R::NAME;
    schemas.insert(name.to_owned(), object(R::FIELDS, Shape::Row));
    schemas.insert(format!("New{name}"), object(R::FIELDS, Shape::New));
    schemas.insert(format!("{name}Patch"), object(R::FIELDS, Shape::Patch));
}

fn object(fields: &[Field], shape: Shape) -> Value {
    let shown = |field: &&Field| match field.presence {
        Presence::Server => shape == Shape::Row,
        Presence::Key => shape != Shape::Patch,
        _ => true,
    };
    let properties: Map<_, _> = fields
        .iter()
        .filter(shown)
        .map(|field| (field.name.to_owned(), property(field, shape)))
        .collect();
    let required: Vec<_> = fields
        .iter()
        .filter(shown)
        .filter(|field| match shape {
            Shape::Row => field.presence != Presence::Optional,
            Shape::New => field.presence == Presence::Required,
            Shape::Patch => false,
        })
        .map(|field| field.name)
        .collect();
    let mut schema = json!({ "type": "object", "properties": properties });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

fn property(field: &Field, shape: Shape) -> Value {
    let mut schema = kind(field);
    schema["title"] = field.label.into();
    if shape == Shape::New && field.presence == Presence::Defaulted {
        schema["default"] = field.kind.default_value();
    }
    // Optional fields are left out of a row, but a request may also say null.
    if shape != Shape::Row && field.presence == Presence::Optional {
        schema["type"] = json!([schema["type"], "null"]);
        if let Some(values) = schema.get_mut("enum").and_then(Value::as_array_mut) {
            values.push(Value::Null);
        }
    }
    schema
}

fn kind(field: &Field) -> Value {
    let least = usize::from(field.presence == Presence::Required);
    match field.kind {
        FieldKind::Id => json!({ "type": "string", "format": "uuid" }),
        FieldKind::Text { max } => json!({ "type": "string", "minLength": least, "maxLength": max }),
        FieldKind::Last4 => json!({ "type": "string", "minLength": 4, "maxLength": 4 }),
        FieldKind::Contact => json!({
            "type": "string",
            "minLength": least,
            "maxLength": 200,
            "description": "Of plausible form for its type: an e-mail address, a telephone number, a profile, a handle",
        }),
        FieldKind::Date => json!({
            "type": "string",
            "format": "date-time",
            "description": "A calendar day, written as midnight in UTC; requests may also write the date alone",
            "examples": ["1990-05-06T00:00:00.000Z"],
        }),
        FieldKind::Instant => json!({ "type": "string", "format": "date-time" }),
        FieldKind::Flag => json!({ "type": "boolean" }),
        FieldKind::Choice(values) => json!({ "type": "string", "enum": values }),
        FieldKind::Salary => json!({
            "type": "number",
            "exclusiveMinimum": 0,
            "description": "At most 15 significant digits",
        }),
        FieldKind::Currency => json!({
            "type": "string",
            "minLength": 3,
            "maxLength": 3,
            "description": "A code of ISO 4217",
            "examples": ["USD"],
        }),
        FieldKind::Iban => json!({
            "type": "string",
            "minLength": Iban::MIN_LENGTH,
            "maxLength": Iban::MAX_LENGTH,
            "description": "An IBAN with right check digits; requests may have spaces and small letters in it",
            "examples": ["DE89370400440532013000"],
        }),
        FieldKind::Bic => json!({
            "type": "string",
            "minLength": 8,
            "maxLength": 11,
            "description": "A BIC of 8 or 11 characters",
            "examples": ["DEUTDEFF"],
        }),
    }
}

/// Built from the same names as [`PersonWithRelations`](crate::PersonWithRelations), which a test compares with it.
fn person_with_relations() -> Value {
    let list =
        |name: &str| json!({ "type": "array", "items": { "$ref": format!("#/components/schemas/{name}") } });
    json!({
        "description": "A person with everything that belongs to it",
        "allOf": [
            { "$ref": "#/components/schemas/Person" },
            {
                "type": "object",
                "properties": {
                    "addresses": list(Address::NAME),
                    "bankAccounts": list(BankAccount::NAME),
                    "contacts": list(ContactInfo::NAME),
                    "employments": list(Employment::NAME),
                },
                "required": ["addresses", "bankAccounts", "contacts", "employments"],
            },
        ],
    })
}
