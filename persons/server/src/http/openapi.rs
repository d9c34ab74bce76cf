//! `/api/openapi.json`: the description of the API (`OpenAPI` 3.1).
//!
//! The schemas of rows come from `persons-model`, which reads requests by the same list of fields; the limits from
//! `lockstep-protocol`. The operations are listed here, next to the routes they describe: a test asks every one of them
//! of the router, and every method of every path that is not listed must be refused.

use std::sync::OnceLock;

use axum::Router;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use lockstep_entity::Entity;
use lockstep_protocol::{
    DEFAULT_PAGE_LIMIT, JSON, MAX_BODY_BYTES, MAX_CURSOR_BYTES, MAX_PAGE_LIMIT, PROBLEM_JSON, ProblemKind,
};
use persons_model::{Address, BankAccount, Child, ContactInfo, Employment, Person, Record};
use serde_json::{Map, Value, json};

use super::json;
use crate::service::Service;

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/api/openapi.json", get(answer))
}

async fn answer() -> Response {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    json(StatusCode::OK, DOCUMENT.get_or_init(document))
}

/// The whole document.
pub fn document() -> Value {
    let mut paths = Map::new();
    persons(&mut paths);
    children::<Address>(&mut paths);
    children::<BankAccount>(&mut paths);
    children::<ContactInfo>(&mut paths);
    children::<Employment>(&mut paths);
    server(&mut paths);
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "persons",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Persons and what belongs to them. Listings come in pages: follow `cursor` until it is null. \
                Every write is conditional: what exists is not created again, what is gone is not changed. Writes from \
                pages of another origin are refused.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "paths": paths,
        "components": { "schemas": schemas(), "responses": responses(), "parameters": parameters() },
    })
}

fn persons(paths: &mut Map<String, Value>) {
    let tag = "persons";
    add(
        paths,
        "/api/persons",
        "get",
        list::<Person>(tag, "listPersons", "All persons, by last and first name"),
    );
    let create = Operation::new(tag, "createPerson", "Create a person")
        .body("NewPerson")
        .answers(201, "The person", "Person")
        .refuses(&["Exists"]);
    add(paths, "/api/persons", "post", create);
    let one = Operation::new(tag, "getPerson", "A person")
        .of_person()
        .answers(200, "The person", "Person");
    add(paths, "/api/persons/{personId}", "get", one);
    let patch = Operation::new(
        tag,
        "updatePerson",
        "Change fields of a person; null clears an optional one",
    )
    .of_person()
    .body("PersonPatch")
    .answers(200, "The person after the change", "Person")
    .refuses(&["BeingDeleted", "Contended"]);
    add(paths, "/api/persons/{personId}", "patch", patch);
    let delete = Operation::new(
        tag,
        "deletePerson",
        "Delete a person with everything that belongs to it",
    )
    .of_person()
    .answers_nothing()
    .refuses(&["Contended"]);
    add(paths, "/api/persons/{personId}", "delete", delete);
    let all = Operation::new(
        tag,
        "getPersonWithRelations",
        "A person with everything that belongs to it",
    )
    .of_person()
    .answers(
        200,
        "The person, and a list of each kind of row beside its fields",
        "PersonWithRelations",
    );
    add(paths, "/api/persons/{personId}/all", "get", all);
}

fn children<C: Child>(paths: &mut Map<String, Value>) {
    let (tag, name, noun) = (C::PATH, C::NAME, C::NOUN);
    let (new, patch, written) = (
        format!("New{name}"),
        format!("{name}Patch"),
        format!("Written{name}"),
    );
    let everywhere = format!("/api/{tag}");
    let of_person = format!("/api/persons/{{personId}}/{tag}");
    let one = format!("{of_person}/{{childId}}");

    add(
        paths,
        &everywhere,
        "get",
        list::<C>(tag, &format!("listAll{name}"), &format!("All persons' {tag}")),
    );
    let create = |id: String, summary: String| {
        Operation::new(tag, &id, &summary)
            .body(&new)
            .answers(
                201,
                &format!("The {noun}, and those that are no longer primary because of it"),
                &written,
            )
            .refuses(&["NotFound", "Exists", "BeingDeleted", "Contended"])
    };
    add(
        paths,
        &everywhere,
        "post",
        create(
            format!("create{name}"),
            format!("Create: {noun}; the body names the person"),
        ),
    );
    let list = list::<C>(tag, &format!("list{name}"), &format!("One person's {tag}")).of_person();
    add(paths, &of_person, "get", list);
    let summary = format!("Create: {noun} of a person");
    add(
        paths,
        &of_person,
        "post",
        create(format!("create{name}OfPerson"), summary).of_person(),
    );

    let get = Operation::new(tag, &format!("get{name}"), &format!("Read: {noun}"));
    add(
        paths,
        &one,
        "get",
        get.of_child().answers(200, &format!("The {noun}"), name),
    );
    let update = Operation::new(
        tag,
        &format!("update{name}"),
        &format!("Change fields: {noun}; null clears an optional one"),
    )
    .of_child()
    .body(&patch)
    .answers(
        200,
        "The row after the change, and those that are no longer primary because of it",
        &written,
    )
    .refuses(&["BeingDeleted", "Contended"]);
    add(paths, &one, "patch", update);
    let delete = Operation::new(tag, &format!("delete{name}"), &format!("Delete: {noun}"))
        .of_child()
        .answers_nothing();
    add(paths, &one, "delete", delete);
}

