// The post's eleven access patterns, and its writes, by real ElectroDB against our engine's endpoint.

import assert from "node:assert/strict";
import { test } from "node:test";

import { GetCommand, PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";

import { KINDS, PERSONS } from "../harness/data.js";
import { asDocumented, asPrinted, service } from "../harness/model.js";
import { start } from "../harness/server.js";
import { connect, createTable } from "../harness/table.js";

const TABLE = "interop";

/**
 * Everything on a new, empty table.
 *
 * @param {import("node:test").TestContext} test_
 */
async function newTable(test_) {
  const [endpoint] = await start(test_, ["table", "serve", "--memory", "--port", "0"], ["table"]);
  const { client, documents } = connect(test_, endpoint);
  await createTable(client, TABLE);
  return { documents, configuration: { client: documents, table: TABLE } };
}

/** The rows in the order of their ids. */
const sorted = (rows) => [...rows].sort((one, other) => (one.id < other.id ? -1 : 1));

for (const [name, model, personKey] of [
  ["with the keys that ElectroDB makes", asPrinted, "id"],
  ["with the keys that the post documents", asDocumented, "personId"],
]) {
  test(`the access patterns ${name}`, async (test_) => {
    const { documents, configuration } = await newTable(test_);
    const entities = model(configuration);
    const toPerson = ({ id, ...rest }) => ({ [personKey]: id, ...rest });
    const fromPerson = ({ [personKey]: id, ...rest }) => ({ id, ...rest });
    const child = (person, row) => ({ personId: person.id, ...row });

    for (const { person, ...rest } of PERSONS) {
      await entities.persons.put(toPerson(person)).go();
      for (const kind of KINDS) {
        await entities[kind].put(rest[kind].map((row) => child(person, row))).go();
      }
    }

    await test_.test("1: all persons, by name", async () => {
      const { data } = await entities.persons.query.all({}).go({ pages: "all" });
      assert.deepEqual(sorted(data.map(fromPerson)), sorted(PERSONS.map(({ person }) => person)));
      const names = data.map((person) => person.lastName);
      assert.deepEqual(names, [...names].sort());
    });

    for (const [position, kind] of KINDS.entries()) {
      await test_.test(`${position + 2}: all ${kind}`, async () => {
        const expected = PERSONS.flatMap(({ person, ...rest }) => rest[kind].map((row) => child(person, row)));
        const { data } = await entities[kind].query.all({}).go({ pages: "all" });
        assert.deepEqual(sorted(data), sorted(expected));
      });
    }

    await test_.test("6: a person by id", async () => {
      for (const { person } of PERSONS) {
        const { data } = await entities.persons.get({ [personKey]: person.id }).go();
        assert.deepEqual(fromPerson(data), person);
      }
      const { data } = await entities.persons.get({ [personKey]: "nobody" }).go();
      assert.equal(data, null);
    });

    await test_.test("7: a person with all data", async () => {
      const [{ person, ...rest }] = PERSONS;
      const expected = sorted([person, ...KINDS.flatMap((kind) => rest[kind].map((row) => child(person, row)))]);
      const read = (item) => {
        const entity = Object.values(entities).find((entity) => entity.ownsItem(item));
        const row = entity.parse({ Item: item }).data;
        return entity === entities.persons ? fromPerson(row) : row;
      };
      const partitions = new Set();
      for (const kind of ["persons", ...KINDS]) {
        const composites = kind === "persons" ? { [personKey]: person.id } : { personId: person.id };
        partitions.add(entities[kind].query.primary(composites).params().ExpressionAttributeValues[":pk"]);
      }
      // ElectroDB's own keys put a person and what belongs to it into two partitions.
      assert.equal(partitions.size, model === asDocumented ? 1 : 2);
      const items = [];
      for (const pk of partitions) {
        const { Items } = await documents.send(
          new QueryCommand({
            TableName: TABLE,
            KeyConditionExpression: "pk = :pk",
            ExpressionAttributeValues: { ":pk": pk },
          }),
        );
        items.push(...Items);
      }
      assert.deepEqual(sorted(items.map(read)), expected);
    });

    for (const [position, kind] of KINDS.entries()) {
      await test_.test(`${position + 8}: a person's ${kind}`, async () => {
        for (const { person, ...rest } of PERSONS) {
          const { data } = await entities[kind].query.primary({ personId: person.id }).go({ pages: "all" });
          assert.deepEqual(sorted(data), sorted(rest[kind].map((row) => child(person, row))));
        }
      });
    }

    await test_.test("a listing in pages", async () => {
      const rows = [];
      let cursor = null;
      let pages = 0;
      do {
        const page = await entities.contacts.query.all({}).go({ limit: 1, cursor });
        rows.push(...page.data);
        ({ cursor } = page);
        pages += 1;
      } while (cursor !== null);
      assert.equal(rows.length, 2);
      assert.ok(pages >= 2);
    });

    await test_.test("writes with conditions, and several in one transaction", async () => {
      const [{ person, addresses }] = PERSONS;
      const key = { [personKey]: person.id };
      await assert.rejects(entities.persons.create(toPerson(person)).go(), /conditional request failed/i);
      await assert.rejects(
        entities.addresses.patch({ personId: person.id, id: "nowhere" }).set({ city: "Ockham" }).go(),
        /conditional request failed/i,
      );
      await entities.addresses.patch({ personId: person.id, id: addresses[0].id }).set({ city: "Ockham" }).go();
      const { data: found } = await entities.addresses.query
        .primary({ personId: person.id })
        .where(({ city }, { eq }) => eq(city, "Ockham"))
        .go();
      assert.deepEqual(
        found.map(({ id }) => id),
        [addresses[0].id],
      );

      const all = service(entities, configuration);
      const half = await all.transaction
        .write(({ persons, addresses: table }) => [
          persons.delete(key).commit(),
          table.create(child(person, addresses[1])).commit({ response: "all_old" }),
        ])
        .go();
      assert.equal(half.canceled, true);
      assert.deepEqual(
        half.data.map(({ rejected, code }) => [rejected, code]),
        [
          [false, "None"],
          [true, "ConditionalCheckFailed"],
        ],
      );
      assert.notEqual((await entities.persons.get(key).go()).data, null);
      const whole = await all.transaction
        .write(({ persons, addresses: table }) => [
          persons.delete(key).commit(),
          ...addresses.map(({ id }) => table.delete({ personId: person.id, id }).commit()),
        ])
        .go();
      assert.equal(whole.canceled, false);
      assert.equal((await entities.persons.get(key).go()).data, null);
      const { data: left } = await entities.addresses.query.all({}).go();
      assert.deepEqual(left, []);
    });
  });
}

test("numbers, sets and binary come back as they were written", async (test_) => {
  const { documents } = await newTable(test_);
  const item = {
    pk: "VALUES",
    sk: "1",
    number: -0.000012345,
    large: 9007199254740991,
    set: new Set(["a", "b"]),
    numbers: new Set([1, 2.5]),
    bytes: new Uint8Array([0, 255, 10]),
    nested: [{ a: null, b: [true, { c: "ü" }] }, ""],
  };
  await documents.send(new PutCommand({ TableName: TABLE, Item: item }));
  const { Item } = await documents.send(
    new GetCommand({ TableName: TABLE, Key: { pk: "VALUES", sk: "1" }, ConsistentRead: true }),
  );
  assert.deepEqual(Item, item);
});
