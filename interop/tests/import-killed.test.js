// An import whose process is killed at any point, and run again until it is through: nothing is lost, nothing is there
// twice, and the report is that of a run that nobody disturbed. The source is a table that real ElectroDB filled.

import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { ScanCommand } from "@aws-sdk/lib-dynamodb";

import { asPrinted } from "../harness/model.js";
import { Proxy } from "../harness/proxy.js";
import { launch, run, start } from "../harness/server.js";
import { connect, createTable } from "../harness/table.js";

const SOURCE = "other-application";
const TARGET = "persons";
const PERSONS = 260;
const time = "2026-01-02T03:04:05.678Z";
const id = (kind, person, row = 0) =>
  `${String(kind).padStart(8, "0")}-0000-4000-8000-${String(person).padStart(6, "0")}${String(row).padStart(6, "0")}`;

/** Rows for several pages. Each tenth person has two primary addresses, and one contact belongs to nobody. */
async function fill(entities) {
  const numbers = Array.from({ length: PERSONS }, (_, number) => number);
  const address = (number, row) => ({
    id: id(2, number, row),
    personId: id(1, number),
    type: "home",
    street: "12 St James's Square",
    city: "London",
    state: "London",
    postalCode: "SW1Y 4JH",
    country: "United Kingdom",
    isPrimary: row === 0 || number % 10 === 0,
  });
  const contact = (number, row) => ({
    id: id(3, number, row),
    personId: id(1, number),
    type: "email",
    value: `ada${row}@example.org`,
    isPrimary: row === 0,
    isVerified: false,
  });
  const rows = {
    persons: numbers.map((number) => ({
      id: id(1, number),
      firstName: "Ada",
      lastName: `Lovelace ${number}`,
      createdAt: time,
      updatedAt: time,
    })),
    addresses: numbers.flatMap((number) => [0, 1, 2].map((row) => address(number, row))),
    contacts: [...numbers.flatMap((number) => [0, 1, 2, 3, 4, 5, 6, 7].map((row) => contact(number, row))), contact(PERSONS, 0)],
  };
  let count = 0;
  for (const [kind, list] of Object.entries(rows)) {
    const { unprocessed } = await entities[kind].put(list).go({ concurrent: 4 });
    assert.deepEqual(unprocessed, []);
    count += list.length;
  }
  return count;
}

