// Our side, as a program that does on a table what it is told: `crates/entity-peer`.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** Our side, until the test ends. */
export class Peer {
  #child;
  #lines;

  /**
   * @param {import("node:test").TestContext} test - what the program is stopped after
   * @param {{ endpoint: string, table: string, models: object }} setting
   */
  static async start(test, setting) {
    const program = process.env.INTEROP_PEER;
    if (program === undefined) {
      throw new Error("INTEROP_PEER is not set: run the tests with `cargo xtask test build interop`");
    }
    const peer = new Peer();
    peer.#child = spawn(program, [], {
      stdio: ["pipe", "pipe", "inherit"],
      env: { ...process.env, AWS_REGION: "local", AWS_ACCESS_KEY_ID: "local", AWS_SECRET_ACCESS_KEY: "local" },
    });
    peer.#lines = createInterface({ input: peer.#child.stdout })[Symbol.asyncIterator]();
    test.after(async () => {
      peer.#child.stdin.end();
      if (peer.#child.exitCode === null) {
        await once(peer.#child, "exit");
      }
    });
    peer.#child.stdin.write(`${JSON.stringify(setting)}\n`);
    return peer;
  }

  /**
   * Has a call carried out. What the program refuses is thrown; `conflict` says that a condition did not hold.
   *
   * @param {object} call
   */
  async ask(call) {
    this.#child.stdin.write(`${JSON.stringify(call)}\n`);
    const { value, done } = await this.#lines.next();
    if (done) {
      throw new Error("our side ended");
    }
    const { ok, error, conflict } = JSON.parse(value);
    if (error !== undefined) {
      throw Object.assign(new Error(error), { conflict });
    }
    return ok;
  }
}
