// 10,000 persons, about 105,000 rows: everything arrives, and the page stays small.

import assert from "node:assert/strict";

import { application } from "../harness/application.js";
import { measures } from "../harness/measure.js";
import { addPerson, choose, countSays, dialog, entries, fill, grid, header, panelShows, rowOf, rows, searchField } from "../harness/persons.js";
import { eventually } from "../harness/wait.js";

const COUNT = 10_000;
const { test } = application({ persons: COUNT });

const SECTIONS = { Addresses: "addresses", "Contact Info": "contacts", Employment: "employments", "Bank Accounts": "bank-accounts" };
const byName = (one, other) => (one.lastName < other.lastName || (one.lastName === other.lastName && one.firstName < other.firstName) ? -1 : 1);
const number = (count) => count.toLocaleString("en-US");

/** Far more than fit on a screen, far fewer than there are. */
const FEW = 80;

test("D1: every row of all five collections arrives, and none twice", { open: false }, async ({ page, server, visit }) => {
  const received = {};
  const bodies = [];
  page.on("response", (response) => {
    const { pathname } = new URL(response.url());
    if (pathname.startsWith("/api/")) {
      bodies.push(response.json().then(({ items }) => (received[pathname] ??= []).push(...items.map(({ id }) => id))));
    }
  });
  await visit("/");
  await Promise.all(bodies);
  for (const kind of ["persons", ...Object.values(SECTIONS)]) {
    const path = `/api/${kind}`;
    const ids = (await server.all(path)).map(({ id }) => id);
    assert.ok(ids.length >= COUNT, `${path}: ${ids.length}`);
    assert.deepEqual(new Set(received[path]), new Set(ids), path);
    assert.equal(received[path].length, ids.length, path);
  }
  const persons = received["/api/persons"].length;
  await countSays(page, `${number(persons)} persons`);
  const loads = await page.evaluate(() =>
    performance.getEntriesByType("measure").filter(({ name }) => name.startsWith("lockstep:load")).map(({ name, duration }) => [name, Math.round(duration)]),
  );
  console.log("loading, in milliseconds:", Object.fromEntries(loads));
});

test("D19: the list scrolls to the very last person, with few rows in the document", async ({ page, server }) => {
  const persons = (await server.all("/api/persons")).sort(byName);
  assert.equal(await grid(page).getAttribute("aria-rowcount"), String(persons.length + 1));
  await rowOf(page, persons[0]).waitFor();
  for (const [part, person] of [
    [0.5, persons[Math.floor(persons.length / 2)]],
    [1, persons.at(-1)],
  ]) {
    await grid(page).evaluate((grid, part) => (grid.scrollTop = part * (grid.scrollHeight - grid.clientHeight)), part);
    await rowOf(page, person).waitFor();
    assert.ok((await rows(page).count()) <= FEW);
  }
  const last = await rowOf(page, persons.at(-1)).boundingBox();
  const list = await grid(page).boundingBox();
  assert.ok(last.y + last.height <= list.y + list.height + 1, "the last row is wholly in sight");
  await rowOf(page, persons.at(-1)).click();
  await panelShows(page, persons.at(-1));
});

test("D19: a sort is a sort of all persons", async ({ page, server }) => {
  const persons = await server.all("/api/persons");
  const oldest = persons.map(({ dateOfBirth }) => dateOfBirth).filter((date) => date !== undefined).sort()[0];
  await header(page, "Birth Date").getByRole("button").click();
  await eventually(page, async () => {
    const first = page.locator("[role=row][aria-rowindex='2']");
    const id = (await first.getAttribute("id")).slice("person-".length);
    assert.equal(persons.find((person) => person.id === id)?.dateOfBirth, oldest);
  });
});

test("D19: a new person appears where it belongs, in the middle of the list", async ({ page, server }) => {
  const before = (await server.all("/api/persons")).length;
  await page.getByRole("button", { name: "Create Person" }).click();
  const form = dialog(page, "Create Person");
  await fill(form, { "First Name": "Newly", "Last Name": "Mccreated" });
  await form.getByRole("button", { name: "Create Person" }).click();
  await panelShows(page, { firstName: "Newly", lastName: "Mccreated" });
  const row = page.getByRole("row", { name: /Newly Mccreated/ });
  await row.waitFor();
  assert.equal(await row.getAttribute("aria-selected"), "true");
  await eventually(page, async () => {
    const [box, list] = [await row.boundingBox(), await grid(page).boundingBox()];
    assert.ok(box.y >= list.y && box.y + box.height <= list.y + list.height + 1, "the row is in sight");
  });
  await countSays(page, `${number(before + 1)} persons`);
  const persons = await eventually(page, async () => {
    const persons = (await server.all("/api/persons")).sort(byName);
    assert.equal(persons.length, before + 1);
    return persons;
  });
  const position = persons.findIndex(({ lastName }) => lastName === "Mccreated");
  assert.ok(position > 1_000 && position < 9_000);
  assert.equal(await row.getAttribute("aria-rowindex"), String(position + 2));
});

test("search finds one among all, also one that was just created elsewhere", { open: false }, async ({ page, server, visit }) => {
  const person = await addPerson(server, { lastName: "Qx-needle" });
  await visit("/");
  await choose(page, person);
  await eventually(page, async () => assert.match(await page.getByTestId("person-count").textContent(), /^1 of 10,\d{3} persons$/));
  await searchField(page).fill("");
  await countSays(page, `${number((await server.all("/api/persons")).length)} persons`);
});

test("selecting among 10,000 needs no request, and shows all rows of each person", async ({ page, server, watch }) => {
  const persons = (await server.all("/api/persons")).sort(byName).slice(0, 10);
  const children = Object.fromEntries(
    await Promise.all(Object.entries(SECTIONS).map(async ([name, kind]) => [name, await server.all(`/api/${kind}`)])),
  );
  watch.forgetRequests();
  for (const person of persons) {
    await rowOf(page, person).click();
    await panelShows(page, person);
    for (const name of Object.keys(SECTIONS)) {
      assert.equal(await entries(page, name).count(), children[name].filter(({ personId }) => personId === person.id).length);
    }
  }
  assert.deepEqual(watch.requests(), []);
  for (const name of ["lockstep:queries", "lockstep:select"]) {
    console.log(`${name}, in milliseconds:`, (await measures(page, name)).map((duration) => Number(duration.toFixed(2))).join(" "));
  }
});