/** All items of a table, by their keys. */
async function everything(documents, table) {
  const items = [];
  let ExclusiveStartKey;
  do {
    const page = await documents.send(new ScanCommand({ TableName: table, ExclusiveStartKey }));
    items.push(...page.Items);
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  const key = ({ pk, sk }) => `${pk} ${sk}`;
  return items.sort((one, two) => (key(one) < key(two) ? -1 : 1));
}

const lines = async (path) =>
  (await readFile(path, "utf8"))
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

const before = (operation, at) => ({ operation, at, when: "before" });
const after = (operation, at) => ({ operation, at, when: "after" });

/** Where the runs are killed: in the first pass, in each page, before a write and after one that nobody was told of. */
const POINTS = [
  before("Scan", 1),
  before("Scan", 2),
  before("TransactWriteItems", 1),
  after("TransactWriteItems", 1),
  after("TransactWriteItems", 4),
  before("PutItem", 30),
  after("PutItem", 50),
  after("TransactWriteItems", 9),
  before("Scan", 6),
  after("TransactWriteItems", 12),
  after("PutItem", 101),
  after("TransactWriteItems", 12),
];

test("an import that is killed again and again", async (test_) => {
  const directory = await mkdtemp(join(tmpdir(), "killed-"));
  test_.after(() => rm(directory, { recursive: true }));
  const [endpoint] = await start(test_, ["table", "serve", "--memory", "--port", "0"], ["table"]);
  const { client, documents } = connect(test_, endpoint);
  await createTable(client, SOURCE);
  const rows = await fill(asPrinted({ client: documents, table: SOURCE }));
  assert.ok(rows > 3_000, "four pages");
  const proxy = await Proxy.start(test_, endpoint);
  const environment = (url) => ({
    AWS_ENDPOINT_URL_DYNAMODB: url,
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
  });

  /** What an import into a table of its own answers. */
  const importInto = (target, report, url) => [
    ["import", "--from-electrodb", "--source-endpoint", url, "--source-table", SOURCE, "--table", target, "--report", report],
    environment(url),
  ];

  // What it comes to if nobody disturbs it.
  const whole = join(directory, "whole.jsonl");
  await createTable(client, "whole");
  const undisturbed = await run(...importInto("whole", whole, proxy.url));
  assert.equal(undisturbed.code, 1, undisturbed.stderr);
  assert.match(undisturbed.stderr, /1 rows were not written/);
  const expected = await everything(documents, "whole");
  assert.equal(expected.length, rows - 1);
  const expectedLines = await lines(whole);
  assert.equal(expectedLines.filter(({ outcome }) => outcome === "changed").length, 2 * (PERSONS / 10));

  await createTable(client, TARGET);
  const report = join(directory, "killed.jsonl");
  let kills = 0;
  for (const point of POINTS) {
    const child = launch(...importInto(TARGET, report, proxy.url));
    proxy.plan({ ...point, act: () => child.process.kill("SIGKILL") });
    const { code, signal, stderr } = await child.ended;
    assert.deepEqual([code, signal], [null, "SIGKILL"], `${JSON.stringify(point)}: ${stderr}`);
    kills += 1;
  }
  assert.equal(kills, POINTS.length);
  proxy.plan(undefined);
  const last = await run(...importInto(TARGET, report, proxy.url));
  assert.equal(last.code, 1, last.stderr);

  // The same rows, the same counts, the same report.
  assert.deepEqual(await everything(documents, TARGET), expected);
  const counts = ({ stdout }) => stdout.split("\n").filter((line) => /^[A-Z]\w+ +\d/.test(line));
  assert.deepEqual(counts(last), counts(undisturbed));
  assert.deepEqual(await lines(report), expectedLines);
  await assert.rejects(readFile(`${report}.checkpoint`), { code: "ENOENT" });

  // Once more changes nothing.
  const again = await run(...importInto(TARGET, report, proxy.url));
  assert.match(again.stdout, new RegExp(`^Person +${PERSONS} +0 +${PERSONS} +0 +0$`, "m"));
  assert.deepEqual(await everything(documents, TARGET), expected);
});

test("an import from where the SDK's own settings say", async (test_) => {
  const directory = await mkdtemp(join(tmpdir(), "profile-"));
  test_.after(() => rm(directory, { recursive: true }));
  const [endpoint] = await start(test_, ["table", "serve", "--memory", "--port", "0"], ["table"]);
  const { client, documents } = connect(test_, endpoint);
  await createTable(client, SOURCE);
  const entities = asPrinted({ client: documents, table: SOURCE });
  await entities.persons
    .put({ id: id(1, 1), firstName: "Ada", lastName: "Lovelace", createdAt: time, updatedAt: time })
    .go();
  // A profile with a region, credentials and an endpoint, as the SDK reads it, and nothing in the environment but its name.
  const config = join(directory, "config");
  await writeFile(
    config,
    `[profile migration]\nregion = eu-central-1\nendpoint_url = ${endpoint}\naws_access_key_id = a\naws_secret_access_key = b\n`,
  );
  const settings = { AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: join(directory, "none"), AWS_PROFILE: "migration" };
  const target = ["--data", join(directory, "table.db"), "--report", join(directory, "report.jsonl")];
  const { code, stdout, stderr } = await run(["import", "--from-electrodb", "--source-table", SOURCE, ...target], settings);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^Person +1 +1 +0 +0 +0$/m);
  const wrong = await run(["import", "--from-electrodb", "--source-table", SOURCE, ...target], {
    ...settings,
    AWS_PROFILE: "nobody",
    AWS_EC2_METADATA_DISABLED: "true",
  });
  assert.notEqual(wrong.code, 0);
  assert.match(wrong.stderr, /source/);
});
