//! No two different primary keys of a model are one in the table, or the model or a value is refused.

use lockstep_entity::schema::Schema;
use lockstep_entity::{Item, Number, Value};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

/// The attributes that a primary key is made of; `d` is an enum, `n` a number, `f` a flag.
const NAMES: [&str; 6] = ["a", "b", "c", "d", "n", "f"];

/// A key of an index: which attributes, and how.
fn key(field: &'static str) -> impl Strategy<Value = Json> {
    let composites = prop::collection::vec(prop::sample::select(&NAMES[..]), 0..4).prop_map(|mut names| {
        let mut seen = Vec::new();
        names.retain(|name| {
            !seen.contains(name) && {
                seen.push(*name);
                true
            }
        });
        names
    });
    let casing = prop::sample::select(vec!["lower", "upper", "none", "default"]);
    let text = prop::sample::select(vec!["", "#", "_", "#b_", "##", "a", "x#", "ß", "Σ", "-"]);
    let texts = prop::collection::vec(text, 5);
    let form = prop_oneof![Just("generated"), Just("template")];
    let cast = prop_oneof![5 => Just(None), 1 => Just(Some("number")), 1 => Just(Some("string"))];
    (composites, casing, texts, form, cast).prop_map(move |(names, casing, texts, form, cast)| {
        let mut key = json!({ "field": field, "casing": casing });
        if form == "generated" {
            key["composite"] = json!(names);
        } else {
            let parts = names
                .iter()
                .zip(&texts)
                .map(|(name, text)| format!("{text}${{{name}}}"));
            key["template"] = json!(parts.collect::<String>() + texts[4]);
        }
        if let Some(cast) = cast
            && names.len() == 1
        {
            key["cast"] = json!(cast);
        }
        key
    })
}

fn text_attribute() -> impl Strategy<Value = Json> {
    let padding = (0..5_usize, prop::sample::select(vec!["0", "a", "ab", "é", "#b_"]));
    let label = prop::sample::select(vec!["", "x", "a#b", "Σ"]);
    (prop::option::of(padding), prop::option::of(label)).prop_map(|(padding, label)| {
        let mut attribute = json!({ "type": "string" });
        add_options(&mut attribute, padding, label);
        attribute
    })
}

fn number_attribute() -> impl Strategy<Value = Json> {
    let padding = (0..5_usize, prop::sample::select(vec!["0", "1", "-", "12"]));
    prop::option::of(padding).prop_map(|padding| {
        let mut attribute = json!({ "type": "number" });
        add_options(&mut attribute, padding, None);
        attribute
    })
}

fn add_options(attribute: &mut Json, padding: Option<(usize, &str)>, label: Option<&str>) {
    if let Some((length, char)) = padding {
        attribute["padding"] = json!({ "length": length, "char": char });
    }
    if let Some(label) = label {
        attribute["label"] = json!(label);
    }
}

fn model() -> impl Strategy<Value = Json> {
    let sort = prop::option::of(key("sk"));
    let kind = prop::sample::select(vec!["isolated", "clustered"]);
    let texts = [text_attribute(), text_attribute(), text_attribute()];
    (texts, number_attribute(), key("pk"), sort, kind).prop_map(|([a, b, c], n, pk, sk, kind)| {
        let mut primary = json!({ "pk": pk, "type": kind });
        if let Some(sk) = sk {
            primary["sk"] = sk;
        }
        json!({
            "model": { "service": "shop", "entity": "Thing", "version": "1" },
            "attributes": {
                "a": a, "b": b, "c": c, "n": n,
                "d": { "type": ["x", "X", "x#b_y"] },
                "f": { "type": "boolean" },
            },
            "indexes": { "primary": primary },
        })
    })
}

/// Values that are likely to share a key with others: of few characters, and of what stands between attributes.
fn text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a", "A", "b", "#", "_", "#b_", "#c_", "#x_", "0", "00", "7", ".5", "Σ", "σ", "ς", "ß", "SS", "é", "",
    ]);
    prop::collection::vec(piece, 0..4).prop_map(|pieces| pieces.concat())
}

fn number() -> impl Strategy<Value = Number> {
    prop::sample::select(vec!["0", "1", "11", "111", "-1", "7", "0.5", "12", "1e21", "2"])
        .prop_map(|text| text.parse().expect("it is a number"))
}

