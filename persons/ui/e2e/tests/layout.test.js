// D29: nothing is cut off or hidden away, on a wide and on a narrow screen.

import assert from "node:assert/strict";

import { application } from "../harness/application.js";
import { addChild, addPerson, entry, grid, panel, panelShows, rows } from "../harness/persons.js";

const { test } = application({ persons: 50 });

const NARROW = { viewport: { width: 390, height: 844 } };
const WIDE = { viewport: { width: 1440, height: 900 } };

/** A person with one row of each kind, whose words are long. */
async function open({ page, server, visit }) {
  const person = await addPerson(server);
  await addChild(server, person, "addresses", { street: "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch 12" });
  await addChild(server, person, "bank-accounts", { iban: "MT84MALT011000012345MTLCAST001S", bic: "MALTMTMTXXX" });
  await addChild(server, person, "contacts", { value: "a.very.long.address.of.someone@a-very-long-domain-name.example.com", isVerified: true });
  await addChild(server, person, "employments", { isCurrent: true, salary: 72500 });
  await visit(`/?person=${person.id}`);
  await panelShows(page, person);
}

/** The buttons of entries that are not wholly inside their entry. */
const buttonsOutside = (page) =>
  panel(page).getByTestId("entry").evaluateAll((entries) =>
    entries.flatMap((entry) => {
      const frame = entry.getBoundingClientRect();
      return [...entry.querySelectorAll("button")]
        .filter((button) => {
          const { left, right, top, bottom } = button.getBoundingClientRect();
          return left < frame.left || right > frame.right || top < frame.top || bottom > frame.bottom;
        })
        .map((button) => button.title);
    }),
  );

for (const [size, screen] of Object.entries({ wide: WIDE, narrow: NARROW })) {
  test(`D29: the buttons of every entry are inside it (${size})`, { ...screen, open: false }, async (scene) => {
    await open(scene);
    assert.equal(await panel(scene.page).getByTestId("entry").count(), 4);
    assert.deepEqual(await buttonsOutside(scene.page), []);
  });

  test(`D29: the panel scrolls as one, not section by section (${size})`, { ...screen, open: false }, async (scene) => {
    await open(scene);
    const scrolling = await panel(scene.page).evaluate((panel) =>
      [panel, ...panel.querySelectorAll("*")].filter((element) => /auto|scroll/.test(getComputedStyle(element).overflowY)).length,
    );
    assert.ok(scrolling <= 1, `${scrolling} scroll areas`);
  });
}

test("D29: the salary is in sight without scrolling", { ...WIDE, open: false }, async (scene) => {
  await open(scene);
  const { y, height } = await entry(scene.page, "Employment", "Engineer").getByText("$72,500").boundingBox();
  assert.ok(y + height < WIDE.viewport.height);
});

test("D29: names and birth dates are whole in the list of a narrow screen", NARROW, async ({ page }) => {
  await rows(page).first().waitFor();
  const cut = await grid(page).locator("[role=gridcell]:not(:nth-child(3))").evaluateAll((cells) =>
    cells.filter((cell) => cell.scrollWidth > cell.clientWidth).map((cell) => cell.textContent),
  );
  assert.deepEqual(cut.filter((text) => text.length <= 11), []);
});
