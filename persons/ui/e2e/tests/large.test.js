// 10,000 persons, about 105,000 rows: everything arrives, and the page stays small.

import assert from "node:assert/strict";

import { application } from "../harness/application.js";
import { measures } from "../harness/measure.js";
import { countSays, entryCountIs, grid, panelShows, rowOf, rows } from "../harness/persons.js";

const COUNT = 10_000;
const { test } = application({ persons: COUNT });

/** How long all rows may take to arrive from a server that is built for debugging, in milliseconds. */
const LOADING = 90_000;

const SECTIONS = { Addresses: "addresses", "Contact Info": "contacts", Employment: "employments", "Bank Accounts": "bank-accounts" };

/** Far more than fit on a screen, far fewer than there are. */
const FEW = 80;

/** Keeps the rows that the client receives, in the page. */
function keepRows(page) {
  return page.addInitScript(() => {
    globalThis.received = {};
    const original = globalThis.fetch;
    globalThis.fetch = async (request) => {
      const response = await original(request);
      const [, api, kind] = new URL(request.url ?? request, location.href).pathname.split("/");
      if (api === "api") {
        // Before the client has them, so that nothing is missing once it says that it has all.
        const { items } = await response.clone().json();
        (globalThis.received[kind] ??= []).push(...items);
      }
      return response;
    };
  });
}

/** How many rows of a kind there are, and how many ids. */
const received = (page) =>
  page.evaluate(() => Object.values(globalThis.received).map((rows) => [rows.length, new Set(rows.map(({ id }) => id)).size]));

/** The person at a part of the whole list, from 0 to 1, with the number of its rows of each kind. */
function personAt(page, part) {
  return page.evaluate((part) => {
    const text = ({ lastName, firstName }) => [lastName, firstName];
    const before = (one, other) => (one[0] === other[0] ? one[1] < other[1] : one[0] < other[0]);
    const persons = globalThis.received.persons.toSorted((one, other) => (before(text(one), text(other)) ? -1 : 1));
    const person = persons[Math.floor(part * (persons.length - 1))];
    const number = (kind) => globalThis.received[kind].filter(({ personId }) => personId === person.id).length;
    const kinds = ["addresses", "contacts", "employments", "bank-accounts"];
    return { ...person, numbers: Object.fromEntries(kinds.map((kind) => [kind, number(kind)])) };
  }, part);
}

test("D1, D19: at 10,000 persons every row arrives, all are counted, and the last is reached", { open: false }, async (scene) => {
  const { page, server, visit, watch } = scene;
  await keepRows(page);
  page.setDefaultTimeout(LOADING);
  await visit("/");
  const counts = await received(page);
  assert.equal(counts.length, 5);
  assert.deepEqual(
    counts.map(([rows]) => rows),
    counts.map(([, ids]) => ids),
    "no row arrives twice",
  );
  assert.equal(
    counts.reduce((sum, [rows]) => sum + rows, 0),
    server.seeded.rows,
    "as many rows as were written",
  );
  await countSays(page, "10,000 persons");
  assert.equal(await grid(page).getAttribute("aria-rowcount"), String(COUNT + 1));

  watch.forgetRequests();
  for (const part of [0, 0.25, 0.5, 0.75, 1]) {
    await grid(page).evaluate((grid, part) => (grid.scrollTop = part * (grid.scrollHeight - grid.clientHeight)), part);
    const person = await personAt(page, part);
    await rowOf(page, person).click();
    await panelShows(page, person);
    for (const [name, kind] of Object.entries(SECTIONS)) {
      await entryCountIs(page, name, person.numbers[kind]);
    }
    assert.ok((await rows(page).count()) <= FEW, "few rows are in the document");
  }
  const [last, list] = [await rowOf(page, await personAt(page, 1)).boundingBox(), await grid(page).boundingBox()];
  assert.ok(last.y + last.height <= list.y + list.height + 1, "the last row is wholly in sight");
  assert.deepEqual(watch.requests(), []);

  for (const name of ["lockstep:queries", "lockstep:select"]) {
    const times = await measures(page, name);
    console.log(`${name} at 10,000 persons, in milliseconds: ${times.map((time) => time.toFixed(2)).join(" ")}`);
  }
});
