//! Records: how one item changed.
//!
//! In the file a record is short: a byte of marks, its time, the item's key as in its place, and what the stream's view type
//! asks for, as items are stored (`value::entry`). Where it has both images, the old one is stored as what differs from the
//! new one, for most changes leave most of an item alone. Key attributes are not stored beside an image, which has them.

use std::io::Write as _;

use super::{Stream, ViewType, encoding, sequence};
use crate::store::Names;
use crate::table::{Table, arn, key_of_place};
use crate::value::bytes::{Damaged, Reader, write_block, write_length, write_text};
use crate::value::entry::{self, Entry};
use crate::value::{Item, json, size};

/// Who changed an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Author {
    /// Whoever sent a request.
    Client,
    /// The service itself, because the item's time to live was over.
    Expiry,
}

/// What happened to an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Insert,
    Modify,
    Remove,
}

impl Event {
    fn word(self) -> &'static str {
        match self {
            Self::Insert => "INSERT",
            Self::Modify => "MODIFY",
            Self::Remove => "REMOVE",
        }
    }
}

/// The bits of a record's first byte.
const EVENT: u8 = 0b11;
const BY_EXPIRY: u8 = 0b100;

/// A record.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Record {
    pub(crate) event: Event,
    pub(crate) author: Author,
    /// Milliseconds of Unix time.
    pub(crate) time: u64,
    pub(crate) keys: Item,
    pub(crate) old: Option<Item>,
    pub(crate) new: Option<Item>,
}

/// The time of a stored record, without reading the rest of it.
pub(crate) fn time(bytes: &[u8]) -> Result<u64, Damaged> {
    let bytes = bytes.get(1..).ok_or(Damaged)?;
    Ok(u64::from_be_bytes(encoding::fixed(&mut Reader(bytes))?))
}

/// A record of a change, as bytes; nothing if nothing changed. The names must have those of both images that get numbers.
pub(crate) fn encode(
    view: ViewType,
    table: &Table,
    before: Option<&Item>,
    after: Option<&Item>,
    by: (Author, u64),
    names: &Names,
) -> Option<Vec<u8>> {
    let (event, item) = match (before, after) {
        (None, None) => return None,
        (None, Some(item)) => (Event::Insert, item),
        (Some(_), Some(item)) => (Event::Modify, item),
        (Some(item), None) => (Event::Remove, item),
    };
    let mut bytes = Vec::with_capacity(256);
    let (author, time) = by;
    let mark = match author {
        Author::Client => 0,
        Author::Expiry => BY_EXPIRY,
    };
    bytes.push(event as u8 | mark);
    bytes.extend(time.to_be_bytes());
    let place = table.place(item);
    let key = key_of_place(&place);
    write_block(key, &mut bytes);
    let new = after.filter(|_| view.has_new());
    let old = before.filter(|_| view.has_old());
    let mut image = Vec::with_capacity(256);
    let mut write = |item: &Item, place: &[u8], bytes: &mut Vec<u8>| {
        image.clear();
        entry::write(item, place, names, &mut image);
        write_block(&image, bytes);
    };
    match (old, new) {
        (None, None) => write(&table.key_of(item, None), key, &mut bytes),
        (Some(image), None) | (None, Some(image)) => write(image, key, &mut bytes),
        (Some(old), Some(new)) => {
            write(new, key, &mut bytes);
            write(&difference(old, new), key, &mut bytes);
            write_missing(old, new, &mut bytes);
        }
    }
    Some(bytes)
}

/// What has to be put into an item to get another one.
fn difference(to: &Item, from: &Item) -> Item {
    to.iter()
        .filter(|(name, value)| from.get(*name) != Some(value))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

/// Writes which names have to be taken from an item to get another one.
fn write_missing(to: &Item, from: &Item, bytes: &mut Vec<u8>) {
    let without: Vec<&String> = from.keys().filter(|name| !to.contains_key(*name)).collect();
    write_length(without.len(), bytes);
    for name in without {
        write_text(name, bytes);
    }
}

/// Reads a record of a stream.
pub(crate) fn decode(view: ViewType, key: &[String], bytes: &[u8], names: &Names) -> Result<Record, Damaged> {
    let mut reader = Reader(bytes);
    let [marks] = encoding::fixed(&mut reader)?;
    let event = match marks & EVENT {
        0 => Event::Insert,
        1 => Event::Modify,
        2 => Event::Remove,
        _ => return Err(Damaged),
    };
    let author = if marks & BY_EXPIRY == 0 {
        Author::Client
    } else {
        Author::Expiry
    };
    let time = u64::from_be_bytes(encoding::fixed(&mut reader)?);
    let place = reader.block()?;
    let read = |reader: &mut Reader<'_>| {
        let bytes = reader.block()?;
        Entry { place, bytes, names }.item()
    };
    let item = read(&mut reader)?;
    let has_new = view.has_new() && event != Event::Remove;
    let has_old = view.has_old() && event != Event::Insert;
    let keys = item
        .iter()
        .filter(|(name, _)| key.contains(name))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    let (old, new) = match (has_old, has_new) {
        (false, false) => (None, None),
        (true, false) => (Some(item), None),
        (false, true) => (None, Some(item)),
        (true, true) => {
            let mut old = item.clone();
            old.append(&mut read(&mut reader)?);
            for _ in 0..reader.length()? {
                old.remove(reader.text()?);
            }
            (Some(old), Some(item))
        }
    };
    if !reader.0.is_empty() {
        return Err(Damaged);
    }
    Ok(Record {
        event,
        author,
        time,
        keys,
        old,
        new,
    })
}

impl Record {
    /// What the record counts for: its keys and its images.
    pub(crate) fn size(&self) -> usize {
        let images = self.old.iter().chain(&self.new);
        size::of_item(&self.keys) + images.map(size::of_item).sum::<usize>()
    }

    /// Writes the record as `GetRecords` answers it.
    pub(crate) fn write(&self, stream: &Stream, number: u64, out: &mut Vec<u8>) {
        // Writing to memory does not fail.
        let mut text = |text: std::fmt::Arguments<'_>| drop(out.write_fmt(text));
        text(format_args!(
            "{{\"eventID\":\"{}\",\"eventName\":\"{}\",\"eventVersion\":\"1.1\",\"eventSource\":\"aws:dynamodb\",\
             \"awsRegion\":\"{}\",\"dynamodb\":{{\"ApproximateCreationDateTime\":{},\"Keys\":",
            stream.event_id(number),
            self.event.word(),
            arn::REGION,
            self.time / 1000,
        ));
        json::write_item(&self.keys, out);
        for (name, image) in [("NewImage", &self.new), ("OldImage", &self.old)] {
            if let Some(image) = image {
                drop(write!(out, ",\"{name}\":"));
                json::write_item(image, out);
            }
        }
        drop(write!(
            out,
            ",\"SequenceNumber\":\"{}\",\"SizeBytes\":{},\"StreamViewType\":\"{}\"}}",
            sequence::text(number),
            self.size(),
            stream.view.word(),
        ));
        if self.author == Author::Expiry {
            out.extend_from_slice(
                b",\"userIdentity\":{\"PrincipalId\":\"dynamodb.amazonaws.com\",\"Type\":\"Service\"}",
            );
        }
        out.push(b'}');
    }
}
