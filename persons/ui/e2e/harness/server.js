// The real server, started as a program on a table of its own.

import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

import { setting } from "./settings.js";

/** How many persons a new table gets from the server itself. */
const DEMO_PERSONS = 50;

/** A server with its table, which outlives restarts and is deleted at the end. */
export class Server {
  #directory;
  #process;
  #log = "";
  #port = 0;
  #demo;
  #assets;

  /** What the last `persons seed` wrote. @type {{ persons: number, rows: number }} */
  seeded = { persons: 0, rows: 0 };

  /**
   * Makes a table with so many persons and starts a server on it.
   *
   * @param {{ persons: number, assets?: string }} options `assets`: the setting that says where the client is
   * @returns {Promise<Server>}
   */
  static async start({ persons, assets = "E2E_ASSETS" }) {
    const server = new Server();
    server.#assets = setting(assets);
    server.#directory = await mkdtemp(join(tmpdir(), "persons-e2e-"));
    server.#demo = persons === DEMO_PERSONS;
    if (!server.#demo && persons > 0) {
      await server.seed(persons);
    }
    await server.restart();
    return server;
  }

  /** The address of the page, without a slash at its end. */
  get url() {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** What the server has logged, for the report of a failed test. */
  get log() {
    return this.#log;
  }

  get #data() {
    return join(this.#directory, "table.db");
  }

  /**
   * Runs `persons seed` on the table. The server must not be running: an embedded table belongs to one process.
   *
   * @param {number} count
   */
  async seed(count) {
    const options = { maxBuffer: 64 * 1024 * 1024 };
    const { stdout } = await promisify(execFile)(setting("E2E_SERVER"), ["seed", String(count), "--data", this.#data], options);
    const numbers = /wrote (\d+) persons \((\d+) rows\)/.exec(stdout);
    this.seeded = { persons: Number(numbers?.[1]), rows: Number(numbers?.[2]) };
  }

  /** Starts the server again, on the same port and table; stops it first where it runs. */
  async restart() {
    await this.stop();
    const listen = `127.0.0.1:${this.#port}`;
    const arguments_ = ["serve", "--listen", listen, "--data", this.#data, "--assets", this.#assets];
    if (!this.#demo) {
      arguments_.push("--no-demo");
    }
    const child = spawn(setting("E2E_SERVER"), arguments_, { stdio: ["ignore", "pipe", "pipe"] });
    this.#process = child;
    child.stderr.setEncoding("utf8").on("data", (text) => (this.#log += text));
    this.#port = await this.#announcedPort(child);
  }

  /** Waits for the line that says where the server listens. */
  async #announcedPort(child) {
    for await (const line of createInterface({ input: child.stdout })) {
      const port = /http:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.[1];
      if (port !== undefined) {
        // Whatever else it prints must not fill the pipe.
        child.stdout.resume();
        return Number(port);
      }
    }
    throw new Error(`the server ended before it listened:\n${this.#log}`);
  }

  /** Asks the server to stop and waits until it has. */
  async stop() {
    await this.#end("SIGTERM");
  }

  /** Ends the server as a crash would, and waits until it is gone. */
  async kill() {
    await this.#end("SIGKILL");
  }

  async #end(signal) {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) {
      return;
    }
    const exit = once(child, "exit");
    child.kill(signal);
    await exit;
  }

  /** Stops the server and deletes its table. */
  async dispose() {
    await this.kill();
    await rm(this.#directory, { recursive: true, force: true });
  }

  /**
   * Sends a request past the browser, as another user would.
   *
   * @param {string} method
   * @param {string} path beginning with `/api/`
   * @param {unknown} [body] sent as JSON
   * @returns {Promise<{ status: number, body: any }>} `body` is what the JSON of the answer says, null without one
   */
  async request(method, path, body) {
    const init = { method };
    if (body !== undefined) {
      init.body = JSON.stringify(body);
      init.headers = { "content-type": "application/json" };
    }
    const response = await fetch(this.url + path, init);
    const text = await response.text();
    return { status: response.status, body: text === "" ? null : JSON.parse(text) };
  }

  /**
   * All rows of a listing, page after page.
   *
   * @param {string} path beginning with `/api/`
   * @returns {Promise<any[]>}
   */
  async all(path) {
    const rows = [];
    let cursor = null;
    do {
      const query = cursor === null ? "" : `?cursor=${encodeURIComponent(cursor)}`;
      const { status, body } = await this.request("GET", path + query);
      if (status !== 200) {
        throw new Error(`GET ${path}${query}: ${status} ${JSON.stringify(body)}`);
      }
      rows.push(...body.items);
      cursor = body.cursor;
    } while (cursor !== null);
    return rows;
  }
}
