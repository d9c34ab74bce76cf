// Clients of AWS's own SDK, and the table that the post defines.

import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

/**
 * @param {import("node:test").TestContext} test - what the client is closed after
 * @param {string} endpoint
 */
export function connect(test, endpoint) {
  const client = new DynamoDBClient({
    endpoint,
    region: "local",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    // A failure is to be seen, not repeated.
    maxAttempts: 1,
  });
  test.after(() => client.destroy());
  return {
    client,
    documents: DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }),
  };
}

/**
 * @param {DynamoDBClient} client
 * @param {string} name
 */
export async function createTable(client, name) {
  const text = (AttributeName) => ({ AttributeName, AttributeType: "S" });
  const keys = (partition, sort) => [
    { AttributeName: partition, KeyType: "HASH" },
    { AttributeName: sort, KeyType: "RANGE" },
  ];
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: ["pk", "sk", "gsi1pk", "gsi1sk"].map(text),
      KeySchema: keys("pk", "sk"),
      GlobalSecondaryIndexes: [
        { IndexName: "GSI1", KeySchema: keys("gsi1pk", "gsi1sk"), Projection: { ProjectionType: "ALL" } },
      ],
    }),
  );
}
