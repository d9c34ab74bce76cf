// Random cases, the same in every run. What both sides cannot say, or say differently on purpose (`differences.js`), is
// left out.

/** A generator of numbers from 0 to 1 (Mulberry32). */
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const TEXTS = ["", "a", "A", "ab", "b", "Ba", "a%", "ä", "z z", "10", "9"];
const PATTERNS = ["%", "a%", "%a", "_", "%b%", "A_", "ab", "%ä%"];

/** Columns that may be null, by kind; the others never are. */
const NUMBERS = ["id", "m", "n", "r"];
const STRINGS = ["t", "s"];

export class Generator {
  constructor(seed) {
    this.random = random(seed);
    this.names = 0;
  }

  below(bound) {
    return Math.floor(this.random() * bound);
  }

  one(list) {
    return list[this.below(list.length)];
  }

  maybe(value, chance = 0.3) {
    return this.random() < chance ? null : value();
  }

  item(id) {
    return {
      id,
      m: this.below(7) - 3,
      n: this.maybe(() => this.below(5)),
      t: this.one(TEXTS),
      s: this.maybe(() => this.one(TEXTS)),
      f: this.maybe(() => this.random() < 0.5),
      r: this.maybe(() => this.below(8)),
    };
  }

  /** A value that is never null, of numbers or of texts. `source` is one that is in every row. */
  value(kind, source, depth = 2) {
    if (depth === 0 || this.random() < 0.4) {
      return `${source}.${kind === "number" ? this.one(["id", "m"]) : "t"}`;
    }
    const next = (kind) => this.value(kind, source, depth - 1);
    const condition = () => this.condition([source], depth - 1);
    return kind === "number"
      ? this.one([
          () => ["add", next("number"), next("number")],
          () => ["subtract", next("number"), next("number")],
          () => ["multiply", next("number"), { value: this.below(3) + 1 }],
          () => ["length", next("text")],
          () => ["coalesce", `${source}.n`, next("number")],
          () => ["caseWhen", condition(), next("number"), next("number")],
        ])()
      : this.one([
          () => ["upper", next("text")],
          () => ["lower", next("text")],
          () => ["concat", next("text"), next("text")],
          () => ["coalesce", `${source}.s`, next("text")],
          () => ["caseWhen", condition(), next("text"), next("text")],
        ])();
  }

  /** A condition over columns of some sources, which may be null. */
  condition(sources, depth = 2) {
    const column = (names) => `${this.one(sources)}.${this.one(names)}`;
    const next = () => this.condition(sources, depth - 1);
    const compare = () => this.one(["eq", "gt", "gte", "lt", "lte"]);
    const leaves = [
      () => [compare(), column(NUMBERS), { value: this.below(6) - 1 }],
      () => [compare(), column(NUMBERS), column(NUMBERS)],
      () => [compare(), column(STRINGS), { value: this.one(TEXTS) }],
      () => ["inArray", column(NUMBERS), { value: [this.below(4), this.below(8)] }],
      () => ["inArray", column(STRINGS), { value: [this.one(TEXTS), this.one(TEXTS)] }],
      () => [this.one(["like", "ilike"]), column(STRINGS), { value: this.one(PATTERNS) }],
      () => ["isNull", column(["n", "s", "f", "r"])],
      () => ["eq", column(["f"]), { value: this.random() < 0.5 }],
    ];
    if (depth === 0 || this.random() < 0.4) {
      return this.one(leaves)();
    }
    return this.one([() => ["and", next(), next()], () => ["or", next(), next()], () => ["not", next()]])();
  }

  join() {
    const on = this.one([
      [["left.r", "right.id"]],
      [["left.id", "right.r"]],
      [["left.n", "right.n"]],
      [
        ["left.m", "right.m"],
        ["left.s", "right.s"],
      ],
    ]);
    return { source: "right", kind: this.one(["inner", "left", "right", "full"]), on };
  }

  /** A query that selects all columns of a collection: what another one may be from. */
  whole(depth = 1) {
    const columns = ["id", "m", "n", "t", "s", "f", "r"];
    const of = this.one(["left", "right"]);
    // There, names within a union must differ.
    this.names += 1;
    const as = `own${this.names}`;
    const from = depth > 0 && this.random() < 0.3 ? this.derived(as, depth - 1) : { as, of };
    const query = { from, select: columns.map((column) => [column, `${from.as}.${column}`]) };
    if (this.random() < 0.6) {
      query.where = this.condition([from.as]);
    }
    return query;
  }

