//! Tokens of transactions, kept in the file so that a repeated request does nothing twice, even after a restart.
//!
//! A token is good for ten minutes after the request that used it. Old ones leave with the next transactions, oldest first
//! and a few at a time, so that no transaction has much to tidy up.

use serde_json::{Value as Json, json};

use super::Session;
use super::map::Map;
use super::snapshot::Read as _;
use crate::error::Failure;
use crate::value::bytes::Damaged;

/// How long a token is good, in milliseconds.
const LIFETIME: u64 = 10 * 60 * 1000;

/// The most old tokens that one transaction takes away.
const MAX_TIDIED: usize = 8;

/// The transaction that a token was used for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Used {
    /// What tells its request from others.
    pub(crate) digest: String,
    /// What it costs to ask again: the units of reading its items, by table.
    pub(crate) units: Vec<(String, f64)>,
}

impl Session<'_> {
    /// The transaction that a token was used for, if that was not too long ago.
    pub(crate) fn token(&self, token: &str, now: u64) -> Result<Option<Used>, Failure> {
        let stored = self.rows.with(Map::Tokens, token.as_bytes(), load)?;
        let Some(stored) = stored else {
            return Ok(None);
        };
        let (at, used) = stored.ok_or(Damaged)?;
        Ok((now < at.saturating_add(LIFETIME)).then_some(used))
    }

    /// Notes what a token was used for.
    pub(crate) fn use_token(&mut self, token: &str, now: u64, used: &Used) -> Result<(), Failure> {
        self.wholly(|session| {
            let (rows, token) = (&mut session.rows, token.as_bytes());
            // A token whose time is over may be used again.
            if let Some(before) = rows.with(Map::Tokens, token, load)? {
                let (at, _) = before.ok_or(Damaged)?;
                rows.set(Map::TokenTimes, &by_time(at, token), None)?;
            }
            rows.set(Map::Tokens, token, Some(&store(now, used)))?;
            rows.set(Map::TokenTimes, &by_time(now, token), Some(&[]))?;
            let over = now.saturating_sub(LIFETIME).to_be_bytes();
            for old in rows.keys(Map::TokenTimes, (&[], &over), MAX_TIDIED)? {
                rows.set(Map::TokenTimes, &old, None)?;
                let token = old.get(over.len()..).ok_or(Damaged)?;
                rows.set(Map::Tokens, token, None)?;
            }
            Ok(())
        })
    }
}

/// The key of a token by the time when it was used.
fn by_time(at: u64, token: &[u8]) -> Vec<u8> {
    [at.to_be_bytes().as_slice(), token].concat()
}

fn store(at: u64, used: &Used) -> Vec<u8> {
    json!({ "at": at, "digest": used.digest, "units": used.units })
        .to_string()
        .into_bytes()
}

/// When a token was used and what for; nothing if that is damaged.
fn load(stored: &[u8]) -> Option<(u64, Used)> {
    let stored: Json = serde_json::from_slice(stored).ok()?;
    let digest = stored["digest"].as_str()?.to_owned();
    let of_table = |units: &Json| Some((units[0].as_str()?.to_owned(), units[1].as_f64()?));
    let units = stored["units"]
        .as_array()?
        .iter()
        .map(of_table)
        .collect::<Option<_>>()?;
    Some((stored["at"].as_u64()?, Used { digest, units }))
}
