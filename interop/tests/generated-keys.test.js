// Real ElectroDB and the entity layer of `crates/entity` on one table at the same time, with the keys that ElectroDB makes:
// the post's own five models, and the same five as a collection.

import assert from "node:assert/strict";
import { test } from "node:test";

import { ScanCommand } from "@aws-sdk/lib-dynamodb";

import { KINDS, PERSONS } from "../harness/data.js";
import { asCollection, asPrinted, definitions, service } from "../harness/model.js";
import { Peer } from "../harness/peer.js";
import { start } from "../harness/server.js";
import { connect, createTable } from "../harness/table.js";

const TABLE = "interop";
const ALL = ["persons", ...KINDS];

/** The rows in the order of their ids. */
const sorted = (rows) => [...rows].sort((one, other) => (one.id < other.id ? -1 : 1));

const child = (person, row) => ({ personId: person.id, ...row });

/** The attributes of a row that are its key. */
const keyOf = (kind, row) => (kind === "persons" ? { id: row.id } : { personId: row.personId, id: row.id });

/** The rows of the data by kind, those of persons with an even or odd number. */
function rows(parity) {
  const found = Object.fromEntries(ALL.map((kind) => [kind, []]));
  PERSONS.forEach(({ person, ...rest }, position) => {
    if (parity === undefined || position % 2 === parity) {
      found.persons.push(person);
      for (const kind of KINDS) {
        found[kind].push(...rest[kind].map((row) => child(person, row)));
      }
    }
  });
  return found;
}

/** Both sides on a new, empty table. */
async function newTable(test_, model) {
  const [endpoint] = await start(test_, ["table", "serve", "--memory", "--port", "0"], ["table"]);
  const { client, documents } = connect(test_, endpoint);
  await createTable(client, TABLE);
  const configuration = { client: documents, table: TABLE };
  const entities = model(configuration);
  const peer = await Peer.start(test_, { endpoint, table: TABLE, models: definitions(model) });
  const stored = async () => (await documents.send(new ScanCommand({ TableName: TABLE }))).Items;
  return { configuration, entities, peer, stored };
}

/** The same operations by either side. */
const theirs = ({ entities }) => ({
  put: (kind, row) => entities[kind].put(row).go(),
  create: (kind, row) => entities[kind].create(row).go(),
  upsert: (kind, row) => entities[kind].upsert(row).go(),
  update: (kind, key, set, composite) => entities[kind].update(key).set(set).composite(composite).go(),
  patch: (kind, key, set) => entities[kind].patch(key).set(set).go(),
  clear: (kind, key, names) => entities[kind].patch(key).remove(names).go(),
  delete: (kind, key) => entities[kind].delete(key).go(),
  remove: (kind, key) => entities[kind].remove(key).go(),
  get: async (kind, key) => (await entities[kind].get(key).go({ consistent: true })).data,
  query: async (kind, name, composites, options) => {
    const { data, cursor } = await entities[kind].query[name](composites).go(options);
    return { rows: data, cursor };
  },
  scan: async (kind) => (await entities[kind].scan.go({ pages: "all" })).data,
  isConflict: (error) => /conditional request failed/i.test(error.message),
});

const ours = ({ peer }) => {
  const write = (operation) => (kind, item, more = {}) => peer.ask({ write: { entity: kind, operation, item, ...more } });
  return {
    put: write("put"),
    create: write("create"),
    upsert: write("upsert"),
    update: (kind, key, set, composite) => write("update")(kind, key, { set, composite }),
    patch: (kind, key, set) => write("patch")(kind, key, { set }),
    clear: (kind, key, remove) => write("patch")(kind, key, { remove }),
    delete: write("delete"),
    remove: write("remove"),
    get: (kind, key) => peer.ask({ get: { entity: kind, key } }),
    query: (kind, name, composites, options) => peer.ask({ query: { entity: kind, name, composites, ...options } }),
    scan: async (kind) => (await peer.ask({ scan: { entity: kind } })).rows,
    isConflict: (error) => error.conflict === true,
  };
};

