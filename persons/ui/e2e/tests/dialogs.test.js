// Dialogs: roles, names, keyboard, and what becomes of a form that is left.

import assert from "node:assert/strict";

import { application } from "../harness/application.js";
import { addChild, addPerson, dialog, dialogsAreClosed, fieldHasFocus, fill } from "../harness/persons.js";
import { eventually } from "../harness/wait.js";

const { test } = application({ persons: 0 });

/** Every dialog of a person with one row of each kind: its title and the button that opens it. */
const DIALOGS = [
  ["Create Person", "Create Person"],
  ["Edit Person", "Edit person"],
  ["Delete Person", "Delete person"],
  ["Add Address", "Add addresses"],
  ["Edit Address", "Edit address"],
  ["Delete Address", "Delete address"],
  ["Add Bank Account", "Add bank accounts"],
  ["Edit Bank Account", "Edit bank account"],
  ["Delete Bank Account", "Delete bank account"],
  ["Add Contact", "Add contact info"],
  ["Edit Contact", "Edit contact"],
  ["Delete Contact", "Delete contact"],
  ["Add Employment", "Add employment"],
  ["Edit Employment", "Edit employment"],
  ["Delete Employment", "Delete employment"],
];

const button = (page, name) => page.getByRole("button", { name, exact: true });

/** Opens the page on a person with one row of each kind. */
async function open({ server, visit }) {
  const person = await addPerson(server);
  for (const kind of ["addresses", "bank-accounts", "contacts", "employments"]) {
    await addChild(server, person, kind);
  }
  await visit(`/?person=${person.id}`);
  return person;
}

test("D30: every dialog has its role and name, takes the keyboard, and gives it back on Escape", { open: false }, async (scene) => {
  const { page } = scene;
  await open(scene);
  for (const [title, opener] of DIALOGS) {
    await button(page, opener).click();
    const open = dialog(page, title);
    await open.waitFor();
    assert.equal(await open.getAttribute("aria-modal"), "true", title);
    await eventually(page, async () => assert.ok(await open.evaluate((dialog) => dialog.contains(document.activeElement)), title));
    await page.keyboard.press("Escape");
    await dialogsAreClosed(page);
    await eventually(page, async () =>
      assert.ok(await button(page, opener).evaluate((button) => button === document.activeElement), `focus after ${title}`),
    );
  }
});

test("D30: every field of every form has a label that is tied to it", { open: false }, async (scene) => {
  const { page } = scene;
  await open(scene);
  for (const [title, opener] of DIALOGS.filter(([title]) => !title.startsWith("Delete"))) {
    await button(page, opener).click();
    const names = await dialog(page, title)
      .locator("input, select")
      .evaluateAll((fields) => fields.map((field) => [...field.labels].map((label) => label.textContent).join()));
    assert.ok(names.length > 0 && names.every((name) => name !== ""), `${title}: ${names}`);
    assert.equal(new Set(names).size, names.length, title);
    await page.keyboard.press("Escape");
    await dialogsAreClosed(page);
  }
});

test("D30: Tab stays inside a dialog, in both directions", { open: false }, async (scene) => {
  const { page } = scene;
  await open(scene);
  await button(page, "Add addresses").click();
  const form = dialog(page, "Add Address");
  await fieldHasFocus(page, form, "Address Type");
  const inside = () => form.evaluate((dialog) => dialog.contains(document.activeElement) && document.activeElement !== dialog);
  for (const key of ["Tab", "Shift+Tab"]) {
    const seen = new Set();
    for (let step = 0; step < 24; step += 1) {
      await page.keyboard.press(key);
      assert.ok(await inside(), `${key} ${step}`);
      seen.add(await page.evaluate(() => document.activeElement.id || document.activeElement.textContent || document.activeElement.title));
    }
    // Close, seven fields, Cancel, Add Address.
    assert.equal(seen.size, 10, [...seen].join());
  }
});

test("D30: what is behind a dialog cannot be reached", { open: false }, async (scene) => {
  const { page } = scene;
  await open(scene);
  await button(page, "Delete person").click();
  await dialog(page, "Delete Person").waitFor();
  const behind = page.locator(".app").locator("button, input, [tabindex]");
  assert.ok((await behind.count()) > 10);
  const reached = await behind.evaluateAll((elements) =>
    elements.filter((element) => {
      element.focus();
      return document.activeElement === element;
    }).length,
  );
  assert.equal(reached, 0);
  await page.keyboard.press("Escape");
  await dialogsAreClosed(page);
  await page.getByRole("searchbox").focus();
  assert.ok(await page.getByRole("searchbox").evaluate((field) => field === document.activeElement));
});

test("a question begins at Cancel, so that Enter deletes nothing", { open: false }, async (scene) => {
  const { page, watch } = scene;
  await open(scene);
  watch.forgetRequests();
  await button(page, "Delete address").click();
  const cancel = dialog(page, "Delete Address").getByRole("button", { name: "Cancel" });
  await eventually(page, async () => assert.ok(await cancel.evaluate((button) => button === document.activeElement)));
  await page.keyboard.press("Enter");
  await dialogsAreClosed(page);
  assert.deepEqual(watch.requests(), []);
});

test("D17: a form that is left with something typed can be opened again", { open: false }, async (scene) => {
  const { page } = scene;
  await open(scene);
  await button(page, "Add addresses").click();
  await fill(dialog(page, "Add Address"), { "Street Address": "12 Half Typed Rd" });
  await page.keyboard.press("Escape");
  await dialogsAreClosed(page);
  await button(page, "Reopen").click();
  assert.equal(await dialog(page, "Add Address").getByLabel("Street Address").inputValue(), "12 Half Typed Rd");
  await dialog(page, "Add Address").getByRole("button", { name: "Cancel" }).click();
  await dialogsAreClosed(page);
});

test("D29: a dialog lies over the whole page", { open: false, viewport: { width: 1440, height: 900 } }, async (scene) => {
  const { page } = scene;
  await open(scene);
  await button(page, "Delete address").click();
  await dialog(page, "Delete Address").waitFor();
  const covered = await page.evaluate(() =>
    [
      [5, 5],
      [innerWidth - 5, 5],
      [5, innerHeight - 5],
      [innerWidth - 5, innerHeight - 5],
    ].map(([x, y]) => document.elementFromPoint(x, y)?.closest(".app") === null),
  );
  assert.deepEqual(covered, [true, true, true, true]);
});
