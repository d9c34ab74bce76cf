//! Searches: rows by whatever is known of them, from the index that fits best.

use std::fmt;

use crate::key::{Candidate, best};
use crate::model::IndexKind;
use crate::request::Scan;
use crate::{Condition, Cursor, Entity, EntityQuery, Error, Fields, Known, Name};

/// What [`Entity::find`] and [`Entity::matching`] come down to.
///
/// ```
/// use lockstep_entity::{Entity, Search};
/// # use serde::{Deserialize, Serialize};
///
/// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
/// #[entity(service = "shop", name = "Order", version = "1")]
/// #[index(primary, pk = [id], sk = [])]
/// #[index(by_customer, name = "GSI1", pk = [customer], sk = [placed_on])]
/// struct Order {
///     id: u32,
///     customer: String,
///     placed_on: String,
///     note: Option<String>,
/// }
///
/// let search = Order::matching([Order::CUSTOMER.is("Ada"), Order::NOTE.is("gift")]);
/// let Search::Query(query) = search else { panic!("an index fits") };
/// assert_eq!(query.as_query().index.as_deref(), Some("GSI1"));
/// assert!(matches!(Order::find([Order::NOTE.is("gift")]), Search::Scan(_)));
/// ```
#[derive(Clone)]
#[expect(
    clippy::large_enum_variant,
    reason = "a search is made, told a little and sent: a box would cost each reader a dereference"
)]
pub enum Search<E> {
    /// A query of the index that fits best.
    Query(EntityQuery<E>),
    /// A scan of the whole table, where no index fits.
    Scan(Scan),
}

impl<E: Entity> Search<E> {
    pub(crate) fn find(known: &Known<E>) -> Self {
        let candidates = E::model().indexes().iter().map(|index| Candidate {
            table: index.name().is_none(),
            partition: &index.partition().composites,
            sort: index.sort().map_or(&[], |key| &key.composites),
        });
        let given = |position| known.key_field(position).is_some_and(|field| !field.is_absent());
        match best(candidates, given) {
            Some(index) => Self::Query(EntityQuery::of_known(index, known)),
            None => Self::Scan(E::scan()),
        }
    }

    pub(crate) fn matching(known: &Known<E>) -> Self {
        let mut search = Self::find(known);
        for (position, attribute) in E::model().attributes().iter().enumerate() {
            let Some(field) = known.field(position) else {
                continue;
            };
            // An attribute that is the key itself is looked at there; a table takes no filter on it.
            if search.reads_by(position) {
                continue;
            }
            let name = Name::Owned(attribute.name().to_owned());
            search = search.filter(match field.value() {
                Some(value) => Condition::eq(name, value),
                None => Condition::not_exists(name),
            });
        }
        search
    }

    fn reads_by(&self, position: usize) -> bool {
        match self {
            Self::Query(query) => {
                let index = query.index();
                index.kind() == IndexKind::Composite
                    && index
                        .keys()
                        .any(|key| key.composites().any(|known| known == position))
            }
            Self::Scan(_) => false,
        }
    }

    /// Returns only the rows that meet the condition too. Rows left out still count towards the limit.
    #[must_use]
    pub fn filter(self, condition: Condition) -> Self {
        match self {
            Self::Query(query) => Self::Query(query.filter(condition)),
            Self::Scan(mut scan) => {
                condition.add_to(&mut scan.filter);
                Self::Scan(scan)
            }
        }
    }

    /// Reads at most this many rows a page.
    #[must_use]
    pub fn limit(self, limit: u32) -> Self {
        match self {
            Self::Query(query) => Self::Query(query.limit(limit)),
            Self::Scan(scan) => Self::Scan(Scan {
                limit: Some(limit),
                ..scan
            }),
        }
    }

    /// Asks for an answer that shows every write that was acknowledged before. Not possible on a global index.
    #[must_use]
    pub fn consistent(self) -> Self {
        match self {
            Self::Query(query) => Self::Query(query.consistent()),
            Self::Scan(scan) => Self::Scan(Scan {
                consistent: true,
                ..scan
            }),
        }
    }

    /// Goes on behind the page that ended with this cursor. Call it last: the cursor of a query is checked against it.
    ///
    /// # Errors
    /// When the cursor is not one of this query.
    pub fn after(self, cursor: Cursor) -> Result<Self, Error> {
        Ok(match self {
            Self::Query(query) => Self::Query(query.after(cursor)?),
            Self::Scan(scan) => Self::Scan(Scan {
                cursor: Some(cursor),
                ..scan
            }),
        })
    }
}

impl<E> From<EntityQuery<E>> for Search<E> {
    fn from(query: EntityQuery<E>) -> Self {
        Self::Query(query)
    }
}

/// A scan for rows of `E`, such as `Order::scan()` and `Order::index_by_customer().scan()`.
impl<E> From<Scan> for Search<E> {
    fn from(scan: Scan) -> Self {
        Self::Scan(scan)
    }
}

impl<E> fmt::Debug for Search<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Query(query) => query.fmt(formatter),
            Self::Scan(scan) => scan.fmt(formatter),
        }
    }
}
