//! What tells one transaction from another: a digest of its operations.

use crate::json::Json;
use sha2::{Digest as _, Sha256};

use crate::value::json::to_base64;

/// The digest of some operations: SHA-256 of a form in which the order of members does not count, in base 64. It is
/// kept in the file, so it does not change from one version of the program to the next.
pub(in crate::operation) fn of(items: &[Json<'_>]) -> String {
    let mut digest = Digest(Sha256::new());
    for item in items {
        digest.add(item);
    }
    to_base64(&digest.0.finalize())
}

/// The digest of a text.
pub(in crate::operation) fn of_text(text: &str) -> String {
    to_base64(&Sha256::digest(text))
}

struct Digest(Sha256);

impl Digest {
    fn bytes(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Text, with what ends it: no text has a byte 0xFF.
    fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
        self.bytes(&[0xFF]);
    }

    fn add(&mut self, json: &Json<'_>) {
        match json {
            Json::Object(members) => {
                self.bytes(b"{");
                // They come by name.
                for (name, member) in members.iter().filter(|(_, member)| !member.is_null()) {
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
    use serde_json::{Value, json};

    use crate::json::Json;

    use super::of;

    #[test]
    fn the_digest_stays() {
        assert_eq!(
            digest(&json!([{ "Put": { "TableName": "notes", "Item": { "p": { "S": "a" } } } }])),
            "dnZyfbVBZCr6WfbsViDtc6CEyauxSE3IVuVz7McYx10="
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

    fn digest(items: &Value) -> String {
        of(Json::from(items).as_array().unwrap())
    }
}
