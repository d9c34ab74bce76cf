// Real ElectroDB and the running application on one table at the same time.

import assert from "node:assert/strict";
import { test } from "node:test";

import { KINDS, PERSONS } from "../harness/data.js";
import { asDocumented } from "../harness/model.js";
import { start } from "../harness/server.js";
import { connect } from "../harness/table.js";

const PATHS = {
  addresses: "addresses",
  bankAccounts: "bank-accounts",
  contacts: "contacts",
  employments: "employments",
};

test("ElectroDB reads what the application wrote, and the other way round", async (test_) => {
  const [application, table] = await start(
    test_,
    ["serve", "--listen", "127.0.0.1:0", "--memory", "--no-demo", "--table-endpoint", "0"],
    ["persons", "table"],
  );
  const { documents } = connect(test_, table);
  const entities = asDocumented({ client: documents, table: "persons" });
  const ask = async (path, body, method = body === undefined ? "GET" : "POST") => {
    const response = await fetch(`${application}/api/${path}`, {
      method,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    assert.ok(response.ok, `${path}: ${response.status}`);
    return response.json();
  };

  // Ids and times are the application's own.
  const [{ person, ...rest }, { person: other }] = PERSONS;
  const { firstName, lastName, dateOfBirth, gender } = person;
  const written = await ask("persons", { firstName, lastName, dateOfBirth, gender });
  const { data: read } = await entities.persons.get({ personId: written.id }).go();
  const { personId, ...fields } = read;
  assert.deepEqual({ id: personId, ...fields }, written);

  for (const kind of KINDS) {
    const rows = [];
    for (const { id: _, ...row } of rest[kind]) {
      rows.push(await ask(`persons/${written.id}/${PATHS[kind]}`, row));
    }
    const { data } = await entities[kind].query.primary({ personId: written.id }).go();
    const sorted = (list) => [...list].sort((one, two) => (one.id < two.id ? -1 : 1));
    assert.deepEqual(sorted(data), sorted(rows));
  }

  const { id, ...others } = other;
  await entities.persons.create({ personId: id, ...others }).go();
  assert.deepEqual(await ask(`persons/${id}`), other);
  const { items } = await ask("persons");
  assert.deepEqual(items.map((row) => row.id).sort(), [written.id, id].sort());

  // Each changes what the other wrote, and both indexes follow.
  const name = { firstName: "Augusta", lastName: "King" };
  await entities.persons.patch({ personId: written.id }).set(name).go();
  const changed = await ask(`persons/${written.id}`);
  assert.deepEqual({ ...changed, ...name }, changed);
  await ask(`persons/${id}`, { lastName: "Ödegaard" }, "PATCH");
  const { data: renamed } = await entities.persons.get({ personId: id }).go();
  assert.equal(renamed.lastName, "Ödegaard");

  // Each goes on where the other's page ended.
  const { data: all } = await entities.persons.query.all({}).go({ pages: "all" });
  const inOrder = all.map((row) => row.personId);
  assert.deepEqual(all.map((row) => row.lastName), ["King", "Ödegaard"]);
  const first = await ask("persons?limit=1");
  assert.deepEqual(first.items.map((row) => row.id), inOrder.slice(0, 1));
  const { data: behind } = await entities.persons.query.all({}).go({ cursor: first.cursor });
  assert.deepEqual(behind.map((row) => row.personId), inOrder.slice(1));
  const { data: start_, cursor } = await entities.persons.query.all({}).go({ limit: 1 });
  assert.deepEqual(start_.map((row) => row.personId), inOrder.slice(0, 1));
  const rest_ = await ask(`persons?limit=10&cursor=${encodeURIComponent(cursor)}`);
  assert.deepEqual(rest_.items.map((row) => row.id), inOrder.slice(1));
});
