//! The sweep: what a database does from time to time rather than with a request.

use crate::Engine;
use crate::error::Error;

/// The most items of one commit, so that no writer waits long.
const PIECE: usize = 100;

/// What a sweep did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sweep {
    /// How many items it removed.
    pub items: usize,
}

impl Engine {
    /// Removes the items whose time to live is over by the engine's clock, and stream records that are too old.
    ///
    /// The service does this by itself within some days; here the host calls it when it sees fit, for example once a minute.
    /// It costs what it removes: items are found by an index of their expiry. Each removed item leaves a stream record whose
    /// `userIdentity` names the service. Other writers take turns with it.
    ///
    /// ```
    /// # fn main() -> Result<(), lockstep_engine::Error> {
    /// let engine = lockstep_engine::Engine::memory()?.with_clock(|| 1_800_000_000_000);
    /// let table = br#"{
    ///     "TableName": "tokens", "BillingMode": "PAY_PER_REQUEST",
    ///     "KeySchema": [{ "AttributeName": "id", "KeyType": "HASH" }],
    ///     "AttributeDefinitions": [{ "AttributeName": "id", "AttributeType": "S" }]
    /// }"#;
    /// engine.call("CreateTable", table);
    /// let time_to_live = br#"{
    ///     "TableName": "tokens", "TimeToLiveSpecification": { "AttributeName": "expires", "Enabled": true }
    /// }"#;
    /// engine.call("UpdateTimeToLive", time_to_live);
    /// let token = br#"{ "TableName": "tokens", "Item": { "id": { "S": "1" }, "expires": { "N": "1799999999" } } }"#;
    /// engine.call("PutItem", token);
    /// assert_eq!(engine.sweep_expired()?.items, 1);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The file cannot be written. What was removed until then stays removed.
    pub fn sweep_expired(&self) -> Result<Sweep, Error> {
        let mut items = 0;
        loop {
            let done = self.store.write(|session| {
                let removed = session.remove_expired(PIECE)?;
                Ok((removed, session.trim_streams()?))
            });
            let (removed, is_more) = done.map_err(|failure| Error::request(failure.message))?;
            items += removed;
            if removed < PIECE && !is_more {
                return Ok(Sweep { items });
            }
        }
    }
}
