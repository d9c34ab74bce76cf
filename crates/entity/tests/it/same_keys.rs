//! The derive and the schema read from JSON make the same items of the same definition.

use lockstep_entity::schema::Schema;
use lockstep_entity::{AttributeEnum, Entity, Item};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, AttributeEnum)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Priority {
    Low,
    VeryHigh,
}

/// Every kind of key at once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
#[serde(rename_all = "camelCase")]
#[entity(service = "Desk", name = "Task", version = "2")]
#[entity(identifiers(entity = "__e", version = "__v"))]
#[index(primary, pk = [team, region], sk = [number], collection = "work", scope = "Eu")]
#[index(by_owner, name = "GSI1", pk = [owner], sk = [priority, rank], clustered, collection("staff", "open"), casing = "upper")]
#[index(
    all,
    name = "GSI2",
    pk = "TASKS",
    sk = "{due_on}",
    sk_field = "due",
    casing = "lower"
)]
#[index(ranked, name = "GSI3", pk = [priority], sk = "{rank}", sk_cast = "number", pk_casing = "none")]
#[index(solo, name = "GSI4", pk = [region, done])]
#[index(timeline, name = "LSI1", pk = [team, region], pk_field = "pk", scope = "Eu", sk = "on#{team}!", sk_casing = "none")]
pub(crate) struct Task {
    pub(crate) number: String,
    pub(crate) team: String,
    #[entity(label = "r")]
    pub(crate) region: String,
    pub(crate) owner: Option<String>,
    pub(crate) priority: Priority,
    #[entity(pad(length = 6, fill = "0x"))]
    pub(crate) rank: i32,
    pub(crate) done: bool,
    pub(crate) due_on: Option<String>,
}

const SCHEMA: &str = r#"{
    "model": {"service": "Desk", "entity": "Task", "version": "2"},
    "attributes": {
        "number": {"type": "string", "required": true},
        "team": {"type": "string", "required": true},
        "region": {"type": "string", "required": true, "label": "r"},
        "owner": {"type": "string"},
        "priority": {"type": ["low", "very_high"], "required": true},
        "rank": {"type": "number", "required": true, "padding": {"length": 6, "char": "0x"}},
        "done": {"type": "boolean", "required": true},
        "dueOn": {"type": "string"}
    },
    "indexes": {
        "primary": {
            "scope": "Eu", "collection": "work",
            "pk": {"field": "pk", "composite": ["team", "region"]},
            "sk": {"field": "sk", "composite": ["number"]}
        },
        "byOwner": {
            "index": "GSI1", "type": "clustered", "collection": ["staff", "open"],
            "pk": {"field": "gsi1pk", "composite": ["owner"], "casing": "upper"},
            "sk": {"field": "gsi1sk", "composite": ["priority", "rank"], "casing": "upper"}
        },
        "all": {
            "index": "GSI2",
            "pk": {"field": "gsi2pk", "composite": [], "template": "TASKS"},
            "sk": {"field": "due", "composite": ["dueOn"], "template": "${dueOn}"}
        },
        "ranked": {
            "index": "GSI3",
            "pk": {"field": "gsi3pk", "composite": ["priority"], "casing": "none"},
            "sk": {"field": "gsi3sk", "composite": ["rank"], "template": "${rank}", "cast": "number"}
        },
        "solo": {"index": "GSI4", "pk": {"field": "gsi4pk", "composite": ["region", "done"]}},
        "timeline": {
            "index": "LSI1", "scope": "Eu",
            "pk": {"field": "pk", "composite": ["team", "region"]},
            "sk": {"field": "lsi1sk", "composite": ["team"], "template": "on#${team}!", "casing": "none"}
        }
    }
}"#;

pub(crate) fn schema() -> Schema {
    Schema::parse(SCHEMA)
        .expect("it is one")
        .identifiers("__e", "__v")
}

/// An item's attributes alone.
pub(crate) fn attributes(item: &Item, schema: &Schema) -> Item {
    let mut given = Item::new();
    for name in schema.attributes() {
        if let Some(value) = item.get(name) {
            given.insert(name.to_owned(), value.clone());
        }
    }
    given
}

pub(crate) fn sorted(item: &Item) -> Vec<(String, String)> {
    let mut members: Vec<_> = item
        .iter()
        .map(|(name, value)| (name.to_owned(), format!("{value:?}")))
        .collect();
    members.sort();
    members
}

prop_compose! {
    pub(crate) fn task()(
        texts in prop::array::uniform3("[a-zA-Z#_ ßİΣΑ0-9\u{1F600}]{1,6}"),
        owner in prop::option::of("[a-zA-ZΣß]{1,5}"),
        priority in prop::sample::select(Priority::ALL.to_vec()),
        rank: i32, done: bool,
        due in prop::option::of("[0-9-]{1,10}"),
    ) -> Task {
        let [number, team, region] = texts;
        Task { number, team, region, owner, priority, rank, done, due_on: due }
    }
}

proptest! {
    #[test]
    fn items_and_keys_are_the_same(task in task()) {
        let schema = schema();
        let ours = task.to_item();
        let given = attributes(&ours, &schema);
        prop_assert_eq!(sorted(&schema.put(given.clone()).unwrap().item), sorted(&ours));
        prop_assert_eq!(sorted(&schema.get(&given).unwrap().key), sorted(&Task::get(&task).key));
        prop_assert_eq!(Task::from_item(ours).unwrap(), task);
    }

    #[test]
    fn patched_keys_are_the_same(before in task(), after in task()) {
        let schema = schema();
        let after = Task { number: before.number.clone(), team: before.team.clone(), region: before.region.clone(), ..after };
        let request = Task::patch_from(&before, &lockstep_entity::Patch::between(&before, &after));
        let mut item = before.to_item();
        for (name, action) in request.update.iter() {
            match action {
                lockstep_entity::UpdateAction::Set(value) => { item.insert(name.to_owned(), value.clone()); }
                _ => { item.remove(name); }
            }
        }
        let given = attributes(&after.to_item(), &schema);
        prop_assert_eq!(sorted(&item), sorted(&schema.put(given).unwrap().item));
    }
}
