// A way to a table on which something happens at a request: what a test kills a program with, at the same point each time.

import { createServer, request } from "node:http";
import { once } from "node:events";

/** Passes requests on to an endpoint, and does what it is told at one of them. */
export class Proxy {
  /** The address. */
  url;
  /** How many requests came since the last plan, by operation. */
  counts = {};
  #endpoint;
  #plan;

  /**
   * @param {import("node:test").TestContext} test - what it is closed after
   * @param {string} endpoint
   */
  static async start(test, endpoint) {
    const proxy = new Proxy();
    proxy.#endpoint = new URL(endpoint);
    const server = createServer((incoming, outgoing) => void proxy.#pass(incoming, outgoing));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    test.after(() => {
      server.closeAllConnections();
      server.close();
    });
    proxy.url = `http://127.0.0.1:${server.address().port}`;
    return proxy;
  }

  /**
   * What happens at the given request of an operation, counted from 1: before the table gets it, or when the table has
   * done it and nobody was told.
   *
   * @param {{ operation: string, at: number, when: "before" | "after", act: () => void } | undefined} plan
   */
  plan(plan) {
    this.counts = {};
    this.#plan = plan;
  }

  async #pass(incoming, outgoing) {
    const body = [];
    for await (const part of incoming) {
      body.push(part);
    }
    const operation = (incoming.headers["x-amz-target"] ?? "").split(".").at(-1);
    this.counts[operation] = (this.counts[operation] ?? 0) + 1;
    const plan = this.#plan;
    const is = (when) =>
      plan !== undefined && plan.operation === operation && plan.at === this.counts[operation] && plan.when === when;
    if (is("before")) {
      plan.act();
      outgoing.destroy();
      return;
    }
    const kill = is("after");
    const { hostname, port } = this.#endpoint;
    const forwarded = request({ hostname, port, method: incoming.method, path: incoming.url, headers: incoming.headers });
    forwarded.end(Buffer.concat(body));
    const [answer] = await once(forwarded, "response");
    if (kill) {
      answer.resume();
      await once(answer, "end");
      plan.act();
      outgoing.destroy();
      return;
    }
    outgoing.writeHead(answer.statusCode, answer.headers);
    answer.pipe(outgoing);
  }
}
