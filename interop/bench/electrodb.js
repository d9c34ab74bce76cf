// ElectroDB's side of `cargo xtask bench entity`: makes requests, and reads items, as often as it is told.
//
// It is told on the standard input, a line of JSON each, and answers with a line. The first line says the models and what
// is asked of them; then `{"show": {model, operation}}` asks for a request as a golden vector (see
// `crates/entity-vectors`), and `{"time": {model, operation, rounds}}` for the nanoseconds that so many rounds took.

import { createInterface } from "node:readline";

import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { Entity } from "electrodb";

const TABLE = "vectors";

const sent = [];
const client = new DynamoDBClient({
  region: "local",
  endpoint: "http://127.0.0.1:1",
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
  requestHandler: {
    // Nothing is sent: the request is kept and answered with nothing.
    handle: async ({ headers, body }) => {
      sent.push({ target: headers["x-amz-target"].split(".")[1], body: JSON.parse(body) });
      return { response: { statusCode: 200, headers: {}, body: Buffer.from("{}") } };
    },
  },
});
const documents = DynamoDBDocumentClient.from(client);

/** What a model is asked, as the chain of calls that a vector has. */
function chains({ order, key, changes, partition, begins, access }) {
  return {
    put: [["put", order]],
    get: [["get", key]],
    patch: [
      ["patch", key],
      ["set", changes],
    ],
    query: [
      [`query.${access}`, partition],
      ["begins", begins],
    ],
  };
}

/** Makes the calls of a chain. */
function call(entity, chain) {
  return chain.reduce((link, [name, argument]) => {
    const members = name.split(".");
    const last = members.pop();
    const owner = members.reduce((owner, member) => owner[member], link);
    return owner[last](argument);
  }, entity);
}

const entities = new Map();
let told;
let asked;

function work(model, operation) {
  const entity = entities.get(model);
  if (operation === "parse") {
    const { Item } = entity.put(told.order).params();
    const Items = Array.from({ length: told.items }, () => Item);
    return () => entity.parse({ Items });
  }
  const { order, key, changes, partition, begins, access } = told;
  switch (operation) {
    case "put":
      return () => entity.put(order).params();
    case "get":
      return () => entity.get(key).params();
    case "patch":
      return () => entity.patch(key).set(changes).params();
    case "query":
      return () => entity.query[access](partition).begins(begins).params();
    default:
      throw new Error(`there is no operation ${operation}`);
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line);
  let answer = null;
  if (message.models !== undefined) {
    told = message;
    asked = chains(message);
    for (const [name, model] of Object.entries(message.models)) {
      entities.set(name, new Entity(model, { client: documents, table: TABLE }));
    }
  } else if (message.show !== undefined) {
    const { model, operation } = message.show;
    const chain = asked[operation];
    sent.length = 0;
    await call(entities.get(model), chain).go();
    answer = { id: `${model} ${operation}`, group: "", model: told.models[model], chain, wire: [...sent] };
  } else {
    const { model, operation, rounds } = message.time;
    const run = work(model, operation);
    const start = process.hrtime.bigint();
    for (let round = 0; round < rounds; round += 1) {
      run();
    }
    answer = Number(process.hrtime.bigint() - start);
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