  /** A source that is a query, a live query, or a union. */
  derived(as, depth = 1) {
    const kind = this.random();
    if (kind < 0.3) {
      // Each part is of one collection: of a union, the keys of its rows are compared nowhere.
      return { as, union: [this.whole(0), this.whole(0)] };
    }
    const query = this.whole(depth);
    if (this.random() < 0.5) {
      const as = query.from.as;
      query.orderBy = [this.order([as], ["m", "n", "t", "s"]), [`${as}.id`, "asc"]];
      // The ids of a union are there twice.
      if (this.random() < 0.7 && !JSON.stringify(query.from).includes("union")) {
        query.limit = this.below(6) + 1;
        query.offset = this.below(3);
      }
    }
    return kind < 0.5 ? { as, live: query } : { as, query };
  }

  order(sources, columns) {
    return [
      `${this.one(sources)}.${this.one(columns)}`,
      this.one(["asc", "desc"]),
      this.one(["first", "first", "last"]),
    ];
  }

  /** What belongs to a row of a source. */
  list(source, depth = 1) {
    const as = `item${depth}`;
    const from = { as, of: this.one(["left", "right"]) };
    const select = [
      ["id", `${as}.id`],
      ["n", `${as}.n`],
    ];
    const include = { from, select, orderBy: [this.order([as], ["m", "n", "t"]), [`${as}.id`, "asc"]] };
    if (this.random() < 0.5) {
      include.where = this.condition([as], 1);
    }
    if (this.random() < 0.4) {
      include.limit = this.below(3) + 1;
    }
    if (depth > 0 && this.random() < 0.4) {
      select.push(["list", this.list(as, depth - 1)]);
    }
    const on = this.one([
      [`${source}.id`, `${as}.r`],
      [`${source}.m`, `${as}.m`],
      [`${source}.t`, `${as}.t`],
    ]);
    return { include, on };
  }

  /** One that functions of the program take part in. */
  functional() {
    const from = this.one(["left", "right"]);
    const query = { from, select: [["id", `${from}.id`]] };
    if (this.random() < 0.6) {
      query.fnWhere = ["isOdd", from];
    }
    if (this.random() < 0.6) {
      query.fnSelect = true;
      query.select = [
        ["a", { fn: "doubled", of: from }],
        ["b", { fn: "letters", of: from }],
      ];
    }
    if (this.random() < 0.5) {
      query.where = this.condition([from]);
    }
    return query;
  }

  /** One whose rows have lists. */
  listed() {
    const from = this.one(["left", "right"]);
    const query = { from, orderBy: [[`${from}.id`, "asc"]] };
    query.select = [
      ["id", `${from}.id`],
      ["s", `${from}.s`],
      ["list", this.list(from)],
    ];
    if (this.random() < 0.4) {
      query.where = this.condition([from]);
    }
    return query;
  }

  /** One that is from other queries. */
  nested() {
    const from = this.derived("sub");
    const query = { from };
    let sources = ["sub"];
    // There, a query that is joined with a collection that it is of forgets to take rows away (a difference).
    const free = ["left", "right"].filter((name) => !JSON.stringify(from).includes(`"of":"${name}"`));
    if (this.random() < 0.6 && free.length > 0) {
      // One of the two has all columns of a collection; keys of pairs are compared nowhere.
      query.join = {
        source: { as: "other", of: free[0] },
        kind: this.one(["inner", "left"]),
        on: [this.one([["sub.r", "other.id"], ["sub.n", "other.n"], ["sub.t", "other.t"]])],
      };
      sources = ["sub", "other"];
    }
    if (this.random() < 0.5) {
      query.where = this.condition(sources);
    }
    if (this.random() < 0.3) {
      this.grouped(query, "sub");
    } else {
      this.plain(query, sources, "sub");
      // What a union has twice is in no certain order.
      if (JSON.stringify(from).includes("union")) {
        delete query.orderBy;
        delete query.limit;
        delete query.offset;
      }
    }
    return query;
  }

