//! The same sequences, answered by `MiniStack`, as far as both do what they are asked.

use lockstep_engine::Engine;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::several::several;
use super::{comparable, is_known_difference, read, write};
use crate::conformance::MiniStack;
use crate::{call, notes};

/// Expressions that `MiniStack` evaluates in another way than both the oracle and the Developer Guide.
const MISREAD: [&str; 2] = [
    // What is absent equals nothing, not even something else that is absent.
    "a = b", "b IN (c)",
];

/// Takes out of an answer what `MiniStack` leaves out or counts otherwise.
fn forgive(body: &mut Value) {
    if let Some(members) = body.as_object_mut() {
        // It does not count reads of several items (API reference, *ConsumedCapacity*).
        members.remove("ConsumedCapacity");
        // An empty map is left out by one and not by the other.
        if members.get("Attributes") == Some(&json!({})) {
            members.remove("Attributes");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn answers_are_those_of_ministack(
        calls in prop::collection::vec(prop_oneof![3 => write(), 2 => read(), 2 => several()], 1..30),
    ) {
        let ministack = MiniStack::from_environment();
        let engine = Engine::memory().expect("there is memory");
        let peer = ministack.account();
        prop_assert_eq!(call(&engine, "CreateTable", &notes()).0, 200);
        prop_assert_eq!(peer.call("CreateTable", &notes()).0, 200);
        for one in &calls {
            let mut answers = [call(&engine, one.operation, &one.request), peer.call(one.operation, &one.request)];
            for (_, body) in &mut answers {
                forgive(body);
            }
            let [ours, theirs] = answers;
            // What one refuses and the other does, `tests/differences.md` explains; from there on the tables differ.
            let text = one.request.to_string();
            if ours.0 != theirs.0 || MISREAD.iter().any(|expression| text.contains(expression)) {
                break;
            }
            // Its filters see what an index does not hold.
            let blind = one.request["IndexName"] == "keys_by_tag" && one.request.get("FilterExpression").is_some();
            if ours.0 != 200 || blind || is_known_difference(one, &ours.1, &theirs.1) {
                continue;
            }
            let messages = format!("{one:?}\nours: {}\ntheirs: {}", ours.1, theirs.1);
            prop_assert_eq!(comparable(one, ours), comparable(one, theirs), "{}", messages);
        }
    }
}
