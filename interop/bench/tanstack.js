// The lines of the benchmark over TanStack DB, as `persons/bench` has them over our store.
//
// TanStack DB gets what it needs to be fast: an index on every column that a line looks up or joins on, and text compared by
// code unit, not by locale.

import {
  BTreeIndex,
  avg,
  count,
  createCollection,
  createLiveQueryCollection,
  createLiveQueryObserver,
  eq,
  max,
  prepareLiveQueryValue,
  resolveLiveQueryValue,
  sum,
} from "@tanstack/db";

import { Digest } from "./digest.js";

/** A collection whose rows the benchmark writes as a server would. */
class Source {
  /**
   * @param {string} name
   * @param {object[]} rows
   * @param {string[]} indexed
   */
  constructor(name, rows, indexed = []) {
    this.collection = createCollection({
      id: `${name}-${Source.number++}`,
      getKey: (row) => row.id,
      startSync: true,
      gcTime: 0,
      // Nothing that is inserted is ever settled by the server.
      onInsert: () => new Promise(() => {}),
      sync: {
        sync: (sync) => {
          this.sync = sync;
          sync.begin();
          for (const value of rows) {
            sync.write({ type: "insert", value });
          }
          sync.commit();
          sync.markReady();
        },
      },
    });
    for (const column of indexed) {
      this.collection.createIndex((row) => row[column], { indexType: BTreeIndex });
    }
  }

  static number = 0;

  /** Changes fields of a row as the server would. */
  patch(id, fields) {
    this.sync.begin();
    this.sync.write({ type: "update", value: { ...this.collection.get(id), ...fields } });
    this.sync.commit();
  }
}

/** A live query that somebody watches. */
function live(query) {
  const collection = createLiveQueryCollection({ query, startSync: true, gcTime: 0 });
  collection.subscribeChanges(() => {});
  return collection;
}

/** A live query as the hook `useLiveQuery` makes it, without React: one that can share a partition does. */
function hooked(query) {
  const collection = resolveLiveQueryValue(prepareLiveQueryValue(query), { gcTime: 1 });
  const observer = createLiveQueryObserver(collection, { mode: "wholesale" });
  const end = observer.subscribe(() => {});
  return { rows: () => observer.getSnapshot().data, end };
}

/** The row that a step is about: other ones in every step, far apart. */
function pick(step, count) {
  return (step * 7919) % count;
}

class Load {
  constructor(data) {
    this.persons = data.rows("persons");
  }

  prepare() {
    this.source = undefined;
    globalThis.gc?.();
  }

  step() {
    this.source = new Source("persons", this.persons);
  }

  answer() {
    const digest = new Digest();
    for (const { id } of this.persons) {
      const row = this.source.collection.get(id);
      digest.add(row.id, row.lastName, row.firstName);
    }
    return digest.text();
  }
}

/** The faster of the two ways of TanStack DB: a query on an indexed column, or the partitions of the hook. */
class Lookup {
  constructor(data, way) {
    this.way = way;
    this.persons = data.rows("persons").map((row) => row.id);
    this.rows = data.rows("addresses");
  }

  prepare(line, step) {
    if (line === "where/first") {
      this.source = new Source("addresses", this.rows);
    }
    if (step === 0) {
      this.digest = new Digest();
    }
  }

  step(line, step) {
    const person = this.persons[pick(step + 1, this.persons.length)];
    const address = this.source.collection;
    const query = (q) => q.from({ address }).where(({ address }) => eq(address.personId, person));
    if (this.way === "hook") {
      this.found = hooked(query);
      this.found.rows();
    } else {
      if (line === "where/first") {
        address.createIndex((row) => row.personId, { indexType: BTreeIndex });
      }
      const collection = live(query);
      this.found = { rows: () => collection.toArray, end: () => collection.cleanup() };
    }
  }

  restore() {
    for (const row of this.found.rows()) {
      this.digest.add(row.id, row.personId, row.city);
    }
    this.found.end();
  }

  answer() {
    return this.digest.text();
  }
}

class Page {
  constructor(data) {
    this.data = data;
    this.persons = data.rows("persons").map((row) => row.id);
  }

  prepare(line, step) {
    if (line === "page/first") {
      this.sources = ["persons", "addresses", "bankAccounts", "contacts", "employments"].map(
        (name) => new Source(name, this.data.rows(name)),
      );
    }
    if (step === 0) {
      this.digest = new Digest();
    }
  }

