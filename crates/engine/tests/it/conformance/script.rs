//! Reading files of requests.

use serde_json::{Map, Value, json};

/// A file of requests.
pub(super) struct Script {
    /// What is called first, and succeeds.
    pub(super) setup: Vec<(String, Value)>,
    pub(super) cases: Vec<Case>,
}

/// One request of the table.
pub(super) struct Case {
    /// The operation and what is special about the request.
    pub(super) name: String,
    pub(super) operation: String,
    pub(super) request: Value,
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
                cases.push(Case {
                    name,
                    operation: operation.clone(),
                    request: expand(Value::Object(request)),
                });
            }
        }
        let mut setup = Vec::new();
        for step in list(&json["setup"]) {
            if let Some(each) = step.get("<each>") {
                let numbered = |index| (text(&each[1]), expand(numbered(each[2].clone(), index)));
                setup.extend((0..count(&each[0])).map(numbered));
            } else {
                setup.push((text(&step[0]), expand(step[1].clone())));
            }
        }
        Self { setup, cases }
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
                    (
                        "TableId" | "ShardId" | "SequenceNumber" | "LatestStreamLabel" | "ShardIterator",
                        member,
                    ) => {
                        *member = json!(format!("<{name}>"));
                    }
                    (name, member) if name.ends_with("DateTime") => *member = json!("<time>"),
                    (_, Value::String(text)) if text.starts_with("arn:aws:dynamodb:") => {
                        let mut parts: Vec<&str> = text.splitn(6, ':').collect();
                        parts[4] = "<account>";
                        let arn = parts.join(":");
                        *text = match arn.split_once("/stream/") {
                            Some((table, _)) => format!("{table}/stream/<label>"),
                            None => arn,
                        };
                    }
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
