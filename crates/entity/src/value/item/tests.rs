use std::hash::BuildHasher;

use proptest::prelude::*;

use super::*;

#[test]
fn attributes_keep_their_order() {
    let mut item = Item::from([("c", 1), ("a", 2), ("b", 3)]);
    assert_eq!(item.insert("a", 4), Some(Value::from(2)));
    assert_eq!(item.remove("c"), Some(Value::from(1)));
    assert_eq!(item.remove("c"), None);
    assert_eq!(item.insert("c", 5), None);
    let names: Vec<_> = item.iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["a", "b", "c"]);
    assert_eq!(
        format!("{item:?}"),
        r#"{"a": Number(Number("4")), "b": Number(Number("3")), "c": Number(Number("5"))}"#
    );
}

#[test]
fn the_last_of_several_values_stays() {
    let item: Item = [("a", 1), ("b", 2), ("a", 3)].into_iter().collect();
    assert_eq!(item, Item::from([("b", 2), ("a", 3)]));
    assert_ne!(item, Item::from([("b", 2)]));
}

proptest! {
    #[test]
    fn items_equal_and_hash_like_maps(
        map in prop::collection::hash_map("[a-c]{0,2}", any::<bool>(), 0..6),
        other in prop::collection::hash_map("[a-c]{0,2}", any::<bool>(), 0..6),
    ) {
        let ordered: BTreeMap<_, _> = map.clone().into_iter().collect();
        let (left, right) = (Item::from(map.clone()), Item::from(ordered));
        prop_assert_eq!(&left, &right);
        let hasher = std::hash::RandomState::new();
        prop_assert_eq!(hasher.hash_one(&left), hasher.hash_one(&right));
        prop_assert_eq!(left == Item::from(other.clone()), map == other);
        let back: HashMap<String, bool> =
            left.into_iter().map(|(name, value)| (name.into_owned(), value == Value::Bool(true))).collect();
        prop_assert_eq!(back, map);
    }
}
