//! What an answer says of itself, for the log: what it took to make it, and how many items it holds.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::reply::{BatchGot, BatchWritten, Got, Listed, TransactGot, TransactWritten, Written};

/// An answer to a request for items.
pub(crate) trait Answer: DeserializeOwned {
    /// `ConsumedCapacity`, if it was asked for.
    fn consumed(&self) -> Option<&Consumed>;

    /// How many items were read; `None` for what only writes.
    fn items(&self) -> Option<u64> {
        None
    }
}

/// Of one table, or a list with what each table has to say.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Consumed {
    Once(Capacity),
    Each(Vec<Capacity>),
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Capacity {
    capacity_units: Option<f64>,
}

impl Consumed {
    /// All of it, in capacity units.
    pub(crate) fn units(&self) -> f64 {
        let capacities = match self {
            Self::Once(capacity) => std::slice::from_ref(capacity),
            Self::Each(capacities) => capacities,
        };
        let units = capacities.iter().filter_map(|capacity| capacity.capacity_units);
        units.sum()
    }
}

macro_rules! answers {
    ($($answer:ident $($items:ident)?,)*) => {$(
        impl Answer for $answer {
            fn consumed(&self) -> Option<&Consumed> {
                self.consumed_capacity.as_ref()
            }

            $(fn items(&self) -> Option<u64> {
                u64::try_from(self.$items()).ok()
            })?
        }
    )*};
}

answers! {
    BatchGot number,
    BatchWritten,
    Got number,
    Listed number,
    TransactGot number,
    TransactWritten,
    Written,
}
