// A query that is written as JSON (see `crates/store-differential`), asked of TanStack DB.

import * as db from "@tanstack/db";

const JOINS = { inner: "innerJoin", left: "leftJoin", right: "rightJoin", full: "fullJoin" };

/** Functions of the program, by their names: of a row. The same are in `crates/store-differential`. */
const FUNCTIONS = {
  isOdd: (row) => Math.abs(row.m) % 2 === 1,
  doubled: (row) => row.m * 2,
  letters: (row) => [...row.t].filter((letter) => letter !== " ").length,
};

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

/** What a query is from, under its name. */
function source(written, context) {
  if (typeof written === "string") {
    return { [written]: context.collections[written] };
  }
  const { as, of, query, union, live: kept } = written;
  if (of) {
    return { [as]: context.collections[of] };
  }
  if (kept) {
    const collection = live(kept, context);
    context.kept.push(collection);
    return { [as]: collection };
  }
  return { [as]: union ? new db.Query().unionAll(...union.map((part) => build(part, context))) : build(query, context) };
}

function build(query, context, correlate) {
  let asked = new db.Query().from(source(query.from, context));
  if (query.join) {
    const { source: joined, kind, on } = query.join;
    asked = asked[JOINS[kind]](source(joined, context), (sources) => {
      const pairs = on.map(([one, other]) => db.eq(expression(one, sources), expression(other, sources)));
      return pairs.length === 1 ? pairs[0] : db.and(...pairs);
    });
  }
  if (correlate) {
    asked = asked.where(correlate);
  }
  if (query.where) {
    asked = asked.where((sources) => expression(query.where, sources));
  }
  if (query.fnWhere) {
    const [name, of] = query.fnWhere;
    asked = asked.fn.where((row) => FUNCTIONS[name](row[of]));
  }
  if (query.groupBy) {
    asked = asked.groupBy((sources) => query.groupBy.map((key) => expression(key, sources)));
  }
  if (query.having) {
    asked = asked.having((sources) => expression(query.having, sources));
  }
  asked = query.fnSelect
    ? asked.fn.select((row) => Object.fromEntries(query.select.map(([name, { fn, of }]) => [name, FUNCTIONS[fn](row[of])])))
    : asked.select((sources) =>
        Object.fromEntries(query.select.map(([name, value]) => [name, selected(value, sources, context)])),
      );
  if (query.distinct) {
    asked = asked.distinct();
  }
  for (const [value, direction, nulls] of query.orderBy ?? []) {
    asked = asked.orderBy((sources) => expression(value, sources), {
      direction,
      stringSort: "lexical",
      nulls: nulls ?? "first",
    });
  }
  if (query.limit !== undefined) {
    asked = asked.limit(query.limit);
  }
  if (query.offset) {
    asked = asked.offset(query.offset);
  }
  return query.findOne ? asked.findOne() : asked;
}

/** A field: an expression, or the list of what belongs to a row. */
function selected(value, sources, context) {
  if (!value.include) {
    return expression(value, sources);
  }
  const { include, on } = value;
  const [outer, inner] = on;
  return db.toArray(
    build(include, context, (own) => db.eq(expression(inner, own), expression(outer, sources))),
  );
}

/**
 * A live query.
 *
 * @param {object} query
 * @param {{ collections: { left: object, right: object }, kept: object[] }} context those that queries are from, and what
 *   else has to be kept
 */
export function live(query, context) {
  return db.createLiveQueryCollection({
    startSync: true,
    gcTime: 0,
    query: () => build(query, context),
  });
}

/** The rows of a live query, each as the list of its values. */
export function rows(query, collection) {
  return collection.toArray.map((row) => values(query, row));
}

function values(query, row) {
  return query.select.map(([name, value]) =>
    value.include ? row[name].map((item) => values(value.include, item)) : (row[name] ?? null),
  );
}
