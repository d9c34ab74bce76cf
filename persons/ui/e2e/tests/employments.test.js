// Employments of a person: add, edit, delete, order, current roles, money.

import assert from "node:assert/strict";

import { application } from "../harness/application.js";
import { addChild, addPerson, dialog, dialogsAreClosed, entries, entry, entryCountIs, eventuallyStored, fieldSays, fill, panelShows, section } from "../harness/persons.js";
import { eventually } from "../harness/wait.js";

const { test } = application({ persons: 0 });

const SECTION = "Employment";

/** Opens the page on a new person with these employments. */
async function open({ server, visit }, ...employments) {
  const person = await addPerson(server);
  for (const employment of employments) {
    await addChild(server, person, "employments", employment);
  }
  await visit(`/?person=${person.id}`);
  return person;
}

const add = (page) => page.getByRole("button", { name: "Add employment" }).click();
const edit = (page, text) => entry(page, SECTION, text).getByRole("button", { name: "Edit employment" }).click();

test("an employment is added with everything", { open: false }, async (scene) => {
  const { page, server } = scene;
  const person = await open(scene);
  await section(page, SECTION).getByText("No employment records").waitFor();
  await add(page);
  const form = dialog(page, "Add Employment");
  assert.equal(await form.getByLabel("Currency").inputValue(), "USD");
  await fill(form, {
    "Company Name": "Analytical Engines",
    Position: "Programmer",
    Department: "Research",
    "Start Date": "2018-02-01",
    "End Date": "2021-11-30",
    Salary: "72500",
    Currency: "eur",
  });
  assert.equal(await form.getByLabel("Currency").inputValue(), "EUR");
  await form.getByRole("button", { name: "Save" }).click();
  const shown = entry(page, SECTION, "Programmer");
  await shown.getByText("Analytical Engines • Research").waitFor();
  for (const text of ["Feb 2018 - Nov 2021", "€72,500"]) {
    await shown.getByText(text, { exact: true }).waitFor();
  }
  await eventuallyStored(page, server, person, ({ employments }) => {
    assert.equal(employments.length, 1);
    const { id: _, ...fields } = employments[0];
    assert.deepEqual(fields, {
      personId: person.id,
      companyName: "Analytical Engines",
      position: "Programmer",
      department: "Research",
      startDate: "2018-02-01T00:00:00.000Z",
      endDate: "2021-11-30T00:00:00.000Z",
      isCurrent: false,
      salary: 72500,
      currency: "EUR",
    });
  });
});

test("an employment with the required fields only has none of the optional ones", { open: false }, async (scene) => {
  const { page, server } = scene;
  const person = await open(scene);
  await add(page);
  const form = dialog(page, "Add Employment");
  await fill(form, { "Company Name": "Small Co", Position: "Owner", "Start Date": "2024-05-01" });
  await form.getByRole("button", { name: "Save" }).click();
  await entry(page, SECTION, "May 2024 - Present").waitFor();
  await eventuallyStored(page, server, person, ({ employments: [employment] }) => {
    assert.ok(employment !== undefined);
    for (const name of ["department", "endDate", "salary"]) {
      assert.ok(!(name in employment), `${name}: ${JSON.stringify(employment)}`);
    }
    assert.equal(employment.currency, "USD");
  });
});

test("D9: department, end date and salary can be cleared again", { open: false }, async (scene) => {
  const { page, server } = scene;
  const person = await open(scene, { department: "Sales", endDate: "2022-01-01", salary: 50000 });
  await edit(page, "Acme • Sales");
  const form = dialog(page, "Edit Employment");
  assert.equal(await form.getByLabel("Salary").inputValue(), "50000");
  await fill(form, { Department: "", "End Date": "", Salary: "" });
  await form.getByRole("button", { name: "Save" }).click();
  await entry(page, SECTION, "Jan 2020 - Present").waitFor();
  await eventuallyStored(page, server, person, ({ employments: [employment] }) => {
    for (const name of ["department", "endDate", "salary"]) {
      assert.ok(!(name in employment), `${name}: ${JSON.stringify(employment)}`);
    }
  });
});

test("D28: the end date is disabled while the role is current, and comes back with what was typed", { open: false }, async (scene) => {
  const { page, server } = scene;
  const person = await open(scene);
  await add(page);
  const form = dialog(page, "Add Employment");
  const end = form.getByLabel("End Date");
  await fill(form, { "Company Name": "Acme", Position: "Engineer", "Start Date": "2020-01-15", "End Date": "2022-03-31" });
  await fill(form, { "Current Role": true });
  await eventually(page, async () => assert.ok(await end.isDisabled()));
  await fill(form, { "Current Role": false });
  await eventually(page, async () => assert.ok(await end.isEnabled()));
  assert.equal(await end.inputValue(), "2022-03-31");
  await fill(form, { "Current Role": true });
  await form.getByRole("button", { name: "Save" }).click();
  const shown = entry(page, SECTION, "Engineer");
  await shown.getByText("Current", { exact: true }).waitFor();
  await shown.getByText("Jan 2020 - Present", { exact: true }).waitFor();
  await eventuallyStored(page, server, person, ({ employments: [employment] }) => {
    assert.equal(employment?.isCurrent, true);
    assert.ok(!("endDate" in employment));
  });
});

