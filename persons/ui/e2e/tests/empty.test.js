// A table without persons, and the first person in it.

import assert from "node:assert/strict";

import { application } from "../harness/application.js";
import { countSays, dialog, fill, panelShows, rows } from "../harness/persons.js";

const { test } = application({ persons: 0 });

test("an empty table says that it is empty, and takes its first person", async ({ page, server, reload }) => {
  await page.getByRole("heading", { name: "No persons yet" }).waitFor();
  await countSays(page, "0 persons");
  assert.equal(await page.getByRole("alert").count(), 0);

  await page.getByRole("button", { name: "Create a person" }).click();
  await fill(dialog(page, "Create Person"), { "First Name": "Ada", "Last Name": "Lovelace" });
  await dialog(page, "Create Person").getByRole("button", { name: "Create Person" }).click();
  await panelShows(page, { firstName: "Ada", lastName: "Lovelace" });
  await countSays(page, "1 person");
  assert.equal(await rows(page).count(), 1);

  await reload();
  await countSays(page, "1 person");
  assert.equal((await server.all("/api/persons")).length, 1);
});
