//! What queries of an index have in common, whoever's rows they read: the request, and which cursors are its own.

use crate::cursor::invalid;
use crate::model::{Index, Model};
use crate::request::Query;
use crate::{Cursor, Error, SortCondition, Value};

/// A query of an index, under way.
#[derive(Clone, Debug)]
pub(crate) struct Listing {
    pub(crate) query: Query,
    pub(crate) index: &'static Index,
    pub(crate) model: &'static Model,
}

impl Listing {
    /// Goes on behind a cursor, which must be one of this query.
    pub(crate) fn after(mut self, cursor: Cursor) -> Result<Self, Error> {
        self.check(&cursor)?;
        self.query.cursor = Some(cursor);
        Ok(self)
    }

    fn check(&self, cursor: &Cursor) -> Result<(), Error> {
        let mut fields = self.model.key_names(self.model.primary());
        for name in self.model.key_names(self.index) {
            if !fields.contains(&name) {
                fields.push(name);
            }
        }
        let key = cursor.key();
        if key.len() != fields.len() || !fields.iter().all(|field| key.contains(field)) {
            return Err(invalid("it names other key attributes"));
        }
        let (field, partition) = &self.query.key_condition.partition;
        if key.get(field) != Some(partition) {
            return Err(invalid("it belongs to another partition"));
        }
        let begins = match &self.query.key_condition.sort {
            Some((field, SortCondition::BeginsWith(prefix))) => {
                let sort = key.get(field).and_then(Value::as_str).unwrap_or_default();
                sort.starts_with(prefix.as_str().unwrap_or_default())
            }
            _ => true,
        };
        if begins {
            Ok(())
        } else {
            Err(invalid("it lies outside of the part that is read"))
        }
    }
}

/// The methods of every type that holds a [`Listing`].
macro_rules! listing_methods {
    () => {
        /// Returns only the rows that meet the condition too. Rows left out still count towards the limit.
        #[must_use]
        pub fn filter(mut self, condition: crate::Condition) -> Self {
            condition.add_to(&mut self.listing.query.filter);
            self
        }

        /// Reads at most this many rows a page.
        #[must_use]
        pub fn limit(mut self, limit: u32) -> Self {
            self.listing.query.limit = Some(limit);
            self
        }

        /// From the greatest sort key to the least.
        #[must_use]
        pub fn descending(mut self) -> Self {
            self.listing.query.descending = true;
            self
        }

        /// Asks for an answer that shows every write that was acknowledged before. Not possible on a global index.
        #[must_use]
        pub fn consistent(mut self) -> Self {
            self.listing.query.consistent = true;
            self
        }

        /// Goes on behind the page that ended with this cursor. Call it last: the cursor is checked against the query.
        ///
        /// # Errors
        /// When the cursor is not one of this query.
        pub fn after(mut self, cursor: crate::Cursor) -> Result<Self, crate::Error> {
            self.listing = self.listing.after(cursor)?;
            Ok(self)
        }

        /// The request.
        pub fn as_query(&self) -> &crate::request::Query {
            &self.listing.query
        }
    };
}

pub(crate) use listing_methods;
