//! Reading files of requests.

use std::collections::BTreeMap;

use lockstep_engine::Dialect;
use serde_json::{Map, Value, json};

/// A file of requests.
pub(super) struct Script {
    /// What the engine is to understand.
    pub(super) dialect: Dialect,
    /// What is called first, and succeeds.
    pub(super) setup: Vec<Call>,
    pub(super) cases: Vec<Case>,
}

/// One request of the table.
pub(super) struct Case {
    /// The operation and what is special about the request.
    pub(super) name: String,
    pub(super) call: Call,
}

/// A request, and what later ones need of its answer.
pub(super) struct Call {
    pub(super) operation: String,
    request: Value,
    /// Under which name what is kept, as a pointer into the answer.
    kept: Vec<(String, String)>,
}

/// What is kept of answers.
pub(super) type Kept = BTreeMap<String, String>;

impl Call {
    fn of(operation: &Value, request: Value, kept: &Value) -> Self {
        let kept = members(kept).into_iter();
        Self {
            operation: text(operation),
            request: expand(request),
            kept: kept.map(|(name, pointer)| (name, text(&pointer))).collect(),
        }
    }

    /// Calls an engine, with what was kept of answers before.
    pub(super) fn run(&self, kept: &mut Kept, call: &dyn Fn(&str, &Value) -> (u16, Value)) -> (u16, Value) {
        let (status, body) = call(&self.operation, &filled(&self.request, kept));
        for (name, pointer) in &self.kept {
            let found = body.pointer(pointer).and_then(Value::as_str);
            kept.insert(name.clone(), found.unwrap_or("<none>").to_owned());
        }
        (status, body)
    }
}

/// A request with what was kept in place of its names.
fn filled(json: &Value, kept: &Kept) -> Value {
    match json {
        Value::String(text) if text.contains("<$") => {
            let fill =
                |text: String, (name, found): (&String, &String)| text.replace(&format!("<${name}>"), found);
            json!(kept.iter().fold(text.clone(), fill))
        }
        Value::Object(members) => {
            let filled = members
                .iter()
                .map(|(name, json)| (name.clone(), filled(json, kept)));
            Value::Object(filled.collect())
        }
        Value::Array(list) => list.iter().map(|json| filled(json, kept)).collect(),
        other => other.clone(),
    }
}

impl Script {
    /// The script of a file.
    pub(super) fn of(json: &Value) -> Self {
        let mut cases: Vec<Case> = Vec::new();
        for group in list(&json["groups"]) {
            let operation = text(&group["operation"]);
            let base = members(&group["base"]);
            for case in list(&group["cases"]) {
                let name = text(&case[0]);
                let mut request = base.clone();
                for (member, content) in members(&case[1]) {
                    if content == "<absent>" {
                        request.remove(&member);
                    } else {
                        request.insert(member, content);
                    }
                }
                let name = format!("{operation} {name}");
                assert!(
                    cases.iter().all(|case| case.name != name),
                    "{name} is there twice"
                );
                let call = Call::of(&group["operation"], Value::Object(request), &case[2]);
                cases.push(Case { name, call });
            }
        }
        let mut setup = Vec::new();
        for step in list(&json["setup"]) {
            if let Some(each) = step.get("<each>") {
                let numbered = |index| Call::of(&each[1], numbered(each[2].clone(), index), &Value::Null);
                setup.extend((0..count(&each[0])).map(numbered));
            } else {
                setup.push(Call::of(&step[0], step[1].clone(), &step[2]));
            }
        }
        let dialect = match json["dialect"].as_str() {
            Some("full") => Dialect::Full,
            _ => Dialect::Current,
        };
        Self {
            dialect,
            setup,
            cases,
        }
    }
}

