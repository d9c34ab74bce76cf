//! The members of each operation, as the API reference lists them, with the names of their types.

use super::Shape::{self, Flag, Integer, List, Long, Map, Structure as Struct, Text, Value};
use super::Structure;

/// A list of texts.
const TEXTS: Shape = List(&Text);
/// An item, a key, or the values of placeholders.
const ITEM: Shape = Map(&Value);
/// The names of placeholders.
const NAMES: Shape = Map(&Text);

/// The request of an operation.
pub(super) fn request(operation: &str) -> Option<&'static Structure> {
    REQUESTS
        .binary_search_by(|request| request.name.cmp(operation))
        .ok()
        .map(|at| &REQUESTS[at])
}

/// A structure of the API.
const fn structure(name: &'static str, members: &'static [(&'static str, Shape)]) -> Structure {
    Structure { name, members }
}

static PROVISIONED_THROUGHPUT: Structure = structure(
    "ProvisionedThroughput",
    &[("ReadCapacityUnits", Long), ("WriteCapacityUnits", Long)],
);

static ON_DEMAND_THROUGHPUT: Structure = structure(
    "OnDemandThroughput",
    &[("MaxReadRequestUnits", Long), ("MaxWriteRequestUnits", Long)],
);

static WARM_THROUGHPUT: Structure = structure(
    "WarmThroughput",
    &[("ReadUnitsPerSecond", Long), ("WriteUnitsPerSecond", Long)],
);

static ATTRIBUTE_DEFINITION: Structure = structure(
    "AttributeDefinition",
    &[("AttributeName", Text), ("AttributeType", Text)],
);

static KEY_SCHEMA_ELEMENT: Structure =
    structure("KeySchemaElement", &[("AttributeName", Text), ("KeyType", Text)]);

static PROJECTION: Structure = structure(
    "Projection",
    &[("ProjectionType", Text), ("NonKeyAttributes", TEXTS)],
);

static GLOBAL_INDEX: Structure = structure(
    "GlobalSecondaryIndex",
    &[
        ("IndexName", Text),
        ("KeySchema", List(&Struct(&KEY_SCHEMA_ELEMENT))),
        ("Projection", Struct(&PROJECTION)),
        ("ProvisionedThroughput", Struct(&PROVISIONED_THROUGHPUT)),
        ("OnDemandThroughput", Struct(&ON_DEMAND_THROUGHPUT)),
        ("WarmThroughput", Struct(&WARM_THROUGHPUT)),
    ],
);

static LOCAL_INDEX: Structure = structure(
    "LocalSecondaryIndex",
    &[
        ("IndexName", Text),
        ("KeySchema", List(&Struct(&KEY_SCHEMA_ELEMENT))),
        ("Projection", Struct(&PROJECTION)),
    ],
);

static STREAM_SPECIFICATION: Structure = structure(
    "StreamSpecification",
    &[("StreamEnabled", Flag), ("StreamViewType", Text)],
);

static ENCRYPTION: Structure = structure(
    "SSESpecification",
    &[("Enabled", Flag), ("SSEType", Text), ("KMSMasterKeyId", Text)],
);

static TAG: Structure = structure("Tag", &[("Key", Text), ("Value", Text)]);

static INDEX_UPDATE: Structure = structure(
    "GlobalSecondaryIndexUpdate",
    &[
        ("Update", Struct(&INDEX_TO_UPDATE)),
        ("Create", Struct(&INDEX_TO_CREATE)),
        ("Delete", Struct(&INDEX_TO_DELETE)),
    ],
);

static INDEX_TO_CREATE: Structure = structure("CreateGlobalSecondaryIndexAction", GLOBAL_INDEX.members);

static INDEX_TO_UPDATE: Structure = structure(
    "UpdateGlobalSecondaryIndexAction",
    &[
        ("IndexName", Text),
        ("ProvisionedThroughput", Struct(&PROVISIONED_THROUGHPUT)),
        ("OnDemandThroughput", Struct(&ON_DEMAND_THROUGHPUT)),
        ("WarmThroughput", Struct(&WARM_THROUGHPUT)),
    ],
);

static INDEX_TO_DELETE: Structure = structure("DeleteGlobalSecondaryIndexAction", &[("IndexName", Text)]);

static CONDITION: Structure = structure(
    "Condition",
    &[("AttributeValueList", List(&Value)), ("ComparisonOperator", Text)],
);

static EXPECTED: Structure = structure(
    "ExpectedAttributeValue",
    &[
        ("Value", Value),
        ("Exists", Flag),
        ("ComparisonOperator", Text),
        ("AttributeValueList", List(&Value)),
    ],
);

static ATTRIBUTE_UPDATE: Structure = structure("AttributeValueUpdate", &[("Value", Value), ("Action", Text)]);

static KEYS_AND_ATTRIBUTES: Structure = structure(
    "KeysAndAttributes",
    &[
        ("Keys", List(&ITEM)),
        ("AttributesToGet", TEXTS),
        ("ConsistentRead", Flag),
        ("ProjectionExpression", Text),
        ("ExpressionAttributeNames", NAMES),
    ],
);

static WRITE_REQUEST: Structure = structure(
    "WriteRequest",
    &[
        ("DeleteRequest", Struct(&DELETE_REQUEST)),
        ("PutRequest", Struct(&PUT_REQUEST)),
    ],
);

static PUT_REQUEST: Structure = structure("PutRequest", &[("Item", ITEM)]);
static DELETE_REQUEST: Structure = structure("DeleteRequest", &[("Key", ITEM)]);

static TRANSACT_GET: Structure = structure("TransactGetItem", &[("Get", Struct(&GET))]);

static GET: Structure = structure(
    "Get",
    &[
        ("TableName", Text),
        ("Key", ITEM),
        ("ProjectionExpression", Text),
        ("ExpressionAttributeNames", NAMES),
    ],
);

static TRANSACT_WRITE: Structure = structure(
    "TransactWriteItem",
    &[
        ("ConditionCheck", Struct(&CONDITION_CHECK)),
        ("Put", Struct(&PUT)),
        ("Delete", Struct(&DELETE)),
        ("Update", Struct(&UPDATE)),
    ],
);

static PUT: Structure = structure(
    "Put",
    &[
        ("TableName", Text),
        ("Item", ITEM),
        ("ConditionExpression", Text),
        ("ExpressionAttributeNames", NAMES),
        ("ExpressionAttributeValues", ITEM),
        ("ReturnValuesOnConditionCheckFailure", Text),
    ],
);

static CONDITION_CHECK: Structure = structure("ConditionCheck", UPDATE.members);
static DELETE: Structure = structure("Delete", UPDATE.members);

static UPDATE: Structure = structure(
    "Update",
    &[
        ("TableName", Text),
        ("Key", ITEM),
        ("UpdateExpression", Text),
        ("ConditionExpression", Text),
        ("ExpressionAttributeNames", NAMES),
        ("ExpressionAttributeValues", ITEM),
        ("ReturnValuesOnConditionCheckFailure", Text),
    ],
);

static BATCH_STATEMENT: Structure = structure(
    "BatchStatementRequest",
    &[
        ("Statement", Text),
        ("Parameters", List(&Value)),
        ("ConsistentRead", Flag),
        ("ReturnValuesOnConditionCheckFailure", Text),
    ],
);

static PARAMETERIZED_STATEMENT: Structure = structure(
    "ParameterizedStatement",
    &[
        ("Statement", Text),
        ("Parameters", List(&Value)),
        ("ReturnValuesOnConditionCheckFailure", Text),
    ],
);

static RECOVERY: Structure = structure(
    "PointInTimeRecoverySpecification",
    &[
        ("PointInTimeRecoveryEnabled", Flag),
        ("RecoveryPeriodInDays", Integer),
    ],
);

static TIME_TO_LIVE: Structure = structure(
    "TimeToLiveSpecification",
    &[("AttributeName", Text), ("Enabled", Flag)],
);

static SHARD_FILTER: Structure = structure("ShardFilter", &[("Type", Text), ("ShardId", Text)]);

/// The requests, by the name of their operation.
static REQUESTS: [Structure; 29] = [
    structure(
        "BatchExecuteStatement",
        &[
            ("Statements", List(&Struct(&BATCH_STATEMENT))),
            ("ReturnConsumedCapacity", Text),
        ],
    ),
    structure(
        "BatchGetItem",
        &[
            ("RequestItems", Map(&Struct(&KEYS_AND_ATTRIBUTES))),
            ("ReturnConsumedCapacity", Text),
        ],
    ),
    structure(
        "BatchWriteItem",
        &[
            ("RequestItems", Map(&List(&Struct(&WRITE_REQUEST)))),
            ("ReturnConsumedCapacity", Text),
            ("ReturnItemCollectionMetrics", Text),
        ],
    ),
    structure(
        "CreateTable",
        &[
            ("TableName", Text),
            ("AttributeDefinitions", List(&Struct(&ATTRIBUTE_DEFINITION))),
            ("KeySchema", List(&Struct(&KEY_SCHEMA_ELEMENT))),
            ("LocalSecondaryIndexes", List(&Struct(&LOCAL_INDEX))),
            ("GlobalSecondaryIndexes", List(&Struct(&GLOBAL_INDEX))),
            ("BillingMode", Text),
            ("ProvisionedThroughput", Struct(&PROVISIONED_THROUGHPUT)),
            ("StreamSpecification", Struct(&STREAM_SPECIFICATION)),
            ("SSESpecification", Struct(&ENCRYPTION)),
            ("Tags", List(&Struct(&TAG))),
            ("TableClass", Text),
            ("DeletionProtectionEnabled", Flag),
            ("WarmThroughput", Struct(&WARM_THROUGHPUT)),
            ("ResourcePolicy", Text),
            ("OnDemandThroughput", Struct(&ON_DEMAND_THROUGHPUT)),
        ],
    ),
    structure(
        "DeleteItem",
        &[
            ("TableName", Text),
            ("Key", ITEM),
            ("Expected", Map(&Struct(&EXPECTED))),
            ("ConditionalOperator", Text),
            ("ReturnValues", Text),
            ("ReturnConsumedCapacity", Text),
            ("ReturnItemCollectionMetrics", Text),
            ("ConditionExpression", Text),
            ("ExpressionAttributeNames", NAMES),
            ("ExpressionAttributeValues", ITEM),
            ("ReturnValuesOnConditionCheckFailure", Text),
        ],
    ),
    structure("DeleteTable", &[("TableName", Text)]),
    structure("DescribeContinuousBackups", &[("TableName", Text)]),
    structure(
        "DescribeStream",
        &[
            ("StreamArn", Text),
            ("Limit", Integer),
            ("ExclusiveStartShardId", Text),
            ("ShardFilter", Struct(&SHARD_FILTER)),
        ],
    ),
    structure("DescribeTable", &[("TableName", Text)]),
    structure("DescribeTimeToLive", &[("TableName", Text)]),
    structure(
        "ExecuteStatement",
        &[
            ("Statement", Text),
            ("Parameters", List(&Value)),
            ("ConsistentRead", Flag),
            ("NextToken", Text),
            ("ReturnConsumedCapacity", Text),
            ("Limit", Integer),
            ("ReturnValuesOnConditionCheckFailure", Text),
        ],
    ),
    structure(
        "ExecuteTransaction",
        &[
            ("TransactStatements", List(&Struct(&PARAMETERIZED_STATEMENT))),
            ("ClientRequestToken", Text),
            ("ReturnConsumedCapacity", Text),
        ],
    ),
    structure(
        "GetItem",
        &[
            ("TableName", Text),
            ("Key", ITEM),
            ("AttributesToGet", TEXTS),
            ("ConsistentRead", Flag),
            ("ReturnConsumedCapacity", Text),
            ("ProjectionExpression", Text),
            ("ExpressionAttributeNames", NAMES),
        ],
    ),
    structure("GetRecords", &[("ShardIterator", Text), ("Limit", Integer)]),
    structure(
        "GetShardIterator",
        &[
            ("StreamArn", Text),
            ("ShardId", Text),
            ("ShardIteratorType", Text),
            ("SequenceNumber", Text),
        ],
    ),
    structure(
        "ListStreams",
        &[
            ("TableName", Text),
            ("Limit", Integer),
            ("ExclusiveStartStreamArn", Text),
        ],
    ),
    structure(
        "ListTables",
        &[("ExclusiveStartTableName", Text), ("Limit", Integer)],
    ),
    structure(
        "ListTagsOfResource",
        &[("ResourceArn", Text), ("NextToken", Text)],
    ),
    structure(
        "PutItem",
        &[
            ("TableName", Text),
            ("Item", ITEM),
            ("Expected", Map(&Struct(&EXPECTED))),
            ("ReturnValues", Text),
            ("ReturnConsumedCapacity", Text),
            ("ReturnItemCollectionMetrics", Text),
            ("ConditionalOperator", Text),
            ("ConditionExpression", Text),
            ("ExpressionAttributeNames", NAMES),
            ("ExpressionAttributeValues", ITEM),
            ("ReturnValuesOnConditionCheckFailure", Text),
        ],
    ),
    structure(
        "Query",
        &[
            ("TableName", Text),
            ("IndexName", Text),
            ("Select", Text),
            ("AttributesToGet", TEXTS),
            ("Limit", Integer),
            ("ConsistentRead", Flag),
            ("KeyConditions", Map(&Struct(&CONDITION))),
            ("QueryFilter", Map(&Struct(&CONDITION))),
            ("ConditionalOperator", Text),
            ("ScanIndexForward", Flag),
            ("ExclusiveStartKey", ITEM),
            ("ReturnConsumedCapacity", Text),
            ("ProjectionExpression", Text),
            ("FilterExpression", Text),
            ("KeyConditionExpression", Text),
            ("ExpressionAttributeNames", NAMES),
            ("ExpressionAttributeValues", ITEM),
        ],
    ),
    structure(
        "Scan",
        &[
            ("TableName", Text),
            ("IndexName", Text),
            ("AttributesToGet", TEXTS),
            ("Limit", Integer),
            ("Select", Text),
            ("ScanFilter", Map(&Struct(&CONDITION))),
            ("ConditionalOperator", Text),
            ("ExclusiveStartKey", ITEM),
            ("ReturnConsumedCapacity", Text),
            ("TotalSegments", Integer),
            ("Segment", Integer),
            ("ProjectionExpression", Text),
            ("FilterExpression", Text),
            ("ExpressionAttributeNames", NAMES),
            ("ExpressionAttributeValues", ITEM),
            ("ConsistentRead", Flag),
        ],
    ),
    structure(
        "TagResource",
        &[("ResourceArn", Text), ("Tags", List(&Struct(&TAG)))],
    ),
    structure(
        "TransactGetItems",
        &[
            ("TransactItems", List(&Struct(&TRANSACT_GET))),
            ("ReturnConsumedCapacity", Text),
        ],
    ),
    structure(
        "TransactWriteItems",
        &[
            ("TransactItems", List(&Struct(&TRANSACT_WRITE))),
            ("ReturnConsumedCapacity", Text),
            ("ReturnItemCollectionMetrics", Text),
            ("ClientRequestToken", Text),
        ],
    ),
    structure("UntagResource", &[("ResourceArn", Text), ("TagKeys", TEXTS)]),
    structure(
        "UpdateContinuousBackups",
        &[
            ("TableName", Text),
            ("PointInTimeRecoverySpecification", Struct(&RECOVERY)),
        ],
    ),
    structure(
        "UpdateItem",
        &[
            ("TableName", Text),
            ("Key", ITEM),
            ("AttributeUpdates", Map(&Struct(&ATTRIBUTE_UPDATE))),
            ("Expected", Map(&Struct(&EXPECTED))),
            ("ConditionalOperator", Text),
            ("ReturnValues", Text),
            ("ReturnConsumedCapacity", Text),
            ("ReturnItemCollectionMetrics", Text),
            ("UpdateExpression", Text),
            ("ConditionExpression", Text),
            ("ExpressionAttributeNames", NAMES),
            ("ExpressionAttributeValues", ITEM),
            ("ReturnValuesOnConditionCheckFailure", Text),
        ],
    ),
    structure(
        "UpdateTable",
        &[
            ("AttributeDefinitions", List(&Struct(&ATTRIBUTE_DEFINITION))),
            ("TableName", Text),
            ("BillingMode", Text),
            ("ProvisionedThroughput", Struct(&PROVISIONED_THROUGHPUT)),
            ("GlobalSecondaryIndexUpdates", List(&Struct(&INDEX_UPDATE))),
            ("StreamSpecification", Struct(&STREAM_SPECIFICATION)),
            ("SSESpecification", Struct(&ENCRYPTION)),
            ("TableClass", Text),
            ("DeletionProtectionEnabled", Flag),
            ("OnDemandThroughput", Struct(&ON_DEMAND_THROUGHPUT)),
            ("WarmThroughput", Struct(&WARM_THROUGHPUT)),
        ],
    ),
    structure(
        "UpdateTimeToLive",
        &[
            ("TableName", Text),
            ("TimeToLiveSpecification", Struct(&TIME_TO_LIVE)),
        ],
    ),
];

#[cfg(test)]
mod tests {
    use super::{REQUESTS, request};

    #[test]
    fn requests_are_found_by_name() {
        for structure in &REQUESTS {
            assert!(
                request(structure.name).is_some(),
                "{} is out of order",
                structure.name
            );
        }
    }
}
