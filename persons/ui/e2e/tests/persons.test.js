// Persons: create, show, edit, delete.

import assert from "node:assert/strict";

import { application } from "../harness/application.js";
import {
  addChild,
  addPerson,
  choose,
  countSays,
  dialog,
  dialogsAreClosed,
  entryCountIs,
  fact,
  fill,
  panel,
  panelShows,
  rowOf,
  searchField,
} from "../harness/persons.js";
import { eventually, hold } from "../harness/wait.js";

const { test } = application({ persons: 50 });

/** Fills in the form for a new person, submits it and waits until the server has the person. */
async function create(page, server, values) {
  await page.getByRole("button", { name: "Create Person" }).click();
  const form = dialog(page, "Create Person");
  await fill(form, values);
  await form.getByRole("button", { name: "Create Person" }).click();
  await dialogsAreClosed(page);
  await panelShows(page, { firstName: values["First Name"], lastName: values["Last Name"] });
  return eventually(page, async () => {
    const persons = await server.all("/api/persons");
    const person = persons.find(({ lastName }) => lastName === values["Last Name"]);
    assert.ok(person !== undefined, "the server has the person");
    return person;
  });
}

test("a new person is stored as it was typed, and shown at once", async ({ page, server, reload }) => {
  const person = await create(page, server, {
    "First Name": "  Ada ",
    "Last Name": "Lovelace-Everything",
    "Date of Birth": "1985-12-10",
    Gender: { choose: "Prefer not to say" },
  });
  assert.equal(person.firstName, "Ada");
  assert.equal(person.dateOfBirth, "1985-12-10T00:00:00.000Z");
  assert.equal(person.gender, "prefer_not_to_say");
  assert.equal(person.createdAt, person.updatedAt);

  await reload();
  await panelShows(page, person);
  await rowOf(page, person).waitFor();
  assert.deepEqual(await rowOf(page, person).getByRole("gridcell").allTextContents(), [
    "Ada",
    "Lovelace-Everything",
    "Prefer not to say",
    "10 Dec 1985",
  ]);
});

test("D25: a person without birth date and gender can be created, and has neither", async ({ page, server }) => {
  const person = await create(page, server, { "First Name": "Only", "Last Name": "Required-Fields" });
  assert.ok(!("dateOfBirth" in person) && !("gender" in person), JSON.stringify(person));
  assert.equal(await fact(page, "Date of birth").textContent(), "-");
  assert.equal(await fact(page, "Gender").textContent(), "-");
});

test("a new person is shown before the server answers", async ({ page, server }) => {
  const write = await hold(page, "**/api/persons", "POST");
  await page.getByRole("button", { name: "Create Person" }).click();
  const form = dialog(page, "Create Person");
  await fill(form, { "First Name": "Early", "Last Name": "Optimistic" });
  await form.getByRole("button", { name: "Create Person" }).click();
  await panelShows(page, { firstName: "Early", lastName: "Optimistic" });
  await page.getByRole("row", { name: /Early Optimistic/ }).waitFor();
  const names = (await server.all("/api/persons")).map(({ lastName }) => lastName);
  assert.ok(!names.includes("Optimistic"));
  write.release();
  await eventually(page, async () => {
    assert.ok((await server.all("/api/persons")).some(({ lastName }) => lastName === "Optimistic"));
  });
});

test("D31: the panel shows birth date, gender, id, and when the person was created and changed", {
  open: false,
  timezoneId: "UTC",
}, async ({ page, server, visit }) => {
  const person = await addPerson(server, { dateOfBirth: "1990-05-06", gender: "other" });
  await visit(`/?person=${person.id}`);
  await panelShows(page, person);
  await panel(page).getByText(`ID: ${person.id}`).waitFor();
  assert.equal(await fact(page, "Date of birth").textContent(), "6 May 1990");
  assert.equal(await fact(page, "Gender").textContent(), "Other");
  const [year, time] = [person.createdAt.slice(0, 4), person.createdAt.slice(11, 16)];
  for (const term of ["Created", "Updated"]) {
    const text = await fact(page, term).textContent();
    assert.ok(text.includes(year) && text.endsWith(time), `${term}: ${text}`);
  }
});

test("D4: an edit sends the changed fields only, so another edit of the same person is kept", { open: false }, async (scene) => {
  const { page, server, visit, watch } = scene;
  const person = await addPerson(server, { firstName: "Before", gender: "female" });
  await visit(`/?person=${person.id}`);
  await page.getByRole("button", { name: "Edit person" }).click();
  const form = dialog(page, "Edit Person");
  assert.equal(await form.getByLabel("First Name").inputValue(), "Before");
  // Somebody else is faster.
  await server.request("PATCH", `/api/persons/${person.id}`, { gender: "other" });
  watch.forgetRequests();
  await fill(form, { "First Name": "After" });
  await form.getByRole("button", { name: "Update Person" }).click();
  await panelShows(page, { ...person, firstName: "After" });
  await eventually(page, async () => {
    const { body } = await server.request("GET", `/api/persons/${person.id}`);
    assert.equal(body.firstName, "After");
    assert.equal(body.gender, "other");
    assert.ok(body.updatedAt > person.updatedAt);
  });
  assert.deepEqual(watch.requests("/api/"), [{ method: "PATCH", path: `/api/persons/${person.id}`, body: { firstName: "After" } }]);
  // The answer carries the other change.
  await eventually(page, async () => assert.equal(await fact(page, "Gender").textContent(), "Other"));
});

