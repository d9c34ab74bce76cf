// `application(…)`: the whole application for one test file, and a `test` that opens it in a browser and watches it.
//
// Every test fails on an uncaught error, on an error in the console and on a reload that it did not ask for, and needs the
// WebAssembly module to have run: a page without it can look fine.

import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test as nodeTest } from "node:test";

import { launch } from "./browser.js";
import { Server } from "./server.js";
import { setting } from "./settings.js";
import { Watch } from "./watch.js";

/** How long one test may take, in milliseconds. */
const TEST_TIMEOUT = 120_000;
/** How long a step of a test waits for what it needs, in milliseconds. */
const STEP_TIMEOUT = 20_000;

/**
 * One application for a test file: its own server, table and browser, started before the first test and gone after the last.
 *
 * @param {{ persons?: number, assets?: string }} [options] `persons`: how many the table has at the start (50 if not said, 0
 *   for an empty one); `assets`: the setting that says where the client is, if it is another one
 */
export function application({ persons = 50, assets } = {}) {
  /** @type {Server} */
  let server;
  let browser;
  before(async () => {
    // Started one after the other: what has been started is disposed of even where the next fails.
    server = await Server.start({ persons, assets });
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await server?.dispose();
  });

  /**
   * A test with a page of its own: `test("name", async ({ page, … }) => {…})`, or with options before the function.
   *
   * @param {string} name
   * @param {TestOptions | ((scene: Scene) => Promise<void>)} optionsOrBody
   * @param {(scene: Scene) => Promise<void>} [maybeBody]
   */
  function test(name, optionsOrBody, maybeBody) {
    const [options, body] = maybeBody === undefined ? [{}, optionsOrBody] : [optionsOrBody, maybeBody];
    nodeTest(name, { timeout: TEST_TIMEOUT }, async () => {
      const { path = "/", open = true, ...context } = options;
      const profile = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...context });
      profile.setDefaultTimeout(STEP_TIMEOUT);
      const scene = new Scene(server, profile, await profile.newPage());
      try {
        if (open) {
          await scene.visit(path);
        }
        await body(scene);
        await scene.check();
      } catch (error) {
        await scene.report(name, error);
        throw error;
      } finally {
        await profile.close();
      }
    });
  }
  return { test };
}

/**
 * @typedef {import("playwright-core").BrowserContextOptions & { path?: string, open?: boolean }} TestOptions
 *   `path`: what to open at the start; `open: false`: the test opens the page itself (with `visit`); the rest is for the
 *   browser: `timezoneId`, `locale`, `viewport`, `colorScheme`, `reducedMotion`…
 */

/** What a test works with; its functions may be taken out of it (`({ page, visit }) => …`). */
export class Scene {
  #ran = false;

  /**
   * @param {Server} server
   * @param {import("playwright-core").BrowserContext} context
   * @param {import("playwright-core").Page} page
   */
  constructor(server, context, page) {
    /** The server: `url`, `request`, `all`, `stop`, `kill`, `restart`. */
    this.server = server;
    /** The browser's profile: `setOffline`, a second page, … */
    this.context = context;
    /** The page. */
    this.page = page;
    /** Requests and errors of the page so far. */
    this.watch = new Watch(page);
  }

  /**
   * Opens a path of the application and waits until the client shows its data (or an error in their place).
   *
   * @param {string} [path]
   */
  visit = async (path = "/") => {
    this.watch.expectLoad();
    await this.page.goto(this.server.url + path);
    await this.ready();
  };

  /** Loads the page again, as its user may, and waits until the client shows its data. */
  reload = async () => {
    this.watch.expectLoad();
    await this.page.reload();
    await this.ready();
  };

  /** Waits until the client has been started and every collection has ended loading, well or not. */
  ready = async () => {
    await this.page.locator(READY).waitFor({ state: "attached" });
    this.#ran = true;
  };

  /** What a test must hold beside its own assertions. */
  async check() {
    assert.ok(this.#ran, "the test never waited for the client: use `visit`");
    this.watch.check();
  }

  /** Keeps what helps to understand a failure. */
  async report(name, error) {
    const directory = setting("E2E_OUTPUT");
    await mkdir(directory, { recursive: true });
    const path = join(directory, `${name.replaceAll(/[^A-Za-z0-9]+/g, "-")}.png`);
    const pages = this.context.pages();
    // The page may have crashed; then there is no picture, and the first error is the one to report.
    const pictured = await pages[0]?.screenshot({ path, timeout: 5_000 }).then(
      () => `screenshot: ${path}`,
      () => "no screenshot: the page does not answer",
    );
    let others = "";
    try {
      this.watch.check();
    } catch (other) {
      others = other === error ? "" : `\n${other.message}`;
    }
    console.error(`${pictured}${others}\nlog of the server:\n${this.server.log.slice(-4_000)}`);
  }
}

/** What only the client sets, once every collection has ended loading. */
const READY = "html[data-client=ready]";
