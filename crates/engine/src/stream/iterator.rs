//! Shard iterators: where a client is in a shard.
//!
//! An iterator is all that the client holds, so it carries everything: the stream, the shard, the number of the next
//! record, and when it was made. A digest with a secret of the database ends it, so that what anyone else made or changed
//! is refused rather than followed. The form is the service's: the stream's resource name, a version, and opaque text.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use sha2::{Digest as _, Sha256};

use super::Stream;
use crate::table::arn;

/// How long an iterator can be used, in milliseconds: 15 minutes.
const LIFE: u64 = 15 * 60 * 1000;

/// What is between the parts.
const VERSION: &str = "|1|";

/// The bytes of the digest.
const DIGEST: usize = 16;

/// The secret of a database.
pub(crate) type Secret = [u8; 16];

/// A position in a shard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ShardIterator {
    pub(crate) table: String,
    pub(crate) label: String,
    /// The time by which the shard is known.
    pub(crate) shard: u64,
    /// The number of the next record.
    pub(crate) position: u64,
    /// When it was made, in milliseconds of Unix time.
    pub(crate) made: u64,
}

impl ShardIterator {
    /// An iterator that is made now.
    pub(crate) fn new(stream: &Stream, shard: u64, position: u64, now: u64) -> Self {
        Self {
            table: stream.table.clone(),
            label: stream.label.clone(),
            shard,
            position,
            made: now,
        }
    }

    /// The iterator as clients see it.
    pub(crate) fn text(&self, secret: &Secret) -> String {
        let arn = arn::of_stream(&self.table, &self.label);
        let mut content = Vec::with_capacity(3 * 8 + DIGEST);
        for number in [self.shard, self.position, self.made] {
            content.extend(number.to_be_bytes());
        }
        content.extend(digest(&arn, &content, secret));
        format!("{arn}{VERSION}{}", BASE64.encode(content))
    }

    /// The iterator of what a client sends; nothing if it was not made with this secret.
    pub(crate) fn parse(text: &str, secret: &Secret) -> Option<Self> {
        let (arn, content) = text.rsplit_once(VERSION)?;
        let content = BASE64.decode(content).ok()?;
        let (content, seal) = content.split_last_chunk::<DIGEST>()?;
        if *seal != digest(arn, content, secret) {
            return None;
        }
        let (table, label) = arn::stream(arn)?;
        let (shard, rest) = content.split_first_chunk()?;
        let (position, rest) = rest.split_first_chunk()?;
        let made = rest.try_into().ok()?;
        Some(Self {
            table: table.to_owned(),
            label: label.to_owned(),
            shard: u64::from_be_bytes(*shard),
            position: u64::from_be_bytes(*position),
            made: u64::from_be_bytes(made),
        })
    }

    /// Whether it is too old to be used.
    pub(crate) fn is_expired(&self, now: u64) -> bool {
        now >= self.made.saturating_add(LIFE)
    }
}

/// The secret is on both sides, and the length of what is between is in it.
fn digest(arn: &str, content: &[u8], secret: &Secret) -> [u8; DIGEST] {
    let mut digest = Sha256::new();
    digest.update(secret);
    digest.update(arn.len().to_be_bytes());
    digest.update(arn);
    digest.update(content);
    digest.update(secret);
    let digest: [u8; 32] = digest.finalize().into();
    let mut seal = [0; DIGEST];
    seal.copy_from_slice(&digest[..DIGEST]);
    seal
}
