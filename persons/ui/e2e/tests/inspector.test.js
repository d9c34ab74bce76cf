// The inspector of builds for development: what is in the store, what changes cost, which writes have failed.

import assert from "node:assert/strict";

import { assertAccessible } from "../harness/accessibility.js";
import { application } from "../harness/application.js";
import { dialog, fill } from "../harness/persons.js";

const { test } = application({ persons: 50, assets: "E2E_INSPECTED" });

const SCREENS = [{ width: 1440, height: 900 }, { width: 390, height: 844 }];

const inspector = (page) => page.getByRole("region", { name: "Inspector" });
const table = (page, name) => inspector(page).getByRole("table", { name });

for (const viewport of SCREENS) {
  test(`at ${viewport.width}×${viewport.height} it is accessible and within the page`, { viewport, path: "/?inspector" }, async ({ page }) => {
    await inspector(page).waitFor();
    await assertAccessible(page);
    const { x, width } = await inspector(page).boundingBox();
    assert.ok(x >= 0 && x + width <= viewport.width);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(overflow, 0);
    await inspector(page).getByRole("button", { name: "Close the inspector" }).click();
    await inspector(page).waitFor({ state: "detached" });
  });
}

test("it is closed at first, and lists collections and live queries with their plans", async ({ page }) => {
  assert.equal(await inspector(page).count(), 0);
  await page.getByRole("button", { name: "Inspector", exact: true }).click();
  await table(page, "Collections").getByRole("row", { name: /^persons ready 50 / }).waitFor();
  await table(page, /^Live queries/).getByText(/from persons: scan \(50 rows\)/).first().waitFor();
  await page.getByTestId("no-mutations").waitFor();
});

test("a write that failed is listed with its reason until it is forgotten", { path: "/?inspector" }, async ({ page, watch }) => {
  await page.route("**/api/persons", (route) =>
    route.request().method() === "POST"
      ? route.fulfill({
          status: 422,
          contentType: "application/problem+json",
          body: JSON.stringify({ type: "urn:lockstep:problem:invalid", title: "Not valid", status: 422, detail: "nobody is called that", errors: [] }),
        })
      : route.continue(),
  );
  watch.expectError(/status of 422/);
  await page.getByRole("button", { name: "Create Person" }).click();
  const form = dialog(page, "Create Person");
  await fill(form, { "First Name": "Ada", "Last Name": "Lovelace" });
  await form.getByRole("button", { name: "Create Person" }).click();
  await table(page, "Mutations").getByRole("row", { name: /insert persons .* failed: / }).waitFor();
  await inspector(page).getByRole("button", { name: "Forget what has failed" }).click();
  await page.getByTestId("no-mutations").waitFor();
});
