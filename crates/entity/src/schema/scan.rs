//! Scans, and the choice of an index by what is given.

use super::failure::{Code, failure};
use super::key::Cut;
use super::query::Origin;
use super::{Index, IndexKind, Projection, Schema, SchemaQuery};
use crate::key::{Candidate, best};
use crate::request::{Query, Scan};
use crate::{Condition, Cursor, Error, Item, Name, Value};

/// What `find` and `match` come down to.
#[derive(Clone, Debug)]
pub enum Search<'s> {
    /// A query of the index that fits best.
    Query(SchemaQuery<'s>),
    /// A scan, where no index fits.
    Scan(Scan),
}

impl Schema {
    /// Reads every item of the entity, from the whole table.
    ///
    /// # Errors
    /// When a condition on the keys cannot be made.
    pub fn scan(&self) -> Result<Scan, Error> {
        self.scan_of(self.primary())
    }

    /// Reads every item of the entity that is in an index.
    ///
    /// # Errors
    /// When there is no such access pattern.
    pub fn scan_index(&self, access_pattern: &str) -> Result<Scan, Error> {
        self.scan_of(self.access_pattern(access_pattern)?)
    }

    fn scan_of(&self, index: &Index) -> Result<Scan, Error> {
        let mut filter = self.key_filter(index)?;
        if !self.ignores_ownership(index, None) {
            self.entity_condition().add_to(&mut filter);
        }
        Ok(Scan {
            index: index.name.clone(),
            filter,
            ..Scan::default()
        })
    }

    /// Whether items of an index count that do not say their entity: the index does not hold it, or they are asked for.
    pub fn is_ownership_ignored_in(&self, index: Option<&str>, asked: Option<bool>) -> bool {
        let found = self
            .inner
            .indexes
            .iter()
            .find(|known| known.name.as_deref() == index);
        self.ignores_ownership(found.unwrap_or(self.primary()), asked)
    }

    /// The filter of a scan that takes items as the schema's own by their keys alone.
    ///
    /// # Errors
    /// When a condition on the keys cannot be made.
    pub fn scan_filter(&self, index: Option<&str>) -> Result<Option<Condition>, Error> {
        let found = self
            .inner
            .indexes
            .iter()
            .find(|known| known.name.as_deref() == index);
        self.key_filter(found.unwrap_or(self.primary()))
    }

    fn key_filter(&self, index: &Index) -> Result<Option<Condition>, Error> {
        let mut filter = None;
        if index.kind != IndexKind::Composite {
            for key in index.keys() {
                let made = key.make(self.members(), |_| None, Cut::default())?;
                if let Some(Value::String(prefix)) = made
                    && !prefix.is_empty()
                {
                    Condition::begins_with(key.field.clone(), prefix).add_to(&mut filter);
                }
            }
        }
        Ok(filter)
    }

    /// Reads items by any attributes: from the index that most of them fit, or from the whole table. Only what the index's
    /// key says is looked at.
    ///
    /// # Errors
    /// Those of the query or scan.
    pub fn find(&self, attributes: &Item) -> Result<Search<'_>, Error> {
        match self.best_index(attributes) {
            Some(index) => {
                let mut query = self.query_index(index, attributes)?;
                query.origin = Origin::Search;
                Ok(Search::Query(query))
            }
            None => self.scan().map(Search::Scan),
        }
    }

    /// Reads the items whose attributes equal these: from the index that most of them fit, or from the whole table.
    ///
    /// # Errors
    /// Those of the query or scan.
    pub fn matching(&self, attributes: &Item) -> Result<Search<'_>, Error> {
        let mut filter = None;
        for (name, value) in attributes.iter() {
            if let Some(attribute) = self.members().get(name) {
                Condition::eq(attribute.field.clone(), value.clone()).add_to(&mut filter);
            }
        }
        Ok(match (self.find(attributes)?, filter) {
            (Search::Query(query), Some(filter)) => Search::Query(query.filter(filter)),
            (Search::Scan(mut scan), Some(filter)) => {
                filter.add_to(&mut scan.filter);
                Search::Scan(scan)
            }
            (search, None) => search,
        })
    }

    /// The index that fits best.
    fn best_index(&self, attributes: &Item) -> Option<&Index> {
        let candidates = self.inner.indexes.iter().map(|index| Candidate {
            table: index.name.is_none(),
            partition: &index.partition.composites,
            sort: index.sort_composites(),
        });
        let position = best(candidates, |attribute| {
            self.known(attributes, attribute).is_some()
        })?;
        self.inner.indexes.get(position)
    }

    /// Whether items that do not say their entity are read from an index: where it does not hold the identifiers, it must
    /// be.
    pub(super) fn ignores_ownership(&self, index: &Index, asked: Option<bool>) -> bool {
        let hidden = match index.projection {
            Projection::KeysOnly => true,
            Projection::Include { identifiers } => !identifiers,
            Projection::All => false,
        };
        asked.unwrap_or(if self.exact && index.name.is_some() {
            hidden
        } else {
            self.ignore_ownership || hidden
        })
    }

    /// What is asked for, in the table's names, with the table's keys and what says whose item it is. Nothing asked for is
    /// everything.
    pub fn projection(&self, attributes: &[Name], identifiers: bool) -> Vec<Name> {
        if attributes.is_empty() {
            return Vec::new();
        }
        let mut names: Vec<Name> = self.primary().keys().map(|key| key.field.clone()).collect();
        let fields = attributes.iter().map(|name| match self.members().get(name) {
            Some(attribute) => attribute.field.clone(),
            None => name.clone(),
        });
        let identifiers = self.inner.identifiers.iter().filter(|_| identifiers).cloned();
        for field in fields.chain(identifiers) {
            if !names.contains(&field) {
                names.push(field);
            }
        }
        names
    }

    /// The part of a cursor that an index knows.
    pub(super) fn trim_cursor(&self, index: &Index, cursor: Cursor) -> Result<Cursor, Error> {
        if index.kind == IndexKind::Composite {
            return Ok(cursor);
        }
        let key = cursor.into_key();
        let mut trimmed = Item::with_capacity(4);
        for part in index.keys().chain(self.primary().keys()) {
            if let Some(value) = key.get(&part.field) {
                trimmed.insert(part.field.clone(), value.clone());
            }
        }
        Cursor::new(trimmed)
            .map_err(|_| failure(Code::ConversionCursor, "the cursor is not one of this index"))
    }
}

impl Search<'_> {
    /// The query, if an index fits.
    ///
    /// # Errors
    /// Those of the query.
    pub fn into_query(self) -> Result<Option<Query>, Error> {
        match self {
            Self::Query(query) => query.build().map(Some),
            Self::Scan(_) => Ok(None),
        }
    }
}
