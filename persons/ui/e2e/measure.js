// What selecting a person costs the page, and what loading does: `cargo xtask measure`. It prints; it proves nothing.
//
// `queries` are the five live queries of a selection alone, `select` adds the update of the page; both are the page's own
// spans. `main thread` is all that the browser's main thread spent from the click until two frames later: event, script,
// style, layout, painting.

import { cpus, type } from "node:os";

import { launch } from "./harness/browser.js";
import { mainThread, measures } from "./harness/measure.js";
import { countSays, grid } from "./harness/persons.js";
import { Server } from "./harness/server.js";
import { frame } from "./harness/wait.js";

/** Numbers of persons. */
const SIZES = [50, 2_000, 10_000];
/** Selections of each size. */
const SELECTIONS = 200;
/** How long a table of the greatest size may take to arrive, in milliseconds. */
const PATIENCE = 120_000;

const browser = await launch();
console.log(`${cpus().length} × ${cpus()[0].model}, ${type()}, ${browser.browserType().name()} ${browser.version()}`);
try {
  for (const size of SIZES) {
    await measure(size);
  }
} finally {
  await browser.close();
}

async function measure(size) {
  const server = await Server.start({ persons: size });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(server.url);
    await page.locator("html[data-client=ready]").waitFor({ state: "attached", timeout: PATIENCE });
    await countSays(page, `${size.toLocaleString("en-US")} persons`);
    console.log(`\n${size.toLocaleString("en-US")} persons, ${SELECTIONS} selections, in milliseconds`);
    const spent = [];
    for (let index = 0; index < SELECTIONS; index += 1) {
      await scrollTo(page, index / (SELECTIONS - 1));
      spent.push((await mainThread(page, () => select(page, index % 2))).task);
    }
    report("queries", await measures(page, "lockstep:queries"));
    report("select", await measures(page, "lockstep:select"));
    report("main thread", spent);
    await page.close();
  } finally {
    await server.dispose();
  }
}

/** Scrolls to a part of the list, from 0 to 1, and waits until it is painted. */
async function scrollTo(page, part) {
  await grid(page).evaluate((grid, part) => (grid.scrollTop = part * (grid.scrollHeight - grid.clientHeight)), part);
  await frame(page);
}

/** Clicks on one of two persons that are in sight: never on the same one twice in a row. */
async function select(page, which) {
  await grid(page).evaluate((grid, which) => {
    const { x, y, height } = grid.getBoundingClientRect();
    document.elementFromPoint(x + 40, y + height / 2 + 90 * which).closest("[role=row]").click();
  }, which);
}

function report(name, times) {
  const sorted = [...times].sort((one, other) => one - other);
  const at = (part) => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))].toFixed(2).padStart(7);
  console.log(`${name.padEnd(12)} p50 ${at(0.5)}   p95 ${at(0.95)}   first ${times[0].toFixed(2).padStart(7)}`);
}
