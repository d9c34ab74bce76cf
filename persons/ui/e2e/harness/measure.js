// What something costs the page: time of its main thread, and the page's own measures. For reports, not for assertions on
// time: a test that fails on a busy machine proves nothing.

/**
 * Runs an action and returns what the main thread spent until the next frame was done, in milliseconds.
 *
 * @param {import("playwright-core").Page} page
 * @param {() => Promise<unknown>} action
 * @returns {Promise<{ task: number, script: number, layout: number, style: number }>}
 */
export async function mainThread(page, action) {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  const read = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return Object.fromEntries(metrics.map(({ name, value }) => [name, value * 1000]));
  };
  const before = await read();
  await action();
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const after = await read();
  await session.detach();
  const spent = (name) => after[name] - before[name];
  return {
    task: spent("TaskDuration"),
    script: spent("ScriptDuration"),
    layout: spent("LayoutDuration"),
    style: spent("RecalcStyleDuration"),
  };
}

/**
 * The page's own measures (`performance.measure`) of a name, in milliseconds, oldest first.
 *
 * @param {import("playwright-core").Page} page
 * @param {string} name
 * @returns {Promise<number[]>}
 */
export function measures(page, name) {
  return page.evaluate(
    (name) => performance.getEntriesByName(name, "measure").map(({ duration }) => duration),
    name,
  );
}
