// What `cargo xtask e2e` tells the tests: E2E_SERVER (the program `persons`), E2E_ASSETS (the built client), E2E_INSPECTED
// (the client with its inspector, for the tests of that), E2E_BROWSER (a browser of the Chromium family) and E2E_OUTPUT (a directory for screenshots of failures).

/**
 * @param {string} name
 * @returns {string}
 */
export function setting(name) {
  const value = process.env[name];
  if (value === undefined) {
    throw new Error(`${name} is not set: run the tests with \`cargo xtask e2e\``);
  }
  return value;
}