fn values() -> impl Strategy<Value = Item> {
    let choice = prop::sample::select(vec!["x", "X", "x#b_y"]);
    (text(), text(), text(), choice, number(), any::<bool>(), 0..20_u8).prop_map(|(a, b, c, d, n, f, odd)| {
        // A read may be asked for a value of another type, which has the same text.
        let n = if odd == 0 {
            Value::from(n.as_str())
        } else {
            Value::Number(n)
        };
        Item::from([
            ("a", Value::from(a)),
            ("b", b.into()),
            ("c", c.into()),
            ("d", d.into()),
            ("n", n),
            ("f", f.into()),
        ])
    })
}

/// The attributes of the primary key alone.
fn identity(model: &Json, values: &Item) -> Item {
    let primary = &model["indexes"]["primary"];
    let named = |name: &str| {
        [&primary["pk"], &primary["sk"]].into_iter().any(|key| {
            let composite = key["composite"].as_array().into_iter().flatten();
            composite.into_iter().any(|composite| composite == name)
                || key["template"]
                    .as_str()
                    .is_some_and(|template| template.contains(&format!("${{{name}}}")))
        })
    };
    let attributes = values.iter().filter(|(name, _)| named(name));
    attributes
        .map(|(name, value)| (name.to_owned(), value.clone()))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn no_two_primary_keys_are_one(
        model in model(),
        rows in prop::collection::vec(values(), 2..24),
    ) {
        let Ok(schema) = Schema::parse(&model.to_string()) else { return Ok(()) };
        let Ok(schema) = schema.unique_keys() else { return Ok(()) };
        let mut known: Vec<(Item, Item)> = Vec::new();
        for row in rows {
            let Ok(request) = schema.get(&row) else { continue };
            let identity = identity(&model, &row);
            for (other, key) in &known {
                prop_assert!(
                    (*key == request.key) == (*other == identity),
                    "{other:?} and {identity:?} in {model}: {key:?} and {:?}", request.key
                );
            }
            // A write makes the same key, but for an empty one, which no table takes.
            if let Ok(put) = schema.put(row) {
                for (name, value) in request.key.iter().filter(|(_, value)| **value != Value::from("")) {
                    prop_assert_eq!(put.item.get(name), Some(value));
                }
            }
            known.push((identity, request.key));
        }
    }

    /// What has neither delimiters nor capitals is never refused, so that models of identifiers lose nothing.
    #[test]
    fn identifiers_are_taken(a in "[b-z][a-z0-9-]{0,20}", b in "[b-z][a-z0-9-]{0,20}") {
        let schema = Schema::parse(r#"{
            "model": {"service": "shop", "entity": "Line", "version": "1"},
            "attributes": {"order": "string", "line": {"type": "string", "padding": {"length": 8, "char": "0"}}},
            "indexes": {"primary": {
                "pk": {"field": "pk", "composite": ["order"]}, "sk": {"field": "sk", "composite": ["line"]}
            }}
        }"#).and_then(Schema::unique_keys).expect("the model can be unique");
        prop_assert!(schema.get(&[("order", a), ("line", b)].into()).is_ok());
    }
}

#[test]
fn a_model_without_text_between_attributes_is_refused() {
    let schema = Schema::parse(
        r#"{
            "model": {"service": "shop", "entity": "Line", "version": "1"},
            "attributes": {"order": "string", "line": "string"},
            "indexes": {"primary": {"pk": {"field": "pk", "template": "${order}${line}"}}}
        }"#,
    )
    .expect("ElectroDB takes it");
    let error = schema.unique_keys().expect_err("`ab` and `c` are `a` and `bc`");
    assert_eq!(
        error.to_string(),
        "Line: the key `pk` cannot be unique: two of its attributes have no text between them"
    );
}

#[test]
fn a_value_that_another_one_becomes_is_refused() {
    let schema = Schema::parse(
        r#"{
            "model": {"service": "shop", "entity": "Line", "version": "1"},
            "attributes": {
                "order": {"type": "string", "padding": {"length": 3, "char": "0"}},
                "line": {"type": "number", "padding": {"length": 3, "char": "0"}}
            },
            "indexes": {"primary": {"pk": {"field": "pk", "composite": ["order", "line"]}}}
        }"#,
    )
    .and_then(Schema::unique_keys)
    .expect("the model can be unique");
    let get =
        |order: &str, line: u32| schema.get(&[("order", Value::from(order)), ("line", line.into())].into());
    assert!(get("7", 7).is_ok());
    assert!(get("7", 0).is_ok(), "no other number is filled up to 000");
    assert!(get("1007", 1007).is_ok(), "nothing is filled up to it");
    for order in ["07", "007", "A", "x#line_1"] {
        let error = get(order, 7).expect_err(order);
        assert!(error.is_invalid_attribute(), "{error}");
        assert_eq!(error.attribute(), Some("order"));
    }
}
