//! Keys of items and of index entries: checking the attributes, and their place in the order of the file.
//!
//! A place begins with the number of its table or index and a hash of the partition key, which spreads a scan over
//! segments; then come partition key and sort key, attribute by attribute. An index entry goes on with the key of its item in the table, as pieces
//! of what stands before where the two have some in common, as they usually do.

use std::borrow::Cow;

use super::{Index, KeySchema, Scalar, Table};
use crate::error::Failure;
use crate::value::bytes::{Reader, write_length};
use crate::value::pieces::{self, Known};
use crate::value::{Item, Value, key};

/// The most bytes of a partition key and of a sort key, all of its attributes together.
const MAX_PARTITION_BYTES: usize = 2048;
const MAX_SORT_BYTES: usize = 1024;

const NO_MATCH: &str = "The provided key element does not match the schema";

/// How many bytes the hash has.
const HASH: usize = 2;

/// How many bytes the number of a table has.
const NUMBER: usize = 4;

/// What a place begins with for one partition, which has one value for each attribute of the partition key: everything there
/// has these bytes in front.
pub(crate) fn partition_place<'a>(number: u32, partition: impl IntoIterator<Item = &'a Value>) -> Vec<u8> {
    // Room for usual keys, so that the place does not move while it grows.
    let mut place = Vec::with_capacity(160);
    place.extend(number.to_be_bytes());
    place.extend([0; HASH]);
    for value in partition {
        key::encode(value, &mut place);
    }
    let (head, encoded) = place.split_at_mut(NUMBER + HASH);
    head[NUMBER..].copy_from_slice(&hash(encoded).to_be_bytes());
    place
}

/// Where one of so many segments of a table or an index begins, and where it ends.
pub(crate) fn segment(number: u32, segment: u32, of: u32) -> (Vec<u8>, Vec<u8>) {
    let bound = |segment: u32| {
        let first = u64::from(segment) * (1 << (8 * HASH)) / u64::from(of);
        let mut place = number.to_be_bytes().to_vec();
        match u16::try_from(first) {
            Ok(first) => place.extend(first.to_be_bytes()),
            Err(_) => place = (number + 1).to_be_bytes().to_vec(),
        }
        place
    };
    (bound(segment), bound(segment + 1))
}

/// FNV-1a, folded: it spreads keys, no more is asked of it.
fn hash(bytes: &[u8]) -> u16 {
    let hash = bytes.iter().fold(0x811C_9DC5_u32, |hash, byte| {
        (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
    });
    (hash >> 16) as u16 ^ (hash & 0xFFFF) as u16
}

impl Index {
    /// What the index holds of an item, whose place is known, and where; nothing if the item is not in it.
    pub(crate) fn entry_of<'a>(&self, item: &'a Item, place: &[u8]) -> Option<(Vec<u8>, Cow<'a, Item>)> {
        Some((index_place(self, item, place)?, self.project(item)))
    }
}

impl Table {
    /// The place of the item with a key, which has been checked.
    pub(crate) fn place(&self, item: &Item) -> Vec<u8> {
        place(self.id, &self.key, item).unwrap_or_default()
    }

    /// The place of the entry of an item in an index; nothing if the item is not in it.
    pub(crate) fn index_place(&self, index: &Index, item: &Item) -> Option<Vec<u8>> {
        index_place(index, item, &self.place(item))
    }