for (const [name, writing, reading] of [
  ["ElectroDB writes, the entity layer reads", theirs, ours],
  ["the entity layer writes, ElectroDB reads", ours, theirs],
]) {
  test(`generated keys: ${name}`, async (test_) => {
    const table = await newTable(test_, asPrinted);
    const writer = writing(table);
    const reader = reading(table);
    const expected = rows();

    const expectRow = async (kind, row) => assert.deepEqual(await reader.get(kind, keyOf(kind, row)), row);

    await test_.test("items", async () => {
      let turn = 0;
      for (const kind of ALL) {
        for (const row of expected[kind]) {
          // Every way to write a whole item.
          await writer[["put", "create", "upsert"][turn % 3]](kind, row);
          turn += 1;
          await expectRow(kind, row);
        }
      }
      assert.ok(turn > 6);
      for (const kind of ALL) {
        const [row] = expected[kind];
        await assert.rejects(writer.create(kind, row), writer.isConflict);
        await assert.rejects(reader.create(kind, row), reader.isConflict);
        assert.equal(await reader.get(kind, { ...keyOf(kind, row), id: "nobody" }), null);
      }
    });

    await test_.test("listings and scans", async () => {
      for (const kind of ALL) {
        const { rows: all } = await reader.query(kind, "all", {});
        assert.deepEqual(sorted(all), sorted(expected[kind]), kind);
        assert.deepEqual(sorted(await reader.scan(kind)), sorted(expected[kind]), kind);
      }
      const [{ person }] = PERSONS;
      for (const kind of KINDS) {
        const { rows: some } = await reader.query(kind, "primary", { personId: person.id });
        const own = expected[kind].filter(({ personId }) => personId === person.id);
        assert.deepEqual(sorted(some), sorted(own), kind);
      }
      const { rows: named } = await reader.query("persons", "all", { lastName: person.lastName });
      assert.deepEqual(named, [person]);
    });

    await test_.test("each goes on where the other's page ended", async () => {
      const whole = (await reader.query("contacts", "all", {})).rows;
      assert.ok(whole.length > 1);
      for (const [first, second] of [
        [writer, reader],
        [reader, writer],
      ]) {
        const found = [];
        let cursor;
        let sides = [first, second];
        do {
          const page = await sides[0].query("contacts", "all", {}, { limit: 1, cursor });
          found.push(...page.rows);
          cursor = page.cursor ?? undefined;
          sides = sides.reverse();
        } while (cursor !== undefined);
        assert.deepEqual(found, whole);
      }
      const page = await writer.query("addresses", "primary", { personId: PERSONS[0].person.id }, { limit: 1 });
      const rest = await reader.query("addresses", "primary", { personId: PERSONS[0].person.id }, { cursor: page.cursor });
      assert.deepEqual(sorted([...page.rows, ...rest.rows]), sorted(expected.addresses));
    });

    await test_.test("changes, and the index follows", async () => {
      const [person] = expected.persons;
      const key = { id: person.id };
      // A name is part of an index key: one is changed, the other is said to stay.
      await writer.update("persons", key, { firstName: "Ada Augusta" }, { lastName: person.lastName });
      await reader.patch("persons", key, { firstName: "AUGUSTA", lastName: "Ö'King" });
      const renamed = { ...person, firstName: "AUGUSTA", lastName: "Ö'King" };
      await expectRow("persons", renamed);
      assert.deepEqual(await writer.get("persons", key), renamed);
      for (const side of [writer, reader]) {
        assert.deepEqual((await side.query("persons", "all", { lastName: "ö'KING" })).rows, [renamed]);
        assert.deepEqual((await side.query("persons", "all", { lastName: person.lastName })).rows, []);
        await assert.rejects(
          side.update("persons", key, { firstName: "x" }, { lastName: "not so" }),
          side.isConflict,
        );
        await assert.rejects(side.patch("persons", { id: "nobody" }, { gender: "other" }), side.isConflict);
      }
      await writer.clear("persons", key, ["gender"]);
      const { gender: _, ...rest } = renamed;
      await expectRow("persons", rest);
      const [employment] = expected.employments;
      await writer.patch("employments", keyOf("employments", employment), { salary: 0.1, isCurrent: false });
      await expectRow("employments", { ...employment, salary: 0.1, isCurrent: false });
    });

    await test_.test("removals", async () => {
      const [one, other] = expected.addresses;
      await writer.delete("addresses", keyOf("addresses", one));
      await writer.remove("addresses", keyOf("addresses", other));
      assert.deepEqual((await reader.query("addresses", "all", {})).rows, []);
      await assert.rejects(writer.remove("addresses", keyOf("addresses", one)), writer.isConflict);
      await assert.rejects(reader.remove("addresses", keyOf("addresses", one)), reader.isConflict);
      await reader.delete("addresses", keyOf("addresses", one));
    });
  });
}

test("generated keys: both write the same bytes", async (test_) => {
  const images = [];
  for (const side of [theirs, ours]) {
    const table = await newTable(test_, asPrinted);
    const writer = side(table);
    for (const kind of ALL) {
      for (const row of rows()[kind]) {
        await writer.put(kind, row);
      }
    }
    const [{ person }] = PERSONS;
    await writer.patch("persons", { id: person.id }, { firstName: "Ḍ", lastName: "Σας" });
    const order = ({ pk, sk }) => `${pk} ${sk}`;
    images.push((await table.stored()).sort((one, two) => (order(one) < order(two) ? -1 : 1)));
  }
  assert.ok(images[0].length > 6);
  assert.deepEqual(images[1], images[0]);
});

