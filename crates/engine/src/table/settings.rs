//! What belongs to a table beside the request that it was made with: what later requests set, and what the engine gave it.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use crate::stream::ViewType;

/// The last stream of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LatestStream {
    /// The number under which its records are stored.
    pub(crate) id: u32,
    pub(crate) label: String,
    pub(crate) view: ViewType,
    pub(crate) is_enabled: bool,
}

/// The settings of a table. Times are milliseconds of Unix time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Settings {
    /// The numbers under which the entries of its indexes are stored, by the name of the index.
    pub(crate) indexes: BTreeMap<String, u32>,
    /// Its stream, or the last one that it had.
    pub(crate) stream: Option<LatestStream>,
    /// The attribute that says when an item expires.
    pub(crate) expiry: Option<String>,
    /// Keys and values.
    pub(crate) tags: BTreeMap<String, String>,
    /// When it was last set to on-demand capacity.
    pub(crate) on_demand_since: Option<u64>,
    /// When its class was last set.
    pub(crate) class_since: Option<u64>,
    /// How it can be recovered to a point in time, as requests set it: nothing can be recovered here.
    pub(crate) recovery: Option<Recovery>,
}

/// What is kept of `PointInTimeRecoverySpecification` while recovery is enabled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Recovery {
    /// For how many days.
    pub(crate) days: u64,
    /// When it was enabled, in milliseconds of Unix time.
    pub(crate) since: u64,
}

impl Settings {
    /// The settings as JSON, for the file.
    pub(crate) fn to_json(&self) -> Json {
        let stream = self.stream.as_ref().map(|stream| {
            json!({ "id": stream.id, "label": stream.label, "view": stream.view.word(), "enabled": stream.is_enabled })
        });
        json!({
            "indexes": self.indexes,
            "stream": stream,
            "expiry": self.expiry,
            "tags": self.tags,
            "onDemandSince": self.on_demand_since,
            "classSince": self.class_since,
            "recovery": self.recovery.map(|recovery| json!({ "days": recovery.days, "since": recovery.since })),
        })
    }

    /// The settings of what the file has; nothing if that is damaged.
    pub(crate) fn of_json(json: &Json) -> Option<Self> {
        let entries = |member: &str| json[member].as_object();
        let mut indexes = BTreeMap::new();
        for (name, number) in entries("indexes")? {
            indexes.insert(name.clone(), u32::try_from(number.as_u64()?).ok()?);
        }
        let stream = match &json["stream"] {
            Json::Object(stream) => Some(stream_of(stream)?),
            _ => None,
        };
        let mut tags = BTreeMap::new();
        for (key, value) in entries("tags")? {
            tags.insert(key.clone(), value.as_str()?.to_owned());
        }
        Some(Self {
            indexes,
            stream,
            expiry: json["expiry"].as_str().map(str::to_owned),
            tags,
            on_demand_since: json["onDemandSince"].as_u64(),
            class_since: json["classSince"].as_u64(),
            recovery: match &json["recovery"] {
                Json::Object(recovery) => Some(Recovery {
                    days: recovery.get("days")?.as_u64()?,
                    since: recovery.get("since")?.as_u64()?,
                }),
                _ => None,
            },
        })
    }
}

fn stream_of(json: &Map<String, Json>) -> Option<LatestStream> {
    Some(LatestStream {
        id: u32::try_from(json.get("id")?.as_u64()?).ok()?,
        label: json.get("label")?.as_str()?.to_owned(),
        view: ViewType::of_word(json.get("view")?.as_str()?)?,
        is_enabled: json.get("enabled")?.as_bool()?,
    })
}
