// Random cases of every kind, made of the models of the golden vectors: `generate(models, seed)` is a case without what
// came of it, which `record.js` adds.

import { spoil } from "./construct.js";
import { Random } from "./random.js";

const TEXTS = ["a", "B", "Abc", "x#y", "ÄÖ", "0042", "Σας", "a b", "10", "open", "z_1", "ſ"];
const NUMBERS = [0, 1, -5, 12, 0.1, 1e21, 1e-7, 1234567.89, 300];
const COMPARE = ["keys", "attributes"];

/** The definition of an attribute, whichever way it is written. */
const definition = (attribute) => (typeof attribute === "object" && !Array.isArray(attribute) ? attribute : { type: attribute });

const composites = (key) => {
  if (key === undefined) {
    return [];
  }
  return key.composite ?? [...(key.template ?? "").matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);
};

/** One case of a model, or of several that are a service. */
export class Generator {
  #random;

  constructor(seed) {
    this.#random = new Random(seed);
  }

  /**
   * @param {object[]} models - single models
   * @param {object[]} services - models by their aliases
   */
  case(models, services) {
    const random = this.#random;
    if (services.length > 0 && random.chance(0.2)) {
      const service = random.of(services);
      return { models: service, ...this.#ofService(service) };
    }
    const model = random.of(models);
    if (random.chance(0.1)) {
      return { op: "construct", construct: true, model: spoil(model, random) };
    }
    return { model, ...this.#ofModel(model) };
  }

  #ofModel(model) {
    const kinds = [
      [8, () => this.#put(model)],
      [4, () => this.#byKey(model)],
      [14, () => this.#update(model)],
      [6, () => this.#upsert(model)],
      [14, () => this.#query(model)],
      [4, () => this.#scan(model)],
      [5, () => this.#search(model)],
      [5, () => this.#batch(model)],
      [6, () => this.#conversion(model)],
      [3, () => this.#parse(model)],
    ];
    return this.#random.weighted(kinds)();
  }

  #ofService(models) {
    const random = this.#random;
    const collections = new Map();
    for (const [alias, model] of Object.entries(models)) {
      for (const index of Object.values(model.indexes)) {
        for (const name of [index.collection ?? []].flat()) {
          collections.set(name, [...(collections.get(name) ?? []), { alias, model, index }]);
        }
      }
    }
    if (random.chance(0.15)) {
      const alias = random.of(Object.keys(models));
      return { op: "construct", construct: true, models: { ...models, [alias]: spoil(models[alias], random) } };
    }
    if (collections.size > 0 && random.chance(0.6)) {
      return this.#collection(collections, models);
    }
    return this.#transaction(models);
  }

  // Values.

  value(attribute, depth = 0) {
    const random = this.#random;
    const { type, items, properties } = definition(attribute);
    if (random.chance(0.02)) {
      return random.of([null, "text", 7, true, [], {}]);
    }
    if (Array.isArray(type)) {
      return random.chance(0.95) ? random.of(type) : "none of these";
    }
    switch (type) {
      case "string":
        return random.chance(0.03) ? "" : random.of(TEXTS);
      case "number":
        return random.of(NUMBERS);
      case "boolean":
        return random.chance(0.5);
      case "map": {
        const map = {};
        for (const [name, member] of Object.entries(properties ?? {})) {
          if (random.chance(0.7)) {
            map[name] = this.value(member, depth + 1);
          }
        }
        return map;
      }
      case "list":
        return Array.from({ length: random.below(3) }, () => this.value(items, depth + 1));
      case "set": {
        const one = definition(items);
        return Array.from({ length: 1 + random.below(3) }, () => this.value(one, depth + 1));
      }
      default:
        return random.of(["any", 5, false, { deep: [1, "2"] }, [1]]);
    }
  }

  /** An item with what is required, and some of the rest. */
  item(model, share = 0.6) {
    const random = this.#random;
    const keys = Object.values(model.indexes).filter(({ index }) => index === undefined);
    const needed = new Set(keys.flatMap(({ pk, sk }) => [...composites(pk), ...composites(sk)]));
    const item = {};
    for (const [name, attribute] of Object.entries(model.attributes)) {
      const must = needed.has(name) || definition(attribute).required;
      if (random.chance(must ? 0.99 : share)) {
        item[name] = this.value(attribute);
      }
    }
    if (random.chance(0.04)) {
      item.unknown = "dropped";
    }
    return item;
  }

  #some(model, names, share = 1) {
    const random = this.#random;
    const some = {};
    for (const name of names) {
      if (random.chance(share) && model.attributes[name] !== undefined) {
        some[name] = this.value(model.attributes[name]);
      }
    }
    return some;
  }

  key(model) {
    const primary = Object.values(model.indexes).find(({ index }) => index === undefined);
    const key = this.#some(model, [...composites(primary.pk), ...composites(primary.sk)], 0.99);
    if (this.#random.chance(0.05)) {
      Object.assign(key, this.#some(model, Object.keys(model.attributes), 0.2));
    }
    return key;
  }

  /** Paths of attributes with their definitions, nested ones too. */
  #paths(model) {
    const paths = [];
    const visit = (path, attribute) => {
      const { type, properties, items } = definition(attribute);
      paths.push([path, definition(attribute)]);
      if (type === "map") {
        for (const [name, member] of Object.entries(properties ?? {})) {
          visit(`${path}.${name}`, member);
        }
      }
      if (type === "list" && items !== undefined) {
        visit(`${path}[0]`, items);
      }
    };
    for (const [name, attribute] of Object.entries(model.attributes)) {
      visit(name, attribute);
    }
    return paths;
  }

  // Conditions.

  #where(model, depth = 0) {
    const random = this.#random;
    if (depth < 2 && random.chance(0.25)) {
      const parts = [this.#where(model, depth + 1), this.#where(model, depth + 1)];
      // Without parentheses, ElectroDB lets an OR reach into what stands beside it.
      return random.chance(0.5) ? ["paren", ["and", ...parts]] : ["paren", ["or", ...parts]];
    }
    if (depth < 2 && random.chance(0.05)) {
      return ["not", ["paren", this.#where(model, depth + 1)]];
    }
    const [path, attribute] = random.of(this.#paths(model));
    const value = () => this.value(attribute);
    const operation = random.of([
      "eq", "ne", "gt", "gte", "lt", "lte", "begins", "contains", "notContains", "exists", "notExists", "between", "type",
      "eqOrNotExists",
    ]);
    switch (operation) {
      case "exists":
      case "notExists":
        return [operation, path];
      case "between":
        return [operation, path, value(), value()];
      case "type":
        return [operation, path, random.of(["S", "N", "M", "L", "BOOL"])];
      default:
        return [operation, path, value()];
    }
  }

  #wheres(model, share = 0.25) {
    return this.#random.chance(share) ? [["where", { $where: this.#where(model) }]] : [];
  }

  // Operations.

  #put(model) {
    const random = this.#random;
    const op = random.of(["put", "create"]);
    const options = random.chance(0.2) ? { response: random.of(["none", "all_old", "default"]) } : {};
    return { op, chain: [[op, this.item(model)], ...this.#wheres(model)], ...this.#answered(model, options) };
  }

  #byKey(model) {
    const random = this.#random;
    const op = random.of(["get", "get", "delete", "remove"]);
    if (op === "get") {
      const options = { ...this.#projection(model, 0.3) };
      if (random.chance(0.2)) {
        options.consistent = true;
      }
      if (random.chance(0.15)) {
        options.data = random.of(["raw", "includeKeys", "attributes"]);
      }
      const responses = random.chance(0.6) ? { kind: "item", items: [this.item(model)] } : undefined;
      return { op, chain: [["get", this.key(model)]], options, responses };
    }
    const options = random.chance(0.2) ? { response: random.of(["none", "all_old"]) } : {};
    return { op, chain: [[op, this.key(model)], ...this.#wheres(model)], ...this.#answered(model, options) };
  }

  /** Options of a write, and what the table answers. */
  #answered(model, options) {
    const random = this.#random;
    if (random.chance(0.1)) {
      options.data = random.of(["raw", "includeKeys"]);
    }
    if (random.chance(0.1)) {
      options.table = "other";
    }
    if (random.chance(0.15)) {
      options.returnOnConditionCheckFailure = random.of([true, "all_old"]);
      const items = random.chance(0.5) ? [this.item(model)] : [];
      return { options, responses: random.chance(0.5) ? { kind: "refused", items } : { kind: "attributes", items: [] } };
    }
    if (random.chance(0.4)) {
      const isAnswered = options.response !== undefined && !["none", "default"].includes(options.response);
      const items = isAnswered && random.chance(0.8) ? [this.item(model)] : [];
      return { options, responses: { kind: "attributes", items } };
    }
    return { options };
  }

  #projection(model, share) {
    const random = this.#random;
    if (!random.chance(share)) {
      return {};
    }
    const names = Object.keys(model.attributes).filter(() => random.chance(0.4));
    return names.length > 0 ? { attributes: names } : {};
  }

  #update(model) {
    const random = this.#random;
    const op = random.of(["update", "patch"]);
    const chain = [[op, this.key(model)]];
    const paths = this.#paths(model);
    const of = (types) => paths.filter(([, { type }]) => types.includes(type));
    const used = new Set();
    const pick = (types, many = 2) => {
      const values = {};
      const found = types === undefined ? paths : of(types);
      for (let round = 0; round < many && found.length > 0; round += 1) {
        const [path, attribute] = random.of(found);
        const [root] = path.split(/[.[]/);
        if (!used.has(root)) {
          used.add(root);
          values[path] = this.value(attribute);
        }
      }
      return values;
    };
    const steps = [
      [8, () => ["set", pick(undefined, 3)]],
      [3, () => ["add", pick(["number", "set"])]],
      [2, () => ["subtract", pick(["number"])]],
      [2, () => ["append", pick(["list"])]],
      [1, () => ["delete", pick(["set"])]],
      [2, () => ["remove", Object.keys(pick(undefined, 2))]],
      [1, () => ["ifNotExists", pick()]],
      [2, () => ["composite", this.#some(model, this.#indexed(model), 0.5)]],
      [2, () => this.#data(model, pick)],
    ];
    for (let count = 1 + random.below(3); count > 0; count -= 1) {
      const step = random.weighted(steps)();
      if (Array.isArray(step[1]) ? step[1].length > 0 : Object.keys(step[1]).length > 0) {
        chain.push(step);
      }
    }
    chain.push(...this.#wheres(model));
    const options = random.chance(0.2)
      ? { response: random.of(["none", "all_new", "all_old", "updated_new", "updated_old"]) }
      : {};
    return { op, chain, ...this.#answered(model, options) };
  }

  #indexed(model) {
    return [...new Set(Object.values(model.indexes).flatMap(({ pk, sk }) => [...composites(pk), ...composites(sk)]))];
  }

  #data(model, pick) {
    const random = this.#random;
    const operations = [];
    for (const [path, value] of Object.entries(pick(undefined, 2))) {
      operations.push(random.of([
        ["set", path, value],
        ["remove", path],
        ["ifNotExists", path, value],
      ]));
    }
    for (const [path, value] of Object.entries(pick(["number"], 1))) {
      operations.push(random.of([["add", path, value], ["subtract", path, value], ["add", path, value, 10]]));
    }
    return ["data", operations.length > 0 ? { $data: operations } : {}];
  }

  #upsert(model) {
    const random = this.#random;
    const chain = [["upsert", this.item(model)]];
    const of = (wanted) =>
      Object.entries(model.attributes).filter(([, attribute]) => wanted.includes(definition(attribute).type));
    for (const [name, types] of [["add", ["number"]], ["subtract", ["number"]], ["append", ["list"]]]) {
      const found = of(types);
      if (found.length > 0 && random.chance(0.15)) {
        const [attribute, { }] = random.of(found);
        if (chain[0][1][attribute] !== undefined) {
          delete chain[0][1][attribute];
        }
        chain.push([name, { [attribute]: this.value(model.attributes[attribute]) }]);
      }
    }
    if (random.chance(0.2)) {
      const name = random.of(Object.keys(model.attributes));
      delete chain[0][1][name];
      chain.push([random.of(["set", "ifNotExists"]), { [name]: this.value(model.attributes[name]) }]);
    }
    chain.push(...this.#wheres(model));
    return { op: "upsert", chain, options: {} };
  }

  #listing(model) {
    const random = this.#random;
    const options = { ...this.#projection(model, 0.2) };
    if (random.chance(0.2)) {
      options.limit = 1 + random.below(50);
    }
    if (random.chance(0.15)) {
      options.order = random.of(["asc", "desc"]);
    }
    if (random.chance(0.1)) {
      options.consistent = true;
    }
    if (random.chance(0.1)) {
      options.ignoreOwnership = true;
    }
    if (random.chance(0.12)) {
      options.data = random.of(["raw", "includeKeys"]);
    }
    if (random.chance(0.15)) {
      options.pages = random.of([1, 2, "all"]);
    }
    return options;
  }

  #pages(model, options, index) {
    const random = this.#random;
    if (!random.chance(0.35)) {
      return undefined;
    }
    const pages = Array.from({ length: 1 + random.below(3) }, () =>
      Array.from({ length: random.below(4) }, () => this.item(model)),
    );
    if (random.chance(0.2) && options.pages === undefined) {
      options.count = 1 + random.below(4);
    }
    return { kind: "pages", pages, index };
  }

  #query(model) {
    const random = this.#random;
    const [name, index] = random.of(Object.entries(model.indexes));
    const sorts = composites(index.sk);
    const given = this.#some(model, composites(index.pk), 0.98);
    let depth = random.below(sorts.length + 1);
    Object.assign(given, this.#some(model, sorts.slice(0, depth)));
    const chain = [[`query.${name}`, given]];
    const rest = sorts.slice(depth);
    if (rest.length > 0 && random.chance(0.6)) {
      const operation = random.of(["begins", "gt", "gte", "lt", "lte", "between"]);
      const part = () => this.#some(model, rest.slice(0, 1 + random.below(rest.length)));
      chain.push(operation === "between" ? [operation, part(), part()] : [operation, part()]);
    }
    chain.push(...this.#wheres(model));
    const options = this.#listing(model);
    if (random.chance(0.2)) {
      options.compare = random.of(COMPARE);
    }
    if (random.chance(0.1)) {
      options.hydrate = true;
      delete options.data;
      delete options.pages;
      const items = random.chance(0.7) ? [this.item(model, 0.9)] : [];
      return { op: "query", chain, options, responses: { kind: "hydrate", items, index } };
    }
    return { op: "query", chain, options, responses: this.#pages(model, options, index) };
  }

  #scan(model) {
    const random = this.#random;
    const name = random.chance(0.3) ? `scan.${random.of(Object.keys(model.indexes))}` : "scan";
    const options = this.#listing(model);
    delete options.order;
    return { op: "scan", chain: [[name], ...this.#wheres(model)], options, responses: this.#pages(model, options) };
  }

  #search(model) {
    const op = this.#random.of(["match", "find"]);
    const options = this.#listing(model);
    delete options.order;
    return { op, chain: [[op, this.#some(model, Object.keys(model.attributes), 0.4)], ...this.#wheres(model)], options };
  }

  #batch(model) {
    const random = this.#random;
    const op = random.of(["batchGet", "batchPut", "batchDelete"]);
    const length = random.chance(0.1) ? 20 + random.below(120) : 1 + random.below(4);
    const many = (make) => Array.from({ length }, make);
    if (op === "batchGet") {
      const options = { ...this.#projection(model, 0.3) };
      if (random.chance(0.2)) {
        options.consistent = true;
      }
      if (random.chance(0.2)) {
        options.preserveBatchOrder = true;
      }
      if (random.chance(0.2)) {
        options.unprocessed = "raw";
      }
      if (random.chance(0.2)) {
        options.concurrent = 1 + random.below(3);
      }
      const responses = random.chance(0.6) && length < 20 ? { kind: "batchGet" } : undefined;
      return { op, chain: [["get", many(() => this.key(model))]], options, responses };
    }
    if (op === "batchPut") {
      const responses = random.chance(0.3) && length < 20 ? { kind: "batchWrite" } : undefined;
      return { op, chain: [["put", many(() => this.item(model))]], options: {}, responses };
    }
    const responses = random.chance(0.3) && length < 20 ? { kind: "batchWrite" } : undefined;
    const options = responses && random.chance(0.3) ? { unprocessed: "raw" } : {};
    return { op, chain: [["delete", many(() => this.key(model))]], options, responses };
  }

  #conversion(model) {
    const random = this.#random;
    const [pattern] = random.of(Object.entries(model.indexes));
    const scope = random.chance(0.5) ? `byAccessPattern.${pattern}.` : "";
    const from = random.of(["fromComposite", "fromKeys", "fromCursor"]);
    const to = random.of({
      fromComposite: ["toKeys", "toCursor"],
      fromKeys: ["toComposite", "toCursor"],
      fromCursor: ["toKeys", "toComposite"],
    }[from]);
    const call = `conversions.${scope}${from}.${to}`;
    return { op: call, call, source: { from, item: this.item(model, 0.9), pattern: scope === "" ? undefined : pattern } };
  }

  #parse(model) {
    const random = this.#random;
    const call = random.of(["parse", "parse", "ownsItem", "ownsKeys"]);
    const many = call === "parse" && random.chance(0.4);
    const items = Array.from({ length: many ? 3 : 1 }, () => this.item(model));
    const options = call === "parse" && random.chance(0.3) ? this.#projection(model, 1) : undefined;
    return { op: call, call, source: { from: call, items, many, options, spoil: random.below(4) } };
  }

  #collection(collections, models) {
    const random = this.#random;
    const [name, members] = random.of([...collections.entries()]);
    const { model, index } = random.of(members);
    const given = this.#some(model, composites(index.pk), 0.98);
    const chain = [[`collections.${name}`, given]];
    const sorts = composites(index.sk);
    if (index.type === "clustered" && sorts.length > 0 && random.chance(0.5)) {
      const operation = random.of(["begins", "gt", "gte", "lt", "lte", "between"]);
      const part = () => this.#some(model, sorts.slice(0, 1));
      chain.push(operation === "between" ? [operation, part(), part()] : [operation, part()]);
    }
    const options = this.#listing(model);
    delete options.attributes;
    delete options.data;
    delete options.ignoreOwnership;
    const aliases = members.map(({ alias }) => alias);
    const responses = random.chance(0.4)
      ? {
          kind: "collection",
          items: Array.from({ length: random.below(5) }, () => {
            const alias = random.of(aliases);
            return [alias, this.item(models[alias])];
          }),
        }
      : undefined;
    return { op: "collection", chain, options, responses };
  }

  #transaction(models) {
    const random = this.#random;
    const aliases = Object.keys(models);
    const kind = random.of(["write", "get"]);
    const items = Array.from({ length: 1 + random.below(4) }, () => {
      const entity = random.of(aliases);
      const model = models[entity];
      if (kind === "get") {
        return { entity, chain: [["get", this.key(model)]], options: {} };
      }
      const { chain } = random.weighted([
        [3, () => this.#put(model)],
        [3, () => this.#update(model)],
        [1, () => this.#upsert(model)],
        [2, () => ({ chain: [["delete", this.key(model)], ...this.#wheres(model)] })],
        [1, () => ({ chain: [["check", this.key(model)], ["where", { $where: this.#where(model) }]] })],
      ])();
      return { entity, chain, options: random.chance(0.2) ? { response: "all_old" } : {} };
    });
    const options = kind === "write" && random.chance(0.2) ? { token: "token-1" } : {};
    if (random.chance(0.3)) {
      const stored = items.map(({ entity }) => (random.chance(0.6) ? [entity, this.item(models[entity])] : undefined));
      const answer = kind === "get" || random.chance(0.7) ? (kind === "get" ? "transactGet" : "cancelled") : "nothing";
      return { op: kind === "write" ? "transactWrite" : "transactGet", transaction: kind, items, options, responses: { kind: answer, stored } };
    }
    return { op: kind === "write" ? "transactWrite" : "transactGet", transaction: kind, items, options };
  }
}
