// Going from person to person: the address bar, the history, and no request.

import assert from "node:assert/strict";

import { application } from "../harness/application.js";
import { measures } from "../harness/measure.js";
import { addPerson, countSays, entries, panel, panelShows, rowOf, rows, section } from "../harness/persons.js";
import { eventually } from "../harness/wait.js";

const { test } = application({ persons: 50 });

const byName = (one, other) => (one.lastName < other.lastName || (one.lastName === other.lastName && one.firstName < other.firstName) ? -1 : 1);
const SECTIONS = { Addresses: "addresses", "Contact Info": "contacts", Employment: "employments", "Bank Accounts": "bank-accounts" };

test("a cold load asks for each of the five collections, once, and for nothing else of the data", async ({ watch }) => {
  const paths = watch.requests("/api/").map(({ method, path }) => `${method} ${path.split("?")[0]}`);
  assert.deepEqual([...paths].sort(), [
    "GET /api/addresses",
    "GET /api/bank-accounts",
    "GET /api/contacts",
    "GET /api/employments",
    "GET /api/persons",
  ]);
});

test("selecting twenty persons needs no request, and shows each with all its data", async ({ page, server, watch }) => {
  const persons = (await server.all("/api/persons")).sort(byName).slice(0, 20);
  const children = Object.fromEntries(
    await Promise.all(Object.entries(SECTIONS).map(async ([name, kind]) => [name, await server.all(`/api/${kind}`)])),
  );
  watch.forgetRequests();
  for (const person of persons) {
    await rowOf(page, person).click();
    await panelShows(page, person);
    for (const name of Object.keys(SECTIONS)) {
      const expected = children[name].filter(({ personId }) => personId === person.id).length;
      assert.equal(await entries(page, name).count(), expected, `${name} of ${person.lastName}`);
      assert.equal(await section(page, name).getByTestId("count").textContent(), String(expected));
    }
  }
  assert.deepEqual(watch.requests(), []);
  assert.ok((await measures(page, "lockstep:select")).length >= persons.length);
});

test("D16: going back to what was shown before asks for nothing again", async ({ page, server, watch }) => {
  const [first, second] = (await server.all("/api/persons")).sort(byName);
  watch.forgetRequests();
  await rowOf(page, first).click();
  await rowOf(page, second).click();
  await page.goBack();
  await panelShows(page, first);
  await page.goForward();
  await panelShows(page, second);
  assert.deepEqual(watch.requests(), []);
});

test("D16: a page that comes back to sight after a while shows what others wrote meanwhile, without losing its place", async ({ page, server, watch }) => {
  const persons = (await server.all("/api/persons")).sort(byName);
  const [first] = persons;
  await rowOf(page, first).click();
  await panelShows(page, first);
  const { id } = await addPerson(server, { firstName: "Zoe", lastName: "Zzyzx" });
  const comeBack = () => page.evaluate(() => dispatchEvent(new Event("visibilitychange")));
  watch.forgetRequests();
  await comeBack();
  assert.deepEqual(watch.requests(), [], "a page that was loaded just now is not loaded again");
  await page.clock.setFixedTime(Date.now() + 60_000);
  await comeBack();
  await countSays(page, `${persons.length + 1} persons`);
  await server.request("DELETE", `/api/persons/${id}`);
  await page.clock.setFixedTime(Date.now() + 120_000);
  await comeBack();
  await countSays(page, `${persons.length} persons`);
  await panelShows(page, first);
});

test("D31: the selected person is in the address bar, through reload, back and forward", async ({ page, server, reload }) => {
  const [first, second] = (await server.all("/api/persons")).sort(byName);
  const isAt = (search) => eventually(page, () => assert.equal(new URL(page.url()).search, search));

  await isAt("");
  await rowOf(page, first).click();
  await isAt(`?person=${first.id}`);
  await rowOf(page, second).click();
  await isAt(`?person=${second.id}`);
  await reload();
  await panelShows(page, second);
  await page.goBack();
  await panelShows(page, first);
  await isAt(`?person=${first.id}`);
  await page.goBack();
  await panel(page).waitFor({ state: "detached" });
  await isAt("");
  await page.goForward();
  await panelShows(page, first);
  await panel(page).getByRole("button", { name: "Close" }).click();
  await isAt("");
});

test("D31: an address leads to its person, whose row is brought into sight", { open: false }, async ({ page, server, visit }) => {
  const last = (await server.all("/api/persons")).sort(byName).at(-1);
  await visit(`/?person=${last.id}`);
  await panelShows(page, last);
  await eventually(page, async () => {
    const box = await rowOf(page, last).boundingBox();
    const list = await page.getByRole("grid").boundingBox();
    assert.ok(box.y >= list.y && box.y + box.height <= list.y + list.height + 1);
  });
  await eventually(page, async () => assert.equal(await page.title(), `${last.firstName} ${last.lastName} – DB Persons`));
});

test("an address without a person says so, and leads back to the list", { open: false }, async ({ page, visit }) => {
  for (const id of ["00000000-0000-4000-8000-000000000000", "nonsense"]) {
    await visit(`/?person=${id}`);
    await page.getByRole("heading", { name: "Person not found" }).waitFor();
    await page.getByRole("button", { name: "All persons" }).click();
    await panel(page).waitFor({ state: "detached" });
    await countSays(page, "50 persons");
    await rows(page).first().waitFor();
  }
});

test("on a narrow screen the person takes the list's place, and Back brings the list again", {
  viewport: { width: 390, height: 844 },
}, async ({ page, server }) => {
  const [first] = (await server.all("/api/persons")).sort(byName);
  await rowOf(page, first).click();
  await panelShows(page, first);
  await page.getByRole("grid").waitFor({ state: "hidden" });
  await page.getByRole("button", { name: "Back to the list" }).click();
  await rowOf(page, first).waitFor();
  await eventually(page, async () => assert.equal(await page.evaluate(() => document.activeElement?.id), `person-${first.id}`));
});