test("generated keys: batches and transactions across entities", async (test_) => {
  const table = await newTable(test_, asPrinted);
  const { entities, peer } = table;
  const all = service(entities, table.configuration);
  const [even, odd] = [rows(0), rows(1)];
  const writes = (found, operation) =>
    ALL.flatMap((kind) => found[kind].map((row) => ({ entity: kind, operation, item: row })));
  const references = (found) => ALL.flatMap((kind) => found[kind].map((row) => ({ entity: kind, key: keyOf(kind, row) })));

  // One half in a batch of ours, the other in batches of theirs, one an entity.
  await peer.ask({ batchWrite: writes(even, "put") });
  for (const kind of ALL.filter((kind) => odd[kind].length > 0)) {
    const { unprocessed } = await entities[kind].put(odd[kind]).go();
    assert.deepEqual(unprocessed, []);
  }
  for (const kind of ALL) {
    const expected = rows()[kind];
    const { data } = await entities[kind].get(expected.map((row) => keyOf(kind, row))).go();
    assert.deepEqual(sorted(data), sorted(expected));
  }
  const read = await peer.ask({ batchGet: references(rows()) });
  for (const kind of ALL) {
    const own = read.filter(({ entity }) => entity === kind).map(({ row }) => row);
    assert.deepEqual(sorted(own), sorted(rows()[kind]));
  }

  // Reads of several entities at one moment.
  const wanted = references(even);
  const ourRows = await peer.ask({ transactGet: wanted });
  const { data } = await all.transaction
    .get((of) => wanted.map(({ entity, key }) => of[entity].get(key).commit()))
    .go();
  assert.deepEqual(ourRows, data.map(({ item }) => item));
  assert.ok(ourRows.length > 4 && ourRows.every((row) => row !== null));

  // All or nothing: a transaction in which one row is there already writes nothing, whoever asks.
  const [{ person, addresses }] = PERSONS;
  const again = { entity: "addresses", operation: "create", item: child(person, addresses[0]) };
  const gone = { entity: "persons", operation: "delete", item: { id: person.id } };
  await assert.rejects(peer.ask({ transactWrite: [gone, again] }), (error) => error.conflict === true);
  const half = await all.transaction
    .write((of) => [of.persons.delete({ id: person.id }).commit(), of.addresses.create(again.item).commit()])
    .go();
  assert.equal(half.canceled, true);
  assert.notEqual(await peer.ask({ get: { entity: "persons", key: { id: person.id } } }), null);

  // Each takes away, in one transaction, what the other wrote.
  await peer.ask({
    transactWrite: references(odd).map(({ entity, key }) => ({ entity, operation: "remove", item: key })),
  });
  const whole = await all.transaction
    .write((of) => references(even).map(({ entity, key }) => of[entity].remove(key).commit()))
    .go();
  assert.equal(whole.canceled, false);
  assert.deepEqual(await table.stored(), []);
});

test("generated keys: a collection of all five", async (test_) => {
  const table = await newTable(test_, asCollection);
  const { entities, peer } = table;
  const all = service(entities, table.configuration);
  const toPerson = ({ id, ...rest }) => ({ personId: id, ...rest });
  const mine = (kind, row) => (kind === "persons" ? toPerson(row) : row);
  const [even, odd] = [rows(0), rows(1)];
  for (const kind of ALL) {
    for (const row of even[kind]) {
      await entities[kind].put(mine(kind, row)).go();
    }
    for (const row of odd[kind]) {
      await peer.ask({ write: { entity: kind, operation: "put", item: mine(kind, row) } });
    }
  }
  for (const [found, { person }] of [
    [even, PERSONS[0]],
    [odd, PERSONS[1]],
  ]) {
    const composites = { personId: person.id };
    const expected = Object.fromEntries(ALL.map((kind) => [kind, found[kind].map((row) => mine(kind, row))]));
    const { data } = await all.collections.personData(composites).go({ pages: "all" });
    const { rows: ours } = await peer.ask({ collection: { name: "personData", composites } });
    const whole = (rows) => Object.fromEntries(Object.entries(rows).map(([kind, list]) => [kind, sorted(list)]));
    const want = whole(expected);
    assert.deepEqual(whole(data), want);
    assert.deepEqual(whole(ours), want);

    // A page by one side, and the next one by the other.
    let cursor;
    let turn = 0;
    const paged = Object.fromEntries(ALL.map((kind) => [kind, []]));
    do {
      let page;
      if (turn % 2 === 0) {
        ({ rows: page, cursor } = await peer.ask({ collection: { name: "personData", composites, limit: 1, cursor } }));
      } else {
        ({ data: page, cursor } = await all.collections.personData(composites).go({ limit: 1, cursor }));
      }
      for (const kind of ALL) {
        paged[kind].push(...(page[kind] ?? []));
      }
      cursor = cursor ?? undefined;
      turn += 1;
    } while (cursor !== undefined);
    assert.deepEqual(whole(paged), want);
    assert.ok(turn > 1);
  }
});
