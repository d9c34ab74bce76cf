//! Listings: page after page, as long as is asked for. Nothing is sent here: pages are handed in.

use super::conversion::Strict;
use super::failure::{Code, failure};
use super::{ReadOptions, Schema};
use crate::request::{Query, Scan};
use crate::{Cursor, Error, Item, Name, Page};

/// How much of a listing is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amount {
    /// Everything.
    All,
    /// This many pages at most.
    Pages(u32),
    /// This many items of the entity at most.
    Items(usize),
}

/// A query or scan that is read page by page.
///
/// Ask for the [cursor](Listing::start) of the next page, send the request, hand the answer [in](Listing::receive), and
/// so on until there is no next page.
#[derive(Debug)]
pub struct Listing<'s> {
    schema: &'s Schema,
    /// The index's name; `None` is the table itself.
    index: Option<Name>,
    amount: Amount,
    options: ReadOptions,
    pages: u32,
    items: Vec<Item>,
    next: Option<Cursor>,
    done: bool,
}

impl<'s> Listing<'s> {
    /// Reads a query's items.
    ///
    /// # Errors
    /// When no page or no item is asked for.
    pub fn of_query(
        schema: &'s Schema,
        query: &Query,
        amount: Amount,
        options: ReadOptions,
    ) -> Result<Self, Error> {
        Self::new(schema, query.index.clone(), query.cursor.clone(), amount, options)
    }

    /// Reads a scan's items.
    ///
    /// # Errors
    /// When no page or no item is asked for.
    pub fn of_scan(
        schema: &'s Schema,
        scan: &Scan,
        amount: Amount,
        options: ReadOptions,
    ) -> Result<Self, Error> {
        Self::new(schema, scan.index.clone(), scan.cursor.clone(), amount, options)
    }

    fn new(
        schema: &'s Schema,
        index: Option<Name>,
        cursor: Option<Cursor>,
        amount: Amount,
        options: ReadOptions,
    ) -> Result<Self, Error> {
        match amount {
            Amount::Pages(0) => return Err(failure(Code::Pages, "a listing has at least one page")),
            Amount::Items(0) => return Err(failure(Code::Options, "a listing has at least one item")),
            _ => {}
        }
        Ok(Self {
            schema,
            index,
            amount,
            options,
            pages: 0,
            items: Vec::new(),
            next: cursor,
            done: false,
        })
    }

    /// Where the next page starts; `None` if there is none to read.
    pub fn start(&self) -> Option<Option<&Cursor>> {
        (!self.done).then_some(self.next.as_ref())
    }

    /// Takes a page's stored items, and the key with which it ended if more follows.
    ///
    /// # Errors
    /// When the key is none.
    pub fn receive(&mut self, items: Vec<Item>, last: Option<Item>) -> Result<(), Error> {
        self.pages += 1;
        self.next = last.map(Cursor::new).transpose()?;
        let wanted = match self.amount {
            Amount::Items(count) => count,
            _ => usize::MAX,
        };
        for item in items {
            let Some(item) = self.schema.read(item, &self.options) else {
                continue;
            };
            if self.items.len() == wanted {
                // What was not returned must come with the next listing.
                self.next = self.cursor_of_last()?;
                self.done = true;
                return Ok(());
            }
            self.items.push(item);
        }
        if self.items.len() == wanted {
            self.next = self.cursor_of_last()?;
            self.done = true;
        }
        let pages_left = match self.amount {
            Amount::Pages(pages) => self.pages < pages,
            _ => true,
        };
        self.done |= self.next.is_none() || !pages_left;
        Ok(())
    }

    fn cursor_of_last(&self) -> Result<Option<Cursor>, Error> {
        let Some(item) = self.items.last() else {
            return Ok(None);
        };
        let index = self
            .schema
            .inner
            .indexes
            .iter()
            .find(|index| index.name == self.index)
            .unwrap_or(self.schema.primary());
        let strict = if self.schema.exact {
            Strict::None
        } else {
            Strict::All
        };
        let keys = self.schema.keys_of_index(index, item, strict)?;
        Cursor::new(keys).map(Some)
    }

    /// What was read, and where the listing goes on.
    pub fn finish(self) -> Page<Item> {
        Page {
            items: self.items,
            cursor: self.next,
        }
    }
}