    /// What an index holds of an item, and where; nothing if the item is not in it.
    pub(crate) fn index_entry<'a>(&self, index: &Index, item: &'a Item) -> Option<(Vec<u8>, Cow<'a, Item>)> {
        index.entry_of(item, &self.place(item))
    }

    /// The place of the item that an index entry is of; nothing if the entry is damaged.
    pub(crate) fn item_place(&self, index: &Index, entry: &[u8]) -> Option<Vec<u8>> {
        let mut rest = entry.get(NUMBER + HASH..)?;
        for attribute in index.key.attributes() {
            key::skip(attribute.kind == Scalar::Number, &mut rest)?;
        }
        let mut reader = Reader(rest);
        let count = reader.length().ok()?;
        let mut place = self.id.to_be_bytes().to_vec();
        if count == 0 {
            place.extend_from_slice(reader.0);
            return Some(place);
        }
        let known = &entry[..entry.len() - rest.len()];
        let pieces = pieces::read(&mut reader, known, count, |piece| {
            place.extend_from_slice(piece);
            Ok(())
        });
        (pieces.is_ok() && reader.0.is_empty()).then_some(place)
    }

    /// Checks the key attributes of a whole item, those of the indexes included.
    pub(crate) fn check_item(&self, item: &Item) -> Result<(), Failure> {
        for attribute in self.key.attributes() {
            let name = &attribute.name;
            let value = item.get(name).ok_or_else(|| {
                Failure::validation(format!(
                    "One or more parameter values were invalid: Missing the key {name} in the item"
                ))
            })?;
            check_empty(name, value)?;
            if !attribute.kind.is_of(value) {
                return Err(Failure::validation(format!(
                    "One or more parameter values were invalid: Type mismatch for key {name} expected: {} actual: {}",
                    attribute.kind.name(),
                    value.type_name()
                )));
            }
        }
        check_sizes(&self.key, item)?;
        self.check_index_keys(item, None)
    }

    /// Checks the attributes of a whole item that are keys of indexes; after an update, those that it changed.
    pub(crate) fn check_index_keys(&self, item: &Item, before: Option<&Item>) -> Result<(), Failure> {
        let mut indexes: Vec<&Index> = self.indexes.iter().collect();
        indexes.sort_by_key(|index| &index.name);
        for index in indexes {
            for attribute in index.key.attributes() {
                let name = &attribute.name;
                let Some(value) = item.get(name) else {
                    continue;
                };
                if before.is_some_and(|before| before.get(name) == Some(value)) || self.is_key(name) {
                    continue;
                }
                if !attribute.kind.is_of(value) {
                    return Err(Failure::validation(format!(
                        "One or more parameter values were invalid: Type mismatch for Index Key {name} Expected: {} \
                         Actual: {} IndexName: {}",
                        attribute.kind.name(),
                        value.type_name(),
                        index.name
                    )));
                }
                if let Some(kind) = empty(value) {
                    let what = if before.is_some() {
                        "The update expression attempted to update a secondary index key to a value that is not \
                         supported."
                    } else {
                        "A value specified for a secondary index key is not supported."
                    };
                    let place = match before {
                        Some(_) => String::new(),
                        None => format!(" IndexName: {}, IndexKey: {name}", index.name),
                    };
                    return Err(Failure::validation(format!(
                        "One or more parameter values are not valid. {what} The AttributeValue for a key attribute \
                         cannot contain an empty {kind} value.{place}"
                    )));
                }
            }
            check_sizes(&index.key, item)?;
        }
        Ok(())
    }

    /// Checks a key: just the key attributes, each of its type.
    pub(crate) fn check_key(&self, key: &Item) -> Result<(), Failure> {
        if key.len() != self.key.attributes().count() {
            return Err(Failure::validation(NO_MATCH));
        }
        for attribute in self.key.attributes() {
            let value = key
                .get(&attribute.name)
                .ok_or_else(|| Failure::validation(NO_MATCH))?;
            if !attribute.kind.is_of(value) {
                return Err(Failure::validation(NO_MATCH));
            }
            check_empty(&attribute.name, value)?;
        }
        check_sizes(&self.key, key)
    }

    /// Whether a key value of an item is empty, be it the key of the table or of an index.
    pub(crate) fn has_empty_key(&self, item: &Item) -> bool {
        let of_indexes = self.indexes.iter().flat_map(|index| index.key.attributes());
        let mut attributes = self.key.attributes().chain(of_indexes);
        attributes.any(|attribute| item.get(&attribute.name).and_then(empty).is_some())
    }

    /// Whether an attribute belongs to the table's own key.
    pub(crate) fn is_key(&self, name: &str) -> bool {
        self.key.attributes().any(|attribute| attribute.name == name)
    }

    /// The key of an item; with an index, its key too, as pages end with it.
    pub(crate) fn key_of(&self, item: &Item, index: Option<&Index>) -> Item {
        let attributes = self
            .key
            .attributes()
            .chain(index.into_iter().flat_map(|index| index.key.attributes()));
        attributes
            .filter_map(|attribute| Some((attribute.name.clone(), item.get(&attribute.name)?.clone())))
            .collect()
    }
}

/// What tells an item's place from those of others of its table.
pub(crate) fn key_of_place(place: &[u8]) -> &[u8] {
    place.get(NUMBER + HASH..).unwrap_or_default()
}

fn place(number: u32, schema: &KeySchema, item: &Item) -> Option<Vec<u8>> {
    let value = |attribute: &super::KeyAttribute| {
        item.get(&attribute.name)
            .filter(|value| attribute.kind.is_of(value))
    };
    let partition: Vec<&Value> = schema.partition.iter().map(value).collect::<Option<_>>()?;
    let mut place = partition_place(number, partition);
    for sort in &schema.sort {
        key::encode(value(sort)?, &mut place);
    }
    Some(place)
}

/// The place of the entry of an item, whose own place is known, in an index; nothing if the item is not in it.
fn index_place(index: &Index, item: &Item, item_place: &[u8]) -> Option<Vec<u8>> {
    let mut place = place(index.id, &index.key, item)?;
    let mut pieces = Vec::with_capacity(item_place.len());
    let known = Known::of(&place);
    let (count, found) = known.write(&item_place[NUMBER..], |_| true, &mut pieces);
    if found == 0 {
        // Without a piece that is found it stands as it is, so that entries of one key keep the items' order.
        place.push(0);
        place.extend_from_slice(&item_place[NUMBER..]);
    } else {
        write_length(count, &mut place);
        place.extend(pieces);
    }
    Some(place)
}

/// What an empty key value is called.
fn empty(value: &Value) -> Option<&'static str> {
    match value {
        Value::String(text) if text.is_empty() => Some("string"),
        Value::Binary(bytes) if bytes.is_empty() => Some("binary"),
        _ => None,
    }
}

fn check_empty(name: &str, value: &Value) -> Result<(), Failure> {
    match empty(value) {
        None => Ok(()),
        Some(kind) => Err(Failure::validation(format!(
            "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an \
             empty {kind} value. Key: {name}"
        ))),
    }
}

fn check_sizes(schema: &KeySchema, item: &Item) -> Result<(), Failure> {
    let size = |attributes: &[super::KeyAttribute]| -> usize {
        let values = attributes
            .iter()
            .filter_map(|attribute| item.get(&attribute.name));
        values.map(Value::size).sum()
    };
    if size(&schema.partition) > MAX_PARTITION_BYTES {
        return Err(Failure::validation(format!(
            "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit \
             of{MAX_PARTITION_BYTES} bytes"
        )));
    }
    if size(&schema.sort) > MAX_SORT_BYTES {
        return Err(Failure::validation(format!(
            "One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit \
             of {MAX_SORT_BYTES} bytes"
        )));
    }
    Ok(())
}
