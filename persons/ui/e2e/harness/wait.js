// Waiting for what the page is to show, frame by frame: never for a time.

/** How long a condition may take to become true, in milliseconds. */
const PATIENCE = 15_000;

/**
 * Runs a check until it passes, once a frame, and returns what it returns; its last failure is the one that is reported.
 *
 * @template T
 * @param {import("playwright-core").Page} page
 * @param {() => Promise<T> | T} check throws while the condition does not hold
 * @returns {Promise<T>}
 */
export async function eventually(page, check) {
  const end = Date.now() + PATIENCE;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) {
        throw error;
      }
    }
    await frame(page);
  }
}

/**
 * Waits until the page has painted what it has done so far.
 *
 * @param {import("playwright-core").Page} page
 */
export async function frame(page) {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/**
 * Holds back what a page asks for until the test lets it go: so that a test sees the page before the server's answer.
 *
 * @param {import("playwright-core").Page} page
 * @param {string | RegExp} url
 * @param {string} method
 * @returns {Promise<{ arrived: Promise<import("playwright-core").Request>, release: () => void }>}
 */
export async function hold(page, url, method) {
  let release;
  const gate = new Promise((done) => (release = done));
  let arrive;
  const arrived = new Promise((done) => (arrive = done));
  await page.route(url, async (route) => {
    if (route.request().method() === method) {
      arrive(route.request());
      await gate;
    }
    await route.continue();
  });
  return { arrived, release };
}
