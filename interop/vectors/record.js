// What real ElectroDB makes of a case: its requests, results and errors, in the form of the golden vectors (see
// `crates/entity-vectors/vectors/README.md`).

import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { Entity, Service } from "electrodb";

const TABLE = "vectors";

/** Definitions as ElectroDB takes them: `{"$regex": …}` is a regular expression again. */
export function revive(json) {
  if (Array.isArray(json)) {
    return json.map(revive);
  }
  if (json !== null && typeof json === "object") {
    if (json.$regex !== undefined) {
      return new RegExp(json.$regex, json.flags ?? "");
    }
    return Object.fromEntries(Object.entries(json).map(([name, value]) => [name, revive(value)]));
  }
  return json;
}

/** A native value as the vectors write it. */
function encode(value) {
  if (value === undefined) {
    return { $undefined: true };
  }
  if (typeof value === "number" && (!Number.isFinite(value) || Object.is(value, -0))) {
    return { $number: Object.is(value, -0) ? "-0" : String(value) };
  }
  if (value instanceof Set) {
    return { $set: [...value].map(encode) };
  }
  if (value?.wrapperName === "Set" && Array.isArray(value.values)) {
    return { $set: value.values.map(encode) };
  }
  if (value instanceof Uint8Array) {
    return { $binary: Buffer.from(value).toString("base64") };
  }
  if (Array.isArray(value)) {
    return value.map(encode);
  }
  if (value !== null && typeof value === "object") {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .map(([name, member]) => [name, encode(member)]),
    );
  }
  return value;
}

const failure = (error) => ({ name: error.name, message: error.message, code: error.code, ref: error.ref?.code });

/** The text of a condition, by ElectroDB's callbacks. */
function condition([operation, ...rest], attributes, operations) {
  const nested = () => rest.map((one) => condition(one, attributes, operations));
  switch (operation) {
    case "and":
      return nested().join(" AND ");
    case "or":
      return nested().join(" OR ");
    case "paren":
      return `(${nested()[0]})`;
    case "not":
      return `NOT ${nested()[0]}`;
    default: {
      const [path, ...values] = rest;
      return operations[operation](at(attributes, path), ...values);
    }
  }
}

function at(attributes, path) {
  const steps = path.replaceAll("[", ".[").split(".");
  return steps.reduce((found, step) => (step.startsWith("[") ? found[Number(step.slice(1, -1))] : found[step]), attributes);
}

/** The arguments of a call, with functions for what stands for one. */
function live(argument) {
  if (argument?.$where !== undefined) {
    return (attributes, operations) => condition(argument.$where, attributes, operations);
  }
  if (argument?.$data !== undefined) {
    return (attributes, operations) => {
      for (const [name, path, ...values] of argument.$data) {
        operations[name === "delete" ? "del" : name](at(attributes, path), ...values);
      }
    };
  }
  return argument;
}

function call(target, chain) {
  return chain.reduce((link, [name, ...arguments_]) => {
    const members = name.split(".");
    const last = members.pop();
    const owner = members.reduce((owner, member) => owner[member], link);
    if (typeof owner?.[last] !== "function") {
      throw new Unfit(`there is no ${name}`);
    }
    return owner[last](...arguments_.map(live));
  }, target);
}

/** What ElectroDB has against a definition, if anything. */
function construct(one, entity, configuration) {
  try {
    if (one.model !== undefined) {
      entity(one.model);
    } else {
      const members = Object.entries(one.models).map(([alias, model]) => [alias, entity(model)]);
      new Service(Object.fromEntries(members), configuration);
    }
    return { ...one, result: "ok" };
  } catch (error) {
    if (error.name !== "ElectroError") {
      throw new Unfit(error.message);
    }
    return { ...one, error: failure(error) };
  }
}

/** A case that ElectroDB's interface has no place for. */
export class Unfit extends Error {}

/** Records cases, one after the other. */
export class Recorder {
  #sent = [];
  #answers = [];
  #client;

