//! Numbers, names, records and iterators.

use proptest::prelude::*;
use serde_json::json;

use super::iterator::ShardIterator;
use super::record::{self, Author, Event};
use super::{Stream, ViewType, label, sequence};
use crate::store::Names;
use crate::table::{Settings, Table, arn};
use crate::value::testing::{item, value};
use crate::value::{Item, Value};

fn stream() -> Stream {
    let mut stream = Stream::new(7, "notes", label(1), ViewType::NewImage, "[]".to_owned(), 1);
    let mut next = 5;
    stream.rotate(&mut next, 1);
    assert_eq!(next, 6);
    stream
}

fn table() -> Table {
    let request = json!({
        "TableName": "notes",
        "KeySchema": [{ "AttributeName": "p", "KeyType": "HASH" }],
        "AttributeDefinitions": [{ "AttributeName": "p", "AttributeType": "S" }],
    });
    Table::new(1, 0, request, Settings::default()).expect("the table is sound")
}

fn names() -> Names {
    ["p", "a", "long"].into_iter().collect()
}

#[test]
fn labels_are_times() {
    assert_eq!(label(1_431_379_293_291), "2015-05-11T21:21:33.291");
    assert_eq!(label(0), "1970-01-01T00:00:00.000");
    // No clock gets there; a label comes out all the same.
    assert!(label(u64::MAX).starts_with("9999-"));
}

#[test]
fn sequence_numbers_sort_as_text() {
    let numbers = [0, 1, 9, 10, 1 << 40, u64::MAX];
    let texts = numbers.map(sequence::text);
    assert!(texts.is_sorted());
    assert!(texts.iter().all(|text| (21..=40).contains(&text.len())));
    assert_eq!(
        texts.each_ref().map(|text| sequence::parse(text)),
        numbers.map(Some)
    );
    for text in [
        "",
        "1",
        "-00000000000000000000001",
        "+100000000000000000001",
        "1e23",
    ] {
        assert_eq!(sequence::parse(text), None, "{text}");
    }
}

#[test]
fn names_can_be_read_again() {
    assert_eq!(
        arn::stream(&arn::of_stream("notes", "label")),
        Some(("notes", "label"))
    );
    assert_eq!(arn::table(&arn::of_table("notes")), Some("notes"));
    assert_eq!(arn::table(&arn::of_index("notes", "one")), None);
    assert_eq!(arn::stream(&arn::of_table("notes")), None);
    assert_eq!(
        arn::stream("arn:aws:dynamodb:us-east-1:1:table/notes/stream/label"),
        None
    );
}

#[test]
fn ids_differ() {
    let stream = stream();
    let [one, two] = [1, 2].map(|number| stream.event_id(number));
    assert_ne!(one, two);
    assert_eq!(one[..16], two[..16]);
    let ids: Vec<String> = stream
        .shards
        .iter()
        .map(|shard| stream.shard_id(shard.time))
        .collect();
    assert!(ids[0] < ids[1], "{ids:?}");
    assert!(ids.iter().all(|id| (28..=65).contains(&id.len())));
}

#[test]
fn a_small_change_of_a_large_item_is_stored_once() {
    let long = "x".repeat(10_000);
    let image = |mark: &str| {
        item(&format!(
            r#"{{"p":{{"S":"a"}},"long":{{"S":"{long}"}},"m":{{"S":"{mark}"}}}}"#
        ))
    };
    let (before, after) = (image("1"), image("2"));
    let view = ViewType::NewAndOldImages;
    let bytes = record::encode(
        view,
        &table(),
        Some(&before),
        Some(&after),
        (Author::Client, 1),
        &names(),
    )
    .unwrap();
    assert!(bytes.len() < 10_100, "{}", bytes.len());
}

fn view() -> impl Strategy<Value = ViewType> {
    prop::sample::select(&ViewType::ALL[..])
}

fn image() -> impl Strategy<Value = Option<Item>> {
    prop::option::of(prop::collection::btree_map("[a-c]{1,2}", value(), 0..4)).prop_map(|image| {
        image.map(|mut image: Item| {
            image.insert("p".to_owned(), Value::String("a".to_owned()));
            image
        })
    })
}

proptest! {
    #[test]
    fn streams_return(name in "[a-z]{1,5}", rotations in 0..4u64, is_disabled: bool, created in 0..1_000_000u64) {
        let mut stream = Stream::new(3, &name, label(created), ViewType::KeysOnly, "[]".to_owned(), created);
        let mut next = sequence::FIRST;
        for step in 0..rotations {
            next += step;
            stream.rotate(&mut next, created + step);
        }
        if is_disabled {
            stream.disable(&mut next, created + rotations);
        }
        prop_assert!(stream.next_number() <= next);
        prop_assert_eq!(Stream::decode(&stream.name(), &stream.encode()), Ok(stream));
    }

    #[test]
    fn records_return(view in view(), before in image(), after in image(), time: u64, by_expiry: bool) {
        let author = if by_expiry { Author::Expiry } else { Author::Client };
        let bytes = record::encode(view, &table(), before.as_ref(), after.as_ref(), (author, time), &names());
        let Some(bytes) = bytes else {
            prop_assert_eq!((before, after), (None, None));
            return Ok(());
        };
        prop_assert_eq!(record::time(&bytes), Ok(time));
        let record = record::decode(view, &["p".to_owned()], &bytes, &names()).unwrap();
        let event = match (&before, &after) {
            (None, _) => Event::Insert,
            (_, None) => Event::Remove,
            _ => Event::Modify,
        };
        prop_assert_eq!((record.event, record.author, record.time), (event, author, time));
        prop_assert_eq!(&record.keys, &item(r#"{"p":{"S":"a"}}"#));
        prop_assert_eq!(record.old, before.filter(|_| view.has_old()));
        prop_assert_eq!(record.new, after.filter(|_| view.has_new()));
        for end in 0..bytes.len() {
            prop_assert!(record::decode(view, &["p".to_owned()], &bytes[..end], &names()).is_err());
        }
    }

    #[test]
    fn damaged_bytes_never_panic(view in view(), bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        let _ = record::decode(view, &["p".to_owned()], &bytes, &names());
        let _ = Stream::decode("notes/label", &bytes);
    }

    #[test]
    fn iterators_return_to_who_made_them(position: u64, made: u64, secret: [u8; 16], other: [u8; 16]) {
        let iterator = ShardIterator::new(&stream(), 1, position, made);
        let text = iterator.text(&secret);
        if secret != other {
            prop_assert_eq!(ShardIterator::parse(&text, &other), None);
        }
        prop_assert_eq!(ShardIterator::parse(&text, &secret), Some(iterator));
    }

    #[test]
    fn nobody_else_makes_iterators(text in ".*", secret: [u8; 16]) {
        prop_assert_eq!(ShardIterator::parse(&text, &secret), None);
    }
}
