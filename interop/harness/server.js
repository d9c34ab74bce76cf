// The program `persons`, started for a test and stopped after it.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";

/**
 * What `cargo xtask` tells the tests.
 *
 * @param {string} name
 * @returns {string}
 */
function setting(name) {
  const value = process.env[name];
  if (value === undefined) {
    throw new Error(`${name} is not set: run the tests with \`cargo xtask test build interop\``);
  }
  return value;
}

/**
 * Starts `persons` and waits until it has said where it listens.
 *
 * @param {import("node:test").TestContext} test - what the program is stopped after
 * @param {string[]} arguments_
 * @param {string[]} names - what its first lines begin with, each followed by `: http://…`
 * @returns {Promise<string[]>} the addresses, in the order of the names
 */
export async function start(test, arguments_, names) {
  const child = spawn(setting("INTEROP_SERVER"), arguments_, {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, RUST_LOG: "warn" },
  });
  test.after(async () => {
    if (child.exitCode === null) {
      child.kill();
      await once(child, "exit");
    }
  });
  const addresses = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const [, name, address] = /^(\w+): +(http:\/\/\S+)$/.exec(line) ?? [];
    if (name !== names[addresses.length]) {
      throw new Error(`expected the address of ${names[addresses.length]}, found: ${line}`);
    }
    addresses.push(address);
    if (addresses.length === names.length) {
      // Whatever else it prints must not fill the pipe.
      child.stdout.resume();
      return addresses;
    }
  }
  throw new Error(`persons ${arguments_.join(" ")} ended before it listened`);
}

/**
 * Runs `persons` to its end.
 *
 * @param {string[]} arguments_
 * @param {object} [environment] - variables beside those of the test
 * @returns {Promise<{ code: number, signal: string | null, stdout: string, stderr: string }>}
 */
export async function run(arguments_, environment) {
  return launch(arguments_, environment).ended;
}

/**
 * Starts `persons`, which ends by itself unless it is killed.
 *
 * @param {string[]} arguments_
 * @param {object} [environment] - variables beside those of the test
 */
export function launch(arguments_, environment = {}) {
  const child = spawn(setting("INTEROP_SERVER"), arguments_, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...environment },
  });
  const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  return {
    process: child,
    ended: ended.then(([stdout, stderr, [code, signal]]) => ({ code, signal, stdout, stderr })),
  };
}
