// The page loads, runs and shows what the server has.

import assert from "node:assert/strict";

import { application } from "../harness/application.js";

const { test } = application({ persons: 50 });

test("the page shows the persons of the table", async ({ page, server }) => {
  const persons = await server.all("/api/persons");
  assert.equal(persons.length, 50);
  const { firstName, lastName } = persons[0];
  const search = page.getByRole("searchbox");
  await search.fill(lastName);
  await page.getByRole("row").filter({ hasText: firstName }).filter({ hasText: lastName }).first().waitFor();
});

test("a reload shows the same persons again", async ({ page, reload, watch }) => {
  const rows = page.getByRole("row");
  const before = await rows.allTextContents();
  watch.forgetRequests();
  await reload();
  assert.deepEqual(await rows.allTextContents(), before);
  assert.ok(watch.requests("/api/").length > 0);
});
