//! The options of a call.

use anyhow::{Context as _, Result};
use lockstep_entity::request::ReturnValues;
use lockstep_entity::schema::{Amount, Compare, Data, ReadOptions};
use lockstep_entity::{Cursor, Error, Name};
use serde_json::Value as Json;

use crate::Refusal;

/// What `.params()` and `.go()` take.
#[derive(Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "they are ElectroDB's options, one by one"
)]
pub(crate) struct Options {
    pub(crate) table: String,
    pub(crate) compare: Compare,
    pub(crate) attributes: Vec<Name>,
    pub(crate) limit: Option<u32>,
    pub(crate) descending: Option<bool>,
    pub(crate) consistent: bool,
    pub(crate) returned: ReturnValues,
    /// Where nothing is to be returned, a write answers with its key; not if that was asked for.
    pub(crate) answers_with_key: bool,
    pub(crate) cursor: Option<Cursor>,
    pub(crate) ignore_ownership: Option<bool>,
    pub(crate) raw: bool,
    pub(crate) include_keys: bool,
    pub(crate) hydrate: bool,
    pub(crate) raw_unprocessed: bool,
    pub(crate) preserve_order: bool,
    pub(crate) return_on_failure: Option<Json>,
    pub(crate) token: Option<String>,
    pub(crate) pages: Json,
    pub(crate) count: Option<f64>,
    /// What is sent as it is.
    pub(crate) params: Json,
}

impl Options {
    pub(crate) fn read(json: &Json) -> Result<Self> {
        let text = |name: &str| json.get(name).and_then(Json::as_str);
        let flag = |name: &str| json.get(name) == Some(&Json::Bool(true));
        let known = |name: &str, values: &[&str]| -> Result<Option<usize>> {
            let Some(value) = text(name) else { return Ok(None) };
            let found = values.iter().position(|known| known.eq_ignore_ascii_case(value));
            found
                .map(Some)
                .ok_or_else(|| Refusal::new(1010, format!("`{name}` cannot be `{value}`")).into())
        };
        let compare = match known("compare", &["keys", "attributes", "v2"])? {
            Some(1) => Compare::Attributes,
            Some(2) => Compare::V2,
            _ => Compare::Keys,
        };
        let responses = [
            "default",
            "none",
            "all_old",
            "updated_old",
            "all_new",
            "updated_new",
        ];
        let response = known("response", &responses)?;
        let returned = match response {
            Some(2) => ReturnValues::AllOld,
            Some(3) => ReturnValues::UpdatedOld,
            Some(4) => ReturnValues::AllNew,
            Some(5) => ReturnValues::UpdatedNew,
            _ => ReturnValues::None,
        };
        let data = known("data", &["attributes", "includeKeys", "raw"])?;
        let count = json.get("count").and_then(Json::as_f64);
        if json.get("count").is_some() && count.is_none_or(|count| count < 1.0) {
            return Err(Refusal::new(1010, "`count` must be at least 1".to_owned()).into());
        }
        let names = json.get("attributes").and_then(Json::as_array);
        Ok(Self {
            table: text("table").unwrap_or("vectors").to_owned(),
            compare,
            attributes: names
                .into_iter()
                .flatten()
                .filter_map(|name| name.as_str().map(|name| Name::Owned(name.to_owned())))
                .collect(),
            limit: json
                .get("limit")
                .and_then(Json::as_u64)
                .map(u32::try_from)
                .transpose()
                .context("the limit")?,
            descending: known("order", &["asc", "desc"])?.map(|order| order == 1),
            consistent: flag("consistent"),
            returned,
            answers_with_key: matches!(response, None | Some(0)),
            cursor: text("cursor")
                .map(|cursor| cursor.parse().map_err(|error: Error| Refusal::of(&error)))
                .transpose()?,
            ignore_ownership: json.get("ignoreOwnership").and_then(Json::as_bool),
            raw: data == Some(2),
            include_keys: data == Some(1),
            hydrate: flag("hydrate"),
            raw_unprocessed: text("unprocessed") == Some("raw"),
            preserve_order: flag("preserveBatchOrder"),
            return_on_failure: json.get("returnOnConditionCheckFailure").cloned(),
            token: text("token").map(str::to_owned),
            pages: json.get("pages").cloned().unwrap_or(Json::from(1)),
            count,
            params: json.get("params").cloned().unwrap_or_default(),
        })
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "counts of a test file, checked to be at least 1"
    )]
    pub(crate) fn amount(&self) -> Amount {
        match (self.count, &self.pages) {
            (Some(count), _) => Amount::Items(count as usize),
            (None, Json::String(all)) if all == "all" => Amount::All,
            (None, pages) => Amount::Pages(
                pages
                    .as_u64()
                    .and_then(|pages| u32::try_from(pages).ok())
                    .unwrap_or(0),
            ),
        }
    }

    pub(crate) fn reading(&self, ignore_ownership: bool) -> ReadOptions {
        ReadOptions {
            data: if self.include_keys {
                Data::All
            } else {
                Data::Attributes
            },
            attributes: self.attributes.clone(),
            ignore_ownership,
        }
    }
}
