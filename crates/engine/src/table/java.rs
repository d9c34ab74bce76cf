//! How the service, a Java program, prints lists: its messages show them as a hash table holds them.

use crate::json::Json;

/// An element of a key, as messages show it.
pub(super) fn key_schema_element(element: &Json<'_>) -> String {
    let text = |name: &str| element[name].as_str().unwrap_or("null");
    format!(
        "KeySchemaElement(attributeName={}, keyType={})",
        text("AttributeName"),
        text("KeyType")
    )
}

/// How many buckets a table has that was not made for a certain number of names.
pub(super) const BUCKETS: usize = 16;

/// Names as a `java.util.HashMap` gives them out, that was made with so many buckets (a power of two), or for as many
/// names: by the bucket of each name's hash, those of one bucket in the order they came.
pub(super) fn in_hash_order<'a>(
    names: impl IntoIterator<Item = &'a str>,
    buckets: Option<usize>,
) -> Vec<&'a str> {
    let mut distinct: Vec<&str> = Vec::new();
    for name in names {
        if !distinct.contains(&name) {
            distinct.push(name);
        }
    }
    // The table doubles when it is more than three quarters full.
    let mut buckets = buckets.unwrap_or_else(|| distinct.len().next_power_of_two());
    while distinct.len() * 4 > buckets * 3 {
        buckets *= 2;
    }
    distinct.sort_by_key(|name| {
        let hash = string_hash(name);
        (hash ^ (hash >> 16)) as usize & (buckets - 1)
    });
    distinct
}

/// `String.hashCode` of the Java API: over UTF-16 units.
fn string_hash(text: &str) -> u32 {
    text.encode_utf16().fold(0, |hash: u32, unit| {
        hash.wrapping_mul(31).wrapping_add(u32::from(unit))
    })
}

#[cfg(test)]
mod tests {
    use super::{BUCKETS, in_hash_order, string_hash};

    #[test]
    fn hashes_are_those_of_java() {
        // From the documentation of `String.hashCode`: s[0]·31^(n-1) + … + s[n-1].
        assert_eq!(string_hash(""), 0);
        assert_eq!(string_hash("ab"), 97 * 31 + 98);
        assert_eq!(string_hash("hello"), 99_162_322);
    }

    #[test]
    fn names_come_by_their_buckets() {
        // Buckets of four: p is 112, x is 120, s is 115.
        assert_eq!(in_hash_order(["p", "s", "x", "p"], None), ["p", "x", "s"]);
        assert_eq!(in_hash_order(["p", "s", "x"], Some(BUCKETS)), ["p", "s", "x"]);
    }
}
