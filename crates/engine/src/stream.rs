//! Streams: the log of what changed in a table, as `DynamoDB` Streams shows it (Amazon `DynamoDB` Developer Guide, *Change
//! data capture for `DynamoDB` Streams*).
//!
//! A [`Stream`] is what is known of one stream beside its records: when it began and ended, and its shards. Each shard
//! holds the records of a stretch of the stream; one is open, and the next one is its child. Records are in [`record`],
//! their numbers in [`sequence`], the iterators that clients hold in [`iterator`]. Where all this is stored, and that a
//! record is committed with its item, is the matter of `store::streams`.

pub(crate) mod encoding;
pub(crate) mod iterator;
pub(crate) mod record;
pub(crate) mod sequence;

#[cfg(test)]
mod tests;

use crate::table::arn;

/// How long a record can be read, in milliseconds: 24 hours.
pub(crate) const RETENTION: u64 = 24 * 60 * 60 * 1000;

/// How long a shard takes records, in milliseconds. The service replaces its shards about every four hours.
const SHARD_AGE: u64 = 4 * 60 * 60 * 1000;

/// Which images of an item its records have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum ViewType {
    KeysOnly = 1,
    NewImage = 2,
    OldImage = 3,
    NewAndOldImages = 4,
}

impl ViewType {
    /// The words for them, in the order in which the service lists them.
    pub(crate) const WORDS: [&'static str; 4] = ["NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES", "KEYS_ONLY"];

    const ALL: [Self; 4] = [
        Self::NewImage,
        Self::OldImage,
        Self::NewAndOldImages,
        Self::KeysOnly,
    ];

    /// The view type of a word.
    pub(crate) fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|view| view.word() == word)
    }

    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::KeysOnly => "KEYS_ONLY",
            Self::NewImage => "NEW_IMAGE",
            Self::OldImage => "OLD_IMAGE",
            Self::NewAndOldImages => "NEW_AND_OLD_IMAGES",
        }
    }

    /// Whether records have the item as it was.
    pub(crate) fn has_old(self) -> bool {
        matches!(self, Self::OldImage | Self::NewAndOldImages)
    }

    /// Whether records have the item as it became.
    pub(crate) fn has_new(self) -> bool {
        matches!(self, Self::NewImage | Self::NewAndOldImages)
    }
}

/// The end of a shard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct End {
    /// The number of the end itself: every record of the shard has a smaller one, every later record a greater one.
    pub(crate) number: u64,
    /// When it was closed, in milliseconds of Unix time.
    pub(crate) time: u64,
}

/// A stretch of a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shard {
    /// When it was opened, in milliseconds of Unix time; no two shards of a stream have the same.
    pub(crate) time: u64,
    /// The same of the shard before it, if there was one. That shard may be gone.
    pub(crate) parent: Option<u64>,
    /// The number of its first record.
    pub(crate) start: u64,
    pub(crate) end: Option<End>,
}

/// A stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stream {
    /// The number under which its records are stored.
    pub(crate) id: u32,
    pub(crate) table: String,
    /// When it was enabled, as text; with the name of the table it names the stream.
    pub(crate) label: String,
    pub(crate) view: ViewType,
    /// When it was enabled, in milliseconds of Unix time.
    pub(crate) created: u64,
    /// When it was disabled; it can be read for [`RETENTION`] after that.
    pub(crate) disabled: Option<u64>,
    /// `KeySchema` of the table, as JSON.
    pub(crate) key_schema: String,
    /// Records with smaller numbers have been removed.
    pub(crate) first: u64,
    /// No record is older than this.
    pub(crate) oldest: u64,
    /// By time; the last one is open unless the stream is disabled.
    pub(crate) shards: Vec<Shard>,
}

impl Stream {
    /// A stream that begins now, with one open shard.
    pub(crate) fn new(
        id: u32,
        table: &str,
        label: String,
        view: ViewType,
        key_schema: String,
        now: u64,
    ) -> Self {
        Self {
            id,
            table: table.to_owned(),
            label,
            view,
            created: now,
            disabled: None,
            key_schema,
            first: sequence::FIRST,
            oldest: now,
            shards: vec![Shard {
                time: now,
                parent: None,
                start: sequence::FIRST,
                end: None,
            }],
        }
    }

    /// Its name among all streams, by which they are ordered too.
    pub(crate) fn name(&self) -> String {
        name(&self.table, &self.label)
    }

