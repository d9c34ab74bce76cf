// 2,000 persons: more than fit on a screen or into one page of the table, all of them in one order.

import assert from "node:assert/strict";

import { application } from "../harness/application.js";
import { choose, countSays, dialog, fill, grid, header, panelShows, rowOf, rows } from "../harness/persons.js";
import { eventually } from "../harness/wait.js";

const COUNT = 2_000;
const { test } = application({ persons: COUNT });

const byName = (one, other) => (one.lastName < other.lastName || (one.lastName === other.lastName && one.firstName < other.firstName) ? -1 : 1);

/** Whether an element is wholly in sight in the list. */
function isInSight(page, row) {
  return eventually(page, async () => {
    const [box, list] = [await row.boundingBox(), await grid(page).boundingBox()];
    assert.ok(box.y >= list.y && box.y + box.height <= list.y + list.height + 1);
  });
}

test("D19: a new person appears where it belongs, in the middle of the list", async ({ page, server }) => {
  await page.getByRole("button", { name: "Create Person" }).click();
  const form = dialog(page, "Create Person");
  await fill(form, { "First Name": "Newly", "Last Name": "Mccreated" });
  await form.getByRole("button", { name: "Create Person" }).click();
  await panelShows(page, { firstName: "Newly", lastName: "Mccreated" });
  const row = page.getByRole("row", { name: /Newly Mccreated/ });
  await row.waitFor();
  assert.equal(await row.getAttribute("aria-selected"), "true");
  await isInSight(page, row);
  await countSays(page, "2,001 persons");
  const persons = await eventually(page, async () => {
    const persons = (await server.all("/api/persons")).sort(byName);
    assert.equal(persons.length, COUNT + 1);
    return persons;
  });
  const position = persons.findIndex(({ lastName }) => lastName === "Mccreated");
  assert.ok(position > 200 && position < 1_800);
  assert.equal(await row.getAttribute("aria-rowindex"), String(position + 2));
  await server.request("DELETE", `/api/persons/${persons[position].id}`);
});

test("D19: a sort is a sort of all persons", async ({ page, server }) => {
  const persons = await server.all("/api/persons");
  const dates = persons.map(({ dateOfBirth }) => dateOfBirth).filter((date) => date !== undefined).sort();
  const first = page.locator("[role=row][aria-rowindex='2']");
  for (const date of [dates[0], dates.at(-1)]) {
    await header(page, "Birth Date").getByRole("button").click();
    await eventually(page, async () => {
      const id = (await first.getAttribute("id")).slice("person-".length);
      assert.equal(persons.find((person) => person.id === id)?.dateOfBirth, date);
    });
  }
});

test("D19: search finds one among all, and a cleared search keeps it in the list", async ({ page, server }) => {
  const person = (await server.all("/api/persons")).sort(byName)[1_234];
  await choose(page, person);
  await page.getByRole("searchbox").press("Escape");
  await countSays(page, "2,000 persons");
  await rows(page).first().waitFor();
  await panelShows(page, person);
});

test("the keyboard goes to the end of the list and back", async ({ page, server }) => {
  const persons = (await server.all("/api/persons")).sort(byName);
  await rowOf(page, persons[0]).focus();
  await page.keyboard.press("End");
  await isInSight(page, rowOf(page, persons.at(-1)));
  await page.keyboard.press("Enter");
  await panelShows(page, persons.at(-1));
  await page.keyboard.press("Home");
  await isInSight(page, rowOf(page, persons[0]));
});
