// What happens on a page while a test runs: requests, errors, loads.

import assert from "node:assert/strict";

/** Records what a page does, and says at the end whether anything went wrong that the test did not expect. */
export class Watch {
  /** Errors of the page and of its console. */
  #errors = [];
  #expected = [];
  #requests = [];
  #loads = 0;
  #visits = 0;

  /** @param {import("playwright-core").Page} page */
  constructor(page) {
    page.on("pageerror", (error) => this.#errors.push(`uncaught: ${error.stack ?? error.message}`));
    page.on("crash", () => this.#errors.push("the page crashed"));
    page.on("console", (message) => {
      if (message.type() === "error") {
        this.#errors.push(`console: ${message.text()} (${message.location().url})`);
      }
    });
    page.on("domcontentloaded", () => (this.#loads += 1));
    page.on("request", (request) => {
      const url = new URL(request.url());
      if (url.protocol.startsWith("http")) {
        this.#requests.push({ method: request.method(), path: url.pathname + url.search, body: request.postDataJSON() });
      }
    });
  }

  /** Expects an error whose text matches, for example the console's line about a refused write. */
  expectError(pattern) {
    this.#expected.push({ pattern, met: false });
  }

  /** Expects one more load of the document: the test itself is about to load or reload the page. */
  expectLoad() {
    this.#visits += 1;
  }

  /**
   * The requests since the start or since the last `forgetRequests`, in order.
   *
   * @param {string} [prefix] only those whose path begins so
   * @returns {{ method: string, path: string, body: any }[]}
   */
  requests(prefix = "/") {
    return this.#requests.filter((request) => request.path.startsWith(prefix));
  }

  /** Begins to count requests anew. */
  forgetRequests() {
    this.#requests = [];
  }

  /** Fails where the page had an error or loaded without the test's doing, or lacked an error that was expected. */
  check() {
    const unexpected = this.#errors.filter((error) => {
      const matches = this.#expected.filter(({ pattern }) => pattern.test(error));
      matches.forEach((expected) => (expected.met = true));
      return matches.length === 0;
    });
    assert.deepEqual(unexpected, [], "the page had errors");
    const unmet = this.#expected.filter(({ met }) => !met).map(({ pattern }) => String(pattern));
    assert.deepEqual(unmet, [], "the page lacked errors that the test expects");
    assert.equal(this.#loads, this.#visits, "the page was loaded anew, though the test did not ask for that");
  }
}
