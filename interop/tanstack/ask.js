// A query that is written as JSON (see `crates/store-differential`), asked of TanStack DB.

import * as db from "@tanstack/db";

const JOINS = { inner: "innerJoin", left: "leftJoin", right: "rightJoin", full: "fullJoin" };

/** An expression over the references that a callback of TanStack DB gets. */
function expression(written, sources) {
  if (typeof written === "string") {
    const [source, column] = written.split(".");
    return sources[source]?.[column];
  }
  if (!Array.isArray(written)) {
    return written.value;
  }
  const [name, ...parts] = written;
  const args = parts.map((part) => expression(part, sources));
  if (name === "isNull") {
    // The side of an outer join that has no match is undefined there, which is no null.
    return db.or(db.isNull(args[0]), db.isUndefined(args[0]));
  }
  return db[name](...args);
}

/**
 * A live query.
 *
 * @param {object} query
 * @param {{ left: object, right: object }} collections
 */
export function live(query, collections) {
  return db.createLiveQueryCollection({
    startSync: true,
    gcTime: 0,
    query: (q) => {
      let asked = q.from({ [query.from]: collections[query.from] });
      if (query.join) {
        const { source, kind, on } = query.join;
        asked = asked[JOINS[kind]]({ [source]: collections[source] }, (sources) => {
          const pairs = on.map(([one, other]) => db.eq(expression(one, sources), expression(other, sources)));
          return pairs.length === 1 ? pairs[0] : db.and(...pairs);
        });
      }
      if (query.where) {
        asked = asked.where((sources) => expression(query.where, sources));
      }
      if (query.groupBy) {
        asked = asked.groupBy((sources) => query.groupBy.map((key) => expression(key, sources)));
      }
      if (query.having) {
        asked = asked.having((sources) => expression(query.having, sources));
      }
      asked = asked.select((sources) =>
        Object.fromEntries(query.select.map(([name, value]) => [name, expression(value, sources)])),
      );
      if (query.distinct) {
        asked = asked.distinct();
      }
      for (const [value, direction] of query.orderBy ?? []) {
        asked = asked.orderBy((sources) => expression(value, sources), { direction, stringSort: "lexical" });
      }
      if (query.limit !== undefined) {
        asked = asked.limit(query.limit);
      }
      if (query.offset) {
        asked = asked.offset(query.offset);
      }
      return asked;
    },
  });
}

/** The rows of a live query, each as the list of its values. */
export function rows(query, collection) {
  return collection.toArray.map((row) => query.select.map(([name]) => row[name] ?? null));
}
