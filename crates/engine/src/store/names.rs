//! The names of attributes, each stored once in the file: items hold numbers instead.
//!
//! Names are only ever added, so a number means the same name for as long as the file lives. A database has few of them;
//! a program that makes up names without end gets no numbers for the later ones, which its items then spell out.

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use redb::{ReadableTable as _, WriteTransaction};
use rustc_hash::FxHashMap;

use super::map::Map;
use super::turn::Turn;
use crate::error::{Error, Failure, Kind};
use crate::value::{Item, json};

/// The most names that get a number.
const MAX_NAMES: usize = 1024;

/// The longest name that gets a number, in bytes.
const MAX_BYTES: usize = 255;

/// The names that are known at one moment.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    by_number: Vec<Arc<str>>,
    /// The same as JSON, with the colon behind it.
    quoted: Vec<Arc<[u8]>>,
    by_name: FxHashMap<Arc<str>, u32>,
}

impl Names {
    /// The number of a name.
    pub(crate) fn number(&self, name: &str) -> Option<u32> {
        self.by_name.get(name).copied()
    }

    /// The name of a number.
    pub(crate) fn name(&self, number: usize) -> Option<&str> {
        self.by_number.get(number).map(AsRef::as_ref)
    }

    /// The name of a number as a member of a JSON object begins: with quotes and a colon.
    pub(crate) fn quoted(&self, number: usize) -> Option<&[u8]> {
        self.quoted.get(number).map(AsRef::as_ref)
    }

    fn add(&mut self, name: &str) {
        let number = u32::try_from(self.by_number.len()).expect("names are bounded");
        let mut quoted = Vec::with_capacity(name.len() + 3);
        json::write_text(name, &mut quoted);
        quoted.push(b':');
        self.quoted.push(quoted.into());
        let name: Arc<str> = name.into();
        self.by_number.push(Arc::clone(&name));
        self.by_name.insert(name, number);
    }
}

#[cfg(test)]
impl<'a> FromIterator<&'a str> for Names {
    fn from_iter<I: IntoIterator<Item = &'a str>>(all: I) -> Self {
        let mut names = Self::default();
        all.into_iter().for_each(|name| names.add(name));
        names
    }
}

/// The names of an open database.
///
/// A name can be used as soon as it is added: whoever reads an item sees every name that was added before the item was
/// committed, and the name is committed with it at the latest.
#[derive(Default)]
pub(super) struct Dictionary {
    names: RwLock<Arc<Names>>,
    /// How many of them are on the disk; only the writer whose turn it is asks.
    stored: Mutex<usize>,
}

impl Dictionary {
    /// Reads what is in the file.
    pub(super) fn load(transaction: &WriteTransaction) -> Result<Self, Error> {
        let mut names = Names::default();
        for entry in transaction.open_table(Map::Names.definition())?.iter()? {
            let (number, name) = entry?;
            let name = std::str::from_utf8(name.value()).map_err(|_| Kind::Damaged)?;
            // Numbers have no gaps.
            if number.value() != key(names.by_number.len()) {
                return Err(Kind::Damaged.into());
            }
            names.add(name);
        }
        Ok(Self {
            stored: Mutex::new(names.by_number.len()),
            names: RwLock::new(Arc::new(names)),
        })
    }

    /// The names as they are now. To read items with them, ask after the items' transaction has begun.
    pub(super) fn now(&self) -> Arc<Names> {
        Arc::clone(&self.names.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The names, with those of an item among them as far as they get numbers.
    pub(super) fn with_names_of(&self, known: &mut Arc<Names>, item: &Item) {
        let new = |names: &Names, name: &str| names.number(name).is_none() && name.len() <= MAX_BYTES;
        if !item.keys().any(|name| new(known, name)) || known.by_number.len() >= MAX_NAMES {
            return;
        }
        let mut names = Names::clone(known);
        for name in item.keys() {
            if new(&names, name) && names.by_number.len() < MAX_NAMES {
                names.add(name);
            }
        }
        *known = Arc::new(names);
        *self.names.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(known);
    }

    /// Writes the names that are not in the file yet, to be committed with the items that use them. Answers how many
    /// there are then, for [`Self::set_stored`].
    pub(super) fn store(&self, names: &Names, rows: &mut Turn<'_>) -> Result<usize, Failure> {
        let stored = *self.stored.lock().unwrap_or_else(PoisonError::into_inner);
        for (number, name) in names.by_number.iter().enumerate().skip(stored) {
            rows.set(Map::Names, &key(number), Some(name.as_bytes()))?;
        }
        Ok(names.by_number.len())
    }

    /// Says that so many names were committed.
    pub(super) fn set_stored(&self, count: usize) {
        *self.stored.lock().unwrap_or_else(PoisonError::into_inner) = count;
    }
}

/// The key of a name.
fn key(number: usize) -> [u8; 4] {
    u32::try_from(number).expect("names are bounded").to_be_bytes()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Dictionary, MAX_BYTES, MAX_NAMES, Names};
    use crate::value::{Item, Value};

    fn item(names: impl IntoIterator<Item = String>) -> Item {
        names.into_iter().map(|name| (name, Value::Null)).collect()
    }

    #[test]
    fn numbers_are_given_out_once_and_not_without_end() {
        let dictionary = Dictionary::default();
        let mut names = dictionary.now();
        dictionary.with_names_of(&mut names, &item(["b".to_owned(), "a".to_owned()]));
        dictionary.with_names_of(&mut names, &item(["b".to_owned(), "c".to_owned()]));
        let known = |names: &Names| {
            (0..4)
                .map(|number| names.name(number).map(str::to_owned))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            known(&names),
            [
                Some("a".to_owned()),
                Some("b".to_owned()),
                Some("c".to_owned()),
                None
            ]
        );
        assert!(Arc::ptr_eq(&names, &dictionary.now()));
        dictionary.with_names_of(&mut names, &item(["x".repeat(MAX_BYTES + 1)]));
        dictionary.with_names_of(&mut names, &item((0..2 * MAX_NAMES).map(|n| format!("n{n}"))));
        dictionary.with_names_of(&mut names, &item(["late".to_owned()]));
        assert_eq!(names.by_number.len(), MAX_NAMES);
        assert_eq!(names.number("late"), None);
        assert_eq!(names.number("c"), Some(2));
    }
}
