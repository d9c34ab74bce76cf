// The generated rows, as JavaScript has them.

/** So many persons are turned into JSON at once: a text has an end. */
const CHUNK = 5000;

export class Data {
  /**
   * @param {{ rows(kind: string, start: number, end: number): string }} bench - `persons/bench` as WebAssembly
   * @param {number} count - how many persons
   */
  constructor(bench, count) {
    this.bench = bench;
    this.count = count;
    this.kinds = new Map();
    this.countries = [...new Set(this.#read("addresses", 0, Math.min(count, 1000)).map((row) => row.country))].sort();
  }

  /** All rows of a kind. */
  rows(kind) {
    let rows = this.kinds.get(kind);
    if (rows === undefined) {
      rows = this.#read(kind, 0, this.count);
      this.kinds.set(kind, rows);
    }
    return rows;
  }

  /** Some persons from a number on, also beyond the count. */
  persons(start, count) {
    return this.#read("persons", start, start + count);
  }

  #read(kind, start, end) {
    const rows = [];
    for (let from = start; from < end; from += CHUNK) {
      for (const row of JSON.parse(this.bench.rows(kind, from, Math.min(from + CHUNK, end)))) {
        rows.push(row);
      }
    }
    return rows;
  }
}
