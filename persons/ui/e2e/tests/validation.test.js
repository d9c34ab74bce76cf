// D26: every form says at its fields what is wrong, brings the keyboard to the first of them, and sends nothing.

import assert from "node:assert/strict";

import { application } from "../harness/application.js";
import { addPerson, dialog, fieldHasFocus, fieldSays, fill } from "../harness/persons.js";
import { eventually } from "../harness/wait.js";

const { test } = application({ persons: 0 });

const long = (length) => "x".repeat(length);

/** Each form: how it is opened, and what happens to it when it is submitted with these values. */
const FORMS = [
  {
    title: "Create Person",
    submit: "Create Person",
    open: "Create Person",
    empty: { "First Name": "First name is required", "Last Name": "Last name is required" },
    wrong: [
      [{ "First Name": long(101) }, "First Name", "First name must have at most 100 characters"],
      [{ "First Name": "A", "Last Name": long(150) }, "Last Name", "Last name must have at most 100 characters"],
      [{ "Last Name": "   " }, "Last Name", "Last name is required"],
    ],
  },
  {
    title: "Add Address",
    submit: "Add Address",
    open: "Add addresses",
    empty: {
      "Street Address": "Street is required",
      City: "City is required",
      "State/Province": "State is required",
      "Postal Code": "Postal code is required",
    },
    wrong: [
      [{ "Street Address": long(201) }, "Street Address", "Street must have at most 200 characters"],
      [{ "Street Address": "A", City: "B", "State/Province": "C", "Postal Code": long(21) }, "Postal Code", "Postal code must have at most 20 characters"],
      [{ "Postal Code": "1", Country: "" }, "Country", "Country is required"],
    ],
  },
  {
    title: "Add Bank Account",
    submit: "Save",
    open: "Add bank accounts",
    empty: { "Bank Name": "Bank name is required", "Last 4 digits": "Last 4 digits: enter exactly 4 characters" },
    wrong: [
      [{ "Bank Name": "A", "Last 4 digits": "12345" }, "Last 4 digits", "Last 4 digits: enter exactly 4 characters"],
      [{ "Last 4 digits": "1234", IBAN: "DE89370400440532013001" }, "IBAN", /check/i],
      [{ IBAN: "DE89 3704" }, "IBAN", /./],
      [{ IBAN: "", BIC: "NO" }, "BIC", /./],
    ],
  },
  {
    title: "Add Contact",
    submit: "Save",
    open: "Add contact info",
    empty: { Value: "Value is required" },
    wrong: [[{ Value: "not an address" }, "Value", "Use an e-mail address like jane@example.com"]],
  },
  {
    title: "Add Employment",
    submit: "Save",
    open: "Add employment",
    empty: { "Company Name": "Company name is required", Position: "Position is required", "Start Date": "Start date is required" },
    wrong: [
      [{ "Company Name": long(201) }, "Company Name", "Company name must have at most 200 characters"],
      [{ "Company Name": long(200), Position: long(101) }, "Position", "Position must have at most 100 characters"],
      [{ Position: "A", Department: long(101) }, "Department", "Department must have at most 100 characters"],
    ],
  },
];

/** Waits until the keyboard is at the first field that is wrong. */
function firstWrongHasFocus(page, form) {
  const first = form.locator("[aria-invalid=true]").first();
  return eventually(page, async () => assert.ok(await first.evaluate((field) => field === document.activeElement)));
}

for (const { title, submit, open, empty, wrong } of FORMS) {
  test(`D26: the form ${title} explains what is missing and what is wrong`, { open: false }, async ({ page, server, visit, watch }) => {
    const person = await addPerson(server);
    await visit(`/?person=${person.id}`);
    watch.forgetRequests();
    await page.getByRole("button", { name: open, exact: true }).click();
    const form = dialog(page, title);
    const send = form.getByRole("button", { name: submit, exact: true });

    // Nothing is called wrong before it was tried.
    for (const label of Object.keys(empty)) {
      await fieldSays(page, form, label, null);
    }
    await send.click();
    for (const [label, message] of Object.entries(empty)) {
      await fieldSays(page, form, label, message);
    }
    await fieldHasFocus(page, form, Object.keys(empty)[0]);

    for (const [values, label, message] of wrong) {
      await fill(form, values);
      await send.click();
      if (typeof message === "string") {
        await fieldSays(page, form, label, message);
      } else {
        await form.locator("[aria-invalid=true]").and(form.getByLabel(label, { exact: true })).waitFor();
        assert.match(await form.locator(".error").allTextContents().then((texts) => texts.join(" ")), message);
      }
      await firstWrongHasFocus(page, form);
    }
    assert.ok(await form.isVisible());
    assert.deepEqual(watch.requests(), []);
  });
}

test("a message goes as soon as its field is right", async ({ page }) => {
  await page.getByRole("button", { name: "Create Person", exact: true }).click();
  const form = dialog(page, "Create Person");
  await form.getByRole("button", { name: "Create Person" }).click();
  await fieldSays(page, form, "First Name", "First name is required");
  await fill(form, { "First Name": "A" });
  await fieldSays(page, form, "First Name", null);
  await fieldSays(page, form, "Last Name", "Last name is required");
});

test("Enter in a field submits the form", async ({ page }) => {
  await page.getByRole("button", { name: "Create Person", exact: true }).click();
  const form = dialog(page, "Create Person");
  await form.getByLabel("First Name").press("Enter");
  await fieldSays(page, form, "Last Name", "Last name is required");
});