fn server(paths: &mut Map<String, Value>) {
    let health = Operation::new("server", "health", "Whether the server and its table answer")
        .answers(200, "They do", "Health");
    add(paths, "/healthz", "get", health);
    let document = Operation::new("server", "openapi", "This document");
    add(
        paths,
        "/api/openapi.json",
        "get",
        document.answers(200, "An OpenAPI 3.1 document", "OpenApi"),
    );
}

fn list<R: Record>(tag: &str, id: &str, summary: &str) -> Operation {
    Operation::new(tag, id, summary)
        .parameter("limit")
        .parameter("cursor")
        .refuses(&["Malformed"])
        .answers(
            200,
            "A page; the listing ends with the page whose cursor is null",
            &format!("PageOf{}", R::NAME),
        )
}

/// One operation, as it grows.
struct Operation {
    value: Value,
    problems: Vec<&'static str>,
}

impl Operation {
    fn new(tag: &str, id: &str, summary: &str) -> Self {
        let value = json!({
            "tags": [tag], "operationId": id, "summary": summary, "parameters": [], "responses": {},
        });
        Self {
            value,
            problems: vec!["Internal", "Unavailable"],
        }
    }

    fn parameter(mut self, name: &str) -> Self {
        if let Some(parameters) = self.value["parameters"].as_array_mut() {
            parameters.push(json!({ "$ref": format!("#/components/parameters/{name}") }));
        }
        self
    }

    fn of_person(self) -> Self {
        self.parameter("personId").refuses(&["Malformed", "NotFound"])
    }

    fn of_child(self) -> Self {
        self.of_person().parameter("childId")
    }

    fn body(mut self, schema: &str) -> Self {
        self.value["requestBody"] = json!({ "required": true, "content": content(JSON, schema) });
        self.refuses(&[
            "Malformed",
            "CrossOrigin",
            "TooLarge",
            "UnsupportedMediaType",
            "Invalid",
        ])
    }

    fn answers(mut self, status: u16, description: &str, schema: &str) -> Self {
        let mut response = json!({ "description": description, "content": content(JSON, schema) });
        if status == 201 {
            response["headers"] = json!({ "location": {
                "description": "The path of the new row", "schema": { "type": "string" },
            } });
        }
        self.value["responses"][status.to_string()] = response;
        self
    }

    fn answers_nothing(mut self) -> Self {
        self.value["responses"]["204"] = json!({ "description": "It is deleted" });
        self.refuses(&["CrossOrigin"])
    }

