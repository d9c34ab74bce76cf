// Addresses of a person: add, edit, delete, order, the primary one.

import assert from "node:assert/strict";

import { application } from "../harness/application.js";
import { addChild, addPerson, dialog, dialogsAreClosed, entries, entry, entryCountIs, eventuallyStored, fill, section } from "../harness/persons.js";
import { eventually, hold } from "../harness/wait.js";

const { test } = application({ persons: 0 });

const SECTION = "Addresses";

/** Opens the page on a new person with these addresses. */
async function open({ server, visit }, ...addresses) {
  const person = await addPerson(server);
  for (const address of addresses) {
    await addChild(server, person, "addresses", address);
  }
  await visit(`/?person=${person.id}`);
  return person;
}

const add = (page) => page.getByRole("button", { name: "Add addresses" }).click();

test("an address is added with the form's defaults, stored, and there after a reload", { open: false }, async (scene) => {
  const { page, server, reload } = scene;
  const person = await open(scene);
  await section(page, SECTION).getByText("No addresses").waitFor();
  await add(page);
  const form = dialog(page, "Add Address");
  assert.equal(await form.getByLabel("Address Type").inputValue(), "home");
  assert.equal(await form.getByLabel("Country").inputValue(), "USA");
  await fill(form, { "Street Address": "5 Elm St", City: "Portland", "State/Province": "OR", "Postal Code": "97201" });
  await form.getByRole("button", { name: "Add Address" }).click();
  await dialogsAreClosed(page);
  await entryCountIs(page, SECTION, 1);
  await eventuallyStored(page, server, person, ({ addresses }) => {
    assert.equal(addresses.length, 1);
    const { id, ...fields } = addresses[0];
    assert.match(id, /^[0-9a-f-]{36}$/);
    assert.deepEqual(fields, {
      personId: person.id,
      type: "home",
      street: "5 Elm St",
      city: "Portland",
      state: "OR",
      postalCode: "97201",
      country: "USA",
      isPrimary: false,
    });
  });
  await reload();
  const shown = entry(page, SECTION, "5 Elm St");
  for (const text of ["Home", "Portland, OR 97201", "USA"]) {
    await shown.getByText(text, { exact: true }).waitFor();
  }
});

test("an address is edited in its own form, and only what changed is sent", { open: false }, async (scene) => {
  const { page, server, watch } = scene;
  const person = await open(scene, { street: "1 Old Rd", city: "Salem", type: "work" });
  watch.forgetRequests();
  await entry(page, SECTION, "1 Old Rd").getByRole("button", { name: "Edit address" }).click();
  const form = dialog(page, "Edit Address");
  assert.equal(await form.getByLabel("Address Type").inputValue(), "work");
  assert.equal(await form.getByLabel("City").inputValue(), "Salem");
  await fill(form, { "Street Address": "2 New Rd", "Address Type": { choose: "Billing" } });
  await form.getByRole("button", { name: "Update Address" }).click();
  await entry(page, SECTION, "2 New Rd").getByText("Billing").waitFor();
  await eventuallyStored(page, server, person, ({ addresses: [address] }) => {
    assert.equal(address.street, "2 New Rd");
    assert.equal(address.type, "billing");
    assert.equal(address.city, "Salem");
  });
  assert.deepEqual(
    watch.requests("/api/").map(({ method, body }) => [method, body]),
    [["PATCH", { type: "billing", street: "2 New Rd" }]],
  );
});

test("D5: two people who change different fields of one address both have their way", { open: false }, async (scene) => {
  const { page, server } = scene;
  const person = await open(scene, { street: "1 Shared St", city: "Old City" });
  await entry(page, SECTION, "1 Shared St").getByRole("button", { name: "Edit address" }).click();
  const [{ id }] = (await server.request("GET", `/api/persons/${person.id}/addresses`)).body.items;
  await server.request("PATCH", `/api/persons/${person.id}/addresses/${id}`, { city: "New City" });
  await fill(dialog(page, "Edit Address"), { "Postal Code": "10101" });
  await dialog(page, "Edit Address").getByRole("button", { name: "Update Address" }).click();
  await entry(page, SECTION, "New City, IL 10101").waitFor();
  await eventuallyStored(page, server, person, ({ addresses: [address] }) => {
    assert.equal(address.city, "New City");
    assert.equal(address.postalCode, "10101");
  });
});

