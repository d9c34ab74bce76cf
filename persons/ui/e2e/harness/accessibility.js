// Accessibility, as axe-core sees it.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const SOURCE = readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe-core calls findings that keep people from using a page. */
const SEVERE = ["serious", "critical"];

/**
 * Fails on serious and critical findings in the page as it is now.
 *
 * @param {import("playwright-core").Page} page
 */
export async function assertAccessible(page) {
  // Evaluated, not added as an element: the page's content security policy allows no other script.
  await page.evaluate(await SOURCE);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  const severe = violations
    .filter(({ impact }) => SEVERE.includes(impact))
    .map(({ id, help, nodes }) => ({ id, help, elements: nodes.map(({ target, failureSummary }) => [target.join(" "), failureSummary]) }));
  assert.deepEqual(severe, []);
}
