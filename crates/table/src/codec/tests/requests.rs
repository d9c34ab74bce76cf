//! Bodies as they are sent, beside those that the SDK writes for the same request.

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::types as sdk;
use lockstep_entity::request::{
    BatchGet, BatchWrite, GetItem, Query, ReturnValues, Scan, TransactGet, TransactOp, TransactWrite, WriteOp,
};
use lockstep_entity::{Cursor, Expressions, KeyCondition, SortCondition};
use proptest::prelude::*;
use serde_json::Value as Json;

use super::oracle::{attributes, names, values};
use super::{Both, any, run};

/// The one request that was sent.
fn sent(both: &Both) -> Json {
    let mut requests = both.requests();
    assert_eq!(requests.len(), 1);
    requests.remove(0)
}

/// What the SDK sends. Its answer does not matter.
async fn expected<T, E, R>(both: &Both, call: impl Future<Output = Result<T, SdkError<E, R>>>) -> Json {
    let _ = call.await;
    sent(both)
}

fn return_value(return_values: ReturnValues) -> Option<sdk::ReturnValue> {
    Some(match return_values {
        ReturnValues::None => return None,
        ReturnValues::AllOld => sdk::ReturnValue::AllOld,
        ReturnValues::AllNew => sdk::ReturnValue::AllNew,
        ReturnValues::UpdatedOld => sdk::ReturnValue::UpdatedOld,
        ReturnValues::UpdatedNew => sdk::ReturnValue::UpdatedNew,
    })
}

fn on_failure(expressions: &Expressions) -> Option<sdk::ReturnValuesOnConditionCheckFailure> {
    let condition = expressions.condition.as_ref();
    condition.map(|_| sdk::ReturnValuesOnConditionCheckFailure::AllOld)
}

/// An operation of a transaction as the SDK has it.
fn transact_item(operation: TransactOp) -> sdk::TransactWriteItem {
    macro_rules! build {
        ($part:ident, $set:ident, $item:expr, $expressions:expr) => {
            sdk::$part::builder()
                .table_name("shop")
                .$set(Some(attributes(&$item)))
                .set_return_values_on_condition_check_failure(on_failure(&$expressions))
                .set_expression_attribute_names(names(&$expressions))
                .set_expression_attribute_values(values(&$expressions))
        };
    }

    let item = sdk::TransactWriteItem::builder();
    let new = Expressions::new;
    match operation {
        TransactOp::Put(put) => {
            let texts = new().with_condition(put.condition);
            let put = build!(Put, set_item, put.item, texts).set_condition_expression(texts.condition);
            item.put(put.build().expect("complete"))
        }
        TransactOp::Update(update) => {
            let texts = new().with_update(update.update).with_condition(update.condition);
            let update = build!(Update, set_key, update.key, texts)
                .set_update_expression(texts.update)
                .set_condition_expression(texts.condition);
            item.update(update.build().expect("complete"))
        }
        TransactOp::Delete(delete) => {
            let texts = new().with_condition(delete.condition);
            let delete = build!(Delete, set_key, delete.key, texts).set_condition_expression(texts.condition);
            item.delete(delete.build().expect("complete"))
        }
        TransactOp::Check(check) => {
            let texts = new().with_condition(Some(check.condition));
            let check =
                build!(ConditionCheck, set_key, check.key, texts).set_condition_expression(texts.condition);
            item.condition_check(check.build().expect("complete"))
        }
    }
    .build()
}

fn write_request(operation: &WriteOp) -> sdk::WriteRequest {
    let request = sdk::WriteRequest::builder();
    match operation {
        WriteOp::Put(item) => {
            let put = sdk::PutRequest::builder().set_item(Some(attributes(item)));
            request.put_request(put.build().expect("complete")).build()
        }
        WriteOp::Delete(key) => {
            let delete = sdk::DeleteRequest::builder().set_key(Some(attributes(key)));
            request.delete_request(delete.build().expect("complete")).build()
        }
    }
}

fn key_condition() -> impl Strategy<Value = KeyCondition> {
    (any::value(), prop::option::of(any::value())).prop_map(|(partition, prefix)| KeyCondition {
        partition: ("gsi1pk".into(), partition),
        sort: prefix.map(|prefix| ("gsi1sk".into(), SortCondition::BeginsWith(prefix))),
    })
}