test("D10: a new primary address demotes the one before, on the page at once and at the server", { open: false }, async (scene) => {
  const { page, server } = scene;
  const person = await open(scene, { street: "1 First St", isPrimary: true });
  const write = await hold(page, "**/addresses", "POST");
  await add(page);
  const form = dialog(page, "Add Address");
  await fill(form, { "Street Address": "2 Second St", City: "Salem", "State/Province": "OR", "Postal Code": "97301", "Primary Address": true });
  await form.getByRole("button", { name: "Add Address" }).click();
  const onlyTheSecondIsPrimary = () =>
    eventually(page, async () => {
      assert.deepEqual(await entries(page, SECTION).locator("strong").allTextContents(), ["2 Second St", "1 First St"]);
      assert.equal(await entry(page, SECTION, "2 Second St").getByText("Primary", { exact: true }).count(), 1);
      assert.equal(await entry(page, SECTION, "1 First St").getByText("Primary", { exact: true }).count(), 0);
    });
  await onlyTheSecondIsPrimary();
  write.release();
  await eventuallyStored(page, server, person, ({ addresses }) => {
    const primary = addresses.filter(({ isPrimary }) => isPrimary).map(({ street }) => street);
    assert.deepEqual(primary, ["2 Second St"]);
  });
  await onlyTheSecondIsPrimary();
});

test("D10: Set as primary makes one address primary and demotes the other", { open: false }, async (scene) => {
  const { page, server, reload } = scene;
  const person = await open(scene, { street: "1 First St", isPrimary: true }, { street: "2 Second St" });
  await entry(page, SECTION, "2 Second St").getByRole("button", { name: "Set as primary" }).click();
  await eventually(page, async () => {
    assert.deepEqual(await entries(page, SECTION).locator("strong").allTextContents(), ["2 Second St", "1 First St"]);
    assert.equal(await section(page, SECTION).getByText("Primary", { exact: true }).count(), 1);
  });
  await eventuallyStored(page, server, person, ({ addresses }) => {
    assert.deepEqual(
      addresses.filter(({ isPrimary }) => isPrimary).map(({ street }) => street),
      ["2 Second St"],
    );
  });
  await reload();
  await entry(page, SECTION, "2 Second St").getByText("Primary", { exact: true }).waitFor();
  assert.equal(await section(page, SECTION).getByRole("button", { name: "Set as primary" }).count(), 1);
});

test("D21: addresses stand with the primary one first, in an order that does not change with new ones", { open: false }, async (scene) => {
  const { page, server, reload } = scene;
  const person = await open(
    scene,
    { street: "3 Work St", type: "work" },
    { street: "2 Home St", type: "home" },
    { street: "1 Home St", type: "home" },
    { street: "9 Main St", type: "shipping", isPrimary: true },
  );
  const order = () => entries(page, SECTION).locator("strong").allTextContents();
  assert.deepEqual(await order(), ["9 Main St", "1 Home St", "2 Home St", "3 Work St"]);

  await add(page);
  const form = dialog(page, "Add Address");
  await fill(form, { "Address Type": { choose: "Work" }, "Street Address": "4 Work St", City: "Salem", "State/Province": "OR", "Postal Code": "97301" });
  await form.getByRole("button", { name: "Add Address" }).click();
  const expected = ["9 Main St", "1 Home St", "2 Home St", "3 Work St", "4 Work St"];
  await eventually(page, async () => assert.deepEqual(await order(), expected));
  await eventuallyStored(page, server, person, ({ addresses }) => assert.equal(addresses.length, 5));
  await reload();
  assert.deepEqual(await order(), expected);
});

test("an address is deleted after a question, and kept after Cancel", { open: false }, async (scene) => {
  const { page, server, watch } = scene;
  const person = await open(scene, { street: "1 Keep St" }, { street: "2 Drop St" });
  const drop = entry(page, SECTION, "2 Drop St").getByRole("button", { name: "Delete address" });
  watch.forgetRequests();
  await drop.click();
  const question = dialog(page, "Delete Address");
  await question.getByText("Are you sure you want to delete this address? This action cannot be undone.").waitFor();
  await question.getByRole("button", { name: "Cancel" }).click();
  await dialogsAreClosed(page);
  await entryCountIs(page, SECTION, 2);
  assert.deepEqual(watch.requests(), []);

  await drop.click();
  await dialog(page, "Delete Address").getByRole("button", { name: "Delete" }).click();
  await entryCountIs(page, SECTION, 1);
  await eventuallyStored(page, server, person, ({ addresses }) => assert.deepEqual(addresses.map(({ street }) => street), ["1 Keep St"]));
  await entry(page, SECTION, "1 Keep St").waitFor();
});
