//! Queries, pages, cursors, counts and scans.

use std::collections::HashSet;

use futures::TryStreamExt;
use lockstep_entity::request::{PutItem, Query, Scan, WriteOp};
use lockstep_entity::{Condition, Cursor};
use lockstep_table::Table;

use crate::support::{indexed, memory, note, notes, notes_from, sort_key, sort_keys, text};

async fn filled(count: usize, text: &str) -> Table {
    let table = memory().await;
    let items = (0..count).map(|number| WriteOp::Put(note(number, text)));
    table.batch_write(items.collect()).await.unwrap();
    table
}

#[tokio::test]
async fn listing_over_1_mb_arrives_whole() {
    let table = filled(300, &"x".repeat(10_000)).await;
    let first = table.query(notes()).await.unwrap();
    assert!(
        first.cursor.is_some() && first.items.len() < 110,
        "a page ends at 1 MB"
    );

    let all = table.all(notes()).await.unwrap();
    let expected: Vec<_> = (0..300).map(sort_key).collect();
    assert_eq!(sort_keys(&all), expected);

    let indexed = table.all(indexed()).await.unwrap();
    let reversed: Vec<_> = (0..300).rev().map(sort_key).collect();
    assert_eq!(sort_keys(&indexed), reversed);
    assert_eq!(table.count(notes()).await.unwrap(), 300);
}

#[tokio::test]
async fn pages_follow_cursors_to_the_end() {
    let table = filled(10, "x").await;
    let query = || Query {
        limit: Some(4),
        ..notes()
    };
    let mut pages = table.pages(query());
    let mut sizes = Vec::new();
    while let Some(page) = pages.next().await {
        sizes.push(page.unwrap().items.len());
    }
    assert_eq!(sizes, [4, 4, 2]);
    assert!(pages.next().await.is_none());

    let streamed: Vec<_> = table.pages(query()).into_stream().try_collect().await.unwrap();
    assert_eq!(streamed.len(), 3);
    assert_eq!(streamed.last().unwrap().cursor, None);
}

#[tokio::test]
async fn cursor_survives_as_text() {
    let table = filled(10, "x").await;
    let page = table
        .query(Query {
            limit: Some(7),
            ..indexed()
        })
        .await
        .unwrap();
    let cursor: Cursor = page.cursor.unwrap().to_string().parse().unwrap();
    let rest = table
        .query(Query {
            cursor: Some(cursor),
            ..indexed()
        })
        .await
        .unwrap();
    assert_eq!(sort_keys(&rest.items), ["NOTE#00002", "NOTE#00001", "NOTE#00000"]);
    assert_eq!(rest.cursor, None);
}

#[tokio::test]
async fn queries_take_order_sort_condition_filter_and_projection() {
    let table = filled(20, "x").await;
    table.put(PutItem::new(note(13, "thirteen"))).await.unwrap();

    let prefix = table.all(notes_from("NOTE#0001")).await.unwrap();
    assert_eq!(prefix.len(), 10);
    let descending = table
        .all(Query {
            descending: true,
            limit: Some(3),
            ..notes_from("NOTE#0001")
        })
        .await
        .unwrap();
    assert_eq!(sort_keys(&descending)[..2], ["NOTE#00019", "NOTE#00018"]);

    let filter = Some(Condition::begins_with("text", "thir"));
    let projection = vec!["sk".into(), "text".into()];
    let found = table
        .all(Query {
            filter,
            projection,
            consistent: true,
            ..notes()
        })
        .await
        .unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].len(), 2);
    assert_eq!(text(&found[0], "text"), "thirteen");
}

#[tokio::test]
async fn scan_reads_everything_also_in_parts() {
    let table = filled(50, "x").await;
    let mut seen = HashSet::new();
    for segment in 0..3 {
        let mut scan = Scan {
            segment: Some((segment, 3)),
            limit: Some(7),
            ..Scan::default()
        };
        loop {
            let page = table.scan(scan.clone()).await.unwrap();
            seen.extend(page.items.iter().map(|item| text(item, "sk").to_owned()));
            let Some(cursor) = page.cursor else { break };
            scan.cursor = Some(cursor);
        }
    }
    assert_eq!(seen.len(), 50);
}

#[tokio::test]
async fn missing_index_is_an_error_that_names_it() {
    let table = memory().await;
    let error = table
        .query(Query {
            index: Some("GSI9".into()),
            ..indexed()
        })
        .await
        .unwrap_err();
    assert!(error.is_invalid() || error.is_not_found(), "{error}");
    assert!(error.to_string().contains("GSI9"), "{error}");
}
