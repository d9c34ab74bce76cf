// Where our store answers otherwise than TanStack DB 0.15.2, on purpose. `docs/semantics.md` lists each by its name.

const item = (id, fields) => ({ id, m: 0, n: null, t: "", s: null, f: null, r: null, ...fields });
const numbers = [item(1, { n: 10 }), item(2), item(3, { n: 20 })];
const ask = (left, query) => ({ left, right: [], queries: [{ from: "left", ...query }], changes: [] });

/** Each has a case with one query, and what either side answers at its end. */
export const DIFFERENCES = {
  "sum-of-nulls-alone": {
    case: ask([item(1)], { groupBy: ["left.m"], select: [["sum", ["sum", "left.n"]]] }),
    ours: [[null]],
    theirs: [[0]],
  },
  "avg-with-nulls": {
    case: ask(numbers, { groupBy: ["left.m"], select: [["avg", ["avg", "left.n"]]] }),
    ours: [[15]],
    theirs: [[10]],
  },
  "min-with-nulls": {
    case: ask(numbers, { groupBy: ["left.m"], select: [["min", ["min", "left.n"]]] }),
    ours: [[10]],
    theirs: [[0]],
  },
  "aggregate-of-nothing": {
    case: ask([], { select: [["count", ["count", "left.id"]]] }),
    ours: [[0]],
    theirs: [],
  },
  "arithmetic-with-null": {
    case: ask([item(1)], { select: [["x", ["add", "left.n", { value: 1 }]]] }),
    ours: [[null]],
    theirs: [[1]],
  },
  "length-of-null": {
    case: ask([item(1)], { select: [["x", ["length", "left.s"]]] }),
    ours: [[null]],
    theirs: [[0]],
  },
  "length-by-code-point": {
    case: ask([item(1, { t: "😀" })], { select: [["x", ["length", "left.t"]]] }),
    ours: [[1]],
    theirs: [[2]],
  },
  "text-by-code-point": {
    case: ask([item(1, { t: "😀" }), item(2, { t: "\uff5e" })], {
      select: [["t", "left.t"]],
      orderBy: [["left.t", "asc"]],
    }),
    ours: [["\uff5e"], ["😀"]],
    theirs: [["😀"], ["\uff5e"]],
  },
  // There, the keys of groups are sorted by a comparison that nulls are not in: a group is lost, or there twice.
  "group-of-null": {
    case: {
      ...ask([item(1, { m: 3, n: 3 }), item(2, { n: 1 }), item(3, { n: 0 }), item(6), item(7, { n: 4 })], {
        groupBy: ["left.n"],
        select: [["n", "left.n"]],
      }),
      changes: [
        { commit: [{ in: "left", put: item(6, { n: 0 }) }] },
        { commit: [{ in: "left", put: item(0) }] },
      ],
    },
    ours: [[null], [0], [1], [3], [4]],
    theirs: [[0], [1], [3], [null], [4], [null]],
  },
  // There, a row of a query stays as it was, beside what it is, if the query is joined with a collection that it is of.
  "sub-query-joined-with-its-own": {
    case: {
      left: [],
      right: [item(1, { s: "A" })],
      queries: [
        {
          from: {
            as: "sub",
            query: {
              from: { as: "own", of: "right" },
              select: ["id", "n", "s"].map((column) => [column, `own.${column}`]),
            },
          },
          join: { source: { as: "more", of: "right" }, kind: "left", on: [["sub.n", "more.n"]] },
          select: [
            ["n", "sub.n"],
            ["s", "sub.s"],
          ],
        },
      ],
      changes: [{ begin: { in: "right", put: item(1, { n: 4 }) } }, { rollback: 0 }],
    },
    ours: [[null, "A"]],
    theirs: [[4, null]],
  },
  "upper-of-a-number": {
    case: ask([item(1, { m: 5 })], { select: [["x", ["upper", "left.m"]]] }),
    ours: [[null]],
    theirs: [[5]],
  },
};