test("an edit that changes nothing sends nothing", { open: false }, async ({ page, server, visit, watch }) => {
  const person = await addPerson(server, { dateOfBirth: "1990-05-06", gender: "male" });
  await visit(`/?person=${person.id}`);
  watch.forgetRequests();
  await page.getByRole("button", { name: "Edit person" }).click();
  await dialog(page, "Edit Person").getByRole("button", { name: "Update Person" }).click();
  await dialogsAreClosed(page);
  assert.deepEqual(watch.requests(), []);
});

test("D9: birth date and gender can be cleared again", { open: false }, async ({ page, server, visit, reload }) => {
  const person = await addPerson(server, { dateOfBirth: "1990-05-06", gender: "other" });
  await visit(`/?person=${person.id}`);
  await page.getByRole("button", { name: "Edit person" }).click();
  const form = dialog(page, "Edit Person");
  await fill(form, { "Date of Birth": "", Gender: { choose: "Select gender" } });
  await form.getByRole("button", { name: "Update Person" }).click();
  await eventually(page, async () => {
    const { body } = await server.request("GET", `/api/persons/${person.id}`);
    assert.ok(!("dateOfBirth" in body) && !("gender" in body), JSON.stringify(body));
  });
  await reload();
  assert.equal(await fact(page, "Date of birth").textContent(), "-");
  assert.equal(await fact(page, "Gender").textContent(), "-");
});

test("Cancel leaves everything as it was", { open: false }, async ({ page, server, visit, watch }) => {
  const person = await addPerson(server);
  await visit(`/?person=${person.id}`);
  watch.forgetRequests();
  await page.getByRole("button", { name: "Edit person" }).click();
  await fill(dialog(page, "Edit Person"), { "First Name": "Never" });
  await dialog(page, "Edit Person").getByRole("button", { name: "Cancel" }).click();
  await dialogsAreClosed(page);
  await page.getByRole("button", { name: "Delete person" }).click();
  await dialog(page, "Delete Person").getByRole("button", { name: "Cancel" }).click();
  await dialogsAreClosed(page);
  await panelShows(page, person);
  assert.deepEqual(watch.requests(), []);
});

test("D20: deleting a person takes everything of it away, here and at the server", { open: false }, async (scene) => {
  const { page, server, visit, watch } = scene;
  const person = await addPerson(server);
  for (const kind of ["addresses", "bank-accounts", "contacts", "employments"]) {
    await addChild(server, person, kind);
    await addChild(server, person, kind);
  }
  const before = await Promise.all(["addresses", "bank-accounts", "contacts", "employments"].map((kind) => server.all(`/api/${kind}`)));
  await visit(`/?person=${person.id}`);
  await entryCountIs(page, "Addresses", 2);
  const count = await page.getByTestId("person-count").textContent();
  watch.forgetRequests();

  await page.getByRole("button", { name: "Delete person" }).click();
  const question = dialog(page, "Delete Person");
  await question.getByText(/Are you sure you want to delete/).waitFor();
  await question.getByRole("button", { name: "Delete" }).click();
  await panel(page).waitFor({ state: "detached" });
  await countSays(page, `${Number.parseInt(count, 10) - 1} persons`);
  await eventually(page, async () => assert.equal((await server.request("GET", `/api/persons/${person.id}`)).status, 404));
  assert.deepEqual(
    watch.requests("/api/").map(({ method, path }) => [method, path]),
    [["DELETE", `/api/persons/${person.id}`]],
  );
  const after = await Promise.all(["addresses", "bank-accounts", "contacts", "employments"].map((kind) => server.all(`/api/${kind}`)));
  assert.deepEqual(
    after.map((rows) => rows.length),
    before.map((rows) => rows.length - 2),
  );

  // The client holds nothing of it either: its address in the history leads to no person and to no rows.
  await page.goBack();
  await page.getByRole("heading", { name: "Person not found" }).waitFor();
});

test("a person deleted in a search leaves the search as it is", { open: false }, async ({ page, server, visit }) => {
  const person = await addPerson(server);
  await visit("/");
  await choose(page, person);
  await page.getByRole("button", { name: "Delete person" }).click();
  await dialog(page, "Delete Person").getByRole("button", { name: "Delete" }).click();
  await page.getByRole("heading", { name: "No persons found" }).waitFor();
  assert.equal(await searchField(page).inputValue(), `${person.firstName} ${person.lastName}`);
  await eventually(page, async () => assert.equal((await server.request("GET", `/api/persons/${person.id}`)).status, 404));
});
