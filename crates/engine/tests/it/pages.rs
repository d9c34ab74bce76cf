//! Pages of `Query` and `Scan`: where they end, how they go on, and what they refuse.

use lockstep_engine::Engine;
use serde_json::{Value, json};

use super::{engine, ok, refused};

fn fill(engine: &Engine, count: u32, text: &str) {
    for number in 0..count {
        let item = json!({
            "p": { "S": "a" }, "s": { "N": number.to_string() }, "g": { "S": "x" }, "h": { "S": (number % 3).to_string() },
            "t": { "S": text },
        });
        ok(engine, "PutItem", &json!({ "TableName": "notes", "Item": item }));
    }
}

/// Reads page after page: the numbers of the items, by page.
fn follow(engine: &Engine, operation: &str, mut request: Value) -> Vec<Vec<String>> {
    let mut pages = Vec::new();
    loop {
        let page = ok(engine, operation, &request);
        let items = page["Items"].as_array().expect("a page has items");
        pages.push(
            items
                .iter()
                .map(|item| item["s"]["N"].as_str().expect("it has a number").to_owned())
                .collect(),
        );
        match page.get("LastEvaluatedKey") {
            None => return pages,
            Some(key) => request["ExclusiveStartKey"] = key.clone(),
        }
    }
}

fn query() -> Value {
    json!({
        "TableName": "notes", "KeyConditionExpression": "p = :p", "ExpressionAttributeValues": { ":p": { "S": "a" } },
    })
}

fn by_tag() -> Value {
    json!({
        "TableName": "notes", "IndexName": "by_tag", "KeyConditionExpression": "g = :g",
        "ExpressionAttributeValues": { ":g": { "S": "x" } },
    })
}

#[test]
fn pages_go_on_where_they_ended() {
    let engine = engine();
    fill(&engine, 5, "");
    let mut request = query();
    request["Limit"] = json!(2);
    assert_eq!(
        follow(&engine, "Query", request.clone()),
        [vec!["0", "1"], vec!["2", "3"], vec!["4"]]
    );
    request["ScanIndexForward"] = json!(false);
    assert_eq!(
        follow(&engine, "Query", request),
        [vec!["4", "3"], vec!["2", "1"], vec!["0"]]
    );
    let mut request = by_tag();
    request["Limit"] = json!(2);
    assert_eq!(
        follow(&engine, "Query", request.clone()),
        [vec!["0", "3"], vec!["1", "4"], vec!["2"]]
    );
    request["ScanIndexForward"] = json!(false);
    assert_eq!(
        follow(&engine, "Query", request),
        [vec!["2", "4"], vec!["1", "3"], vec!["0"]]
    );
    let scan = json!({ "TableName": "notes", "Limit": 2 });
    assert_eq!(follow(&engine, "Scan", scan).concat().len(), 5);
}

#[test]
fn a_page_ends_at_a_megabyte_before_the_filter() {
    let engine = engine();
    fill(&engine, 15, &"x".repeat(100 * 1024));
    let mut request = query();
    assert_eq!(
        follow(&engine, "Query", request.clone())
            .iter()
            .map(Vec::len)
            .collect::<Vec<_>>(),
        [10, 5]
    );
    request["FilterExpression"] = json!("s > :s");
    request["ExpressionAttributeValues"][":s"] = json!({ "N": "0" });
    assert_eq!(
        refused(&engine, "Query", &request),
        "ValidationException: Filter Expression can only contain non-primary key attributes: Primary key attribute: s"
    );
    request["FilterExpression"] = json!("h = :s");
    request["ExpressionAttributeValues"][":s"] = json!({ "S": "0" });
    request["Select"] = json!("COUNT");
    let page = ok(&engine, "Query", &request);
    assert_eq!((&page["Count"], &page["ScannedCount"]), (&json!(4), &json!(10)));
    assert!(page.get("Items").is_none());
    assert_eq!(
        page["LastEvaluatedKey"],
        json!({ "p": { "S": "a" }, "s": { "N": "9" } })
    );
}

