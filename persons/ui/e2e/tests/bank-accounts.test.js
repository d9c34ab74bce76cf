// Bank accounts of a person: add, edit, delete, order, the primary one.

import assert from "node:assert/strict";

import { application } from "../harness/application.js";
import { addChild, addPerson, dialog, dialogsAreClosed, entries, entry, entryCountIs, eventuallyStored, fill, section } from "../harness/persons.js";
import { eventually } from "../harness/wait.js";

const { test } = application({ persons: 0 });

const SECTION = "Bank Accounts";
/** The example of the IBAN registry, with right check digits. */
const IBAN = "DE89370400440532013000";

/** Opens the page on a new person with these accounts. */
async function open({ server, visit }, ...accounts) {
  const person = await addPerson(server);
  for (const account of accounts) {
    await addChild(server, person, "bank-accounts", account);
  }
  await visit(`/?person=${person.id}`);
  return person;
}

const add = (page) => page.getByRole("button", { name: "Add bank accounts" }).click();

test("a bank account is added with everything, in the forms that are stored", { open: false }, async (scene) => {
  const { page, server } = scene;
  const person = await open(scene);
  await section(page, SECTION).getByText("No bank accounts").waitFor();
  await add(page);
  const form = dialog(page, "Add Bank Account");
  assert.equal(await form.getByLabel("Account Type").inputValue(), "checking");
  await fill(form, {
    "Bank Name": "Northern Bank",
    "Account Type": { choose: "Savings" },
    "Last 4 digits": "0042",
    IBAN: "de89 3704 0044 0532 0130 00",
    BIC: "deutdeff",
    Primary: true,
  });
  await form.getByRole("button", { name: "Save" }).click();
  const shown = entry(page, SECTION, "Northern Bank");
  for (const text of ["Primary", "Savings", "****0042", "DE89 3704 0044 0532 0130 00", "DEUTDEFF"]) {
    await shown.getByText(text, { exact: true }).waitFor();
  }
  await eventuallyStored(page, server, person, ({ bankAccounts }) => {
    assert.equal(bankAccounts.length, 1);
    const { id: _, ...fields } = bankAccounts[0];
    assert.deepEqual(fields, {
      personId: person.id,
      bankName: "Northern Bank",
      accountType: "savings",
      accountNumberLast4: "0042",
      iban: IBAN,
      bic: "DEUTDEFF",
      isPrimary: true,
    });
  });
});

test("D24: a bank account without IBAN and BIC can be added, and has neither", { open: false }, async (scene) => {
  const { page, server, reload } = scene;
  const person = await open(scene);
  await add(page);
  const form = dialog(page, "Add Bank Account");
  await fill(form, { "Bank Name": "Plain Bank", "Last 4 digits": "1111" });
  await form.getByRole("button", { name: "Save" }).click();
  await entryCountIs(page, SECTION, 1);
  await eventuallyStored(page, server, person, ({ bankAccounts }) => {
    assert.equal(bankAccounts.length, 1);
    assert.ok(!("iban" in bankAccounts[0]) && !("bic" in bankAccounts[0]), JSON.stringify(bankAccounts[0]));
  });
  await reload();
  await entry(page, SECTION, "Plain Bank").waitFor();
  assert.equal(await section(page, SECTION).getByText(/IBAN|BIC/).count(), 0);
});

test("D24: IBAN and BIC can be cleared again", { open: false }, async (scene) => {
  const { page, server } = scene;
  const person = await open(scene, { iban: IBAN, bic: "DEUTDEFF" });
  await entry(page, SECTION, "First Bank").getByRole("button", { name: "Edit bank account" }).click();
  const form = dialog(page, "Edit Bank Account");
  assert.equal(await form.getByLabel("IBAN").inputValue(), IBAN);
  await fill(form, { IBAN: "", BIC: "" });
  await form.getByRole("button", { name: "Save" }).click();
  await eventually(page, async () => assert.equal(await section(page, SECTION).getByText(/IBAN|BIC/).count(), 0));
  await eventuallyStored(page, server, person, ({ bankAccounts: [account] }) => {
    assert.ok(!("iban" in account) && !("bic" in account), JSON.stringify(account));
    assert.equal(account.bankName, "First Bank");
  });
});

test("D10: Set as primary makes one bank account primary and demotes the other", { open: false }, async (scene) => {
  const { page, server } = scene;
  const person = await open(scene, { bankName: "One Bank", isPrimary: true }, { bankName: "Two Bank" });
  await entry(page, SECTION, "Two Bank").getByRole("button", { name: "Set as primary" }).click();
  await eventually(page, async () => {
    assert.equal(await section(page, SECTION).getByText("Primary", { exact: true }).count(), 1);
    assert.match(await entries(page, SECTION).first().textContent(), /Two BankPrimary/);
  });
  await eventuallyStored(page, server, person, ({ bankAccounts }) => {
    assert.deepEqual(
      bankAccounts.filter(({ isPrimary }) => isPrimary).map(({ bankName }) => bankName),
      ["Two Bank"],
    );
  });
});

test("D10: an edit that makes a bank account primary demotes the other", { open: false }, async (scene) => {
  const { page, server } = scene;
  const person = await open(scene, { bankName: "One Bank", isPrimary: true }, { bankName: "Two Bank" });
  await entry(page, SECTION, "Two Bank").getByRole("button", { name: "Edit bank account" }).click();
  await fill(dialog(page, "Edit Bank Account"), { Primary: true });
  await dialog(page, "Edit Bank Account").getByRole("button", { name: "Save" }).click();
  await eventuallyStored(page, server, person, ({ bankAccounts }) => {
    assert.deepEqual(
      bankAccounts.filter(({ isPrimary }) => isPrimary).map(({ bankName }) => bankName),
      ["Two Bank"],
    );
  });
  await eventually(page, async () => assert.equal(await entry(page, SECTION, "One Bank").getByText("Primary", { exact: true }).count(), 0));
});

test("D21: bank accounts stand with the primary one first, then by name", { open: false }, async (scene) => {
  await open(scene, { bankName: "C Bank" }, { bankName: "A Bank" }, { bankName: "Z Bank", isPrimary: true }, { bankName: "B Bank" });
  const names = await entries(scene.page, SECTION).locator(".name").allTextContents();
  assert.deepEqual(names, ["Z Bank", "A Bank", "B Bank", "C Bank"]);
});

test("a bank account is deleted after a question", { open: false }, async (scene) => {
  const { page, server } = scene;
  const person = await open(scene, { bankName: "Gone Bank" });
  await entry(page, SECTION, "Gone Bank").getByRole("button", { name: "Delete bank account" }).click();
  const question = dialog(page, "Delete Bank Account");
  await question.getByText("Are you sure you want to delete this bank account? This action cannot be undone.").waitFor();
  await question.getByRole("button", { name: "Delete" }).click();
  await dialogsAreClosed(page);
  await entryCountIs(page, SECTION, 0);
  await section(page, SECTION).getByText("No bank accounts").waitFor();
  await eventuallyStored(page, server, person, ({ bankAccounts }) => assert.deepEqual(bankAccounts, []));
});