  step(_line, step) {
    const person = this.persons[pick(step + 1, this.persons.length)];
    this.shown = this.sources.map(({ collection }, index) => {
      const column = index === 0 ? "id" : "personId";
      const shown = hooked((q) => q.from({ row: collection }).where(({ row }) => eq(row[column], person)));
      shown.rows();
      return shown;
    });
  }

  restore() {
    const field = ["lastName", "city", "bankName", "value", "position"];
    this.shown.forEach((shown, index) => {
      for (const row of shown.rows()) {
        this.digest.add(row.id, row[field[index]]);
      }
      shown.end();
    });
  }

  answer() {
    return this.digest.text();
  }
}

/** How text is ordered here: by code unit. */
const LEXICAL = { direction: "asc", stringSort: "lexical" };

/** A window over persons by last and first name. */
class Window {
  constructor(source) {
    this.source = source;
  }

  build() {
    this.rows = live((q) =>
      q
        .from({ person: this.source.collection })
        .orderBy(({ person }) => person.lastName, LEXICAL)
        .orderBy(({ person }) => person.firstName, LEXICAL)
        .limit(100),
    );
    this.rows.toArray.at(0);
  }

  /** Takes the first person out. */
  leave(step) {
    this.source.patch(this.shown(0), { lastName: `~${step}` });
  }

  /** The person at a place. */
  shown(position) {
    let index = 0;
    for (const key of this.rows.keys()) {
      if (index === position) {
        return key;
      }
      index += 1;
    }
    throw new Error("the window is not full");
  }

  answer() {
    const digest = new Digest();
    this.rows.toArray.forEach((row, position) => {
      digest.add(position, row.id, row.lastName, row.firstName, row.dateOfBirth.slice(0, 10));
    });
    return digest.text();
  }
}

/** Without an index in the order of the query: every row goes through the window. */
class Order {
  constructor(data) {
    this.persons = data.rows("persons").map((row) => row.id);
    this.source = new Source("persons", data.rows("persons"), ["lastName", "firstName"]);
    this.window = new Window(this.source);
  }

  prepare() {}

  step(line, step) {
    if (line === "order/build") {
      this.window.build();
    } else if (line === "order/update") {
      const person = this.window.shown((step * 7) % 100);
      this.source.patch(person, { dateOfBirth: `${1900 + (step % 100)}-01-01T00:00:00.000Z` });
    } else if (line === "order/top") {
      const person = this.persons[pick(step + 1, this.persons.length)];
      this.source.patch(person, { lastName: String(999999 - step).padStart(6, "0") });
    } else {
      this.window.leave(step);
    }
  }

  restore() {}

  answer() {
    return this.window.answer();
  }
}

/**
 * With an index in the order of the query's first column, as its documentation advises: the window is filled from the index,
 * and read again, with all that there is, when what was read is ordered otherwise.
 */
class Refill {
  constructor(data) {
    this.source = new Source("persons", data.rows("persons"));
    this.source.collection.createIndex((row) => row.lastName, {
      indexType: BTreeIndex,
      options: { compareOptions: { ...LEXICAL, nulls: "first" } },
    });
    this.window = new Window(this.source);
  }

  prepare(line) {
    this.window.rows?.cleanup();
    if (line === "refill/leave") {
      this.window.build();
    }
  }

  step(line, step) {
    if (line === "refill/build") {
      this.window.build();
    } else {
      this.window.leave(step);
    }
  }

  restore() {}

  answer() {
    return this.window.answer();
  }
}

class Join {
  constructor(data) {
    this.personIds = data.rows("persons").map((row) => row.id);
    this.addressIds = data.rows("addresses").map((row) => row.id);
    this.persons = new Source("persons", data.rows("persons"), ["id"]);
    this.addresses = new Source("addresses", data.rows("addresses"), ["personId"]);
  }

  prepare() {}

  step(line, step) {
    if (line === "join/build") {
      this.joined = live((q) =>
        q
          .from({ address: this.addresses.collection })
          .innerJoin({ person: this.persons.collection }, ({ address, person }) => eq(address.personId, person.id))
          .select(({ address, person }) => ({ id: address.id, city: address.city, lastName: person.lastName })),
      );
      this.joined.values().next();
    } else if (line === "join/address") {
      this.addresses.patch(this.addressIds[pick(step + 1, this.addressIds.length)], { city: `City ${step}` });
    } else {
      this.persons.patch(this.personIds[pick(step + 1, this.personIds.length)], { lastName: `Name ${step}` });
    }
  }

