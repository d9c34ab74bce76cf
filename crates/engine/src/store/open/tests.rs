//! Files that were cut or changed: refused, or read exactly as they were written.

use std::io::Error;
use std::sync::{Arc, LazyLock, Mutex};

use proptest::prelude::*;
use redb::StorageBackend;
use serde_json::json;

use super::{file, with_backend};
use crate::Engine;
use crate::store::Store;
use crate::store::layout::{self, DATABASE_AT, LOG_AT};

/// A file in memory that can be looked at after it was closed.
#[derive(Clone, Debug, Default)]
struct Bytes(Arc<Mutex<Vec<u8>>>);

impl Bytes {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

fn eof() -> Error {
    Error::from(std::io::ErrorKind::UnexpectedEof)
}

impl StorageBackend for Bytes {
    fn len(&self) -> Result<u64, Error> {
        Ok(self.0.lock().unwrap().len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> Result<(), Error> {
        let offset = usize::try_from(offset).unwrap();
        let bytes = self.0.lock().unwrap();
        out.copy_from_slice(bytes.get(offset..offset + out.len()).ok_or_else(eof)?);
        Ok(())
    }

    fn set_len(&self, len: u64) -> Result<(), Error> {
        self.0.lock().unwrap().resize(usize::try_from(len).unwrap(), 0);
        Ok(())
    }

    fn sync_data(&self) -> Result<(), Error> {
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> Result<(), Error> {
        let offset = usize::try_from(offset).unwrap();
        let mut bytes = self.0.lock().unwrap();
        let place = bytes.get_mut(offset..offset + data.len()).ok_or_else(eof)?;
        place.copy_from_slice(data);
        Ok(())
    }
}

fn engine(bytes: impl StorageBackend) -> Result<Engine, crate::Error> {
    let opened = with_backend(Arc::new(bytes), layout::begin)?;
    Ok(Engine::new(Store::open(opened)?))
}

/// A file of which every state is kept that was brought to the disk.
#[derive(Clone, Debug, Default)]
struct Synced {
    bytes: Bytes,
    states: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl StorageBackend for Synced {
    fn len(&self) -> Result<u64, Error> {
        self.bytes.len()
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> Result<(), Error> {
        self.bytes.read(offset, out)
    }

    fn set_len(&self, len: u64) -> Result<(), Error> {
        self.bytes.set_len(len)
    }

    fn sync_data(&self) -> Result<(), Error> {
        let state = self.bytes.0.lock().unwrap().clone();
        self.states.lock().unwrap().push(state);
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> Result<(), Error> {
        self.bytes.write(offset, data)
    }
}

#[test]
fn a_new_file_has_the_length_from_which_it_grows_in_good_steps() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("notes.redb");
    let opened = file(&path).unwrap();
    // 209 pages and the header's.
    assert_eq!(std::fs::metadata(&path).unwrap().len(), DATABASE_AT + 210 * 4096);
    drop(opened);
}

fn ok(engine: &Engine, operation: &str, request: &serde_json::Value) -> String {
    let reply = engine.call(operation, request.to_string().as_bytes());
    let body = String::from_utf8(reply.body).unwrap();
    assert_eq!(reply.status, 200, "{operation}: {body}");
    body
}

/// A file with a table, an index, items of one page and of many, and pages that are free again; and what it answers.
static WRITTEN: LazyLock<(Vec<u8>, Vec<String>)> = LazyLock::new(|| {
    let bytes = written();
    let answer = read(bytes.clone()).unwrap();
    (bytes, answer)
});

fn written() -> Vec<u8> {
    let bytes = Bytes::default();
    let engine = engine(bytes.clone()).unwrap();
    create(&engine);
    for number in 0..120_usize {
        let text = "text ".repeat(if number % 30 == 0 { 4_000 } else { 5 + number });
        put(&engine, number, &text);
    }
    for number in (0..120).step_by(3) {
        let key = json!({ "id": { "S": number.to_string() } });
        ok(
            &engine,
            "DeleteItem",
            &json!({ "TableName": "notes", "Key": key }),
        );
    }
    drop(engine);
    bytes.take()
}

fn create(engine: &Engine) {
    let table = json!({
        "TableName": "notes", "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [{ "AttributeName": "id", "KeyType": "HASH" }],
        "AttributeDefinitions": [
            { "AttributeName": "id", "AttributeType": "S" }, { "AttributeName": "tag", "AttributeType": "S" },
        ],
        "GlobalSecondaryIndexes": [{
            "IndexName": "by_tag", "KeySchema": [{ "AttributeName": "tag", "KeyType": "HASH" }],
            "Projection": { "ProjectionType": "ALL" },
        }],
    });
    ok(engine, "CreateTable", &table);
}

fn put(engine: &Engine, number: usize, text: &str) {
    let item = json!({
        "id": { "S": number.to_string() }, "tag": { "S": (number % 7).to_string() }, "text": { "S": text },
    });
    ok(engine, "PutItem", &json!({ "TableName": "notes", "Item": item }));
}

/// Everything that a file answers; nothing where it is refused. A refusal says that the file is damaged or not ours.
fn read(bytes: Vec<u8>) -> Option<Vec<String>> {
    let engine = match engine(Bytes(Arc::new(Mutex::new(bytes)))) {
        Ok(engine) => engine,
        Err(error) => {
            assert!(error.is_damaged() || error.is_foreign(), "{error:?}");
            return None;
        }
    };
    Some(answers(&engine))
}

fn answers(engine: &Engine) -> Vec<String> {
    vec![
        ok(engine, "DescribeTable", &json!({ "TableName": "notes" })),
        ok(engine, "Scan", &json!({ "TableName": "notes" })),
        ok(
            engine,
            "Scan",
            &json!({ "TableName": "notes", "IndexName": "by_tag" }),
        ),
    ]
}

/// The pages that hold something, as places of their first bytes.
fn used_pages(bytes: &[u8]) -> Vec<usize> {
    let pages = bytes.chunks(4096).enumerate();
    pages
        .filter(|(_, page)| page.iter().any(|byte| *byte != 0))
        .map(|(number, _)| number * 4096)
        .collect()
}

#[test]
fn each_flipped_bit_of_the_header_is_noticed_or_harmless() {
    let (bytes, expected) = &*WRITTEN;
    let mut refused = 0;
    let database = usize::try_from(DATABASE_AT).unwrap();
    for bit in (0..8 * 32).chain(8 * database..8 * (database + 320)) {
        let mut flipped = bytes.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        match read(flipped) {
            Some(answer) => assert_eq!(&answer, expected, "bit {bit}"),
            None => refused += 1,
        }
    }
    // At least the magic number and the slot that counts.
    assert!(refused > 1_000, "{refused}");
}

#[test]
fn each_page_is_checked() {
    let (bytes, expected) = &*WRITTEN;
    let mut refused = 0;
    let pages = used_pages(bytes);
    for page in &pages {
        let mut flipped = bytes.clone();
        flipped[page + 100] ^= 0x10;
        match read(flipped) {
            Some(answer) => assert_eq!(&answer, expected, "page at {page}"),
            None => refused += 1,
        }
    }
    assert!(refused > 10, "{refused} of {} pages", pages.len());
}

#[test]
fn an_empty_file_and_one_that_was_never_finished_are_new() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("notes.redb");
    for length in [0, 8, 100_000] {
        std::fs::write(&path, vec![0; length]).unwrap();
        drop(file(&path).unwrap());
        drop(file(&path).unwrap());
    }
    let opened = file(&path).unwrap();
    assert!(opened.is_new, "its header does not say yet that it is made");
    assert!(Store::file(&path).is_err_and(|error| error.is_in_use()));
    drop(opened);
    let store = Store::file(&path).unwrap();
    assert!(Store::file(&path).is_err_and(|error| error.is_in_use()));
    drop(store);
    assert!(!file(&path).unwrap().is_new);
}

/// A file as it lies there while it is written to: after some writes, what it is and what it answers.
static CRASHED: LazyLock<Vec<(Vec<u8>, Vec<String>)>> = LazyLock::new(|| {
    let bytes = Bytes::default();
    let engine = engine(bytes.clone()).unwrap();
    create(&engine);
    (0..70)
        .map(|number| {
            put(&engine, number % 50, &"text ".repeat(10 * (number % 11)));
            (bytes.0.lock().unwrap().clone(), answers(&engine))
        })
        .collect()
});

#[test]
fn what_was_acknowledged_is_there_after_a_crash() {
    for (bytes, answer) in CRASHED.iter() {
        assert_eq!(read(bytes.clone()).as_ref(), Some(answer));
    }
}

#[test]
fn a_crash_between_the_pieces_of_a_checkpoint_loses_nothing() {
    let file = Synced::default();
    let engine = engine(file.clone()).unwrap();
    create(&engine);
    let mut before = answers(&engine);
    let mut most = 0;
    for number in 0..80 {
        file.states.lock().unwrap().clear();
        put(&engine, number % 60, &"text ".repeat(10 * (number % 19)));
        let after = answers(&engine);
        let states = std::mem::take(&mut *file.states.lock().unwrap());
        most = most.max(states.len());
        for state in states {
            let found = read(state).expect("it is not damaged");
            assert!(found == before || found == after, "after {number}");
        }
        before = after;
    }
    // A record of the log takes one.
    assert!(most > 4, "{most}");
}

#[test]
fn a_damaged_log_is_refused_or_misses_what_was_last() {
    let (mut refused, mut shorter) = (0, 0);
    for pair in CRASHED.windows(2).skip(20) {
        let [(_, before), (bytes, answer)] = pair else {
            continue;
        };
        let log = usize::try_from(LOG_AT).unwrap();
        for place in (log..usize::try_from(DATABASE_AT).unwrap()).step_by(997) {
            let mut flipped = bytes.clone();
            flipped[place] ^= 0x10;
            match read(flipped) {
                None => refused += 1,
                Some(found) if found == *before => shorter += 1,
                Some(found) => assert_eq!(&found, answer, "at {place}"),
            }
        }
    }
    assert!(refused > 100 && shorter > 0, "{refused} {shorter}");
}

#[test]
fn a_database_of_another_program_is_named_and_left_as_it_is() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("notes.db");
    for (content, expected) in [
        (
            b"SQLite format 3\0\x10\0".as_slice(),
            "the file is an SQLite database; it was left as it is",
        ),
        (
            b"text",
            "the file is no database of this engine; it was left as it is",
        ),
    ] {
        std::fs::write(&path, content).unwrap();
        let error = Store::file(&path).err().unwrap();
        assert!(error.is_foreign() && !error.is_damaged());
        assert_eq!(error.to_string(), expected);
        assert_eq!(std::fs::read(&path).unwrap(), content);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn cut_and_changed_files_are_refused_or_read_right(
        cut in prop::option::weighted(0.3, any::<prop::sample::Index>()),
        flips in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..4096, 1_u8..), 0..4),
    ) {
        let (bytes, expected) = &*WRITTEN;
        let (mut bytes, pages) = (bytes.clone(), used_pages(bytes));
        for (page, offset, mask) in flips {
            if let Some(byte) = bytes.get_mut(page.get(&pages) + offset) {
                *byte ^= mask;
            }
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        // Nothing at all is a new file.
        prop_assume!(!bytes.is_empty());
        if let Some(answer) = read(bytes) {
            prop_assert_eq!(&answer, expected);
        }
    }
}
