// Every screen and dialog, in both colour schemes, on a wide and a narrow screen: no serious finding of axe-core, and nothing
// beyond the edge.

import assert from "node:assert/strict";

import { assertAccessible } from "../harness/accessibility.js";
import { application } from "../harness/application.js";
import { addChild, addPerson, alerts, dialog, dialogsAreClosed, grid, header, panelShows, rows, searchField } from "../harness/persons.js";

const { test } = application({ persons: 50 });

const SCREENS = { wide: { width: 1440, height: 900 }, narrow: { width: 390, height: 844 } };

const FORMS = [
  ["Create Person", "Create Person"],
  ["Edit Person", "Edit person"],
  ["Add Address", "Add addresses"],
  ["Add Bank Account", "Add bank accounts"],
  ["Add Contact", "Add contact info"],
  ["Add Employment", "Add employment"],
];
const QUESTIONS = [
  ["Delete Person", "Delete person"],
  ["Delete Address", "Delete address"],
];

/** Fails where the page is wider than its window, or shows something that is cut off at its edge. */
async function assertFits(page) {
  const outside = await page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const scrolls = (element) => {
      for (let parent = element.parentElement; parent !== null; parent = parent.parentElement) {
        if (/auto|scroll/.test(getComputedStyle(parent).overflowX) && parent.scrollWidth > parent.clientWidth) {
          return `${parent.className} scrolls sideways`;
        }
      }
      return "is cut off";
    };
    const found = [...document.querySelectorAll("body *")].filter((element) => {
      const { left, right, width: own } = element.getBoundingClientRect();
      return own > 1 && (right > width + 1 || left < -1) && getComputedStyle(element).visibility !== "hidden";
    });
    return found.map((element) => `${element.tagName} ${element.className} ${element.textContent.slice(0, 30)}: ${scrolls(element)}`);
  });
  assert.deepEqual(outside, []);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth));
}

async function check(page) {
  // What fades in is to be seen as it ends.
  await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined))));
  await assertAccessible(page);
  await assertFits(page);
}

/** A person with as much to show as there can be, and long words in it. */
async function fullPerson(server) {
  const person = await addPerson(server, {
    firstName: "Wolfeschlegelsteinhausenbergerdorff",
    lastName: `Featherstonehaugh-Cholmondeley ${Math.random().toString(36).slice(2)}`,
    dateOfBirth: "1960-02-29",
    gender: "prefer_not_to_say",
  });
  await addChild(server, person, "addresses", { street: "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch 12", isPrimary: true });
  await addChild(server, person, "addresses", { type: "shipping" });
  await addChild(server, person, "bank-accounts", { iban: "MT84MALT011000012345MTLCAST001S", bic: "MALTMTMTXXX", isPrimary: true });
  await addChild(server, person, "contacts", { value: "a.very.long.address.of.someone@a-very-long-domain-name.example.com", isPrimary: true, isVerified: true });
  await addChild(server, person, "contacts", { type: "phone", value: "+1 555 123 4567" });
  await addChild(server, person, "employments", { isCurrent: true, department: "Research and Development", salary: 1234567 });
  return person;
}

for (const colorScheme of ["light", "dark"]) {
  for (const [size, viewport] of Object.entries(SCREENS)) {
    const options = { colorScheme, viewport, open: false };

    test(`D30: list and panel are accessible and fit (${colorScheme}, ${size})`, options, async ({ page, server, visit }) => {
      await visit("/");
      await rows(page).first().waitFor();
      await check(page);
      await header(page, "Gender").getByRole("button").click();
      await check(page);
      await searchField(page).fill("nobody is called this");
      await page.getByRole("heading", { name: "No persons found" }).waitFor();
      await check(page);

      const person = await fullPerson(server);
      await visit(`/?person=${person.id}`);
      await panelShows(page, person);
      await check(page);
      await visit("/?person=nonsense");
      await page.getByRole("heading", { name: "Person not found" }).waitFor();
      await check(page);
    });

    test(`D30: the dialogs are accessible and fit (${colorScheme}, ${size})`, options, async ({ page, server, visit }) => {
      const person = await fullPerson(server);
      const visited = { path: undefined };
      const open = async (title, opener) => {
        // On a narrow screen the button that creates a person is above the list, which the person hides.
        const path = title === "Create Person" ? "/" : `/?person=${person.id}`;
        if (visited.path !== path) {
          await visit(path);
          visited.path = path;
        }
        await page.getByRole("button", { name: opener, exact: true }).first().click();
        await dialog(page, title).waitFor();
        await check(page);
      };
      const close = async (title) => {
        await dialog(page, title).getByRole("button", { name: "Cancel" }).click();
        await dialogsAreClosed(page);
      };
      for (const [title, opener] of FORMS) {
        await open(title, opener);
        // With a message at every field that can have one.
        for (const field of await dialog(page, title).locator("[aria-required=true]:not(select)").all()) {
          await field.fill("");
        }
        await dialog(page, title).locator("button[type=submit]").click();
        await dialog(page, title).locator("[aria-invalid=true]").first().waitFor();
        await check(page);
        await close(title);
      }
      for (const [title, opener] of QUESTIONS) {
        await open(title, opener);
        await close(title);
      }
    });

    test(`D30: messages and failures are accessible and fit (${colorScheme}, ${size})`, options, async ({ page, context, server, visit, watch }) => {
      const person = await fullPerson(server);
      await visit(`/?person=${person.id}`);
      await page.route("**/addresses/*", (route) => route.abort("connectionrefused"));
      watch.expectError(/ERR_CONNECTION_REFUSED/);
      await page.getByRole("button", { name: "Set as primary" }).first().click();
      await alerts(page).getByRole("button", { name: "Retry" }).waitFor();
      await context.setOffline(true);
      await page.getByText("You are offline").waitFor();
      await check(page);
      await context.setOffline(false);

      await page.route("**/api/**", (route) => route.abort("connectionrefused"));
      await visit("/");
      await page.getByRole("heading", { name: "The persons could not be loaded" }).waitFor();
      await check(page);
      assert.equal(await grid(page).count(), 0);
    });
  }
}