  restore() {}

  answer() {
    const digest = new Digest();
    for (const row of this.joined.values()) {
      digest.add(row.id, row.city, row.lastName);
    }
    return digest.text();
  }
}

class Count {
  constructor(data) {
    this.countries = data.countries;
    this.ids = data.rows("addresses").map((row) => row.id);
    this.addresses = new Source("addresses", data.rows("addresses"));
  }

  prepare() {}

  step(line, step) {
    if (line === "count/build") {
      this.counts = live((q) =>
        q
          .from({ address: this.addresses.collection })
          .groupBy(({ address }) => address.country)
          .select(({ address }) => ({ country: address.country, addresses: count(address.id) })),
      );
      this.counts.values().next();
    } else {
      const country = this.countries[step % this.countries.length];
      this.addresses.patch(this.ids[pick(step + 1, this.ids.length)], { country });
    }
  }

  restore() {}

  answer() {
    const digest = new Digest();
    for (const row of this.counts.values()) {
      digest.add(row.country, row.addresses);
    }
    return digest.text();
  }
}

class Salaries {
  constructor(data) {
    this.ids = data.rows("employments").map((row) => row.id);
    this.employments = new Source("employments", data.rows("employments"));
    this.paid = live((q) =>
      q
        .from({ employment: this.employments.collection })
        .groupBy(({ employment }) => employment.department)
        .select(({ employment }) => ({
          department: employment.department,
          count: count(employment.id),
          sum: sum(employment.salary),
          avg: avg(employment.salary),
          max: max(employment.salary),
        })),
    );
  }

  prepare() {}

  step(_line, step) {
    this.employments.patch(this.ids[pick(step + 1, this.ids.length)], { salary: 50000 + step });
  }

  restore() {}

  answer() {
    const digest = new Digest();
    for (const row of this.paid.values()) {
      digest.add(row.department, row.count, row.sum, row.avg.toFixed(2), row.max);
    }
    return digest.text();
  }
}

/** How many transactions are unsettled in the second line. */
const UNSETTLED = 1000;

class Insert {
  constructor(data) {
    this.data = data;
    this.source = new Source("persons", data.rows("persons"));
    this.all = live((q) => q.from({ person: this.source.collection }));
    this.all.subscribeChanges((changes) => {
      this.seen += changes.filter((change) => change.type === "insert").length;
    });
    this.unsettled = [];
  }

  prepare(line, step) {
    if (line === "insert/after" && this.unsettled.length === 0) {
      for (const row of this.data.persons(this.data.count, UNSETTLED)) {
        this.unsettled.push(this.source.collection.insert(row));
      }
    }
    if (step === 0) {
      this.seen = 0;
    }
    [this.row] = this.data.persons(this.data.count + UNSETTLED + step, 1);
  }

  step() {
    this.inserted = this.source.collection.insert(this.row);
  }

  restore() {
    this.inserted.isPersisted.promise.catch(() => {});
    this.inserted.rollback();
  }

  answer() {
    const digest = new Digest();
    digest.add(this.source.collection.size, this.seen);
    return digest.text();
  }
}

const SCENARIOS = {
  load: Load,
  where: Lookup,
  page: Page,
  order: Order,
  refill: Refill,
  join: Join,
  count: Count,
  salary: Salaries,
  insert: Insert,
};

/** TanStack DB with generated persons, to be measured step by step like our `Session`. */
export class TanStack {
  /**
   * @param {import("./data.js").Data} data
   * @param {"hook" | "core"} way - how a single `where` is asked
   */
  constructor(data, way) {
    this.data = data;
    this.way = way;
  }

  prepare(line, step) {
    const [name] = line.split("/");
    if (this.name !== name) {
      this.scenario = undefined;
      globalThis.gc?.();
      this.scenario = new SCENARIOS[name](this.data, this.way);
      this.name = name;
    }
    this.scenario.prepare(line, step);
  }

  step(line, step) {
    this.scenario.step(line, step);
  }

  restore(line) {
    this.scenario.restore?.(line);
  }

  answer(line) {
    return this.scenario.answer(line);
  }

  free() {}
}

/** Bytes of heap that a collection of persons takes for each row beyond the row itself. */
export function overhead(data) {
  const rows = data.rows("persons");
  globalThis.gc();
  const before = process.memoryUsage().heapUsed;
  const source = new Source("persons", rows);
  globalThis.gc();
  const bytes = process.memoryUsage().heapUsed - before;
  return bytes / source.collection.size;
}