  constructor() {
    const client = new DynamoDBClient({
      region: "local",
      endpoint: "http://127.0.0.1:1",
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
      maxAttempts: 1,
      requestHandler: {
        // Nothing is sent: the request is kept and answered with what the case says.
        handle: async ({ headers, body }) => {
          this.#sent.push({ target: headers["x-amz-target"].split(".")[1], body: JSON.parse(body) });
          const { $status: statusCode = 200, ...answer } = this.#answers.shift() ?? {};
          return { response: { statusCode, headers: {}, body: Buffer.from(JSON.stringify(answer)) } };
        },
      },
    });
    this.#client = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  }

  /** The case with all that came of it. */
  async record(one) {
    const configuration = { client: this.#client, table: TABLE };
    const entity = (model) => new Entity(revive(model), configuration);
    if (one.construct) {
      return construct(one, entity, configuration);
    }
    if (one.call !== undefined) {
      return this.#call(one, entity(one.model));
    }
    let target;
    if (one.models === undefined) {
      target = entity(one.model);
    } else {
      const members = Object.entries(one.models).map(([alias, model]) => [alias, entity(model)]);
      target = new Service(Object.fromEntries(members), configuration);
    }
    const { responses, ...recorded } = one;
    const answers = responses === undefined ? undefined : this.#responses(one, target);
    if (answers !== undefined) {
      recorded.responses = answers;
    }
    const make = () => (one.transaction === undefined ? call(target, one.chain) : this.#transaction(one, target));
    try {
      recorded.params = encode(make().params({ ...one.options }));
    } catch (error) {
      if (error instanceof Unfit || error.name !== "ElectroError" && error.name !== "ElectroValidationError") {
        throw new Unfit(error.message);
      }
      recorded.error = failure(error);
      delete recorded.responses;
      return recorded;
    }
    this.#sent = [];
    this.#answers = structuredClone(answers ?? []);
    try {
      const result = await make().go({ ...one.options });
      recorded.result = encode(result);
    } catch (error) {
      recorded.goError = failure(error);
      delete recorded.responses;
    }
    recorded.wire = this.#sent;
    if (answers === undefined) {
      delete recorded.result;
    }
    return recorded;
  }

  #transaction(one, service) {
    return service.transaction[one.transaction]((entities) =>
      one.items.map(({ entity, chain, options }) => call(entities[entity], chain).commit(options)),
    );
  }

  /** Answers of a table, with items as ElectroDB stores them. */
  #responses({ responses, model, models, chain }, target) {
    const stored = (entity, item) => marshall(entity.put(item).params().Item, { removeUndefinedValues: true });
    const all = (entity, items) =>
      items.flatMap((item) => {
        try {
          return [stored(entity, item)];
        } catch {
          return [];
        }
      });
    const exception = (name, message) => ({ $status: 400, __type: `com.amazonaws.dynamodb.v20120810#${name}`, message });
    switch (responses.kind) {
      case "attributes": {
        const [Attributes] = all(target, responses.items);
        return [Attributes === undefined ? {} : { Attributes }];
      }
      case "refused": {
        const [Item] = all(target, responses.items);
        const refused = exception("ConditionalCheckFailedException", "The conditional request failed");
        return [Item === undefined ? refused : { ...refused, Item }];
      }
      case "hydrate": {
        const Items = all(target, responses.items);
        const names = Object.values(model.indexes)
          .filter(({ index }) => index === undefined || index === responses.index.index)
          .flatMap(({ pk, sk }) => [pk?.field, sk?.field]);
        const keys = Items.map((item) => Object.fromEntries(names.filter((name) => item[name]).map((name) => [name, item[name]])));
        return [{ Items: keys }, { Responses: { [TABLE]: Items }, UnprocessedKeys: {} }];
      }
      case "transactGet": {
        const Responses = responses.stored.map((stored) => {
          const [Item] = stored === undefined ? [] : all(target.entities[stored[0]], [stored[1]]);
          return Item === undefined ? {} : { Item };
        });
        return [{ Responses }];
      }
      case "cancelled": {
        const CancellationReasons = responses.stored.map((stored, position) => {
          if (stored === undefined && position > 0) {
            return { Code: "None" };
          }
          const [Item] = stored === undefined ? [] : all(target.entities[stored[0]], [stored[1]]);
          const reason = { Code: "ConditionalCheckFailed", Message: "The conditional request failed" };
          return Item === undefined ? reason : { ...reason, Item };
        });
        return [{ ...exception("TransactionCanceledException", "Transaction cancelled"), CancellationReasons }];
      }
      case "nothing":
        return [{}];
      case "item": {
        const [Item] = all(target, responses.items);
        return Item === undefined ? [{}] : [{ Item }];
      }
      case "pages": {
        const pages = responses.pages.map((items) => all(target, items));
        return pages.map((Items, position) => {
          const last = Items.at(-1);
          const page = { Items, Count: Items.length, ScannedCount: Items.length };
          if (last !== undefined && position + 1 < pages.length) {
            const names = Object.values(model.indexes)
              .filter(({ index }) => index === undefined || index === responses.index?.index)
              .flatMap(({ pk, sk }) => [pk?.field, sk?.field])
              .filter((name) => last[name] !== undefined);
            page.LastEvaluatedKey = Object.fromEntries(names.map((name) => [name, last[name]]));
          }
          return page;
        });
      }
      case "collection": {
        const Items = responses.items.flatMap(([alias, item]) => all(target.entities[alias], [item]));
        return [{ Items, Count: Items.length, ScannedCount: Items.length }];
      }
      case "batchGet": {
        const keys = chain[0][1].map((key) => target.get(key).params().Key);
        const marshalled = keys.map((key) => marshall(key));
        const [first, ...rest] = marshalled;
        const found = rest.map((key) => ({ ...key, __edb_e__: { S: model.model?.entity }, __edb_v__: { S: model.model?.version } }));
        return [{ Responses: { [TABLE]: found }, UnprocessedKeys: { [TABLE]: { Keys: [first] } } }];
      }
      case "batchWrite": {
        const [[name, items]] = chain;
        const request =
          name === "put"
            ? { PutRequest: { Item: stored(target, items[0]) } }
            : { DeleteRequest: { Key: marshall(target.delete(items[0]).params().Key) } };
        return [{ UnprocessedItems: { [TABLE]: [request] } }];
      }
      default:
        throw new Unfit(`no answers of kind ${responses.kind}`);
    }
  }

  #call({ source, ...one }, entity) {
    const recorded = { ...one };
    recorded.args = this.#arguments(one, source, entity);
    try {
      const members = one.call.split(".");
      const last = members.pop();
      const owner = members.reduce((owner, member) => owner[member], entity);
      recorded.result = encode(owner[last](...recorded.args));
    } catch (error) {
      if (error.name !== "ElectroError") {
        throw new Unfit(error.message);
      }
      recorded.error = failure(error);
    }
    return recorded;
  }

  #arguments(one, source, entity) {
    const put = (item) => entity.put(item).params().Item;
    switch (source.from) {
      case "fromComposite":
        return [source.item];
      case "fromKeys":
      case "fromCursor": {
        const scope = source.pattern === undefined ? entity.conversions : entity.conversions.byAccessPattern[source.pattern];
        return [scope.fromComposite[source.from === "fromKeys" ? "toKeys" : "toCursor"](source.item)];
      }
      default: {
        const items = source.items.map((item) => {
          const stored = JSON.parse(JSON.stringify(put(item)));
          if (source.spoil === 1) {
            delete stored.__edb_e__;
          } else if (source.spoil === 2) {
            stored.__edb_v__ = "other";
          } else if (source.spoil === 3) {
            stored.extra = { of: ["another"] };
          }
          return stored;
        });
        if (one.call !== "parse") {
          return [items[0]];
        }
        const answer = source.many ? { Items: items } : { Item: items[0] };
        return source.options === undefined ? [answer] : [answer, source.options];
      }
    }
  }
}