    fn refuses(mut self, problems: &[&'static str]) -> Self {
        self.problems.extend(problems);
        self
    }

    /// Problems of one status share one response, whose description names them all.
    fn finish(mut self) -> Value {
        for status in [400, 403, 404, 409, 413, 415, 422, 500, 503] {
            let same =
                |(name, kind): &(&str, ProblemKind)| kind.status() == status && self.problems.contains(name);
            let names: Vec<_> = problems().filter(same).map(|(name, _)| name).collect();
            if !names.is_empty() {
                let reference = format!("#/components/responses/{}", names.join("Or"));
                self.value["responses"][status.to_string()] = json!({ "$ref": reference });
            }
        }
        self.value
    }
}

fn add(paths: &mut Map<String, Value>, path: &str, method: &str, operation: Operation) {
    let item = paths.entry(path.to_owned()).or_insert_with(|| json!({}));
    item[method] = operation.finish();
}

fn content(media_type: &str, schema: &str) -> Value {
    json!({ media_type: { "schema": reference(schema) } })
}

fn reference(schema: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{schema}") })
}

/// The problems that operations answer with, by the names of their responses.
fn problems() -> impl Iterator<Item = (&'static str, ProblemKind)> {
    [
        ("Malformed", ProblemKind::Malformed),
        ("CrossOrigin", ProblemKind::CrossOrigin),
        ("NotFound", ProblemKind::NotFound),
        ("Exists", ProblemKind::Exists),
        ("BeingDeleted", ProblemKind::BeingDeleted),
        ("Contended", ProblemKind::Contended),
        ("TooLarge", ProblemKind::TooLarge),
        ("UnsupportedMediaType", ProblemKind::UnsupportedMediaType),
        ("Invalid", ProblemKind::Invalid),
        ("Internal", ProblemKind::Internal),
        ("Unavailable", ProblemKind::Unavailable),
    ]
    .into_iter()
}

fn responses() -> Value {
    let response =
        |titles: &str| json!({ "description": titles, "content": content(PROBLEM_JSON, "Problem") });
    let mut responses: Map<_, _> = problems()
        .map(|(name, kind)| (name.to_owned(), response(kind.title())))
        .collect();
    let conflicts = [
        (
            "BeingDeletedOrContended",
            "It is being deleted, or changed by others at the same time",
        ),
        (
            "ExistsOrBeingDeletedOrContended",
            "It exists already, its person is being deleted, or others changed it at the same time",
        ),
    ];
    responses.extend(conflicts.map(|(name, text)| (name.to_owned(), response(text))));
    responses.into()
}

fn parameters() -> Value {
    let id = |name: &str, of: &str| {
        json!({
            "name": name, "in": "path", "required": true, "description": format!("The id of the {of}"),
            "schema": { "type": "string", "format": "uuid" },
        })
    };
    json!({
        "personId": id("personId", "person"),
        "childId": id("childId", "row"),
        "limit": {
            "name": "limit", "in": "query", "required": false, "description": "The greatest number of rows; a page also ends at 1 MB of items",
            "schema": {
                "type": "integer", "minimum": 1, "maximum": MAX_PAGE_LIMIT, "default": DEFAULT_PAGE_LIMIT,
            },
        },
        "cursor": {
            "name": "cursor", "in": "query", "required": false, "description": "The cursor of the page before; absent for the first page",
            "schema": { "type": "string", "maxLength": MAX_CURSOR_BYTES },
        },
    })
}

fn schemas() -> Value {
    let mut schemas: Map<_, _> = persons_model::schemas().into_iter().collect();
    let names = [
        Person::NAME,
        Address::NAME,
        BankAccount::NAME,
        ContactInfo::NAME,
        Employment::NAME,
    ];
    for name in names {
        let page = json!({
            "type": "object", "required": ["items", "cursor"],
            "properties": {
                "items": { "type": "array", "items": reference(name) },
                "cursor": { "type": ["string", "null"] },
            },
        });
        schemas.insert(format!("PageOf{name}"), page);
    }
    for name in &names[1..] {
        let demoted = json!({
            "type": "object",
            "properties": { "demoted": {
                "type": "array", "items": reference(name),
                "description": "Rows that are no longer primary because this one is; left out where there are none",
            } },
        });
        schemas.insert(
            format!("Written{name}"),
            json!({ "allOf": [reference(name), demoted] }),
        );
    }
    schemas.extend([
        ("Problem".to_owned(), problem()),
        ("FieldError".to_owned(), field_error()),
        ("Health".to_owned(), health()),
        ("OpenApi".to_owned(), json!({ "type": "object" })),
    ]);
    schemas.into()
}

fn problem() -> Value {
    let kinds: Vec<_> = ProblemKind::all().map(|kind| kind.uri().to_owned()).collect();
    json!({
        "type": "object", "required": ["type", "title", "status", "detail"],
        "description": format!("Why a request was refused (RFC 9457). A body may have {MAX_BODY_BYTES} bytes."),
        "properties": {
            "type": { "type": "string", "format": "uri", "examples": kinds },
            "title": { "type": "string" },
            "status": { "type": "integer" },
            "detail": { "type": "string" },
            "errors": { "type": "array", "items": reference("FieldError") },
        },
    })
}

fn field_error() -> Value {
    json!({
        "type": "object", "required": ["path", "code", "message"],
        "properties": {
            "path": { "type": "string", "format": "json-pointer", "examples": ["/firstName"] },
            "code": { "type": "string" },
            "message": { "type": "string" },
        },
    })
}

fn health() -> Value {
    json!({
        "type": "object", "required": ["status", "version", "protocol"],
        "properties": {
            "status": { "type": "string", "const": "ok" },
            "version": { "type": "string" },
            "protocol": { "type": "integer", "description": "The version of the wire types" },
        },
    })
}
