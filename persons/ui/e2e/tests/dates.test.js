// D27: a birth date or an employment date is a day of the calendar: the same everywhere.

import assert from "node:assert/strict";

import { application } from "../harness/application.js";
import { addChild, addPerson, dialog, entry, eventuallyStored, fact, fill, panelShows, rowOf } from "../harness/persons.js";
import { eventually } from "../harness/wait.js";

const { test } = application({ persons: 0 });

/** West of Greenwich, at it, and as far east as clocks go. */
const ZONES = ["America/New_York", "UTC", "Pacific/Auckland", "Pacific/Kiritimati"];

for (const timezoneId of ZONES) {
  test(`D27: a birth date typed in ${timezoneId} is stored and shown as that day`, { timezoneId }, async ({ page, server, reload }) => {
    const lastName = `Born in ${timezoneId.replace(/\W/g, " ")}`;
    await page.getByRole("button", { name: "Create Person", exact: true }).click();
    const form = dialog(page, "Create Person");
    await fill(form, { "First Name": "May", "Last Name": lastName, "Date of Birth": "1990-05-06" });
    await form.getByRole("button", { name: "Create Person" }).click();
    await panelShows(page, { firstName: "May", lastName });
    const person = await eventually(page, async () => {
      const person = (await server.all("/api/persons")).find((person) => person.lastName === lastName);
      assert.equal(person?.dateOfBirth, "1990-05-06T00:00:00.000Z");
      return person;
    });
    await reload();
    assert.equal(await fact(page, "Date of birth").textContent(), "6 May 1990");
    assert.equal(await rowOf(page, person).getByRole("gridcell").last().textContent(), "6 May 1990");

    // Opening and saving the form does not move the day either.
    await page.getByRole("button", { name: "Edit person" }).click();
    const edit = dialog(page, "Edit Person");
    assert.equal(await edit.getByLabel("Date of Birth").inputValue(), "1990-05-06");
    await fill(edit, { "First Name": "June" });
    await edit.getByRole("button", { name: "Update Person" }).click();
    await eventuallyStored(page, server, person, ({ firstName, dateOfBirth }) => {
      assert.equal(firstName, "June");
      assert.equal(dateOfBirth, "1990-05-06T00:00:00.000Z");
    });
  });

  test(`D27: an employment from the first of a month is of that month in ${timezoneId}`, { timezoneId, open: false }, async (scene) => {
    const { page, server, visit } = scene;
    const person = await addPerson(server);
    await addChild(server, person, "employments", { startDate: "2024-05-01", endDate: "2024-12-31" });
    await visit(`/?person=${person.id}`);
    await entry(page, "Employment", "May 2024 - Dec 2024").waitFor();
    await page.getByRole("button", { name: "Edit employment" }).click();
    const form = dialog(page, "Edit Employment");
    assert.equal(await form.getByLabel("Start Date").inputValue(), "2024-05-01");
    assert.equal(await form.getByLabel("End Date").inputValue(), "2024-12-31");
  });
}

test("moments, unlike days, are shown in the visitor's own time", { timezoneId: "Asia/Kathmandu", open: false }, async (scene) => {
  const { page, server, visit } = scene;
  const person = await addPerson(server);
  await visit(`/?person=${person.id}`);
  const local = new Date(Date.parse(person.createdAt) + (5 * 60 + 45) * 60_000).toISOString();
  const text = await fact(page, "Created").textContent();
  assert.ok(text.includes(String(Number(local.slice(8, 10)))) && text.endsWith(local.slice(11, 16)), `${text} is not ${local}`);
});

test("no one is born after today", async ({ page, watch }) => {
  watch.forgetRequests();
  await page.getByRole("button", { name: "Create Person", exact: true }).click();
  const form = dialog(page, "Create Person");
  await fill(form, { "First Name": "Not", "Last Name": "Yet", "Date of Birth": "2999-01-01" });
  await form.getByRole("button", { name: "Create Person" }).click();
  await form.getByText("Date of birth must not be in the future").waitFor();
  assert.deepEqual(watch.requests(), []);
});
