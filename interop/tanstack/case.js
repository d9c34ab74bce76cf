// A case (see `crates/store-differential`), run over TanStack DB.

import { createCollection, createTransaction } from "@tanstack/db";

import { live, rows } from "./ask.js";

// It advises to make indexes, which a few rows do not need.
console.warn = () => {};

let number = 0;

/** A collection, and what its server says. */
function source(name, items) {
  const source = {};
  source.collection = createCollection({
    id: `${name}-${number++}`,
    getKey: (row) => row.id,
    startSync: true,
    gcTime: 0,
    sync: {
      sync: (sync) => {
        source.sync = sync;
        sync.begin();
        for (const value of items) {
          sync.write({ type: "insert", value });
        }
        sync.commit();
        sync.markReady();
      },
    },
  });
  return source;
}

/** What each query of a case answers, at the beginning and after each change. */
export function run({ left, right, queries, changes }) {
  const sources = { left: source("left", left), right: source("right", right) };
  const collections = { left: sources.left.collection, right: sources.right.collection };
  const kept = [];
  const asked = queries.map((query) => live(query, { collections, kept }));
  const transactions = [];
  const answers = () => queries.map((query, index) => rows(query, asked[index]));
  const all = [answers()];
  for (const change of changes) {
    if (change.commit) {
      for (const name of Object.keys(sources)) {
        const writes = change.commit.filter((write) => write.in === name);
        if (writes.length > 0) {
          commit(sources[name], writes);
        }
      }
    } else if (change.begin) {
      transactions.push(begin(collections[change.begin.in], change.begin));
    } else {
      transactions[change.rollback].rollback();
    }
    all.push(answers());
  }
  for (const collection of [...asked, ...kept.reverse(), ...Object.values(collections)]) {
    collection.cleanup();
  }
  return all;
}

function commit({ sync, collection }, writes) {
  sync.begin();
  const there = new Set([...collection.keys()]);
  for (const { put, delete: key } of writes) {
    if (put !== undefined) {
      sync.write({ type: there.has(put.id) ? "update" : "insert", value: put });
      there.add(put.id);
    } else {
      sync.write({ type: "delete", key });
      there.delete(key);
    }
  }
  sync.commit();
}

function begin(collection, { put, delete: key }) {
  const transaction = createTransaction({ autoCommit: false, mutationFn: async () => {} });
  // A transaction that is taken back says so; nobody waits for it here.
  transaction.isPersisted.promise.catch(() => {});
  transaction.mutate(() => {
    if (put === undefined) {
      collection.delete(key);
    } else if (collection.has(put.id)) {
      collection.update(put.id, (draft) => Object.assign(draft, put));
    } else {
      collection.insert(put);
    }
  });
  return transaction;
}
