use proptest::prelude::*;

use super::{ITEM, OPERATIONS, TABLE, expression, requests, statement, stored, value};

/// Requests that are sound, by operation.
const SOUND: [(&str, &str); 23] = [
    ("PutItem", ITEM),
    ("CreateTable", TABLE),
    (
        "PutItem",
        r##"{"TableName":"notes","Item":{"p":{"S":"b"},"s":{"N":"-1.5"},"g":{"S":"x"},"h":{"S":"z"}},"ReturnValues":"ALL_OLD","ConditionExpression":"attribute_not_exists(#p)","ExpressionAttributeNames":{"#p":"p"}}"##,
    ),
    (
        "UpdateItem",
        r#"{"TableName":"notes","Key":{"p":{"S":"a"},"s":{"N":"1"}},"UpdateExpression":"SET n = n + :n, l = list_append(if_not_exists(l, :l), :l) REMOVE g","ExpressionAttributeValues":{":n":{"N":"1"},":l":{"L":[{"S":"x"}]}},"ReturnValues":"UPDATED_NEW"}"#,
    ),
    (
        "UpdateItem",
        r#"{"TableName":"notes","Key":{"p":{"S":"a"},"s":{"N":"1"}},"UpdateExpression":"SET g = :g, h = :g ADD q :s","ExpressionAttributeValues":{":g":{"S":"w"},":s":{"SS":["a","b"]}}}"#,
    ),
    (
        "DeleteItem",
        r#"{"TableName":"notes","Key":{"p":{"S":"a"},"s":{"N":"1"}},"ReturnValues":"ALL_OLD"}"#,
    ),
    (
        "GetItem",
        r#"{"TableName":"notes","Key":{"p":{"S":"a"},"s":{"N":"1"}},"ProjectionExpression":"n, l[0], m.k"}"#,
    ),
    (
        "Query",
        r#"{"TableName":"notes","IndexName":"by_tag","KeyConditionExpression":"g = :g AND begins_with(h, :h)","FilterExpression":"n BETWEEN :n AND :n OR NOT contains(g, :h)","ExpressionAttributeValues":{":g":{"S":"x"},":h":{"S":"y"},":n":{"N":"1"}},"Limit":1,"ScanIndexForward":false}"#,
    ),
    (
        "Query",
        r#"{"TableName":"notes","KeyConditionExpression":"p = :p AND s > :s","ExpressionAttributeValues":{":p":{"S":"a"},":s":{"N":"0"}},"ExclusiveStartKey":{"p":{"S":"a"},"s":{"N":"1"}},"Select":"COUNT"}"#,
    ),
    (
        "Scan",
        r#"{"TableName":"notes","Segment":0,"TotalSegments":2,"ReturnConsumedCapacity":"INDEXES"}"#,
    ),
    (
        "BatchWriteItem",
        r#"{"RequestItems":{"notes":[{"PutRequest":{"Item":{"p":{"S":"c"},"s":{"N":"1e3"},"b":{"B":"AQI="}}}},{"DeleteRequest":{"Key":{"p":{"S":"a"},"s":{"N":"1"}}}}]}}"#,
    ),
    (
        "BatchGetItem",
        r#"{"RequestItems":{"notes":{"Keys":[{"p":{"S":"a"},"s":{"N":"1"}}],"ProjectionExpression":"n"}}}"#,
    ),
    (
        "TransactWriteItems",
        r#"{"TransactItems":[{"Put":{"TableName":"notes","Item":{"p":{"S":"t"},"s":{"N":"1"},"g":{"S":"x"},"h":{"S":"y"}}}},{"Update":{"TableName":"notes","Key":{"p":{"S":"a"},"s":{"N":"1"}},"UpdateExpression":"REMOVE h"}}],"ClientRequestToken":"t"}"#,
    ),
    (
        "TransactGetItems",
        r#"{"TransactItems":[{"Get":{"TableName":"notes","Key":{"p":{"S":"a"},"s":{"N":"1"}}}}]}"#,
    ),
    (
        "UpdateTable",
        r#"{"TableName":"notes","GlobalSecondaryIndexUpdates":[{"Delete":{"IndexName":"by_tag"}}]}"#,
    ),
    ("ListStreams", r#"{"TableName":"notes","Limit":1}"#),
    (
        "Scan",
        r#"{"TableName":"notes","ScanFilter":{"n":{"ComparisonOperator":"IN","AttributeValueList":[{"N":"1"}]},"g":{"ComparisonOperator":"NOT_NULL"}},"ConditionalOperator":"OR","AttributesToGet":["n"]}"#,
    ),
    (
        "UpdateItem",
        r#"{"TableName":"notes","Key":{"p":{"S":"a"},"s":{"N":"1"}},"AttributeUpdates":{"g":{"Value":{"S":"w"}},"n":{"Action":"ADD","Value":{"N":"1"}}},"Expected":{"h":{"Exists":false},"n":{"Value":{"N":"1"}}},"ConditionalOperator":"OR"}"#,
    ),
    (
        "ExecuteStatement",
        r#"{"Statement":"SELECT p, l[0] FROM notes WHERE p = ? AND s BETWEEN 0 AND 9 OR p = 'b' ORDER BY p, s DESC","Parameters":[{"S":"a"}],"Limit":1}"#,
    ),
    (
        "ExecuteStatement",
        r#"{"Statement":"UPDATE notes SET g = 'w', n = n + 1 REMOVE h WHERE p = 'a' AND s = 1 RETURNING MODIFIED NEW *"}"#,
    ),
    (
        "ExecuteStatement",
        r#"{"Statement":"INSERT INTO notes VALUE {'p': 'q', 's': -1e2, 'g': 'x', 'h': 'y', 'm': {'l': [<<1, 2>>, null]}}"}"#,
    ),
    (
        "BatchExecuteStatement",
        r#"{"Statements":[{"Statement":"DELETE FROM notes WHERE p = 'a' AND s = 1 RETURNING ALL OLD *"},{"Statement":"INSERT INTO notes VALUE {'p': 'r', 's': 1, 'g': 'x', 'h': 'z'}"}]}"#,
    ),
    (
        "ExecuteTransaction",
        r#"{"TransactStatements":[{"Statement":"EXISTS(SELECT * FROM notes WHERE p = 'a' AND s = 1 AND n = 1)"},{"Statement":"INSERT INTO notes VALUE {'p': 't', 's': 1, 'g': 'x', 'h': 'y'}"}],"ClientRequestToken":"t"}"#,
    ),
];

/// What happens to a request on its way: a piece of it is replaced by other bytes.
type Mutation = (usize, usize, Vec<u8>);

fn mutation() -> impl Strategy<Value = Mutation> {
    let odd = prop::sample::select(vec![
        "null",
        "{}",
        "[]",
        "\"\"",
        "0",
        "-1",
        "1e400",
        "true",
        "{\"S\":\"\"}",
        "{\"N\":\"1e126\"}",
        "#",
        ":",
        "\u{e9}",
        "((((",
        "a[999999999999]",
        "\"p\"",
        "\"g\"",
        "\\u0000",
    ]);
    let odd = odd.prop_map(|text| text.as_bytes().to_vec());
    let any_bytes = prop::collection::vec(any::<u8>(), 0..6);
    (
        any::<prop::sample::Index>(),
        0..12usize,
        prop_oneof![3 => odd, 1 => any_bytes],
    )
        .prop_map(|(at, length, bytes)| (at.index(1 << 12), length, bytes))
}

/// A line of [`requests`]: a sound request with some mutations.
fn line() -> impl Strategy<Value = Vec<u8>> {
    (
        prop::sample::select(SOUND.to_vec()),
        prop::collection::vec(mutation(), 0..3),
    )
        .prop_map(|((operation, body), mutations)| {
            let operation = OPERATIONS.iter().position(|name| *name == operation);
            let mut body = body.replace('\n', " ").into_bytes();
            for (at, length, bytes) in mutations {
                let at = at % (body.len() + 1);
                let end = (at + length).min(body.len());
                body.splice(at..end, bytes);
            }
            let operation = u8::try_from(operation.expect("it is an operation")).expect("there are few");
            [&[operation], body.as_slice()].concat()
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_text_as_an_expression(text in "\\PC{0,40}|[#:nmtl.=<>()\\[\\]0-9, +-]{0,40}") {
        expression(&text);
    }

    #[test]
    fn words_of_expressions_in_any_order(words in prop::collection::vec(prop::sample::select(vec![
        "SET", "REMOVE", "ADD", "DELETE", "AND", "OR", "NOT", "BETWEEN", "IN", "n", "m.k", "l[0]", "l[9]", "#n", "#q", ":n",
        ":t", ":l", ":s", ":q", "=", "<>", "<", "(", ")", ",", "+", "-", "size(", "contains(", "begins_with(",
        "attribute_exists(", "attribute_type(", "if_not_exists(", "list_append(", "p = :t", "s > :n", "name",
    ]), 0..14)) {
        expression(&words.join(" "));
    }

    #[test]
    fn any_text_as_a_statement(text in "\\PC{0,40}|[a-z'\"?.=<>()\\[\\]{}0-9, +-]{0,40}") {
        statement(&text);
    }

    #[test]
    fn words_of_statements_in_any_order(
        verb in prop::sample::select(vec![
            "SELECT * FROM t WHERE", "SELECT a FROM \"t\".\"i\" WHERE", "UPDATE t SET", "UPDATE t REMOVE", "DELETE FROM t WHERE",
            "INSERT INTO t VALUE {'a':", "FROM t WHERE", "EXISTS(SELECT * FROM t WHERE",
        ]),
        words in prop::collection::vec(prop::sample::select(vec![
            "SET", "REMOVE", "WHERE", "AND", "OR", "NOT", "BETWEEN", "IN", "IS", "MISSING", "NULL", "ORDER BY", "DESC", "RETURNING",
            "ALL", "OLD", "NEW", "*", "a", "m.k", "l[0]", "\"q\"", "'x'", "1", "-1.5e3", "?", "=", "<>", "<", "(", ")", "[", "]", "{",
            "}", "<<", ">>", ",", ":", "+", "-", ";", "size(", "contains(", "begins_with(", "attribute_exists(", "set_add(",
            "list_append(", "--", "/*", "*/",
        ]), 0..14),
    ) {
        statement(&format!("{verb} {}", words.join(" ")));
    }

    #[test]
    fn any_bytes_as_a_value(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        value(&bytes);
    }

    #[test]
    fn any_bytes_as_stored(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        stored(&bytes);
    }

    #[test]
    fn any_bytes_as_requests(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        requests(&bytes);
    }

    #[test]
    fn mutated_requests(lines in prop::collection::vec(line(), 1..6)) {
        requests(&lines.join(&b'\n'));
    }
}