    /// Its Amazon resource name.
    pub(crate) fn arn(&self) -> String {
        arn::of_stream(&self.table, &self.label)
    }

    /// The name that clients have for a shard. They sort as their shards do.
    pub(crate) fn shard_id(&self, time: u64) -> String {
        let mark = mix(self.created ^ (u64::from(self.id) << 48), time) >> 32;
        format!("shardId-{time:020}-{mark:08x}")
    }

    /// What identifies the event of a record: no other record has the same, in whatever database.
    pub(crate) fn event_id(&self, number: u64) -> String {
        let stream = mix(self.created, u64::from(self.id));
        format!("{stream:016x}{:016x}", mix(stream, number))
    }

    /// The shard that takes records.
    fn open_shard(&mut self) -> Option<&mut Shard> {
        self.shards.last_mut().filter(|shard| shard.end.is_none())
    }

    /// Whether its open shard has taken records long enough.
    pub(crate) fn is_due(&self, now: u64) -> bool {
        self.shards
            .last()
            .is_some_and(|shard| shard.end.is_none() && now >= shard.time.saturating_add(SHARD_AGE))
    }

    /// Closes the open shard and opens its child; the next number of the stream is taken for the end.
    pub(crate) fn rotate(&mut self, next: &mut u64, now: u64) {
        let Some(shard) = self.open_shard() else {
            return;
        };
        let time = now.max(shard.time + 1);
        let parent = shard.time;
        shard.end = Some(End { number: *next, time });
        *next += 1;
        self.shards.push(Shard {
            time,
            parent: Some(parent),
            start: *next,
            end: None,
        });
        self.forget_shards(now);
    }

    /// Ends the stream.
    pub(crate) fn disable(&mut self, next: &mut u64, now: u64) {
        if let Some(shard) = self.open_shard() {
            let time = now.max(shard.time);
            shard.end = Some(End { number: *next, time });
            *next += 1;
        }
        self.disabled.get_or_insert(now);
    }

    /// Whether nothing of it can be read any more.
    pub(crate) fn is_gone(&self, now: u64) -> bool {
        self.disabled.is_some_and(|disabled| is_old(disabled, now))
    }

    /// Forgets shards that were closed so long ago that no record of theirs can be read.
    fn forget_shards(&mut self, now: u64) {
        self.shards.retain(|shard| is_readable(shard, now));
    }

    /// The shards that can still be read.
    pub(crate) fn readable_shards(&self, now: u64) -> impl Iterator<Item = &Shard> {
        self.shards.iter().filter(move |shard| is_readable(shard, now))
    }

    /// The shard of an id, if it can still be read.
    pub(crate) fn find_shard(&self, id: &str, now: u64) -> Option<&Shard> {
        self.readable_shards(now)
            .find(|shard| self.shard_id(shard.time) == id)
    }

    /// The number after all that were given out, as far as this can be told without the records.
    pub(crate) fn next_number(&self) -> u64 {
        let shard = self.shards.last();
        let of_shard = shard.map_or(sequence::FIRST, |shard| match shard.end {
            Some(end) => end.number + 1,
            None => shard.start,
        });
        of_shard.max(self.first)
    }
}

/// The name of a stream among all streams. The name of a table has no slash.
pub(crate) fn name(table: &str, label: &str) -> String {
    format!("{table}/{label}")
}

/// Whether something of a time is past the retention.
pub(crate) fn is_old(time: u64, now: u64) -> bool {
    now >= time.saturating_add(RETENTION)
}

fn is_readable(shard: &Shard, now: u64) -> bool {
    shard.end.is_none_or(|end| !is_old(end.time, now))
}

/// The label of a stream that is enabled at some milliseconds of Unix time: `2015-05-11T21:21:33.291`.
pub(crate) fn label(time: u64) -> String {
    let time = i64::try_from(time).ok();
    let time = time.and_then(|time| jiff::Timestamp::from_millisecond(time).ok());
    let text = format!("{:.3}", time.unwrap_or(jiff::Timestamp::MAX));
    text.trim_end_matches('Z').to_owned()
}

/// Spreads two numbers over one (the finalizer of `SplitMix64`, a bijection of `value` for any `seed`).
fn mix(seed: u64, value: u64) -> u64 {
    let mut mixed = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(value);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}
