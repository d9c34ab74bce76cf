// Our store and TanStack DB answer alike, whatever is asked and whatever changes; where they do not, it is on purpose.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { run } from "./case.js";
import { DIFFERENCES } from "./differences.js";
import { Generator } from "./generate.js";

/** So many cases, each with three queries and twelve changes. */
const CASES = 600;

/** What our store answers: see `crates/store-differential`. */
function ours(cases) {
  const program = process.env.INTEROP_STORE;
  assert.ok(program, "INTEROP_STORE is not set: run the tests with `cargo xtask test tanstack`");
  const { status, stdout, stderr } = spawnSync(program, {
    input: cases.map((one) => `${JSON.stringify(one)}\n`).join(""),
    encoding: "utf8",
    maxBuffer: 1 << 30,
  });
  assert.equal(status, 0, stderr);
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

/** The rows as texts that are equal where the rows are: in their order, or sorted if the query has none. */
function comparable(query, rows) {
  const texts = rows.map((row) => JSON.stringify(row.map(rounded)));
  return query.orderBy ? texts : texts.sort();
}

/** A mean is compared to the twelfth digit: sums here are exact, there they are not. */
function rounded(value) {
  return typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(12)) : value;
}

test("the same questions have the same answers", () => {
  const cases = Array.from({ length: CASES }, (_, seed) => new Generator(seed).case());
  const answers = ours(cases);
  let rows = 0;
  cases.forEach((one, seed) => {
    run(one).forEach((theirs, step) => {
      theirs.forEach((expected, index) => {
        const query = one.queries[index];
        const found = comparable(query, answers[seed][step][index]);
        rows += found.length;
        const what = `case ${seed}, after ${step} changes: ${JSON.stringify(query)}`;
        assert.deepEqual(found, comparable(query, expected), what);
      });
    });
  });
  // That the cases say something at all.
  assert.ok(rows > CASES * 10, `${rows} rows`);
});

for (const [name, { case: one, ours: expected, theirs }] of Object.entries(DIFFERENCES)) {
  test(`difference: ${name}`, () => {
    assert.deepEqual(ours([one])[0].at(-1)[0], expected, "ours");
    assert.deepEqual(run(one).at(-1)[0], theirs, "theirs");
  });
}

test("every difference is in docs/semantics.md, and no other", () => {
  const text = readFileSync(new URL("../../docs/semantics.md", import.meta.url), "utf8");
  const [, section] = text.split("# Differences that a test holds\n");
  assert.ok(section, "the section is there");
  const listed = [...section.split("\n# ")[0].matchAll(/^\| `([\w-]+)` \|/gm)].map(([, name]) => name);
  assert.deepEqual(listed.sort(), Object.keys(DIFFERENCES).sort());
});
