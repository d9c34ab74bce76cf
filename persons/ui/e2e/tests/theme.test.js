// Light and dark: as the system says, or as the visitor chose.

import assert from "node:assert/strict";

import { application } from "../harness/application.js";
import { eventually } from "../harness/wait.js";

const { test } = application({ persons: 0 });

/** How light the page's ground is, from 0 to 255. */
const lightness = (page) =>
  page.evaluate(() => {
    const canvas = document.createElement("canvas").getContext("2d");
    canvas.fillStyle = getComputedStyle(document.body).backgroundColor;
    canvas.fillRect(0, 0, 1, 1);
    return canvas.getImageData(0, 0, 1, 1).data[0];
  });

const isLight = (page) => eventually(page, async () => assert.ok((await lightness(page)) > 200));
const isDark = (page) => eventually(page, async () => assert.ok((await lightness(page)) < 60));

test("without a choice the page follows the system", { colorScheme: "dark" }, async ({ page }) => {
  await isDark(page);
  await page.emulateMedia({ colorScheme: "light" });
  await isLight(page);
});

test("a choice wins over the system, is kept, and can be taken back", { colorScheme: "light" }, async ({ page, reload }) => {
  const button = page.getByRole("button", { name: /^Colours:/ });
  await page.getByRole("button", { name: "Colours: system" }).click();
  await page.getByRole("button", { name: "Colours: light" }).click();
  await page.getByRole("button", { name: "Colours: dark" }).waitFor();
  await isDark(page);
  await reload();
  await isDark(page);
  await button.click();
  await page.getByRole("button", { name: "Colours: system" }).waitFor();
  await isLight(page);
});
