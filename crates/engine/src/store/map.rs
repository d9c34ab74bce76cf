//! The maps of the file: which there are, and what their keys are as bytes.
//!
//! Keys are ordered by their bytes, numbers in them are of a fixed length and have their greatest byte first. So a row can
//! be told by its map, its key and its value, wherever it lies: in the log, in memory ([`overlay`](super::overlay)) or in a
//! tree of `redb` ([`base`](super::base)).

use redb::TableDefinition;

/// A map. Its number stands in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(super) enum Map {
    /// Items and index entries, by place.
    Items = 1,
    /// Items and bytes of a table or an index, by its number.
    Counts = 2,
    /// Names of attributes, by number.
    Names = 3,
    /// Nothing, by the number of a table, the second after which an item is expired, and its place.
    Expiries = 4,
    /// Stream records, by the number of their stream and their own.
    Records = 5,
    /// What was done, by token.
    Tokens = 6,
    /// Nothing, by the time when a token was used, in milliseconds of Unix time, and the token.
    TokenTimes = 7,
    /// Streams, by table and label.
    Streams = 8,
    /// What tables there are, by name.
    Catalog = 9,
}

/// A map as `redb` keeps it.
pub(super) type Definition = TableDefinition<'static, &'static [u8], &'static [u8]>;

impl Map {
    /// All of them, in the order of their numbers.
    pub(super) const ALL: [Self; 9] = [
        Self::Items,
        Self::Counts,
        Self::Names,
        Self::Expiries,
        Self::Records,
        Self::Tokens,
        Self::TokenTimes,
        Self::Streams,
        Self::Catalog,
    ];

    /// The map of a number.
    pub(super) fn of(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number).checked_sub(1)?).copied()
    }

    /// Where it stands among all.
    pub(super) fn index(self) -> usize {
        self as usize - 1
    }

    /// Its tree in `redb`.
    pub(super) fn definition(self) -> Definition {
        TableDefinition::new(match self {
            Self::Items => "items",
            Self::Counts => "counts",
            Self::Names => "names",
            Self::Expiries => "expiries",
            Self::Records => "records",
            Self::Tokens => "tokens",
            Self::TokenTimes => "token times",
            Self::Streams => "streams",
            Self::Catalog => "catalog",
        })
    }
}
