// Digests: what two sides answer, short enough to compare. The same as in `persons/bench`.

export class Digest {
  rows = 0;
  sum = 0;

  /** Adds a row by its values. */
  add(...values) {
    let hash = 0x811c9dc5;
    for (const byte of Buffer.from(values.map((value) => `${value}|`).join(""))) {
      hash = Math.imul(hash ^ byte, 0x01000193);
    }
    this.rows += 1;
    this.sum = (this.sum + hash) >>> 0;
  }

  text() {
    return `${this.rows} rows, ${this.sum.toString(16).padStart(8, "0")}`;
  }
}