  query() {
    const way = this.random();
    if (way < 0.2) {
      return this.nested();
    }
    if (way < 0.3) {
      return this.listed();
    }
    if (way < 0.37) {
      return this.functional();
    }
    const query = { from: this.one(["left", "right"]) };
    let sources = [query.from];
    if (this.random() < 0.5) {
      query.from = "left";
      query.join = this.join();
      sources = ["left", "right"];
    }
    if (this.random() < 0.6) {
      query.where = this.condition(sources);
    }
    // The source that is in every row.
    const kind = query.join?.kind;
    const certain = kind === "right" ? "right" : kind === "full" ? undefined : query.from;
    const shape = this.random();
    if (shape < 0.3 && certain) {
      this.grouped(query, certain);
    } else if (shape < 0.45 && certain) {
      query.select = [
        ["a", this.value(this.one(["number", "text"]), certain)],
        ["b", `${certain}.${this.one(["n", "s", "f", "t"])}`],
      ];
      query.distinct = true;
    } else {
      this.plain(query, sources, certain);
    }
    return query;
  }

  grouped(query, source) {
    query.groupBy = [`${source}.${this.one(["t", "m"])}`];
    // A group by nothing but a null is a difference.
    if (this.random() < 0.5) {
      query.groupBy.push(`${source}.${this.one(["n", "s", "f"])}`);
    }
    query.select = query.groupBy.map((key, index) => [`key${index}`, key]);
    const number = () => this.one([`${source}.m`, this.value("number", source, 1)]);
    query.select.push(["count", ["count", `${source}.id`]], ["some", ["count", `${source}.n`]]);
    query.select.push(["sum", ["sum", number()]], ["avg", ["avg", number()]]);
    query.select.push(["min", ["min", number()]], ["max", ["max", number()]]);
    if (this.random() < 0.4) {
      query.having = [this.one(["gt", "lte"]), ["count", `${source}.id`], { value: this.below(3) + 1 }];
    }
  }

  plain(query, sources, certain) {
    query.select = sources.flatMap((source) => [
      [`${source}Id`, `${source}.id`],
      [`${source}N`, `${source}.n`],
      [`${source}S`, `${source}.s`],
    ]);
    if (certain) {
      query.select.push(["x", this.value("number", certain)], ["y", this.value("text", certain)]);
    }
    if (this.random() < 0.6) {
      const order = () => this.order(sources, ["m", "n", "t", "s"]);
      query.orderBy = [order(), ...(this.random() < 0.5 ? [order()] : [])];
      // The ids make the order total on both sides, whatever a key of a joined row is.
      query.orderBy.push(...sources.map((source) => [`${source}.id`, "asc"]));
      if (this.random() < 0.6) {
        query.limit = this.below(6) + 1;
        query.offset = this.below(3);
      } else if (this.random() < 0.2 && sources.length === 1) {
        query.findOne = true;
      }
    }
  }

  case() {
    const side = () => Array.from({ length: this.below(12) }, (_, id) => this.item(id));
    const [left, right] = [side(), side()];
    const there = { left: new Set(left.map((row) => row.id)), right: new Set(right.map((row) => row.id)) };
    return {
      left,
      right,
      queries: Array.from({ length: 3 }, () => this.query()),
      changes: this.changes(there),
    };
  }

  /** Rows that are pending are left to their transaction: what the server says of those is a difference. */
  changes(there) {
    const pending = [];
    const isFree = (name, id) => !pending.some((one) => one && one.name === name && one.id === id);
    const row = () => {
      for (;;) {
        const name = this.one(["left", "right"]);
        const id = this.below(14);
        if (isFree(name, id)) {
          return { name, id };
        }
      }
    };
    const write = ({ name, id }) =>
      there[name].has(id) && this.random() < 0.35
        ? { in: name, delete: id }
        : { in: name, put: this.item(id) };
    return Array.from({ length: 12 }, () => {
      const open = pending.flatMap((one, index) => (one ? [index] : []));
      const kind = this.random();
      if (kind < 0.2 && open.length > 0) {
        const index = this.one(open);
        pending[index] = undefined;
        return { rollback: index };
      }
      if (kind < 0.45 && open.length < 5) {
        const place = row();
        pending.push(place);
        return { begin: write(place) };
      }
      const places = new Map();
      for (let count = this.below(3) + 1; count > 0; count -= 1) {
        const place = row();
        places.set(`${place.name} ${place.id}`, place);
      }
      return {
        commit: [...places.values()].map((place) => {
          const written = write(place);
          if (written.put) {
            there[place.name].add(place.id);
          } else {
            there[place.name].delete(place.id);
          }
          return written;
        }),
      };
    });
  }
}
