// Contacts of a person: add, edit, delete, order, the primary one.

import assert from "node:assert/strict";

import { application } from "../harness/application.js";
import { addChild, addPerson, dialog, dialogsAreClosed, entries, entry, entryCountIs, eventuallyStored, fieldSays, fill, section } from "../harness/persons.js";
import { eventually } from "../harness/wait.js";

const { test } = application({ persons: 0 });

const SECTION = "Contact Info";

/** Opens the page on a new person with these contacts. */
async function open({ server, visit }, ...contacts) {
  const person = await addPerson(server);
  for (const contact of contacts) {
    await addChild(server, person, "contacts", contact);
  }
  await visit(`/?person=${person.id}`);
  return person;
}

const add = (page) => page.getByRole("button", { name: "Add contact info" }).click();

test("a contact of each type is added and shown", { open: false }, async (scene) => {
  const { page, server } = scene;
  const person = await open(scene);
  await section(page, SECTION).getByText("No contacts").waitFor();
  const contacts = [
    ["Email", "jane@example.com"],
    ["Phone", "+1 555 123 4567"],
    ["Mobile", "+49 170 1234567"],
    ["LinkedIn", "linkedin.com/in/jane-doe"],
    ["Twitter", "@jane_doe"],
  ];
  for (const [type, value] of contacts) {
    await add(page);
    const form = dialog(page, "Add Contact");
    await fill(form, { Type: { choose: type }, Value: value });
    await form.getByRole("button", { name: "Save" }).click();
    await dialogsAreClosed(page);
    await entry(page, SECTION, value).getByText(type, { exact: true }).waitFor();
  }
  await entryCountIs(page, SECTION, 5);
  await eventuallyStored(page, server, person, ({ contacts: rows }) => {
    const byType = Object.fromEntries(rows.map(({ type, value }) => [type, value]));
    assert.deepEqual(byType, Object.fromEntries(contacts.map(([type, value]) => [type.toLowerCase(), value])));
  });
});

test("primary and verified are marked, and can be taken away", { open: false }, async (scene) => {
  const { page, server } = scene;
  const person = await open(scene, { isPrimary: true, isVerified: true });
  const shown = entry(page, SECTION, "jane@example.com");
  await shown.getByText("Primary", { exact: true }).waitFor();
  await shown.getByText("Verified", { exact: true }).waitFor();
  await shown.getByRole("button", { name: "Edit contact" }).click();
  const form = dialog(page, "Edit Contact");
  assert.ok(await form.getByLabel("Primary").isChecked());
  await fill(form, { Primary: false, Verified: false });
  await form.getByRole("button", { name: "Save" }).click();
  await eventually(page, async () => assert.equal(await shown.getByText(/Primary|Verified/).count(), 0));
  await eventuallyStored(page, server, person, ({ contacts: [contact] }) => {
    assert.equal(contact.isPrimary, false);
    assert.equal(contact.isVerified, false);
  });
});

test("D10: Set as primary makes one contact primary and demotes the other", { open: false }, async (scene) => {
  const { page, server, reload } = scene;
  const person = await open(scene, { value: "one@example.com", isPrimary: true }, { value: "two@example.com" });
  await entry(page, SECTION, "two@example.com").getByRole("button", { name: "Set as primary" }).click();
  const order = () => entries(page, SECTION).locator("strong").allTextContents();
  await eventually(page, async () => {
    assert.deepEqual(await order(), ["two@example.com", "one@example.com"]);
    assert.equal(await section(page, SECTION).getByText("Primary", { exact: true }).count(), 1);
  });
  await eventuallyStored(page, server, person, ({ contacts }) => {
    assert.deepEqual(
      contacts.filter(({ isPrimary }) => isPrimary).map(({ value }) => value),
      ["two@example.com"],
    );
  });
  await reload();
  assert.deepEqual(await order(), ["two@example.com", "one@example.com"]);
});

test("D30: after Set as primary the keyboard stays at the entry", { open: false }, async (scene) => {
  const { page, server } = scene;
  const person = await open(scene, { value: "one@example.com", isPrimary: true }, { value: "two@example.com" });
  await entry(page, SECTION, "two@example.com").getByRole("button", { name: "Set as primary" }).focus();
  await page.keyboard.press("Enter");
  const edit = entry(page, SECTION, "two@example.com").getByRole("button", { name: "Edit contact" });
  await eventually(page, async () => assert.ok(await edit.evaluate((button) => button === document.activeElement)));
  await eventuallyStored(page, server, person, ({ contacts }) => assert.equal(contacts.filter(({ isPrimary }) => isPrimary).length, 1));
});

test("D21: contacts stand with the primary one first, then by type and value", { open: false }, async (scene) => {
  await open(
    scene,
    { type: "phone", value: "+1 555 000 0002" },
    { type: "email", value: "b@example.com" },
    { type: "email", value: "a@example.com" },
    { type: "twitter", value: "@zoe", isPrimary: true },
  );
  const values = await entries(scene.page, SECTION).locator("strong").allTextContents();
  assert.deepEqual(values, ["@zoe", "a@example.com", "b@example.com", "+1 555 000 0002"]);
});

test("D22: an empty contact form says what is missing, and goes on working", { open: false }, async (scene) => {
  const { page, server } = scene;
  const person = await open(scene);
  await add(page);
  const form = dialog(page, "Add Contact");
  await form.getByRole("button", { name: "Save" }).click();
  await fieldSays(page, form, "Value", "Value is required");
  await fill(form, { Value: "x" });
  await fill(form, { Value: "" });
  await fieldSays(page, form, "Value", "Value is required");
  await fill(form, { Value: "jane@example.com" });
  await fieldSays(page, form, "Value", null);
  await form.getByRole("button", { name: "Save" }).click();
  await entryCountIs(page, SECTION, 1);
  await eventuallyStored(page, server, person, ({ contacts }) => assert.equal(contacts.length, 1));
});

test("a contact's value must look like its type", { open: false }, async (scene) => {
  const { page } = scene;
  await open(scene);
  await add(page);
  const form = dialog(page, "Add Contact");
  await fill(form, { Value: "+1 555 123 4567" });
  await form.getByRole("button", { name: "Save" }).click();
  await fieldSays(page, form, "Value", "Use an e-mail address like jane@example.com");
  await fill(form, { Type: { choose: "Phone" } });
  await fieldSays(page, form, "Value", null);
  await fill(form, { Type: { choose: "LinkedIn" } });
  await fieldSays(page, form, "Value", "Use a profile like linkedin.com/in/jane-doe");
});

test("a contact is deleted after a question", { open: false }, async (scene) => {
  const { page, server } = scene;
  const person = await open(scene, { value: "one@example.com" }, { value: "two@example.com" });
  await entry(page, SECTION, "one@example.com").getByRole("button", { name: "Delete contact" }).click();
  const question = dialog(page, "Delete Contact");
  await question.getByText("Are you sure you want to delete this contact? This action cannot be undone.").waitFor();
  await question.getByRole("button", { name: "Delete" }).click();
  await entryCountIs(page, SECTION, 1);
  await eventuallyStored(page, server, person, ({ contacts }) => assert.deepEqual(contacts.map(({ value }) => value), ["two@example.com"]));
});
