// The list of persons: columns, order, search, selection, keyboard.

import assert from "node:assert/strict";

import { application } from "../harness/application.js";
import { countSays, firstLines, grid, header, panel, panelShows, rowOf, rows, searchField } from "../harness/persons.js";
import { eventually } from "../harness/wait.js";

const { test } = application({ persons: 50 });

const COLUMNS = ["First Name", "Last Name", "Gender", "Birth Date"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/** Few enough to be in the document whatever the height of the window. */
const SOME = 10;

const gender = ({ gender }) => (gender === undefined ? "-" : (gender[0].toUpperCase() + gender.slice(1)).replaceAll("_", " "));

const birthDate = ({ dateOfBirth }) => {
  if (dateOfBirth === undefined) {
    return "-";
  }
  const [year, month, day] = dateOfBirth.slice(0, 10).split("-").map(Number);
  return `${day} ${MONTHS[month - 1]} ${year}`;
};

const line = (person) => [person.firstName, person.lastName, gender(person), birthDate(person)];

/** Order by values, one after the other; what has no value comes last in either direction. */
function by(descending, value, ...ties) {
  return (one, other) => {
    const [left, right] = [value(one), value(other)];
    if (left === right) {
      return ties.length === 0 ? 0 : by(false, ...ties)(one, other);
    }
    if (left === undefined || right === undefined) {
      return left === undefined ? 1 : -1;
    }
    return left < right === descending ? 1 : -1;
  };
}

const lastName = (person) => person.lastName;
const firstName = (person) => person.firstName;

test("the list has four columns, and a line for each person in the order of the names", async ({ page, server }) => {
  assert.deepEqual(await page.getByRole("columnheader").allTextContents(), COLUMNS);
  const persons = (await server.all("/api/persons")).sort(by(false, lastName, firstName));
  assert.deepEqual(await firstLines(page, SOME), persons.slice(0, SOME).map(line));
});

test("the footer counts all persons, not those in the document", async ({ page, server }) => {
  await server.all("/api/persons");
  await countSays(page, "50 persons");
  assert.equal(await grid(page).getAttribute("aria-rowcount"), "51");
});

for (const [column, value] of [
  ["First Name", firstName],
  ["Last Name", lastName],
  ["Gender", (person) => person.gender],
  ["Birth Date", (person) => person.dateOfBirth],
]) {
  test(`D30: the header ${column} sorts up, down and not at all, and says so`, async ({ page, server }) => {
    const persons = await server.all("/api/persons");
    const head = header(page, column);
    const click = head.getByRole("button");
    const expectOrder = (order) =>
      eventually(page, async () => assert.deepEqual(await firstLines(page, SOME), [...persons].sort(order).slice(0, SOME).map(line)));
    const expectSort = (sort) => eventually(page, async () => assert.equal(await head.getAttribute("aria-sort"), sort));

    await expectSort("none");
    await click.click();
    await expectSort("ascending");
    await expectOrder(by(false, value, lastName, firstName));
    await click.click();
    await expectSort("descending");
    await expectOrder(by(true, value, lastName, firstName));
    await click.click();
    await expectSort("none");
    await expectOrder(by(false, lastName, firstName));
  });
}

test("only one column is sorted at a time", async ({ page }) => {
  await header(page, "Gender").getByRole("button").click();
  await header(page, "First Name").getByRole("button").click();
  await eventually(page, async () => {
    const sorts = await page.getByRole("columnheader").evaluateAll((heads) => heads.map((head) => head.getAttribute("aria-sort")));
    assert.deepEqual(sorts, ["ascending", "none", "none", "none"]);
  });
});

test("D19: search finds by parts of both names, whatever the case, among all persons", async ({ page, server }) => {
  const persons = await server.all("/api/persons");
  const wanted = persons[17];
  const part = wanted.lastName.slice(1, 4);
  const contains = (text) => (person) =>
    [person.firstName, person.lastName].some((name) => name.toLowerCase().includes(text.toLowerCase()));

  await searchField(page).fill(part.toUpperCase());
  const found = persons.filter(contains(part));
  await countSays(page, `${found.length} of 50 persons`);
  assert.deepEqual(await firstLines(page, 50), [...found].sort(by(false, lastName, firstName)).map(line));

  await searchField(page).fill(`${wanted.lastName} ${wanted.firstName}`);
  await rowOf(page, wanted).waitFor();
});

test("what search and LIKE treat as special is text like any other", async ({ page }) => {
  for (const text of ["%", "_", "\\", "'"]) {
    await searchField(page).fill(text);
    await eventually(page, async () => {
      const lines = await firstLines(page, 50);
      assert.ok(lines.every(([first, last]) => `${first} ${last}`.includes(text)), `${text}: ${JSON.stringify(lines)}`);
    });
  }
});

test("a search without a match says so, and can be cleared", async ({ page }) => {
  await searchField(page).fill("Nobody is called this");
  await page.getByRole("heading", { name: "No persons found" }).waitFor();
  await countSays(page, "0 of 50 persons");
  await page.getByRole("button", { name: "Clear search" }).click();
  await countSays(page, "50 persons");
  assert.equal(await searchField(page).inputValue(), "");
  await rows(page).first().waitFor();
});

test("Escape clears the search and closes nothing", async ({ page }) => {
  await rows(page).first().click();
  await panel(page).waitFor();
  await searchField(page).fill("e");
  await searchField(page).press("Escape");
  await countSays(page, "50 persons");
  assert.ok(await panel(page).isVisible());
});

test("Escape clears a letter that was typed in the same frame", async ({ page }) => {
  await rows(page).first().click();
  await panel(page).waitFor();
  await searchField(page).evaluate((field) => {
    field.focus();
    field.value = "e";
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true }));
  });
  assert.equal(await searchField(page).inputValue(), "");
  await countSays(page, "50 persons");
  assert.ok(await panel(page).isVisible());
});