fn list(json: &Value) -> &[Value] {
    json.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn members(json: &Value) -> Map<String, Value> {
    json.as_object().cloned().unwrap_or_default()
}

fn text(json: &Value) -> String {
    json.as_str().expect("it is a text").to_owned()
}

/// Writes out what is abbreviated.
fn expand(json: Value) -> Value {
    match json {
        Value::Object(object) => {
            if let Some(arguments) = object.get("<repeat>") {
                return json!(text(&arguments[0]).repeat(count(&arguments[1])));
            }
            if let Some(arguments) = object.get("<list>") {
                let copies = 0..count(&arguments[1]);
                return copies
                    .map(|index| expand(numbered(arguments[0].clone(), index)))
                    .collect();
            }
            if let Some(levels) = object.get("<nest>") {
                let around = |inner, _| json!({ "M": { "m": inner } });
                return (1..count(levels)).fold(json!({ "S": "x" }), around);
            }
            if let Some(parts) = object.get("<join>") {
                let parts = list(parts).iter().map(|part| match expand(part.clone()) {
                    Value::Array(texts) => texts.iter().map(text).collect(),
                    part => text(&part),
                });
                return json!(parts.collect::<String>());
            }
            let expanded = object.into_iter().map(|(name, json)| (name, expand(json)));
            Value::Object(expanded.collect())
        }
        Value::Array(list) => list.into_iter().map(expand).collect(),
        other => other,
    }
}

fn count(json: &Value) -> usize {
    usize::try_from(json.as_u64().expect("it is a number")).expect("it is small")
}

fn numbered(json: Value, index: usize) -> Value {
    match json {
        Value::String(text) => json!(text.replace("<n>", &index.to_string())),
        Value::Object(object) => {
            let numbered = object
                .into_iter()
                .map(|(name, json)| (name.replace("<n>", &index.to_string()), numbered(json, index)));
            Value::Object(numbered.collect())
        }
        Value::Array(list) => list.into_iter().map(|json| numbered(json, index)).collect(),
        other => other,
    }
}

/// Members whose content each engine makes up.
const OWN: [&str; 14] = [
    "EndingSequenceNumber",
    "ExclusiveStartShardId",
    "LastEvaluatedShardId",
    "LatestStreamLabel",
    "NextShardIterator",
    "ParentShardId",
    "SequenceNumber",
    "ShardId",
    "ShardIterator",
    "StartingSequenceNumber",
    "StreamLabel",
    "TableId",
    "eventID",
    "KMSMasterKeyArn",
];

/// A text without the account, and the stream's label, of a resource name in it.
fn without_account(text: &str) -> String {
    let replaced = |text: &str, after: &str, by: &str, belongs: fn(char) -> bool| match text.split_once(after)
    {
        Some((before, rest)) => format!("{before}{after}{by}{}", rest.trim_start_matches(belongs)),
        None => text.to_owned(),
    };
    let text = replaced(text, "arn:aws:dynamodb:us-east-1:", "<account>", |sign| {
        sign.is_ascii_digit()
    });
    replaced(&text, "/stream/", "<label>", |sign| {
        sign.is_ascii_digit() || "T:.-".contains(sign)
    })
}

/// Takes out of an answer what each engine decides for itself.
pub(super) fn normalise(json: &mut Value) {
    match json {
        Value::Object(members) => {
            let mut sorted: Vec<(String, Value)> = std::mem::take(members).into_iter().collect();
            sorted.sort_by(|(one, _), (two, _)| one.cmp(two));
            members.extend(sorted);
            for (name, member) in members {
                match (name.as_str(), &mut *member) {
                    ("SS" | "NS" | "BS", Value::Array(set)) => set.sort_by_key(Value::to_string),
                    (name, Value::String(text)) if OWN.contains(&name) => *text = format!("<{name}>"),
                    (name, member) if name.ends_with("DateTime") => *member = json!("<time>"),
                    (_, Value::String(text)) => *text = without_account(text),
                    (_, other) => normalise(other),
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(normalise),
        // 1 and 1.0 are one number.
        Value::Number(number) => *json = json!(number.as_f64()),
        _ => {}
    }
}
