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