fn query() -> impl Strategy<Value = Query> {
    let flags = (any::<bool>(), any::<bool>(), any::<bool>());
    let rest = (
        any::projection(),
        prop::option::of(any::<u32>()),
        any::cursor(),
        flags,
    );
    (key_condition(), any::filter(), rest).prop_map(
        |(key_condition, filter, (projection, limit, cursor, (indexed, descending, consistent)))| Query {
            index: indexed.then(|| "GSI1".into()),
            key_condition,
            filter,
            projection,
            limit,
            cursor,
            descending,
            consistent,
            entity: None,
        },
    )
}

fn limit(limit: Option<u32>) -> Option<i32> {
    limit.map(|limit| i32::try_from(limit).unwrap_or(i32::MAX))
}

fn start(cursor: Option<&Cursor>) -> Option<super::oracle::Attributes> {
    cursor.map(|cursor| attributes(cursor.key()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn single_writes(put in any::put(), update in any::update_item(), delete in any::delete()) {
        run(async {
            let both = Both::answering("{}").await;
            let sdk = &both.sdk.once;
            let table = &both.table;

            let texts = Expressions::new().with_condition(put.condition.clone());
            let call = sdk.put_item().table_name("shop").set_item(Some(attributes(&put.item)))
                .set_return_values(return_value(put.return_values))
                .set_return_values_on_condition_check_failure(on_failure(&texts))
                .set_expression_attribute_names(names(&texts))
                .set_expression_attribute_values(values(&texts))
                .set_condition_expression(texts.condition);
            let expected_body = expected(&both, call.send()).await;
            table.put(put).await.expect("an answer");
            assert_eq!(sent(&both), expected_body);

            let texts = Expressions::new().with_update(update.update.clone()).with_condition(update.condition.clone());
            let call = sdk.update_item().table_name("shop").set_key(Some(attributes(&update.key)))
                .set_return_values(return_value(update.return_values))
                .set_return_values_on_condition_check_failure(on_failure(&texts))
                .set_expression_attribute_names(names(&texts))
                .set_expression_attribute_values(values(&texts))
                .set_update_expression(texts.update)
                .set_condition_expression(texts.condition);
            let expected_body = expected(&both, call.send()).await;
            table.update(update).await.expect("an answer");
            assert_eq!(sent(&both), expected_body);

            let texts = Expressions::new().with_condition(delete.condition.clone());
            let call = sdk.delete_item().table_name("shop").set_key(Some(attributes(&delete.key)))
                .set_return_values(return_value(delete.return_values))
                .set_return_values_on_condition_check_failure(on_failure(&texts))
                .set_expression_attribute_names(names(&texts))
                .set_expression_attribute_values(values(&texts))
                .set_condition_expression(texts.condition);
            let expected_body = expected(&both, call.send()).await;
            table.delete(delete).await.expect("an answer");
            assert_eq!(sent(&both), expected_body);
        });
    }

    #[test]
    fn batches(
        operations in prop::collection::vec((any::item(), any::<bool>()), 1..6),
        keys in prop::collection::vec(any::item(), 1..4),
        projection in any::projection(),
        consistent in any::<bool>(),
    ) {
        run(async {
            let both = Both::answering("{}").await;
            let operations: Vec<_> = operations
                .into_iter()
                .map(|(item, put)| if put { WriteOp::Put(item) } else { WriteOp::Delete(item) })
                .collect();
            let requests = operations.iter().map(write_request).collect();
            let call = both.sdk.once.batch_write_item().request_items("shop", requests);
            let expected_body = expected(&both, call.send()).await;
            both.table.batch_write(BatchWrite { operations }).await.expect("an answer");
            assert_eq!(sent(&both), expected_body);

            let texts = Expressions::new().with_projection(projection.clone());
            let request = sdk::KeysAndAttributes::builder()
                .set_keys(Some(keys.iter().map(attributes).collect()))
                .consistent_read(consistent)
                .set_expression_attribute_names(names(&texts))
                .set_projection_expression(texts.projection);
            let request = request.build().expect("complete");
            let call = both.sdk.once.batch_get_item().request_items("shop", request);
            let expected_body = expected(&both, call.send()).await;
            let batch = BatchGet { keys, consistent, projection };
            both.table.batch_get(batch).await.expect("an answer");
            assert_eq!(sent(&both), expected_body);
        });
    }

    #[test]
    fn transactions(
        operations in prop::collection::vec(any::operation(), 1..5),
        gets in prop::collection::vec((any::item(), any::projection()), 1..4),
    ) {
        run(async {
            let both = Both::answering("{}").await;
            let items = operations.iter().cloned().map(transact_item).collect();
            let call = both.sdk.once.transact_write_items();
            let call = call.set_transact_items(Some(items)).client_request_token("token");
            let expected_body = expected(&both, call.send()).await;
            let transaction = TransactWrite { operations, token: Some("token".to_owned()) };
            both.table.transact(transaction).await.expect("an answer");
            assert_eq!(sent(&both), expected_body);

            let items = gets.iter().map(|(key, projection)| {
                let texts = Expressions::new().with_projection(projection.clone());
                let get = sdk::Get::builder()
                    .table_name("shop")
                    .set_key(Some(attributes(key)))
                    .set_expression_attribute_names(names(&texts))
                    .set_projection_expression(texts.projection);
                sdk::TransactGetItem::builder().get(get.build().expect("complete")).build()
            });
            let call = both.sdk.once.transact_get_items().set_transact_items(Some(items.collect()));
            let expected_body = expected(&both, call.send()).await;
            let gets = gets.into_iter().map(|(key, projection)| GetItem { projection, ..GetItem::new(key) });
            // The answer has no items, which is not what was asked for.
            let error = both.table.transact_get(gets.collect::<TransactGet>()).await.expect_err("no items");
            assert!(error.is_malformed());
            assert_eq!(sent(&both), expected_body);
        });
    }

    #[test]
    fn reads(query in query(), get in any::item(), segment in prop::option::of((0..4_u32, 4..9_u32))) {
        run(async {
            let both = Both::answering(r#"{"Items":[],"Count":0}"#).await;
            let sdk = &both.sdk.once;

            let texts = Expressions::new().with_projection(query.projection.clone());
            let call = sdk.get_item().table_name("shop").set_key(Some(attributes(&get)))
                .consistent_read(query.consistent)
                .set_expression_attribute_names(names(&texts))
                .set_projection_expression(texts.projection);
            let expected_body = expected(&both, call.send()).await;
            let projection = query.projection.clone();
            let get = GetItem { consistent: query.consistent, projection, ..GetItem::new(get) };
            both.table.get(get).await.expect("an answer");
            assert_eq!(sent(&both), expected_body);

            let texts = Expressions::new()
                .with_key_condition(query.key_condition.clone())
                .with_filter(query.filter.clone())
                .with_projection(query.projection.clone());
            let call = sdk.query().table_name("shop")
                .set_index_name(query.index.clone().map(Into::into))
                .set_expression_attribute_names(names(&texts))
                .set_expression_attribute_values(values(&texts))
                .set_key_condition_expression(texts.key_condition)
                .set_filter_expression(texts.filter)
                .set_projection_expression(texts.projection)
                .set_limit(limit(query.limit))
                .set_exclusive_start_key(start(query.cursor.as_ref()))
                .scan_index_forward(!query.descending)
                .consistent_read(query.consistent);
            let expected_body = expected(&both, call.send()).await;
            both.table.query(query.clone()).await.expect("an answer");
            assert_eq!(sent(&both), expected_body);

            let texts = Expressions::new()
                .with_key_condition(query.key_condition.clone())
                .with_filter(query.filter.clone());
            let call = sdk.query().table_name("shop")
                .select(sdk::Select::Count)
                .set_index_name(query.index.clone().map(Into::into))
                .set_expression_attribute_names(names(&texts))
                .set_expression_attribute_values(values(&texts))
                .set_key_condition_expression(texts.key_condition)
                .set_filter_expression(texts.filter)
                .set_exclusive_start_key(start(query.cursor.as_ref()))
                .scan_index_forward(!query.descending)
                .consistent_read(query.consistent);
            let expected_body = expected(&both, call.send()).await;
            both.table.count(query.clone()).await.expect("an answer");
            assert_eq!(sent(&both), expected_body);

            let texts = Expressions::new()
                .with_filter(query.filter.clone())
                .with_projection(query.projection.clone());
            let (number, total) = segment.unzip();
            let call = sdk.scan().table_name("shop")
                .set_index_name(query.index.clone().map(Into::into))
                .set_expression_attribute_names(names(&texts))
                .set_expression_attribute_values(values(&texts))
                .set_filter_expression(texts.filter)
                .set_projection_expression(texts.projection)
                .set_limit(limit(query.limit))
                .set_exclusive_start_key(start(query.cursor.as_ref()))
                .set_segment(limit(number))
                .set_total_segments(limit(total))
                .consistent_read(query.consistent);
            let expected_body = expected(&both, call.send()).await;
            let scan = Scan {
                index: query.index,
                filter: query.filter,
                projection: query.projection,
                limit: query.limit,
                cursor: query.cursor,
                consistent: query.consistent,
                segment,
                entity: None,
            };
            both.table.scan(scan).await.expect("an answer");
            assert_eq!(sent(&both), expected_body);
        });
    }
}