test("a current role ends when it gets an end date", { open: false }, async (scene) => {
  const { page, server } = scene;
  const person = await open(scene, { isCurrent: true });
  await edit(page, "Engineer");
  const form = dialog(page, "Edit Employment");
  assert.ok(await form.getByLabel("End Date").isDisabled());
  await fill(form, { "Current Role": false });
  await fill(form, { "End Date": "2023-06-30" });
  await form.getByRole("button", { name: "Save" }).click();
  await entry(page, SECTION, "Jan 2020 - Jun 2023").waitFor();
  assert.equal(await section(page, SECTION).getByText("Current", { exact: true }).count(), 0);
  await eventuallyStored(page, server, person, ({ employments: [employment] }) => {
    assert.equal(employment.endDate, "2023-06-30T00:00:00.000Z");
    assert.equal(employment.isCurrent, false);
  });
});

test("D27: an end before the start is refused at the field", { open: false }, async (scene) => {
  const { page } = scene;
  await open(scene);
  await add(page);
  const form = dialog(page, "Add Employment");
  await fill(form, { "Company Name": "Acme", Position: "Engineer", "Start Date": "2024-05-01", "End Date": "2019-12-31" });
  await form.getByRole("button", { name: "Save" }).click();
  await fieldSays(page, form, "End Date", "End date must not be before the start date");
  await fill(form, { "End Date": "2024-05-01" });
  await fieldSays(page, form, "End Date", null);
});

test("D23: what is no currency is refused at the field", { open: false }, async (scene) => {
  const { page } = scene;
  await open(scene);
  await add(page);
  const form = dialog(page, "Add Employment");
  await fill(form, { "Company Name": "Acme", Position: "Engineer", "Start Date": "2024-05-01", Salary: "1000" });
  for (const currency of ["12$", "XX", "ABC", ""]) {
    await fill(form, { Currency: currency });
    await form.getByRole("button", { name: "Save" }).click();
    await eventually(page, async () => assert.equal(await form.getByLabel("Currency").getAttribute("aria-invalid"), "true"));
  }
  await fieldSays(page, form, "Currency", "Use a 3-letter currency code of ISO 4217, such as USD");
  await fill(form, { Currency: "chf" });
  await form.getByRole("button", { name: "Save" }).click();
  await entry(page, SECTION, "CHF 1,000").waitFor();
  await dialogsAreClosed(page);
});

test("D23: a currency that is none, from an older table, harms nobody", { open: false }, async ({ page, server, visit }) => {
  const person = await addPerson(server);
  await addChild(server, person, "employments", { salary: 72500 });
  await page.route(/\/api\/employments\?/, async (route) => {
    const answer = await route.fetch();
    const text = (await answer.text()).replaceAll('"currency":"USD"', '"currency":"12$"');
    await route.fulfill({ response: answer, body: text });
  });
  await visit(`/?person=${person.id}`);
  await panelShows(page, person);
  await entry(page, SECTION, "Acme").getByText("72,500 12$").waitFor();
  await edit(page, "Acme");
  assert.equal(await dialog(page, "Edit Employment").getByLabel("Currency").inputValue(), "12$");
});

test("a salary is an exact decimal, and more than zero", { open: false }, async (scene) => {
  const { page, server } = scene;
  const person = await open(scene);
  await add(page);
  const form = dialog(page, "Add Employment");
  await fill(form, { "Company Name": "Acme", Position: "Engineer", "Start Date": "2024-05-01" });
  for (const salary of ["0", "-5", "a lot"]) {
    await fill(form, { Salary: salary });
    await form.getByRole("button", { name: "Save" }).click();
    await eventually(page, async () => assert.equal(await form.getByLabel("Salary").getAttribute("aria-invalid"), "true"));
    assert.equal(await form.getByLabel("Salary").inputValue(), salary);
  }
  await fill(form, { Salary: "72000.10" });
  await form.getByRole("button", { name: "Save" }).click();
  await eventuallyStored(page, server, person, ({ employments: [employment] }) => assert.equal(employment?.salary, 72000.1));
});

test("D21: employments stand with current roles first, then the latest first", { open: false }, async (scene) => {
  await open(
    scene,
    { position: "Second", startDate: "2015-01-01", endDate: "2017-01-01" },
    { position: "First", startDate: "2010-01-01", endDate: "2015-01-01" },
    { position: "Now", startDate: "2012-01-01", isCurrent: true },
    { position: "Third", startDate: "2017-01-01", endDate: "2019-01-01" },
  );
  const positions = await entries(scene.page, SECTION).locator(".name").allTextContents();
  assert.deepEqual(positions, ["Now", "Third", "Second", "First"]);
});

test("an employment is deleted after a question", { open: false }, async (scene) => {
  const { page, server } = scene;
  const person = await open(scene, { position: "Gone" });
  await entry(page, SECTION, "Gone").getByRole("button", { name: "Delete employment" }).click();
  const question = dialog(page, "Delete Employment");
  await question.getByText("Are you sure you want to delete this employment record? This action cannot be undone.").waitFor();
  await question.getByRole("button", { name: "Delete" }).click();
  await entryCountIs(page, SECTION, 0);
  await eventuallyStored(page, server, person, ({ employments }) => assert.deepEqual(employments, []));
});
