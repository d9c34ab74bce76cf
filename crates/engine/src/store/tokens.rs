//! Tokens of transactions, kept in the file so that a repeated request does nothing twice, even after a restart.
//!
//! A token is good for ten minutes after the request that used it. Old ones leave with the next transactions, oldest first
//! and a few at a time, so that no transaction has much to tidy up.

use redb::{ReadableTable as _, TableDefinition};
use serde_json::{Value as Json, json};

use super::Session;
use super::log::changes::Map;
use crate::error::Failure;
use crate::value::bytes::Damaged;

/// What was done, by token.
pub(super) const TOKENS: TableDefinition<'static, &str, &[u8]> = TableDefinition::new("tokens");

/// Tokens by the time when they were used, in milliseconds of Unix time.
pub(super) const TOKEN_TIMES: TableDefinition<'static, (u64, &str), ()> = TableDefinition::new("token times");

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
        let tokens = self.transaction().open_table(TOKENS)?;
        let Some(stored) = tokens.get(token)? else {
            return Ok(None);
        };
        let (at, used) = load(stored.value()).ok_or(Damaged)?;
        Ok((now < at.saturating_add(LIFETIME)).then_some(used))
    }

    /// Notes what a token was used for.
    pub(crate) fn use_token(&mut self, token: &str, now: u64, used: &Used) -> Result<(), Failure> {
        self.telling(|session| {
            let mut tokens = session.transaction().open_table(TOKENS)?;
            let mut times = session.transaction().open_table(TOKEN_TIMES)?;
            let changes = &mut session.changes;
            let stored = store(now, used);
            // A token whose time is over may be used again.
            if let Some(before) = tokens.insert(token, stored.as_slice())? {
                let (at, _) = load(before.value()).ok_or(Damaged)?;
                times.remove((at, token))?;
                changes.tell(Map::TokenTimes, &[&at.to_be_bytes(), token.as_bytes()], None);
            }
            changes.tell(Map::Tokens, &[token.as_bytes()], Some(&stored));
            times.insert((now, token), ())?;
            changes.tell(
                Map::TokenTimes,
                &[&now.to_be_bytes(), token.as_bytes()],
                Some(&[]),
            );
            let over = now.saturating_sub(LIFETIME);
            let old = times.range(..(over, ""))?.take(MAX_TIDIED);
            let old = old.map(|entry| entry.map(|(key, _)| (key.value().0, key.value().1.to_owned())));
            for (at, token) in old.collect::<Result<Vec<_>, _>>()? {
                times.remove((at, token.as_str()))?;
                tokens.remove(token.as_str())?;
                changes.tell(Map::TokenTimes, &[&at.to_be_bytes(), token.as_bytes()], None);
                changes.tell(Map::Tokens, &[token.as_bytes()], None);
            }
            Ok(())
        })
    }
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
