//! What tells one transaction from another: a digest of its operations.

use serde_json::Value as Json;

/// The digest of some operations: FNV-1a with 128 bits, of a form in which the order of members does not count. It is kept
/// in the file, so it does not change from one version of the program to the next.
pub(super) fn of(items: &[Json]) -> u128 {
    let mut digest = Digest(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d);
    for item in items {
        digest.add(item);
    }
    digest.0
}

struct Digest(u128);

impl Digest {
    fn bytes(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u128::from(*byte)).wrapping_mul(0x0100_0000_0000_0000_0000_013B);
        }
    }

    /// Text, with what ends it: no text has a byte 0xFF.
    fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
        self.bytes(&[0xFF]);
    }

    fn add(&mut self, json: &Json) {
        match json {
            Json::Object(members) => {
                self.bytes(b"{");
                let mut members: Vec<_> = members.iter().filter(|(_, member)| !member.is_null()).collect();
                members.sort_unstable_by_key(|(name, _)| name.as_str());
                for (name, member) in members {
                    self.text(name);
                    self.add(member);
                }
                self.bytes(b"}");
            }
            Json::Array(elements) => {
                self.bytes(b"[");
                for element in elements {
                    self.add(element);
                }
                self.bytes(b"]");
            }
            Json::String(text) => {
                self.bytes(b"\"");
                self.text(text);
            }
            scalar => self.text(&scalar.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use super::of;

    #[test]
    fn the_digest_stays() {
        assert_eq!(
            of(&[json!({ "Put": { "TableName": "notes", "Item": { "p": { "S": "a" } } } })]),
            0x3446_7ca0_7c81_0955_25f9_3147_fb9b_ae06
        );
    }

    #[test]
    fn what_differs_has_another_digest() {
        let different = [
            json!([]),
            json!([{ "a": "b" }]),
            json!([{ "a": ["b"] }]),
            json!([{ "ab": "" }]),
            json!([{ "a": "b" }, { "a": "b" }]),
            json!([{ "a": true }]),
            json!([{ "a": "true" }]),
        ];
        for (index, one) in different.iter().enumerate() {
            for two in &different[index + 1..] {
                assert_ne!(digest(one), digest(two), "{one} {two}");
            }
        }
        assert_eq!(
            digest(&json!([{ "a": 1, "b": 2, "c": null }])),
            digest(&json!([{ "b": 2, "a": 1 }]))
        );
    }

    fn digest(items: &Json) -> u128 {
        of(items.as_array().unwrap())
    }
}
