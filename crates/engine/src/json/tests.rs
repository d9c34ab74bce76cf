use proptest::prelude::*;
use serde_json::Value;

use super::Json;

/// Any JSON, as text.
fn text() -> impl Strategy<Value = String> {
    let scalar = prop_oneof![
        Just("null".to_owned()),
        any::<bool>().prop_map(|flag| flag.to_string()),
        any::<i64>().prop_map(|number| number.to_string()),
        any::<u64>().prop_map(|number| number.to_string()),
        (-1e9..1e9_f64).prop_map(|number| format!("{number:e}")),
        "[a-c\u{e9}\\\\\"\n]{0,4}".prop_map(|text| Value::from(text).to_string()),
    ];
    scalar.prop_recursive(4, 32, 5, |inner| {
        let name = "[a-c\n]{0,1}".prop_map(|name| Value::from(name).to_string());
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|all| format!("[ {} ]", all.join(", "))),
            prop::collection::vec((name, inner), 0..5).prop_map(|all| {
                let members: Vec<_> = all.iter().map(|(name, json)| format!("{name}: {json}")).collect();
                format!("{{ {} }}", members.join(", "))
            }),
        ]
    })
}

proptest! {
    #[test]
    fn it_is_what_others_read(text in text()) {
        let value: Value = serde_json::from_str(&text).unwrap();
        let json: Json<'_> = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(&json.to_value(), &value);
        prop_assert_eq!(&Json::from(&value), &json);
        prop_assert_eq!(json.to_string(), value.to_string());
        if let (Some(members), Some(expected)) = (json.as_object(), value.as_object()) {
            for name in ["", "a", "b", "c", "\n", "d"] {
                let member = members.get(name).map(Json::to_value);
                prop_assert_eq!(member.as_ref(), expected.get(name));
                prop_assert_eq!(&json[name].to_value(), &value[name]);
            }
        }
    }
}
