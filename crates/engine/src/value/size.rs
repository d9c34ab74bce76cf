//! Sizes, counted as `DynamoDB` counts them (Amazon `DynamoDB` Developer Guide, *Item sizes and formats*).
//!
//! They decide what an item may hold, where a page ends and what a request consumes; they are not the bytes in the file.

use super::{Item, Value};

/// The most bytes of an item, names included.
pub(crate) const MAX_ITEM_BYTES: usize = 400 * 1024;

/// What a list or a map counts for itself.
pub(crate) const CONTAINER: usize = 3;

/// What each member of a list or a map counts for beside itself.
pub(crate) const MEMBER: usize = 1;

impl Value {
    /// The bytes of the value, without the name it stands under.
    pub(crate) fn size(&self) -> usize {
        match self {
            Self::String(text) => text.len(),
            Self::Number(number) => number.size(),
            Self::Binary(bytes) => bytes.len(),
            Self::Bool(_) | Self::Null => 1,
            Self::StringSet(set) => set.iter().map(String::len).sum(),
            Self::NumberSet(set) => set.iter().map(|number| number.size()).sum(),
            Self::BinarySet(set) => set.iter().map(Vec::len).sum(),
            Self::List(list) => CONTAINER + list.iter().map(|value| MEMBER + value.size()).sum::<usize>(),
            Self::Map(map) => {
                let member = |(name, value): (&String, &Self)| MEMBER + name.len() + value.size();
                CONTAINER + map.iter().map(member).sum::<usize>()
            }
        }
    }
}

/// The bytes of an item: its names and its values.
pub(crate) fn of_item(item: &Item) -> usize {
    item.iter().map(|(name, value)| name.len() + value.size()).sum()
}

#[cfg(test)]
mod tests {
    use super::of_item;
    use crate::value::testing::item;

    #[test]
    fn sizes_are_those_of_the_developer_guide() {
        for (json, size) in [
            (r#"{"a":{"S":"hello"}}"#, 6),
            (r#"{"a":{"S":"é"}}"#, 3),
            (r#"{"a":{"N":"-42"}}"#, 4),
            (r#"{"a":{"B":"AQID"}}"#, 4),
            (r#"{"a":{"BOOL":true}}"#, 2),
            (r#"{"a":{"NULL":true}}"#, 2),
            (r#"{"a":{"SS":["x","yz"]}}"#, 4),
            (r#"{"a":{"L":[]}}"#, 4),
            (r#"{"a":{"L":[{"S":"x"}]}}"#, 6),
            (r#"{"a":{"M":{"k":{"S":"x"}}}}"#, 7),
        ] {
            assert_eq!(of_item(&item(json)), size, "{json}");
        }
    }
}
