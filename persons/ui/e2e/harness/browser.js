// The browser: one process for a test file, one clean profile for a test.

import { chromium } from "playwright-core";

import { setting } from "./settings.js";

/** Keeps the browser away from the network, from the graphics card and from its own first-run pages. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** @returns {Promise<import("playwright-core").Browser>} */
export function launch() {
  return chromium.launch({ executablePath: setting("E2E_BROWSER"), headless: true, args: FLAGS });
}