#[test]
fn segments_have_every_item_once() {
    let engine = engine();
    for number in 0..50 {
        let item = json!({ "p": { "S": format!("p{number}") }, "s": { "N": "1" } });
        ok(&engine, "PutItem", &json!({ "TableName": "notes", "Item": item }));
    }
    for total in [1, 2, 7] {
        let mut found = Vec::new();
        for segment in 0..total {
            let mut request =
                json!({ "TableName": "notes", "Segment": segment, "TotalSegments": total, "Limit": 3 });
            loop {
                let page = ok(&engine, "Scan", &request);
                let items = page["Items"].as_array().unwrap();
                found.extend(
                    items
                        .iter()
                        .map(|item| item["p"]["S"].as_str().unwrap().to_owned()),
                );
                match page.get("LastEvaluatedKey") {
                    None => break,
                    Some(key) => request["ExclusiveStartKey"] = key.clone(),
                }
            }
        }
        assert_eq!(found.len(), 50);
        found.sort();
        found.dedup();
        assert_eq!(found.len(), 50);
    }
    let wrong = json!({ "TableName": "notes", "Segment": 2, "TotalSegments": 2 });
    assert_eq!(
        refused(&engine, "Scan", &wrong),
        "ValidationException: The Segment parameter is zero-based and must be less than parameter TotalSegments: \
         Segment: 2 is not less than TotalSegments: 2"
    );
}

#[test]
fn an_index_answers_with_what_it_holds() {
    let engine = engine();
    fill(&engine, 1, "text");
    let item = json!({ "p": { "S": "b" }, "s": { "N": "1" }, "h": { "S": "1" } });
    ok(&engine, "PutItem", &json!({ "TableName": "notes", "Item": item }));
    let mut request = by_tag();
    request["IndexName"] = json!("keys_by_tag");
    assert_eq!(
        ok(&engine, "Query", &request)["Items"],
        json!([{ "p": { "S": "a" }, "s": { "N": "0" }, "g": { "S": "x" } }])
    );
    let scan = json!({ "TableName": "notes", "IndexName": "by_tag" });
    assert_eq!(ok(&engine, "Scan", &scan)["Count"], 1);
    request["Select"] = json!("ALL_ATTRIBUTES");
    assert_eq!(
        refused(&engine, "Query", &request),
        "ValidationException: One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for \
         global secondary index keys_by_tag because its projection type is not ALL"
    );
}

#[test]
fn queries_that_are_refused() {
    let engine = engine();
    let mut cases = Vec::new();
    let mut case = |members: Value, expected: &str| {
        let mut request = by_tag();
        for (name, member) in members.as_object().unwrap() {
            request[name] = member.clone();
        }
        cases.push((request, format!("ValidationException: {expected}")));
    };
    case(
        json!({ "ConsistentRead": true }),
        "Consistent reads are not supported on global secondary indexes",
    );
    case(
        json!({ "IndexName": "other" }),
        "The table does not have the specified index: other",
    );
    case(
        json!({ "ExpressionAttributeValues": { ":g": { "N": "1" } } }),
        "One or more parameter values were invalid: Condition parameter type does not match schema type",
    );
    case(
        json!({ "ExclusiveStartKey": { "g": { "S": "x" } } }),
        "The provided starting key is invalid",
    );
    case(
        json!({ "ExclusiveStartKey": {
            "g": { "S": "other" }, "h": { "S": "1" }, "p": { "S": "a" }, "s": { "N": "1" },
        } }),
        "The provided starting key is outside query boundaries based on provided conditions",
    );
    case(
        json!({ "Select": "SPECIFIC_ATTRIBUTES" }),
        "1 validation error detected: Must specify the AttributesToGet or ProjectionExpression when choosing to get \
         SPECIFIC_ATTRIBUTES",
    );
    case(
        json!({ "Limit": 0 }),
        "1 validation error detected: Value at 'Limit' failed to satisfy constraint: Member must have value greater \
         than or equal to 1",
    );
    for (request, expected) in cases {
        assert_eq!(refused(&engine, "Query", &request), expected);
    }
}
