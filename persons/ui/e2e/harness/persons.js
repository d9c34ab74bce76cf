// The parts of the page as its users find them, by role and name, and rows for the tests to work on.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";

import { eventually } from "./wait.js";

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {import("playwright-core").Locator} Locator */

// ---- the list

/** @param {Page} page */
export const grid = (page) => page.getByRole("grid", { name: "Persons" });

/** The persons in the document, which are those in sight and some around them. @param {Page} page */
export const rows = (page) => grid(page).locator("[role=row][aria-selected]");

/** @param {Page} page @param {{ id: string }} person */
export const rowOf = (page, { id }) => page.locator(`[id="person-${id}"]`);

/** @param {Page} page */
export const searchField = (page) => page.getByRole("searchbox", { name: "Search by name" });

/** @param {Page} page @param {string} name */
export const header = (page, name) => page.getByRole("columnheader", { name });

/**
 * What the list shows at the top, line by line, in the order of the positions.
 *
 * @param {Page} page
 * @param {number} count
 * @returns {Promise<string[][]>}
 */
export async function firstLines(page, count) {
  const lines = await rows(page).evaluateAll((rows) =>
    rows.map((row) => ({
      position: Number(row.getAttribute("aria-rowindex")),
      cells: [...row.querySelectorAll("[role=gridcell]")].map((cell) => cell.textContent),
    })),
  );
  return lines.sort((one, other) => one.position - other.position).slice(0, count).map(({ cells }) => cells);
}

/** Waits until the footer says this. @param {Page} page @param {string} text */
export async function countSays(page, text) {
  await eventually(page, async () => assert.equal(await page.getByTestId("person-count").textContent(), text));
}

/**
 * Finds a person by search and opens it, as its user would.
 *
 * @param {Page} page
 * @param {{ id: string, firstName: string, lastName: string }} person
 */
export async function choose(page, person) {
  await searchField(page).fill(`${person.firstName} ${person.lastName}`);
  await rowOf(page, person).click();
  await panelShows(page, person);
}

// ---- the panel

/** @param {Page} page */
export const panel = (page) => page.getByRole("region", { name: "Person details" });

/** Waits until the panel shows this person. @param {Page} page */
export async function panelShows(page, { firstName, lastName }) {
  await panel(page).getByRole("heading", { level: 2, name: `${firstName} ${lastName}`, exact: true }).waitFor();
}

/** A section of the panel: `Addresses`, `Contact Info`, `Employment`, `Bank Accounts`. @param {Page} page @param {string} name */
export const section = (page, name) => panel(page).getByRole("region", { name, exact: true });

/** The entries of a section. @param {Page} page @param {string} name */
export const entries = (page, name) => section(page, name).getByRole("listitem");

/** The one entry of a section that has a text. @param {Page} page @param {string} name @param {string | RegExp} text */
export const entry = (page, name, text) => entries(page, name).filter({ hasText: text });

/** Waits until a section has so many entries, and says so. @param {Page} page @param {string} name @param {number} count */
export async function entryCountIs(page, name, count) {
  await eventually(page, async () => {
    assert.equal(await entries(page, name).count(), count);
    assert.equal(await section(page, name).getByTestId("count").textContent(), String(count));
  });
}

/** The fact of the person with this term, for example `Date of birth`. @param {Page} page @param {string} term */
export const fact = (page, term) =>
  panel(page).locator("dl > div").filter({ has: page.locator("dt", { hasText: term }) }).locator("dd");

// ---- dialogs and messages

/** @param {Page} page @param {string} name */
export const dialog = (page, name) => page.getByRole("dialog", { name, exact: true });

/** Waits until no dialog is open. @param {Page} page */
export async function dialogsAreClosed(page) {
  await eventually(page, async () => assert.equal(await page.getByRole("dialog").count(), 0));
}

/** @param {Page} page */
export const alerts = (page) => page.getByRole("region", { name: "Messages" }).getByRole("alert");

/**
 * Fills in a form by its labels: text and dates are typed, true and false are ticks, `{ choose }` is an option's label.
 *
 * @param {Locator} form
 * @param {Record<string, string | boolean | { choose: string }>} values
 */
export async function fill(form, values) {
  for (const [label, value] of Object.entries(values)) {
    const field = form.getByLabel(label, { exact: true });
    if (typeof value === "boolean") {
      await field.setChecked(value);
    } else if (typeof value === "object") {
      await field.selectOption({ label: value.choose });
    } else {
      await field.fill(value);
    }
  }
}

/**
 * The message at a field, as assistive technology finds it; null where the field is not marked as wrong.
 *
 * @param {Locator} form
 * @param {string} label
 */
export async function messageAt(form, label) {
  const field = form.getByLabel(label, { exact: true });
  if ((await field.getAttribute("aria-invalid")) !== "true") {
    return null;
  }
  const ids = ((await field.getAttribute("aria-describedby")) ?? "").split(" ");
  const texts = await Promise.all(ids.map((id) => form.locator(`[id="${id}"].error`).allTextContents()));
  return texts.flat().join(" ");
}

/** Waits until a field says this. @param {Page} page @param {Locator} form @param {string} label @param {string | null} text */
export async function fieldSays(page, form, label, text) {
  await eventually(page, async () => assert.equal(await messageAt(form, label), text));
}

/** Waits until the field with a label has the keyboard. @param {Page} page @param {Locator} form @param {string} label */
export async function fieldHasFocus(page, form, label) {
  const id = await form.getByLabel(label, { exact: true }).getAttribute("id");
  await eventually(page, async () => assert.equal(await page.evaluate(() => document.activeElement?.id), id));
}

// ---- rows

/**
 * Writes a person past the browser. Without a name it gets one that no other has.
 *
 * @param {import("./server.js").Server} server
 */
export async function addPerson(server, fields = {}) {
  const person = { firstName: "Test", lastName: `Person ${randomUUID().slice(0, 8)}`, ...fields };
  return created(await server.request("POST", "/api/persons", person));
}

/** @param {import("./server.js").Server} server @param {{ id: string }} person @param {"addresses" | "bank-accounts" | "contacts" | "employments"} kind */
export async function addChild(server, person, kind, fields = {}) {
  return created(await server.request("POST", `/api/persons/${person.id}/${kind}`, { ...CHILDREN[kind], ...fields }));
}

/** What the server has of a person: `addresses`, `bankAccounts`, `contacts`, `employments` beside its own fields. @param {import("./server.js").Server} server */
export async function stored(server, { id }) {
  const { status, body } = await server.request("GET", `/api/persons/${id}/all`);
  assert.equal(status, 200);
  return body;
}

/** Waits until what the server has of a person fulfils a check. @param {Page} page @param {import("./server.js").Server} server */
export function eventuallyStored(page, server, person, check) {
  return eventually(page, async () => check(await stored(server, person)));
}

function created({ status, body }) {
  assert.equal(status, 201, JSON.stringify(body));
  return body;
}

/** Rows that are valid as they are. */
const CHILDREN = {
  addresses: { type: "home", street: "1 Main St", city: "Springfield", state: "IL", postalCode: "62701", country: "USA" },
  "bank-accounts": { bankName: "First Bank", accountType: "checking", accountNumberLast4: "1234" },
  contacts: { type: "email", value: "jane@example.com" },
  employments: { companyName: "Acme", position: "Engineer", startDate: "2020-01-15" },
};
