//! `NextToken`: where a page of a statement ended, for the request that asks for the next one.
//!
//! A token is for one statement with its parameters, as it was written: it holds their digest beside the key.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Value as Json, json};

use crate::error::Failure;
use crate::value::{Item, json as value_json};

/// The token of a page that ended at a key.
pub(crate) fn write(digest: &str, last: &Item) -> String {
    BASE64.encode(json!({ "statement": digest, "key": value_json::from_item(last) }).to_string())
}

/// The key where the page ended that a token is of.
pub(crate) fn read(token: &str, digest: &str) -> Result<Item, Failure> {
    let invalid = || Failure::validation("Invalid NextToken");
    let bytes = BASE64.decode(token).map_err(|_| invalid())?;
    let json: Json = serde_json::from_slice(&bytes).map_err(|_| invalid())?;
    let key = value_json::item(&(&json["key"]).into()).map_err(|_| invalid())?;
    match json["statement"].as_str() {
        Some(of) if of == digest => Ok(key),
        Some(_) => Err(Failure::validation("NextToken does not match request")),
        None => Err(invalid()),
    }
}