test("a click selects a person, another click another one, Close no one", async ({ page, server }) => {
  const [first, second] = (await server.all("/api/persons")).sort(by(false, lastName, firstName));
  const selected = page.getByRole("row", { selected: true });

  await rowOf(page, first).click();
  await panelShows(page, first);
  assert.equal(await selected.getAttribute("id"), `person-${first.id}`);

  await rowOf(page, second).click();
  await panelShows(page, second);
  assert.equal(await selected.count(), 1);
  assert.equal(await selected.getAttribute("id"), `person-${second.id}`);

  await panel(page).getByRole("button", { name: "Close" }).click();
  await panel(page).waitFor({ state: "detached" });
  assert.equal(await selected.count(), 0);
});

test("D30: the keyboard reaches the rows, moves among them and selects", async ({ page, server }) => {
  const persons = (await server.all("/api/persons")).sort(by(false, lastName, firstName));
  const focusIsOn = (person) =>
    eventually(page, async () => assert.equal(await page.evaluate(() => document.activeElement?.id), `person-${person.id}`));

  await header(page, "Birth Date").getByRole("button").focus();
  await page.keyboard.press("Tab");
  await focusIsOn(persons[0]);
  await page.keyboard.press("ArrowDown");
  await focusIsOn(persons[1]);
  await page.keyboard.press("End");
  await focusIsOn(persons[49]);
  await page.keyboard.press("ArrowUp");
  await focusIsOn(persons[48]);
  await page.keyboard.press("Enter");
  await panelShows(page, persons[48]);
  await page.keyboard.press("Home");
  await focusIsOn(persons[0]);
  await page.keyboard.press(" ");
  await panelShows(page, persons[0]);
  await page.keyboard.press("Escape");
  await panel(page).waitFor({ state: "detached" });
  await focusIsOn(persons[0]);
});

test("a changed name moves its row to where it belongs", async ({ page, server }) => {
  const persons = (await server.all("/api/persons")).sort(by(false, lastName, firstName));
  const person = persons[3];
  await rowOf(page, person).click();
  await page.getByRole("button", { name: "Edit person" }).click();
  const form = page.getByRole("dialog", { name: "Edit Person" });
  await form.getByLabel("Last Name").fill("Aaaa");
  await form.getByRole("button", { name: "Update Person" }).click();
  await eventually(page, async () => assert.equal((await firstLines(page, 1))[0][1], "Aaaa"));
});
