// Where our side does otherwise than ElectroDB 3.9.3 on purpose, and random cases that are left out for it.

/** A name that a filter and a key use for different attributes: `#pk` is the key's in one, the attribute's in the other. */
const isShadowed = ({ model, wire }) =>
  (wire ?? []).some(({ body }) => {
    const { FilterExpression = "", ExpressionAttributeNames = {} } = body;
    const used = [...FilterExpression.matchAll(/#(\w+)/g)].map(([, name]) => name);
    return used.some((name) => {
      const attribute = model?.attributes[name];
      const field = attribute?.field ?? name;
      return attribute !== undefined && ExpressionAttributeNames[`#${name}`] !== field;
    });
  });

/** Attributes that stand in a key's place. */
const keyFields = (model) => Object.values(model.indexes ?? {}).flatMap(({ pk, sk }) => [pk?.field, sk?.field]);

const conditions = (ast) => {
  if (!Array.isArray(ast)) {
    return [];
  }
  return ["and", "or", "not", "paren"].includes(ast[0]) ? ast.slice(1).flatMap(conditions) : [ast];
};

const models = ({ model, models: several = {} }) => (model === undefined ? Object.values(several) : [model]);

const chains = ({ chain, items = [] }) => (chain === undefined ? items.map((item) => item.chain) : [chain]);

const asked = (one) => chains(one).flatMap((chain) => chain.flatMap(([, ...rest]) => rest.flatMap(({ $where } = {}) => conditions($where))));

/** What `data` does. */
const operations = (one) => chains(one).flatMap((chain) => chain.flatMap(([, ...rest]) => rest.flatMap(({ $data = [] } = {}) => $data)));

const isComposite = (one) => models(one).some(({ indexes }) => Object.values(indexes).some(({ type }) => type === "composite"));

/** Whether a value is none of its attribute's type and is turned into text on the way. */
const isOdd = (value) => value === null || typeof value === "object";

/** By name: what ElectroDB does, and which cases it concerns. */
export const DIFFERENCES = {
  "filter-shares-a-name-with-a-key": {
    reason: "a filter on an attribute `pk` or `sk` of an index with other fields asks for the key's field instead",
    concerns: isShadowed,
  },
  "filter-shares-a-value-with-a-key": {
    reason: "a filter on an attribute `sk` that compares it with two values takes that of the key for one of them",
    concerns: ({ wire }) => (wire ?? []).some(({ body }) => /:sk1\b/.test(body.FilterExpression ?? "") && /:sk1\b/.test(body.KeyConditionExpression ?? "")),
  },
  "hydrate-takes-keys-apart": {
    reason: "keys are taken apart and made again when items are hydrated, so those with an empty value or a cast one are lost",
    concerns: ({ options, responses }) =>
      options?.hydrate === true &&
      (responses?.[0]?.Items ?? []).some((item) => Object.values(item).some(({ S, N }) => N !== undefined || /_(#|$)/.test(S))),
  },
  "remove-on-a-composite-index": {
    reason: "removing an attribute of a composite index also removes a field without a name, which DynamoDB refuses",
    concerns: ({ wire = [] }) => wire.some(({ body }) => Object.values(body.ExpressionAttributeNames ?? {}).includes("")),
  },
  "find-on-a-composite-index": {
    reason: "`find` and `match` ask composite indexes for keys that no item has",
    concerns: (one) => isComposite(one) && ["find", "match"].includes(one.op),
  },
  "zero-as-a-whole-key": {
    reason: "an update leaves a key out that is the number 0, which DynamoDB refuses",
    concerns: ({ wire = [] }) => wire.some(({ target, body }) => target === "UpdateItem" && Object.keys(body.Key).length === 1 && body.Key.sk),
  },
  "type-of-an-attribute-in-a-key": {
    reason: "the text around an attribute in a key's place is put around the name of a type too",
    concerns: (one) => asked(one).some(([operation, path]) => operation === "type" && models(one).some((model) => keyFields(model).includes(path))),
  },
  "null-in-a-condition-on-a-key": {
    reason: "a null that is compared with an attribute in a key's place takes the value of another placeholder",
    concerns: (one) => asked(one).some(([, path, ...values]) => values.some(isOdd) && models(one).some((model) => keyFields(model).includes(path))),
  },
  "upsert-of-a-key-if-absent": {
    reason: "an upsert that gives an attribute in a key's place with another operation changes the key, which DynamoDB refuses",
    concerns: (one) =>
      chains(one).some(
        ([[first], ...rest]) =>
          first === "upsert" &&
          rest.some(([name, values]) => name !== "where" && models(one).some((model) => Object.keys(values ?? {}).some((path) => keyFields(model).includes(path)))),
      ),
  },
  "count-without-key-attributes": {
    reason: "a listing that is cut to a number of items has a cursor that leads nowhere if the attributes of its key are not read",
    concerns: ({ options }) => options?.count !== undefined && options.attributes !== undefined,
  },
  "data-is-not-checked": {
    reason: "a value that `data` sets is turned into text where its attribute is one, and not refused",
    concerns: (one) =>
      operations(one).some(([, path, value]) =>
        models(one).some(({ attributes }) => {
          const type = attributes[path]?.type ?? attributes[path];
          return type === "string" && value !== undefined && typeof value !== "string";
        }),
      ),
  },
  "service-without-a-name": {
    reason: "a service refuses members without a service's name as it does those of two services",
    concerns: ({ construct, models: several = {} }) => construct && Object.values(several).some(({ model }) => model?.service === ""),
  },
  "which-of-several-errors": {
    reason: "of several things that are wrong another one is told; both refuse",
    concerns: ({ error, chain = [], op = "" }) =>
      error !== undefined &&
      ((op.startsWith("batch") && chain[0][1].length > 1) || chain.some(([name]) => name === "ifNotExists")),
  },
};

/** The name of the difference that a recorded case is about. */
export function difference(one) {
  const name = "service-without-a-name";
  if (one.construct) {
    return DIFFERENCES[name].concerns(one) ? name : undefined;
  }
  return Object.entries(DIFFERENCES).find(([, { concerns }]) => concerns(one))?.[0];
}
