// A table that real ElectroDB wrote with its own keys, imported into the application's.

import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { PutCommand } from "@aws-sdk/lib-dynamodb";

import { KINDS, PERSONS } from "../harness/data.js";
import { asPrinted } from "../harness/model.js";
import { run, start } from "../harness/server.js";
import { connect, createTable } from "../harness/table.js";

const TABLE = "other-application";

/** What the application calls the rows of a person. */
const sorted = (rows) => [...rows].sort((one, other) => (one.id < other.id ? -1 : 1));

test("the application reads every row that ElectroDB wrote, after an import", async (test_) => {
  const directory = await mkdtemp(join(tmpdir(), "import-"));
  test_.after(() => rm(directory, { recursive: true }));
  const [endpoint] = await start(test_, ["table", "serve", "--memory", "--port", "0"], ["table"]);
  const { client, documents } = connect(test_, endpoint);
  await createTable(client, TABLE);
  const entities = asPrinted({ client: documents, table: TABLE });
  let rows = 0;
  for (const { person, ...rest } of PERSONS) {
    await entities.persons.put(person).go();
    rows += 1;
    for (const kind of KINDS) {
      for (const row of rest[kind]) {
        await entities[kind].put({ personId: person.id, ...row }).go();
        rows += 1;
      }
    }
  }

  const data = join(directory, "table.db");
  const report = join(directory, "report.jsonl");
  const source = ["--source-endpoint", endpoint, "--source-table", TABLE];
  const import_ = ["import", "--from-electrodb", ...source, "--data", data, "--report", report];

  await test_.test("all arrive", async () => {
    const { code, stdout, stderr } = await run(import_);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^Person +2 +2 +0 +0 +0$/m);
    const counts = [...stdout.matchAll(/^[A-Z]\w+ +(\d+) +(\d+) +0 +0 +0$/gm)];
    assert.equal(counts.reduce((sum, [, read]) => sum + Number(read), 0), rows);
  });

  await test_.test("the application has them", async () => {
    const [application] = await start(
      test_,
      ["serve", "--listen", "127.0.0.1:0", "--data", data, "--no-demo"],
      ["persons"],
    );
    for (const { person, ...rest } of PERSONS) {
      const response = await fetch(`${application}/api/persons/${person.id}/all`);
      assert.equal(response.status, 200);
      const all = await response.json();
      for (const [name, value] of Object.entries(person)) {
        assert.equal(all[name], value, name);
      }
      for (const kind of KINDS) {
        const expected = rest[kind].map((row) => ({ personId: person.id, ...row }));
        assert.deepEqual(sorted(all[kind]), sorted(expected), kind);
      }
    }
  });

  await test_.test("what cannot be written is told", async () => {
    const [{ person, addresses }] = PERSONS;
    await entities.addresses.put({ personId: "7d1c2b3a-0000-4000-8000-000000000000", ...addresses[0] }).go();
    await documents.send(
      new PutCommand({
        TableName: TABLE,
        Item: {
          pk: `$persons#personid_${person.id}`,
          sk: "$address_1#id_broken",
          __edb_e__: "Address",
          __edb_v__: "1",
        },
      }),
    );
    const other = join(directory, "other.db");
    const arguments_ = ["import", "--from-electrodb", ...source, "--data", other, "--report", report];
    const { code, stderr } = await run(arguments_);
    assert.equal(code, 1);
    assert.match(stderr, /2 rows were not written/);
    const lines = (await readFile(report, "utf8")).trim().split("\n").map((line) => JSON.parse(line));
    assert.deepEqual(lines.map(({ outcome, entity }) => [outcome, entity]), Array(2).fill(["refused", "Address"]));
    assert.ok(lines.every(({ key, reason }) => key.pk.S.startsWith("$persons#personid_") && reason.length > 0));
  });

  await test_.test("a source that is not there is told", async () => {
    for (const wrong of [
      ["--source-endpoint", endpoint, "--source-table", "nobody"],
      ["--source-data", join(directory, "nothing.db")],
      [],
    ]) {
      const { code, stderr } = await run(["import", "--from-electrodb", ...wrong, "--data", data + ".x", "--report", report]);
      assert.notEqual(code, 0);
      assert.match(stderr, /source|there is no file/);
    }
    const { code, stderr } = await run(["import", ...source, "--data", data + ".x", "--report", report]);
    assert.notEqual(code, 0);
    assert.match(stderr, /--from-electrodb/);
  });
});
