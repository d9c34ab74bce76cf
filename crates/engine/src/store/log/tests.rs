//! The log by itself: what is in it after a crash, and what is damage.

use std::sync::Arc;

use proptest::prelude::*;
use redb::StorageBackend as _;
use redb::backends::InMemoryBackend;

use super::super::layout::{Backend, DATABASE_AT, LOG_AT, LOG_BYTES};
use super::{Log, records};

fn backend() -> Backend {
    let backend = InMemoryBackend::new();
    backend.set_len(DATABASE_AT).unwrap();
    Arc::new(backend)
}

/// The bytes of a log that these records were appended to.
fn bytes(backend: &Backend) -> Vec<u8> {
    let mut bytes = vec![0; LOG_BYTES];
    backend.read(LOG_AT, &mut bytes).unwrap();
    bytes
}

#[test]
fn a_record_without_room_is_not_written() {
    let backend = backend();
    let mut log = Log::after(1, Some(Arc::clone(&backend)));
    let half = vec![7; LOG_BYTES / 2];
    assert!(log.append(&half).unwrap());
    assert!(!log.append(&half).unwrap());
    assert!(log.append(b"short").unwrap());
    assert_eq!(log.read().unwrap(), [half, b"short".to_vec()]);
}

#[test]
fn records_of_before_a_checkpoint_do_not_count() {
    let backend = backend();
    let mut log = Log::after(1, Some(Arc::clone(&backend)));
    for number in 0..5 {
        assert!(log.append(&[number; 100]).unwrap());
    }
    log.begin();
    assert!(log.is_empty() && log.read().unwrap().is_empty());
    assert!(log.append(&[9; 10]).unwrap());
    assert_eq!(log.read().unwrap(), [[9; 10]]);
    // A log that follows a checkpoint which is not there.
    assert!(records(&bytes(&backend), 1).is_err());
}

#[test]
fn a_log_in_memory_is_full_at_some_time_too() {
    let mut log = Log::after(1, None);
    let half = vec![7; LOG_BYTES / 2];
    assert!(log.append(&half).unwrap() && !log.append(&half).unwrap());
    assert!(log.read().unwrap().is_empty());
}

proptest! {
    #[test]
    fn a_log_is_read_or_misses_its_last_record_or_is_damaged(
        contents in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..60), 1..6),
        place in any::<prop::sample::Index>(),
        mask in 1_u8..,
    ) {
        let backend = backend();
        let mut log = Log::after(3, Some(Arc::clone(&backend)));
        for contents in &contents {
            prop_assert!(log.append(contents).unwrap());
        }
        prop_assert_eq!(&log.read().unwrap(), &contents);
        let mut bytes = bytes(&backend);
        bytes[place.index(log.at)] ^= mask;
        if let Ok(found) = records(&bytes, 3) {
            let without_last = &contents[..contents.len() - 1];
            prop_assert!(found == contents || found == without_last);
        }
    }
}
